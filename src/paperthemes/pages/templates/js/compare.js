/* global byId, clusterings, countOf, el, flowTable, formatNumber, regroupedPapers, sankey */

/** The comparison page: shows the two clusterings that the address names, such as #broad/fine. */
(() => {
  const selects = [byId("left"), byId("right")];
  let chosen = [0, 1];
  let pair = clusterings.pairOf(...chosen);

  /** Summarise the comparison in a few lines. */
  function summary() {
    const { left, right } = pair;
    const papers = left.unassigned + left.sizes.reduce((sum, size) => sum + size, 0);
    const same = flowTable.nearlySame(pair).length;
    return [
      `${left.name} has ${countOf(left.topics.length, "topic")}, ${right.name} has ${right.topics.length}; ${same} ${same === 1 ? "is" : "are"} nearly the same in both.`,
      `${formatNumber(pair.in_both)} of the ${countOf(papers, "paper")} (${clusterings.percent(pair.in_both / papers)}) have a topic in both.`,
      regroupedPapers.summary(pair),
      stability([left, right]),
    ].filter(Boolean);
  }

  /** Return a sentence on the stability of the clusterings, if it is known. */
  function stability(both) {
    const known = both.filter((clustering) => clustering.stability !== null);
    const values = known.map(({ name, stability: value }) => `${name} ${value.toFixed(2)}`);
    return known.length
      ? `Clustering stability (agreement of repeats with different random seeds): ${values.join(", ")}; 1 is identical.`
      : "";
  }

  function showAgreement() {
    const values = {
      ami: pair.ami,
      ari: pair.ari,
      "only-left": formatNumber(pair.only[0]),
      "only-right": formatNumber(pair.only[1]),
    };
    for (const [id, value] of Object.entries(values)) byId(id).textContent = value;
    byId("left-only-name").textContent = pair.left.name;
    byId("right-only-name").textContent = pair.right.name;
  }

  function show() {
    pair = clusterings.pairOf(...chosen);
    selects.forEach((select, side) => (select.value = clusterings.names[chosen[side]]));
    const lines = summary().map((text) => el("li", { textContent: text }));
    byId("summary").replaceChildren(...lines);
    byId("flow-left").textContent = pair.left.name;
    byId("flow-right").textContent = pair.right.name;
    showAgreement();
    byId("flow-to").textContent = `Matching topics in ${pair.right.name}`;
    flowTable.show(pair);
    regroupedPapers.show(pair);
    sankey.draw(pair);
  }

  /** Return the two clusterings that the address names, if any. */
  function fromAddress() {
    const names = location.hash.slice(1).split("/");
    const indices = names.map((name) => clusterings.names.indexOf(name));
    const [left, right] = indices;
    const isValid = indices.length === 2 && !indices.includes(-1) && left !== right;
    return isValid ? indices : null;
  }

  function followAddress() {
    chosen = fromAddress() ?? [0, 1];
    show();
  }

  const setAddress = () =>
    (location.hash = chosen.map((side) => clusterings.names[side]).join("/"));

  /** Choose a clustering for one side; swap the sides if the other one shows it. */
  function choose(side) {
    const index = clusterings.names.indexOf(selects[side].value);
    if (chosen[1 - side] === index) chosen.reverse();
    else chosen[side] = index;
    setAddress();
  }

  selects.forEach((select, side) => select.addEventListener("change", () => choose(side)));
  byId("swap").addEventListener("click", () => {
    chosen.reverse();
    setAddress();
  });
  byId("pair-tools").addEventListener("submit", (event) => event.preventDefault());
  addEventListener("hashchange", followAddress);
  document.addEventListener("click", (event) => {
    const link = event.target.closest('a[href^="#"]');
    if (link === null) return;
    if (link.dataset.section === undefined) {
      scrollTo(0, 0); // the link names two clusterings
      return;
    }
    event.preventDefault(); // keep the two clusterings in the address
    const target = byId(link.getAttribute("href").slice(1));
    target.scrollIntoView({ block: "start" });
    target.tabIndex = -1;
    target.focus({ preventScroll: true });
  });

  function start() {
    followAddress();
    document.documentElement.dataset.searchable = Math.round(performance.now());
  }

  addEventListener("DOMContentLoaded", start);
})();
