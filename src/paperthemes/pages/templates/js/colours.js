/* global corpus, scheme */
/* exported colours */

/** What the dots of the map look like, by what they are coloured by. */
const colours = (() => {
  const { papers, themes, topics, dumps } = corpus;
  const { groups, unassigned, grades, sequence, symbols } = corpus.colours;
  const MANY_DUMPS = groups.length - 2; // dumps with a colour of their own
  const days = papers.day.filter((day) => day !== null);
  const [first, last] = days.reduce(
    ([low, high], day) => [Math.min(low, day), Math.max(high, day)],
    [Infinity, -Infinity],
  );

  const own = (pair) => pair[Number(scheme.isDark())];
  const grey = () => ({ colour: own(unassigned), symbol: symbols[0] });
  const looks = ([colour, symbol]) => ({ colour: own(groups[colour]), symbol: symbols[symbol] });

  const sizes = dumps.map(() => 0);
  papers.dumps.flat().forEach((dump) => (sizes[dump] += 1));
  const ranked = [...dumps.keys()].sort((a, b) => sizes[b] - sizes[a] || a - b);
  const rankOf = new Map(ranked.map((dump, rank) => [dump, rank]));
  const SEVERAL = groups.length - 1;
  const placeOfDump = (row) =>
    papers.dumps[row].length > 1
      ? SEVERAL
      : Math.min(rankOf.get(papers.dumps[row][0]) ?? MANY_DUMPS, MANY_DUMPS);

  /** Mix two colours written as #rrggbb. */
  function mixed(one, other, share) {
    const parts = [1, 3, 5].map((at) => {
      const [a, b] = [one, other].map((colour) => parseInt(colour.slice(at, at + 2), 16));
      return Math.round(a + (b - a) * share)
        .toString(16)
        .padStart(2, "0");
    });
    return `#${parts.join("")}`;
  }

  /** Give a share of the time between first and last day its colour. */
  function ofTime(share) {
    const stops = sequence[Number(scheme.isDark())];
    const place = share * (stops.length - 1);
    const step = Math.min(Math.floor(place), stops.length - 2);
    return mixed(stops[step], stops[step + 1], place - step);
  }

  const shareOfTime = (day) => (last > first ? (day - first) / (last - first) : 1);
  const lookOf = {
    theme: (row) => (papers.topic[row] < 0 ? grey() : looks(themes[corpus.themeOf(row)].look)),
    topic: (row) => (papers.topic[row] < 0 ? grey() : looks(topics[papers.topic[row]].look)),
    grade: (row) => ({ colour: own(grades[papers.grade[row]]), symbol: symbols[0] }),
    dump: (row) => looks([placeOfDump(row), 0]),
    date: (row) =>
      papers.day[row] === null
        ? grey()
        : { colour: ofTime(shareOfTime(papers.day[row])), symbol: symbols[0] },
  };

  const entry = (name, look, count, value) => ({ name, count, value, ...look });
  const countOf = (test) => corpus.rows.filter(test).length;
  function withUnassigned(entries) {
    const count = countOf((row) => papers.topic[row] < 0);
    return count ? [...entries, entry("unassigned", grey(), count, -1)] : entries;
  }
  const groupEntries = (of) =>
    of.map(({ name, size, look }, number) => entry(name, looks(look), size, number));

  function dumpEntries() {
    const shown = ranked.slice(0, MANY_DUMPS);
    const entries = shown.map((dump, rank) =>
      entry(dumps[dump], looks([rank, 0]), sizes[dump], dump),
    );
    const others = countOf((row) => placeOfDump(row) === MANY_DUMPS);
    const several = countOf((row) => placeOfDump(row) === SEVERAL);
    if (others) entries.push(entry("other dumps", looks([MANY_DUMPS, 0]), others, null));
    if (several) entries.push(entry("in several dumps", looks([SEVERAL, 0]), several, null));
    return entries;
  }

  /** What the legend lists; entries without a `value` cannot be asked for. */
  const entries = {
    theme: () => withUnassigned(groupEntries(themes).filter((_, theme) => !themes[theme].hidden)),
    topic: () => {
      const all = groupEntries(topics);
      const shown = themes
        .flatMap((theme) => theme.topics)
        .filter((topic) => !topics[topic].hidden);
      const inOrder = shown.map((topic) => all[topic]);
      return withUnassigned(inOrder);
    },
    grade: () =>
      corpus.grades
        .map((name, grade) => ({
          ...entry(name, { colour: own(grades[grade]), symbol: symbols[0] }, 0, grade),
          count: countOf((row) => papers.grade[row] === grade),
        }))
        .filter(({ count }) => count),
    dump: dumpEntries,
    date: () => {
      const undated = countOf((row) => papers.day[row] === null);
      const unknown = papers.published.some((text) => /^\d{4}/.test(text))
        ? "no date or no year known"
        : "no date known";
      return undated ? [entry(unknown, grey(), undated, null)] : [];
    },
  };

  /** The scale of dates: its colours, and what its ends mean; `null` where no date is known. */
  function timeScale() {
    if (days.length === 0) return null;
    const rowOn = (day) => papers.day.indexOf(day);
    return {
      stops: sequence[Number(scheme.isDark())],
      ends: [corpus.dateOf(rowOn(first)), corpus.dateOf(rowOn(last))],
    };
  }

  return { lookOf, entries, timeScale };
})();
