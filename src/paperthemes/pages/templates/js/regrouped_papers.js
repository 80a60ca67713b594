/* global byId, clusterings, countOf, el, formatNumber, searchTerms */
/* exported regroupedPapers */

/** The papers that two clusterings group differently. */
const regroupedPapers = (() => {
  const TALL_LIST = 60; // lines from which the list scrolls in a box of its own
  let lines = [];

  /** Create a cell; on narrow screens, where columns have no headings, its label comes first. */
  function cell(clustering, topic, confidence, label) {
    const small = confidence === null ? null : el("small", { textContent: confidence.toFixed(2) });
    const name = clusterings.topicLink(clustering, topic);
    return el("td", { role: "cell", "data-label": label }, name, small);
  }

  const headings = ({ finer, coarser }) => [
    `Topic in ${finer.name}`,
    `Matching topic in ${coarser.name}`,
    `The paper's topic in ${coarser.name}`,
  ];

  function line(pair, [paper, finer, finerConfidence, coarser, coarserConfidence]) {
    const labels = headings(pair);
    return el(
      "tr",
      { role: "row" },
      el("th", { scope: "row", role: "rowheader" }, clusterings.paperLink(pair.finer, paper)),
      cell(pair.finer, finer, finerConfidence, labels[0]),
      cell(pair.coarser, pair.matches[finer], null, labels[1]),
      cell(pair.coarser, coarser, coarserConfidence, labels[2]),
    );
  }

  /** Return a sentence on how many papers are grouped differently. */
  function summary(pair) {
    const { in_both: both, regrouped_count: count, finer, coarser } = pair;
    if (both === 0) return "No paper has a topic in both clusterings.";
    if (count === 0) {
      return `No paper is grouped differently: each topic of ${finer.name} lies within one topic of ${coarser.name}.`;
    }
    const share = clusterings.percent(count / both);
    const verb = count === 1 ? "is" : "are";
    return `${formatNumber(count)} of the ${countOf(both, "paper")} with a topic in both (${share}) ${verb} grouped differently.`;
  }

  /** Explain which clustering is the finer one, and the rule that follows. */
  function explanation({ finer, coarser }) {
    const [more, fewer] = [finer, coarser].map(({ topics }) => topics.length);
    const reason =
      more === fewer
        ? `Both have ${countOf(more, "topic")}; ${finer.name} is treated as the finer clustering`
        : `${finer.name} is the finer clustering (${countOf(more, "topic")}, ${fewer} in ${coarser.name})`;
    return `${reason}. Each of its topics matches the topic of ${coarser.name} that holds most of its papers. A paper is grouped differently if it is in another topic of ${coarser.name}; if a topic is only split, its papers do not count.`;
  }

  function search() {
    const alternatives = searchTerms.parse(byId("regrouped-query").value);
    let matches = 0;
    for (const { node, text } of lines) {
      node.hidden = !searchTerms.matches(text, alternatives);
      matches += !node.hidden;
    }
    byId("regrouped-count").textContent =
      matches === lines.length
        ? ""
        : `${formatNumber(matches)} of ${formatNumber(lines.length)} listed`;
  }

  function show(pair) {
    const { regrouped, regrouped_count: count } = pair;
    byId("regrouped-summary").textContent = summary(pair);
    byId("regrouped-rule").textContent = explanation(pair);
    byId("regrouped-list").hidden = regrouped.length === 0;
    const ids = ["regrouped-finer", "regrouped-match", "regrouped-coarser"];
    headings(pair).forEach((text, column) => (byId(ids[column]).textContent = text));
    byId("regrouped-more").hidden = count === regrouped.length;
    byId("regrouped-more").textContent =
      `Only ${formatNumber(regrouped.length)} of ${formatNumber(count)} are listed.`;
    lines = regrouped.map((entry) => {
      const node = line(pair, entry);
      return { node, text: searchTerms.normalizeNode(node) };
    });
    byId("regrouped-scroll").classList.toggle("tall", lines.length > TALL_LIST);
    byId("regrouped-rows").replaceChildren(...lines.map(({ node }) => node));
    search();
  }

  byId("regrouped-query").addEventListener("input", search);
  byId("regrouped-tools").addEventListener("submit", (event) => event.preventDefault());

  return { show, summary };
})();
