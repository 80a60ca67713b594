/* global byId, corpus, details, filter, map, plotlyReady, topicCards */

/** The page itself: what the address asks for, and when each part comes to life. */
(() => {
  const NARROW = matchMedia("(max-width: 60rem)");

  function follow() {
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

  const mark = (what) => (document.documentElement.dataset[what] = Math.round(performance.now()));

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
    filter.useDetails(await corpus.details());
    mark("searchable");
  }

  addEventListener("hashchange", follow);
  // The same address again is no change, but still a wish.
  document.addEventListener("click", (event) => {
    const link = event.target.closest('a[href^="#"]');
    if (link !== null && link.getAttribute("href") === location.hash) follow();
  });
  mark("ready");
  addEventListener("DOMContentLoaded", () => {
    follow();
    drawMap().finally(searchAbstracts);
  });
})();
