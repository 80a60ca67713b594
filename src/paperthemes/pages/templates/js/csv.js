/* global corpus, el */
/* exported csv */

/** Lines of assignments.csv for some papers, the same to the byte (see `spreadsheet.write_csv`). */
const csv = (() => {
  const { papers, topics } = corpus;
  const formula = new RegExp(corpus.csv.formula);
  const quoted = new RegExp(corpus.csv.quoted);

  const quote = (cell) => (quoted.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell);
  const text = (value) => quote(formula.test(value) ? `'${value}` : value);
  const texts = (values) => text(`[${values.map((value) => JSON.stringify(value)).join(", ")}]`);

  /** Write a number as Python does; ours have four decimals at most. */
  const real = (value) => (Number.isInteger(value) ? value.toFixed(1) : String(value));

  const cells = {
    paper_id: (row) => text(papers.id[row]),
    title: (row) => text(papers.title[row]),
    topic: (row) => String(papers.topic[row]),
    topic_name: (row) => text(corpus.topicName(papers.topic[row])),
    grade: (row) => text(corpus.gradeOf(row)),
    confidence: (row) => real(papers.confidence[row]),
    runner_up: (row) => String(corpus.read.runner_up[row]),
    margin: (row) => real(corpus.read.margin[row]),
    theme: (row) => String(corpus.themeOf(row)),
    theme_name: (row) => text(corpus.themeName(corpus.themeOf(row))),
    nearest_exemplars: (row) => texts(corpus.read.exemplars[row].map((one) => papers.id[one])),
    shared_terms: (row) => texts(corpus.read.terms[row]),
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

  /** Let the reader save the lines of some papers, in the order of their ids. */
  async function save(rows, name) {
    await corpus.details();
    const url = URL.createObjectURL(new Blob([lines(rows)], { type: "text/csv" }));
    el("a", { href: url, download: name }).click();
    setTimeout(() => URL.revokeObjectURL(url), 60_000);
  }

  return { save };
})();
