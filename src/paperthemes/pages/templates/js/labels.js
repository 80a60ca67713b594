/* global byId, corpus, crowd, el, lookColour, themeColour */
/* exported labels */

/** Names on the map: themes from afar, topics from near, none over another. */
const labels = (() => {
  const CLOSE = 1.7; // zoom from which topics are named
  const GAP = 4; // pixels between two names
  const MOST_OUT = 0.6; // share of a group that may be out of sight, for its name to move into sight
  const STEPS = [0, -1, 1, -2, 2, -3, 3, -4, 4]; // heights, by which a name may move out of the way
  const DOT = 5; // pixels that a name moves rather than cover a dot
  const CROWD = 12; // dots from which more do not matter
  const box = byId("labels");
  const layers = {
    themes: corpus.themes.map(made("theme")).filter(isShown),
    topics: corpus.topics.map(made("topic")).filter(isShown),
  };
  let shown = null;

  function made(kind) {
    return ({ name, size, x, y, hidden }, number) => {
      const node = el("span", { className: kind, textContent: name });
      const home = { x, y };
      return { node, name, number, size, hidden, home, at: home, step: 0, width: 0, height: 0 };
    };
  }

  function isShown({ hidden }) {
    return !hidden;
  }

  /** Show a layer, the largest groups first, and measure its names. */
  function enter(layer) {
    shown = layer;
    layers[layer].sort((a, b) => b.size - a.size);
    const own = layers[layer];
    own.forEach(({ node }) => (node.style.width = ""));
    box.replaceChildren(...own.map(({ node }) => node));
    const text = document.createRange();
    for (const label of own) {
      // Of text that breaks, the lines are narrower than their element.
      text.selectNodeContents(label.node);
      label.width = Math.ceil(text.getBoundingClientRect().width) + 1;
      label.height = label.node.offsetHeight;
    }
    own.forEach(({ node, width }) => (node.style.width = `${width}px`));
  }

  const meets = (a, b) =>
    a.left < b.right + GAP &&
    b.left < a.right + GAP &&
    a.top < b.bottom + GAP &&
    b.top < a.bottom + GAP;
  const within = ({ x, y }, place) =>
    place.x >= x[0] && place.x <= x[1] && place.y >= y[0] && place.y <= y[1];

  /** Return the box of a name so many steps above (-) or below (+) its place. */
  function boxAt({ at, width, height }, step, view) {
    const x = ((at.x - view.x[0]) / (view.x[1] - view.x[0])) * view.width;
    const y = ((view.y[1] - at.y) / (view.y[1] - view.y[0])) * view.height;
    const most = Math.max(view.width - width / 2 - GAP, 0);
    const middle = Math.min(Math.max(x, width / 2 + GAP), most);
    const top = y - height / 2 + step * (height / 2 + GAP);
    return { left: middle - width / 2, right: middle + width / 2, top, bottom: top + height };
  }

  const isFree = (place, taken, view) =>
    place.top >= 0 &&
    place.bottom <= view.height &&
    place.left >= 0 &&
    !taken.some((other) => meets(place, other));

  /** Find a free place for a name: where it was, or else the nearest; `null` is none. */
  function placed(label, taken, view) {
    if (!within(view, label.at)) return null;
    for (const step of [label.step, ...STEPS]) {
      const place = boxAt(label, step, view);
      if (isFree(place, taken, view)) return place;
    }
    return null;
  }

  /**
   * Move the names of groups whose thickest place is out of sight, but most of which is in sight,
   * to the paper of theirs that is nearest to the middle of what is in sight.
   */
  function recentre(view) {
    const { topic, x, y } = corpus.papers;
    const seen = corpus[shown].map(() => []);
    corpus.rows.forEach((row) => {
      if (topic[row] < 0 || !within(view, { x: x[row], y: y[row] })) return;
      seen[shown === "topics" ? topic[row] : corpus.themeOf(row)].push(row);
    });
    for (const label of layers[shown]) {
      const rows = seen[label.number];
      const stays = within(view, label.home) || rows.length < label.size * (1 - MOST_OUT);
      label.at = stays || rows.length === 0 ? label.home : middleOf(rows);
    }
  }

  /** Return the place of the one of some papers that is nearest to the mean of them. */
  function middleOf(rows) {
    const { x, y } = corpus.papers;
    const mean = (of) => rows.reduce((sum, row) => sum + of[row], 0) / rows.length;
    const [across, down] = [mean(x), mean(y)];
    const far = (row) => (x[row] - across) ** 2 + (y[row] - down) ** 2;
    const nearest = rows.reduce((best, row) => (far(row) < far(best) ? row : best));
    return { x: x[nearest], y: y[nearest] };
  }

  /** Return the lines into which a name breaks on the page. */
  function linesOf({ firstChild: text }) {
    const lines = [];
    const range = document.createRange();
    let before = null;
    [...text.data].reduce((at, letter) => {
      range.setStart(text, at);
      range.setEnd(text, at + letter.length);
      const { top } = range.getBoundingClientRect();
      if (letter !== " " && (before === null || top > before + 2)) {
        lines.push("");
        before = top;
      }
      lines[lines.length - 1] += letter;
      return at + letter.length;
    }, 0);
    return lines.map((line) => line.trim());
  }

  /** Choose where each name covers few dots and is still near its place. */
  function makeRoom(view) {
    const dotsIn = crowd(view);
    const taken = [];
    for (const label of layers[shown]) {
      const cost = (step) =>
        Math.min(dotsIn(boxAt(label, step, view)), CROWD) * DOT +
        Math.abs(step) * (label.height / 2 + GAP);
      const free = STEPS.filter((step) => isFree(boxAt(label, step, view), taken, view));
      const costs = free.map(cost);
      label.step = free[costs.indexOf(Math.min(...costs))] ?? 0;
      if (free.length && within(view, label.at)) taken.push(boxAt(label, label.step, view));
    }
  }

  /** Return the layer that names are wanted from at this zoom; `null` is none. */
  function layerOf(zoom) {
    const wanted = byId("names").value;
    if (wanted === "none") return null;
    return wanted === "zoom" ? (zoom < CLOSE ? "themes" : "topics") : wanted;
  }

  /**
   * Lay the names out for a view, and return those that found a place.
   * view: ranges `x` and `y` of the map in sight, `width` and `height` in pixels, `zoom`.
   * moving: whether the map is still on its way; names then stay where they are on it.
   */
  function draw(view, moving = false) {
    const layer = layerOf(view.zoom);
    if (layer === null) {
      shown = null;
      box.replaceChildren();
      return [];
    }
    if (layer !== shown) enter(layer);
    if (!moving) {
      recentre(view);
      makeRoom(view);
    }
    const taken = [];
    return layers[layer].flatMap((label) => {
      const place = placed(label, taken, view);
      label.node.style.visibility = place === null ? "hidden" : "visible";
      if (place === null) return [];
      taken.push(place);
      label.node.style.transform = `translate(${place.left}px,${place.top}px)`;
      return [{ node: label.node, ...place }];
    });
  }

  /** Give names the colour of their dots, where these are coloured by theme or topic. */
  function paint(kind) {
    const themes = kind === "theme" || kind === "topic";
    const topicColour = (topic) =>
      kind === "topic" ? lookColour(topic.look) : themes ? themeColour(topic.theme) : "";
    for (const { node, number } of layers.topics) {
      node.style.setProperty("--colour", topicColour(corpus.topics[number]));
    }
    for (const { node, number } of layers.themes) {
      node.style.setProperty("--colour", kind === "theme" ? themeColour(number) : "");
    }
  }

  /** Measure again: the width of the map decides how names break. */
  const forget = () => (shown = null);

  return { draw, forget, linesOf, paint };
})();
