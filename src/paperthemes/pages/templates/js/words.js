/* exported words */

/** Words to search by, and texts to search in, made comparable. */
const words = (() => {
  /** Write small letters, without accents; quotes and hyphens of all kinds are alike. */
  const plain = (text) =>
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
  const termsOf = (query) =>
    [...plain(query).matchAll(/"([^"]+)"|[^\s"]+/g)].map((found) => found[1] ?? found[0]);

  return { plain, termsOf };
})();
