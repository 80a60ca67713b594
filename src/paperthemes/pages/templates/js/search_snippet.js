/* global filter, search, searchRanks, searchTerms */
/* exported searchSnippet */

/** The words around the hits of the search in an abstract or author, if a paper's title does not say why it matches. */
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
    const terms = searchRanks.termsBeyondTitle(filter.criteria.query, row);
    const missing = terms.filter((term) => !search.titleHas(row, term));
    for (const text of search.originalsOf(row).slice(1)) {
      const places = new Map(terms.map((term) => [term, [...searchTerms.occurrences(text, term)]]));
      if (!(missing.length ? missing : terms).some((term) => places.get(term).length)) continue;
      const hit = searchTerms.closest([...places.values()].filter(({ length }) => length));
      return cut(text, hit[0]);
    }
    return "";
  };
})();
