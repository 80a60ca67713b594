/* global bdi, copyButton, countOf, el, sweepText */
/* exported SweepDetails */

/** The chosen point: its settings to copy, its topics, and how it differs from the clustering now. */
class SweepDetails {
  #sweep;

  constructor(sweep) {
    this.#sweep = sweep;
    sweep.part("details").hidden = false;
    sweep.onChoice(() => this.#show());
  }

  #heading(textContent) {
    return el("h5", { textContent });
  }

  /** Show the point as an entry of the config. */
  #entry({ entry }) {
    const pre = el("pre", { tabIndex: 0, role: "region", textContent: entry });
    pre.setAttribute("aria-label", "Lines for config.yaml");
    const [section, file] = ["clusterings:", "config.yaml"].map((textContent) =>
      el("code", { textContent }),
    );
    return [
      this.#heading("Make this one a clustering"),
      el("p", {}, "Add these lines below ", section, " in ", file, ", and run again."),
      pre,
      copyButton(pre),
    ];
  }

  /** Show the main metrics beside those of the clustering itself, as far as these are known. */
  #numbers(index) {
    const sweep = this.#sweep;
    const now = { topics: sweep.now, unassigned_share: sweep.share };
    const cell = (key, value) =>
      el("td", { className: "number", textContent: sweepText.format(key, value) });
    const lines = sweep.main.map((key) => {
      const known = sweep.current === null ? null : sweep.valueOf(sweep.current, key);
      const name = el("th", { scope: "row", textContent: sweep.readings.get(key).name });
      return el("tr", {}, name, cell(key, sweep.valueOf(index, key)), cell(key, now[key] ?? known));
    });
    const heads = ["this point", `${sweep.clustering} now`].map((textContent) =>
      el("th", { scope: "col", className: "number", textContent }),
    );
    const head = el("thead", {}, el("tr", {}, el("td"), ...heads));
    return el("table", {}, head, el("tbody", {}, ...lines));
  }

  /** Say how the point differs from the clustering itself. */
  #difference({ metrics, agreement }) {
    const { kept, assigned, unassigned, ari, ami } = agreement;
    const sentences = [
      `${kept} of its ${countOf(metrics.topics, "topic")} ${kept === 1 ? "is" : "are"} nearly the same as one of ${this.#sweep.clustering} now.`,
      `${countOf(assigned, "paper")} would get a topic, ${unassigned === 0 ? "none" : unassigned} would lose theirs.`,
      `On which papers belong together, both agree by ${ari.toFixed(2)}; 1 is identical, 0 is chance (adjusted Rand index; by adjusted mutual information, ${ami.toFixed(2)}).`,
    ];
    return [this.#heading("What would change"), el("p", { textContent: sentences.join(" ") })];
  }

  #topics({ metrics, largest }) {
    const most = Math.max(...largest.map(([, size]) => size));
    const items = largest.map(([name, size, keywords]) => {
      const words = el("small", {}, bdi(keywords.join(", ")));
      const texts = el("span", {}, el("strong", {}, bdi(name)), " ", words);
      const style = `--w:${(100 * size) / most}%`;
      return el("li", { style }, texts, el("span", { textContent: String(size) }));
    });
    const isPart = metrics.topics > largest.length;
    const name = this.#sweep.nameOf(this.#sweep.chosen);
    const text = isPart ? `${name}: the largest of its topics` : `${name}: its topics`;
    return [el("h4", { textContent: text }), el("ul", { className: "bars" }, ...items)];
  }

  #nearest({ nearest }) {
    const buttons = nearest.map(([index, agreement]) => {
      const button = el("button", { type: "button" });
      button.textContent = `${this.#sweep.nameOf(index)}: ${agreement.toFixed(2)}`;
      button.title = this.#sweep.settingsOf(index).join(", ");
      button.addEventListener("click", () => this.#sweep.choose(index));
      return button;
    });
    const list = el("p", { className: "nearest" }, ...buttons);
    return nearest.length ? [this.#heading("Most similar points, with their agreement"), list] : [];
  }

  #show() {
    const { chosen, points, current } = this.#sweep;
    const point = points[chosen];
    this.#sweep
      .part("details")
      .replaceChildren(
        el("h4", { textContent: this.#sweep.nameOf(chosen) }),
        el("p", {}, ...this.#sweep.settingsList(chosen)),
        ...(chosen === current ? [] : this.#entry(point)),
        ...[this.#numbers(chosen), ...this.#difference(point), ...this.#nearest(point)],
      );
    this.#sweep.part("topics").replaceChildren(...this.#topics(point));
  }
}
