/* global references */
/* exported bibtex */

/** References as BibTeX, as `export/bibtex.py` writes them. */
const bibtex = (() => {
  // Type of entry, and the field for the venue.
  const TYPES = {
    article: ["article", "journal"],
    conference: ["inproceedings", "booktitle"],
    chapter: ["incollection", "booktitle"],
    book: ["book", "series"],
    thesis: ["phdthesis", "school"],
    report: ["techreport", "institution"],
    other: ["misc", "organization"],
  };
  const MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split(" ");
  const COMMANDS = { "\\": "textbackslash", "~": "textasciitilde", "^": "textasciicircum" };
  const BRACES = { "{": "textbraceleft", "}": "textbraceright" };
  const MATHS = /(\$(?![\s$])[^$%]*[^$%\s\\]\$(?!\d))/u;
  // Between two signs that LaTeX would make one.
  const LIGATURE = /(?<=([-'`,<>]))(?=\1)|(?<=[?!])(?=`)/gu;
  const CAPITALS = /(?<![\\\p{L}\p{N}_])[A-Za-z0-9]+[A-Z][A-Za-z0-9]*/gu;

  /** Return whether each brace has its partner. */
  function isBalanced(text) {
    let depth = 0;
    for (const [brace] of text.matchAll(/[{}]/g)) {
      depth += brace === "{" ? 1 : -1;
      if (depth < 0) return false;
    }
    return depth === 0;
  }

  function escapeWords(text, keepsCapitals) {
    const balanced = isBalanced(text);
    const escaped = text
      .replace(/[%&#_$\\~^{}]/g, (char) => {
        if (char in COMMANDS) return `{\\${COMMANDS[char]}}`;
        return char in BRACES && !balanced ? `{\\${BRACES[char]}}` : `\\${char}`;
      })
      .replace(LIGATURE, "{}");
    return keepsCapitals ? escaped.replace(CAPITALS, "{$&}") : escaped;
  }

  /** Write a text for LaTeX; every second part is maths, which stays. */
  const escape = (text, keepsCapitals = false) =>
    text
      .split(MATHS)
      .map((part, at) => (at % 2 && isBalanced(part) ? part : escapeWords(part, keepsCapitals)))
      .join("");

  const encodeBraces = (address) => address.replaceAll("{", "%7B").replaceAll("}", "%7D");

  function formatName({ family, given, suffix }) {
    if (given === "") return `{${escape(family)}}`;
    return escape([family, suffix, given].filter(Boolean).join(", "));
  }

  function format(reference) {
    const [type, venueField] = TYPES[reference.kind];
    const [year, month, day] = reference.published.split("-");
    const fields = references.withoutEmpty({
      title: escape(reference.title, true),
      author: reference.names.map(formatName).join(" and "),
      [venueField]: escape(reference.venue),
      year,
      month: month ? MONTHS[Number(month) - 1] : "",
      date: day ? reference.published : "", // BibTeX has no field for the day
      volume: escape(reference.volume),
      number: escape(reference.number),
      publisher: escape(reference.publisher),
      isbn: escape(reference.isbn),
      issn: escape(reference.issn),
      language: escape(reference.language),
      pages: reference.pages
        .filter(Boolean)
        .map((page) => escape(page))
        .join("--"),
      doi: encodeBraces(reference.doi),
      eprint: reference.arxivId,
      archiveprefix: reference.arxivId && "arXiv",
      pmid: escape(reference.idOf("pmid")),
      pmcid: escape(reference.idOf("pmcid")),
      url: encodeBraces(reference.url),
      keywords: escape(reference.keywords.join(", ")),
      abstract: escape(reference.abstract),
      annote: escape(reference.note),
    });
    const lines = Object.entries(fields).map(
      ([name, text]) => `\t${name} = ${name === "month" ? text : `{${text}}`}`,
    );
    return `@${type}{${reference.key},\n${lines.join(",\n")}\n}\n`;
  }

  return { write: (all) => all.map(format).join("\n\n") };
})();
