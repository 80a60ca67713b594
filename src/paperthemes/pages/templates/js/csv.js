/* global corpus */
/* exported csv */

/** References as CSV: the first columns of papers.csv, as `spreadsheet.write_csv` writes them. */
const csv = (() => {
  const { papers, topics } = corpus;
  const BYTE_ORDER_MARK = "\ufeff"; // Excel then takes the file for UTF-8
  const formulaStart = new RegExp(corpus.csv.formula);
  const needsQuotes = new RegExp(corpus.csv.quoted);

  const quote = (cell) => (needsQuotes.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell);
  const text = (value) => quote(formulaStart.test(value) ? `'${value}` : value);

  /** Format a number as Python does; all have at most four decimals. */
  const real = (value) => (Number.isInteger(value) ? value.toFixed(1) : String(value));

  const cells = {
    paper_id: ({ row }) => papers.id[row],
    authors: ({ authors }) => authors.join("; "),
    // A number, which has no zeros in front.
    year: ({ published }) => published && String(Number(published.slice(0, 4))),
    arxiv_id: ({ arxivId }) => arxivId,
    ids: ({ ids }) => ids.join("; "),
    topic_id: ({ row }) => (papers.topic[row] < 0 ? "" : topics[papers.topic[row]].id),
    topic_name: ({ row }) => corpus.topicName(papers.topic[row]),
    theme_name: ({ theme }) => theme,
    grade: ({ row }) => corpus.gradeOf(row),
    confidence: ({ row }) => real(papers.confidence[row]),
    dumps: ({ row }) => corpus.dumpsOf(row).join("; "),
  };

  function line(reference) {
    const cellOf = (name) => (name in cells ? cells[name](reference) : reference[name]);
    return corpus.csv.columns.map((name) => text(cellOf(name))).join(",");
  }

  const write = (all) =>
    [`${BYTE_ORDER_MARK}${corpus.csv.columns.join(",")}`, ...all.map(line), ""].join("\n");

  return { write };
})();
