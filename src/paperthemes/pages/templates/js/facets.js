/* global corpus, formatNumber */
/* exported facets */

/**
 * The fields of papers by which the list is sorted and filtered, and the map coloured.
 *
 * Facets of the kinds "number" and "date" have `numberOf` a paper, null if unknown; a date counts
 * in months. All others have `names`, and `codesOf` a paper: the indices of its names. A filter of
 * names is a list of them, any of which fits; one of numbers is a pair of texts, "" for no limit.
 */
const facets = (() => {
  const { papers } = corpus;
  const RANGE = "..";

  /** Number the distinct texts of all papers. */
  function encode(lists) {
    const codes = new Map();
    const codeOf = (text) => codes.get(text) ?? codes.set(text, codes.size).get(text);
    const coded = lists.map((texts) => [...new Set(texts)].map(codeOf));
    return { names: [...codes.keys()], codes: coded };
  }

  /** The names of a facet, and the codes of its papers; those of people are loaded later. */
  function indexOf({ kind, values, codes }) {
    if (kind === "address") {
      return { names: ["yes"], codes: codes.map((code) => (code < 0 ? [] : [0])) };
    }
    if (kind === "words") return { names: values, codes };
    return corpus.details === null ? null : encode(corpus.details.authors);
  }

  function withNames(facet) {
    let known = null;
    const index = () => (known ??= indexOf(facet)) ?? { names: [], codes: [] };
    const toList = (codes = -1) => (Array.isArray(codes) ? codes : codes < 0 ? [] : [codes]);
    const codesOf = (row) => toList(index().codes[row]);
    const namesOf = (row) => codesOf(row).map((code) => index().names[code]);
    return {
      ...facet,
      codesOf,
      namesOf,
      get names() {
        return index().names;
      },
      addressOf: (row) => facet.values[facet.codes[row]] ?? "", // of the kind "address"
      textOf: (row) => namesOf(row).join("; "),
      isKnown: (row) => codesOf(row).length > 0,
      compare: (a, b) => corpus.compare(namesOf(a).join("; "), namesOf(b).join("; ")),
      test: (names) => {
        const codes = new Set(names.map((name) => index().names.indexOf(name)));
        return (row) => codesOf(row).some((code) => codes.has(code));
      },
      describe: (names) => names.join(" or "),
      write: (names) => names.map((name) => name.replace(/[%|]/g, encodeURIComponent)).join("|"),
      read: (text) => text.split("|").map((name) => name.replace(/%(25|7C)/g, decodeURIComponent)),
      isValid: (names) => names.every((name) => name !== ""),
    };
  }

  /** The months from year 0 to a date; a year alone counts as its January. */
  function monthsOf(date) {
    const [year, month] = date.split("-").map(Number);
    return 12 * year + (month ?? 1) - 1;
  }

  const isDate = (text) => /^\d{4}(-\d\d){0,2}$/.test(text);
  const isNumber = (text) => text !== "" && Number.isFinite(Number(text));

  /** Return a test of whether a date is in a range, both as far as they are known. */
  const testDates =
    ([from, to]) =>
    (row) => {
      const date = papers.published[row];
      if (date === "") return false;
      return date.slice(0, from.length) >= from && (to === "" || date.slice(0, to.length) <= to);
    };

  const testNumbers = (numbers) => {
    const isIn = (number, [from, to]) =>
      number !== null && (from === "" || number >= from) && (to === "" || number <= to);
    return ([from, to]) => {
      const limits = [from, to].map((text) => (text === "" ? "" : Number(text)));
      return (row) => isIn(numbers[row], limits);
    };
  };

  function withNumbers(facet) {
    const dated = facet.kind === "date";
    const numbers = dated
      ? papers.published.map((date) => (date === "" ? null : monthsOf(date)))
      : facet.numbers;
    const isLimit = dated ? isDate : isNumber;
    const format = (number) => (number === null ? "" : formatNumber(number));
    return {
      ...facet,
      numberOf: (row) => numbers[row],
      textOf: dated ? (row) => papers.published[row] : (row) => format(numbers[row]),
      isKnown: (row) => numbers[row] !== null,
      compare: dated
        ? (a, b) => corpus.compare(papers.published[a], papers.published[b])
        : (a, b) => numbers[a] - numbers[b],
      isLimit,
      test: dated ? testDates : testNumbers(numbers),
      describe: ([from, to]) => {
        if (from === "") return `to ${to}`;
        if (to === "") return `from ${from}`;
        return from === to ? from : `${from} to ${to}`;
      },
      write: (range) => range.join(RANGE),
      read: (text) => text.split(RANGE),
      isValid: (range) =>
        range.length === 2 && range.some(Boolean) && range.every((t) => t === "" || isLimit(t)),
    };
  }

  return corpus.facets.map((facet) =>
    ["date", "number"].includes(facet.kind) ? withNumbers(facet) : withNames(facet),
  );
})();
