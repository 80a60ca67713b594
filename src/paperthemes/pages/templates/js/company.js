/* global bdi, byId, counted, el, sides, words */
/* exported company */

/** The papers that changed company between two clusterings. */
const company = (() => {
  const MANY = 60; // lines from which the list scrolls in a box of its own
  let lines = [];

  /** Make a cell; on narrow screens, where columns have no heads, its label stands before it. */
  function cell(clustering, topic, confidence, label) {
    const sure = confidence === null ? null : el("small", { textContent: confidence.toFixed(2) });
    const name = sides.namedTopic(clustering, topic);
    return el("td", { role: "cell", "data-label": label }, name, sure);
  }

  const heads = ({ finer, coarser }) => [
    `Topic of ${finer.name}`,
    `Its home in ${coarser.name}`,
    `The paper's topic of ${coarser.name}`,
  ];

  function line(pair, [title, finer, sureness, coarser, otherSureness]) {
    const labels = heads(pair);
    return el(
      "tr",
      { role: "row" },
      el("th", { scope: "row", role: "rowheader" }, bdi(sides.titles[title])),
      cell(pair.finer, finer, sureness, labels[0]),
      cell(pair.coarser, pair.homes[finer], null, labels[1]),
      cell(pair.coarser, coarser, otherSureness, labels[2]),
    );
  }

  /** Say in a sentence how many papers changed company. */
  function said(pair) {
    const { in_both: both, changed, finer, coarser } = pair;
    if (both === 0) return "No paper has a topic in both, so none can change company.";
    if (changed === 0) {
      return `No paper changed company: each topic of ${finer.name} lies within one topic of ${coarser.name}.`;
    }
    const share = sides.percent(changed / both);
    return `${changed.toLocaleString("en")} of the ${counted(both, "paper")} with a topic in both (${share}) changed company.`;
  }

  /** Explain which of the two is the finer, and what follows from it. */
  function explained({ finer, coarser }) {
    const [more, fewer] = [finer, coarser].map(({ topics }) => topics.length);
    const why =
      more === fewer
        ? `Both have ${counted(more, "topic")}; ${finer.name} is taken as the finer`
        : `${finer.name} is the finer of the two (${counted(more, "topic")} against ${fewer})`;
    return `${why}. The home of one of its topics is the topic of ${coarser.name} that most of its papers are in. A paper whose topic of ${coarser.name} is another than that home has changed company. Where a topic is merely split, nobody does.`;
  }

  function search() {
    const terms = words.termsOf(byId("company-query").value);
    let found = 0;
    for (const { node, text } of lines) {
      node.hidden = !terms.every((term) => text.includes(term));
      found += !node.hidden;
    }
    byId("company-count").textContent =
      found === lines.length
        ? ""
        : `${found.toLocaleString("en")} of ${lines.length.toLocaleString("en")} listed`;
  }

  function show(pair) {
    const { moved, changed } = pair;
    byId("company-said").textContent = said(pair);
    byId("company-rule").textContent = explained(pair);
    byId("company-list").hidden = moved.length === 0;
    const ids = ["company-finer", "company-home", "company-coarser"];
    heads(pair).forEach((text, column) => (byId(ids[column]).textContent = text));
    byId("company-more").hidden = changed === moved.length;
    byId("company-more").textContent =
      `Listed are the ${moved.length.toLocaleString("en")} surest of ${changed.toLocaleString("en")}.`;
    lines = moved.map((one) => {
      const node = line(pair, one);
      return { node, text: words.plain(node.textContent) };
    });
    byId("company-scroll").classList.toggle("tall", lines.length > MANY);
    byId("company-rows").replaceChildren(...lines.map(({ node }) => node));
    search();
  }

  byId("company-query").addEventListener("input", search);
  byId("company-tools").addEventListener("submit", (event) => event.preventDefault());

  return { show, said };
})();
