/* global byId, searchTerms */

/** The papers that moved: found by words, and by why they did. */
(() => {
  if (byId("moved-tools") === null) return;
  const rows = [...byId("moved-rows").children].map((node) => ({
    node,
    text: searchTerms.normalize(node.textContent),
    why: node.dataset.why,
  }));

  function choose() {
    const terms = searchTerms.parse(byId("moved-query").value);
    const why = byId("moved-why").value;
    let shown = 0;
    for (const { node, text, why: own } of rows) {
      node.hidden = !(terms.every((term) => text.includes(term)) && (why === "" || why === own));
      shown += !node.hidden;
    }
    byId("moved-count").textContent =
      shown === rows.length
        ? ""
        : `${shown.toLocaleString("en")} of ${rows.length.toLocaleString("en")} listed`;
  }

  byId("moved-query").addEventListener("input", choose);
  byId("moved-why").addEventListener("change", choose);
  byId("moved-tools").addEventListener("submit", (event) => event.preventDefault());
  choose(); // a reload may have kept what the fields said
})();
