/* global byId, colours, corpus, counted, el, filter, labels, later, legend, scheme, selection */
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
  const home = whole();
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
      rows = Array.from({ length: MOST_WITHOUT_WEBGL }, (_, at) => rows[Math.floor(at * step)]);
    }
    return [...rows].sort((a, b) => (papers.topic[a] >= 0) - (papers.topic[b] >= 0) || a - b);
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
    return { x: range(papers.x), y: range(papers.y) };
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
    const axis = { visible: false, showgrid: false, zeroline: false };
    return {
      margin: { l: 0, r: 0, t: 0, b: 0 },
      paper_bgcolor: "rgba(0,0,0,0)",
      plot_bgcolor: "rgba(0,0,0,0)",
      hovermode: "closest",
      dragmode: "pan",
      showlegend: false,
      xaxis: { ...axis, range: home.x },
      yaxis: { ...axis, range: home.y, scaleanchor: "x" },
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
    const zoom = (home.x[1] - home.x[0]) / (xaxis.range[1] - xaxis.range[0]);
    const high = (home.y[1] - home.y[0]) / (yaxis.range[1] - yaxis.range[0]);
    return {
      x: xaxis.range,
      y: yaxis.range,
      width: plot.clientWidth,
      height: plot.clientHeight,
      zoom: Math.max(zoom, high),
    };
  }

  const drawLabels = () => labels.draw(view());
  const restyle = (changes) => Plotly.restyle(plot, changes, [0]);

  /** Colour the dots anew. */
  function recolour() {
    legend.show(byId("colour-by").value);
    const { color, symbol } = marker();
    restyle({ "marker.color": [color], "marker.symbol": [symbol] });
  }

  const fitDots = later(() => {
    const wanted = dotSize(view().zoom);
    if (Math.abs(wanted - size) < 0.5) return;
    size = wanted;
    restyle({ "marker.size": size });
  }, 250);

  function zoomBy(factor) {
    const { x, y } = view();
    const scaled = ([low, high]) => {
      const [middle, half] = [(low + high) / 2, (high - low) / 2 / factor];
      return [middle - half, middle + half];
    };
    Plotly.relayout(plot, { "xaxis.range": scaled(x), "yaxis.range": scaled(y) });
  }

  const showAll = () =>
    Plotly.relayout(plot, { "xaxis.range": [...home.x], "yaxis.range": [...home.y] });

  function useLasso(on) {
    byId("lasso").setAttribute("aria-pressed", String(on));
    Plotly.relayout(plot, { dragmode: on ? "lasso" : "pan", selections: [] });
  }

  // ---- the mouse ----

  const tip = byId("tip");

  /** Tell beside the mouse which paper it is on. */
  function point({ points, event }) {
    const row = drawn[points[0].pointNumber];
    const title = papers.title[row];
    tip.replaceChildren(
      el(
        "strong",
        {},
        el("bdi", { textContent: title.length > 200 ? `${title.slice(0, 200)}…` : title }),
      ),
      el("span", {}, el("bdi", { textContent: corpus.topicName(papers.topic[row]) })),
      el("span", { textContent: corpus.gradeOf(row) }),
    );
    tip.hidden = false;
    const [wide, high] = [tip.offsetWidth, tip.offsetHeight];
    const left =
      event.clientX + 14 + wide > innerWidth ? event.clientX - 14 - wide : event.clientX + 14;
    const top =
      event.clientY + 14 + high > innerHeight ? event.clientY - 14 - high : event.clientY + 14;
    tip.style.transform = `translate(${Math.max(4, left)}px,${Math.max(4, top)}px)`;
  }

  function listen() {
    plot.on("plotly_hover", point);
    plot.on("plotly_unhover", () => (tip.hidden = true));
    plot.on("plotly_click", ({ points }) => {
      tip.hidden = true;
      location.hash = `paper-${papers.id[drawn[points[0].pointNumber]]}`;
    });
    plot.on("plotly_selected", (event) => {
      if (!event?.lassoPoints) return; // an old lasso was cleared away
      selection.take(event.lassoPoints);
      setTimeout(() => useLasso(false));
    });
    plot.on("plotly_relayouting", () => requestAnimationFrame(() => labels.draw(view(), true)));
    plot.on("plotly_relayout", () => {
      drawLabels();
      fitDots();
    });
    byId("zoom-in").addEventListener("click", () => zoomBy(1.6));
    byId("zoom-out").addEventListener("click", () => zoomBy(1 / 1.6));
    byId("zoom-all").addEventListener("click", showAll);
    byId("lasso").addEventListener("click", () => useLasso(plot.layout.dragmode !== "lasso"));
    byId("picture").addEventListener("click", savePicture);
    byId("colour-by").addEventListener("change", recolour);
    byId("names").addEventListener("change", drawLabels);
    scheme.onChange(recolour);
    filter.onChange(() => restyle({ selectedpoints: [selectedPoints()] }));
    addEventListener(
      "resize",
      later(() => {
        labels.forget();
        drawLabels();
      }, 200),
    );
  }

  /** Save what is in sight as PNG, names included. */
  function savePicture() {
    const { color, backgroundColor } = getComputedStyle(document.body);
    const { x, y, width, height } = view();
    const across = (place, range, length) => range[0] + (place / length) * (range[1] - range[0]);
    const annotations = drawLabels().map(({ name, left, right, top, bottom }) => ({
      x: across((left + right) / 2, x, width),
      y: across(height - (top + bottom) / 2, y, height),
      text: name.replace(/[&<>]/g, (sign) => `&#${sign.charCodeAt(0)};`),
      showarrow: false,
      font: { color, size: 13 },
    }));
    const picture = {
      data: plot.data,
      layout: { ...plot.layout, annotations, paper_bgcolor: backgroundColor },
    };
    return Plotly.downloadImage(picture, {
      format: "png",
      scale: 2,
      width,
      height,
      filename: "map",
    });
  }

  /** Say what the map leaves out, and why. */
  function note() {
    if (drawn.length === corpus.count) return "";
    const why = corpus.drawn === null ? "Without WebGL" : "To stay quick";
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
    await Plotly.newPlot(plot, [trace()], layout(), config);
    legend.show(byId("colour-by").value);
    byId("map-note").textContent = note();
    byId("loading").remove();
    listen();
    drawLabels();
  }

  return { draw };
})();
