/* global corpus, searchTerms */
/* exported relatedTerms */

/** Terms of similar meaning and other names of known fields; the details of the papers have them. */
const relatedTerms = (() => {
  const MIN_PREFIX = 4; // letters of a query that may begin a term
  let relatedByKey = null; // key of a term -> the terms that are related to it, the best first

  /** Relate the first term of each list to the others, and these to the first. */
  function read({ terms, lists }) {
    const related = new Map();
    const add = (position, others) => {
      const key = searchTerms.keyOf(terms[position]);
      if (!related.has(key)) related.set(key, []);
      related.get(key).push(...others.map((other) => terms[other]));
    };
    for (const [first, ...others] of lists) add(first, others);
    for (const [first, ...others] of lists) others.forEach((other) => add(other, [first]));
    return related;
  }

  const all = () => (relatedByKey ??= read(corpus.details.related));

  /** Return the terms related to the one with a key. */
  const of = (key) => all().get(key) ?? [];

  /** Return the terms related to the first one, of those that most papers use, that begins with a key. */
  function ofBeginning(key) {
    if (all().has(key) || key.length < MIN_PREFIX) return of(key);
    return of([...all().keys()].find((other) => other.startsWith(key)));
  }

  /** Return the terms of several words that a word may abbreviate: its letters are in them, in order. */
  function longForms(word) {
    const pattern = new RegExp(`^${[...word].join(".*")}`);
    return of(word).filter((term) => /[ -]/.test(term) && pattern.test(searchTerms.keyOf(term)));
  }

  return { of, ofBeginning, longForms };
})();
