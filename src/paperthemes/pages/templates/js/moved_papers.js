/* global byId, searchTerms */

/** The list of moved papers, filtered by words and by reason. */
(() => {
  if (byId("moved-tools") === null) return;
  const rows = [...byId("moved-rows").children].map((node) => ({
    node,
    text: searchTerms.normalizeCells(node),
    reason: node.dataset.why,
  }));

  function filterRows() {
    const alternatives = searchTerms.parse(byId("moved-query").value);
    const wanted = byId("moved-why").value;
    let shown = 0;
    for (const { node, text, reason } of rows) {
      const hasReason = wanted === "" || wanted === reason;
      node.hidden = !(hasReason && searchTerms.matches(text, alternatives));
      shown += !node.hidden;
    }
    byId("moved-count").textContent =
      shown === rows.length
        ? ""
        : `${shown.toLocaleString("en")} of ${rows.length.toLocaleString("en")} listed`;
  }

  byId("moved-query").addEventListener("input", filterRows);
  byId("moved-why").addEventListener("change", filterRows);
  byId("moved-tools").addEventListener("submit", (event) => event.preventDefault());
  filterRows(); // browsers keep the values of fields when a page is reloaded
})();
