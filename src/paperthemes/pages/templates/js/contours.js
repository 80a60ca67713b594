/* global byId, corpus, labelPlaces, svgEl */
/* exported contours */

/** Lines of equal density on the map, which enclose shares of the papers. */
const contours = (() => {
  const { papers } = corpus;
  const SHARES = [0.3, 0.6, 0.9]; // of the papers, in the densest parts
  const CELLS = 80; // along the longer side
  const BORDER = 8; // empty cells around all papers, so that every line is closed
  const PASSES = [3, 3, 3]; // half widths, in cells, of means that together are nearly Gaussian
  let drawn = null; // the view

  /** Return the smoothed number of papers per cell of a square grid, and its scale. */
  function countPapers() {
    const count = CELLS + 2 * BORDER;
    const longer = corpus.rows.reduce(
      (most, row) => Math.max(most, papers.x[row], papers.y[row]),
      1,
    );
    const cellOf = (value) => BORDER + Math.min(Math.floor((value / longer) * CELLS), CELLS - 1);
    let cells = new Float32Array(count * count);
    const own = corpus.rows.map((row) => cellOf(papers.y[row]) * count + cellOf(papers.x[row]));
    own.forEach((cell) => (cells[cell] += 1));
    for (const step of [1, count]) {
      for (const half of PASSES) cells = smooth(cells, step, half);
    }
    const densities = Float32Array.from(own, (cell) => cells[cell])
      .sort()
      .reverse();
    const toMap = (cell) => ((cell - BORDER + 0.5) / CELLS) * longer;
    return { cells, count, densities, toMap };
  }

  /** Return the means of cells and their neighbours, `step` apart, up to `half` on each side. */
  function smooth(cells, step, half) {
    return cells.map((_, cell) => {
      let sum = 0;
      for (let by = -half; by <= half; by += 1) sum += cells[cell + by * step] ?? 0;
      return sum / (2 * half + 1);
    });
  }

  /** Return where a level lies between two neighbouring cells, as a share of the way. */
  const between = (low, high, level) => (level - low) / (high - low);

  /** Return the ends of the lines of a level through a square of four cells (marching squares). */
  function crossings({ cells, count }, x, y, level) {
    const corner = y * count + x;
    const [a, b, c, d] = [corner, corner + 1, corner + count + 1, corner + count].map(
      (cell) => cells[cell],
    );
    const ends = [];
    if (a < level !== b < level) ends.push([x + between(a, b, level), y]);
    if (b < level !== c < level) ends.push([x + 1, y + between(b, c, level)]);
    if (d < level !== c < level) ends.push([x + between(d, c, level), y + 1]);
    if (a < level !== d < level) ends.push([x, y + between(a, d, level)]);
    return ends;
  }

  /** Return the lines of a level as the path of an SVG image, whose y axis points downwards. */
  function pathOf(grid, level) {
    const parts = [];
    const write = ([x, y]) => `${Math.round(grid.toMap(x))} ${-Math.round(grid.toMap(y))}`;
    for (let y = 0; y + 1 < grid.count; y += 1) {
      for (let x = 0; x + 1 < grid.count; x += 1) {
        const ends = crossings(grid, x, y, level);
        for (let at = 0; at + 1 < ends.length; at += 2) {
          parts.push(`M${write(ends[at])}L${write(ends[at + 1])}`);
        }
      }
    }
    return parts.join("");
  }

  function makePaths() {
    const grid = countPapers();
    const levelOf = (share) => grid.densities[Math.floor(share * (grid.densities.length - 1))];
    return SHARES.map((share) => svgEl("path", { d: pathOf(grid, levelOf(share)) }));
  }

  /** Draw the lines, once. */
  const start = () => byId("contours").replaceChildren(...makePaths());

  /** Show the part of a view. */
  function draw(view) {
    const { x, y } = view;
    drawn = view;
    byId("contours").style.transform = "";
    byId("contours").setAttribute("viewBox", [x[0], -y[1], x[1] - x[0], y[1] - y[0]].join(" "));
  }

  /** Move what was drawn to another view, which is faster than to draw it. */
  function follow(view) {
    const { x, y } = labelPlaces.toPixels(view, { x: drawn.x[0], y: drawn.y[1] });
    const scale = view.zoom / drawn.zoom;
    byId("contours").style.transform = `translate(${x}px,${y}px) scale(${scale})`;
  }

  return { start, draw, follow };
})();
