/* global byId, counted, el, sides */
/* exported flows */

/** The same as the picture, as a table: where the papers of each topic are in the other clustering. */
const flows = (() => {
  const MOST = 4; // topics named for each

  const dot = (clustering, topic) =>
    el("span", { className: "dot", style: `--colour:${sides.colourOf(clustering, topic)}` });

  /** Share of the papers of either topic that are in both. */
  function overlap(pair, [left, right, papers]) {
    if (left < 0 || right < 0) return 0;
    return papers / (pair.left.sizes[left] + pair.right.sizes[right] - papers);
  }

  /** Return the flows of topics that are nearly the same on both sides. */
  const same = (pair) => pair.flows.filter((flow) => overlap(pair, flow) >= sides.same);

  function target(pair, flow) {
    const [left, right, papers] = flow;
    const share = sides.percent(papers / sides.sizeOf(pair.left, left));
    const alike = overlap(pair, flow) >= sides.same;
    return el(
      "li",
      { style: `--w:${share.replace("\u00a0", "")}` },
      el(
        "span",
        {},
        sides.namedTopic(pair.right, right),
        alike ? el("strong", { className: "same", textContent: "nearly the same" }) : null,
      ),
      el("span", { textContent: `${papers.toLocaleString("en")} (${share})` }),
    );
  }

  /** Say how many papers are in topics that have no line of their own. */
  function remainder(others) {
    const papers = others.reduce((sum, [, , count]) => sum + count, 0);
    const places = counted(others.length, "more topic");
    return el("p", {
      className: "hint",
      textContent: `and ${papers.toLocaleString("en")} in ${places}`,
    });
  }

  function line(pair, topic, own) {
    const targets = [...own].sort((a, b) => b[2] - a[2] || (a[1] < 0) - (b[1] < 0) || a[1] - b[1]);
    const list = el("ul", { className: "bars" });
    list.append(...targets.slice(0, MOST).map((flow) => target(pair, flow)));
    const size = sides.sizeOf(pair.left, topic).toLocaleString("en");
    return el(
      "tr",
      { role: "row", style: `--colour:${sides.colourOf(pair.left, topic)}` },
      el(
        "th",
        { scope: "row", role: "rowheader" },
        dot(pair.left, topic),
        sides.namedTopic(pair.left, topic),
      ),
      el("td", { className: "number", role: "cell", textContent: size }),
      el(
        "td",
        { role: "cell" },
        list,
        targets.length > MOST ? remainder(targets.slice(MOST)) : null,
      ),
    );
  }

  /** List the topics of `pair.left`, the unassigned last. */
  function show(pair) {
    const of = new Map();
    for (const flow of pair.flows) {
      of.set(flow[0], [...(of.get(flow[0]) ?? []), flow]);
    }
    const inOrder = [...of].sort(([a], [b]) => (a < 0) - (b < 0) || a - b);
    byId("flow-from").textContent = `Topic of ${pair.left.name}`;
    byId("flow-to").textContent = `Where they are in ${pair.right.name}`;
    byId("flow-rows").replaceChildren(...inOrder.map(([topic, own]) => line(pair, topic, own)));
  }

  return { show, same };
})();
