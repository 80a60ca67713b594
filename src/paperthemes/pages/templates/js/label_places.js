/* exported labelPlaces */

/** Places of names and titles on the map: beside their papers, on nothing else. */
const labelPlaces = (() => {
  const GAP = 4; // pixels between two names
  const DOT_SPACE = 5; // pixels around a name without dots
  const EDGE = 3; // pixels to the edge of the map
  const DISTANCES = [8, 16, 26, 40, 58, 80, 108, 140, 180, 230, 290, 360, 440]; // pixels
  const NARROW = 600; // pixels: on a map that is narrower, lines to distant names would cross it
  const MAX_NARROW_DISTANCE = 30; // pixels
  const MAX_ISLAND_DISTANCE = 60; // pixels: the name of an island stands beside it
  const MAX_ISLAND_DOTS = 1; // that it may cover
  const DIRECTIONS = Array.from({ length: 24 }, (_, at) => (at * Math.PI) / 12);
  const DOT_COST = 60; // pixels that a name moves away rather than cover a dot
  const MAX_COUNTED_DOTS = 8; // covering more dots than this is no worse
  const STAY = 40; // pixels that another place must be nearer, for a name to move there
  const CROSSING_COST = 120; // pixels that a name moves rather than let its line cross another

  /** Return the pixel of a place on the map. */
  const toPixels = ({ x, y, width, height }, at) => ({
    x: ((at.x - x[0]) / (x[1] - x[0])) * width,
    y: ((y[1] - at.y) / (y[1] - y[0])) * height,
  });

  const isWithin = ({ x, y }, at) => at.x >= x[0] && at.x <= x[1] && at.y >= y[0] && at.y <= y[1];

  const boxAround = (x, y, { width, height }) => ({
    left: x - width / 2,
    right: x + width / 2,
    top: y - height / 2,
    bottom: y + height / 2,
  });

  const overlaps = (a, b) =>
    a.left < b.right + GAP &&
    b.left < a.right + GAP &&
    a.top < b.bottom + GAP &&
    b.top < a.bottom + GAP;

  const isFree = (box, taken, { width, height }) =>
    box.left >= EDGE &&
    box.top >= EDGE &&
    box.right <= width - EDGE &&
    box.bottom <= height - EDGE &&
    !taken.some((other) => overlaps(box, other));

  const countBelow = (countDots, { left, right, top, bottom }) =>
    countDots({
      left: left - DOT_SPACE,
      right: right + DOT_SPACE,
      top: top - DOT_SPACE,
      bottom: bottom + DOT_SPACE,
    });

  /** Return the line from a paper to the nearest point of a box. */
  function lineTo({ left, right, top, bottom }, from) {
    const clamp = (value, low, high) => Math.min(Math.max(value, low), high);
    return { from, to: { x: clamp(from.x, left, right), y: clamp(from.y, top, bottom) } };
  }

  const turn = (a, b, c) => Math.sign((b.x - a.x) * (c.y - a.y) - (b.y - a.y) * (c.x - a.x));
  const cross = (a, b) =>
    turn(a.from, a.to, b.from) !== turn(a.from, a.to, b.to) &&
    turn(b.from, b.to, a.from) !== turn(b.from, b.to, a.to);

  /** Return whether a line crosses a box: one of its diagonals. */
  const crossesBox = (line, { left, right, top, bottom }) =>
    cross(line, { from: { x: left, y: top }, to: { x: right, y: bottom } }) ||
    cross(line, { from: { x: left, y: bottom }, to: { x: right, y: top } });

  const countCrossings = (box, line, taken) =>
    taken.filter(
      (other) =>
        crossesBox(line, other) ||
        (other.line && (cross(line, other.line) || crossesBox(other.line, box))),
    ).length;

  /** Return the centres at which a name may stand beside a pixel, nearest first. */
  const centresAround = ({ x, y }, { width, height, offset }) => [
    ...(offset ? [{ ...offset, x: x + offset.x, y: y + offset.y, bonus: STAY }] : []),
    ...DISTANCES.flatMap((distance) =>
      DIRECTIONS.map((angle) => ({
        x: x + Math.cos(angle) * (distance + width / 2),
        y: y + Math.sin(angle) * (distance + height / 2),
        distance,
        bonus: 0,
      })),
    ),
  ];

  /**
   * Return the best box for a name near its place on the map, with its `line`; null if none is free.
   * label: `at`, `width`, `height`, and the `offset` from its place where it was before, if any,
   * which is changed. taken: boxes that must stay free.
   */
  function placeName(label, taken, view, countDots) {
    const from = toPixels(view, label.at);
    const usual = label.island ? MAX_ISLAND_DISTANCE : Infinity;
    const farthest = view.width < NARROW ? MAX_NARROW_DISTANCE : usual;
    let best = null;
    let least = Infinity;
    for (const { x, y, distance, bonus } of centresAround(from, label)) {
      if (distance >= least || distance > farthest) break;
      const box = boxAround(x, y, label);
      if (!isFree(box, taken, view)) continue;
      const line = lineTo(box, from);
      const dots = Math.min(countBelow(countDots, box), MAX_COUNTED_DOTS);
      if (label.island && dots > MAX_ISLAND_DOTS) continue;
      const crossings = countCrossings(box, line, taken);
      const cost = distance - bonus + dots * DOT_COST + crossings * CROSSING_COST;
      if (cost >= least) continue;
      [best, least] = [{ ...box, line }, cost];
      label.offset = { x: x - from.x, y: y - from.y, distance };
    }
    return best;
  }

  /** Return a box beside the dot of a paper, for its title, that covers no other; null if none is free. */
  function placeTitle(label, taken, view, countDots) {
    const { x, y } = toPixels(view, label.at);
    const [across, down] = [label.width / 2 + 8, label.height / 2 + 8];
    for (const [left, top] of [
      [across, 0],
      [-across, 0],
      [0, down],
      [0, -down],
    ]) {
      const box = boxAround(x + left, y + top, label);
      if (isFree(box, taken, view) && countDots(box) === 0) return box;
    }
    return null;
  }

  return { toPixels, isWithin, placeName, placeTitle };
})();
