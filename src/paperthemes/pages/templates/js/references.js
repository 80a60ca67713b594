/* global corpus, facets */
/* exported references */

/** Papers as bibliographic references, as `export/references.py` makes them. */
const references = (() => {
  const { papers, topics, subjects } = corpus;
  const [ARXIV, DOI] = ["https://arxiv.org/abs/", "https://doi.org/"];
  const FIELDS = ["volume", "number", "publisher", "isbn", "issn", "language", "date_without_year"];
  const venues = facets.find(({ key }) => key === "venue");

  /** Split a name by its number, see `reference_data.py`. */
  function splitName(name, number) {
    const words = name.split(" ");
    const count = number >> 1;
    const suffix = number % 2 ? words.pop() : "";
    if (count === 0) return { given: "", family: name, suffix: "" };
    return { given: words.slice(0, count).join(" "), family: words.slice(count).join(" "), suffix };
  }

  const addressOf = (row, label) =>
    corpus.details.links[row].find(([text]) => text === label)?.[1] ?? "";
  const idOf = (row, label, start) => decodeURIComponent(addressOf(row, label).slice(start.length));

  /** Round as Python does: ties to the even digit. Of all numbers, only eighths are ties. */
  const twoDecimals = (value) => (value % 0.5 === 0.125 ? value - 0.001 : value).toFixed(2);

  function themeOf(row) {
    const subject = corpus.subjectOf(row);
    return subject >= 0 && subjects[subject].theme >= 0 ? subjects[subject].name : "";
  }

  function noteOf(row) {
    if (papers.topic[row] < 0) return "Topic: none";
    const { name, id } = topics[papers.topic[row]];
    const theme = themeOf(row) && `; theme: ${themeOf(row)}`;
    const confidence = twoDecimals(papers.confidence[row]);
    return `Topic: ${name} (${id}), ${corpus.gradeOf(row)}, confidence ${confidence}${theme}`;
  }

  /** The topic, the theme and the keywords in the dump. */
  function keywordsOf(row, own) {
    const topic = papers.topic[row] < 0 ? "" : topics[papers.topic[row]].name;
    const texts = [topic, themeOf(row), ...own.split(";").map((text) => text.trim())];
    return [...new Set(texts.filter(Boolean))];
  }

  /** Return the reference of a paper; its details must be loaded. */
  function make(row) {
    const { authors, abstract, references: data } = corpus.details;
    const textOf = (name) => data[name]?.[row] ?? ""; // of a field that some papers have
    const ids = data.ids?.[row] ?? [];
    const pages = textOf("pages");
    return {
      row,
      key: data.key[row],
      kind: data.kind[row],
      title: papers.title[row],
      abstract: abstract?.[row] ?? "",
      authors: authors[row],
      names: authors[row].map((name, at) => splitName(name, data.names[row][at])),
      published: papers.published[row],
      venue: venues?.textOf(row) ?? "",
      doi: idOf(row, "DOI", DOI),
      arxivId: idOf(row, "arXiv", ARXIV),
      url: ["Source", "arXiv", "DOI"].map((label) => addressOf(row, label)).find(Boolean) ?? "",
      theme: papers.topic[row] < 0 ? corpus.subjectName(-1) : themeOf(row),
      keywords: keywordsOf(row, textOf("keywords")),
      note: noteOf(row),
      ids,
      idOf: (scheme) =>
        ids.find((id) => id.startsWith(`${scheme}:`))?.slice(scheme.length + 1) ?? "",
      pages: pages.length ? pages : ["", ""],
      ...Object.fromEntries(FIELDS.map((name) => [name, textOf(name)])),
    };
  }

  /** Return the entries of an object that are neither empty texts nor empty lists. */
  const withoutEmpty = (fields) =>
    Object.fromEntries(Object.entries(fields).filter(([, value]) => value.length !== 0));

  return { make, withoutEmpty };
})();
