/* global arrival, byId, corpus, countOf, el, filter, search */
/* exported filterTranslation */

/**
 * The filters of a view that comes from another clustering, `from`. Those that mean something else
 * here are replaced, kept or dropped; notes beside the filters say so.
 */
const filterTranslation = (() => {
  const { topics, papers } = corpus;
  const NONE = "none"; // the topic of unassigned papers
  const GROUPING = ["topic", "subject", "grade", "lasso"]; // filters that depend on the clustering

  /** Return the topic or theme by which a view filters, as in its address; "" is none. */
  const groupOf = (view) => view.get("topic") ?? view.get("subject") ?? "";

  const isTheme = (group) => group.startsWith("theme-");

  /** Replace a topic by the one that has most of its papers, or drop a theme; return a note. */
  function replaceGroup(view, { name, others, group }) {
    const id = groupOf(view); // a topic that stands alone is a subject
    const kept = group ?? (["", NONE].includes(id) ? id : null);
    view.delete("topic");
    view.delete("subject");
    if (kept) view.set(isTheme(kept) ? "subject" : "topic", kept);
    if (kept !== null) return "";
    if (isTheme(id)) return `not filtered by theme: it was one of ${name}`;
    if (!(id in others)) return `not filtered by topic: no topic has papers of ${id} in ${name}`;
    const [other, size, [[topic, count]]] = others[id];
    view.set("topic", topics[topic].id);
    return arrival.describeShare(count, size, name).join(other);
  }

  /** Return a note on a grade, or on being unassigned: in another clustering, other papers are. */
  function noteGrade(view, { name, here }) {
    const grade = view.get("grade") ?? (groupOf(view) === NONE ? "unassigned" : null);
    return grade === null ? "" : `${grade} in ${here}; other papers may be ${grade} in ${name}`;
  }

  /** Drop the selected area, unless both clusterings have the same map; return a note. */
  function replaceArea(view, { name, hasSameMap }) {
    if (hasSameMap || !view.has("lasso")) return "";
    view.delete("lasso");
    return `not filtered by area: ${name} has another map`;
  }

  /** Drop the theme of the cards to show; return a note. */
  function replaceTheme(view, { name }) {
    if (!view.has("topic-subject")) return "";
    view.delete("topic-subject");
    return `not filtered by theme: it was one of ${name}`;
  }

  /** Keep the stability of the cards to show, unless it hides all or that at `place`; return a note. */
  function replaceLevel(view, { name, here, place }) {
    const level = view.get("topic-level");
    if (level === null) return "";
    const levelOf = (card) => card.dataset.level;
    const card = byId(place)?.closest(".card");
    const cards = card ? [card] : [...document.querySelectorAll(".card")];
    if (cards.map(levelOf).includes(level)) return `stability as in ${here}`;
    view.delete("topic-level");
    return `not filtered by stability: it was that of topics in ${name}`;
  }

  /** Translate the filters of a view; return notes on those of papers and of cards. */
  function translate(view, from) {
    return {
      ofPapers: [replaceGroup(view, from), noteGrade(view, from), replaceArea(view, from)],
      ofCards: [replaceTheme(view, from), replaceLevel(view, from)],
    };
  }

  /** Return what else is different from the list in the other clustering: its length and first paper. */
  function compareLists({ name, count, top }) {
    const isGone = top !== undefined && !filter.rows.includes(top);
    return [
      [0, filter.rows.length].includes(count)
        ? ""
        : `${countOf(count, "paper")} matched in ${name}`,
      isGone ? `the list in ${name} began at “${papers.title[top]}”, which is not in this one` : "",
    ];
  }

  /** Create a note of some texts, in a list; the list is empty if they are. */
  function noteOf(texts) {
    const textContent = texts.filter(Boolean).join("; ");
    return textContent === "" ? [] : [el("small", { textContent })];
  }

  /** Show notes beside the filters until those of which they speak change. */
  function showNotes({ ofPapers, ofCards }, from) {
    const shown = { ...filter.criteria };
    function show() {
      const changed = Object.keys(shown).filter((key) => filter.criteria[key] !== shown[key]);
      if (changed.some((key) => GROUPING.includes(key))) ofPapers = [];
      const isWhole = filter.criteria.query === "" || search.isComplete();
      const isSame = changed.length === 0 && isWhole;
      const texts = isSame ? [...ofPapers, ...compareLists(from)] : ofPapers;
      for (const box of document.querySelectorAll(".chips")) box.append(...noteOf(texts));
    }
    show();
    filter.onChange(show);
    for (const note of noteOf(ofCards)) {
      byId("topic-count").after(note);
      byId("topic-tools").addEventListener("input", () => note.remove());
    }
  }

  return { groupOf, translate, showNotes };
})();
