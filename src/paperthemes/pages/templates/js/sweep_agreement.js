/* global svgEl */
/* exported SweepAgreement */

/** The diagram of how far each two points agree: the more, the darker. */
class SweepAgreement {
  static MARGIN = 28; // pixels before the squares, for the numbers of points
  static SIDES = [16, 34]; // the smallest and the largest side of a square
  static SIDE_WITH_NUMBER = 30;
  #sweep;
  #box;

  constructor(sweep) {
    this.#sweep = sweep;
    this.#box = sweep.part("matrix");
    sweep.part("agreement-section").hidden = false;
    sweep.onChoice(() => this.#markChosen());
    new ResizeObserver(() => this.#draw()).observe(this.#box);
  }

  #square(row, column, side) {
    const { done, matrix } = this.#sweep;
    const [first, second] = [done[row], done[column]];
    const value = matrix[first][second];
    const [x, y] = [column, row].map((at) => SweepAgreement.MARGIN + at * side);
    const share = Math.max(0, Math.round(100 * value));
    const names = `${this.#sweep.nameOf(first)} and ${this.#sweep.nameOf(second)}`;
    const area = svgEl(
      "rect",
      { x, y, width: side - 1, height: side - 1, style: `--w:${share / 2}%` },
      svgEl("title", {}, `${names}: ${value.toFixed(2)}`),
    );
    area.addEventListener("click", () => this.#sweep.choose(first));
    if (side < SweepAgreement.SIDE_WITH_NUMBER || row === column) return [area];
    const place = { x: x + side / 2, y: y + side / 2 + 4 };
    return [area, svgEl("text", place, value.toFixed(2).replace("0.", "."))];
  }

  #labels(index, at, side) {
    const middle = SweepAgreement.MARGIN + (at + 0.5) * side;
    const places = [
      { x: middle, y: SweepAgreement.MARGIN - 8 },
      { x: SweepAgreement.MARGIN / 2, y: middle + 4 },
    ];
    const text = String(index + 1);
    return places.map((place) => svgEl("text", { ...place, "data-point": index }, text));
  }

  #draw() {
    const { done } = this.#sweep;
    const [smallest, largest] = SweepAgreement.SIDES;
    const room = (this.#box.clientWidth - SweepAgreement.MARGIN) / done.length;
    const side = Math.max(smallest, Math.min(largest, Math.floor(room)));
    const size = SweepAgreement.MARGIN + done.length * side;
    const rows = done.map((_, at) => at);
    const svg = svgEl(
      "svg",
      {
        ...{ width: size, height: size, viewBox: `0 0 ${size} ${size}`, role: "img" },
        "aria-label":
          "Agreement of each two points; the most similar ones are listed with each chosen point",
      },
      ...rows.flatMap((row) => rows.flatMap((column) => this.#square(row, column, side))),
      ...done.flatMap((index, at) => this.#labels(index, at, side)),
    );
    this.#box.replaceChildren(svg);
    this.#markChosen();
  }

  #markChosen() {
    for (const text of this.#box.querySelectorAll("text[data-point]")) {
      text.classList.toggle("chosen", Number(text.dataset.point) === this.#sweep.chosen);
    }
  }
}
