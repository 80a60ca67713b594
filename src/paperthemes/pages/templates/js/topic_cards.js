/* global byId, corpus, countOf, filter, scrollToSection, search, searchHelp, searchTerms */
/* exported topicCards */

/** The cards of the topics: search, order, and buttons that show their papers. */
const topicCards = (() => {
  const box = byId("cards");
  if (box === null) return { reveal: () => {} };
  const sections = [...box.querySelectorAll(".subject")];
  const cards = [...box.querySelectorAll(".card")].map((node) => ({
    node,
    home: node.parentElement,
    text: searchTerms.normalizeParts(
      [
        ...node.querySelectorAll(
          ".name bdi, .path bdi, .former bdi, .keywords bdi, .subgroups bdi",
        ),
      ].map((part) => part.textContent),
    ),
    name: node.querySelector(".name bdi").textContent,
    ...node.dataset,
  }));
  const flat = document.createElement("div");
  flat.className = "grid";
  flat.hidden = true;
  box.append(flat);

  const unknownLast = ({ stability }) => (stability === "" ? 2 : Number(stability));
  const orders = {
    size: (a, b) => b.size - a.size,
    stability: (a, b) => unknownLast(a) - unknownLast(b),
    name: (a, b) => a.name.localeCompare(b.name, "en"),
  };

  /** Group the cards by subject, or sort them into one grid. */
  function arrange() {
    const compare = orders[byId("topic-order").value];
    flat.hidden = compare === undefined;
    if (compare === undefined) cards.forEach(({ node, home }) => home.append(node));
    else flat.append(...[...cards].sort(compare).map(({ node }) => node));
    applyFilter();
  }

  /** Return the cards whose names or keywords match or, if none does, those whose papers match. */
  function findCards(query) {
    const { alternatives, matches } = search.find(query);
    const named = cards.filter(({ text }) => searchTerms.matches(text, alternatives));
    if (named.length) return { found: new Set(named), how: "" };
    const topics = new Set(corpus.papers.topic.filter((_, row) => matches[row]));
    return {
      found: new Set(cards.filter(({ topic }) => topics.has(Number(topic)))),
      how: " with matching papers",
    };
  }

  function applyFilter() {
    const { found, how } = findCards(byId("topic-query").value.trim());
    const [subject, level] = [byId("topic-subject").value, byId("topic-level").value];
    let shown = 0;
    for (const card of cards) {
      const fits =
        found.has(card) &&
        (subject === "" || card.subject === subject) &&
        (level === "" || card.level === level);
      card.node.hidden = !fits;
      shown += fits;
    }
    const isFlat = !flat.hidden;
    for (const section of sections) {
      section.hidden = isFlat || section.querySelector(".card:not([hidden])") === null;
    }
    byId("no-topic").hidden = shown > 0;
    byId("topic-count").textContent =
      shown === cards.length
        ? countOf(shown, "topic")
        : `${shown} of ${countOf(cards.length, "topic")}${how}`;
  }

  function showAll() {
    for (const id of ["topic-query", "topic-subject", "topic-level"]) byId(id).value = "";
    byId("topic-order").selectedIndex = 0;
    arrange();
  }

  /** Scroll to a card or a theme, even if it is filtered out. */
  function reveal(id) {
    const target = byId(id);
    if (target === null) return;
    if (target.closest("[hidden]") !== null) showAll();
    (target.closest(".card") ?? target).scrollIntoView({ block: "start" });
  }

  byId("topic-query").addEventListener("input", applyFilter);
  search.onChange(applyFilter);
  searchHelp.attach(byId("topic-query"), byId("topic-query-help"), { withTopics: true });
  byId("topic-subject").addEventListener("change", applyFilter);
  byId("topic-level").addEventListener("change", applyFilter);
  byId("topic-order").addEventListener("change", arrange);
  byId("topic-clear").addEventListener("click", showAll);
  byId("topic-tools").addEventListener("submit", (event) => event.preventDefault());
  box.addEventListener("click", (event) => {
    const button = event.target.closest("button[data-show], .subgroups a");
    if (button === null || event.ctrlKey || event.metaKey) return;
    event.preventDefault(); // a link would reset the rest of the view
    const topic = Number(button.closest(".card").dataset.topic);
    const isTopic = button.dataset.show !== undefined;
    filter.only({ topic, subgroup: isTopic ? null : corpus.subgroups.indexOf(button.textContent) });
    scrollToSection(button.dataset.show ?? "papers");
  });
  arrange(); // a reload may have kept the values of the form

  return { reveal };
})();
