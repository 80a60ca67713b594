/* global corpus, scheme */
/* exported colours */

/** Colours and symbols of the dots on the map, by subject, topic, grade, dump or date. */
const colours = (() => {
  const { papers, subjects, topics, dumps } = corpus;
  const { groups, unassigned, grades, sequence, symbols } = corpus.colours;
  const MAX_DUMP_COLOURS = groups.length - 2; // the last two mean other and several dumps
  const days = papers.day.filter((day) => day !== null);
  const [first, last] = days.reduce(
    ([low, high], day) => [Math.min(low, day), Math.max(high, day)],
    [Infinity, -Infinity],
  );

  const inScheme = (pair) => pair[Number(scheme.isDark())];
  const grey = () => ({ colour: inScheme(unassigned), symbol: symbols[0] });
  const toLook = ([colour, symbol]) => ({
    colour: inScheme(groups[colour]),
    symbol: symbols[symbol],
  });

  const sizes = dumps.map(() => 0);
  papers.dumps.flat().forEach((dump) => (sizes[dump] += 1));
  const ranked = [...dumps.keys()].sort((a, b) => sizes[b] - sizes[a] || a - b);
  const rankOf = new Map(ranked.map((dump, rank) => [dump, rank]));
  const SEVERAL_DUMPS = groups.length - 1;
  const dumpColour = (row) =>
    papers.dumps[row].length > 1
      ? SEVERAL_DUMPS
      : Math.min(rankOf.get(papers.dumps[row][0]) ?? MAX_DUMP_COLOURS, MAX_DUMP_COLOURS);

  /** Interpolate between two colours #rrggbb. */
  function interpolate(start, end, share) {
    const parts = [1, 3, 5].map((at) => {
      const [a, b] = [start, end].map((colour) => parseInt(colour.slice(at, at + 2), 16));
      return Math.round(a + (b - a) * share)
        .toString(16)
        .padStart(2, "0");
    });
    return `#${parts.join("")}`;
  }

  /** Return the colour of a share of the time between the first and the last day. */
  function timeColour(share) {
    const stops = sequence[Number(scheme.isDark())];
    const position = share * (stops.length - 1);
    const step = Math.min(Math.floor(position), stops.length - 2);
    return interpolate(stops[step], stops[step + 1], position - step);
  }

  const shareOfTime = (day) => (last > first ? (day - first) / (last - first) : 1);
  const lookOf = {
    subject: (row) =>
      papers.topic[row] < 0 ? grey() : toLook(subjects[corpus.subjectOf(row)].look),
    topic: (row) => (papers.topic[row] < 0 ? grey() : toLook(topics[papers.topic[row]].look)),
    grade: (row) => ({ colour: inScheme(grades[papers.grade[row]]), symbol: symbols[0] }),
    dump: (row) => toLook([dumpColour(row), 0]),
    date: (row) =>
      papers.day[row] === null
        ? grey()
        : { colour: timeColour(shareOfTime(papers.day[row])), symbol: symbols[0] },
  };

  const entry = (name, look, count, value) => ({ name, count, value, ...look });
  const countRows = (test) => corpus.rows.filter(test).length;
  function withUnassigned(entries) {
    const count = countRows((row) => papers.topic[row] < 0);
    return count ? [...entries, entry("unassigned", grey(), count, -1)] : entries;
  }
  const groupEntries = (groupsOfPapers) =>
    groupsOfPapers.map(({ name, size, look }, number) => entry(name, toLook(look), size, number));

  function dumpEntries() {
    const shown = ranked.slice(0, MAX_DUMP_COLOURS);
    const entries = shown.map((dump, rank) =>
      entry(dumps[dump], toLook([rank, 0]), sizes[dump], dump),
    );
    const others = countRows((row) => dumpColour(row) === MAX_DUMP_COLOURS);
    const several = countRows((row) => dumpColour(row) === SEVERAL_DUMPS);
    if (others) entries.push(entry("other dumps", toLook([MAX_DUMP_COLOURS, 0]), others, null));
    if (several) entries.push(entry("in several dumps", toLook([SEVERAL_DUMPS, 0]), several, null));
    return entries;
  }

  /** Entries of the legend; those without a `value` cannot be selected. */
  const entries = {
    subject: () =>
      withUnassigned(groupEntries(subjects).filter(({ value }) => !subjects[value].hidden)),
    topic: () => {
      const all = groupEntries(topics);
      const shown = subjects
        .flatMap((subject) => subject.topics)
        .filter((topic) => !topics[topic].hidden);
      const inOrder = shown.map((topic) => all[topic]);
      return withUnassigned(inOrder);
    },
    grade: () =>
      corpus.grades
        .map((name, grade) => ({
          ...entry(name, { colour: inScheme(grades[grade]), symbol: symbols[0] }, 0, grade),
          count: countRows((row) => papers.grade[row] === grade),
        }))
        .filter(({ count }) => count),
    dump: dumpEntries,
    date: () => {
      const undated = countRows((row) => papers.day[row] === null);
      const unknown = papers.published.some((text) => /^\d{4}/.test(text))
        ? "no full date"
        : "no date";
      return undated ? [entry(unknown, grey(), undated, null)] : [];
    },
  };

  /** Return the colours and end dates of the time scale; `null` if no date is known. */
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
