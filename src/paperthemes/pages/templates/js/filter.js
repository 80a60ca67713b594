/* global corpus, facets, search */
/* exported filter */

/** The filter of papers, which map, legend and list follow. */
const filter = (() => {
  const { papers } = corpus;
  const unfiltered = {
    query: "",
    subject: null,
    topic: null,
    subgroup: null,
    grade: null,
    dump: null,
    new: null,
    lasso: null,
    chosen: null,
    ...Object.fromEntries(facets.map(({ key }) => [key, null])),
  };
  const criteria = { ...unfiltered };
  const listeners = [];
  let rows = corpus.rows;

  const tests = {
    subject: (value) => (row) => corpus.subjectOf(row) === value,
    topic: (value) => (row) => papers.topic[row] === value,
    subgroup: (value) => (row) => papers.subgroup[row] === value,
    grade: (value) => (row) => papers.grade[row] === value,
    dump: (value) => (row) => papers.dumps[row].includes(value),
    new: (value) => (row) => papers.new[row] === value,
    lasso: (value) => (row) => value.has(row),
    chosen: (value) => (row) => value.has(row),
    query: (value) => {
      const { matches } = search.find(value);
      return (row) => matches[row] === 1;
    },
    ...Object.fromEntries(facets.map(({ key, test }) => [key, test])),
  };

  const isActive = (key) => criteria[key] !== unfiltered[key];

  /** Return the papers that fit all criteria but one, which may be undefined. */
  function rowsWithout(except) {
    const active = Object.keys(tests).filter((key) => key !== except && isActive(key));
    const fits = active.map((key) => tests[key](criteria[key]));
    return active.length
      ? corpus.rows.filter((row) => fits.every((test) => test(row)))
      : corpus.rows;
  }

  function apply() {
    rows = rowsWithout();
    listeners.forEach((listener) => listener());
  }

  /** Change some of the criteria; the others stay, but a sub-group goes with its topic. */
  function set(changes) {
    const isRegrouped = "topic" in changes || "subject" in changes;
    Object.assign(criteria, isRegrouped ? { subgroup: null } : {}, changes);
    if (criteria.topic === null) criteria.subgroup = null;
    apply();
  }

  const facetOf = new Map(facets.map((facet) => [facet.key, facet]));

  /** Return whether papers with this value of a criterion are selected by it. */
  const has = (key, value) =>
    facetOf.has(key) ? (criteria[key]?.includes(value) ?? false) : criteria[key] === value;

  /** Select or deselect a value; of names of a facet, several can be selected. */
  function toggle(key, value) {
    if (!facetOf.has(key)) return set({ [key]: has(key, value) ? null : value });
    const others = (criteria[key] ?? []).filter((other) => other !== value);
    const names = has(key, value) ? others : [...others, value];
    return set({ [key]: names.length ? names : null });
  }

  const valuesOf = {
    subject: (row) => [corpus.subjectOf(row)],
    topic: (row) => [papers.topic[row]],
    grade: (row) => [papers.grade[row]],
    dump: (row) => papers.dumps[row],
    new: (row) => [papers.new[row]],
  };

  /** Count the selected papers of each subject, topic, grade, dump or name of a facet. */
  function countsOf(kind) {
    const counts = new Map();
    const namesOf = valuesOf[kind] ?? facetOf.get(kind).namesOf;
    for (const row of rows) {
      for (const value of namesOf(row)) counts.set(value, (counts.get(value) ?? 0) + 1);
    }
    return counts;
  }

  // Abstracts and authors are loaded.
  search.onChange(() => {
    if (criteria.query !== "" || (criteria.authors ?? null) !== null) apply();
  });

  return {
    criteria,
    set,
    has,
    toggle,
    rowsWithout: (key) => (isActive(key) ? rowsWithout(key) : rows),
    alternatives: () => search.find(criteria.query).alternatives,
    countsOf,
    only: (changes) => set({ ...unfiltered, ...changes }),
    clear: () => set(unfiltered),
    isOn: () => Object.keys(unfiltered).some(isActive),
    /** The criteria that are on, as pairs of key and value. */
    get active() {
      return Object.entries(criteria).filter(([key]) => isActive(key));
    },
    onChange: (listener) => listeners.push(listener),
    get rows() {
      return rows;
    },
  };
})();
