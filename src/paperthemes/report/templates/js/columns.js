/* global corpus, el */
/* exported columns */

/** The columns of the list of papers: how each shows a paper, and how two compare in it. */
const columns = (() => {
  const { papers, themes } = corpus;

  const colourOf = (row) => {
    const theme = corpus.themeOf(row);
    return theme < 0 ? "var(--none)" : `var(--c${themes[theme].look[0]})`;
  };
  const bdi = (text) => el("bdi", { textContent: text });
  const numbers = (of) => (a, b) => of[a] - of[b];
  const texts = (of) => (a, b) => corpus.compare(of(a), of(b));
  const topicOf = (row) => corpus.topicName(papers.topic[row]);
  const dumpsOf = (row) => corpus.dumpsOf(row).join(", ");

  function title(row) {
    const text = papers.title[row];
    const href = `#paper-${papers.id[row]}`;
    return el("a", { className: "paper", href, title: text }, bdi(text));
  }

  function topic(row) {
    const dot = el("span", { className: "dot", style: `--colour:${colourOf(row)}` });
    return el("span", { title: topicOf(row) }, dot, bdi(topicOf(row)));
  }

  // `falling` columns begin with the most when they are sorted by.
  return [
    { key: "title", name: "Title", cell: title, compare: texts((row) => papers.title[row]) },
    {
      key: "topic",
      name: "Topic",
      cell: topic,
      compare: (a, b) =>
        (papers.topic[a] < 0) - (papers.topic[b] < 0) || numbers(papers.topic)(a, b),
    },
    { key: "grade", name: "Grade", cell: corpus.gradeOf, compare: numbers(papers.grade) },
    {
      key: "confidence",
      name: "Confidence",
      falling: true,
      cell: (row) => papers.confidence[row].toFixed(2),
      compare: numbers(papers.confidence),
    },
    {
      key: "published",
      name: "Published",
      falling: true,
      cell: corpus.dateOf,
      compare: texts((row) => papers.published[row]),
    },
    {
      key: "dump",
      name: "Dump",
      cell: (row) => el("span", { title: dumpsOf(row), textContent: dumpsOf(row) }),
      compare: texts(dumpsOf),
    },
  ];
})();
