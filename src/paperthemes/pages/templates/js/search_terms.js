/* exported searchTerms */

/** Search terms of a query, and text in a form that they can be compared with. */
const searchTerms = (() => {
  /** Lower-case a text and remove accents; all kinds of quotes and of hyphens become equal. */
  const normalize = (text) =>
    /^[\n\x20-\x7e]*$/.test(text)
      ? text.toLowerCase()
      : text
          .normalize("NFKD")
          .replace(/\p{M}/gu, "")
          .replace(/[“”„‟«»]/g, '"')
          .replace(/[‘’‚‛]/g, "'")
          .replace(/[‐‑]/g, "-")
          .toLowerCase();

  /** Split a query into words, and phrases in quotes. */
  const parse = (query) =>
    [...normalize(query).matchAll(/"([^"]+)"|[^\s"]+/g)].map((match) => match[1] ?? match[0]);

  return { normalize, parse };
})();
