/* global filter, words */
/* exported found */

/** Mark the words of a search where a text is read, if the browser can (CSS Custom Highlight API). */
const found = (() => {
  const NAME = "found"; // as in the style

  /** Make a text comparable letter by letter, so that none changes its place. */
  const inPlace = (text) =>
    [...text]
      .map((letter) => {
        const plain = words.plain(letter);
        return plain.length === letter.length ? plain : letter;
      })
      .join("");

  /** Yield the places of a term in a text node. */
  function* placesIn(node, term) {
    const text = inPlace(node.data);
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
        for (const term of filter.terms()) marked.push(...placesIn(nodes.currentNode, term));
      }
      return marked;
    });
    CSS.highlights.set(NAME, new Highlight(...ranges));
  }

  return { mark };
})();
