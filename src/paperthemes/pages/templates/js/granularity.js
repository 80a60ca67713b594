/* global address, byId, corpus, countOf, details, el, filter, formatNumber, pageAddress */

/**
 * The reports of other clusterings open with the view and at the place that are shown here. The
 * address names the topics as this report does; the other one finds those that take their place.
 */
(() => {
  const { topics } = corpus;
  const OF_ONE = ["edits", "lasso", "topic-subject"]; // make sense in one clustering only
  const FROM = "from"; // key of the clustering from which the reader comes
  const TOPIC = /^T\d{4,}$/;
  const READING_PLACE = 1 / 3; // of the height of the window
  const MIN_VISIBLE = 100; // pixels of a card that is being read
  const nav = byId("granularity");
  if (nav === null) return;
  let used = null; // the section in which the reader typed or chose something last
  const name = nav.querySelector("[aria-current] bdi").textContent;

  /** Return the card that is being read: the one that the address names, if it is in view, or the first. */
  function cardInView() {
    const top = nav.closest(".bar").getBoundingClientRect().bottom;
    const boxes = new Map(
      [...document.querySelectorAll(".card")].map((card) => [card, card.getBoundingClientRect()]),
    );
    const inView = [...boxes.keys()].filter((card) => {
      const box = boxes.get(card);
      return box.bottom > top + MIN_VISIBLE && box.top < 2 * READING_PLACE * innerHeight;
    });
    const named = byId(pageAddress.read().anchor)?.closest(".card");
    if (inView.includes(named)) return named;
    return inView.find((card) => boxes.get(card).top >= 0) ?? inView[0];
  }

  /** Return the anchor of the place that is being read: a topic, a section, or "" for the top of the page. */
  function placeInView() {
    if (scrollY === 0) return "";
    const isBegun = (section, share) => section.getBoundingClientRect().top < share * innerHeight;
    const isUsed =
      used !== null &&
      isBegun(used, 2 * READING_PLACE) &&
      used.getBoundingClientRect().bottom > READING_PLACE * innerHeight;
    const section = isUsed
      ? used
      : [...document.querySelectorAll("main > section")].findLast((each) =>
          isBegun(each, READING_PLACE),
        );
    const anchor = section?.getAttribute("aria-labelledby") ?? "";
    const card = anchor === "topics" ? cardInView() : undefined;
    return card === undefined ? anchor : topics[card.dataset.topic].id;
  }

  function leave({ target }) {
    const link = target.closest("a");
    if (link === null) return;
    const view = address.collect();
    for (const key of OF_ONE) view.delete(key);
    if (details.row !== null) view.set("paper", corpus.papers.id[details.row]);
    view.set(FROM, name);
    link.hash = `${placeInView()}?${view}`;
  }

  /** Filter by what takes the place of a topic or theme of another clustering; return a note on it. */
  function replaceFilter(view, successors, from) {
    const id = view.get("topic") ?? view.get("subject"); // a topic that stands alone is a subject
    if (id === null || (!TOPIC.test(id) && !id.startsWith("theme-"))) return "";
    view.delete("topic");
    view.delete("subject");
    if (!TOPIC.test(id)) return `not filtered by theme: ${from} has other themes`;
    if (!(id in successors)) {
      return `not filtered by topic: no topic has papers of ${id} in ${from}`;
    }
    const [topic, other, size, papers] = successors[id];
    view.set("topic", topics[topic].id);
    const share = papers === size ? "all" : `${formatNumber(papers)} of the`;
    return `has ${share} ${countOf(size, "paper")} of “${other}” in ${from}`;
  }

  /** Show a note beside the filters, as long as no other topic or theme is chosen. */
  function showNote(text) {
    let shown = null; // topic and subject to which the note belongs
    filter.onChange(() => {
      const { topic, subject } = filter.criteria;
      shown ??= [topic, subject];
      if (topic !== shown[0] || subject !== shown[1]) text = "";
      if (text === "") return;
      for (const box of document.querySelectorAll(".chips")) {
        box.append(el("small", { textContent: text }));
      }
    });
  }

  /** Translate the address with which the report of another clustering has opened this one. */
  function arrive() {
    const { anchor, view } = pageAddress.read();
    const from = view.get(FROM);
    const link = [...nav.querySelectorAll("a")].find(
      (each) => each.querySelector("bdi").textContent === from,
    );
    if (link === undefined) return;
    view.delete(FROM);
    const successors = JSON.parse(link.dataset.topics);
    showNote(replaceFilter(view, successors, from));
    const card = anchor in successors ? topics[successors[anchor][0]].id : "topics";
    history.replaceState(null, "", `#${TOPIC.test(anchor) ? card : anchor}?${view}`);
  }

  document.addEventListener("input", ({ target }) => (used = target.closest("main > section")));
  nav.addEventListener("click", leave);
  arrive();
})();
