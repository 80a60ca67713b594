/* global byId, corpus, countOf, csv, el, filter, formatNumber, paperLink, scrollToSection */
/* exported selection */

/** The papers in the area that is selected on the map. */
const selection = (() => {
  const { papers } = corpus;
  const MAX_LISTED = 200;
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

  /** Select the papers inside an outline, even if not drawn; return whether there are any. */
  function select({ x, y }) {
    const rows = corpus.rows.filter((row) => isInside(papers.x[row], papers.y[row], x, y));
    if (rows.length > 0) filter.set({ lasso: new Set(rows) });
    return rows.length > 0;
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
    byId("selection-save").addEventListener("click", () => csv.save(filter.rows, "selection.csv"));
    byId("selection-clear").addEventListener("click", () => filter.set({ lasso: null }));
    byId("selection-show").addEventListener("click", () => scrollToSection("papers"));
    filter.onChange(show);
  }

  return { select };
})();
