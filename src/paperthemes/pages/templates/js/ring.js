/* global byId, camera, corpus, details */
/* exported ring */

/** The ring around the paper that is told of. */
const ring = (() => {
  const { papers } = corpus;
  const TRACE = 1; // its number in the plot
  const APART = 80; // pixels between ring and panel
  const LEAST = 200; // pixels of the map beside the panel, to be worth a move
  const plot = byId("plot");
  const colour = () => getComputedStyle(plot).color;

  function trace() {
    const marker = { symbol: "circle", size: 20, color: "rgba(0,0,0,0)", line: { width: 2.5 } };
    return { type: "scatter", mode: "markers", x: [], y: [], hoverinfo: "skip", marker };
  }

  /** Move the map, where the panel that tells of the paper hides its dot. */
  function uncover(row) {
    const { x, width } = camera.view();
    const { left } = plot.getBoundingClientRect();
    const free = byId("details").getBoundingClientRect().left - left;
    const across = ((papers.x[row] - x[0]) / (x[1] - x[0])) * width;
    if (free < LEAST || across > width) return;
    if (across > free - APART) camera.moveBy(across - (free - APART));
  }

  /** Draw it around a paper; `null` takes it away. */
  function put(row) {
    const [x, y] = row === null ? [[], []] : [[papers.x[row]], [papers.y[row]]];
    Plotly.restyle(plot, { x: [x], y: [y], "marker.line.color": colour() }, [TRACE]);
    if (row !== null) uncover(row);
  }

  /** Follow what is told of, from now on. */
  function start() {
    details.onChange(put);
    if (details.row !== null) put(details.row); // the address may have asked for a paper
  }

  const repaint = () => Plotly.restyle(plot, { "marker.line.color": colour() }, [TRACE]);

  return { trace, start, repaint };
})();
