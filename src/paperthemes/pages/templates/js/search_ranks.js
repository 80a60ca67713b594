/* global corpus, search, searchTerms */
/* exported searchRanks */

/** How near to each other papers have the words of a query: the list begins with the nearest. */
const searchRanks = (() => {
  const NEAR = 100; // letters from the first to the last word, as in a short sentence
  const MAX_COMPARED = 1_000; // papers whose words are measured: 30 ms; a reader sees no more
  const TITLE_PHRASE = 5;
  const PHRASE = 4; // also of a single word beyond the title
  const TITLE = 3; // all words, but not one after the other
  const NEARBY = 2;
  const APART = 1;
  let last = null; // the query with its phrases, and the ranks of papers that were asked for

  /** Return the words of several terms as one term, which is found where they follow each other. */
  const join = (terms) =>
    terms.length < 2
      ? null
      : searchTerms.createTerm(terms.map(({ typed }) => typed).join("-"), false);

  function prepare(query) {
    if (last?.query === query) return;
    const { alternatives, matches } = search.find(query);
    const phrases = new Map(alternatives.map((terms) => [terms, join(terms)]));
    const isCompared = matches.reduce((sum, one) => sum + one, 0) <= MAX_COMPARED;
    last = { query, phrases, isCompared, ranks: new Uint8Array(corpus.count) };
  }

  const fitting = (row) => [...last.phrases.keys()].filter((terms) => search.hasAll(row, terms));

  function rateAlternative(terms, row) {
    const isInTitle = () => terms.every((term) => search.titleHas(row, term));
    const phrase = last.phrases.get(terms);
    if (phrase === null) return isInTitle() ? TITLE_PHRASE : PHRASE;
    const text = search.textOf(row);
    // Of many papers, it is faster to ask only those that have the phrase as it was typed before.
    const has = last.isCompared ? searchTerms.hasTerm(text, phrase) : search.hasAll(row, [phrase]);
    if (has) return search.titleHas(row, phrase) ? TITLE_PHRASE : PHRASE;
    if (isInTitle()) return TITLE;
    if (!last.isCompared) return APART;
    const closest = searchTerms.closest(terms.map((term) => searchTerms.places(text, term)));
    const isNear = closest !== null && closest[1] - closest[0] <= NEAR;
    // Two spaces are between title, abstract and authors.
    return isNear && !text.slice(...closest).includes("  ") ? NEARBY : APART;
  }

  /** Rate how near to each other a paper that matches has the words: the higher, the nearer. */
  function rank(query, row) {
    prepare(query);
    const { ranks } = last;
    if (ranks[row] === 0) {
      const rates = fitting(row).map((terms) => rateAlternative(terms, row));
      ranks[row] = Math.max(APART, ...rates);
    }
    return ranks[row];
  }

  /** Return the terms of a query that are why a paper has its rank; none if its title shows it. */
  function termsBeyondTitle(query, row) {
    const rate = rank(query, row);
    if (rate === TITLE || rate === TITLE_PHRASE) return [];
    return fitting(row).find((terms) => rateAlternative(terms, row) === rate) ?? [];
  }

  /** Return whether a query has several words, which papers may have near each other or not. */
  function hasPhrase(query) {
    prepare(query);
    return [...last.phrases.values()].some((phrase) => phrase !== null);
  }

  const isPhrase = (query, row) => rank(query, row) >= PHRASE;

  /** Return those of some papers that have the words of a query one after the other. */
  const withPhrase = (query, rows) => rows.filter((row) => isPhrase(query, row));

  /** Name the part of the list to which a paper belongs. */
  function partOf(query, row) {
    if (isPhrase(query, row)) return "as a phrase";
    if (!last.isCompared) return "not as a phrase";
    return rank(query, row) === APART ? "words further apart" : "words near each other";
  }

  /** Say how many of some papers have the words as a phrase; "" for a query without one. */
  function note(query, rows) {
    if (rows.length === 0 || !hasPhrase(query)) return "";
    const count = withPhrase(query, rows).length;
    const all = count === rows.length ? "all" : count.toLocaleString("en");
    return `${count === 0 ? "none" : all} as a phrase`;
  }

  search.onChange(() => (last = null));

  return { MAX: TITLE_PHRASE, rank, termsBeyondTitle, hasPhrase, withPhrase, partOf, note };
})();
