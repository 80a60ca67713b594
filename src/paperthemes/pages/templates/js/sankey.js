/* global bands, byId, counted, plotlyText, scheme */
/* exported sankey */

/** The picture of how the topics of one clustering pass into those of another. */
const sankey = (() => {
  const plot = byId("sankey");
  const HEIGHT = 27; // of a topic, in pixels
  const GAP = 12; // between two topics, the least
  const THICKNESS = 14;
  const MARGIN = 8; // above and below
  const LETTER = 7.5; // its width
  const LONGEST = 70; // letters of a name under the pointer

  /** Make a colour written as #rrggbb half transparent. */
  const half = (colour) =>
    `rgba(${[1, 3, 5].map((at) => parseInt(colour.slice(at, at + 2), 16)).join(",")},0.5)`;

  /** Return the middle of each place of one side, as shares of a height in pixels. */
  function heights(side, height, scale) {
    const papers = side.reduce((sum, one) => sum + one.papers, 0);
    const gap = (height - papers * scale) / Math.max(1, side.length - 1);
    let top = side.length > 1 ? 0 : gap / 2;
    return side.map((one) => {
      const middle = top + (one.papers * scale) / 2;
      top += one.papers * scale + gap;
      return middle / height;
    });
  }

  /** Return where the nodes are drawn. */
  function places({ left, right }, height) {
    const papers = left.reduce((sum, one) => sum + one.papers, 0);
    const most = Math.max(left.length, right.length);
    const scale = (height - (most - 1) * GAP) / papers; // pixels per paper
    const edge = THICKNESS / 2 / plot.clientWidth;
    return {
      x: [...left.map(() => edge), ...right.map(() => 1 - edge)],
      y: [...heights(left, height, scale), ...heights(right, height, scale)],
    };
  }

  /** Return the nodes, their names cut to so many letters. */
  function nodes({ left, right }, most) {
    const all = [...left, ...right];
    const mode = Number(scheme.isDark());
    const plain = getComputedStyle(plot).color;
    return {
      label: all.map(({ name }) => plotlyText(name, most)),
      color: [...left.map(({ colours }) => colours[mode]), ...right.map(() => plain)],
      customdata: all.map(
        ({ name, papers }) => `${plotlyText(name, LONGEST)}<br>${counted(papers, "paper")}`,
      ),
      hovertemplate: "%{customdata}<extra></extra>",
      line: { width: 0 },
      pad: GAP,
      thickness: THICKNESS,
    };
  }

  /** Return the bands between them. */
  function links({ left, right, links: own }) {
    const mode = Number(scheme.isDark());
    const said = (link) =>
      [left[link.left].name, `→ ${right[link.right].name}`, counted(link.papers, "paper")]
        .map((text) => plotlyText(text, LONGEST))
        .join("<br>");
    return {
      source: own.map((link) => link.left),
      target: own.map((link) => left.length + link.right),
      value: own.map((link) => link.papers),
      color: own.map((link) => half(left[link.left].colours[mode])),
      customdata: own.map(said),
      hovertemplate: "%{customdata}<extra></extra>",
    };
  }

  /** Draw how the topics of `pair.left` pass into those of `pair.right`. */
  async function draw(pair) {
    const laid = bands.of(pair);
    const { backgroundColor: ground, color, fontFamily: family } = getComputedStyle(document.body);
    const most = Math.max(10, Math.floor(plot.clientWidth / 2 / LETTER) - 6);
    const height = Math.max(240, HEIGHT * Math.max(laid.left.length, laid.right.length));
    const node = { ...nodes(laid, most), ...places(laid, height) };
    await Plotly.react(
      plot,
      [{ type: "sankey", arrangement: "fixed", node, link: links(laid) }],
      {
        height: height + 2 * MARGIN,
        margin: { l: 0, r: 0, t: MARGIN, b: MARGIN },
        paper_bgcolor: ground,
        font: { family, color, size: most < 25 ? 11 : 13 },
        hoverlabel: { bgcolor: ground, font: { color }, align: "left" },
      },
      { displayModeBar: false },
    );
  }

  return { draw };
})();
