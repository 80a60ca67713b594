/* global byId, el, lines */
/* exported trends */

/** How large topics were over time: which are shown, in papers or as shares. */
const trends = (() => {
  const LARGEST = 8; // lines at first
  const { colours, ...kinds } = JSON.parse(byId("periods").textContent);
  const tools = byId("trend-tools");

  /** Choose the topics whose share changed most from the first to the last period. */
  function changedMost({ periods, topics }) {
    const share = (counts, at) => counts.at(at) / Math.max(1, periods.at(at)[1]);
    const change = ([, counts]) => Math.abs(share(counts, -1) - share(counts, 0));
    return [...topics].sort((a, b) => change(b) - change(a)).slice(0, LARGEST);
  }

  function chosen(kind) {
    const wanted = byId("trend-topics").value;
    if (wanted === "largest") return kind.topics.slice(0, LARGEST);
    if (wanted === "changed") return changedMost(kind);
    return kind.topics.filter(([name]) => name === wanted);
  }

  async function draw() {
    for (const [name, kind] of Object.entries(kinds)) {
      const plot = byId(`trend-${name}`);
      if (plot === null) continue;
      const shares = byId("trend-measure").value === "share";
      await lines.draw(plot, chosen(kind), { periods: kind.periods, colours, shares });
    }
  }

  function fill() {
    const names = new Set(Object.values(kinds).flatMap(({ topics }) => topics.map(([n]) => n)));
    const options = [...names].map((name) => el("option", { value: name, textContent: name }));
    byId("trend-one").append(...options);
  }

  if (tools !== null) {
    fill();
    tools.addEventListener("change", draw);
    tools.addEventListener("submit", (event) => event.preventDefault());
  }

  return { draw };
})();
