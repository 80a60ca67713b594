/* global packed */
/* exported corpus */

/**
 * The papers, topics and subjects: themes, and topics that stand alone. A row is a paper's index in
 * the order of the ids.
 */
const corpus = (() => {
  const data = packed.read("corpus");
  const { papers, topics, subjects, grades, dumps } = data;
  const rowOf = new Map(papers.id.map((id, row) => [id, row]));
  const collator = new Intl.Collator("en", { numeric: true });
  let loading = null;

  /** Load, once, the data that is not needed at first: abstracts, links, similar papers. */
  function loadDetails() {
    loading ??= packed.take("packed").then((text) => (corpus.details = JSON.parse(text)));
    return loading;
  }

  const subjectOf = (row) => (papers.topic[row] < 0 ? -1 : topics[papers.topic[row]].subject);
  const nameOf = (groups, number) => (number < 0 ? "unassigned" : groups[number].name);

  return {
    ...data,
    count: papers.id.length,
    rows: papers.id.map((_, row) => row),
    details: null,
    loadDetails,
    rowOf,
    subjectOf,
    compare: collator.compare,
    topicName: (topic) => nameOf(topics, topic),
    subjectName: (subject) => nameOf(subjects, subject),
    gradeOf: (row) => grades[papers.grade[row]],
    dumpsOf: (row) => papers.dumps[row].map((dump) => dumps[dump]),
  };
})();
