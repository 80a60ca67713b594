/* global el, filter, formatNumber */
/* exported histogram */

/** Histograms of numbers or dates that filter: drag over the bars, or type the limits. */
const histogram = (() => {
  const MAX_BARS = 32;
  const MONTHS = [1, 3, 12, 24, 60, 120, 240, 600, 1200, 3000];
  const FAR = 3; // quartile distances from the middle half: Tukey's limit of far-out values

  /** Return the limits of the numbers without the far-out ones. */
  function usualLimits(sorted) {
    const at = (share) => sorted[Math.floor(share * (sorted.length - 1))];
    const [low, high] = [at(0.25), at(0.75)];
    const reach = FAR * (high - low);
    if (reach === 0) return [sorted[0], sorted.at(-1)];
    const usual = sorted.filter((number) => number >= low - reach && number <= high + reach);
    return [usual[0], usual.at(-1)];
  }

  /** Return the smallest step that needs few enough bars: 1, 2 or 5 times a power of ten. */
  function stepOf(length, isWhole) {
    let power = isWhole ? 1 : 10 ** Math.floor(Math.log10(length / MAX_BARS || 1));
    for (;;) {
      for (const step of [power, 2 * power, 5 * power]) if (length / step < MAX_BARS) return step;
      power *= 10;
    }
  }

  function stepOfDates(length, sorted) {
    const years = sorted.filter((months) => months % 12 === 0).length;
    const steps = MONTHS.filter((step) => step >= 12 || years < sorted.length / 2);
    return steps.find((step) => length / step < MAX_BARS) ?? MONTHS.at(-1);
  }

  /** Write a number of months as a year, or as a year and a month. */
  function formatMonths(months, step) {
    const year = String(Math.floor(months / 12)).padStart(4, "0");
    return step >= 12 ? year : `${year}-${String((months % 12) + 1).padStart(2, "0")}`;
  }

  /** Divide the range of a facet into bars; the outer ones take what lies beyond. */
  function divide({ kind, numberOf }, rows) {
    const sorted = rows.map(numberOf).filter((number) => number !== null);
    sorted.sort((a, b) => a - b);
    const [low, high] = usualLimits(sorted);
    const isWhole = sorted.every(Number.isInteger);
    const step = kind === "date" ? stepOfDates(high - low, sorted) : stepOf(high - low, isWhole);
    const start = Math.floor(low / step);
    const count = Math.floor(high / step) - start + 1;
    const format = (number) =>
      kind === "date" ? formatMonths(number, step) : String(Number(number.toPrecision(12)));
    const bars = Array.from({ length: count }, (_, at) => {
      const [from, to] = [(start + at) * step, (start + at + 1) * step - (isWhole ? 1 : 0)];
      return [format(from), format(to)];
    });
    if (sorted[0] < start * step) bars[0][0] = "";
    if (sorted.at(-1) >= (start + count) * step) bars.at(-1)[1] = "";
    const barOf = (number) => Math.max(0, Math.min(count - 1, Math.floor(number / step) - start));
    return { bars, barOf };
  }

  /** Count the papers of each bar. */
  function count({ numberOf }, { bars, barOf }, rows) {
    const counts = bars.map(() => 0);
    for (const row of rows) if (numberOf(row) !== null) counts[barOf(numberOf(row))] += 1;
    return counts;
  }

  const nameOf = ([from, to]) => {
    if (from === to) return from;
    if (from === "") return `to ${to}`;
    return to === "" ? `from ${from}` : `${from} to ${to}`;
  };

  /** Let the reader select bars by dragging over them; `use` gets the first and the last. */
  function listenToDrag(box, bars, use) {
    let first = null;
    const barAt = ({ clientX }) => {
      const { left, width } = box.getBoundingClientRect();
      const at = Math.floor(((clientX - left) / width) * bars.length);
      return Math.max(0, Math.min(bars.length - 1, at));
    };
    const select = (event) => {
      const ends = [first, barAt(event)].sort((a, b) => a - b);
      use([bars[ends[0]][0], bars[ends[1]][1]]);
    };
    box.addEventListener("pointerdown", (event) => {
      box.setPointerCapture(event.pointerId);
      first = barAt(event);
      select(event);
    });
    box.addEventListener("pointermove", (event) => {
      if (first !== null) select(event);
    });
    for (const end of ["pointerup", "pointercancel"]) {
      box.addEventListener(end, () => (first = null));
    }
  }

  /** Create the fields for the limits of a range. */
  function createFields(facet, use) {
    const example = facet.kind === "date" ? "2024 or 2024-05" : "";
    const fields = ["from", "to"].map((name) =>
      el("input", { type: "text", "aria-label": `${facet.name}: ${name}`, placeholder: name }),
    );
    for (const field of fields) {
      field.title = example;
      field.addEventListener("change", () => {
        const range = fields.map(({ value }) => value.trim());
        const areValid = range.map((text) => text === "" || facet.isLimit(text));
        fields.forEach((each, at) => each.setAttribute("aria-invalid", String(!areValid[at])));
        if (areValid.every(Boolean)) use(range);
      });
    }
    return fields;
  }

  /** Create the histogram of a facet; `update` shows the filter and its papers. */
  function create(facet, rows) {
    const division = divide(facet, rows);
    const { bars } = division;
    const use = (range) => filter.set({ [facet.key]: range.some(Boolean) ? range : null });
    const fields = createFields(facet, use);
    const nodes = bars.map(() => el("span", {}, el("i")));
    const box = el("div", { className: "histogram", "aria-hidden": "true" }, ...nodes);
    listenToDrag(box, bars, use);
    const ends = [bars[0], bars.at(-1)].map((bar) => el("span", { textContent: nameOf(bar) }));

    function update() {
      const counts = count(facet, division, filter.rowsWithout(facet.key));
      const largest = Math.max(1, ...counts);
      const range = filter.criteria[facet.key];
      const selected = range && count(facet, division, filter.rows);
      nodes.forEach((node, at) => {
        node.title = `${nameOf(bars[at])}: ${formatNumber(counts[at])}`;
        node.firstChild.style.height = `${Math.ceil((100 * counts[at]) / largest)}%`;
        node.classList.toggle("out", range !== null && selected[at] === 0);
      });
      fields.forEach((field, at) => {
        if (document.activeElement !== field) field.value = range?.[at] ?? "";
      });
    }

    const node = el(
      "div",
      {},
      box,
      el("p", { className: "ends" }, ...(bars.length > 1 ? ends : ends.slice(1))),
      el("p", { className: "range" }, fields[0], el("span", { textContent: "to" }), fields[1]),
    );
    return { node, update };
  }

  return { create };
})();
