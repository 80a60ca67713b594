/* global el */
/* exported SweepTable */

/** The table of all points: sorted by any column, with a button for each point. */
class SweepTable {
  #sweep;
  #body;
  #heads;
  #rows;
  #sorted = { key: "number", sign: 1 };

  constructor(sweep) {
    this.#sweep = sweep;
    this.#body = sweep.part("rows");
    this.#heads = [...this.#body.closest("table").querySelectorAll("th[data-sort]")];
    this.#rows = [...this.#body.rows];
    for (const head of this.#heads) {
      this.#makeButton(head).addEventListener("click", () => this.#sortBy(head.dataset.sort));
    }
    for (const row of this.#rows.filter((each) => !this.#pointOf(each).error)) {
      const index = Number(row.dataset.point);
      const button = this.#makeButton(row.cells[0]);
      button.setAttribute("aria-label", `Show ${sweep.nameOf(index)}`);
      button.addEventListener("click", () => {
        sweep.choose(index);
        sweep.part("details").scrollIntoView({ block: "nearest" });
      });
    }
    this.#markSorted();
    this.#markChosen();
    sweep.onChoice(() => this.#markChosen());
  }

  #pointOf(row) {
    return this.#sweep.points[Number(row.dataset.point)];
  }

  /** Put a button around the content of a cell. */
  #makeButton(cell) {
    const button = el("button", { type: "button" }, ...cell.childNodes);
    cell.append(button);
    return button;
  }

  /** Return what a row is sorted by in a column, `null` if it is not known. */
  #valueOf(row, key) {
    const [column, setting] = key.split("-"); // as in "setting-2"
    if (column === "setting") return this.#pointOf(row).levels[Number(setting)];
    if (column === "number") return Number(row.dataset.point);
    if (column === "seconds") return this.#pointOf(row).seconds;
    return this.#sweep.valueOf(Number(row.dataset.point), key);
  }

  /** Compare two rows; those whose value is not known come last. */
  #compare(a, b) {
    const [left, right] = [a, b].map((row) => this.#valueOf(row, this.#sorted.key));
    if (left === null || right === null) return (left === null) - (right === null);
    return this.#sorted.sign * (left - right);
  }

  /** Sort by a column; a second click reverses the order. */
  #sortBy(key) {
    this.#sorted = { key, sign: this.#sorted.key === key ? -this.#sorted.sign : 1 };
    this.#body.append(...this.#rows.toSorted((a, b) => this.#compare(a, b)));
    this.#markSorted();
  }

  #markSorted() {
    const direction = this.#sorted.sign === 1 ? "ascending" : "descending";
    for (const head of this.#heads) {
      const isSorted = head.dataset.sort === this.#sorted.key;
      head.setAttribute("aria-sort", isSorted ? direction : "none");
    }
  }

  #markChosen() {
    for (const row of this.#rows) {
      const isChosen = Number(row.dataset.point) === this.#sweep.chosen;
      row.classList.toggle("chosen", isChosen);
      row.querySelector("th button")?.setAttribute("aria-pressed", String(isChosen));
    }
  }
}
