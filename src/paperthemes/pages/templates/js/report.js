/* global byId, corpus, details, filter, map, plotlyReady, topicCards */

/** The report page: follows the address, and starts its parts one after the other. */
(() => {
  const NARROW = matchMedia("(max-width: 60rem)");

  function followAddress() {
    const id = location.hash.slice(1);
    if (id.startsWith("paper-")) {
      const row = corpus.rowOf.get(id.slice("paper-".length));
      if (row !== undefined) details.show(row);
      else details.close();
      return;
    }
    if (NARROW.matches || id === "") details.close();
    if (/^(topic-|theme-|T\d{4,}$)/.test(id)) topicCards.reveal(id);
  }

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
    filter.useDetails(await corpus.loadDetails());
    mark("searchable");
  }

  addEventListener("hashchange", followAddress);
  // A click on the current address does not change it, but must work again.
  document.addEventListener("click", (event) => {
    const link = event.target.closest('a[href^="#"]');
    if (link !== null && link.getAttribute("href") === location.hash) followAddress();
  });
  mark("ready");
  addEventListener("DOMContentLoaded", () => {
    followAddress();
    drawMap().finally(searchAbstracts);
  });
})();
