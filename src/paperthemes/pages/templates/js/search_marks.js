/* global filter, searchTerms */
/* exported searchMarks */

/** Marks of the search terms in texts, if the browser supports CSS custom highlights. */
const searchMarks = (() => {
  /** Normalize a text letter by letter, so that all positions stay the same. */
  const normalizeLetters = (text) =>
    [...text]
      .map((letter) => {
        const normal = searchTerms.fold(letter).trim().toLowerCase();
        return normal.length === letter.length ? normal : letter;
      })
      .join("");

  /** Yield the ranges of a pattern in a text node. */
  function* rangesOf(pattern, node) {
    for (const match of normalizeLetters(node.data).matchAll(pattern)) {
      const range = new Range();
      range.setStart(node, match.index);
      range.setEnd(node, match.index + match[0].length);
      yield range;
    }
  }

  /**
   * Mark the search terms in these elements, and nowhere else in the same part of the page.
   * part: "list" or "paper", as in paper.css.
   */
  function mark(part, elements) {
    if (!("highlights" in CSS)) return;
    const patterns = filter.alternatives().flat().map(searchTerms.patternOf);
    const ranges = elements.flatMap((element) => {
      const nodes = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
      const marked = [];
      while (patterns.length && nodes.nextNode()) {
        for (const pattern of patterns) marked.push(...rangesOf(pattern, nodes.currentNode));
      }
      return marked;
    });
    CSS.highlights.set(`search-${part}`, new Highlight(...ranges));
  }

  return { mark };
})();
