/* global byId, camera, corpus, details */
/* exported highlight */

/** The ring on the map around the paper that is open. */
const highlight = (() => {
  const { papers } = corpus;
  const TRACE = 1; // its index in the plot
  const PANEL_GAP = 80; // pixels between the ring and the panel
  const MIN_VISIBLE = 200; // pixels of map beside the panel, below which the map stays
  const plot = byId("plot");
  const colour = () => getComputedStyle(plot).color;

  function trace() {
    const marker = { symbol: "circle", size: 20, color: "rgba(0,0,0,0)", line: { width: 2.5 } };
    return { type: "scatter", mode: "markers", x: [], y: [], hoverinfo: "skip", marker };
  }

  /** Move the map if the panel covers the paper's dot. */
  function uncover(row) {
    const { x, width } = camera.view();
    const { left } = plot.getBoundingClientRect();
    const visible = byId("details").getBoundingClientRect().left - left;
    const position = ((papers.x[row] - x[0]) / (x[1] - x[0])) * width;
    if (visible < MIN_VISIBLE || position > width) return;
    if (position > visible - PANEL_GAP) camera.moveBy(position - (visible - PANEL_GAP), 0);
  }

  /** Draw the ring around a paper; `null` removes it. */
  function draw(row) {
    const [x, y] = row === null ? [[], []] : [[papers.x[row]], [papers.y[row]]];
    Plotly.restyle(plot, { x: [x], y: [y], "marker.line.color": colour() }, [TRACE]);
    if (row !== null) uncover(row);
  }

  /** Start to follow the paper that is open. */
  function start() {
    details.onChange(draw);
    if (details.row !== null) draw(details.row); // the address may name a paper
  }

  const repaint = () => Plotly.restyle(plot, { "marker.line.color": colour() }, [TRACE]);

  return { trace, start, repaint };
})();
