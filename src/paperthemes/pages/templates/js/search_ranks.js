/* global corpus, search, searchTerms */
/* exported searchRanks */

/**
 * The order of the papers that match a query: first those of its first alternative, and of these first
 * those that have its words nearest to each other. A paper belongs to the first alternative whose words
 * it has together, or else to the first that it matches.
 */
const searchRanks = (() => {
  const NEAR = 100; // letters from the first to the last word, as in a short sentence
  const MAX_COMPARED = 1_000; // papers whose words are measured: 30 ms; a reader sees no more
  const TITLE_PHRASE = 5;
  const PHRASE = 4; // also of a single word beyond the title
  const TITLE = 3; // all words, but not one after the other
  const NEARBY = 2;
  const APART = 1;
  let last = null; // the query with its phrases, and the places of papers that were asked for

  const typedOf = (terms, separator) => terms.map(({ typed }) => typed).join(separator);

  /** Return the words of several terms as one term, which is found where they follow each other. */
  const join = (terms) =>
    terms.length < 2 ? null : searchTerms.createTerm(typedOf(terms, "-"), false);

  function prepare(query) {
    if (last?.query === query) return;
    const { alternatives, count } = search.find(query);
    const isCompared = count <= MAX_COMPARED;
    const places = new Uint32Array(corpus.count); // 0: unknown
    last = { query, alternatives, phrases: alternatives.map(join), isCompared, places };
  }

  /** Rate how near to each other a paper has the words of an alternative: the higher, the nearer. */
  function rate(at, row) {
    const terms = last.alternatives[at];
    const phrase = last.phrases[at];
    const isInTitle = () => terms.every((term) => search.titleHas(row, term));
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

  /** Return the place in the list, from 0, of the papers with the same alternative and rate as a paper. */
  function placeOf(query, row) {
    prepare(query);
    const { alternatives, places } = last;
    if (alternatives.length === 0) return 0;
    if (places[row] === 0) {
      const rates = alternatives.map((terms, at) => search.hasAll(row, terms) && rate(at, row));
      const together = rates.findIndex((rated) => rated > APART);
      const at = Math.max(0, together < 0 ? rates.indexOf(APART) : together);
      places[row] = 1 + at * TITLE_PHRASE + TITLE_PHRASE - (rates[at] || APART);
    }
    return places[row] - 1;
  }

  const rateAt = (place) => TITLE_PHRASE - (place % TITLE_PHRASE);
  const termsAt = (place) => last.alternatives[Math.floor(place / TITLE_PHRASE)] ?? [];

  /** Return papers that match a query in the order of the list; those at the same place keep theirs. */
  function sort(query, rows) {
    prepare(query);
    const groups = Array.from({ length: 1 + last.alternatives.length * TITLE_PHRASE }, () => []);
    for (const row of rows) groups[placeOf(query, row)].push(row);
    return groups.flat();
  }

  /** Return the terms of a query that are why a paper has its place; none if its title shows it. */
  function termsBeyondTitle(query, row) {
    const place = placeOf(query, row);
    return [TITLE, TITLE_PHRASE].includes(rateAt(place)) ? [] : termsAt(place);
  }

  /** Return those of some papers that have the words of a query one after the other. */
  const withPhrase = (query, rows) => rows.filter((row) => rateAt(placeOf(query, row)) >= PHRASE);

  /** Name the part of the list to which a paper belongs; of several alternatives, with the words. */
  function partOf(query, row) {
    const place = placeOf(query, row);
    const typed = last.alternatives.length > 1 ? `“${typedOf(termsAt(place), " ")}”` : "";
    if (rateAt(place) >= PHRASE) return `as ${typed || "a phrase"}`;
    const near = rateAt(place) === APART ? "words further apart" : "words near each other";
    return `${typed && `${typed}: `}${last.isCompared ? near : "not as a phrase"}`;
  }

  /** Say how many of some papers have the words of a query as a phrase; "" if it is none, or several. */
  function note(query, rows) {
    prepare(query);
    if (rows.length === 0 || last.phrases.length !== 1 || last.phrases[0] === null) return "";
    const count = withPhrase(query, rows).length;
    const all = count === rows.length ? "all" : count.toLocaleString("en");
    return `${count === 0 ? "none" : all} as a phrase`;
  }

  search.onChange(() => (last = null));

  return { sort, termsBeyondTitle, withPhrase, partOf, note };
})();
