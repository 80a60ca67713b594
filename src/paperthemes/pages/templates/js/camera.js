/* global byId, corpus */
/* exported camera */

/** The visible part of the map. */
const camera = (() => {
  const { papers } = corpus;
  const MARGIN = 28; // pixels around all papers
  const NAMES_MARGIN = 150; // pixels beside all papers, for names, on a map that is wide enough
  const MIN_WIDTH_FOR_NAMES = 700;
  const plot = byId("plot");
  let home = null; // ranges that show all papers
  let initial = ""; // the part to open with, as `write` gives it

  /**
   * Extend the ranges of all papers, with margins, to the shape of the plot, so that both axes have
   * the same scale. (Plotly's `scaleanchor` does the same, but recomputes all dots each time.)
   */
  function fitShape({ x, y }) {
    const centre = ([low, high]) => (low + high) / 2;
    const length = ([low, high]) => Math.max(high - low, 1000);
    const { clientWidth: width, clientHeight: height } = plot;
    const beside = width < MIN_WIDTH_FOR_NAMES ? MARGIN : NAMES_MARGIN;
    const unit = Math.max(length(x) / (width - 2 * beside), length(y) / (height - 2 * MARGIN));
    const around = (at, pixels) => [at - (unit * pixels) / 2, at + (unit * pixels) / 2];
    return { x: around(centre(x), width), y: around(centre(y), height) };
  }

  /** Compute and return the ranges that show all papers. */
  function fitAll() {
    const range = (values) =>
      values.reduce(
        ([least, greatest], value) => [Math.min(least, value), Math.max(greatest, value)],
        [Infinity, -Infinity],
      );
    home = fitShape({ x: range(papers.x), y: range(papers.y) });
    return home;
  }

  /** Return the visible ranges, their size in pixels, and the zoom. */
  function view() {
    const { xaxis, yaxis } = plot._fullLayout;
    return {
      x: xaxis.range,
      y: yaxis.range,
      width: plot.clientWidth,
      height: plot.clientHeight,
      zoom: (home.x[1] - home.x[0]) / (xaxis.range[1] - xaxis.range[0]),
    };
  }

  const show = ({ x, y }) =>
    Plotly.relayout(plot, { "xaxis.range": [...x], "yaxis.range": [...y] });

  /** Return a range with the centre of the first and the length of the second over the zoom. */
  function zoomed([low, high], [from, to], zoom) {
    const [centre, half] = [(low + high) / 2, (to - from) / 2 / zoom];
    return [centre - half, centre + half];
  }

  function zoomBy(factor) {
    const { x, y } = view();
    show({ x: zoomed(x, x, factor), y: zoomed(y, y, factor) });
  }

  /** Move the visible part to the right and down, by pixels. */
  function moveBy(right, down) {
    const { x, y, width } = view();
    const unit = (x[1] - x[0]) / width;
    show({ x: x.map((end) => end + right * unit), y: y.map((end) => end - down * unit) });
  }

  /** Write the visible part as text: its zoom and its centre; "" if all papers are shown. */
  function write() {
    if (!plot?._fullLayout) return initial;
    const { x, y, zoom } = view();
    const centre = [x, y].map(([low, high]) => Math.round((low + high) / 2));
    const isMoved = [home.x, home.y].some(([low, high], axis) => {
      return Math.abs((low + high) / 2 - centre[axis]) > 1;
    });
    return isMoved || Math.abs(zoom - 1) > 0.01 ? [zoom.toFixed(2), ...centre].join("_") : "";
  }

  /** Show the part to open with, if there is one. */
  async function open() {
    const [zoom, ...centre] = initial.split("_").map(Number);
    if (!(zoom > 0 && centre.length === 2 && centre.every(Number.isFinite))) return;
    const [x, y] = centre.map((at) => [at, at]);
    await show({ x: zoomed(x, home.x, zoom), y: zoomed(y, home.y, zoom) });
  }

  /** Keep the centre and the zoom when the window has changed. */
  function refit() {
    const { x, y, zoom } = view();
    fitAll();
    show({ x: zoomed(x, home.x, zoom), y: zoomed(y, home.y, zoom) });
  }

  return {
    fitAll,
    refit,
    view,
    zoomBy,
    moveBy,
    showAll: () => show(home),
    write,
    /** Let the map open with the part of a text from `write`. */
    read: (text) => (initial = text),
    open,
  };
})();
