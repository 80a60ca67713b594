/* global plotlyText, scheme */
/* exported lines */

/** The picture of how topics grew: a line for each, over runs or months. */
const lines = (() => {
  const LONGEST = 44; // letters of a name in the legend
  const NARROW = 640; // pixels
  const DASHES = ["solid", "dash", "dot", "dashdot"];

  /** Return what stands on the axis for a period, and under the pointer. */
  const labelOf = ([name, , day]) => (day === "" ? name : `${name}<br>${day}`);

  /** Return the papers of a topic in each period, or their share of the period's in percent. */
  const valuesOf = (counts, periods, shares) =>
    shares ? counts.map((papers, at) => (100 * papers) / Math.max(1, periods[at][1])) : counts;

  /** Return the traces of one topic: its line, whose last piece is dotted if that is unfinished. */
  function traces([name, counts], at, { periods, colours, shares }) {
    const values = valuesOf(counts, periods, shares);
    const x = periods.map(labelOf);
    const unfinished = periods.at(-1)[3];
    const common = {
      type: "scatter",
      mode: "lines+markers",
      legendgroup: String(at),
      name: plotlyText(name, LONGEST),
      hovertemplate: `%{y${shares ? ":.1f" : ""}}${shares ? " %" : ""}`,
    };
    const colour = colours[at % colours.length][Number(scheme.isDark())];
    const dash = DASHES[Math.floor(at / colours.length) % DASHES.length];
    const whole = unfinished ? x.length - 1 : x.length;
    const line = {
      ...common,
      x: x.slice(0, whole),
      y: values.slice(0, whole),
      line: { color: colour, width: 2, dash },
      marker: { color: colour, size: 6 },
    };
    if (!unfinished) return [line];
    const from = Math.max(0, whole - 1);
    const rest = {
      ...common,
      x: x.slice(from),
      y: values.slice(from),
      showlegend: whole === 0,
      hoverinfo: "skip",
      hovertemplate: undefined,
      line: { color: colour, width: 2, dash: "dot" },
      marker: { color: colour, size: 7, symbol: "circle-open" },
    };
    const end = { ...rest, x: x.slice(-1), y: values.slice(-1), mode: "markers" };
    const told = { ...end, showlegend: false, hoverinfo: "all" };
    return [line, rest, { ...told, hovertemplate: `${common.hovertemplate} so far` }];
  }

  /** Draw some topics, each a name and its papers in each period. */
  async function draw(plot, topics, given) {
    const { backgroundColor: ground, color, fontFamily: family } = getComputedStyle(document.body);
    const narrow = plot.clientWidth < NARROW;
    const grid = getComputedStyle(plot).color;
    const x = given.periods.map(labelOf);
    const drawn = topics.flatMap((topic, at) => traces(topic, at, given));
    const axis = { gridcolor: grid, linecolor: grid, zerolinecolor: grid, fixedrange: true };
    await Plotly.react(
      plot,
      drawn,
      {
        height: narrow ? 320 + 22 * topics.length : 420,
        margin: { l: 44, r: 12, t: 12, b: 56 },
        paper_bgcolor: ground,
        plot_bgcolor: ground,
        font: { family, color, size: 12 },
        showlegend: true,
        legend: narrow ? { orientation: "h", y: -0.25, yanchor: "top" } : { x: 1.02, y: 1 },
        hovermode: "x unified",
        hoverlabel: { bgcolor: ground, font: { color } },
        xaxis: { ...axis, type: "category", categoryorder: "array", categoryarray: x, nticks: 12 },
        yaxis: { ...axis, rangemode: "tozero", ticksuffix: given.shares ? " %" : "" },
      },
      { displayModeBar: false, responsive: false },
    );
  }

  return { draw };
})();
