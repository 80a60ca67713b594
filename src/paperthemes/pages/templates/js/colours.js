/* global byId, corpus, el, facets, scheme */
/* exported colours */

/** Colours and symbols of the dots on the map, by subject, topic, grade, dump or facet. */
const colours = (() => {
  const opacities = [0.9, 0.6, 0.4]; // of dots, by grade
  const { papers, subjects, topics, dumpLabels } = corpus;
  const { groups, unassigned, grades, sequence, symbols } = corpus.colours;
  const MAX_NAMES = groups.length - 2; // the last two colours mean other and several names
  const inScheme = (pair) => pair[Number(scheme.isDark())];
  const grey = () => ({ colour: inScheme(unassigned), symbol: symbols[0] });
  const toLook = ([colour, symbol]) => ({
    colour: inScheme(groups[colour]),
    symbol: symbols[symbol],
  });

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

  /** Return the colour of a share of the scale. */
  function scaleColour(share) {
    const stops = sequence[Number(scheme.isDark())];
    const position = share * (stops.length - 1);
    const step = Math.min(Math.floor(position), stops.length - 2);
    return interpolate(stops[step], stops[step + 1], position - step);
  }

  const lookOf = {
    subject: (row) =>
      papers.topic[row] < 0 ? grey() : toLook(subjects[corpus.subjectOf(row)].look),
    topic: (row) => (papers.topic[row] < 0 ? grey() : toLook(topics[papers.topic[row]].look)),
    grade: (row) => ({ colour: inScheme(grades[papers.grade[row]]), symbol: symbols[0] }),
  };

  const entry = (name, look, count, value) => ({ name, count, value, ...look });
  const countRows = (test) => corpus.rows.filter(test).length;
  function withUnassigned(entries) {
    const count = countRows((row) => papers.topic[row] < 0);
    return count ? [...entries, entry("unassigned", grey(), count, -1)] : entries;
  }
  const groupEntries = (groupsOfPapers) =>
    groupsOfPapers.map(({ name, size, look }, number) => entry(name, toLook(look), size, number));

  /**
   * Colour papers by names: the most frequent have colours of their own. The legend's values are
   * those of `valueOf`.
   */
  function byNames({ names, codesOf, others, several, valueOf }) {
    const sizes = names.map(() => 0);
    for (const row of corpus.rows) for (const code of codesOf(row)) sizes[code] += 1;
    const order = [...names.keys()].sort((a, b) => sizes[b] - sizes[a] || a - b);
    const ranks = new Map(order.map((code, rank) => [code, rank]));

    function colourOf(row) {
      const codes = codesOf(row);
      if (codes.length === 0) return null;
      return codes.length > 1 ? MAX_NAMES + 1 : Math.min(ranks.get(codes[0]), MAX_NAMES);
    }
    function list() {
      const shown = order.slice(0, MAX_NAMES).map((code, rank) => {
        return entry(names[code], toLook([rank, 0]), sizes[code], valueOf(code));
      });
      const rest = [
        [others, MAX_NAMES, toLook([MAX_NAMES, 0])],
        [several, MAX_NAMES + 1, toLook([MAX_NAMES + 1, 0])],
        ["not known", null, grey()],
      ].map(([name, colour, look]) =>
        entry(
          name,
          look,
          countRows((row) => colourOf(row) === colour),
          null,
        ),
      );
      return [...shown, ...rest.filter(({ count }) => count)];
    }
    const look = (row) => (colourOf(row) === null ? grey() : toLook([colourOf(row), 0]));
    return { look, list };
  }

  /** Colour papers by rank among all with a number, since a few may be far from the others. */
  function byNumbers(facet) {
    const numbers = corpus.rows.map(facet.numberOf);
    const rows = corpus.rows.filter((row) => numbers[row] !== null);
    rows.sort((a, b) => numbers[a] - numbers[b]);
    const shares = new Map(); // of a number: the middle of its ranks
    rows.forEach((row, rank) => {
      const { first } = shares.get(numbers[row]) ?? { first: rank };
      shares.set(numbers[row], { first, share: (first + rank) / 2 / Math.max(1, rows.length - 1) });
    });
    const look = (row) =>
      numbers[row] === null
        ? grey()
        : { colour: scaleColour(shares.get(numbers[row]).share), symbol: symbols[0] };
    const list = () => {
      const count = numbers.length - rows.length;
      return count ? [entry("not known", grey(), count, null)] : [];
    };
    const range = () => {
      const middle = rows[Math.floor((rows.length - 1) / 2)];
      return {
        stops: sequence[Number(scheme.isDark())],
        ends: [rows[0], middle, rows.at(-1)].map(facet.textOf),
      };
    };
    return { look, list, range };
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
  };

  const scales = {};

  function add(kind, { look, list, range }) {
    Object.assign(lookOf, { [kind]: look });
    Object.assign(entries, { [kind]: list });
    if (range) scales[kind] = range;
  }

  /** Offer the colouring by a facet. */
  function offer(facet) {
    const colouring =
      "numberOf" in facet
        ? byNumbers(facet)
        : byNames({
            names: facet.names,
            codesOf: facet.codesOf,
            others: "others",
            several: "several of them",
            valueOf: (code) => facet.names[code],
          });
    add(facet.key, colouring);
    const name = facet.name.toLowerCase();
    byId("colour-by")?.append(el("option", { value: facet.key, textContent: name }));
  }

  add(
    "dump",
    byNames({
      names: dumpLabels,
      codesOf: (row) => papers.dumps[row],
      others: "other dumps",
      several: "in several dumps",
      valueOf: (dump) => dump,
    }),
  );
  /** Colour the papers that are new since the earlier run. */
  function offerNew() {
    const lookOfNew = (isNew) => (isNew ? toLook([0, 0]) : grey());
    const names = ["known", "new"];
    add("new", {
      look: (row) => lookOfNew(papers.new[row]),
      list: () =>
        [1, 0].map((isNew) => {
          const count = countRows((row) => papers.new[row] === isNew);
          return entry(names[isNew], lookOfNew(isNew), count, isNew);
        }),
    });
    byId("colour-by")?.append(
      el("option", { value: "new", textContent: `new since run ${corpus.since}` }),
    );
  }

  if (corpus.since !== null) offerNew();
  byId("colour-by")?.querySelector("[value=date]")?.remove();
  facets.filter(({ kind }) => kind !== "people").forEach(offer);

  return { lookOf, entries, scales, opacities };
})();
