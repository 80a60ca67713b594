/* global acronyms, corpus, relatedTerms, search, searchTerms */
/* exported searchOffers */

/** Searches that find further papers: with other names or forms of the words of a query, or related phrases. */
const searchOffers = (() => {
  const MIN_STEM = 7; // letters that a word shares with its other forms
  const STEM = 0.7; // part of the longer one that they share
  const MAX_NAMES = 2; // acronyms, long forms, and other forms that are offered
  const MAX_OFFERS = 5;
  const FEW = 3; // papers, below which parts of the query are offered
  const MAX_PARTS = 2; // parts that are offered
  const MAX_PIECES = 5; // words of a query whose parts are looked up
  const MAX_TERMS = 8; // of a query whose names are looked up
  const MAX_WIDER = 2; // papers with a wider name that is offered, as a multiple of those of the query
  const MIN_NARROWER = 1 / 3; // papers with a narrower name, as a share of those of the query
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
      const letters = terms[start].typed.replace(/s$/, "");
      if (!CAPITALS.test(letters) || search.rowsWith(terms[start]).length > 0) continue;
      const phrases = await acronyms.phrasesOf(letters);
      queries.push(...phrases.map((name) => quote(replace(terms, start, start + 1, name))));
    }
    return queries;
  }

  const countMatches = (query) => search.find(query).count;

  /**
   * Return the long forms of an acronym without their first word, as "adversarial network", unless far
   * more papers have them.
   */
  function widen(query, terms, names) {
    if (terms.length > 1) return [];
    return names
      .filter((name) => name.split(" ").length > 2 && !acronyms.isSmall(name.split(" ")[1]))
      .map((name) => quote(name.replace(/^\S+ /, "")))
      .filter((name) => countMatches(name) <= MAX_WIDER * countMatches(query));
  }

  /** Return the acronyms of longer names that end with the query, if many of its papers have these. */
  async function narrow(query, terms) {
    if (terms.at(-1)?.isWhole) return []; // may be an acronym itself
    const definitions = await acronyms.narrower(wordsOf(terms));
    return definitions
      .slice(0, MAX_NAMES) // those that most papers define
      .filter(({ long }) => countMatches(quote(long)) >= MIN_NARROWER * countMatches(query))
      .map(({ acronym }) => acronym);
  }

  /** Return how many letters two words begin with alike. */
  function countShared(a, b) {
    let count = 0;
    while (count < a.length && a[count] === b[count]) count += 1;
    return count;
  }

  /** Return other forms of a word in titles and abstracts: the most similar first, then by papers. */
  function otherForms(word, matches) {
    const stemOf = (one) => Math.max(MIN_STEM, Math.floor(STEM * one.length));
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

  /** Return the phrases related to the words of a query, and to other names and forms of these. */
  function relatedPhrases(terms, others) {
    const typed = relatedTerms.ofBeginning(searchTerms.keyOf(wordsOf(terms)));
    return [...typed, ...others.map(searchTerms.keyOf).flatMap(relatedTerms.of)].map(quote);
  }

  /** Return the shorter phrases and single words of a query that few papers have, the rarest first. */
  async function partsOf(query, terms) {
    const pieces = terms
      .flatMap(({ typed, isQuoted }) => (isQuoted ? typed.split(/\s+/) : [typed]))
      .slice(0, MAX_PIECES);
    if (pieces.length < 2 || search.find(query).count >= FEW) return [];
    const parts = [];
    for (let length = pieces.length - 1; length > 0; length -= 1) {
      for (let start = 0; start + length <= pieces.length; start += 1) {
        const words = pieces.slice(start, start + length);
        if ([words[0], words.at(-1)].some(acronyms.isSmall)) continue;
        const text = quote(words.join(" "));
        await pause();
        const { count } = search.find(text);
        if (count > 0) parts.push({ text, count });
      }
    }
    parts.sort((a, b) => a.count - b.count);
    // The most frequent word says the least.
    return parts.slice(0, Math.max(1, parts.length - 1)).map(({ text }) => text);
  }

  /**
   * Add to `offers`, until there are `limit`, those of `others` that find papers which neither the query
   * nor an earlier offer finds. Each has the number of papers that the query does not find.
   */
  async function addOffers(offers, others, limit, query) {
    const { matches: own } = search.find(query);
    const known = own.slice();
    for (const { rows } of offers) rows.forEach((row) => (known[row] = 1));
    for (const other of others) {
      if (offers.length === limit) break;
      await pause(); // other events come between two searches
      const { matches } = search.find(other);
      if (search.note(other) !== "") continue; // would show something else
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
    const wider = widen(query, terms, names);
    const others = [...(await narrow(query, terms)), ...withOtherForms(query, terms)];
    const offers = [];
    await addOffers(offers, [...names, ...wider, ...others], MAX_NAMES, query);
    // What is related to a form that is not offered has little to do with the query.
    const offered = others.filter((other) => offers.some((offer) => offer.query === other));
    await addOffers(offers, relatedPhrases(terms, [...names, ...offered]), MAX_OFFERS, query);
    await addOffers(offers, await partsOf(query, terms), offers.length + MAX_PARTS, query);
    return offers;
  }

  return { find };
})();
