/* global address, byId, corpus, map, plotlyReady, search */

/** The report page: starts its parts one after the other. */
(() => {
  const mark = (stage) => (document.documentElement.dataset[stage] = Math.round(performance.now()));

  async function drawMap() {
    if (byId("plot") === null) return;
    try {
      await plotlyReady();
      await map.draw();
    } catch (error) {
      byId("loading").textContent = `The map could not be drawn: ${error.message}`;
      throw error;
    } finally {
      mark("drawn");
    }
  }

  async function searchAbstracts() {
    await search.useDetails(await corpus.loadDetails());
    mark("searchable");
  }

  mark("ready");
  addEventListener("DOMContentLoaded", () => {
    address.start();
    drawMap().finally(searchAbstracts);
  });
})();
