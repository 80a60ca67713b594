/* global byId, corpus, counted, csv, el, filter, goTo, paperLink */
/* exported selection */

/** The papers inside the lasso. */
const selection = (() => {
  const { papers } = corpus;
  const MOST_LISTED = 200;
  const box = byId("selection");

  /** Tell whether (x, y) is inside a polygon: a ray from it crosses the outline an odd number of times. */
  function inside(x, y, xs, ys) {
    let odd = false;
    for (let at = 0, before = xs.length - 1; at < xs.length; before = at, at += 1) {
      const crosses = ys[at] > y !== ys[before] > y;
      if (crosses && x < ((xs[before] - xs[at]) * (y - ys[at])) / (ys[before] - ys[at]) + xs[at]) {
        odd = !odd;
      }
    }
    return odd;
  }

  /** Take the papers inside an outline of the map, also those that are not drawn; `false`: none. */
  function take({ x, y }) {
    const rows = corpus.rows.filter((row) => inside(papers.x[row], papers.y[row], x, y));
    if (rows.length > 0) filter.set({ lasso: new Set(rows) });
    return rows.length > 0;
  }

  function show() {
    const lasso = filter.wanted.lasso;
    box.hidden = lasso === null;
    if (lasso === null) return;
    const rows = filter.rows;
    const items = rows.slice(0, MOST_LISTED).map((row) => {
      const topic = el("small", {}, " ", corpus.topicName(papers.topic[row]));
      return el("li", {}, paperLink(row), topic);
    });
    const more = rows.length - items.length;
    if (more > 0) items.push(el("li", { className: "hint" }, `and ${counted(more, "paper")} more`));
    byId("selection-list").replaceChildren(...items);
    const all = rows.length === lasso.size ? "" : `${rows.length.toLocaleString("en")} of the `;
    byId("selection-count").textContent = `${all}${counted(lasso.size, "paper")} in the lasso`;
  }

  if (box !== null) {
    byId("selection-save").addEventListener("click", () => csv.save(filter.rows, "selection.csv"));
    byId("selection-clear").addEventListener("click", () => filter.set({ lasso: null }));
    byId("selection-show").addEventListener("click", () => goTo("papers"));
    filter.onChange(show);
  }

  return { take };
})();
