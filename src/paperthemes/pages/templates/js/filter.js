/* global corpus, words */
/* exported filter */

/** Which papers are wanted; map, legend and list all follow it. */
const filter = (() => {
  const { papers } = corpus;
  const nothing = {
    query: "",
    theme: null,
    topic: null,
    grade: null,
    dump: null,
    new: null,
    lasso: null,
  };
  const wanted = { ...nothing };
  const listeners = [];
  let rows = corpus.rows;
  let texts = null;

  const titles = () => (texts === null ? (texts = papers.title.map(words.plain)) : texts);

  /** Search abstracts and authors too, from now on. */
  function useDetails({ abstract, authors }) {
    const more = (row) => `${abstract ? abstract[row] : ""}\n${authors[row].join("; ")}`;
    texts = papers.title.map((title, row) => words.plain(`${title}\n${more(row)}`));
    if (wanted.query !== "") apply();
  }

  const tests = {
    theme: (value) => (row) => corpus.themeOf(row) === value,
    topic: (value) => (row) => papers.topic[row] === value,
    grade: (value) => (row) => papers.grade[row] === value,
    dump: (value) => (row) => papers.dumps[row].includes(value),
    new: (value) => (row) => papers.new[row] === value,
    lasso: (value) => (row) => value.has(row),
    query: (value) => {
      const terms = words.termsOf(value);
      const inTexts = titles();
      return (row) => terms.every((term) => inTexts[row].includes(term));
    },
  };

  function apply() {
    const asked = Object.keys(tests).filter((key) => wanted[key] !== nothing[key]);
    const fits = asked.map((key) => tests[key](wanted[key]));
    rows = asked.length
      ? corpus.rows.filter((row) => fits.every((test) => test(row)))
      : corpus.rows;
    listeners.forEach((listener) => listener());
  }

  /** Change what is wanted; what is not named stays. */
  function set(changes) {
    Object.assign(wanted, changes);
    apply();
  }

  /** Tell how well a title answers the query: the whole query in it, all words, not all. */
  function relevance(row) {
    const title = words.plain(papers.title[row]);
    const terms = words.termsOf(wanted.query);
    if (title.includes(terms.join(" "))) return 2;
    return terms.every((term) => title.includes(term)) ? 1 : 0;
  }

  const valuesOf = {
    theme: (row) => [corpus.themeOf(row)],
    topic: (row) => [papers.topic[row]],
    grade: (row) => [papers.grade[row]],
    dump: (row) => papers.dumps[row],
  };

  /** Count the wanted papers of each theme, topic, grade or dump. */
  function countsOf(kind) {
    const counts = new Map();
    for (const row of rows) {
      for (const value of valuesOf[kind](row)) counts.set(value, (counts.get(value) ?? 0) + 1);
    }
    return counts;
  }

  return {
    wanted,
    set,
    terms: () => words.termsOf(wanted.query),
    countsOf,
    only: (changes) => set({ ...nothing, ...changes }),
    clear: () => set(nothing),
    useDetails,
    relevance,
    isOn: () => Object.keys(nothing).some((key) => wanted[key] !== nothing[key]),
    onChange: (listener) => listeners.push(listener),
    get rows() {
      return rows;
    },
  };
})();
