/* global byId, corpus, densityOf, el, filter, labelPlaces, lookColour, paperTitles, subjectColour */
/* global svgEl, tooltip */
/* exported labels */

/** Names on the map, beside the papers: subjects at first, topics when zoomed in, then titles. */
const labels = (() => {
  const TOPIC_ZOOM = 1.7; // zoom from which topics are named
  const MIN_VISIBLE_SHARE = 0.1; // of a group, for its name to move to its visible part
  const NAME_AREA = 14_000; // square pixels of the map for each name: more would hide it
  const MIN_LINE = 6; // pixels between a name and its papers that need a line
  const box = byId("labels");
  const layers = {
    subjects: corpus.subjects.flatMap(createLabels("subject")).filter(isShown),
    topics: corpus.topics.flatMap(createLabels("topic")).filter(isShown),
  };
  let shown = null; // the layer
  let placed = []; // labels with their `box` in the last view

  /** Create the label of a group, and those of its parts that are islands of their own. */
  function createLabels(kind) {
    return (group, number) => [
      createLabel(kind, group, number, null),
      ...group.islands.map((island) => createLabel(kind, group, number, island)),
    ];
  }

  function createLabel(kind, group, number, island) {
    const className = `${island ? "island" : kind}${group.mixed ? " mixed" : ""}`;
    const { name, x, y } = island ?? group;
    const node = el("span", { className, textContent: name });
    const line = svgEl("g", {}, svgEl("line"), svgEl("circle", { r: 2.5 }));
    const home = { x, y };
    const label = { kind, node, line, number, group, island, home, at: home, width: 0, height: 0 };
    node.addEventListener("mouseenter", (event) => {
      if (island) tooltip.showIsland(island, group, event);
      else tooltip.showGroup(group, event);
    });
    node.addEventListener("mouseleave", tooltip.hide);
    node.addEventListener("click", () => toggle(label));
    return label;
  }

  function isShown({ group }) {
    return !group.hidden && group.size > 0;
  }

  /** Show only the papers for which a name stands, or all again. */
  function toggle({ kind, number, island }) {
    tooltip.hide();
    if (island === null) return filter.toggle(kind, number);
    const { topic, subgroup } = island;
    const part = { topic, subgroup: subgroup ? corpus.subgroups.indexOf(subgroup) : null };
    const isShown = Object.entries(part).every(([key, value]) => filter.criteria[key] === value);
    return filter.set(isShown ? { topic: null } : { subject: null, ...part });
  }

  /** Show a layer, largest groups first and islands last, and measure its names. */
  function enter(layer) {
    shown = layer;
    const names = layers[layer].sort(
      (a, b) => Boolean(a.island) - Boolean(b.island) || b.group.size - a.group.size,
    );
    names.forEach((label) => (label.offset = null));
    names.forEach(({ node }) => (node.style.width = ""));
    box.replaceChildren(...names.map(({ node }) => node));
    byId("leaders").replaceChildren(...names.map(({ line }) => line));
    const text = document.createRange();
    for (const label of names) {
      // Lines of wrapped text are narrower than their element.
      text.selectNodeContents(label.node);
      label.width = Math.ceil(text.getBoundingClientRect().width) + 1;
      label.height = label.node.offsetHeight;
    }
    names.forEach(({ node, width }) => (node.style.width = `${width}px`));
    fade();
  }

  /**
   * Move the names of groups whose densest point is out of view, but that are in part in view, to
   * the paper nearest to the centre of their visible papers.
   */
  function recentre(view) {
    const { topic, x, y } = corpus.papers;
    const visible = corpus[shown].map(() => []);
    corpus.rows.forEach((row) => {
      if (topic[row] < 0 || !labelPlaces.isWithin(view, { x: x[row], y: y[row] })) return;
      visible[shown === "topics" ? topic[row] : corpus.subjectOf(row)].push(row);
    });
    for (const label of layers[shown]) {
      const rows = visible[label.number];
      const isHome = labelPlaces.isWithin(view, label.home);
      const isVisible = rows.length > label.group.size * MIN_VISIBLE_SHARE;
      label.at = isHome || !isVisible || label.island ? label.home : centreOf(rows);
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

  /** Return the layer to show at a zoom; `null` is none. */
  function layerOf(zoom) {
    const choice = byId("labels-shown").value;
    if (choice === "none") return null;
    return choice === "zoom" ? (zoom < TOPIC_ZOOM ? "subjects" : "topics") : choice;
  }

  /** Choose a place for each name, and for titles. */
  function place(view) {
    recentre(view);
    const countDots = densityOf(view);
    const taken = [];
    placed = [];
    const most = (view.width * view.height) / NAME_AREA;
    for (const label of layers[shown]) {
      const isVisible = taken.length < most && labelPlaces.isWithin(view, label.at);
      const found = isVisible ? labelPlaces.placeName(label, taken, view, countDots) : null;
      setVisible(label, found !== null);
      if (found === null) continue;
      taken.push(found);
      placed.push({ ...label, box: found, from: labelPlaces.toPixels(view, label.at) });
    }
    placed.push(...paperTitles.place(view, taken, countDots));
  }

  function setVisible({ node, line }, isVisible) {
    node.style.visibility = isVisible ? "visible" : "hidden";
    line.style.visibility = isVisible ? "visible" : "hidden";
  }

  /** Move what was placed along with its papers. */
  function follow(view) {
    for (const { node, line, at, box: place, from } of placed) {
      const now = labelPlaces.toPixels(view, at);
      const [right, down] = [now.x - from.x, now.y - from.y];
      node.style.transform = `translate(${place.left + right}px,${place.top + down}px)`;
      if (!line) continue;
      const { to } = place.line;
      const [segment, dot] = line.children;
      const isFar = Math.hypot(to.x - from.x, to.y - from.y) > MIN_LINE;
      line.style.display = isFar ? "" : "none";
      line.style.transform = `translate(${right}px,${down}px)`;
      const ends = { x1: from.x, y1: from.y, x2: to.x, y2: to.y };
      Object.entries(ends).forEach(([name, value]) => segment.setAttribute(name, value));
      dot.setAttribute("cx", from.x);
      dot.setAttribute("cy", from.y);
    }
  }

  /**
   * Place the names in a view, and return those that fit, with their boxes.
   * view: ranges `x` and `y` of the visible map, `width` and `height` in pixels, `zoom`.
   * moving: whether the map is being moved; names then keep their places beside their papers.
   */
  function draw(view, moving = false) {
    const layer = layerOf(view.zoom);
    if (layer === null) {
      shown = null;
      placed = [];
      [box, byId("leaders"), byId("titles")].forEach((part) => part.replaceChildren());
      return [];
    }
    const isNew = layer !== shown;
    if (isNew) enter(layer);
    if (isNew || !moving) place(view);
    follow(view);
    return placed;
  }

  /** Fade the names of groups of which the filter selects no paper. */
  function fade() {
    if (shown === null) return;
    const counts = filter.isOn() ? filter.countsOf(layers[shown][0]?.kind ?? "topic") : null;
    for (const { node, line, number } of layers[shown]) {
      const isFaded = counts !== null && !counts.get(number);
      node.classList.toggle("faded", isFaded);
      line.classList.toggle("faded", isFaded);
    }
    paperTitles.fade();
  }

  /** Colour the names like their dots, if these are coloured by subject or topic. */
  function paint(kind) {
    const topicColour = (topic) =>
      kind === "topic"
        ? lookColour(topic.look)
        : kind === "subject"
          ? subjectColour(topic.subject)
          : "";
    const paintLabel = ({ node, line }, colour) =>
      [node, line].forEach((part) => part.style.setProperty("--colour", colour));
    layers.topics.forEach((label) => paintLabel(label, topicColour(label.group)));
    layers.subjects.forEach((label) => {
      const [topic, ...others] = label.group.topics.map((number) => corpus.topics[number]);
      const isWhole = kind === "subject" || others.length > 0;
      const colour = kind === "subject" ? subjectColour(label.number) : "";
      paintLabel(label, isWhole ? colour : topicColour(topic));
    });
  }

  /** Measure the names again: the width of the map decides how they wrap. */
  const remeasure = () => (shown = null);

  filter.onChange(fade);

  return { draw, hasTitles: paperTitles.areShown, remeasure, paint };
})();
