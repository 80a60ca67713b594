/* global packed */
/* exported corpus */

/**
 * The papers, topics and subjects: themes, and topics that stand alone. A row is a paper's index in
 * the order of the ids.
 */
const corpus = (() => {
  const data = packed.read("corpus");
  const { papers, topics, subjects, grades, dumps, dump_labels: dumpLabels } = data;
  const rowOf = new Map(papers.id.map((id, row) => [id, row]));
  const collator = new Intl.Collator("en", { numeric: true });
  let loading = null;

  /** Return the texts that `report/word_list.py` has written as words of a list. */
  function decode({ words, texts }) {
    const wordOf = (character) => {
      const code = character.codePointAt(0);
      return words[code - (code < 0xd800 ? 0x20 : 0x820)]; // without surrogates
    };
    return texts.map((text) => {
      let decoded = "";
      for (const character of text) decoded += wordOf(character);
      return decoded.slice(1); // without the blank before the first word
    });
  }

  async function readDetails() {
    const details = JSON.parse(await packed.take("packed"));
    if (details.abstract) details.abstract = decode(details.abstract);
    corpus.details = details;
    return details;
  }

  /** Load, once, the data that is not needed at first: abstracts, links, similar papers. */
  const loadDetails = () => (loading ??= readDetails());

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
    dumpLabels, // what readers see
    dumpLabelsOf: (row) => papers.dumps[row].map((dump) => dumpLabels[dump]),
    dumpsOf: (row) => papers.dumps[row].map((dump) => dumps[dump]),
  };
})();
