/* global byId, camera, colours, contours, corpus, countOf, debounce, filter, formatNumber */
/* global highlight, labels, legend, pan, saveFigure, scheme, selection, tooltip */
/* exported map */

/** The map of the papers. */
const map = (() => {
  const { papers } = corpus;
  const MAX_SVG_DOTS = 5_000; // dots that a browser moves smoothly without WebGL
  const MIN_GL_DOTS = 1_500; // fewer need no WebGL, which some browsers draw in part only
  const MIN_DOT_SIZE = 2.5; // pixels
  const MAX_DOT_SIZE = 10;
  const OUTLINE = { color: "#7d8794", width: 1.5, dash: "dot" }; // of the selected area
  const plot = byId("plot");
  const webgl = corpus.count >= MIN_GL_DOTS && hasWebGL();
  const drawn = rowsToDraw();
  let size = dotSize(1);

  function hasWebGL() {
    try {
      return Boolean(document.createElement("canvas").getContext("webgl"));
    } catch {
      return false;
    }
  }

  /** Return the rows to draw; papers without a topic first, so that they lie below. */
  function rowsToDraw() {
    let rows = corpus.drawn ?? corpus.rows;
    if (!webgl && rows.length > MAX_SVG_DOTS) {
      const step = rows.length / MAX_SVG_DOTS;
      const ordered = [...rows].sort((a, b) => papers.topic[a] - papers.topic[b]);
      rows = Array.from({ length: MAX_SVG_DOTS }, (_, at) => ordered[Math.floor(at * step)]);
    }
    return [...rows].sort((a, b) => (papers.topic[a] >= 0) - (papers.topic[b] >= 0) || a - b);
  }

  /** Return the size of dots: smaller the more there are, and growing with the zoom. */
  function dotSize(zoom) {
    const base = Math.max(MIN_DOT_SIZE, Math.min(8, 170 / Math.sqrt(drawn.length)));
    return Math.min(Math.max(MAX_DOT_SIZE, base), base * Math.sqrt(zoom));
  }

  function marker() {
    const lookOf = colours.lookOf[byId("colour-by").value];
    const looks = drawn.map(lookOf);
    const symbols = looks.map(({ symbol }) => symbol);
    return {
      color: looks.map(({ colour }) => colour),
      symbol: symbols.every((symbol) => symbol === symbols[0]) ? symbols[0] : symbols,
      opacity: drawn.map((row) => colours.opacities[papers.grade[row]]),
      size,
      line: { width: 0 },
    };
  }

  function trace() {
    return {
      type: webgl ? "scattergl" : "scatter",
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

  function layout() {
    const { x, y } = camera.fitAll();
    const axis = { visible: false, showgrid: false, zeroline: false };
    return {
      margin: { l: 0, r: 0, t: 0, b: 0 },
      paper_bgcolor: "rgba(0,0,0,0)",
      plot_bgcolor: "rgba(0,0,0,0)",
      hovermode: "closest",
      dragmode: false, // `pan` moves the map
      showlegend: false,
      shapes: shapes(),
      xaxis: { ...axis, range: [...x] },
      yaxis: { ...axis, range: [...y] },
    };
  }

  /** Return the indices of the dots that the filter selects; `null` is all. */
  function selectedPoints() {
    if (!filter.isOn()) return null;
    const rows = new Set(filter.rows);
    return drawn.flatMap((row, point) => (rows.has(row) ? [point] : []));
  }

  const drawLabels = () => {
    contours.draw(camera.view());
    return labels.draw(camera.view());
  };
  const restyle = (changes) => Plotly.restyle(plot, changes, [0]);
  const dim = () => restyle({ selectedpoints: [selectedPoints()] });

  /** Return the outline of the selected area as shapes of the plot. */
  function shapes() {
    const { lasso } = filter.criteria;
    if (lasso === null) return [];
    const [xs, ys] = lasso.outline;
    const corners = Array.from(xs, (x, at) => `${x},${ys[at]}`);
    return [{ type: "path", path: `M${corners.join("L")}Z`, line: OUTLINE }];
  }

  /** Fade the dots that the filter does not select, and choose titles among the others. */
  function showSelected() {
    dim();
    if (plot.layout.shapes.length > 0 || filter.criteria.lasso !== null) {
      Plotly.relayout(plot, { shapes: shapes() });
    }
    if (labels.hasTitles(camera.view())) drawLabels();
  }

  /** Update legend and labels after a change of colouring. */
  function showColouring() {
    legend.show(byId("colour-by").value);
    labels.paint(byId("colour-by").value);
  }

  /** Recolour the dots. */
  function recolour() {
    showColouring();
    const { color, symbol } = marker();
    restyle({ "marker.color": [color], "marker.symbol": [symbol] });
    highlight.repaint();
  }

  const fitDots = debounce(() => {
    const newSize = dotSize(camera.view().zoom);
    if (Math.abs(newSize - size) < 0.5) return;
    size = newSize;
    restyle({ "marker.size": size });
  }, 250);

  function resize() {
    labels.remeasure();
    camera.refit();
  }

  const hasLasso = () => plot.layout.dragmode === "lasso";

  function useLasso(on) {
    byId("lasso").setAttribute("aria-pressed", String(on));
    byId("canvas").classList.toggle("selecting", on);
    byId("lasso-hint").hidden = !on;
    return Plotly.relayout(plot, { dragmode: on ? "lasso" : false, selections: [] });
  }

  /** Let the wheel scroll the page, unless the map was clicked last or Ctrl is held. */
  function letPageScroll() {
    const canvas = byId("canvas");
    let active = false;
    document.addEventListener("pointerdown", ({ target }) => (active = canvas.contains(target)));
    document.addEventListener(
      "wheel",
      (event) => {
        if (!canvas.contains(event.target)) active = false;
        else if (!active && !event.ctrlKey) event.stopPropagation();
      },
      { capture: true, passive: true },
    );
    byId("labels").addEventListener("wheel", (event) => {
      event.preventDefault();
      plot.querySelector(".nsewdrag").dispatchEvent(new WheelEvent(event.type, event));
    });
  }

  function listenToPlot() {
    const rowOf = ({ points }) => drawn[points[0].pointNumber];
    plot.on("plotly_hover", (event) => tooltip.show(rowOf(event), event.event));
    plot.on("plotly_unhover", tooltip.hide);
    plot.on("plotly_click", (event) => {
      if (pan.isDrag) return;
      tooltip.hide();
      location.hash = `paper-${papers.id[rowOf(event)]}`;
    });
    plot.on("plotly_selected", (event) => {
      if (!event?.lassoPoints) return; // an earlier selection was removed
      const isEmpty = !selection.select(event.lassoPoints);
      if (isEmpty) byId("map-count").textContent = "The selected area has no papers";
      tooltip.hide();
      setTimeout(() => useLasso(isEmpty).then(dim));
    });
    plot.on("plotly_relayouting", () => {
      tooltip.hide();
      requestAnimationFrame(() => {
        contours.follow(camera.view());
        labels.draw(camera.view(), true);
      });
    });
    plot.on("plotly_relayout", () => {
      drawLabels();
      fitDots();
    });
  }

  function listen() {
    byId("zoom-in").addEventListener("click", () => camera.zoomBy(1.6));
    byId("zoom-out").addEventListener("click", () => camera.zoomBy(1 / 1.6));
    byId("zoom-all").addEventListener("click", camera.showAll);
    byId("lasso").addEventListener("click", () => useLasso(!hasLasso()));
    for (const format of ["svg", "png"]) {
      byId(`save-${format}`).addEventListener("click", () =>
        saveFigure(format, { view: camera.view(), names: drawLabels(), trace: plot.data[0] }),
      );
    }
    byId("colour-by").addEventListener("change", recolour);
    byId("labels-shown").addEventListener("change", drawLabels);
    scheme.onChange(recolour);
    filter.onChange(() => requestAnimationFrame(showSelected)); // after the list, which is faster
    document.addEventListener("keydown", ({ key }) => {
      if (key === "Escape" && hasLasso()) useLasso(false);
    });
    addEventListener("resize", debounce(resize, 200));
    letPageScroll();
  }

  /** Return a note on papers that the map leaves out, and why. */
  function note() {
    if (drawn.length === corpus.count) return "";
    const reason = webgl ? "To stay fast" : "Without WebGL";
    return (
      `${reason}, the map shows ${formatNumber(drawn.length)} of the ` +
      `${countOf(corpus.count, "paper")}, the same share of each topic. Selection, search and the ` +
      "list below cover all of them."
    );
  }

  async function draw() {
    const config = {
      responsive: true,
      scrollZoom: true,
      displayModeBar: false,
      doubleClick: false,
    };
    await Plotly.newPlot(plot, [trace(), highlight.trace()], layout(), config);
    showColouring();
    byId("map-note").textContent = note();
    byId("loading").remove();
    listenToPlot();
    listen();
    pan.listen(plot.querySelector(".nsewdrag"), () => !hasLasso());
    contours.start();
    await camera.open();
    drawLabels();
    highlight.start();
  }

  return { draw };
})();
