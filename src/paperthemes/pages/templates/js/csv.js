/* global corpus, el, fileName */
/* exported csv */

/** Rows of assignments.csv, byte for byte as `spreadsheet.write_csv` writes them. */
const csv = (() => {
  const { papers, topics, subjects } = corpus;
  const formulaStart = new RegExp(corpus.csv.formula);
  const needsQuotes = new RegExp(corpus.csv.quoted);

  const quote = (cell) => (needsQuotes.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell);
  const text = (value) => quote(formulaStart.test(value) ? `'${value}` : value);
  const texts = (values) => text(`[${values.map((value) => JSON.stringify(value)).join(", ")}]`);

  /** Format a number as Python does; all have at most four decimals. */
  const real = (value) => (Number.isInteger(value) ? value.toFixed(1) : String(value));

  const themeOf = (row) => (papers.topic[row] < 0 ? -1 : subjects[corpus.subjectOf(row)].theme);

  const cells = {
    paper_id: (row) => text(papers.id[row]),
    title: (row) => text(papers.title[row]),
    topic: (row) => String(papers.topic[row]),
    topic_name: (row) => text(corpus.topicName(papers.topic[row])),
    grade: (row) => text(corpus.gradeOf(row)),
    confidence: (row) => real(papers.confidence[row]),
    runner_up: (row) => String(corpus.details.runner_up[row]),
    margin: (row) => real(corpus.details.margin[row]),
    theme: (row) => String(themeOf(row)),
    theme_name: (row) => {
      const standsAlone = papers.topic[row] >= 0 && themeOf(row) < 0;
      return standsAlone ? "" : text(corpus.subjectName(corpus.subjectOf(row)));
    },
    nearest_exemplars: (row) =>
      texts(corpus.details.exemplars[row].map((paper) => papers.id[paper])),
    shared_terms: (row) => texts(corpus.details.terms[row]),
    topic_id: (row) => (papers.topic[row] < 0 ? "" : topics[papers.topic[row]].id),
  };

  function lines(rows) {
    const { columns } = corpus.csv;
    const inOrder = [...rows].sort((a, b) => a - b);
    return [
      columns.join(","),
      ...inOrder.map((row) => columns.map((name) => cells[name](row)).join(",")),
      "",
    ].join("\n");
  }

  /** Save a CSV file of these papers, in the order of their ids. */
  async function save(rows, name) {
    await corpus.loadDetails();
    const url = URL.createObjectURL(new Blob([lines(rows)], { type: "text/csv" }));
    el("a", { href: url, download: fileName(name) }).click();
    setTimeout(() => URL.revokeObjectURL(url), 60_000);
  }

  return { save };
})();
