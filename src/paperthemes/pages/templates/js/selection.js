/* global byId, corpus, countOf, el, filter, formatNumber, paperLink, scrollToSection */
/* exported selection */

/** The papers in the area that is selected on the map. */
const selection = (() => {
  const { papers } = corpus;
  const MAX_LISTED = 200;
  const GRID = 64; // units of the map, which is 65,535 long
  const MAX_STRAIGHT = 0.1; // area of a straight line, as a share of the rectangle between its ends
  const box = byId("selection");

  /** Return whether (x, y) is inside a polygon: a ray from it crosses the outline an odd number of times. */
  function isInside(x, y, xs, ys) {
    let odd = false;
    for (let at = 0, before = xs.length - 1; at < xs.length; before = at, at += 1) {
      const crosses = ys[at] > y !== ys[before] > y;
      if (crosses && x < ((xs[before] - xs[at]) * (y - ys[at])) / (ys[before] - ys[at]) + xs[at]) {
        odd = !odd;
      }
    }
    return odd;
  }

  /** Return the papers inside an outline, even if not drawn, with it as `outline`; null if none. */
  function papersInside([x, y]) {
    const rows = corpus.rows.filter((row) => isInside(papers.x[row], papers.y[row], x, y));
    return rows.length ? Object.assign(new Set(rows), { outline: [x, y] }) : null;
  }

  /** Return the area of a polygon. */
  function areaOf(xs, ys) {
    const terms = xs.map((x, at) => x * ys.at(at - 1) - xs.at(at - 1) * ys[at]);
    return Math.abs(terms.reduce((sum, term) => sum + term, 0)) / 2;
  }

  /** Turn a nearly straight line into the rectangle of which it is the diagonal; others stay. */
  function widen([xs, ys]) {
    const [[left, right], [bottom, top]] = [xs, ys].map((values) => [values[0], values.at(-1)]);
    const rectangle = Math.abs((right - left) * (top - bottom));
    if (areaOf(xs, ys) >= MAX_STRAIGHT * rectangle) return [xs, ys];
    return [
      [left, right, right, left],
      [bottom, bottom, top, top],
    ];
  }

  /** Round coordinates to a grid, so that the address, which holds them, stays short. */
  const roundAll = (values) => Array.from(values, (value) => Math.round(value / GRID) * GRID);

  /** Select the papers inside an outline, or between the ends of a straight line; return whether there are any. */
  function select({ x, y }) {
    const lasso = papersInside(widen([x, y]).map(roundAll));
    if (lasso !== null) filter.set({ lasso });
    return lasso !== null;
  }

  /** Write the outline of a selection as text for an address. */
  const write = ({ outline: [x, y] }) =>
    x.flatMap((value, at) => [value / GRID, y[at] / GRID]).join("_");

  /** Return the selection of a text from `write`; null if there is none. */
  function read(text) {
    const numbers = text.split("_").map((part) => Number(part) * GRID);
    return papersInside([0, 1].map((axis) => numbers.filter((_, at) => at % 2 === axis)));
  }

  function show() {
    const lasso = filter.criteria.lasso;
    box.hidden = lasso === null;
    if (lasso === null) return;
    const rows = filter.rows;
    const items = rows.slice(0, MAX_LISTED).map((row) => {
      const topic = el("small", {}, " ", corpus.topicName(papers.topic[row]));
      return el("li", {}, paperLink(row), topic);
    });
    const more = rows.length - items.length;
    if (more > 0) items.push(el("li", { className: "hint" }, `and ${countOf(more, "more paper")}`));
    byId("selection-list").replaceChildren(...items);
    const all = rows.length === lasso.size ? "" : `${formatNumber(rows.length)} of the `;
    byId("selection-count").textContent =
      `${all}${countOf(lasso.size, "paper")} in the selected area`;
  }

  if (box !== null) {
    byId("selection-clear").addEventListener("click", () => filter.set({ lasso: null }));
    byId("selection-show").addEventListener("click", () => scrollToSection("papers"));
    filter.onChange(show);
  }

  return { select, write, read };
})();
