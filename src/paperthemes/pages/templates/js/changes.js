/* global byId, clusterings, debounce, flowTable, pageLocation, plotlyReady, sankey, scheme */

/** The changes page: draws the flow between topics, and fills its table. */
(() => {
  const pair = byId("sankey") === null ? null : clusterings.pairOf(0, 1);
  const draw = () => sankey.draw(pair);

  async function start() {
    if (pair !== null) {
      flowTable.show(pair);
      await plotlyReady();
      await draw();
      scheme.onChange(draw);
      addEventListener("resize", debounce(draw, 150));
    }
    document.documentElement.dataset.searchable = Math.round(performance.now());
  }

  // A page without the report beside it cannot open details.
  if (!pageLocation.isInResults) {
    document.querySelectorAll('a[href^="report.html"]').forEach((link) => {
      link.removeAttribute("href");
    });
  }
  addEventListener("DOMContentLoaded", start);
})();
