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

  /** Choose the side of the mouse that has room. */
  const besideMouse = (position, length, room) =>
    Math.max(
      4,
      position + MOUSE_GAP + length > room ? position - MOUSE_GAP - length : position + MOUSE_GAP,
    );

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
    const left = besideMouse(clientX, box.offsetWidth, innerWidth);
    const top = besideMouse(clientY, box.offsetHeight, innerHeight);
    box.style.transform = `translate(${left}px,${top}px)`;
  }

  return { show, showGroup, showIsland, hide: () => (box.hidden = true) };
})();
