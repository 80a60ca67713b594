/* global byId, corpus, densityOf, el, lookColour, subjectColour */
/* exported labels */

/** Names on the map, which never overlap: subjects at first, topics when zoomed in. */
const labels = (() => {
  const TOPIC_ZOOM = 1.7; // zoom from which topics are named
  const GAP = 4; // pixels between two names
  const MAX_HIDDEN_SHARE = 0.6; // of a group, for its name to move to its visible part
  const STEPS = [0, -1, 1, -2, 2, -3, 3, -4, 4]; // half heights by which a name may move
  const DOT_COST = 5; // pixels that a name moves rather than cover a dot
  const MAX_COUNTED_DOTS = 12; // covering more dots than this is no worse
  const box = byId("labels");
  const layers = {
    subjects: corpus.subjects.map(createLabel("subject")).filter(isShown),
    topics: corpus.topics.map(createLabel("topic")).filter(isShown),
  };
  let shown = null;

  function createLabel(kind) {
    return ({ name, size, x, y, hidden, mixed }, number) => {
      const className = mixed ? `${kind} mixed` : kind;
      const node = el("span", { className, textContent: name });
      const home = { x, y };
      return { node, name, number, size, hidden, home, at: home, step: 0, width: 0, height: 0 };
    };
  }

  function isShown({ hidden }) {
    return !hidden;
  }

  /** Show a layer, largest groups first, and measure its names. */
  function enter(layer) {
    shown = layer;
    layers[layer].sort((a, b) => b.size - a.size);
    const names = layers[layer];
    names.forEach(({ node }) => (node.style.width = ""));
    box.replaceChildren(...names.map(({ node }) => node));
    const text = document.createRange();
    for (const label of names) {
      // Lines of wrapped text are narrower than their element.
      text.selectNodeContents(label.node);
      label.width = Math.ceil(text.getBoundingClientRect().width) + 1;
      label.height = label.node.offsetHeight;
    }
    names.forEach(({ node, width }) => (node.style.width = `${width}px`));
  }

  const overlaps = (a, b) =>
    a.left < b.right + GAP &&
    b.left < a.right + GAP &&
    a.top < b.bottom + GAP &&
    b.top < a.bottom + GAP;
  const within = ({ x, y }, place) =>
    place.x >= x[0] && place.x <= x[1] && place.y >= y[0] && place.y <= y[1];

  /** Return the box of a name, moved by half heights up (-) or down (+). */
  function boxAt({ at, width, height }, step, view) {
    const x = ((at.x - view.x[0]) / (view.x[1] - view.x[0])) * view.width;
    const y = ((view.y[1] - at.y) / (view.y[1] - view.y[0])) * view.height;
    const maxX = Math.max(view.width - width / 2 - GAP, 0);
    const centre = Math.min(Math.max(x, width / 2 + GAP), maxX);
    const top = y - height / 2 + step * (height / 2 + GAP);
    return { left: centre - width / 2, right: centre + width / 2, top, bottom: top + height };
  }

  const isFree = (place, taken, view) =>
    place.top >= 0 &&
    place.bottom <= view.height &&
    place.left >= 0 &&
    !taken.some((other) => overlaps(place, other));

  /** Return a free box for a name: where it was, or else the nearest; `null` if there is none. */
  function findBox(label, taken, view) {
    if (!within(view, label.at)) return null;
    for (const step of [label.step, ...STEPS]) {
      const place = boxAt(label, step, view);
      if (isFree(place, taken, view)) return place;
    }
    return null;
  }

  /**
   * Move the names of groups whose densest point is out of view, but that are mostly in view, to
   * the paper nearest to the centre of their visible papers.
   */
  function recentre(view) {
    const { topic, x, y } = corpus.papers;
    const visible = corpus[shown].map(() => []);
    corpus.rows.forEach((row) => {
      if (topic[row] < 0 || !within(view, { x: x[row], y: y[row] })) return;
      visible[shown === "topics" ? topic[row] : corpus.subjectOf(row)].push(row);
    });
    for (const label of layers[shown]) {
      const rows = visible[label.number];
      const stays = within(view, label.home) || rows.length < label.size * (1 - MAX_HIDDEN_SHARE);
      label.at = stays || rows.length === 0 ? label.home : centreOf(rows);
    }
  }

  /** Return the position of the paper nearest to the mean of all. */
  function centreOf(rows) {
    const { x, y } = corpus.papers;
    const mean = (values) => rows.reduce((sum, row) => sum + values[row], 0) / rows.length;
    const [meanX, meanY] = [mean(x), mean(y)];
    const distance = (row) => (x[row] - meanX) ** 2 + (y[row] - meanY) ** 2;
    const nearest = rows.reduce((best, row) => (distance(row) < distance(best) ? row : best));
    return { x: x[nearest], y: y[nearest] };
  }

  /** Return the lines into which a name breaks on the page. */
  function linesOf({ firstChild: text }) {
    const lines = [];
    const range = document.createRange();
    let lineTop = null;
    [...text.data].reduce((at, letter) => {
      range.setStart(text, at);
      range.setEnd(text, at + letter.length);
      const { top } = range.getBoundingClientRect();
      if (letter !== " " && (lineTop === null || top > lineTop + 2)) {
        lines.push("");
        lineTop = top;
      }
      lines[lines.length - 1] += letter;
      return at + letter.length;
    }, 0);
    return lines.map((line) => line.trim());
  }

  /** Choose for each name a position near its place that covers few dots. */
  function avoidDots(view) {
    const countDots = densityOf(view);
    const taken = [];
    for (const label of layers[shown]) {
      const cost = (step) =>
        Math.min(countDots(boxAt(label, step, view)), MAX_COUNTED_DOTS) * DOT_COST +
        Math.abs(step) * (label.height / 2 + GAP);
      const free = STEPS.filter((step) => isFree(boxAt(label, step, view), taken, view));
      const costs = free.map(cost);
      label.step = free[costs.indexOf(Math.min(...costs))] ?? 0;
      if (free.length && within(view, label.at)) taken.push(boxAt(label, label.step, view));
    }
  }

  /** Return the layer to show at a zoom; `null` is none. */
  function layerOf(zoom) {
    const choice = byId("labels-shown").value;
    if (choice === "none") return null;
    return choice === "zoom" ? (zoom < TOPIC_ZOOM ? "subjects" : "topics") : choice;
  }

  /**
   * Place the names in a view, and return those that fit.
   * view: ranges `x` and `y` of the visible map, `width` and `height` in pixels, `zoom`.
   * moving: whether the map is being dragged; names then keep their places on it.
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
      avoidDots(view);
    }
    const taken = [];
    return layers[layer].flatMap((label) => {
      const place = findBox(label, taken, view);
      label.node.style.visibility = place === null ? "hidden" : "visible";
      if (place === null) return [];
      taken.push(place);
      label.node.style.transform = `translate(${place.left}px,${place.top}px)`;
      return [{ node: label.node, ...place }];
    });
  }

  /** Colour the names like their dots, if these are coloured by subject or topic. */
  function paint(kind) {
    const topicColour = (topic) =>
      kind === "topic"
        ? lookColour(topic.look)
        : kind === "subject"
          ? subjectColour(topic.subject)
          : "";
    for (const { node, number } of layers.topics) {
      node.style.setProperty("--colour", topicColour(corpus.topics[number]));
    }
    for (const { node, number } of layers.subjects) {
      node.style.setProperty("--colour", kind === "subject" ? subjectColour(number) : "");
    }
  }

  /** Measure the names again: the width of the map decides how they wrap. */
  const remeasure = () => (shown = null);

  return { draw, remeasure, linesOf, paint };
})();
