/* global fileName, labels */
/* exported exportImage */

/** Save a view of the map, with the given names, as a PNG image. */
const exportImage = (() => {
  const escapeMarkup = (text) => text.replace(/[&<>]/g, (sign) => `&#${sign.charCodeAt(0)};`);

  /** Return a name as an annotation of Plotly, at its place on the page. */
  function annotation({ node, left, right, top, bottom }, { x, y, width, height }) {
    const toAxis = (pixels, [low, high], length) => low + (pixels / length) * (high - low);
    const { color, fontSize } = getComputedStyle(node);
    return {
      x: toAxis((left + right) / 2, x, width),
      y: toAxis(height - (top + bottom) / 2, y, height),
      text: labels
        .linesOf(node)
        .map((line) => `<b>${escapeMarkup(line)}</b>`)
        .join("<br>"),
      showarrow: false,
      font: { color, size: parseFloat(fontSize) },
    };
  }

  return (plot, view, names) => {
    const { backgroundColor, fontFamily: family } = getComputedStyle(document.body);
    const annotations = names.map((name) => annotation(name, view));
    const layout = {
      ...plot.layout,
      annotations,
      paper_bgcolor: backgroundColor,
      font: { family },
    };
    const { width, height } = view;
    const options = { format: "png", scale: 2, width, height, filename: fileName("map") };
    return Plotly.downloadImage({ data: plot.data, layout }, options);
  };
})();
