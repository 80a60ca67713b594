/* global byId, countOf, sankeyLayout */
/* exported sankey */

/** The diagram of how the topics of two clusterings map onto each other, as SVG. */
const sankey = (() => {
  const plot = byId("sankey");
  const NODE_HEIGHT = 27; // average, in pixels
  const MIN_GAP = 12; // between two nodes
  const THICKNESS = 14;
  const MARGIN = 8; // above and below
  const NAME_WIDTH = 0.27; // of the diagram, on either side
  const NAME_GAP = 6; // between a node and its name
  const LETTER_WIDTH = 7; // average

  /** Create an element of SVG. Text stays text. */
  function draw(tag, attributes, ...children) {
    const node = document.createElementNS("http://www.w3.org/2000/svg", tag);
    for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
    node.append(...children);
    return node;
  }

  /** Replace signs that would change the direction of what follows. */
  const clean = (text) => text.replace(/[\p{Cc}\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu, " ");
  const tooltip = (...lines) => draw("title", {}, lines.map(clean).join("\n"));

  function cut(text, maxLength) {
    const letters = [...clean(text)];
    if (letters.length <= maxLength) return letters.join("");
    return `${letters.slice(0, maxLength - 1).join("")}…`;
  }

  /** Set the top of each node of one side, so that the side fills the height. */
  function place(side, height, scale) {
    const papers = side.reduce((sum, node) => sum + node.papers, 0);
    const gap = (height - papers * scale) / Math.max(1, side.length - 1);
    let top = side.length > 1 ? 0 : gap / 2;
    for (const node of side) {
      node.top = MARGIN + top;
      node.height = node.papers * scale;
      node.used = { left: 0, right: 0 }; // pixels of its bands so far
      top += node.height + gap;
    }
  }

  /** Return a band between two nodes; bands must be drawn from top to bottom. */
  function band(link, { left, right }, { scale, from, to }) {
    const [source, target, width] = [left[link.left], right[link.right], link.papers * scale];
    const [y, z] = [source.top + source.used.left, target.top + target.used.right];
    const middle = (from + to) / 2;
    source.used.left += width;
    target.used.right += width;
    const path =
      `M${from} ${y}C${middle} ${y} ${middle} ${z} ${to} ${z}v${width}` +
      `C${middle} ${z + width} ${middle} ${y + width} ${from} ${y + width}z`;
    const text = tooltip(source.name, `→ ${target.name}`, countOf(link.papers, "paper"));
    return draw("path", { class: "sankey-link", d: path, fill: source.colour }, text);
  }

  /** Return a node with its name beside it. */
  function nodeOf({ name, papers, top, height, colour }, { x, isLeft, maxLength }) {
    const box = { x, y: top, width: THICKNESS, height: Math.max(1, height), fill: colour };
    const place = {
      class: "node-label",
      x: isLeft ? x - NAME_GAP : x + THICKNESS + NAME_GAP,
      y: top + height / 2,
      "text-anchor": isLeft ? "end" : "start",
    };
    return draw(
      "g",
      { class: "sankey-node" },
      tooltip(name, countOf(papers, "paper")),
      draw("rect", box),
      draw("text", place, cut(name, maxLength)),
    );
  }

  /** Draw the topics of `pair.left` on the left and those of `pair.right` on the right. */
  return {
    draw(pair) {
      const layout = sankeyLayout(pair);
      const { left, right, links } = layout;
      const width = plot.clientWidth;
      const count = Math.max(left.length, right.length);
      const height = Math.max(240, NODE_HEIGHT * count);
      const scale =
        (height - (count - 1) * MIN_GAP) / left.reduce((sum, { papers }) => sum + papers, 0);
      const edge = Math.round(width * NAME_WIDTH);
      const maxLength = Math.floor((edge - NAME_GAP) / LETTER_WIDTH);
      place(left, height, scale);
      place(right, height, scale);
      const ends = { scale, from: edge + THICKNESS, to: width - edge - THICKNESS };
      const ordered = [...links].sort((a, b) => a.left - b.left || a.right - b.right);
      const sides = [
        ...left.map((node) => nodeOf(node, { x: edge, isLeft: true, maxLength })),
        ...right.map((node) => nodeOf(node, { x: ends.to, isLeft: false, maxLength })),
      ];
      const size = { width, height: height + 2 * MARGIN };
      const bands = ordered.map((link) => band(link, layout, ends));
      plot.replaceChildren(draw("svg", size, ...bands, ...sides));
    },
  };
})();
