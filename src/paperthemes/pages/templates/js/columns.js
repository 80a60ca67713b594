/* global bdi, byId, corpus, edits, el, facets, menu, newBadge, paperLink, searchSnippet, subjectDot */
/* exported columns */

/** The columns of the list of papers: their cells and their order, and the choice of them. */
const columns = (() => {
  const { papers } = corpus;
  const WIDTHS = { words: "minmax(0, 2fr)", people: "minmax(0, 3fr)", date: "6.5rem" };
  const listeners = [];

  const byNumber = (values) => (a, b) => values[a] - values[b];
  const byText = (textOf) => (a, b) => corpus.compare(textOf(a), textOf(b));
  const topicOf = (row) => corpus.topicName(papers.topic[row]);
  const dumpsOf = (row) => corpus.dumpsOf(row).join(", ");
  const withTitle = (text, title = text) => el("span", { title }, bdi(text));

  const topic = (row) =>
    el(
      "span",
      { title: topicOf(row) },
      subjectDot(corpus.subjectOf(row)),
      bdi(topicOf(row)),
      edits.pinButton(row, "Pin"),
    );

  /** Create a paper's title, marked if the earlier run does not have it, with what the search found. */
  function title(row) {
    const snippet = searchSnippet(row);
    const found = snippet ? el("small", { dir: "auto", title: snippet }, snippet) : null;
    return el("span", {}, el("span", { className: "lines" }, newBadge(row), paperLink(row)), found);
  }

  const ofFacet = ({ key, name, kind, shown, textOf, compare, isKnown }) => ({
    key,
    name,
    className: /^[a-z]+$/.test(key) ? key : "field",
    width: WIDTHS[kind] ?? "6rem",
    shown,
    descending: kind === "date" || kind === "number",
    cell: (row) => withTitle(textOf(row)),
    compare,
    isKnown,
  });

  // `descending` columns are sorted from the largest value first.
  const all = [
    {
      key: "title",
      name: "Title",
      width: "minmax(0, 7fr)",
      cell: title,
      compare: byText((row) => papers.title[row]),
    },
    {
      key: "topic",
      name: "Topic",
      width: "minmax(0, 3fr)",
      cell: topic,
      compare: (a, b) =>
        (papers.topic[a] < 0) - (papers.topic[b] < 0) || byNumber(papers.topic)(a, b),
    },
    {
      key: "grade",
      name: "Grade",
      width: "5.5rem",
      cell: corpus.gradeOf,
      compare: byNumber(papers.grade),
    },
    {
      key: "confidence",
      name: "Confidence",
      width: "6.5rem",
      descending: true,
      cell: (row) => papers.confidence[row].toFixed(2),
      compare: byNumber(papers.confidence),
    },
    ...facets.map(ofFacet),
    {
      key: "dump",
      name: "Dump",
      width: "minmax(0, 2fr)",
      shown: false,
      cell: (row) => withTitle(corpus.dumpLabelsOf(row).join(", "), dumpsOf(row)),
      compare: byText(dumpsOf),
    },
  ].map((column) => ({ className: column.key, shown: true, isKnown: () => true, ...column }));

  const usual = all.filter(({ shown }) => shown).map(({ key }) => key);
  let shownKeys = new Set(usual);

  function choose(keys) {
    shownKeys = new Set(["title", ...keys]);
    for (const [key, box] of boxes) box.checked = shownKeys.has(key);
    listeners.forEach((listener) => listener());
  }

  const boxes = all.slice(1).map(({ key }) => [key, el("input", { type: "checkbox" })]);
  const names = new Map(all.map(({ key, name }) => [key, name]));
  const entries = boxes.map(([key, box]) => {
    box.checked = shownKeys.has(key);
    box.addEventListener("change", () =>
      choose(boxes.filter(([, { checked }]) => checked).map(([chosen]) => chosen)),
    );
    return el("label", {}, box, " ", bdi(names.get(key)));
  });
  menu.replace(byId("columns"), "Columns", () => entries);

  return {
    all,
    onChange: (listener) => listeners.push(listener),
    get shown() {
      return all.filter(({ key }) => shownKeys.has(key));
    },
    /** The chosen columns as a text for the address; "" for those that are usual. */
    get choice() {
      const keys = all.map(({ key }) => key).filter((key) => shownKeys.has(key));
      return keys.join() === usual.join() ? "" : keys.join("|");
    },
    set choice(text) {
      if (text !== this.choice) choose(text === "" ? usual : text.split("|"));
    },
  };
})();
