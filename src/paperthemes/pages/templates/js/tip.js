/* global bdi, byId, corpus, el */
/* exported tip */

/** What is shown beside the mouse: the paper it is on. */
const tip = (() => {
  const { papers } = corpus;
  const LONGEST = 200; // characters of a title
  const APART = 14; // pixels from the mouse
  const box = byId("tip");

  const line = (tag, text) => el(tag, {}, bdi(text));

  /** Choose the side of the mouse on which there is room. */
  const beside = (place, length, room) =>
    Math.max(4, place + APART + length > room ? place - APART - length : place + APART);

  function show(row, { clientX, clientY }) {
    const title = papers.title[row];
    box.replaceChildren(
      line("strong", title.length > LONGEST ? `${title.slice(0, LONGEST)}…` : title),
      line("span", corpus.topicName(papers.topic[row])),
      line("span", corpus.gradeOf(row)),
    );
    box.hidden = false;
    const left = beside(clientX, box.offsetWidth, innerWidth);
    const top = beside(clientY, box.offsetHeight, innerHeight);
    box.style.transform = `translate(${left}px,${top}px)`;
  }

  return { show, hide: () => (box.hidden = true) };
})();
