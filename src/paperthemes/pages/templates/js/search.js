/* global acronyms, corpus, searchTerms */
/* exported search */

/** The search of papers: by title at first; by abstract and author once these are loaded. */
const search = (() => {
  const { papers } = corpus;
  const SLICE = 500; // papers whose texts are prepared at a time: 20 ms
  const MAX_REMEMBERED = 50; // terms
  const MIN_CORRECTED = 5; // letters of a word that may have a typing error
  const MIN_PREFIX = 4; // letters of a query that may begin a phrase
  const MIN_STEM = 7; // letters that a word shares with its other forms
  const STEM = 0.7; // part of the longer one that they share
  const MAX_NAMES = 2; // acronyms, long forms, and other forms that are offered
  const listeners = [];
  const remembered = new Map(); // form of a term -> whether each paper has it
  let titles = null;
  let texts = null; // titles, and once loaded also abstracts and authors
  let wordCounts = null;
  let last = null;

  const getTitles = () => (titles ??= papers.title.map(searchTerms.normalize));

  const pause = () => new Promise((resolve) => setTimeout(resolve));

  /** Extend the search to abstracts and authors. Other events come between two slices. */
  async function useDetails({ abstract, authors }) {
    const whole = [];
    for (const row of corpus.rows) {
      const parts = [abstract ? abstract[row] : "", authors[row].join("; ")];
      whole.push(getTitles()[row] + searchTerms.normalizeParts(parts));
      if (row % SLICE === SLICE - 1) await pause();
    }
    wordCounts = countWords();
    [texts, last] = [whole, null];
    remembered.clear();
    listeners.forEach((listener) => listener());
  }

  /** Return which papers have the longest beginning of a form that was looked up: no others have it. */
  function lookedUpBefore(form) {
    let end = form.length - 1;
    while (end > 0 && !remembered.has(form.slice(0, end))) end -= 1;
    return remembered.get(form.slice(0, end))?.has;
  }

  /** Return for each paper whether it has a term, 1 or 0, and how many have it. */
  function look(term) {
    const key = term.forms[0];
    if (!remembered.has(key)) {
      const before = lookedUpBefore(key);
      const test = (text, row) => before?.[row] !== 0 && searchTerms.hasTerm(text, term);
      const has = Uint8Array.from(texts ?? getTitles(), test);
      if (remembered.size === MAX_REMEMBERED) remembered.delete(remembered.keys().next().value);
      remembered.set(key, { has, count: has.reduce((sum, one) => sum + one, 0) });
    }
    return remembered.get(key);
  }

  /** Count the words of all titles. */
  function countWords() {
    const counts = new Map();
    for (const title of getTitles()) {
      for (const word of title.trim().split(" ")) {
        counts.set(word, (counts.get(word) ?? 0) + 1);
      }
    }
    return counts;
  }

  /** Return whether one letter more, less, or other, or two swapped, make one word the other. */
  function isOneEdit(a, b) {
    const shorter = Math.min(a.length, b.length);
    let start = 0;
    while (start < shorter && a[start] === b[start]) start += 1;
    let end = 0;
    while (end < shorter - start && a.at(-1 - end) === b.at(-1 - end)) end += 1;
    const [x, y] = [a.slice(start, a.length - end), b.slice(start, b.length - end)];
    return Math.max(x.length, y.length) < 2 || (y.length === 2 && x === y[1] + y[0]);
  }

  /** Return the most frequent word that `typed`, or the beginning of it, differs from by one edit. */
  function nearestWord(typed) {
    wordCounts ??= countWords();
    const { length } = typed;
    const ends = [length - 1, length, length + 1];
    let best = { rank: 0, count: 0, word: null };
    for (const [word, count] of wordCounts) {
      if (word.length < length - 1) continue;
      const isWhole = word.length <= length + 1 && isOneEdit(typed, word);
      if (!isWhole && !ends.some((end) => isOneEdit(typed, word.slice(0, end)))) continue;
      const rank = isWhole ? 2 : 1;
      if (rank > best.rank || (rank === best.rank && count > best.count)) {
        best = { rank, count, word };
      }
    }
    return best.word;
  }

  /** Return a word without its typing error, if no paper has it; else as it is. */
  function correctWord(word) {
    if (word.length < MIN_CORRECTED || look(searchTerms.createTerm(word)).count > 0) return word;
    return nearestWord(word) ?? word;
  }

  /** Return a term that no paper has without its typing errors; any other as it is. */
  function correct(term) {
    if (term.isWhole || term.isQuoted || look(term).count > 0) return term;
    const words = term.words.map(correctWord);
    if (words.every((word, at) => word === term.words[at])) return term;
    return { ...searchTerms.createTerm(words.join("-")), mistake: term.typed };
  }

  /**
   * Search; return the alternatives of terms, corrected, and for each paper whether it matches.
   * A query without words matches all papers.
   */
  function find(query) {
    if (last?.query === query) return last;
    const alternatives = searchTerms.parse(query).map((terms) => terms.map(correct));
    const found = alternatives.map((terms) => terms.map((term) => look(term).has));
    const test = (row) => found.length === 0 || found.some((all) => all.every((has) => has[row]));
    last = { query, alternatives, matches: Uint8Array.from(corpus.rows, test) };
    return last;
  }

  /** Say which words were corrected. */
  const note = (query) =>
    find(query)
      .alternatives.flat()
      .filter(({ mistake }) => mistake !== undefined)
      .map(({ mistake, typed }) => `no paper has “${mistake}”, showing “${typed}”`)
      .join("; ");

  /** Rate a title: 2 if it has the words of the query one after the other, 1 if it has all, else 0. */
  function relevance(query, row) {
    const title = getTitles()[row];
    const rate = (terms) => {
      if (title.includes(` ${terms.flatMap((term) => term.words).join(" ")}`)) return 2;
      return terms.every((term) => searchTerms.hasTerm(title, term)) ? 1 : 0;
    };
    return Math.max(0, ...find(query).alternatives.map(rate));
  }

  /** Return the words of the first alternative of a query. */
  const wordsOf = (query) => (find(query).alternatives[0] ?? []).flatMap((term) => term.words);

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
    const { has } = look(searchTerms.createTerm(stem));
    const counts = new Map();
    for (const row of corpus.rows.filter((one) => has[one] > matches[one])) {
      const text = (texts ?? getTitles())[row];
      const end = texts ? text.lastIndexOf("  ") : text.length; // authors have no other forms
      for (const found of new Set(text.slice(0, end).match(new RegExp(` ${stem}[^ ]*`, "g")))) {
        const form = found.slice(1);
        counts.set(form, (counts.get(form) ?? 0) + 1);
      }
    }
    const forms = [...counts.keys()]
      .map((form) => ({ form, shared: countShared(word, form), count: counts.get(form) }))
      .filter(({ form, shared }) => shared >= stemOf(form) && shared < form.length)
      .sort((a, b) => b.shared - a.shared || b.count - a.count)
      .map(({ form }) => form);
    // A word finds those that begin with it.
    return forms.filter((form) => !forms.some((one) => one !== form && form.startsWith(one)));
  }

  /** Return the acronyms, long forms and other forms of a query. */
  async function otherNames(query) {
    const words = wordsOf(query);
    const names = await acronyms.counterparts(words.join(" "));
    const { alternatives, matches } = find(query);
    const isOneWord = words.length === 1 && !alternatives[0][0].isWhole;
    return isOneWord ? [...names, ...otherForms(words[0], matches)] : names;
  }

  /** Return the phrases related to a query. */
  function relatedPhrases(query) {
    const { terms, related: lists } = corpus.details.related;
    const key = searchTerms.keyOf(wordsOf(query).join(" "));
    if (key === "") return [];
    const keys = terms.slice(0, lists.length).map(searchTerms.keyOf);
    let at = keys.indexOf(key);
    // The terms that most papers use come first.
    if (at < 0 && key.length >= MIN_PREFIX) at = keys.findIndex((other) => other.startsWith(key));
    return at < 0 ? [] : lists[at].map((other) => terms[other]);
  }

  /** Return those of `phrases` that further papers have, at most `limit`, and the number of these. */
  async function findMore(query, phrases, limit) {
    const found = [];
    for (const phrase of phrases) {
      if (found.length === limit) break;
      await pause(); // other events come between two phrases
      const { matches } = find(query);
      const { has } = look(searchTerms.createTerm(phrase));
      const more = has.reduce((count, one, row) => count + (one > matches[row]), 0);
      if (more > 0) found.push({ phrase, more });
    }
    return found;
  }

  /** Find other names of a query, and phrases related to it, that further papers have. */
  async function findRelated(query) {
    const names = await findMore(query, await otherNames(query), MAX_NAMES);
    const keys = names.map(({ phrase }) => searchTerms.keyOf(phrase));
    const isNew = (phrase) => !keys.includes(searchTerms.keyOf(phrase));
    return [...names, ...(await findMore(query, relatedPhrases(query).filter(isNew), Infinity))];
  }

  return {
    useDetails,
    find,
    note,
    relevance,
    findRelated,
    onChange: (listener) => listeners.push(listener),
  };
})();
