/* global byId, corpus, details, filter, map, topicCards */

/** The page itself: what the address asks for, and when each part comes to life. */
(() => {
  const NARROW = matchMedia("(max-width: 60rem)");

  function follow() {
    const id = decodeURIComponent(location.hash.slice(1));
    if (id.startsWith("paper-")) {
      const row = corpus.rowOf.get(id.slice("paper-".length));
      if (row !== undefined) details.show(row);
      return;
    }
    if (NARROW.matches) details.close();
    if (id.startsWith("topic-") || id.startsWith("theme-")) topicCards.reveal(id);
  }

  addEventListener("hashchange", follow);
  // The same address again is no change, but still a wish.
  document.addEventListener("click", (event) => {
    const link = event.target.closest('a[href^="#"]');
    if (link !== null && link.getAttribute("href") === location.hash) follow();
  });
  const mark = (what) => (document.documentElement.dataset[what] = Math.round(performance.now()));
  mark("ready");

  // What follows comes after all scripts, Plotly too.
  addEventListener("DOMContentLoaded", async () => {
    if (byId("plot") !== null) await map.draw();
    mark("drawn");
    follow();
    filter.useDetails(await corpus.details());
    mark("searchable");
  });
})();
