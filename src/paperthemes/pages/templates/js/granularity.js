/* global byId */

/** The reports of other clusterings open with the search, filters and paper that are shown here. */
(() => {
  const SHARED = ["query", "dump", "new", "sort", "paper"]; // topics and grades are of one clustering
  const OWN_ANCHOR = /^(topic-|theme-|T\d{4,}$)/;

  function keepView(event) {
    const link = event.target.closest("a");
    if (link === null) return;
    const [anchor, parameters] = location.hash.slice(1).split("?");
    const view = new URLSearchParams(parameters);
    for (const key of [...view.keys()]) if (!SHARED.includes(key)) view.delete(key);
    link.hash = `${OWN_ANCHOR.test(anchor) ? "topics" : anchor}${view.size > 0 ? `?${view}` : ""}`;
  }

  byId("granularity")?.addEventListener("click", keepView);
})();
