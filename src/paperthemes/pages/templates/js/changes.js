/* global byId, clusterings, debounce, flowTable, plotlyReady, sankey, scheme, trends */

/** The changes page: draws its charts and fills its table of flows. */
(() => {
  const pair = byId("sankey") === null ? null : clusterings.pairOf(0, 1);

  async function draw() {
    if (pair !== null) sankey.draw(pair);
    await trends.draw();
  }

  async function start() {
    if (pair !== null) flowTable.show(pair);
    await plotlyReady();
    await draw();
    scheme.onChange(draw);
    addEventListener("resize", debounce(draw, 150));
    document.documentElement.dataset.searchable = Math.round(performance.now());
  }

  addEventListener("DOMContentLoaded", start);
})();
