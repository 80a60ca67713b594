/* global byId, corpus, countOf, el, figureParts, filter, formatNumber, saveFile, slug, svgEl */
/* exported saveFigure */

/** Save the map as it is seen as a figure with title, run, date, legend and key: an SVG or PNG image. */
const saveFigure = (() => {
  const SPACE = 20; // pixels around the parts
  const HEADER = 62;
  const LEGEND = 270;
  const PNG_SCALE = 3; // 300 dots per inch if the figure is printed 96 pixels to the inch

  /** Return a line on what the figure shows, with the filters as the page words them. */
  function describeContent() {
    const all = countOf(corpus.count, "paper");
    const shown = filter.isOn() ? `${formatNumber(filter.rows.length)} of ${all} highlighted` : all;
    const kind = byId("colour-by").selectedOptions[0].text;
    const date = document.querySelector("header time").textContent;
    const filters = Array.from(
      document.querySelectorAll("#map-filters bdi"),
      (one) => one.textContent,
    );
    const parts = [shown, byId("run").textContent, date, `coloured by ${kind}`, ...filters];
    return parts.join(" · ");
  }

  /** Return a function that measures the width of a text in a font. */
  function makeMeasure(font) {
    const context = document.createElement("canvas").getContext("2d");
    context.font = font;
    return (text) => context.measureText(text).width;
  }

  function makeFigure({ view, names, trace }) {
    const { backgroundColor, color: ink, fontFamily } = getComputedStyle(document.body);
    const width = view.width + LEGEND + 3 * SPACE;
    const height = view.height + HEADER + SPACE;
    const size = { width: view.width, height: view.height };
    const title = document.querySelector("h1").textContent;
    const measure = makeMeasure(`13px ${fontFamily}`);
    const legend = { width: LEGEND, height: view.height, ink, measure };
    const content = figureParts.fit(describeContent(), width - 2 * SPACE, measure);
    const at = (x, y) => ({ transform: `translate(${x} ${y})` });
    return svgEl(
      "svg",
      { width, height, viewBox: `0 0 ${width} ${height}`, "font-family": fontFamily },
      svgEl("title", {}, title),
      svgEl("rect", { width, height, fill: backgroundColor }),
      svgEl("text", { ...at(SPACE, 30), "font-size": 22, "font-weight": 700, fill: ink }, title),
      svgEl("text", { ...at(SPACE, 50), "font-size": 13, fill: ink }, content),
      svgEl(
        "svg",
        { ...size, x: SPACE, y: HEADER },
        figureParts.densityLines(view),
        ...figureParts.dots(trace, view),
        ...names.map(figureParts.name),
      ),
      svgEl(
        "g",
        { ...at(view.width + 2 * SPACE, HEADER), "font-size": 13 },
        ...figureParts.legend(legend),
      ),
    );
  }

  /** Draw an SVG image on a canvas, and return it as a PNG image. */
  async function toPng(text, { width, height }) {
    const image = new Image();
    image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(text)}`;
    await image.decode();
    const canvas = el("canvas", { width: width * PNG_SCALE, height: height * PNG_SCALE });
    canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
    return new Promise((resolve) => canvas.toBlob(resolve, "image/png"));
  }

  /** Name the file after the corpus, the clustering, the search and the day of the run. */
  function fileName() {
    const title = slug(document.querySelector("h1").textContent);
    const { dateTime } = document.querySelector("header time");
    const clustering = document.querySelector("#run strong").textContent;
    return [title, clustering, "map", slug(filter.criteria.query), dateTime]
      .filter(Boolean)
      .join("-");
  }

  return async (format, parts) => {
    const figure = makeFigure(parts);
    const text = new XMLSerializer().serializeToString(figure);
    const size = { width: figure.getAttribute("width"), height: figure.getAttribute("height") };
    const isVector = format === "svg";
    const blob = isVector ? new Blob([text], { type: "image/svg+xml" }) : await toPng(text, size);
    saveFile(`${fileName()}.${format}`, blob);
  };
})();
