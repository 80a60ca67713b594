/* global bdi, countOf, el, sweepText */
/* exported SweepTooltip */

/** The tooltip of a dot: the settings and the largest topics of its point. */
class SweepTooltip {
  static LISTED = 5; // topics
  static GAP = 14; // between the dot and the tooltip, in pixels
  #sweep;
  #box;

  /** Create a tooltip inside the element `box`. */
  constructor(sweep, box) {
    this.#sweep = sweep;
    this.#box = box;
    this.node = el("div", { className: "sweep-tooltip", hidden: true, "aria-hidden": "true" });
  }

  /** Return lines on the settings and the numbers of a point, with a metric. */
  #describe(index, key) {
    const sweep = this.#sweep;
    const value = sweepText.format(key, sweep.valueOf(index, key));
    return [
      sweep.settingsOf(index).join(", "),
      `${countOf(sweep.valueOf(index, "topics"), "topic")}, ${sweep.readings.get(key).name} ${value}`,
      sweepText.unassigned(sweep.valueOf(index, "unassigned_share")),
    ];
  }

  #topicsOf(index) {
    const largest = this.#sweep.points[index].largest.slice(0, SweepTooltip.LISTED);
    return largest.map(([name, size]) => `${name} (${size})`);
  }

  /** Return all that the tooltip shows as one text. */
  label(index, key) {
    const topics = `largest topics: ${this.#topicsOf(index).join(", ")}`;
    return [this.#sweep.nameOf(index), ...this.#describe(index, key), topics].join("; ");
  }

  /** Show the tooltip beside a dot. */
  show({ index, left, top }, key) {
    this.node.replaceChildren(
      el("strong", { textContent: this.#sweep.nameOf(index) }),
      ...this.#describe(index, key).map((textContent) => el("span", { textContent })),
      el("span", { className: "part", textContent: "Largest topics" }),
      ...this.#topicsOf(index).map((text) => el("span", {}, bdi(text))),
    );
    this.node.hidden = false;
    const { clientWidth: width, clientHeight: height } = this.#box;
    const { offsetWidth, offsetHeight } = this.node;
    const isOnLeft = left > width / 2;
    const wanted = isOnLeft ? left - SweepTooltip.GAP - offsetWidth : left + SweepTooltip.GAP;
    const fit = (value, room) => Math.max(0, Math.min(value, room));
    this.node.style.left = `${fit(wanted, width - offsetWidth)}px`;
    this.node.style.top = `${fit(top - 20, height - offsetHeight)}px`;
  }

  hide() {
    this.node.hidden = true;
  }
}
