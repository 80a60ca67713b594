/* global filter, searchTerms */
/* exported searchMarks */

/** Marks of the search terms in texts, if the browser supports CSS custom highlights. */
const searchMarks = (() => {
  /** Yield the ranges of a term in a text node. */
  function* rangesOf(term, node) {
    for (const [start, end] of searchTerms.occurrences(node.data, term)) {
      const range = new Range();
      range.setStart(node, start);
      range.setEnd(node, end);
      yield range;
    }
  }

  /**
   * Mark the search terms in these elements, and nowhere else in the same part of the page.
   * part: "list" or "paper", as in paper.css.
   */
  function mark(part, elements) {
    if (!("highlights" in CSS)) return;
    const terms = filter.alternatives().flat();
    const ranges = elements.flatMap((element) => {
      const nodes = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
      const marked = [];
      while (terms.length && nodes.nextNode()) {
        for (const term of terms) marked.push(...rangesOf(term, nodes.currentNode));
      }
      return marked;
    });
    CSS.highlights.set(`search-${part}`, new Highlight(...ranges));
  }

  return { mark };
})();
