/* global plotlyText, scheme */
/* exported lineChart */

/** Line charts of topic sizes over runs or months. */
const lineChart = (() => {
  const MAX_NAME_LENGTH = 44; // characters of a name in the legend
  const NARROW = 640; // pixels of width, below which the legend moves under the chart
  const DASHES = ["solid", "dash", "dot", "dashdot"];

  /** Return the label of a period on the axis and in the tooltip. */
  const labelOf = ([name, , day]) => (day === "" ? name : `${name}<br>${day}`);

  /** Return the papers of a topic in each period, or its percentage of the period's papers. */
  const valuesOf = (counts, periods, shares) =>
    shares ? counts.map((papers, at) => (100 * papers) / Math.max(1, periods[at][1])) : counts;

  /** Return the traces of a topic: its line, dotted towards an unfinished last period. */
  function traces([name, counts], at, { periods, colours, shares }) {
    const values = valuesOf(counts, periods, shares);
    const x = periods.map(labelOf);
    const unfinished = periods.at(-1)[3];
    const common = {
      type: "scatter",
      mode: "lines+markers",
      legendgroup: String(at),
      name: plotlyText(name, MAX_NAME_LENGTH),
      hovertemplate: `%{y${shares ? ":.1f" : ""}}${shares ? " %" : ""}`,
    };
    const colour = colours[at % colours.length][Number(scheme.isDark())];
    const dash = DASHES[Math.floor(at / colours.length) % DASHES.length];
    const finished = unfinished ? x.length - 1 : x.length;
    const line = {
      ...common,
      x: x.slice(0, finished),
      y: values.slice(0, finished),
      line: { color: colour, width: 2, dash },
      marker: { color: colour, size: 6 },
    };
    if (!unfinished) return [line];
    const from = Math.max(0, finished - 1);
    const rest = {
      ...common,
      x: x.slice(from),
      y: values.slice(from),
      showlegend: finished === 0,
      hoverinfo: "skip",
      hovertemplate: undefined,
      line: { color: colour, width: 2, dash: "dot" },
      marker: { color: colour, size: 7, symbol: "circle-open" },
    };
    const end = { ...rest, x: x.slice(-1), y: values.slice(-1), mode: "markers" };
    const hover = { ...end, showlegend: false, hoverinfo: "all" };
    return [line, rest, { ...hover, hovertemplate: `${common.hovertemplate} so far` }];
  }

  /** Draw topics, each a name and its number of papers in each period. */
  async function draw(plot, topics, options) {
    const {
      backgroundColor: background,
      color,
      fontFamily: family,
    } = getComputedStyle(document.body);
    const narrow = plot.clientWidth < NARROW;
    const grid = getComputedStyle(plot).color;
    const x = options.periods.map(labelOf);
    const data = topics.flatMap((topic, at) => traces(topic, at, options));
    const axis = { gridcolor: grid, linecolor: grid, zerolinecolor: grid, fixedrange: true };
    await Plotly.react(
      plot,
      data,
      {
        height: narrow ? 320 + 22 * topics.length : 420,
        margin: { l: 44, r: 12, t: 12, b: 56 },
        paper_bgcolor: background,
        plot_bgcolor: background,
        font: { family, color, size: 12 },
        showlegend: true,
        legend: narrow ? { orientation: "h", y: -0.25, yanchor: "top" } : { x: 1.02, y: 1 },
        hovermode: "x unified",
        hoverlabel: { bgcolor: background, font: { color } },
        xaxis: { ...axis, type: "category", categoryorder: "array", categoryarray: x, nticks: 12 },
        yaxis: { ...axis, rangemode: "tozero", ticksuffix: options.shares ? " %" : "" },
      },
      { displayModeBar: false, responsive: false },
    );
  }

  return { draw };
})();
