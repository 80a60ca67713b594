/* global corpus, searchTerms */
/* exported filter */

/** The filter of papers, which map, legend and list follow. */
const filter = (() => {
  const { papers } = corpus;
  const unfiltered = {
    query: "",
    subject: null,
    topic: null,
    grade: null,
    dump: null,
    new: null,
    lasso: null,
  };
  const criteria = { ...unfiltered };
  const listeners = [];
  let rows = corpus.rows;
  let texts = null;

  const titles = () => (texts === null ? (texts = papers.title.map(searchTerms.normalize)) : texts);

  /** Extend the search to abstracts and authors. */
  function useDetails({ abstract, authors }) {
    const more = (row) => `${abstract ? abstract[row] : ""}\n${authors[row].join("; ")}`;
    texts = papers.title.map((title, row) => searchTerms.normalize(`${title}\n${more(row)}`));
    if (criteria.query !== "") apply();
  }

  const tests = {
    subject: (value) => (row) => corpus.subjectOf(row) === value,
    topic: (value) => (row) => papers.topic[row] === value,
    grade: (value) => (row) => papers.grade[row] === value,
    dump: (value) => (row) => papers.dumps[row].includes(value),
    new: (value) => (row) => papers.new[row] === value,
    lasso: (value) => (row) => value.has(row),
    query: (value) => {
      const terms = searchTerms.parse(value);
      const inTexts = titles();
      return (row) => terms.every((term) => inTexts[row].includes(term));
    },
  };

  function apply() {
    const active = Object.keys(tests).filter((key) => criteria[key] !== unfiltered[key]);
    const fits = active.map((key) => tests[key](criteria[key]));
    rows = active.length
      ? corpus.rows.filter((row) => fits.every((test) => test(row)))
      : corpus.rows;
    listeners.forEach((listener) => listener());
  }

  /** Change some of the criteria; the others stay. */
  function set(changes) {
    Object.assign(criteria, changes);
    apply();
  }

  /** Rate a title: 2 if it has the whole query, 1 if it has all terms, else 0. */
  function relevance(row) {
    const title = searchTerms.normalize(papers.title[row]);
    const terms = searchTerms.parse(criteria.query);
    if (title.includes(terms.join(" "))) return 2;
    return terms.every((term) => title.includes(term)) ? 1 : 0;
  }

  const valuesOf = {
    subject: (row) => [corpus.subjectOf(row)],
    topic: (row) => [papers.topic[row]],
    grade: (row) => [papers.grade[row]],
    dump: (row) => papers.dumps[row],
  };

  /** Count the selected papers of each subject, topic, grade or dump. */
  function countsOf(kind) {
    const counts = new Map();
    for (const row of rows) {
      for (const value of valuesOf[kind](row)) counts.set(value, (counts.get(value) ?? 0) + 1);
    }
    return counts;
  }

  return {
    criteria,
    set,
    terms: () => searchTerms.parse(criteria.query),
    countsOf,
    only: (changes) => set({ ...unfiltered, ...changes }),
    clear: () => set(unfiltered),
    useDetails,
    relevance,
    isOn: () => Object.keys(unfiltered).some((key) => criteria[key] !== unfiltered[key]),
    onChange: (listener) => listeners.push(listener),
    get rows() {
      return rows;
    },
  };
})();
