/* global acronyms, corpus, search, searchTerms */
/* exported searchOffers */

/** Searches that find further papers: with other names or forms of the words of a query, or related phrases. */
const searchOffers = (() => {
  const MIN_PREFIX = 4; // letters of a query that may begin a phrase
  const MIN_STEM = 7; // letters that a word shares with its other forms
  const STEM = 0.7; // part of the longer one that they share
  const MAX_NAMES = 2; // acronyms, long forms, and other forms that are offered
  const MAX_OFFERS = 5;
  const MAX_TERMS = 8; // of a query whose names are looked up
  const CAPITALS = /^\p{Lu}{2,5}$/u; // a term that may be an acronym

  const pause = () => new Promise((resolve) => setTimeout(resolve));

  /** Return the terms of the first alternative of a query. */
  const termsOf = (query) => (search.find(query).alternatives[0] ?? []).slice(0, MAX_TERMS);
  const wordsOf = (terms) => terms.flatMap(({ words }) => words).join(" ");
  const quote = (text) => (/ /.test(text) ? `"${text.replaceAll('"', "")}"` : text);

  /** Return the query in which `name` replaces the terms from `start` to `end`. */
  function replace(terms, start, end, name) {
    const typed = terms.map(({ typed: text, isQuoted }) => (isQuoted ? `"${text}"` : text));
    return [...typed.slice(0, start), quote(name), ...typed.slice(end)].join(" ");
  }

  /**
   * Return the query, as a phrase, with each acronym in it replaced by its long forms, and the other way
   * round; an acronym that no paper has, by phrases with its initials.
   */
  async function withOtherNames(terms) {
    const queries = [];
    for (let start = 0; start < terms.length; start += 1) {
      for (let end = start + 1; end <= terms.length; end += 1) {
        const names = await acronyms.counterparts(wordsOf(terms.slice(start, end)));
        queries.push(...names.map((name) => quote(replace(terms, start, end, name))));
      }
      const { typed } = terms[start];
      if (!CAPITALS.test(typed) || search.rowsWith(terms[start]).length > 0) continue;
      const phrases = await acronyms.phrasesOf(typed);
      queries.push(...phrases.map((name) => quote(replace(terms, start, start + 1, name))));
    }
    return queries;
  }

  /** Return how many letters two words begin with alike. */
  function countShared(a, b) {
    let count = 0;
    while (count < a.length && a[count] === b[count]) count += 1;
    return count;
  }

  /** Return other forms of a word in titles and abstracts: the most similar first, then by papers. */
  function otherForms(word, matches) {
    const stemOf = (one) => Math.max(MIN_STEM, Math.round(STEM * one.length));
    if (word.length < MIN_STEM) return [];
    const stem = word.slice(0, stemOf(word));
    const rows = search.rowsWith(searchTerms.createTerm(stem)).filter((row) => !matches[row]);
    const counts = search.countForms(stem, rows);
    const forms = [...counts.keys()]
      .map((form) => ({ form, shared: countShared(word, form), count: counts.get(form) }))
      .filter(({ form, shared }) => shared >= stemOf(form) && shared < form.length)
      .sort((a, b) => b.shared - a.shared || b.count - a.count)
      .map(({ form }) => form);
    // A word finds those that begin with it.
    return forms.filter((form) => !forms.some((one) => one !== form && form.startsWith(one)));
  }

  /** Return the query, as a phrase, with a word in it replaced by its other forms, the best ones first. */
  function withOtherForms(query, terms) {
    const { matches } = search.find(query);
    return terms
      .flatMap(({ words, isWhole }, at) => {
        const forms = words.length > 1 || isWhole ? [] : otherForms(words[0], matches);
        return forms.map((form, rank) => ({ rank, text: quote(replace(terms, at, at + 1, form)) }));
      })
      .sort((a, b) => a.rank - b.rank)
      .map(({ text }) => text);
  }

  /** Return the phrases related to a phrase in the words of `key`. */
  function relatedPhrases(key) {
    const { terms: phrases, related: lists } = corpus.details.related;
    if (key === "") return [];
    const keys = phrases.slice(0, lists.length).map(searchTerms.keyOf);
    let at = keys.indexOf(key);
    // The terms that most papers use come first.
    if (at < 0 && key.length >= MIN_PREFIX) at = keys.findIndex((other) => other.startsWith(key));
    return at < 0 ? [] : lists[at].map((other) => quote(phrases[other]));
  }

  /**
   * Add to `offers`, until there are `limit`, those of `others` that find papers which neither the query
   * nor an earlier offer finds. Each has the number of papers that the query does not find.
   */
  async function addOffers(offers, others, limit, query) {
    const known = search.find(query).matches.slice();
    for (const { rows } of offers) rows.forEach((row) => (known[row] = 1));
    for (const other of others) {
      if (offers.length === limit) break;
      await pause(); // other events come between two searches
      const [{ matches: own }, { matches }] = [query, other].map(search.find);
      const rows = corpus.rows.filter((row) => matches[row] > own[row]);
      if (rows.every((row) => known[row])) continue;
      rows.forEach((row) => (known[row] = 1));
      offers.push({ query: other, more: rows.length, rows });
    }
  }

  /** Find searches to add to a query, with the number of papers that each adds. */
  async function find(query) {
    const terms = termsOf(query);
    const names = await withOtherNames(terms);
    const offers = [];
    await addOffers(offers, [...names, ...withOtherForms(query, terms)], MAX_NAMES, query);
    const keys = [wordsOf(terms), ...names].map(searchTerms.keyOf);
    await addOffers(offers, keys.flatMap(relatedPhrases), MAX_OFFERS, query);
    return offers;
  }

  return { find };
})();
