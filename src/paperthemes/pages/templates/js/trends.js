/* global byId, el, lineChart */
/* exported trends */

/** The charts of topics over time, with a choice of topics and unit. */
const trends = (() => {
  const MAX_LINES = 8; // more are hard to tell apart
  const { colours, ...kinds } = JSON.parse(byId("periods").textContent);
  const tools = byId("trend-tools");

  /** Return the topics whose share changed most from the first to the last period. */
  function changedMost({ periods, topics }) {
    const share = (counts, at) => counts.at(at) / Math.max(1, periods.at(at)[1]);
    const change = ([, counts]) => Math.abs(share(counts, -1) - share(counts, 0));
    return [...topics].sort((a, b) => change(b) - change(a)).slice(0, MAX_LINES);
  }

  function selectTopics(kind) {
    const wanted = byId("trend-topics").value;
    if (wanted === "largest") return kind.topics.slice(0, MAX_LINES);
    if (wanted === "changed") return changedMost(kind);
    return kind.topics.filter(([name]) => name === wanted);
  }

  async function draw() {
    for (const [name, kind] of Object.entries(kinds)) {
      const plot = byId(`trend-${name}`);
      if (plot === null) continue;
      const shares = byId("trend-measure").value === "share";
      await lineChart.draw(plot, selectTopics(kind), { periods: kind.periods, colours, shares });
    }
  }

  function listTopics() {
    const names = new Set(Object.values(kinds).flatMap(({ topics }) => topics.map(([n]) => n)));
    const options = [...names].map((name) => el("option", { value: name, textContent: name }));
    byId("trend-one").append(...options);
  }

  if (tools !== null) {
    listTopics();
    tools.addEventListener("change", draw);
    tools.addEventListener("submit", (event) => event.preventDefault());
  }

  return { draw };
})();
