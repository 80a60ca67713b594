/* global address, arrival, byId, corpus, countOf, el, filter, search, subgroupTranslation */
/* global themeTranslation */
/* exported filterTranslation */

/**
 * The filters of a view that comes from another clustering, `from`. Those that mean something else
 * here are replaced, kept or dropped; notes beside the filters say so.
 */
const filterTranslation = (() => {
  const { topics, papers } = corpus;
  const NONE = "none"; // the topic of unassigned papers
  const GROUPING = ["topic", "subject", "subgroup", "grade", "lasso"]; // filters that depend on the clustering

  /** Return the topic or theme by which a view filters papers, as in its address; "" is none. */
  const groupOf = (view) => view.get("topic") ?? view.get("subject") ?? "";

  /** Return the choices of a view that are others in another clustering; "" is none. */
  const choicesOf = (view) => ({
    group: groupOf(view),
    subgroup: view.get("subgroup") ?? "",
    theme: view.get("topic-subject") ?? "", // of cards
    level: view.get("topic-level") ?? "",
  });

  const isTheme = (group) => group.startsWith("theme-");

  /** Filter by the topic that has most papers of another one, or by what is like a theme; return a note. */
  function followGroup(view, id, from) {
    const { name, here, others } = from;
    const kind = isTheme(id) ? "theme" : "topic";
    if (!(id in others)) return `not filtered by ${kind}: no topic of ${here} has its papers`;
    if (isTheme(id)) return themeTranslation.replace(view, others[id], from);
    const [, , [[topic]]] = others[id];
    view.set("topic", topics[topic].id);
    return ["This topic ", ...arrival.describe([topic], others[id], name)];
  }

  /** Replace the topic, theme or sub-group by which a view filters papers; return a note. */
  function replaceGroup(view, from) {
    const { earlier } = from;
    if (view.has("subgroup") && earlier.subgroup === undefined) {
      return subgroupTranslation.replace(view, from);
    }
    view.delete("subgroup");
    if (earlier.group && earlier.subgroup) view.set("subgroup", earlier.subgroup);
    const id = groupOf(view); // a topic that stands alone is a subject
    const kept = earlier.group ?? (["", NONE].includes(id) ? id : null);
    view.delete("topic");
    view.delete("subject");
    if (kept) view.set(isTheme(kept) ? "subject" : "topic", kept);
    return kept === null ? followGroup(view, id, from) : "";
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

  /** Return whether the card at `place` has a value; without such a card, whether any has it. */
  function showsPlace(key, value, place) {
    const card = byId(place)?.closest(".card");
    const cards = card ? [card] : [...document.querySelectorAll(".card")];
    return cards.some(({ dataset }) => dataset[key] === value);
  }

  /** Drop the theme of the cards to show, or restore the earlier one; return a note. */
  function replaceTheme(view, from) {
    const { theme } = from.earlier;
    const isDropped = view.has("topic-subject") && theme === undefined;
    view.delete("topic-subject");
    if (isDropped) return `not filtered by theme: ${themeTranslation.describeThemes(from.here)}`;
    if (!theme) return "";
    const isShown = showsPlace("subject", theme, from.place);
    if (!isShown) return "not filtered by theme, to show this topic";
    view.set("topic-subject", theme);
    return "";
  }

  /** Keep the stability of the cards to show, or restore the earlier one, unless it hides `place`; return a note. */
  function replaceLevel(view, { here, earlier, place }) {
    const level = earlier.level ?? view.get("topic-level") ?? "";
    view.delete("topic-level");
    if (level === "") return "";
    if (!showsPlace("level", level, place)) {
      const isCard = Boolean(byId(place)?.closest(".card"));
      const reason = isCard ? ", to show this topic" : `: no topic in ${here} has it`;
      return `not filtered by stability${reason}`;
    }
    view.set("topic-level", level);
    return earlier.level === undefined ? `stability as in ${here}` : "";
  }

  /** Translate the filters of a view; return notes on those of papers and of cards. */
  function translate(view, from) {
    return {
      ofPapers: [replaceGroup(view, from), noteGrade(view, from), replaceArea(view, from)],
      ofCards: [replaceTheme(view, from), replaceLevel(view, from)],
    };
  }

  /** Return whether the page still filters papers and cards as a translated view. */
  function isKept(view) {
    const now = address.collect();
    const keys = [...Object.keys(filter.criteria), "topic-subject", "topic-level"];
    return keys.every((key) => view.get(key) === now.get(key));
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

  /** Create a note of texts, or lists of nodes, in a list; the list is empty if they are. */
  function noteOf(texts) {
    const given = texts.filter(({ length }) => length > 0);
    const parts = given.flatMap((text, at) => [at === 0 ? "" : "; ", text].flat());
    return given.length === 0 ? [] : [el("small", {}, ...parts)];
  }

  /** Show notes beside the filters until those of which they speak change. */
  function showNotes({ ofPapers, ofCards }, from) {
    const shown = { ...filter.criteria };
    function show() {
      const changed = Object.keys(shown).filter((key) => filter.criteria[key] !== shown[key]);
      if (changed.some((key) => GROUPING.includes(key))) ofPapers = [];
      const isWhole = filter.criteria.query === "" || search.isComplete();
      const isSame = changed.length === 0 && isWhole;
      const lists = isSame ? compareLists(from) : [];
      const offers = ofPapers.length > 0 ? subgroupTranslation.offer() : [];
      for (const note of noteOf([...ofPapers, ...lists, offers])) {
        document.querySelectorAll(".chips").forEach((box) => box.append(note.cloneNode(true)));
      }
    }
    show();
    filter.onChange(show);
    for (const note of noteOf(ofCards)) {
      arrival.addNote(note.cloneNode(true)); // the filters may be out of view
      byId("topic-count").after(note);
      byId("topic-tools").addEventListener("input", () => note.remove());
    }
  }

  return { choicesOf, translate, isKept, showNotes };
})();
