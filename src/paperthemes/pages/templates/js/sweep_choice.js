/* global el, sweepText */
/* exported SweepChoice */

/** The points that have about the wanted number of topics, and leave few enough papers out. */
class SweepChoice {
  static SHOWN = 3;
  static NEAR = 0.1; // difference from the wanted number, as a share of it, that is "about" it
  #sweep;
  #wanted;
  #limit;

  constructor(sweep) {
    this.#sweep = sweep;
    this.#wanted = sweep.part("wanted");
    this.#limit = sweep.part("limit");
    this.#wanted.value = String(Math.max(1, sweep.now));
    for (const field of [this.#wanted, this.#limit]) {
      field.addEventListener("input", () => this.#show());
    }
    sweep.part("form").addEventListener("submit", (event) => event.preventDefault());
    for (const name of ["form", "rule"]) sweep.part(name).hidden = false;
    sweep.onChoice(() => this.#markChosen());
    this.#show();
  }

  #shareOf(index) {
    return this.#sweep.valueOf(index, "unassigned_share");
  }

  /** Return how far a point is from the wanted number of topics. */
  #distance(index) {
    return Math.abs(this.#sweep.valueOf(index, "topics") - Number(this.#wanted.value));
  }

  #isAbout(index) {
    return this.#distance(index) <= SweepChoice.NEAR * Number(this.#wanted.value);
  }

  /** Return the stability in steps of its noise, within which points count as equal. */
  #stability(index) {
    return Math.round((this.#sweep.valueOf(index, "stability") ?? 0) / this.#sweep.noise);
  }

  #compare(a, b) {
    const bothAbout = this.#isAbout(a) && this.#isAbout(b);
    return (
      this.#isAbout(b) - this.#isAbout(a) ||
      (bothAbout ? this.#stability(b) - this.#stability(a) : 0) ||
      this.#distance(a) - this.#distance(b) ||
      this.#shareOf(a) - this.#shareOf(b) ||
      (b === this.#sweep.current) - (a === this.#sweep.current)
    );
  }

  /** Return the first of each group of points with the same topics. */
  #leaveOutEqual(indices) {
    const groups = Map.groupBy(indices, (index) => this.#sweep.points[index].equal);
    return [...groups.values()].map(([first]) => first);
  }

  /** Say which other points have the same topics as a point, "" if there are none. */
  #sayEqual(index) {
    const { done, points, settings } = this.#sweep;
    const equal = done.filter((other) => points[other].equal === points[index].equal);
    if (equal.length === 1) return "";
    const free = settings.filter(
      (_, at) => new Set(equal.map((other) => points[other].levels[at])).size > 1,
    );
    const combinations = free.reduce((count, { values }) => count * values.length, 1);
    const others = equal.filter((other) => other !== index).map((other) => `point ${other + 1}`);
    const names = combinations === equal.length ? free.map(({ key }) => `any ${key}`) : others;
    return `; ${names.join(" and ")} ${names.length === 1 ? "gives" : "give"} the same`;
  }

  /** Return the best points, and a note if they are not quite what is wanted. */
  #find() {
    const { done } = this.#sweep;
    const limit = Number(this.#limit.value);
    const least = Math.min(...done.map((index) => this.#shareOf(index)));
    const allowed = done.filter((index) => this.#shareOf(index) <= Math.max(limit, least));
    const notes = [];
    if (least > limit) {
      notes.push(
        `All points leave more papers out: ${sweepText.format("_share", least)} at least.`,
      );
    }
    if (!allowed.some((index) => this.#isAbout(index))) {
      const list = `n_topics: [${Math.max(2, Number(this.#wanted.value))}]`;
      const sizes = this.#sweep.settings
        .map(({ key }) => key)
        .filter((key) => ["granularity", "min_topic_size"].includes(key));
      const place = sizes.length ? `in place of ${sizes.join(" and ")}` : "too";
      notes.push(`No such point has about ${this.#wanted.value} topics.`);
      notes.push(`To find some, write ${list} into the sweep, ${place}, and run again.`);
    }
    const sorted = allowed.toSorted((a, b) => this.#compare(a, b));
    const best = this.#leaveOutEqual(sorted).slice(0, SweepChoice.SHOWN);
    return { best, note: notes.join(" ") };
  }

  /** Say what is wanted, and how the best points are sorted. */
  #wish(best) {
    const limit = this.#limit.selectedOptions[0].textContent;
    const left = Number(this.#limit.value) === 0 ? "nobody left out" : `${limit} left out`;
    const order = best.every((index) => this.#isAbout(index)) ? "" : ", then the next nearest";
    return `About ${this.#wanted.value} topics, ${left}; the most stable first${order}:`;
  }

  #line(index) {
    const sweep = this.#sweep;
    const stability = sweep.valueOf(index, "stability");
    const facts = [
      stability === null ? "" : `stability ${stability.toFixed(2)}`,
      sweepText.unassigned(this.#shareOf(index)),
    ];
    const button = el("button", { type: "button", textContent: "Show" });
    button.setAttribute("aria-label", `Show point ${index + 1}`);
    button.addEventListener("click", () => sweep.choose(index));
    return el(
      "li",
      { "data-choice": index },
      el("strong", { textContent: `${sweep.valueOf(index, "topics")} topics` }),
      ": ",
      ...sweep.settingsList(index),
      ` (${facts.filter(Boolean).join(", ")})${this.#sayEqual(index)} `,
      button,
    );
  }

  /** List the best points, and choose the first. */
  #show() {
    if (!(Number(this.#wanted.value) > 0)) return;
    const { best, note } = this.#find();
    this.#sweep
      .part("choices")
      .replaceChildren(
        el("p", { textContent: note ? `${note} The nearest:` : this.#wish(best) }),
        el("ol", {}, ...best.map((index) => this.#line(index))),
      );
    this.#sweep.choose(best[0]);
  }

  #markChosen() {
    for (const item of this.#sweep.part("choices").querySelectorAll("li")) {
      const isChosen = Number(item.dataset.choice) === this.#sweep.chosen;
      item.querySelector("button").setAttribute("aria-pressed", String(isChosen));
    }
  }
}
