/* global byId, corpus, filter */

/** The reports of other clusterings open with the search, filters and paper that are shown here. */
(() => {
  const SHARED = ["query", "dump", "new", "sort", "paper"]; // grades are of one clustering
  const OWN_ANCHOR = /^(topic-|theme-|T\d{4,}$)/;
  const nav = byId("granularity");
  if (nav === null) return;

  /** Return the topic that is filtered by: null for none, undefined for a theme. */
  function filteredTopic() {
    const { topic, subject } = filter.criteria;
    if (topic !== null || subject === null) return topic;
    const { theme, topics } = corpus.subjects[subject] ?? {};
    return theme < 0 ? topics[0] : undefined;
  }

  /** Return the id and name of the topic there that has most papers of the one that is filtered by. */
  const counterpartOf = (link) => JSON.parse(link.dataset.topics)[filteredTopic()];

  /** Say with which topic the other reports open. */
  function showTopics() {
    const isOn = filteredTopic() !== null;
    for (const link of nav.querySelectorAll("a")) {
      const name = counterpartOf(link)?.[1];
      const text = name ? `(filtered by ${name})` : "(all: no topic has most of these papers)";
      link.querySelector("small").textContent = isOn ? text : "";
    }
  }

  function keepView(event) {
    const link = event.target.closest("a");
    if (link === null) return;
    const [anchor, parameters] = location.hash.slice(1).split("?");
    const view = new URLSearchParams(parameters);
    for (const key of [...view.keys()]) if (!SHARED.includes(key)) view.delete(key);
    const counterpart = counterpartOf(link);
    if (counterpart) view.set("topic", counterpart[0]);
    link.hash = `${OWN_ANCHOR.test(anchor) ? "topics" : anchor}${view.size > 0 ? `?${view}` : ""}`;
  }

  nav.addEventListener("click", keepView);
  filter.onChange(showTopics);
})();
