/* global byId, colours, corpus, counted, details, filter, labels, later, legend, picture, scheme */
/* global selection, tip */
/* exported map */

/** The map of the papers. */
const map = (() => {
  const { papers } = corpus;
  const MOST_WITHOUT_WEBGL = 5_000; // dots that a browser can move about without it
  const MARGIN = 0.04; // around the papers, as a share of the map
  const SMALLEST = 2.5; // dots, in pixels
  const LARGEST = 10;
  const plot = byId("plot");
  const fast = hasWebGL();
  const drawn = chosen();
  let home = null; // the ranges that show all papers
  let size = dotSize(1);

  function hasWebGL() {
    try {
      return Boolean(document.createElement("canvas").getContext("webgl"));
    } catch {
      return false;
    }
  }

  /** Choose the rows to draw; those without a topic first, so that they lie below. */
  function chosen() {
    let rows = corpus.drawn ?? corpus.rows;
    if (!fast && rows.length > MOST_WITHOUT_WEBGL) {
      const step = rows.length / MOST_WITHOUT_WEBGL;
      const ordered = [...rows].sort((a, b) => papers.topic[a] - papers.topic[b]);
      rows = Array.from({ length: MOST_WITHOUT_WEBGL }, (_, at) => ordered[Math.floor(at * step)]);
    }
    return [...rows].sort((a, b) => (papers.topic[a] >= 0) - (papers.topic[b] >= 0) || a - b);
  }

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

  /** Return the ranges that show all papers. */
  function whole() {
    const range = (values) => {
      const [low, high] = values.reduce(
        ([least, most], value) => [Math.min(least, value), Math.max(most, value)],
        [Infinity, -Infinity],
      );
      const space = MARGIN * Math.max(high - low, 1000);
      return [low - space, high + space];
    };
    return shaped({ x: range(papers.x), y: range(papers.y) });
  }

  /** Dots are small where there are many, and grow as the map comes nearer. */
  function dotSize(zoom) {
    const base = Math.max(SMALLEST, Math.min(8, 170 / Math.sqrt(drawn.length)));
    return Math.min(Math.max(LARGEST, base), base * Math.sqrt(zoom));
  }

  function marker() {
    const lookOf = colours.lookOf[byId("colour-by").value];
    const looks = drawn.map(lookOf);
    const symbols = looks.map(({ symbol }) => symbol);
    return {
      color: looks.map(({ colour }) => colour),
      symbol: symbols.every((symbol) => symbol === symbols[0]) ? symbols[0] : symbols,
      opacity: drawn.map((row) => [0.9, 0.6, 0.4][papers.grade[row]]),
      size,
      line: { width: 0 },
    };
  }

  function trace() {
    return {
      type: fast ? "scattergl" : "scatter",
      mode: "markers",
      x: Float32Array.from(drawn, (row) => papers.x[row]),
      y: Float32Array.from(drawn, (row) => papers.y[row]),
      hoverinfo: "none",
      marker: marker(),
      selectedpoints: selectedPoints(),
      selected: { marker: { opacity: 1 } },
      unselected: { marker: { opacity: 0.08 } },
    };
  }

  function ringTrace() {
    const marker = { symbol: "circle", size: 20, color: "rgba(0,0,0,0)", line: { width: 2.5 } };
    return { type: "scatter", mode: "markers", x: [], y: [], hoverinfo: "skip", marker };
  }

  function layout() {
    const axis = { visible: false, showgrid: false, zeroline: false };
    return {
      margin: { l: 0, r: 0, t: 0, b: 0 },
      paper_bgcolor: "rgba(0,0,0,0)",
      plot_bgcolor: "rgba(0,0,0,0)",
      hovermode: "closest",
      dragmode: "pan",
      showlegend: false,
      xaxis: { ...axis, range: [...home.x] },
      yaxis: { ...axis, range: [...home.y] },
    };
  }

  /** Return which dots are wanted; `null` is all. */
  function selectedPoints() {
    if (!filter.isOn()) return null;
    const wanted = new Set(filter.rows);
    return drawn.flatMap((row, point) => (wanted.has(row) ? [point] : []));
  }

  /** Return what of the map is in sight. */
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
  const drawLabels = () => labels.draw(view());
  const restyle = (changes) => Plotly.restyle(plot, changes, [0]);
  const dim = () => restyle({ selectedpoints: [selectedPoints()] });

  /** Draw a ring around the paper that is told of; `null` takes it away. */
  const ring = (row) =>
    Plotly.restyle(
      plot,
      {
        x: [row === null ? [] : [papers.x[row]]],
        y: [row === null ? [] : [papers.y[row]]],
        "marker.line.color": getComputedStyle(plot).color,
      },
      [1],
    );

  /** Show what colours mean. */
  function showKind() {
    legend.show(byId("colour-by").value);
    labels.paint(byId("colour-by").value);
  }

  /** Colour the dots anew. */
  function recolour() {
    showKind();
    const { color, symbol } = marker();
    restyle({ "marker.color": [color], "marker.symbol": [symbol] });
    Plotly.restyle(plot, { "marker.line.color": getComputedStyle(plot).color }, [1]);
  }

  const fitDots = later(() => {
    const wanted = dotSize(view().zoom);
    if (Math.abs(wanted - size) < 0.5) return;
    size = wanted;
    restyle({ "marker.size": size });
  }, 250);

  /** Return a range with the middle of one, as long as another at some zoom. */
  function about([low, high], [from, to], zoom) {
    const [middle, half] = [(low + high) / 2, (to - from) / 2 / zoom];
    return [middle - half, middle + half];
  }

  function zoomBy(factor) {
    const { x, y } = view();
    look({ x: about(x, x, factor), y: about(y, y, factor) });
  }

  /** Keep the middle and the zoom when the window changes. */
  function resize() {
    const { x, y, zoom } = view();
    home = whole();
    labels.forget();
    look({ x: about(x, home.x, zoom), y: about(y, home.y, zoom) });
  }

  function useLasso(on) {
    byId("lasso").setAttribute("aria-pressed", String(on));
    byId("lasso-hint").hidden = !on;
    return Plotly.relayout(plot, { dragmode: on ? "lasso" : "pan", selections: [] });
  }

  /** Leave the wheel to the page, unless the map was clicked last, or Ctrl is held. */
  function letPageScroll() {
    const canvas = byId("canvas");
    let mine = false;
    document.addEventListener("pointerdown", ({ target }) => (mine = canvas.contains(target)));
    document.addEventListener(
      "wheel",
      (event) => {
        if (!canvas.contains(event.target)) mine = false;
        else if (!mine && !event.ctrlKey) event.stopPropagation();
      },
      { capture: true, passive: true },
    );
  }

  function listen() {
    const rowOf = ({ points }) => drawn[points[0].pointNumber];
    plot.on("plotly_hover", (event) => tip.show(rowOf(event), event.event));
    plot.on("plotly_unhover", tip.hide);
    plot.on("plotly_click", (event) => {
      tip.hide();
      location.hash = `paper-${papers.id[rowOf(event)]}`;
    });
    plot.on("plotly_selected", (event) => {
      if (!event?.lassoPoints) return; // an old lasso was cleared away
      if (!selection.take(event.lassoPoints)) {
        byId("map-count").textContent = "No paper is in this lasso";
      }
      setTimeout(() => useLasso(false).then(dim));
    });
    plot.on("plotly_relayouting", () => {
      tip.hide();
      requestAnimationFrame(() => labels.draw(view(), true));
    });
    plot.on("plotly_relayout", () => {
      drawLabels();
      fitDots();
    });
    byId("zoom-in").addEventListener("click", () => zoomBy(1.6));
    byId("zoom-out").addEventListener("click", () => zoomBy(1 / 1.6));
    byId("zoom-all").addEventListener("click", () => look(home));
    byId("lasso").addEventListener("click", () => useLasso(plot.layout.dragmode !== "lasso"));
    byId("picture").addEventListener("click", () => picture.save(plot, view(), drawLabels()));
    byId("colour-by").addEventListener("change", recolour);
    byId("names").addEventListener("change", drawLabels);
    scheme.onChange(recolour);
    filter.onChange(() => requestAnimationFrame(dim)); // after the list, which is quicker
    details.onChange(ring);
    addEventListener("resize", later(resize, 200));
    letPageScroll();
  }

  /** Say what the map leaves out, and why. */
  function note() {
    if (drawn.length === corpus.count) return "";
    const why = fast ? "To stay quick" : "Without WebGL";
    return (
      `${why} the map shows ${drawn.length.toLocaleString("en")} of the ` +
      `${counted(corpus.count, "paper")}, of each topic the same share. The lasso, the search and the ` +
      "list below take all of them."
    );
  }

  async function draw() {
    const config = {
      responsive: true,
      scrollZoom: true,
      displayModeBar: false,
      doubleClick: false,
    };
    home = whole();
    await Plotly.newPlot(plot, [trace(), ringTrace()], layout(), config);
    showKind();
    byId("map-note").textContent = note();
    byId("loading").remove();
    listen();
    drawLabels();
  }

  return { draw };
})();
