/* exported searchTerms */

/**
 * Queries, and texts in a form that they can be compared with.
 *
 * A text is normalized to its words between single spaces, in lower case and without accents.
 * A query is a list of alternatives, separated by OR; each is a list of terms, all of which a text
 * must have. A term is a word, or several that follow each other: in quotes, or with hyphens.
 * Short terms and those in upper case match whole words; others match the beginnings of words.
 * Singular and plural match each other, as far as they differ by an s. An acronym that texts write
 * as one matches no common word: "CLIP" and "CLIPs", but no "clips".
 */
const searchTerms = (() => {
  const SHORT = 3; // letters of a term that only whole words match
  const ACRONYM = /^\p{Lu}{2,6}s?$/u; // longer words in upper case are common words
  const CAPITALS = /\p{Lu}.*\p{Lu}/u;
  const FOLDED = { ß: "ss", æ: "ae", œ: "oe", ø: "o", ł: "l", đ: "d", ı: "i" }; // not by Unicode
  // Scripts without spaces between words: each character counts as one.
  const UNSPACED =
    /[\p{scx=Han}\p{scx=Hira}\p{scx=Kana}\p{scx=Thai}\p{scx=Laoo}\p{scx=Khmr}\p{scx=Mymr}]/gu;
  const isAscii = (text) => /^\p{ASCII}*$/u.test(text);

  /** Remove accents. */
  function fold(text) {
    if (isAscii(text)) return text;
    return text
      .normalize("NFKD")
      .replace(/\p{M}/gu, "")
      .replace(/[ßæœøłđı]/giu, (letter) => FOLDED[letter.toLowerCase()] ?? letter)
      .replace(UNSPACED, " $& ");
  }

  const wordsOf = (text) => fold(text).match(/[\p{L}\p{N}]+/gu) ?? [];

  function normalize(text) {
    const folded = fold(text).toLowerCase();
    const separators = isAscii(folded) ? /[^a-z0-9]+/g : /[^\p{L}\p{N}]+/gu;
    return ` ${folded.replace(separators, " ").trim()} `;
  }

  /** Normalize the parts of a text. Two spaces come between them, so no phrase extends over both. */
  const normalizeParts = (parts) => Array.from(parts, normalize).join("");

  /** Return what a text and its plural share. */
  const keyOf = (text) =>
    normalize(text)
      .replace(/s(?= )/g, "")
      .trim();

  /** Normalize the text of an element; its cells or children are its parts. */
  const normalizeNode = ({ cells, children }) =>
    normalizeParts(Array.from(cells ?? children, ({ textContent }) => textContent));

  const hasNumber = (word) => word.length > SHORT && !/(?:ss|us|is)$/.test(word);
  const isPlural = (word) => hasNumber(word) && word.endsWith("s");
  const singular = (word) => (isPlural(word) ? word.slice(0, -1) : word);
  const otherNumber = (word) => (isPlural(word) ? singular(word) : `${word}s`);

  /** Return the words, and again with each of them but the last in the other number. */
  const variantsOf = (words) => [
    words,
    ...words.flatMap((word, at) =>
      at < words.length - 1 && hasNumber(word) ? [words.with(at, otherNumber(word))] : [],
    ),
  ];

  /** Create a term; a text has it if any of `forms` begins one of its words. */
  function createTerm(typed, isQuoted) {
    const words = wordsOf(typed);
    const last = words.at(-1);
    const isWhole = last.length <= SHORT || CAPITALS.test(last);
    const isAcronym = words.length === 1 && ACRONYM.test(last);
    const lower = words.map((word) => word.toLowerCase());
    const forms = variantsOf(lower).flatMap((variant) => {
      const text = variant.join(" ");
      const whole = isPlural(variant.at(-1)) ? [`${singular(text)} `] : [];
      return isWhole ? [`${text} `, `${text}s `, ...whole] : [text, ...whole];
    });
    // Terms with the same key match the same texts; if a key begins with another, it matches fewer.
    const key = isAcronym ? `${last} ` : forms[0];
    return { typed, words: lower, forms, key, isWhole, isAcronym, isQuoted };
  }

  /** Split a query into alternatives of terms; one without words has none. */
  function parse(query) {
    const alternatives = [[]];
    for (const [piece, phrase] of query.matchAll(
      /["“”„‟«»]([^"“”„‟«»]+)["“”„‟«»]|[^\s"“”„‟«»]+/g,
    )) {
      if (piece === "OR") alternatives.push([]);
      else if (wordsOf(phrase ?? piece).length) {
        alternatives.at(-1).push(createTerm(phrase ?? piece, phrase !== undefined));
      }
    }
    return alternatives.filter((terms) => terms.length);
  }

  /** Return whether a word of a normalized text begins with a form. */
  function hasForm(text, form) {
    // To look for the space in front, too, would take three times as long.
    let at = text.indexOf(form);
    while (at >= 0 && text[at - 1] !== " ") at = text.indexOf(form, at + 1);
    return at >= 0;
  }

  /** Return where a normalized text has a term: pairs of start and end. */
  function places(text, { forms }) {
    return forms.flatMap((form) => {
      const found = [];
      for (let at = text.indexOf(form); at >= 0; at = text.indexOf(form, at + 1)) {
        if (text[at - 1] === " ") found.push([at, at + form.length]);
      }
      return found;
    });
  }

  /** Return start and end of the shortest part of a text with a place of each list; null if one is empty. */
  function closest(lists) {
    const all = lists.flatMap((list, of) => list.map(([start, end]) => ({ start, end, of })));
    all.sort((a, b) => a.start - b.start);
    const latest = lists.map(() => null);
    let best = null;
    for (const place of all) {
      latest[place.of] = place;
      if (latest.includes(null)) continue;
      const start = Math.min(...latest.map((one) => one.start));
      const end = Math.max(...latest.map((one) => one.end));
      if (best === null || end - start < best[1] - best[0]) best = [start, end];
    }
    return best;
  }

  const hasTerm = (text, { forms }) => forms.some((form) => hasForm(text, form));

  /** Normalize a text letter by letter, so that all positions stay the same. */
  function normalizeLetters(text) {
    if (isAscii(text)) return text.toLowerCase();
    return Array.from(text, (letter) => {
      const normal = fold(letter).trim().toLowerCase();
      return normal.length === letter.length ? normal : letter;
    }).join("");
  }

  /** Return whether a word of a text is a short lower-case part of a hyphenated one, as in "ad-hoc". */
  function isHyphenated(text, start, end) {
    const word = text.slice(start, end);
    if (singular(word).length > SHORT || /\p{Lu}/u.test(word)) return false;
    const [before, after] = [text.slice(0, start).slice(-2), text.slice(end, end + 2)];
    return /\p{L}[-‐‑]$/u.test(before) || /^[-‐‑]\p{L}/u.test(after);
  }

  /** Return whether a word of a text may be the acronym of a term. */
  const mayBeAcronym = (text, start, end, { isInCapitals }) =>
    isInCapitals ? CAPITALS.test(text.slice(start, end)) : !isHyphenated(text, start, end);

  /** Yield where an original text has a term: the start and end. */
  function* occurrences(text, term) {
    for (const { index, 0: match } of normalizeLetters(text).matchAll(patternOf(term))) {
      const end = index + match.length;
      if (!term.isAcronym || mayBeAcronym(text, index, end, term)) yield [index, end];
    }
  }

  /** Return the term of an acronym that only words with two capitals have. */
  const inCapitals = (term) => ({ ...term, key: `${term.key} `, isInCapitals: true });

  /** Return whether a normalized text has all terms of any alternative; any text, if there is none. */
  const matches = (text, alternatives) =>
    alternatives.length === 0 ||
    alternatives.some((terms) => terms.every((term) => hasTerm(text, term)));

  /** Return a pattern of a term in a text in lower case without accents, but with its separators. */
  function patternOf({ words, isWhole }) {
    const [letter, other] = ["[\\p{L}\\p{N}]", "[^\\p{L}\\p{N}]"];
    if (words.join("").search(UNSPACED) >= 0) return new RegExp(words.join(`${other}*`), "gu");
    const last = words.at(-1);
    const plural = isPlural(last) ? `(?:s|(?!${letter}))` : "";
    const end = isWhole ? `s?(?!${letter})` : plural;
    const begin = words
      .slice(0, -1)
      .map((word) => `${singular(word)}${hasNumber(word) ? "s?" : ""}`);
    const text = [...begin, singular(last)].join(`${other}+`);
    return new RegExp(`(?<!${letter})${text}${end}`, "gu");
  }

  return {
    normalize,
    normalizeParts,
    normalizeNode,
    keyOf,
    createTerm,
    inCapitals,
    parse,
    hasTerm,
    matches,
    occurrences,
    places,
    closest,
  };
})();
