/* global bdi, corpus, el, paperLink, themeDot */
/* exported columns */

/** The columns of the list of papers: how each shows a paper, and how two compare in it. */
const columns = (() => {
  const { papers } = corpus;

  const numbers = (of) => (a, b) => of[a] - of[b];
  const texts = (of) => (a, b) => corpus.compare(of(a), of(b));
  const topicOf = (row) => corpus.topicName(papers.topic[row]);
  const dumpsOf = (row) => corpus.dumpsOf(row).join(", ");

  const topic = (row) =>
    el("span", { title: topicOf(row) }, themeDot(corpus.themeOf(row)), bdi(topicOf(row)));

  /** Make a paper's title, marked if the earlier run did not have it. */
  const title = (row) =>
    papers.new[row]
      ? el("span", {}, el("span", { className: "badge new", textContent: "new" }), paperLink(row))
      : paperLink(row);

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
      name: "Date",
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
