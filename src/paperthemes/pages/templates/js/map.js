/* global byId, camera, colours, corpus, counted, filter, labels, later, legend, picture */
/* global ring, scheme, selection, tip */
/* exported map */

/** The map of the papers. */
const map = (() => {
  const { papers } = corpus;
  const MOST_WITHOUT_WEBGL = 5_000; // dots that a browser can move about without it
  const SMALLEST = 2.5; // dots, in pixels
  const LARGEST = 10;
  const plot = byId("plot");
  const fast = hasWebGL();
  const drawn = chosen();
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

  function layout() {
    const { x, y } = camera.fit();
    const axis = { visible: false, showgrid: false, zeroline: false };
    return {
      margin: { l: 0, r: 0, t: 0, b: 0 },
      paper_bgcolor: "rgba(0,0,0,0)",
      plot_bgcolor: "rgba(0,0,0,0)",
      hovermode: "closest",
      dragmode: "pan",
      showlegend: false,
      xaxis: { ...axis, range: [...x] },
      yaxis: { ...axis, range: [...y] },
    };
  }

  /** Return which dots are wanted; `null` is all. */
  function selectedPoints() {
    if (!filter.isOn()) return null;
    const wanted = new Set(filter.rows);
    return drawn.flatMap((row, point) => (wanted.has(row) ? [point] : []));
  }

  const drawLabels = () => labels.draw(camera.view());
  const restyle = (changes) => Plotly.restyle(plot, changes, [0]);
  const dim = () => restyle({ selectedpoints: [selectedPoints()] });

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
    ring.repaint();
  }

  const fitDots = later(() => {
    const wanted = dotSize(camera.view().zoom);
    if (Math.abs(wanted - size) < 0.5) return;
    size = wanted;
    restyle({ "marker.size": size });
  }, 250);

  function resize() {
    labels.forget();
    camera.refit();
  }

  const hasLasso = () => plot.layout.dragmode === "lasso";

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
      requestAnimationFrame(() => labels.draw(camera.view(), true));
    });
    plot.on("plotly_relayout", () => {
      drawLabels();
      fitDots();
    });
    byId("zoom-in").addEventListener("click", () => camera.zoomBy(1.6));
    byId("zoom-out").addEventListener("click", () => camera.zoomBy(1 / 1.6));
    byId("zoom-all").addEventListener("click", camera.showAll);
    byId("lasso").addEventListener("click", () => useLasso(!hasLasso()));
    byId("picture").addEventListener("click", () =>
      picture.save(plot, camera.view(), drawLabels()),
    );
    byId("colour-by").addEventListener("change", recolour);
    byId("names").addEventListener("change", drawLabels);
    scheme.onChange(recolour);
    filter.onChange(() => requestAnimationFrame(dim)); // after the list, which is quicker
    document.addEventListener("keydown", ({ key }) => {
      if (key === "Escape" && hasLasso()) useLasso(false);
    });
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
    await Plotly.newPlot(plot, [trace(), ring.trace()], layout(), config);
    showKind();
    byId("map-note").textContent = note();
    byId("loading").remove();
    listen();
    drawLabels();
    ring.start();
  }

  return { draw };
})();
