/* global bdi, byId, corpus, countOf, el, formatNumber, pageAddress, readingPlace */
/* exported arrival */

/**
 * The line on the card at which a reader arrives from another clustering: how many papers of a topic or
 * theme there it has, and which topics here have the others. It follows the links to these topics, and goes
 * when the reader uses another place.
 */
const arrival = (() => {
  const MAX_NAMED = 3;
  const { topics } = corpus;
  let shown = null; // the arguments of `describe` after the first
  let line = null; // its element, while it is shown

  const cardOf = (topic) => document.querySelector(`.card[data-topic="${topic}"]`);

  /** Return the number of papers in all of these parts. */
  const countPapers = (parts) => parts.reduce((sum, [, papers]) => sum + papers, 0);

  /** List topics, each with a number of papers, and how many more are unassigned: parts of a sentence. */
  function listParts(parts, unassigned) {
    const items = parts
      .slice(0, MAX_NAMED)
      .map(([part, papers]) => [
        el("a", { href: `#topic-${part}` }, bdi(topics[part].name)),
        ` (${formatNumber(papers)})`,
      ]);
    const rest = parts.slice(MAX_NAMED);
    if (rest.length > 0) {
      items.push([`${countOf(rest.length, "more topic")} (${formatNumber(countPapers(rest))})`]);
    }
    if (unassigned > 0) items.push([`unassigned (${formatNumber(unassigned)})`]);
    return items.flatMap((item, at) => [at === 0 ? "" : ", ", ...item]);
  }

  /**
   * Say how many papers of a topic or theme in the clustering `from` the topics `own` have, and which
   * have the others, from its `Successors` (siblings.py): parts of a sentence, without its subject.
   */
  function describe(own, [name, size, parts], from) {
    const isOwn = ([part]) => own.includes(part);
    const papers = countPapers(parts.filter(isOwn));
    const others = parts.filter((part) => !isOwn(part));
    return [
      `has ${papers === size ? "all" : `${formatNumber(papers)} of the`} ${countOf(size, "paper")} of “`,
      bdi(name),
      `” in ${from}${papers === size ? "" : ". The others: "}`,
      ...listParts(others, size - countPapers(parts)),
    ];
  }

  function remove() {
    line?.remove();
    line = null;
  }

  /** Draw the line on the card of a topic; without a card, or papers of the other topic, there is none. */
  function draw(topic) {
    remove();
    const card = cardOf(topic);
    const [[, , parts]] = shown;
    if (card === null || !parts.some(([part]) => part === topic)) return;
    const button = el("button", { type: "button", className: "quiet", textContent: "✕" });
    button.setAttribute("aria-label", "Remove this note");
    button.addEventListener("click", () => {
      remove();
      card.querySelector("a, button").focus({ preventScroll: true });
    });
    const text = el("span", {}, "This topic ", ...describe([topic], ...shown));
    line = el("p", { className: "arrival" }, text, button);
    card.querySelector("header").after(line);
  }

  /** Show the line on the card of a topic, for the successors of a topic or theme in the clustering `from`. */
  function show(topic, successors, from) {
    shown = [successors, from];
    draw(topic);
  }

  readingPlace.onUse((place) => {
    if (line !== null && !place?.contains(line)) remove();
  });
  // Before `address` scrolls to the card, whose height changes.
  addEventListener("hashchange", () => {
    const card = byId(pageAddress.read().anchor)?.closest(".card");
    if (line !== null && card) draw(Number(card.dataset.topic));
  });

  return {
    show,
    /** Add a note to the line, if it is shown. */
    addNote: (note) => line?.firstChild.append(note),
    describe,
    countPapers,
    listParts,
  };
})();
