/* global byId, corpus, el */
/* exported labels */

/** Names on the map: themes from afar, topics from near, none over another. */
const labels = (() => {
  const CLOSE = 1.7; // zoom from which topics are named
  const GAP = 4; // pixels between two names
  const FEWEST = 3; // papers in sight, for a name that is kept although its own place is out of sight
  const STEPS = [0, -1, 1, -2, 2]; // heights by which a name may move out of the way
  const box = byId("labels");
  const layers = {
    themes: corpus.themes.map(made("theme")),
    topics: corpus.topics.map(made("topic")),
  };
  let shown = null;

  function made(kind) {
    return ({ name, size, x, y }, number) => {
      const node = el("span", { className: kind, textContent: name });
      const home = { x, y };
      return { node, name, number, size, home, at: home, width: 0, height: 0 };
    };
  }

  /** Show a layer, the largest groups first, and measure its names. */
  function enter(layer) {
    shown = layer;
    const own = [...layers[layer]].sort((a, b) => b.size - a.size);
    box.replaceChildren(...own.map(({ node }) => node));
    for (const label of own) {
      label.width = label.node.offsetWidth;
      label.height = label.node.offsetHeight;
    }
    layers[layer] = own;
  }

  const meets = (a, b) =>
    a.left < b.right + GAP &&
    b.left < a.right + GAP &&
    a.top < b.bottom + GAP &&
    b.top < a.bottom + GAP;

  /** Find a free place near (x, y), or none. */
  function placed({ width, height }, x, y, taken, view) {
    if (x < 0 || y < 0 || x > view.width || y > view.height) return null;
    const middle = Math.min(
      Math.max(x, width / 2 + GAP),
      Math.max(view.width - width / 2 - GAP, 0),
    );
    for (const step of STEPS) {
      const top = y - height / 2 + step * (height / 2 + GAP);
      const place = {
        left: middle - width / 2,
        right: middle + width / 2,
        top,
        bottom: top + height,
      };
      const inside = top >= 0 && place.bottom <= view.height && place.left >= 0;
      if (inside && !taken.some((other) => meets(place, other))) return place;
    }
    return null;
  }

  /**
   * Move the names of groups that reach into the view, though their thickest place is outside it,
   * to the middle of what is in sight of them.
   */
  function settle(view) {
    const sums = { themes: new Map(), topics: new Map() };
    corpus.papers.topic.forEach((topic, row) => {
      const [x, y] = [corpus.papers.x[row], corpus.papers.y[row]];
      if (topic < 0 || !within(view, { x, y })) return;
      for (const [layer, group] of [
        ["topics", topic],
        ["themes", corpus.themeOf(row)],
      ]) {
        const sum = sums[layer].get(group) ?? { count: 0, x: 0, y: 0 };
        sums[layer].set(group, { count: sum.count + 1, x: sum.x + x, y: sum.y + y });
      }
    });
    for (const layer of ["themes", "topics"]) {
      for (const label of layers[layer]) {
        const seen = sums[layer].get(label.number);
        const stays = within(view, label.home) || seen === undefined || seen.count < FEWEST;
        label.at = stays ? label.home : { x: seen.x / seen.count, y: seen.y / seen.count };
      }
    }
  }

  const within = ({ x, y }, place) =>
    place.x >= x[0] && place.x <= x[1] && place.y >= y[0] && place.y <= y[1];

  /** Return the layer that names are wanted from at this zoom; `null` is none. */
  function layerOf(zoom) {
    const wanted = byId("names").value;
    if (wanted === "none") return null;
    return wanted === "zoom" ? (zoom < CLOSE ? "themes" : "topics") : wanted;
  }

  /**
   * Lay the names out anew.
   * view: ranges `x` and `y` of the map in sight, `width` and `height` in pixels, `zoom`.
   */
  function draw(view) {
    const layer = layerOf(view.zoom);
    if (layer === null) {
      shown = null;
      box.replaceChildren();
      return [];
    }
    if (layer !== shown) enter(layer);
    const taken = [];
    const named = [];
    for (const label of layers[layer]) {
      const x = ((label.at.x - view.x[0]) / (view.x[1] - view.x[0])) * view.width;
      const y = ((view.y[1] - label.at.y) / (view.y[1] - view.y[0])) * view.height;
      const place = placed(label, x, y, taken, view);
      label.node.style.visibility = place === null ? "hidden" : "visible";
      if (place === null) continue;
      taken.push(place);
      named.push({ ...label, ...place });
      label.node.style.transform = `translate(${place.left}px,${place.top}px)`;
    }
    return named;
  }

  /** Measure again: the width of the map decides how names break. */
  const forget = () => (shown = null);

  return { draw, settle, forget };
})();
