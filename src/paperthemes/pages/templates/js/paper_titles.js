/* global byId, corpus, el, filter, labelPlaces */
/* exported paperTitles */

/** Titles beside the dots of the most central papers, when the map is zoomed in. */
const paperTitles = (() => {
  const { papers, topics } = corpus;
  const MIN_ZOOM = 2.2;
  const MAX_TITLES = 30;
  const MAX_TRIED = 120; // papers whose titles are measured, to find those that fit
  const MAX_LENGTH = 70; // characters of a title
  const measured = new Map(); // by row
  let placed = [];
  let ranked = null;

  /** Rank papers: exemplars of topics first, then those that belong most clearly to their topic. */
  function rank() {
    const exemplars = new Map();
    topics.forEach((topic) => topic.exemplars.forEach((row, at) => exemplars.set(row, at)));
    const rankOf = (row) => exemplars.get(row) ?? Infinity;
    const rows = [...(corpus.drawn ?? corpus.rows)];
    const byRank = (a, b) => (rankOf(a) === rankOf(b) ? 0 : rankOf(a) - rankOf(b));
    return rows.sort(
      (a, b) => byRank(a, b) || papers.confidence[b] - papers.confidence[a] || a - b,
    );
  }

  /** Return whether a view is zoomed in enough for titles. */
  const areShown = ({ zoom }) => zoom >= MIN_ZOOM;

  const cut = (title) =>
    title.length > MAX_LENGTH ? `${title.slice(0, MAX_LENGTH).replace(/\S*$/, "").trim()}…` : title;

  function createLabel(row) {
    const node = el("span", { textContent: cut(papers.title[row]) });
    return { kind: "title", node, row, at: { x: papers.x[row], y: papers.y[row] } };
  }

  /** Add the titles to the page and measure those that are new there. */
  function measure(labels) {
    byId("titles").replaceChildren(...labels.map(({ node }) => node));
    for (const label of labels.filter(({ width }) => width === undefined)) {
      label.width = label.node.offsetWidth;
      label.height = label.node.offsetHeight;
    }
  }

  /** Return whether the filter selects a paper. */
  function tester() {
    if (!filter.isOn()) return () => true;
    const rows = new Set(filter.rows);
    return (row) => rows.has(row);
  }

  /** Return the titles that fit in a view beside what is `taken`, with their boxes. */
  function place(view, taken, countDots) {
    placed = [];
    byId("titles").replaceChildren();
    if (!areShown(view)) return placed;
    ranked ??= rank();
    const isSelected = tester();
    const tried = [];
    for (const row of ranked) {
      const at = { x: papers.x[row], y: papers.y[row] };
      if (!labelPlaces.isWithin(view, at) || !isSelected(row)) continue;
      if (!measured.has(row)) measured.set(row, createLabel(row));
      tried.push(measured.get(row));
      if (tried.length === MAX_TRIED) break;
    }
    measure(tried);
    const boxes = [...taken];
    for (const label of tried) {
      if (placed.length === MAX_TITLES) break;
      const box = labelPlaces.placeTitle(label, boxes, view, countDots);
      if (box === null) continue;
      boxes.push(box);
      placed.push({ ...label, box, from: labelPlaces.toPixels(view, label.at) });
    }
    byId("titles").replaceChildren(...placed.map(({ node }) => node));
    fade();
    return placed;
  }

  /** Fade the titles of papers that the filter does not select. */
  function fade() {
    const isSelected = tester();
    placed.forEach(({ node, row }) => node.classList.toggle("faded", !isSelected(row)));
  }

  return { place, fade, areShown };
})();
