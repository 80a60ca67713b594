/* global bdi, byId, columns, corpus, debounce, el, filter, search, searchMarks, searchRanks */
/* exported table */

/** The list of papers; only the visible rows are in the document. */
const table = (() => {
  const box = byId("table");
  const OVERSCAN = 10; // rows above and below the visible ones

  const columnOf = new Map(columns.all.map((column) => [column.key, column]));
  const compareBy = (key, a, b) => columnOf.get(key).compare(a, b);
  const byTopic = (a, b) =>
    compareBy("topic", a, b) || compareBy("confidence", b, a) || compareBy("title", a, b);

  const allByTopic = [...corpus.rows].sort(byTopic);

  let height = rowHeight();
  const listeners = []; // of a reader's choice of another order or other columns
  let sorted = { key: null, sign: 1 };
  let rows = [];
  let wanted; // the paper to which the list was scrolled last
  const nodes = new Map(); // index in the list -> element, of the rows in the document

  const headRow = el("div", { role: "row", "aria-rowindex": "1" });
  const head = el("div", { role: "rowgroup", className: "head" }, headRow);
  const body = el("div", { role: "rowgroup", className: "body" });

  /** Return the height of a row in pixels; the style sheet has it in rem. */
  function rowHeight() {
    const rem = parseFloat(getComputedStyle(document.documentElement).fontSize);
    return parseFloat(getComputedStyle(box).getPropertyValue("--row")) * rem;
  }

  function headerOf(column) {
    const { key, name, className } = column;
    const direction = sorted.sign === 1 ? "ascending" : "descending";
    return el(
      "span",
      { role: "columnheader", className, "aria-sort": sorted.key === key ? direction : "none" },
      el("button", { type: "button", title: name, onclick: () => sortBy(column) }, bdi(name)),
    );
  }

  function drawHead() {
    const focused = [...headRow.children].findIndex((node) =>
      node.contains(document.activeElement),
    );
    headRow.replaceChildren(...columns.shown.map(headerOf));
    headRow.children[focused]?.firstChild.focus({ preventScroll: true });
    const widths = columns.shown.map(({ width }) => width);
    box.style.setProperty("--columns", widths.join(" "));
  }

  /** Return the name of the part of a search's results that begins in the list here; null if none does. */
  function partBeginningAt(at) {
    const { query } = filter.criteria;
    if (at === 0 || sorted.key !== null || query === "") return null;
    const [before, part] = [at - 1, at].map((index) => searchRanks.partOf(query, rows[index]));
    return part === before ? null : part;
  }

  function line(row, at) {
    const cells = columns.shown.map(({ className, cell }) =>
      el("span", { role: "cell", className }, cell(row)),
    );
    const node = el("div", { role: "row", "aria-rowindex": String(at + 2) }, ...cells);
    const part = partBeginningAt(at);
    if (part !== null) node.dataset.part = part;
    place(node, at);
    return node;
  }

  const place = (node, at) => (node.style.transform = `translateY(${at * height}px)`);

  /** Set the height of the list, and the places of its rows. */
  function fit() {
    body.style.height = `${Math.max(1, rows.length) * height}px`;
    for (const [at, node] of nodes) place(node, at);
  }

  /** Create the visible rows and remove the others, except the one that has the focus. */
  function draw() {
    const first = Math.max(0, Math.floor(box.scrollTop / height) - OVERSCAN);
    const last = Math.min(rows.length, first + Math.ceil(box.clientHeight / height) + 2 * OVERSCAN);
    for (const [at, node] of nodes) {
      if ((at >= first && at < last) || node.contains(document.activeElement)) continue;
      node.remove();
      nodes.delete(at);
    }
    const below = [...nodes.keys()].filter((at) => at >= last);
    let next = below.length ? nodes.get(Math.min(...below)) : null;
    for (let at = last - 1; at >= first; at -= 1) {
      if (!nodes.has(at)) {
        nodes.set(at, line(rows[at], at));
        body.insertBefore(nodes.get(at), next);
      }
      next = nodes.get(at);
    }
    searchMarks.mark("list", [...body.querySelectorAll(".title bdi, .title small")]);
  }

  /** Sort by the chosen column, or else as the search does, or by topic. */
  function sort() {
    const isSelected = new Uint8Array(corpus.count);
    for (const row of filter.rows) isSelected[row] = 1;
    rows = allByTopic.filter((row) => isSelected[row]);
    const { query } = filter.criteria;
    if (sorted.key !== null) {
      const { compare, isKnown } = columnOf.get(sorted.key);
      const known = rows.filter(isKnown);
      known.sort((a, b) => sorted.sign * compare(a, b)); // stable: equal ones stay in order of topic
      rows = [...known, ...rows.filter((row) => !isKnown(row))];
    } else if (query !== "") {
      rows = searchRanks.sort(query, rows);
    }
  }

  function show() {
    box.classList.toggle("searched", filter.criteria.query !== "");
    height = rowHeight();
    sort();
    fit();
    box.setAttribute("aria-rowcount", String(rows.length + 1));
    const isPartial = filter.criteria.query !== "" && !search.isComplete();
    byId("no-paper").hidden = rows.length > 0 || isPartial;
    body.replaceChildren();
    nodes.clear();
    box.scrollTop = 0;
    draw();
  }

  /** Sort by a column; a second click reverses the order, a third resets it. */
  function sortBy({ key, descending }) {
    const first = descending ? -1 : 1;
    if (sorted.key !== key) order({ key, sign: first });
    else order(sorted.sign === first ? { key, sign: -first } : { key: null, sign: 1 });
    listeners.forEach((listener) => listener());
  }

  /** Sort by a column in a direction; `key` is null for the default order. */
  function order(chosen) {
    sorted = chosen;
    drawHead();
    show();
  }

  /** Scroll to a paper, if the list has it, also once abstracts are searched. */
  function scrollTo(row) {
    wanted = row;
    if (!rows.includes(row)) return;
    box.scrollTop = rows.indexOf(row) * height;
    draw();
  }

  box.append(head, body);
  box.addEventListener("scroll", () => requestAnimationFrame(draw), { passive: true });
  addEventListener(
    "resize",
    debounce(() => {
      const top = box.scrollTop / height;
      height = rowHeight();
      fit();
      box.scrollTop = top * height;
      draw();
    }, 100),
  );
  columns.onChange(() => {
    drawHead();
    show();
    listeners.forEach((listener) => listener());
  });
  filter.onChange(show);
  search.onChange(() => filter.criteria.query !== "" && scrollTo(wanted));
  drawHead();
  show();

  return {
    allByTopic,
    onOrder: (listener) => listeners.push(listener),
    /** Sort by a key of `columns`, with "-" in front for descending; any other text resets. */
    setOrder: (text) => {
      const key = text.replace(/^-/, "");
      if (columnOf.has(key)) order({ key, sign: text === key ? 1 : -1 });
      else if (sorted.key !== null) order({ key: null, sign: 1 });
    },
    scrollTo,
    /** The paper at the top of the list; undefined if the list is not scrolled. */
    get top() {
      return box.scrollTop < height / 2 ? undefined : rows[Math.round(box.scrollTop / height)];
    },
    /** The listed papers, in their order. */
    get rows() {
      return rows;
    },
    get order() {
      return sorted.key === null ? "" : `${sorted.sign < 0 ? "-" : ""}${sorted.key}`;
    },
  };
})();
