/* global byId, columns, corpus, debounce, details, edits, facets, filter, pageAddress, scrollPlace */
/* global selection, table, topicCards */
/* exported address */

/** The view of the report in the address. */
const address = (() => {
  const { papers, topics, subjects, subgroups, grades, dumps, rowOf } = corpus;
  const NARROW = matchMedia("(max-width: 60rem)");
  const NONE = "none"; // of a topic or subject: unassigned
  const FORM = ["topic-query", "topic-subject", "topic-level", "topic-order", "colour-by"];
  let anchor = "";

  /** Make a codec of indices: numbers of runs differ, but names and ids stay. */
  const byName = (names) => ({
    write: (index) => (index < 0 ? NONE : names[index]),
    read: (text) => (text === NONE ? -1 : names.indexOf(text)),
    isValid: (index, text) => index >= 0 || text === NONE,
  });
  const subjectNames = subjects.map((subject) =>
    subject.theme < 0 ? topics[subject.topics[0]].id : `theme-${subject.theme}`,
  );
  const codecs = {
    query: { write: String, read: String, isValid: (text) => text !== "" },
    subject: byName(subjectNames),
    topic: byName(topics.map(({ id }) => id)),
    subgroup: byName(subgroups),
    grade: byName(grades),
    dump: byName(dumps),
    new: byName(["no", "yes"]),
    lasso: { write: selection.write, read: selection.read, isValid: (rows) => rows !== null },
    chosen: {
      write: (rows) => Array.from(rows, (row) => papers.id[row]).join("_"),
      read: (text) => new Set(text.split("_").flatMap((id) => rowOf.get(id) ?? [])),
      isValid: ({ size }) => size > 0,
    },
    ...Object.fromEntries(facets.map((facet) => [facet.key, facet])),
  };

  /** Collect the view as parameters; those with their default values are left out. */
  function collect() {
    const view = new URLSearchParams();
    for (const [key, { write }] of Object.entries(codecs)) {
      const value = filter.criteria[key];
      if (value !== null && value !== "") view.set(key, write(value));
    }
    if (table.order !== "") view.set("sort", table.order);
    if (columns.choice !== "") view.set("columns", columns.choice);
    for (const id of FORM) {
      const field = byId(id);
      if (field !== null && field.value !== defaultOf(field)) view.set(id, field.value);
    }
    const isOpen = details.row !== null && !anchor.startsWith("paper-");
    if (isOpen) view.set("paper", corpus.papers.id[details.row]);
    if (edits.count > 0) view.set("edits", edits.write());
    return view;
  }

  const defaultOf = (field) => (field.options ? field.options[0].value : "");

  /** Set a field of a form as its reader would; a value that it does not have is its default. */
  function fill(field, value) {
    if (field.value === value) return;
    field.value = value;
    if (field.value !== value) field.value = defaultOf(field);
    field.dispatchEvent(new Event(field.options ? "change" : "input"));
  }

  /** Restore the view of parameters; what they do not name gets its default. */
  function restore(view) {
    const criteria = {};
    for (const [key, { read, isValid }] of Object.entries(codecs)) {
      const text = view.get(key);
      const value = text === null ? null : read(text);
      if (text !== null && isValid(value, text)) criteria[key] = value;
    }
    filter.only(criteria);
    table.setOrder(view.get("sort") ?? "");
    columns.choice = view.get("columns") ?? "";
    for (const id of FORM) {
      if (byId(id) !== null) fill(byId(id), view.get(id) ?? defaultOf(byId(id)));
    }
  }

  const write = () => pageAddress.write(anchor, collect(), { place: scrollPlace.read() });
  const update = () => pageAddress.update(anchor, collect(), { place: scrollPlace.read() });

  /** Open the paper that the address names; close any other, unless a link led elsewhere beside it. */
  function showPaper(view, isReturn) {
    const isPaper = anchor.startsWith("paper-");
    const row = corpus.rowOf.get(isPaper ? anchor.slice("paper-".length) : view.get("paper"));
    if (row !== undefined) details.show(row);
    else if (isPaper || isReturn || NARROW.matches || anchor === "") details.close();
  }

  /** Show what the address names; `event` is undefined when the page opens. */
  function follow(event, isClick = false) {
    const { view, isGiven, place, ...now } = pageAddress.read();
    const isReturn = now.isReturn && !isClick;
    ({ anchor } = now);
    // Edits are no view: going back undoes none.
    if (event === undefined) edits.read(view.get("edits") ?? "{}");
    if (isReturn || isGiven) restore(view);
    showPaper(view, isReturn);
    scrollPlace.release();
    if (isReturn && place) scrollPlace.restore(place);
    else if (!isReturn || event === undefined) scroll(isGiven);
    write();
  }

  /** Scroll to what the address names, and let Tab go on from there, where the browser does not do so. */
  function scroll(hasView) {
    if (/^(topic-|theme-|T\d{4,}$)/.test(anchor)) topicCards.reveal(anchor);
    else if (hasView) byId(anchor)?.scrollIntoView({ block: "start" });
    if (hasView) moveFocusStart(byId(anchor));
  }

  /** Let the next Tab move the focus to what follows an element, as after a link to it. */
  function moveFocusStart(node) {
    if (node === null) return;
    node.tabIndex = -1;
    node.focus({ preventScroll: true });
    node.blur();
    node.removeAttribute("tabindex");
  }

  function start() {
    const updateLater = debounce(() => {
      if (!anchor.startsWith("paper-")) anchor = pageAddress.sectionInUse() ?? anchor;
      update();
    }, pageAddress.WAIT);
    addEventListener("hashchange", follow);
    const writePlace = () => pageAddress.writePlace(scrollPlace.read());
    document.addEventListener("click", writePlace, { capture: true }); // before a link leads elsewhere
    for (const scrolled of [document, byId("table")]) {
      scrolled.addEventListener("scroll", debounce(writePlace, pageAddress.WAIT), {
        passive: true,
      });
    }
    // A click on the current address does not change it, but must work again.
    document.addEventListener("click", (event) => {
      const link = event.target.closest('a[href^="#"]');
      if (link?.getAttribute("href") === location.hash) follow(undefined, true);
    });
    follow();
    filter.onChange(updateLater);
    table.onOrder(updateLater);
    edits.onChange(update);
    for (const id of FORM) {
      byId(id)?.addEventListener("input", updateLater);
      byId(id)?.addEventListener("change", updateLater);
    }
    details.onChange((row) => {
      if (row === null && anchor.startsWith("paper-")) anchor = pageAddress.sectionInUse() ?? "";
      update();
    });
  }

  return { start, collect };
})();
