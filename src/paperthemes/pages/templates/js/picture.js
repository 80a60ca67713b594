/* global labels */
/* exported picture */

/** The map as a picture to keep: what is in sight, names included. */
const picture = (() => {
  const escaped = (text) => text.replace(/[&<>]/g, (sign) => `&#${sign.charCodeAt(0)};`);

  /** Write a name as Plotly draws it, where it is on the page. */
  function annotation({ node, left, right, top, bottom }, { x, y, width, height }) {
    const at = (place, [from, to], length) => from + (place / length) * (to - from);
    const { color, fontSize } = getComputedStyle(node);
    return {
      x: at((left + right) / 2, x, width),
      y: at(height - (top + bottom) / 2, y, height),
      text: labels
        .linesOf(node)
        .map((line) => `<b>${escaped(line)}</b>`)
        .join("<br>"),
      showarrow: false,
      font: { color, size: parseFloat(fontSize) },
    };
  }

  /** Let the reader save a view of the map as PNG; `named` are the names that have a place. */
  function save(plot, view, named) {
    const { backgroundColor, fontFamily: family } = getComputedStyle(document.body);
    const annotations = named.map((name) => annotation(name, view));
    const layout = {
      ...plot.layout,
      annotations,
      paper_bgcolor: backgroundColor,
      font: { family },
    };
    const { width, height } = view;
    const kept = { format: "png", scale: 2, width, height, filename: "map" };
    return Plotly.downloadImage({ data: plot.data, layout }, kept);
  }

  return { save };
})();
