/* global filter, search, searchTerms */
/* exported searchSnippet */

/** The words around the hit of the search in an abstract or author, if a paper's title does not say why it matches. */
const searchSnippet = (() => {
  const MAX_BEFORE = 30; // characters of the sentence before the hit, which phones show, too
  const MAX_AFTER = 200;
  const SENTENCE = /[.!?]\s+(?=\p{Lu})/u;

  /** Cut out the sentence around a position; without its beginning if that is long. */
  function cut(text, at) {
    const before = text.slice(0, at).split(SENTENCE).at(-1);
    const [after] = text.slice(at, at + MAX_AFTER).split(SENTENCE);
    if (before.length <= MAX_BEFORE) return before + after;
    return `… ${before.slice(-MAX_BEFORE).replace(/^\S*\s+/u, "")}${after}`;
  }

  /** Return the snippet of a paper; "" if its title has all that is searched for. */
  return (row) => {
    const term = search.termBeyondTitle(filter.criteria.query, row);
    if (term === undefined) return "";
    for (const text of search.originalsOf(row).slice(1)) {
      for (const [start] of searchTerms.occurrences(text, term)) return cut(text, start);
    }
    return "";
  };
})();
