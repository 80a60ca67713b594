/* global byId, columns, el, filter, later */

/** The list of papers: only the rows in sight are made. */
(() => {
  const box = byId("table");
  const SPARE = 10; // rows made above and below those in sight

  const compareOf = Object.fromEntries(columns.map(({ key, compare }) => [key, compare]));
  const byTopic = (a, b) =>
    compareOf.topic(a, b) || compareOf.confidence(b, a) || compareOf.title(a, b);

  let height = rowHeight();
  let sorted = { key: null, sign: 1 };
  let rows = [];
  const made = new Map(); // place in the list -> its row, of those that are made

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

  /** Return the height of a row in pixels, which the style says in rem. */
  function rowHeight() {
    const rem = parseFloat(getComputedStyle(document.documentElement).fontSize);
    return parseFloat(getComputedStyle(box).getPropertyValue("--row")) * rem;
  }

  function line(row, at) {
    const cells = columns.map(({ key, cell }) =>
      el("span", { role: "cell", className: key }, cell(row)),
    );
    const node = el("div", { role: "row", "aria-rowindex": String(at + 2) }, ...cells);
    put(node, at);
    return node;
  }

  const put = (node, at) => (node.style.transform = `translateY(${at * height}px)`);

  /** Make the list as high as its rows, and put those that are made in their places. */
  function fit() {
    body.style.height = `${Math.max(1, rows.length) * height}px`;
    for (const [at, node] of made) put(node, at);
  }

  /** Make the rows in sight and drop the others, but for the one that has the focus. */
  function draw() {
    const first = Math.max(0, Math.floor(box.scrollTop / height) - SPARE);
    const last = Math.min(rows.length, first + Math.ceil(box.clientHeight / height) + 2 * SPARE);
    for (const [at, node] of made) {
      if ((at >= first && at < last) || node.contains(document.activeElement)) continue;
      node.remove();
      made.delete(at);
    }
    const below = [...made.keys()].filter((at) => at >= last);
    let next = below.length ? made.get(Math.min(...below)) : null;
    for (let at = last - 1; at >= first; at -= 1) {
      if (!made.has(at)) {
        made.set(at, line(rows[at], at));
        body.insertBefore(made.get(at), next);
      }
      next = made.get(at);
    }
  }

  /** Sort as the head says; else the best answers to a search first; else by topic. */
  function sort() {
    rows = [...filter.rows];
    if (sorted.key !== null) {
      const compare = compareOf[sorted.key];
      rows.sort((a, b) => sorted.sign * compare(a, b) || byTopic(a, b));
    } else if (filter.wanted.query !== "") {
      const score = new Map(rows.map((row) => [row, filter.relevance(row)]));
      rows.sort((a, b) => score.get(b) - score.get(a) || byTopic(a, b));
    } else {
      rows.sort(byTopic);
    }
  }

  function show() {
    sort();
    fit();
    box.setAttribute("aria-rowcount", String(rows.length + 1));
    byId("no-paper").hidden = rows.length > 0;
    body.replaceChildren();
    made.clear();
    box.scrollTop = 0;
    draw();
  }

  /** Sort by a column; a second time turns the order round, a third gives up on it. */
  function sortBy({ key, falling }) {
    const first = falling ? -1 : 1;
    if (sorted.key !== key) sorted = { key, sign: first };
    else sorted = sorted.sign === first ? { key, sign: -first } : { key: null, sign: 1 };
    headers.forEach((header) => {
      const way = sorted.sign === 1 ? "ascending" : "descending";
      header.setAttribute("aria-sort", header.className === sorted.key ? way : "none");
    });
    show();
  }

  box.append(head, body);
  box.addEventListener("scroll", () => requestAnimationFrame(draw), { passive: true });
  addEventListener(
    "resize",
    later(() => {
      const top = box.scrollTop / height;
      height = rowHeight();
      fit();
      box.scrollTop = top * height;
      draw();
    }, 100),
  );
  filter.onChange(show);
  show();
})();
