/* global byId, company, counted, el, flows, later, plotlyReady, sankey, scheme, sides */

/** The page itself: which two clusterings are shown. The address keeps them: #broad/fine. */
(() => {
  const selects = [byId("left"), byId("right")];
  let chosen = [0, 1];
  let pair = sides.between(...chosen);

  /** Say in a few lines what came out. */
  function brief() {
    const { left, right } = pair;
    const papers = left.unassigned + left.sizes.reduce((sum, size) => sum + size, 0);
    const same = flows.same(pair).length;
    return [
      `${left.name} has ${counted(left.topics.length, "topic")}, ${right.name} ${right.topics.length}; ${same} ${same === 1 ? "is" : "are"} nearly the same in both.`,
      `${pair.in_both.toLocaleString("en")} of the ${counted(papers, "paper")} (${sides.percent(pair.in_both / papers)}) have a topic in both.`,
      company.said(pair),
      steadiness([left, right]),
    ].filter(Boolean);
  }

  /** Say how much of each comes back on other seeds, where that is known. */
  function steadiness(both) {
    const known = both.filter(({ stability }) => stability !== null);
    const said = known.map(({ name, stability }) => `${name} ${stability.toFixed(2)}`).join(", ");
    return known.length ? `Agreement of repeats on other seeds: ${said} (1 is equal).` : "";
  }

  function agreement() {
    const values = {
      ami: pair.ami,
      ari: pair.ari,
      "only-left": pair.only[0].toLocaleString("en"),
      "only-right": pair.only[1].toLocaleString("en"),
    };
    for (const [id, value] of Object.entries(values)) byId(id).textContent = value;
    byId("left-only-name").textContent = pair.left.name;
    byId("right-only-name").textContent = pair.right.name;
  }

  /** Show the two clusterings that are chosen. */
  async function show() {
    pair = sides.between(...chosen);
    selects.forEach((select, side) => (select.value = sides.names[chosen[side]]));
    byId("brief").replaceChildren(...brief().map((text) => el("li", { textContent: text })));
    byId("flow-left").textContent = pair.left.name;
    byId("flow-right").textContent = pair.right.name;
    agreement();
    flows.show(pair);
    company.show(pair);
    await sankey.draw(pair);
  }

  /** Return the two clusterings that the address asks for, if it does. */
  function asked() {
    const found = location.hash.slice(1).split("/");
    const both = found.map((name) => sides.names.indexOf(name));
    return both.length === 2 && !both.includes(-1) && both[0] !== both[1] ? both : null;
  }

  function follow() {
    chosen = asked() ?? [0, 1];
    return show();
  }

  const keep = () => (location.hash = chosen.map((side) => sides.names[side]).join("/"));

  /** Choose for one side; the other gives way if it shows the same. */
  function choose(side) {
    const wanted = sides.names.indexOf(selects[side].value);
    if (chosen[1 - side] === wanted) chosen.reverse();
    else chosen[side] = wanted;
    keep();
  }

  selects.forEach((select, side) => select.addEventListener("change", () => choose(side)));
  byId("swap").addEventListener("click", () => {
    chosen.reverse();
    keep();
  });
  byId("sides-tools").addEventListener("submit", (event) => event.preventDefault());
  addEventListener("hashchange", follow);
  document.addEventListener("click", (event) => {
    const link = event.target.closest('a[href^="#"]');
    if (link === null) return;
    if (link.dataset.section === undefined) {
      scrollTo(0, 0); // to the two clusterings it asks for
      return;
    }
    event.preventDefault(); // for the address tells the two clusterings
    const target = byId(link.getAttribute("href").slice(1));
    target.scrollIntoView({ block: "start" });
    target.tabIndex = -1;
    target.focus({ preventScroll: true });
  });

  async function start() {
    await plotlyReady();
    await follow();
    scheme.onChange(() => sankey.draw(pair));
    addEventListener(
      "resize",
      later(() => sankey.draw(pair), 150),
    );
    document.documentElement.dataset.searchable = Math.round(performance.now());
  }

  addEventListener("DOMContentLoaded", start);
})();
