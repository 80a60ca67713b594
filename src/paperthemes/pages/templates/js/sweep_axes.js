/* global svgEl, sweepText */
/* exported sweepAxes */

/** Scales, grid lines and numbers of the diagram of points. */
const sweepAxes = (() => {
  const MARGIN = { left: 52, right: 18, top: 42, bottom: 46 }; // pixels
  // Pixels between the grid's sides and the centres of dots: half a row of them fits, see SweepPlot.
  const PADDING = { left: 36, right: 18, bottom: 14 };
  const TICKS = 6; // at most, about

  /** Return round numbers that cover a range: 1, 2 or 5 times a power of ten apart. */
  function ticksOf(low, high, smallest) {
    const rough = Math.max((high - low) / TICKS, smallest);
    const power = 10 ** Math.floor(Math.log10(rough));
    const step = [1, 2, 5, 10].map((factor) => factor * power).find((size) => size >= rough);
    const first = Math.floor(low / step);
    const count = Math.max(1, Math.ceil(high / step - 1e-9) - first);
    return Array.from({ length: count + 1 }, (_, at) => (first + at) * step);
  }

  /** Return ticks, and a function from values to pixels. */
  function scale(values, from, to, smallest) {
    const ticks = ticksOf(Math.min(...values), Math.max(...values), smallest);
    const [low, high] = [ticks[0], ticks.at(-1)];
    return { ticks, at: (value) => from + ((to - from) * (value - low)) / (high - low) };
  }

  /** Return both scales of a diagram of this size in pixels. */
  function scales(xs, ys, { width, height }) {
    return {
      x: scale(xs, MARGIN.left + PADDING.left, width - MARGIN.right - PADDING.right, 1),
      y: scale(ys, height - MARGIN.bottom - PADDING.bottom, MARGIN.top, 0.01),
    };
  }

  const text = (x, y, anchor, content) => svgEl("text", { x, y, "text-anchor": anchor }, content);
  const line = (x1, y1, x2, y2) => svgEl("line", { x1, y1, x2, y2 });

  /** Draw the grid, its numbers and the name of the horizontal axis. */
  function draw({ x, y }, { width, height }, key) {
    const bottom = height - MARGIN.bottom;
    const axes = svgEl("g", { class: "axes", "aria-hidden": "true" });
    for (const tick of y.ticks) {
      const top = y.at(tick);
      axes.append(line(MARGIN.left, top, width - MARGIN.right, top));
      axes.append(text(MARGIN.left - 8, top + 4, "end", sweepText.format(key, tick)));
    }
    for (const tick of x.ticks) axes.append(text(x.at(tick), bottom + 20, "middle", String(tick)));
    axes.append(text((MARGIN.left + width - MARGIN.right) / 2, height - 6, "middle", "topics"));
    return axes;
  }

  /** Draw a vertical line with a short name at a number of topics; each name has its own row. */
  function mark({ x }, { height }, [name, topics], row) {
    const left = x.at(topics);
    const top = 16 * (row + 1);
    return svgEl(
      "g",
      { class: "mark", "aria-hidden": "true" },
      line(left, top - 10, left, height - MARGIN.bottom),
      text(left - 5, top, "end", name),
    );
  }

  return { scales, draw, mark };
})();
