/* exported ris */

/** References as RIS, as `export/ris.py` writes them. */
const ris = (() => {
  const TYPES = {
    article: "JOUR",
    conference: "CONF",
    chapter: "CHAP",
    book: "BOOK",
    thesis: "THES",
    report: "RPRT",
    other: "GEN",
  };

  const invert = ({ family, given, suffix }) => [family, given, suffix].filter(Boolean).join(", ");

  /** Write `2024-05-01` as `2024/05/01/`; "" without a month. */
  function formatDate(published) {
    const parts = published.split("-");
    return parts.length > 1 ? [...parts, "", ""].slice(0, 4).join("/") : "";
  }

  function format(reference) {
    const ids = ["pmid", "pmcid"].map((scheme) => [scheme.toUpperCase(), reference.idOf(scheme)]);
    const lines = [
      ["TY", TYPES[reference.kind]],
      ["ID", reference.key],
      ["TI", reference.title],
      ...reference.names.map((name) => ["AU", invert(name)]),
      ["PY", reference.published.slice(0, 4)],
      ["DA", formatDate(reference.published)],
      ["T2", reference.venue],
      ["VL", reference.volume],
      ["IS", reference.number],
      ["PB", reference.publisher],
      ["LA", reference.language],
      ["SN", reference.issn],
      ["SP", reference.pages[0]],
      ["EP", reference.pages[1]],
      ["DO", reference.doi],
      ["AN", reference.arxivId && `arXiv:${reference.arxivId}`],
      ["DB", reference.arxivId && "arXiv"],
      ["UR", reference.url],
      ["AB", reference.abstract],
      ...reference.keywords.map((keyword) => ["KW", keyword]),
      ["N1", reference.note],
      ...ids.map(([name, id]) => ["N1", id && `${name}: ${id}`]),
    ].filter(([, text]) => text !== "");
    return [...lines.map(([tag, text]) => `${tag}  - ${text}\n`), "ER  - \n"].join("");
  }

  return { write: (all) => all.map(format).join("\n") };
})();
