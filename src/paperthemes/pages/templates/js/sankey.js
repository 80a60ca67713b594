/* global bdi, byId, clusterings, countOf, el, sankeyLayout, svgEl */
/* exported sankey */

/** The diagram of how the topics of two clusterings map onto each other. */
const sankey = (() => {
  const NODE_HEIGHT = 27; // average, in pixels
  const MIN_GAP = 12; // between two nodes, in pixels
  const [WIDTH, THICKNESS] = [100, 3]; // of the diagram, which stretches to its box, and of a node

  /** Create a text that the pointer shows. */
  const tooltip = (text, papers) => svgEl("title", {}, `${text}: ${countOf(papers, "paper")}`);

  /** Return the top of each node of one side, which fills the height. */
  function topsOf(side, height, scale) {
    const papers = side.reduce((sum, node) => sum + node.papers, 0);
    const gap = (height - papers * scale) / Math.max(1, side.length - 1);
    let top = side.length > 1 ? 0 : gap / 2;
    return side.map((node) => {
      const own = top;
      top += node.papers * scale + gap;
      return own;
    });
  }

  /** Return the path of a band between two nodes, from its tops on both sides. */
  function bandPath(left, right, thickness) {
    const [start, middle, end] = [THICKNESS, WIDTH / 2, WIDTH - THICKNESS];
    return (
      `M${start},${left}C${middle},${left} ${middle},${right} ${end},${right}` +
      `v${thickness}C${middle},${right + thickness} ${middle},${left + thickness} ${start},${left + thickness}z`
    );
  }

  /** Draw the bands; on both sides, they start in the order of the nodes that they lead to. */
  function bands({ left, right, links }, tops, scale) {
    const next = tops.map((side) => [...side]);
    const rightTops = new Map();
    for (const link of links.toSorted((a, b) => a.right - b.right || a.left - b.left)) {
      rightTops.set(link, next[1][link.right]);
      next[1][link.right] += link.papers * scale;
    }
    return links
      .toSorted((a, b) => a.left - b.left || a.right - b.right)
      .map((link) => {
        const names = `${left[link.left].name} → ${right[link.right].name}`;
        const top = next[0][link.left];
        next[0][link.left] += link.papers * scale;
        return svgEl(
          "path",
          {
            class: "sankey-link",
            d: bandPath(top, rightTops.get(link), link.papers * scale),
            style: `fill:${left[link.left].colour}`,
          },
          tooltip(names, link.papers),
        );
      });
  }

  function bars(side, tops, x, scale) {
    return side.map(({ name, papers, colour }, row) => {
      const box = { x, y: tops[row], width: THICKNESS, height: papers * scale };
      const attributes = { class: "sankey-node", ...box, style: `fill:${colour}` };
      return svgEl("rect", attributes, tooltip(name, papers));
    });
  }

  /** Create the names of one side, at the centres of their nodes. */
  function names(clustering, side, tops, scale) {
    const list = el("div", { className: "sankey-names" });
    const lines = side.map(({ node, name, papers }, row) => {
      const isTopic = node < clusterings.max_drawn;
      const text = isTopic ? clusterings.topicLink(clustering, node) : bdi(name);
      const style = `top:${tops[row] + (papers * scale) / 2}px`;
      return el("span", { style, title: name }, text);
    });
    list.append(...lines);
    return list;
  }

  /** Draw the topics of `pair.left` on the left and those of `pair.right` on the right. */
  function draw(pair) {
    const layout = sankeyLayout(pair);
    const { left, right } = layout;
    const count = Math.max(left.length, right.length);
    const height = Math.max(240, NODE_HEIGHT * count);
    const papers = left.reduce((sum, node) => sum + node.papers, 0);
    const scale = (height - (count - 1) * MIN_GAP) / papers; // pixels per paper
    const tops = [left, right].map((side) => topsOf(side, height, scale));
    const svg = svgEl("svg", {
      ...{ viewBox: `0 0 ${WIDTH} ${height}`, preserveAspectRatio: "none", height, role: "img" },
      "aria-label":
        "Bands from topics on the left to topics on the right; the table has the same numbers",
    });
    svg.append(
      ...bands(layout, tops, scale),
      ...bars(left, tops[0], 0, scale),
      ...bars(right, tops[1], WIDTH - THICKNESS, scale),
    );
    byId("sankey").replaceChildren(
      names(pair.left, left, tops[0], scale),
      svg,
      names(pair.right, right, tops[1], scale),
    );
  }

  return { draw };
})();
