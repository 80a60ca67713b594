/* global byId, el */
/* exported Sweep, sweepText */

/** Metrics and numbers of topics as text. */
const sweepText = (() => {
  /** Format a metric: a percentage if its key ends in `_share`, a number of topics, or a decimal. */
  function format(key, value) {
    if (value === null) return "–";
    if (key === "topics") return String(value);
    if (!key.endsWith("_share")) return value.toFixed(2);
    const percent = 100 * value;
    return `${percent.toFixed(percent > 0 && percent < 9.95 ? 1 : 0)}%`;
  }

  const unassigned = (share) =>
    share === 0 ? "nobody left out" : `${format("unassigned_share", share)} unassigned`;

  return { format, unassigned };
})();

/** A sweep: its data, its parts of the page, and the point that is chosen. */
class Sweep {
  #box;
  #listeners = [];

  /** Read the sweep whose parts are in this element. */
  constructor(box) {
    this.#box = box;
    Object.assign(this, JSON.parse(byId(`sweep-${box.dataset.sweep}`).textContent));
    const agreement = { key: "ari", name: `agreement with ${this.clustering} now` };
    agreement.line = "adjusted Rand index: 1 is identical, 0 is chance";
    const topics = { key: "topics", name: "topics" };
    this.readings = new Map([topics, ...this.metrics, agreement].map((each) => [each.key, each]));
    // The points that did not fail, those with fewest topics first.
    this.done = this.points.map((_, index) => index).filter((index) => !this.points[index].error);
    this.done.sort((a, b) => this.valueOf(a, "topics") - this.valueOf(b, "topics") || a - b);
    this.chosen = this.done[0];
  }

  part(name) {
    return this.#box.querySelector(`[data-part="${name}"]`);
  }

  /** Return a metric of a point, `null` if it is not known. */
  valueOf(index, key) {
    const { agreement, metrics } = this.points[index];
    return (key === "ari" ? agreement?.ari : metrics?.[key]) ?? null;
  }

  /** Return the settings of a point that have an effect there, as lines of the config. */
  settingsOf(index) {
    const { levels, acts } = this.points[index];
    return this.settings.flatMap(({ key, values }, at) =>
      acts[at] ? [`${key}: ${values[levels[at]]}`] : [],
    );
  }

  /** Return the settings of a point as elements. */
  settingsList(index) {
    const codes = this.settingsOf(index).map((textContent) => el("code", { textContent }));
    return codes.flatMap((code, at) => (at === 0 ? [code] : [", ", code]));
  }

  /** Name a point by its number in the table, and say if it is the current one or the knee. */
  nameOf(index) {
    const notes = [index === this.current && "now", index === this.knee && "knee"].filter(Boolean);
    return `Point ${index + 1}${notes.length ? ` (${notes.join(", ")})` : ""}`;
  }

  choose(index) {
    this.chosen = index;
    this.#listeners.forEach((listener) => listener());
  }

  onChoice(listener) {
    this.#listeners.push(listener);
  }
}
