/* global byId, clusterings, countOf, el, formatNumber */
/* exported flowTable */

/** The table of how the topics of two clusterings map onto each other. */
const flowTable = (() => {
  const MAX_TARGETS = 4; // topics named per line

  const dot = (clustering, topic) =>
    el("span", { className: "dot", style: `--colour:${clusterings.colourOf(clustering, topic)}` });

  /** Return the Jaccard index of the two topics of a flow. */
  function overlap(pair, [left, right, papers]) {
    if (left < 0 || right < 0) return 0;
    return papers / (pair.left.sizes[left] + pair.right.sizes[right] - papers);
  }

  const isNearlySame = (pair, flow) => overlap(pair, flow) >= clusterings.min_overlap;

  /** Return the flows between topics that are nearly the same on both sides. */
  const nearlySame = (pair) => pair.flows.filter((flow) => isNearlySame(pair, flow));

  function target(pair, flow) {
    const [left, right, papers] = flow;
    const share = clusterings.percent(papers / clusterings.sizeOf(pair.left, left));
    const badge = isNearlySame(pair, flow)
      ? el("strong", { className: "same", textContent: "nearly the same" })
      : null;
    return el(
      "li",
      { style: `--w:${share}` },
      el("span", {}, clusterings.topicLink(pair.right, right), badge),
      el("span", { textContent: `${formatNumber(papers)} (${share})` }),
    );
  }

  /** Create a note on the papers in topics that are not named. */
  function remainder(flows) {
    const papers = flows.reduce((sum, [, , count]) => sum + count, 0);
    const text = `and ${formatNumber(papers)} in ${countOf(flows.length, "more topic")}`;
    return el("p", { className: "hint", textContent: text });
  }

  function line(pair, topic, flows) {
    const targets = [...flows].sort(
      (a, b) => b[2] - a[2] || (a[1] < 0) - (b[1] < 0) || a[1] - b[1],
    );
    const list = el("ul", { className: "bars" });
    list.append(...targets.slice(0, MAX_TARGETS).map((flow) => target(pair, flow)));
    const size = formatNumber(clusterings.sizeOf(pair.left, topic));
    return el(
      "tr",
      { role: "row", style: `--colour:${clusterings.colourOf(pair.left, topic)}` },
      el(
        "th",
        { scope: "row", role: "rowheader" },
        dot(pair.left, topic),
        clusterings.topicLink(pair.left, topic),
      ),
      el("td", { className: "number", role: "cell", textContent: size }),
      el(
        "td",
        { role: "cell" },
        list,
        targets.length > MAX_TARGETS ? remainder(targets.slice(MAX_TARGETS)) : null,
      ),
    );
  }

  /** List the topics of `pair.left`, the unassigned last. */
  function show(pair) {
    const flowsOf = Map.groupBy(pair.flows, ([left]) => left);
    const inOrder = [...flowsOf].sort(([a], [b]) => (a < 0) - (b < 0) || a - b);
    byId("flow-from").textContent = `Topic of ${pair.left.name}`;
    byId("flow-rows").replaceChildren(...inOrder.map(([topic, flows]) => line(pair, topic, flows)));
  }

  return { show, nearlySame };
})();
