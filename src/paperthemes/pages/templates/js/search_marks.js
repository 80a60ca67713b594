/* global filter, searchTerms */
/* exported searchMarks */

/** Marks of the search terms in a text, if the browser supports CSS custom highlights. */
const searchMarks = (() => {
  const NAME = "search-match"; // as in paper.css

  /** Normalize a text letter by letter, so that all positions stay the same. */
  const normalizeLetters = (text) =>
    [...text]
      .map((letter) => {
        const normal = searchTerms.normalize(letter);
        return normal.length === letter.length ? normal : letter;
      })
      .join("");

  /** Yield the ranges of a term in a text node. */
  function* rangesOf(term, node) {
    const text = normalizeLetters(node.data);
    for (let at = text.indexOf(term); at >= 0; at = text.indexOf(term, at + term.length)) {
      const range = new Range();
      range.setStart(node, at);
      range.setEnd(node, at + term.length);
      yield range;
    }
  }

  function mark(elements) {
    if (!("highlights" in CSS)) return;
    const ranges = elements.flatMap((element) => {
      const nodes = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
      const marked = [];
      while (nodes.nextNode()) {
        for (const term of filter.terms()) marked.push(...rangesOf(term, nodes.currentNode));
      }
      return marked;
    });
    CSS.highlights.set(NAME, new Highlight(...ranges));
  }

  return { mark };
})();
