/* global bdi, byId, corpus, countOf, el */
/* exported tooltip */

/** The tooltip of the paper, or of the name, under the mouse. */
const tooltip = (() => {
  const { papers } = corpus;
  const MAX_TITLE_LENGTH = 200;
  const MOUSE_GAP = 14; // pixels
  const box = byId("tooltip");

  const line = (tag, text) => el(tag, {}, bdi(text));

  /** Name a topic, with the first sentence of its summary. */
  const aboutTopic = ({ name, summary }) => [
    el("span", { className: "topic" }, bdi(name)),
    ...(summary === "" ? [] : [el("span", { className: "sentence" }, bdi(summary))]),
  ];

  /** Choose the side of the mouse that has room between two ends; else the tooltip may cover more. */
  function besideMouse(position, length, [low, high], most) {
    const after = position + MOUSE_GAP;
    const before = after - 2 * MOUSE_GAP - length;
    if (after + length <= high) return after;
    if (before >= low) return before;
    return Math.max(4, Math.min(after, most - length - 4));
  }

  /** Show the title of a paper, and its topic. */
  function show(row, event) {
    const title = papers.title[row];
    const topic = papers.topic[row];
    const isLong = title.length > MAX_TITLE_LENGTH;
    fill(
      event,
      line("strong", isLong ? `${title.slice(0, MAX_TITLE_LENGTH)}…` : title),
      line("span", corpus.gradeOf(row)),
      ...(topic < 0 ? [] : aboutTopic(corpus.topics[topic])),
    );
  }

  /** Show what a subject or topic is about. */
  function showGroup({ name, size, keywords, summary }, event) {
    fill(
      event,
      line("strong", name),
      line("span", countOf(size, "paper")),
      line("span", keywords.join(", ")),
      ...(summary === "" ? [] : [el("span", { className: "topic sentence" }, bdi(summary))]),
    );
  }

  /** Show of what an island is a part. */
  function showIsland({ name, size }, group, event) {
    fill(
      event,
      line("strong", name),
      line("span", `${countOf(size, "paper")}, part of ${group.name}, which lies elsewhere`),
    );
  }

  function fill({ clientX, clientY }, ...content) {
    box.replaceChildren(...content);
    box.hidden = false;
    const map = byId("canvas").getBoundingClientRect(); // what is beside it stays visible
    const [across, down] = [
      [Math.max(map.left, 4), map.right],
      [Math.max(map.top, 4), Math.min(map.bottom, innerHeight)],
    ];
    const left = besideMouse(clientX, box.offsetWidth, across, innerWidth);
    const top = besideMouse(clientY, box.offsetHeight, down, innerHeight);
    box.style.transform = `translate(${left}px,${top}px)`;
  }

  return { show, showGroup, showIsland, hide: () => (box.hidden = true) };
})();
