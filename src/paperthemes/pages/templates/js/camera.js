/* global byId, corpus */
/* exported camera */

/** What of the map is in sight. */
const camera = (() => {
  const { papers } = corpus;
  const MARGIN = 0.04; // around the papers, as a share of the map
  const plot = byId("plot");
  let home = null; // the ranges that show all papers

  /**
   * Return ranges about those given that have the shape of the plot, so that distances look alike
   * in all directions. (Plotly's `scaleanchor` does it too, but reckons all dots anew each time.)
   */
  function shaped({ x, y }) {
    const middle = ([low, high]) => (low + high) / 2;
    const length = ([low, high]) => high - low;
    const { clientWidth: width, clientHeight: height } = plot;
    const unit = Math.max(length(x) / width, length(y) / height);
    const about = (place, pixels) => [place - (unit * pixels) / 2, place + (unit * pixels) / 2];
    return { x: about(middle(x), width), y: about(middle(y), height) };
  }

  /** Reckon the ranges that show all papers, and return them. */
  function fit() {
    const range = (values) => {
      const [low, high] = values.reduce(
        ([least, most], value) => [Math.min(least, value), Math.max(most, value)],
        [Infinity, -Infinity],
      );
      const space = MARGIN * Math.max(high - low, 1000);
      return [low - space, high + space];
    };
    home = shaped({ x: range(papers.x), y: range(papers.y) });
    return home;
  }

  /** Return what is in sight: its ranges, its size in pixels, how near it is. */
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

  const look = ({ x, y }) =>
    Plotly.relayout(plot, { "xaxis.range": [...x], "yaxis.range": [...y] });

  /** Return a range with the middle of one, as long as another at some zoom. */
  function about([low, high], [from, to], zoom) {
    const [middle, half] = [(low + high) / 2, (to - from) / 2 / zoom];
    return [middle - half, middle + half];
  }

  function zoomBy(factor) {
    const { x, y } = view();
    look({ x: about(x, x, factor), y: about(y, y, factor) });
  }

  /** Move what is in sight by so many pixels to the right. */
  function moveBy(pixels) {
    const { x, y, width } = view();
    const by = (pixels / width) * (x[1] - x[0]);
    look({ x: x.map((end) => end + by), y });
  }

  /** Keep the middle and the zoom when the window has changed. */
  function refit() {
    const { x, y, zoom } = view();
    fit();
    look({ x: about(x, home.x, zoom), y: about(y, home.y, zoom) });
  }

  return { fit, refit, view, zoomBy, moveBy, showAll: () => look(home) };
})();
