/* global byId, flows, later, plotlyReady, sankey, scheme, sides, trends */

/** The changes page: draws its charts and fills its table of flows. */
(() => {
  const pair = byId("sankey") === null ? null : sides.between(0, 1);

  async function draw() {
    if (pair !== null) await sankey.draw(pair);
    await trends.draw();
  }

  async function start() {
    if (pair !== null) flows.show(pair);
    await plotlyReady();
    await draw();
    scheme.onChange(draw);
    addEventListener("resize", later(draw, 150));
    document.documentElement.dataset.searchable = Math.round(performance.now());
  }

  addEventListener("DOMContentLoaded", start);
})();
