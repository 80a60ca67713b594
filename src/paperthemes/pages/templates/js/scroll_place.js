/* global byId, corpus, table */
/* exported scrollPlace */

/**
 * How far the page and the list of papers are scrolled, for an entry of the history: going back leads
 * there, even if what stands above it, such as offers of a search, has another height by then.
 */
const scrollPlace = (() => {
  const { papers, rowOf } = corpus;
  const observer = new ResizeObserver(() => scrollBack());
  let kept; // a heading, and its distance from the top of the window

  /** Return the last heading in the upper half of the window or above it, with its distance from the top. */
  function read() {
    const headings = [...document.querySelectorAll("main h2[id], .card header[id]")];
    const topOf = (node) => node.getBoundingClientRect().top;
    const heading = headings.findLast(
      (node) => node.offsetParent !== null && topOf(node) < innerHeight / 2,
    );
    const offset = heading ? topOf(heading) : 0;
    return { heading: heading?.id, offset, paper: papers.id[table.top] };
  }

  function scrollBack() {
    const { node, offset } = kept;
    scrollBy({ top: node.getBoundingClientRect().top - offset, behavior: "instant" });
  }

  /** Keep no place any more. */
  const release = () => observer.disconnect();

  /** Scroll to a place; while the page opens, keep it there until the reader acts. */
  function restore({ heading, offset, paper }) {
    kept = { node: byId(heading) ?? document.body, offset };
    table.scrollTo(rowOf.get(paper));
    scrollBack();
    if (document.readyState === "complete") return;
    observer.observe(document.querySelector("main"));
    history.scrollRestoration = "manual"; // the browser would scroll once more
    addEventListener("load", () => (history.scrollRestoration = "auto"));
  }

  for (const type of ["wheel", "pointerdown", "keydown"]) {
    addEventListener(type, release, { passive: true });
  }

  return { read, restore, release };
})();
