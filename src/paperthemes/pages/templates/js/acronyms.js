/* global corpus, relatedTerms, searchTerms */
/* exported acronyms */

/** Acronyms and their long forms: "long form (ACRONYM)" in titles and abstracts, or phrases with its initials. */
const acronyms = (() => {
  const SLICE = 500; // papers that are read at a time
  const LONGEST = 120; // characters of a long form
  const ACRONYM = /\(([\p{L}\p{N}-]{2,12})[),;]/gu;
  const SMALL = new Set("a an and as by for from in of on or the to via with".split(" "));
  // Words that no name has, beside the small ones.
  const OTHER = new Set(
    "are be can do does has have is it its may our that their these this was were will".split(" "),
  );
  const MIN_PAPERS = 2; // that have a phrase; initials alone say little
  const MAX_PHRASES = 8;
  const phrases = new Map(); // letters -> promise of the phrases with these initials
  let definitions = null;

  const isSmall = (word) => SMALL.has(word.toLowerCase());

  /** Return the words that end a text if these are their initials, else null. Small words may have none. */
  function wordsWithInitials(letters, text) {
    const words = [...text.matchAll(/[\p{L}\p{N}]+/gu)];
    for (const some of [words, words.filter(([word]) => !isSmall(word))]) {
      const last = some.slice(-letters.length);
      if (last.map(([word]) => word[0].toLowerCase()).join("") === letters) {
        const found = text.slice(last[0].index, words.at(-1).index + words.at(-1)[0].length);
        return /[.,;:!?()"“”]/.test(found) ? null : found.toLowerCase();
      }
    }
    return null;
  }

  /** Yield the definitions of a text, in the singular. */
  function* read(text) {
    for (const match of text.matchAll(ACRONYM)) {
      const acronym = match[1].replace(/s$/, "");
      const capitals = acronym.replace(/[^\p{Lu}\p{N}]/gu, "").toLowerCase();
      if (capitals.length < 2) continue;
      const before = text.slice(Math.max(0, match.index - LONGEST), match.index);
      const all = acronym.replaceAll("-", "").toLowerCase();
      const words = wordsWithInitials(all, before) ?? wordsWithInitials(capitals, before);
      if (words === null) continue;
      const long = words.replace(/(?<=[^acisu])s$/, ""); // finds the plural, too
      const short = searchTerms.normalize(acronym).trim();
      yield { acronym, short, long, key: searchTerms.keyOf(long), count: 0 };
    }
  }

  /** Yield each phrase of a text whose words, without capitals but the first letter, have these initials. */
  function* readPhrases(letters, text) {
    const words = Array.from(letters, (letter) => `[${letter}${letter.toLowerCase()}]\\p{Ll}+`);
    const phrase = `(?<![\\p{L}\\p{N}])(?=(${words.join("[\\s‐‑-]+")})(?![\\p{L}\\p{N}]))`;
    for (const [, found] of text.matchAll(new RegExp(phrase, "gu"))) {
      const long = found.toLowerCase();
      if (!long.split(/[\s‐‑-]+/u).some((word) => isSmall(word) || OTHER.has(word))) {
        yield { acronym: letters, long, key: searchTerms.keyOf(long), count: 0 };
      }
    }
  }

  /** Read all texts; other events come between two slices. What most of them have comes first. */
  async function readAll(readText) {
    const found = new Map();
    for (const row of corpus.rows) {
      const text = `${corpus.papers.title[row]}. ${corpus.details.abstract?.[row] ?? ""}`;
      for (const definition of readText(text)) {
        const name = `${definition.acronym} ${definition.key}`;
        if (!found.has(name)) found.set(name, definition);
        found.get(name).count += 1;
      }
      if (row % SLICE === SLICE - 1) await new Promise((resolve) => setTimeout(resolve));
    }
    // Long words are rarely together by chance.
    return [...found.values()].sort((a, b) => b.count - a.count || b.long.length - a.long.length);
  }

  /** Return whether an acronym mostly stands for the long form of a definition. */
  const isUsual = (all, { short, key }) => all.find((one) => one.short === short).key === key;

  /**
   * Return the long forms of an acronym, or the acronyms that mostly stand for a long form; the abstracts
   * are loaded.
   */
  async function counterparts(words) {
    const [typed, key] = [searchTerms.normalize(words).trim(), searchTerms.keyOf(words)];
    const found = await (definitions ??= readAll(read));
    return found.flatMap((one) => {
      if (typed === one.short || typed === `${one.short}s`) return [one.long];
      return key === one.key && isUsual(found, one) ? [one.acronym] : [];
    });
  }

  /** Return the definitions of long forms that end with some words, as "vision transformer" does. */
  async function narrower(words) {
    const end = ` ${searchTerms.keyOf(words)}`;
    const found = await (definitions ??= readAll(read));
    return found.filter((one) => one.key.endsWith(end) && isUsual(found, one));
  }

  /**
   * Return the most frequent phrases with these initials, for an acronym in capitals that no text has:
   * known terms, and others that several papers have.
   */
  async function phrasesOf(letters) {
    if (!phrases.has(letters)) {
      phrases.set(
        letters,
        readAll((text) => readPhrases(letters, text)),
      );
    }
    const isTerm = ({ key, count }) => count >= MIN_PAPERS || relatedTerms.has(key);
    return (await phrases.get(letters))
      .filter(isTerm)
      .slice(0, MAX_PHRASES)
      .map(({ long }) => long);
  }

  return { counterparts, narrower, phrasesOf, isSmall };
})();
