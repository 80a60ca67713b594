/* global SweepTooltip, el, svgEl, sweepAxes */
/* exported SweepPlot */

/** The diagram of points: a metric over the number of topics, coloured by a setting. */
class SweepPlot {
  static RADIUS = 7; // of a dot, in pixels
  static GAP = 1.5 * SweepPlot.RADIUS; // between the centres of dots of the same place, in pixels
  static ROW = 6; // dots side by side at most; further ones are stacked
  static COLOURS = 12; // of the palette
  #sweep;
  #box;
  #metric;
  #colour;
  #tooltip;
  #dots = new Map(); // index of a point -> its place and its dot, by number of topics

  constructor(sweep) {
    this.#sweep = sweep;
    this.#box = sweep.part("plot");
    this.#metric = sweep.part("metric");
    this.#colour = sweep.part("colour");
    this.#tooltip = new SweepTooltip(sweep, this.#box);
    const choices = [...sweep.readings.values()].filter(({ key }) => key !== "topics");
    const options = choices.map(({ key, name }) => el("option", { value: key, textContent: name }));
    this.#metric.append(...options);
    if (choices.some(({ key }) => key === "stability")) this.#metric.value = "stability";
    for (const field of [this.#metric, this.#colour]) {
      field.addEventListener("input", () => this.#draw());
    }
    sweep.part("plot-section").hidden = false;
    sweep.onChoice(() => this.#markChosen());
    this.#draw();
    new ResizeObserver(() => this.#draw()).observe(this.#box);
  }

  #colourOf(level) {
    return `var(--c${level % SweepPlot.COLOURS})`;
  }

  /** Return the place of each dot; dots of nearly the same place stand in rows. */
  #placesOf(indices, { x, y }, { height }) {
    const places = indices.map((index) => ({
      index,
      left: x.at(this.#sweep.valueOf(index, "topics")),
      top: y.at(this.#sweep.valueOf(index, this.#metric.value)),
    }));
    const groups = Map.groupBy(
      places,
      ({ left, top }) => `${left} ${Math.round(top / SweepPlot.RADIUS)}`,
    );
    for (const group of groups.values()) {
      const side = group[0].top > height / 2 ? -1 : 1; // towards the middle of the diagram
      group.forEach((place, at) => {
        const row = Math.floor(at / SweepPlot.ROW);
        const inRow = Math.min(SweepPlot.ROW, group.length - row * SweepPlot.ROW);
        place.left += ((at % SweepPlot.ROW) - (inRow - 1) / 2) * SweepPlot.GAP;
        place.top += side * row * SweepPlot.GAP;
      });
    }
    return places;
  }

  /** Move the focus to another dot, in order of the number of topics, or choose this one. */
  #follow(event, index) {
    const order = [...this.#dots.keys()];
    const at = order.indexOf(index);
    const targets = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: order.length - 1 };
    if (event.key === "Escape") this.#tooltip.hide();
    else if (event.key === "Enter" || event.key === " ") this.#sweep.choose(index);
    else if (event.key in targets) this.#dots.get(order[targets[event.key]])?.node.focus();
    else return;
    event.preventDefault();
  }

  #dotOf(place) {
    const { index, left, top } = place;
    const level = this.#sweep.points[index].levels[Number(this.#colour.value)];
    const node = svgEl("circle", {
      ...{ cx: left, cy: top, r: SweepPlot.RADIUS, role: "button", "data-point": index },
      "aria-label": this.#tooltip.label(index, this.#metric.value),
      style: `fill:${this.#colourOf(level)}`,
    });
    for (const name of ["pointerenter", "focus"]) {
      node.addEventListener(name, () => this.#tooltip.show(place, this.#metric.value));
    }
    for (const name of ["pointerleave", "blur"]) {
      node.addEventListener(name, () => this.#tooltip.hide());
    }
    node.addEventListener("click", () => this.#sweep.choose(index));
    node.addEventListener("keydown", (event) => this.#follow(event, index));
    return node;
  }

  /** Mark the chosen dot, the one that the Tab key leads to. */
  #markChosen() {
    const { chosen } = this.#sweep;
    const target = this.#dots.has(chosen) ? chosen : this.#dots.keys().next().value;
    for (const [index, { node }] of this.#dots) {
      node.setAttribute("aria-pressed", String(index === chosen));
      node.setAttribute("tabindex", index === target ? 0 : -1);
    }
  }

  #showLegend() {
    const { key, values } = this.#sweep.settings[Number(this.#colour.value)];
    const entries = values.map((value, level) => {
      const dot = el("span", { className: "dot" });
      return el("span", { style: `--colour:${this.#colourOf(level)}` }, dot, value);
    });
    this.#sweep.part("legend").replaceChildren(el("code", { textContent: key }), ...entries);
    const { name, line } = this.#sweep.readings.get(this.#metric.value);
    this.#sweep.part("metric-line").textContent = `${name}: ${line}.`;
  }

  /** Draw the lines at the number of topics of the clustering itself, and of the knee. */
  #marks(scales, size) {
    const { now, knee } = this.#sweep;
    const all = knee === null ? [] : [["knee", this.#sweep.valueOf(knee, "topics")]];
    return [["now", now], ...all].map((mark, row) => sweepAxes.mark(scales, size, mark, row));
  }

  #draw() {
    this.#tooltip.hide();
    const [sweep, key] = [this.#sweep, this.#metric.value];
    const width = this.#box.clientWidth;
    const size = { width, height: Math.round(Math.min(460, Math.max(280, width * 0.6))) };
    const shown = sweep.done.filter((index) => sweep.valueOf(index, key) !== null);
    const counts = shown.map((index) => sweep.valueOf(index, "topics"));
    const values = shown.map((index) => sweep.valueOf(index, key));
    const scales = sweepAxes.scales([sweep.now, ...counts], values, size);
    const places = this.#placesOf(shown, scales, size);
    this.#dots = new Map(
      places.map((place) => [place.index, { ...place, node: this.#dotOf(place) }]),
    );
    const label = `${sweep.readings.get(key).name} by number of topics: a dot for each point; the arrow keys move between them`;
    const svg = svgEl(
      "svg",
      { viewBox: `0 0 ${width} ${size.height}`, role: "group", "aria-label": label },
      sweepAxes.draw(scales, size, key),
      ...this.#marks(scales, size),
      ...[...this.#dots.values()].map(({ node }) => node),
    );
    const focused = this.#box.contains(document.activeElement) && document.activeElement.dataset;
    this.#box.replaceChildren(svg, this.#tooltip.node);
    if (focused) this.#dots.get(Number(focused.point))?.node.focus({ preventScroll: true });
    this.#markChosen();
    this.#showLegend();
  }
}
