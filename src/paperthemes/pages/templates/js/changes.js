/* global byId, clusterings, flowTable, pageLocation, sankey */

/** The changes page: draws the flow between topics, and fills its table. */
(() => {
  function start() {
    if (byId("sankey") !== null) {
      const pair = clusterings.pairOf(0, 1);
      flowTable.show(pair);
      sankey.draw(pair);
    }
    document.documentElement.dataset.searchable = Math.round(performance.now());
  }

  // A page without the report beside it cannot open details or data.
  if (!pageLocation.isInResults) {
    document.querySelectorAll('a[href^="report.html"], a[href="trends.csv"]').forEach((link) => {
      link.removeAttribute("href");
    });
  }
  addEventListener("DOMContentLoaded", start);
})();
