/* global byId, colours, corpus, labelPlaces, svgEl */
/* exported figureParts */

/** Parts of the figure that the page saves: dots, lines of density, names, legend and key; cut texts. */
const figureParts = (() => {
  const FADED = 0.08; // opacity of dots that the filter does not select
  const LEGEND_LINE = 20; // pixels
  const WRAPPED_LINE = 16; // of a name that takes several
  const ANCHORS = ["start", "middle", "end"]; // of the texts below a ramp
  const outlines = {
    circle: (r) => `m${-r} 0a${r} ${r} 0 1 0 ${2 * r} 0a${r} ${r} 0 1 0 ${-2 * r} 0z`,
    diamond: (r) =>
      `m0 ${-1.3 * r}l${1.3 * r} ${1.3 * r}l${-1.3 * r} ${1.3 * r}l${-1.3 * r} ${-1.3 * r}z`,
    square: (r) => `m${-r} ${-r}h${2 * r}v${2 * r}h${-2 * r}z`,
    "triangle-up": (r) => `m0 ${-1.2 * r}l${1.1 * r} ${2 * r}h${-2.2 * r}z`,
    cross: (r) => {
      const arm = 0.8 * r;
      return `m${-arm / 2} ${-1.2 * r}h${arm}v${arm}h${arm}v${arm}h${-arm}v${arm}h${-arm}v${-arm}h${-arm}v${-arm}h${arm}z`;
    },
  };

  /** Return the dots in view: one path for all that look the same. */
  function dots({ x, y, marker, selectedpoints }, view) {
    const selected = selectedpoints ? new Set(selectedpoints) : null;
    const paths = new Map();
    x.forEach((value, at) => {
      const place = { x: value, y: y[at] };
      if (!labelPlaces.isWithin(view, place)) return;
      const { x: left, y: top } = labelPlaces.toPixels(view, place);
      const opacity = selected === null ? marker.opacity[at] : selected.has(at) ? 1 : FADED;
      const symbol = Array.isArray(marker.symbol) ? marker.symbol[at] : marker.symbol;
      const key = `${marker.color[at]} ${opacity} ${symbol}`;
      if (!paths.has(key)) paths.set(key, []);
      const outline = outlines[symbol](marker.size / 2);
      paths.get(key).push(`M${left.toFixed(1)} ${top.toFixed(1)}${outline}`);
    });
    return [...paths].map(([key, parts]) => {
      const [fill, opacity] = key.split(" ");
      return svgEl("path", { d: parts.join(""), fill, "fill-opacity": opacity });
    });
  }

  /** Return the lines of density, as they are on the page. */
  function densityLines({ width, height }) {
    const copy = byId("contours").cloneNode(true);
    const stroke = colourOf(byId("contours"), "stroke");
    const given = { width, height, stroke, fill: "none", preserveAspectRatio: "none" };
    Object.entries(given).forEach(([name, value]) => copy.setAttribute(name, value));
    ["id", "class", "aria-hidden"].forEach((name) => copy.removeAttribute(name));
    for (const path of copy.children) path.setAttribute("vector-effect", "non-scaling-stroke");
    return copy;
  }

  /** Return the lines into which a text breaks on the page. */
  function linesOf({ firstChild: text }) {
    const lines = [];
    const range = document.createRange();
    let lineTop = null;
    [...text.data].reduce((at, letter) => {
      range.setStart(text, at);
      range.setEnd(text, at + letter.length);
      const { top } = range.getBoundingClientRect();
      if (letter !== " " && (lineTop === null || top > lineTop + 2)) {
        lines.push("");
        lineTop = top;
      }
      lines[lines.length - 1] += letter;
      return at + letter.length;
    }, 0);
    return lines.map((line) => line.trim());
  }

  /** Return a colour as #rrggbb, because few programs know the functions that browsers report. */
  function colourOf(node, property) {
    const context = document.createElement("canvas").getContext("2d");
    context.fillStyle = getComputedStyle(node)[property];
    context.fillRect(0, 0, 1, 1);
    const [red, green, blue] = context.getImageData(0, 0, 1, 1).data;
    return `#${((red << 16) | (green << 8) | blue).toString(16).padStart(6, "0")}`;
  }

  /** Return a name or title as on the page, with the line to its papers. */
  function name({ node, line, box }) {
    const { fontSize, fontWeight, opacity } = getComputedStyle(node);
    const lines = linesOf(node);
    const step = (box.bottom - box.top) / lines.length;
    const middle = (box.left + box.right) / 2;
    const parts = lines.map((text, at) =>
      svgEl("tspan", { x: middle, y: box.top + step * (at + 0.78) }, text),
    );
    const given = {
      fill: colourOf(node, "color"),
      "font-size": fontSize,
      "font-weight": fontWeight,
    };
    const group = svgEl("g", { opacity, "text-anchor": "middle" });
    if (line && line.style.display !== "none") {
      const stroke = colourOf(line, "stroke");
      const copy = line.cloneNode(true);
      copy.removeAttribute("style");
      Object.entries({ stroke, fill: stroke }).forEach(([key, value]) =>
        copy.setAttribute(key, value),
      );
      group.append(copy);
    }
    group.append(svgEl("text", given, ...parts));
    return group;
  }

  /** Return the ramp of a legend of dates or numbers, with the texts below it, and its height. */
  function ramp(width, ink) {
    const scale = document.querySelector("#legend .scale");
    if (scale === null) return { nodes: [], height: 0 };
    const colours = scale.style.background.match(/#[0-9a-f]{6}|rgba?\([^)]*\)/g) ?? [];
    const stops = colours.map((colour, at) =>
      svgEl("stop", { offset: at / Math.max(colours.length - 1, 1), "stop-color": colour }),
    );
    const ends = [...document.querySelectorAll("#legend .ends span")].map((end, at) => {
      const given = { x: (at * width) / 2, y: 34, "text-anchor": ANCHORS[at], fill: ink };
      return svgEl("text", given, end.textContent);
    });
    const bar = svgEl("rect", { width, height: 14, fill: "url(#ramp)" });
    return { nodes: [svgEl("linearGradient", { id: "ramp" }, ...stops), bar, ...ends], height: 52 };
  }

  /** Cut a text to a width in pixels. */
  function fit(text, width, measure) {
    let cut = text;
    while (cut.length > 1 && measure(`${cut}…`) > width) cut = cut.slice(0, -1);
    return cut === text || measure(text) <= width ? text : `${cut.trim()}…`;
  }

  /** Break a text into lines of a width in pixels. */
  function wrap(text, width, measure) {
    const lines = [""];
    for (const word of text.split(" ")) {
      const longer = `${lines.at(-1)} ${word}`.trim();
      if (lines.at(-1) === "" || measure(longer) <= width) lines[lines.length - 1] = longer;
      else lines.push(word);
    }
    return lines.map((line) => fit(line, width, measure));
  }

  /** Return an entry of the legend, at its top, and the number of its lines. */
  function legendEntry({ children: [sign, label, count] }, top, { width, ink, measure }) {
    const room = width - 20 - measure(count.textContent) - 8;
    const lines = wrap(label.textContent, room, measure);
    const y = top + LEGEND_LINE;
    const nodes = [
      svgEl("text", { y, fill: colourOf(sign, "color") }, sign.textContent),
      ...lines.map((text, at) =>
        svgEl("text", { x: 20, y: y + WRAPPED_LINE * at, fill: ink }, text),
      ),
      svgEl("text", { x: width, y, fill: ink, "text-anchor": "end" }, count.textContent),
    ];
    return { nodes, bottom: y + WRAPPED_LINE * (lines.length - 1) };
  }

  /** Return the key of the grades, which differ in opacity. */
  function key({ width, height, ink }) {
    return corpus.grades.flatMap((grade, at) => {
      const [x, y] = [(at * width) / corpus.grades.length, height - 4];
      const sign = { x, y, fill: ink, "fill-opacity": colours.opacities[at] };
      return [svgEl("text", sign, "●"), svgEl("text", { x: x + 16, y, fill: ink }, grade)];
    });
  }

  /** Return the legend as far as it fits, with a note of how many entries do not, and the key. */
  function legend(box) {
    const { nodes, height: used } = ramp(box.width, box.ink);
    const entries = [...document.querySelectorAll("#legend .entry")];
    const last = box.height - 3 * LEGEND_LINE; // above the note and the key
    let top = used;
    let shown = 0;
    for (const entry of entries) {
      const { nodes: own, bottom } = legendEntry(entry, top, box);
      if (bottom > last) break;
      nodes.push(...own);
      top = bottom;
      shown += 1;
    }
    const more = `and ${entries.length - shown} more`;
    const y = top + LEGEND_LINE;
    if (shown < entries.length) nodes.push(svgEl("text", { x: 20, y, fill: box.ink }, more));
    return [...nodes, ...key(box)];
  }

  return { dots, densityLines, name, legend, fit };
})();
