/* global bdi, byId, corpus, el */
/* exported tooltip */

/** The tooltip of the paper under the mouse. */
const tooltip = (() => {
  const { papers } = corpus;
  const MAX_TITLE_LENGTH = 200;
  const MOUSE_GAP = 14; // pixels
  const box = byId("tooltip");

  const line = (tag, text) => el(tag, {}, bdi(text));

  /** Choose the side of the mouse that has room. */
  const besideMouse = (position, length, room) =>
    Math.max(
      4,
      position + MOUSE_GAP + length > room ? position - MOUSE_GAP - length : position + MOUSE_GAP,
    );

  function show(row, { clientX, clientY }) {
    const title = papers.title[row];
    const topic = papers.topic[row];
    const sentence = topic < 0 ? "" : corpus.topics[topic].summary;
    const isLong = title.length > MAX_TITLE_LENGTH;
    box.replaceChildren(
      line("strong", isLong ? `${title.slice(0, MAX_TITLE_LENGTH)}…` : title),
      line("span", corpus.topicName(topic)),
      line("span", corpus.gradeOf(row)),
      ...(sentence ? [el("span", { className: "sentence" }, bdi(sentence))] : []),
    );
    box.hidden = false;
    const left = besideMouse(clientX, box.offsetWidth, innerWidth);
    const top = besideMouse(clientY, box.offsetHeight, innerHeight);
    box.style.transform = `translate(${left}px,${top}px)`;
  }

  return { show, hide: () => (box.hidden = true) };
})();
