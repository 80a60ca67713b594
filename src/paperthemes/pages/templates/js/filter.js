/* global corpus, search */
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

  const tests = {
    subject: (value) => (row) => corpus.subjectOf(row) === value,
    topic: (value) => (row) => papers.topic[row] === value,
    grade: (value) => (row) => papers.grade[row] === value,
    dump: (value) => (row) => papers.dumps[row].includes(value),
    new: (value) => (row) => papers.new[row] === value,
    lasso: (value) => (row) => value.has(row),
    query: (value) => {
      const { matches } = search.find(value);
      return (row) => matches[row] === 1;
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

  search.onChange(() => {
    if (criteria.query !== "") apply();
  });

  return {
    criteria,
    set,
    alternatives: () => search.find(criteria.query).alternatives,
    countsOf,
    only: (changes) => set({ ...unfiltered, ...changes }),
    clear: () => set(unfiltered),
    isOn: () => Object.keys(unfiltered).some((key) => criteria[key] !== unfiltered[key]),
    onChange: (listener) => listeners.push(listener),
    get rows() {
      return rows;
    },
  };
})();
