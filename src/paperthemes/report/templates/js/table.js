/* global byId, columns, el, filter, later */

/** The list of papers: only the rows in sight are made. */
(() => {
  const box = byId("table");
  const SPARE = 10; // rows made above and below those in sight

  const compareOf = Object.fromEntries(columns.map(({ key, compare }) => [key, compare]));
  const byTopic = (a, b) =>
    compareOf.topic(a, b) || compareOf.confidence(b, a) || compareOf.title(a, b);

  let height = rowHeight();
  let sorted = { key: null, ways: 1 };
  let rows = [];
  let query = "";

  const headers = columns.map((column) =>
    el(
      "span",
      { role: "columnheader", className: column.key, "aria-sort": "none" },
      el("button", { type: "button", textContent: column.name, onclick: () => sortBy(column) }),
    ),
  );
  const headRow = el("div", { role: "row", "aria-rowindex": "1" }, ...headers);
  const head = el("div", { role: "rowgroup", className: "head" }, headRow);
  const body = el("div", { role: "rowgroup", className: "body" });

  /** Return the height of a row in pixels, which the style says. */
  function rowHeight() {
    return parseFloat(getComputedStyle(box).getPropertyValue("--row"));
  }

  function line(row, at) {
    const cells = columns.map(({ key, cell }) =>
      el("span", { role: "cell", className: key }, cell(row)),
    );
    const made = el("div", { role: "row", "aria-rowindex": String(at + 2) }, ...cells);
    made.style.transform = `translateY(${at * height}px)`;
    return made;
  }

  function draw() {
    const first = Math.max(0, Math.floor(box.scrollTop / height) - SPARE);
    const last = first + Math.ceil(box.clientHeight / height) + 2 * SPARE;
    body.replaceChildren(...rows.slice(first, last).map((row, at) => line(row, first + at)));
  }

  /** Sort as the head says; else the best answers to a search first; else by topic. */
  function sort() {
    rows = [...filter.rows];
    if (sorted.key !== null) {
      const compare = compareOf[sorted.key];
      rows.sort((a, b) => sorted.ways * compare(a, b) || byTopic(a, b));
    } else if (filter.wanted.query !== "") {
      const score = new Map(rows.map((row) => [row, filter.relevance(row)]));
      rows.sort((a, b) => score.get(b) - score.get(a) || byTopic(a, b));
    } else {
      rows.sort(byTopic);
    }
  }

  function show() {
    sort();
    body.style.height = `${Math.max(1, rows.length) * height}px`;
    box.setAttribute("aria-rowcount", String(rows.length + 1));
    draw();
  }

  /** Sort by a column; a second time turns the order round, a third gives up on it. */
  function sortBy({ key, falling }) {
    const first = falling ? -1 : 1;
    if (sorted.key !== key) sorted = { key, ways: first };
    else sorted = sorted.ways === first ? { key, ways: -first } : { key: null, ways: 1 };
    headers.forEach((header) => {
      const way = sorted.ways === 1 ? "ascending" : "descending";
      header.setAttribute("aria-sort", header.className === sorted.key ? way : "none");
    });
    show();
  }

  box.append(head, body);
  box.addEventListener("scroll", () => requestAnimationFrame(draw), { passive: true });
  addEventListener(
    "resize",
    later(() => {
      height = rowHeight();
      show();
    }, 100),
  );
  filter.onChange(() => {
    if (filter.wanted.query !== query) box.scrollTop = 0;
    query = filter.wanted.query;
    show();
  });
  show();
})();
