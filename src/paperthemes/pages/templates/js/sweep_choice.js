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
      this.#shareOf(a) - this.#shareOf(b)
    );
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
    const best = allowed.toSorted((a, b) => this.#compare(a, b));
    return { best: best.slice(0, SweepChoice.SHOWN), note: notes.join(" ") };
  }

  /** Say what is wanted. */
  #wish() {
    const limit = this.#limit.selectedOptions[0].textContent;
    const left = Number(this.#limit.value) === 0 ? "nobody left out" : `${limit} left out`;
    return `About ${this.#wanted.value} topics, ${left}; the most stable first:`;
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
      ` (${facts.filter(Boolean).join(", ")}) `,
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
        el("p", { textContent: note ? `${note} The nearest:` : this.#wish() }),
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
