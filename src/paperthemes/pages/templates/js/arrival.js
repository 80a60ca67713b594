/* global bdi, byId, corpus, countOf, el, formatNumber, pageAddress, readingPlace */
/* exported arrival */

/**
 * The line on the card at which a reader arrives from another clustering: how many papers of a topic
 * there it has, and which topics here have the others. It follows the links to these topics, and goes
 * when the reader uses another place.
 */
const arrival = (() => {
  const MAX_NAMED = 3;
  const { topics } = corpus;
  let shown = null; // the arguments of `describe` after the first
  let line = null; // its element, while it is shown

  const cardOf = (topic) => document.querySelector(`.card[data-topic="${topic}"]`);

  /** List where the papers are that a topic does not have: parts of a sentence. */
  function listOthers(topic, [, size, parts, count, unassigned]) {
    const named = parts.filter(([part]) => part !== topic).slice(0, MAX_NAMED);
    const own = parts.find(([part]) => part === topic);
    const rest = [own, ...named].reduce((left, [, papers]) => left - papers, size - unassigned);
    const items = named.map(([part, papers]) => [
      el("a", { href: `#topic-${part}` }, bdi(topics[part].name)),
      ` (${formatNumber(papers)})`,
    ]);
    if (rest > 0) {
      const more = countOf(count - 1 - named.length, "more topic");
      items.push([`${more} (${formatNumber(rest)})`]);
    }
    if (unassigned > 0) items.push([`unassigned (${formatNumber(unassigned)})`]);
    return items.flatMap((item, at) => [at === 0 ? ". The others: " : ", ", ...item]);
  }

  /**
   * Say how many papers of a topic in the clustering `from` a topic has, and which topics have the
   * others, from the topic's `Successors` (siblings.py): parts of a sentence, without its subject.
   */
  function describe(topic, successors, from) {
    const [name, size, parts] = successors;
    const [, papers] = parts.find(([part]) => part === topic);
    const share = papers === size ? "all" : `${formatNumber(papers)} of the`;
    return [
      `has ${share} ${countOf(size, "paper")} of “`,
      bdi(name),
      `” in ${from}`,
      ...listOthers(topic, successors),
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
    const text = el("span", {}, "This topic ", ...describe(topic, ...shown));
    line = el("p", { className: "arrival" }, text, button);
    card.querySelector("header").after(line);
  }

  /** Show the line on the card of a topic, for the successors of a topic in the clustering `from`. */
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
  };
})();
