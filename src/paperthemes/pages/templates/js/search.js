/* global corpus, relatedTerms, searchTerms */
/* exported search */

/** The search of papers: by title at first; by abstract and author once these are loaded. */
const search = (() => {
  const { papers } = corpus;
  const SLICE = 500; // papers whose texts are prepared at a time: 20 ms
  const MAX_REMEMBERED = 100; // terms, of the query and of what is offered
  const MIN_CORRECTED = 5; // letters of a word that may have a typing error
  const MAX_EXPANDED = 6; // letters of a word that may stand for several
  const listeners = [];
  const remembered = new Map(); // key of a term -> whether each paper has it
  let titles = null;
  let texts = null; // titles, and once loaded also abstracts and authors
  let wordCounts = null;
  let last = null;

  const isComplete = () => texts !== null;
  const getTitles = () => (titles ??= papers.title.map(searchTerms.normalize));

  const pause = () => new Promise((resolve) => setTimeout(resolve));

  /** Extend the search to abstracts and authors. Other events come between two slices. */
  async function useDetails({ abstract, authors, related }) {
    relatedTerms.read(related);
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

  /** Return which papers have the longest beginning of a key that was looked up: no others have it. */
  function lookedUpBefore(key) {
    let end = key.length - 1;
    while (end > 0 && !remembered.has(key.slice(0, end))) end -= 1;
    return remembered.get(key.slice(0, end))?.has;
  }

  /** Return the texts of a paper as they are: only its title, until the others are loaded. */
  function originalsOf(row) {
    if (texts === null) return [papers.title[row]];
    const { abstract, authors } = corpus.details;
    return [papers.title[row], abstract?.[row] ?? "", authors[row].join("; ")];
  }

  const occursIn = (original, term) => !searchTerms.occurrences(original, term).next().done;

  /** Return whether a normalized text has a term; of an acronym, its original texts decide. */
  const hasTerm = (text, term, originals) =>
    searchTerms.hasTerm(text, term) &&
    (!term.isAcronym || originals().some((original) => occursIn(original, term)));

  const sumOf = (flags) => flags.reduce((sum, one) => sum + one, 0);

  /** Return for each paper whether it has a term, 1 or 0, and how many have it. */
  function look(term) {
    const { key } = term;
    if (!remembered.has(key)) {
      const before = lookedUpBefore(key);
      const test = (text, row) =>
        before?.[row] !== 0 && hasTerm(text, term, () => originalsOf(row));
      const has = Uint8Array.from(texts ?? getTitles(), test);
      if (remembered.size === MAX_REMEMBERED) remembered.delete(remembered.keys().next().value);
      remembered.set(key, { has, count: sumOf(has) });
    }
    return remembered.get(key);
  }

  /**
   * Return a term that papers write in capitals as one that only such words match; any other as it is.
   * A text without small letters tells nothing.
   */
  function matchCapitals(term) {
    if (!term.isAcronym) return term;
    const acronym = searchTerms.inCapitals(term);
    const isWritten = (text) => /[\p{Ll}\p{Lo}]/u.test(text) && occursIn(text, acronym);
    const { has } = look(acronym);
    return corpus.rows.some((row) => has[row] && originalsOf(row).some(isWritten)) ? acronym : term;
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

  /** Return the long form of a short word, as a phrase that papers have; undefined if none is known. */
  function expand({ words }) {
    const [key, ...others] = words.map(searchTerms.keyOf);
    if (others.length || key.length > MAX_EXPANDED) return undefined;
    const phrases = relatedTerms.longForms(key).map((form) => searchTerms.createTerm(form, true));
    return phrases.find((phrase) => look(phrase).count > 0);
  }

  /**
   * Return instead of a term that no paper has its long form or, without typing errors, what papers
   * may have; any other term, or one in quotes, as it is.
   */
  function correct(term) {
    if (!isComplete() || term.isQuoted || look(term).count > 0) return term;
    const phrase = expand(term);
    if (phrase !== undefined) return { ...phrase, mistake: term.typed };
    const words = term.isWhole ? term.words : term.words.map(correctWord);
    if (words.every((word, at) => word === term.words[at])) return term;
    return { ...searchTerms.createTerm(words.join("-")), mistake: term.typed };
  }

  /**
   * Search; return the alternatives of terms, corrected, for each paper whether it matches, and how
   * many do. A query without words matches all papers.
   */
  function find(query) {
    if (last?.query === query) return last;
    const alternatives = searchTerms
      .parse(query)
      .map((terms) => terms.map(matchCapitals).map(correct));
    const found = alternatives.map((terms) => terms.map((term) => look(term).has));
    const test = (row) => found.length === 0 || found.some((all) => all.every((has) => has[row]));
    const matches = Uint8Array.from(corpus.rows, test);
    last = { query, alternatives, matches, count: sumOf(matches) };
    return last;
  }

  /** Say which words were replaced. */
  const note = (query) =>
    find(query)
      .alternatives.flat()
      .filter(({ mistake }) => mistake !== undefined)
      .map(({ mistake, typed }) => `no paper has “${mistake}”, showing “${typed}”`)
      .join("; ");

  const titleHas = (row, term) => hasTerm(getTitles()[row], term, () => [papers.title[row]]);

  /** Return whether a paper has all of some terms. */
  const hasAll = (row, terms) => terms.every((term) => look(term).has[row]);

  /** Return the words in titles and abstracts of some papers that begin with a stem, with the number of papers. */
  function countForms(stem, rows) {
    const counts = new Map();
    for (const row of rows) {
      const text = (texts ?? getTitles())[row];
      const end = texts ? text.lastIndexOf("  ") : text.length; // authors have no other forms
      for (const found of new Set(text.slice(0, end).match(new RegExp(` ${stem}[^ ]*`, "g")))) {
        const form = found.slice(1);
        counts.set(form, (counts.get(form) ?? 0) + 1);
      }
    }
    return counts;
  }

  return {
    useDetails,
    isComplete,
    find,
    note,
    titleHas,
    hasAll,
    textOf: (row) => (texts ?? getTitles())[row],
    originalsOf,
    countForms,
    rowsWith: (term) => corpus.rows.filter((row) => look(term).has[row]),
    onChange: (listener) => listeners.push(listener),
  };
})();
