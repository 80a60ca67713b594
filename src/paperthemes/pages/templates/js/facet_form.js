/* global bdi, byId, countOf, corpus, debounce, el, facets, filter, formatNumber, histogram */
/* global search, searchTerms */

/** The filters by venue, date, author and other fields of the papers. */
(() => {
  const MAX_NAMES = 8; // shown at a time
  const WAIT = 100; // milliseconds after the last change
  const box = byId("facets");
  let parts = null; // created when the reader opens them

  /** Count the papers of each name of a facet. */
  function countNames(facet, rows) {
    const counts = new Uint32Array(facet.names.length);
    for (const row of rows) for (const code of facet.codesOf(row)) counts[code] += 1;
    return counts;
  }

  /** Return the codes of names that the words of a query begin, the most frequent names first. */
  function findNames({ names }, counts, query) {
    const alternatives = searchTerms.parse(query);
    const codes = [...names.keys()].filter(
      (code) =>
        counts[code] > 0 &&
        (query === "" || searchTerms.matches(searchTerms.normalize(names[code]), alternatives)),
    );
    return codes.sort((a, b) => counts[b] - counts[a] || a - b);
  }

  /** Create the list of the most frequent names of a facet, with a field to find others. */
  function createList(facet) {
    const field = el("input", {
      type: "search",
      placeholder: "Find",
      "aria-label": `Find: ${facet.name}`,
      autocomplete: "off",
    });
    const list = el("ul");
    const more = el("p", { className: "hint" });

    function item(name, count) {
      const text = [bdi(name), " ", el("small", {}, formatNumber(count))];
      const button = el("button", { type: "button", title: name }, ...text);
      button.setAttribute("aria-pressed", String(filter.has(facet.key, name)));
      button.addEventListener("click", () => filter.toggle(facet.key, name));
      return el("li", {}, button);
    }

    function update() {
      const counts = countNames(facet, filter.rowsWithout(facet.key));
      const chosen = filter.criteria[facet.key] ?? [];
      const found = findNames(facet, counts, field.value.trim()).filter(
        (code) => !chosen.includes(facet.names[code]),
      );
      const shown = found.slice(0, MAX_NAMES);
      const focused = list.contains(document.activeElement) ? document.activeElement.title : null;
      list.replaceChildren(
        ...chosen.map((name) => item(name, counts[facet.names.indexOf(name)] ?? 0)),
        ...shown.map((code) => item(facet.names[code], counts[code])),
      );
      // The buttons are new: the focus moves to the one of the same name.
      const buttons = [...list.querySelectorAll("button")];
      buttons.find(({ title }) => title === focused)?.focus({ preventScroll: true });
      field.hidden = facet.names.length <= MAX_NAMES;
      const rest = found.length - shown.length;
      more.textContent = rest > 0 ? `and ${countOf(rest, "other")}` : "";
    }

    field.addEventListener("input", debounce(update, WAIT));
    return { node: el("div", {}, field, list, more), update };
  }

  function create(facet) {
    const isNumeric = "numberOf" in facet;
    const part = isNumeric ? histogram.create(facet, corpus.rows) : createList(facet);
    const legend = el("legend", {}, bdi(facet.name));
    return { ...part, node: el("fieldset", {}, legend, part.node) };
  }

  function show() {
    if (!box.open) return;
    if (parts === null) {
      parts = facets.map(create);
      byId("facet-list").append(...parts.map(({ node }) => node));
    }
    parts.forEach(({ update }) => update());
  }

  box.hidden = facets.length === 0;
  byId("facet-names").textContent = facets.map(({ name }) => name.toLowerCase()).join(", ");
  box.addEventListener("toggle", show);
  const showLater = debounce(show, WAIT); // after the list
  filter.onChange(showLater);
  search.onChange(showLater); // authors are loaded
})();
