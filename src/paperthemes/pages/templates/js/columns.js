/* global bdi, corpus, el, paperLink, subjectDot */
/* exported columns */

/** The columns of the list of papers: their cells and their order. */
const columns = (() => {
  const { papers } = corpus;

  const byNumber = (values) => (a, b) => values[a] - values[b];
  const byText = (textOf) => (a, b) => corpus.compare(textOf(a), textOf(b));
  const topicOf = (row) => corpus.topicName(papers.topic[row]);
  const dumpsOf = (row) => corpus.dumpsOf(row).join(", ");

  const topic = (row) =>
    el("span", { title: topicOf(row) }, subjectDot(corpus.subjectOf(row)), bdi(topicOf(row)));

  /** Create a paper's title, marked if the earlier run does not have it. */
  const title = (row) =>
    papers.new[row]
      ? el("span", {}, el("span", { className: "badge new", textContent: "new" }), paperLink(row))
      : paperLink(row);

  // `descending` columns are sorted from the largest value first.
  return [
    { key: "title", name: "Title", cell: title, compare: byText((row) => papers.title[row]) },
    {
      key: "topic",
      name: "Topic",
      cell: topic,
      compare: (a, b) =>
        (papers.topic[a] < 0) - (papers.topic[b] < 0) || byNumber(papers.topic)(a, b),
    },
    { key: "grade", name: "Grade", cell: corpus.gradeOf, compare: byNumber(papers.grade) },
    {
      key: "confidence",
      name: "Confidence",
      descending: true,
      cell: (row) => papers.confidence[row].toFixed(2),
      compare: byNumber(papers.confidence),
    },
    {
      key: "published",
      name: "Date",
      descending: true,
      cell: corpus.dateOf,
      compare: byText((row) => papers.published[row]),
    },
    {
      key: "dump",
      name: "Dump",
      cell: (row) => el("span", { title: dumpsOf(row), textContent: dumpsOf(row) }),
      compare: byText(dumpsOf),
    },
  ];
})();
