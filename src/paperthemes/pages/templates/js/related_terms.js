/* global searchTerms */
/* exported relatedTerms */

/** Terms of similar meaning and other names of known fields; the details of the papers have them. */
const relatedTerms = (() => {
  const MIN_PREFIX = 4; // letters of a query that may begin a term
  const related = new Map(); // key of a term -> the terms that are related to it, the best first

  /** Relate the first term of each list of positions to the others, and these to the first. */
  function read({ terms, lists }) {
    const keys = terms.map(searchTerms.keyOf);
    const add = (position, others) => {
      const key = keys[position];
      if (!related.has(key)) related.set(key, []);
      related.get(key).push(...others.map((other) => terms[other]));
    };
    for (const [first, ...others] of lists) add(first, others);
    for (const [first, ...others] of lists) others.forEach((other) => add(other, [first]));
  }

  /** Return whether there is a term with a key. */
  const has = (key) => related.has(key);

  /** Return the terms related to the one with a key. */
  const of = (key) => related.get(key) ?? [];

  /** Return the terms related to the first one, of those that most papers use, that begins with a key. */
  function ofBeginning(key) {
    if (related.has(key) || key.length < MIN_PREFIX) return of(key);
    return of([...related.keys()].find((other) => other.startsWith(key)));
  }

  /** Return the terms of several words that have the letters of a word in order; those with its initials first. */
  function longForms(word) {
    const [initials, letters] = [" ", ".*"].map((gap) => new RegExp(`^${[...word].join(gap)}`));
    const terms = of(word);
    const others = terms.flatMap((term) => of(searchTerms.keyOf(term))); // further names of a field
    const forms = [...terms, ...others].map((term) => ({ term, key: searchTerms.keyOf(term) }));
    const fitting = forms.filter(({ key }) => key.includes(" ") && letters.test(key));
    const hasInitials = ({ key }) => initials.test(key.replace(/(?<=[^ ])[^ ]/g, ""));
    return [...fitting.filter(hasInitials), ...fitting].map(({ term }) => term);
  }

  return { read, has, of, ofBeginning, longForms };
})();
