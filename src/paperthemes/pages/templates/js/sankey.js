/* global byId, countOf, plotlyText, sankeyLayout, scheme */
/* exported sankey */

/** The diagram of how the topics of two clusterings map onto each other. */
const sankey = (() => {
  const plot = byId("sankey");
  const NODE_HEIGHT = 27; // average, in pixels
  const MIN_GAP = 12; // between two nodes
  const THICKNESS = 14;
  const MARGIN = 8; // above and below
  const LETTER_WIDTH = 7.5; // average
  const MAX_TOOLTIP_LENGTH = 70; // letters of a name

  /** Return a colour #rrggbb at half opacity. */
  const halfOpaque = (colour) =>
    `rgba(${[1, 3, 5].map((at) => parseInt(colour.slice(at, at + 2), 16)).join(",")},0.5)`;

  /** Return the centre of each node of one side, as a share of the height in pixels. */
  function centres(side, height, scale) {
    const papers = side.reduce((sum, node) => sum + node.papers, 0);
    const gap = (height - papers * scale) / Math.max(1, side.length - 1);
    let top = side.length > 1 ? 0 : gap / 2;
    return side.map((node) => {
      const centre = top + (node.papers * scale) / 2;
      top += node.papers * scale + gap;
      return centre / height;
    });
  }

  /** Return the positions of the nodes. */
  function positions({ left, right }, height) {
    const papers = left.reduce((sum, node) => sum + node.papers, 0);
    const count = Math.max(left.length, right.length);
    const scale = (height - (count - 1) * MIN_GAP) / papers; // pixels per paper
    const edge = THICKNESS / 2 / plot.clientWidth;
    return {
      x: [...left.map(() => edge), ...right.map(() => 1 - edge)],
      y: [...centres(left, height, scale), ...centres(right, height, scale)],
    };
  }

  /** Return the nodes, with names cut to `maxLength` letters. */
  function nodes({ left, right }, maxLength) {
    const all = [...left, ...right];
    const mode = Number(scheme.isDark());
    const neutral = getComputedStyle(plot).color;
    return {
      label: all.map(({ name }) => plotlyText(name, maxLength)),
      color: [...left.map(({ colours }) => colours[mode]), ...right.map(() => neutral)],
      customdata: all.map(
        ({ name, papers }) =>
          `${plotlyText(name, MAX_TOOLTIP_LENGTH)}<br>${countOf(papers, "paper")}`,
      ),
      hovertemplate: "%{customdata}<extra></extra>",
      line: { width: 0 },
      pad: MIN_GAP,
      thickness: THICKNESS,
    };
  }

  /** Return the bands between the nodes. */
  function links({ left, right, links: bands }) {
    const mode = Number(scheme.isDark());
    const tooltip = (link) =>
      [left[link.left].name, `→ ${right[link.right].name}`, countOf(link.papers, "paper")]
        .map((text) => plotlyText(text, MAX_TOOLTIP_LENGTH))
        .join("<br>");
    return {
      source: bands.map((link) => link.left),
      target: bands.map((link) => left.length + link.right),
      value: bands.map((link) => link.papers),
      color: bands.map((link) => halfOpaque(left[link.left].colours[mode])),
      customdata: bands.map(tooltip),
      hovertemplate: "%{customdata}<extra></extra>",
    };
  }

  /** Draw the topics of `pair.left` on the left and those of `pair.right` on the right. */
  async function draw(pair) {
    const layout = sankeyLayout(pair);
    const {
      backgroundColor: background,
      color,
      fontFamily: family,
    } = getComputedStyle(document.body);
    const maxLength = Math.max(10, Math.floor(plot.clientWidth / 2 / LETTER_WIDTH) - 6);
    const height = Math.max(240, NODE_HEIGHT * Math.max(layout.left.length, layout.right.length));
    const node = { ...nodes(layout, maxLength), ...positions(layout, height) };
    await Plotly.react(
      plot,
      [{ type: "sankey", arrangement: "fixed", node, link: links(layout) }],
      {
        height: height + 2 * MARGIN,
        margin: { l: 0, r: 0, t: MARGIN, b: MARGIN },
        paper_bgcolor: background,
        font: { family, color, size: maxLength < 25 ? 11 : 13 },
        hoverlabel: { bgcolor: background, font: { color }, align: "left" },
      },
      { displayModeBar: false },
    );
  }

  return { draw };
})();
