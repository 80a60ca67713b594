/* global references */
/* exported csl */

/** References as CSL-JSON, as `export/csl.py` writes them. */
const csl = (() => {
  const TYPES = {
    article: "article-journal",
    conference: "paper-conference",
    chapter: "chapter",
    book: "book",
    thesis: "thesis",
    report: "report",
    other: "article",
  };

  function toItem(reference) {
    const date = reference.published.split("-").filter(Boolean).map(Number);
    const arxivId = reference.arxivId && `arXiv: ${reference.arxivId}`;
    return references.withoutEmpty({
      id: reference.key,
      type: TYPES[reference.kind],
      title: reference.title,
      author: reference.names.map(references.withoutEmpty),
      issued: date.length ? { "date-parts": [date] } : "",
      "container-title": reference.venue,
      volume: reference.volume,
      issue: reference.number,
      publisher: reference.publisher,
      language: reference.language,
      ISBN: reference.isbn,
      ISSN: reference.issn,
      page: reference.pages.filter(Boolean).join("-"),
      DOI: reference.doi,
      PMID: reference.idOf("pmid"),
      PMCID: reference.idOf("pmcid"),
      URL: reference.url,
      abstract: reference.abstract,
      keyword: reference.keywords.join(", "),
      note: [arxivId, reference.note].filter(Boolean).join("\n"),
    });
  }

  return { write: (all) => `${JSON.stringify(all.map(toItem), null, 1)}\n` };
})();
