/* global byId, corpus, el */
/* exported edits */

/**
 * The reader's edits of topics and papers, as `curation.yaml` has them: by permanent ids. They change
 * nothing on this page. Those that contradict others are refused, with the reason in words.
 */
const edits = (() => {
  const box = byId("edits"); // missing if ids are not permanent
  const { papers } = corpus;
  const shown = corpus.topics.filter(({ hidden }) => !hidden);
  const topicOf = new Map(shown.map((topic) => [topic.id, topic]));
  const cardOf = (id) =>
    document.querySelector(`.card[data-topic="${corpus.topics.indexOf(topicOf.get(id))}"]`);
  const textsIn = (node, selector) =>
    Array.from(node?.querySelectorAll(selector) ?? [], ({ textContent }) => textContent);
  const noteOf = (id) => textsIn(cardOf(id), ".note bdi").join();
  const keywordsOf = (id) => textsIn(cardOf(id), ".keywords bdi");

  const topics = new Map(); // id -> edit, with the keys of curation.yaml
  const pins = new Map(); // id of a paper -> ids of the topic it is pinned to, and of that it had
  const stopWords = new Set();
  const listeners = [];

  const isText = (value) => typeof value === "string";
  /** Return a text on one line, without halves of characters, which no file can hold. */
  const clean = (text) =>
    text
      .replace(/\p{Cs}/gu, "")
      .replace(/\s+/g, " ")
      .trim();
  const targetOf = (id) => topics.get(id)?.merge_into ?? "";
  const nameOf = (id) => topics.get(id)?.name ?? topicOf.get(id).name;
  const isSame = (a, b) => a.toLowerCase() === b.toLowerCase();

  function changed() {
    listeners.forEach((listener) => listener());
  }

  /** Return why nothing can be merged with, or pinned to, a topic; "" if it can. */
  function refuseTarget(id) {
    if (!topicOf.has(id)) return "There is no such topic.";
    const target = targetOf(id);
    return target && `“${nameOf(id)}” is merged with “${nameOf(target)}” already: choose this one.`;
  }

  /** Return why a topic cannot have a name; "" if it can. */
  function refuseName(id, name) {
    const other = shown.find(
      (topic) => topic.id !== id && !targetOf(topic.id) && isSame(nameOf(topic.id), name),
    );
    return other ? `Topic ${other.id} is called so: choose another name, or merge the two.` : "";
  }

  /** Keep of an edit what changes something; the name and note of a merged topic are of no use. */
  function reduce(id, { name, note, hide, merge_into: target }) {
    if (target) return { merge_into: target };
    const edit = {};
    const isNew = (text, old) => isText(text) && !["", old].includes(clean(text));
    if (isNew(name, topicOf.get(id).name)) edit.name = clean(name);
    if (isNew(note, noteOf(id))) edit.note = clean(note);
    if (hide === true) edit.hide = true;
    return edit;
  }

  /** Replace the edit of a topic; return why it is refused, or "". */
  function setTopic(id, values) {
    const edit = reduce(id, values);
    const target = edit.merge_into;
    if (target === id) return "A topic cannot be merged with itself.";
    const problem = target ? refuseTarget(target) : edit.name ? refuseName(id, edit.name) : "";
    if (problem) return problem;
    topics.delete(id); // the latest is the last: in this order, none is refused when they are read
    if (Object.keys(edit).length) topics.set(id, edit);
    changed();
    return "";
  }

  /** Set which of the keywords of a topic are stop words. */
  function setStopWords(id, words) {
    for (const word of keywordsOf(id)) stopWords.delete(word);
    for (const word of words) stopWords.add(word);
    changed();
  }

  const topicIdOf = (row) => corpus.topics[papers.topic[row]]?.id ?? "";

  /** Pin a paper to a topic; return why it is refused, or "". */
  function pin(paper, topic, from = topicIdOf(corpus.rowOf.get(paper))) {
    const problem = refuseTarget(topic);
    if (problem) return problem;
    pins.set(paper, [topic, from]);
    changed();
    return "";
  }

  /** Create a button that opens the form to pin a paper; null where nothing can be edited. */
  function pinButton(row, textContent) {
    if (box === null) return null;
    const [id, title] = [papers.id[row], papers.title[row]];
    const label = { title: "Choose its topic", "aria-label": `${textContent}: ${title}` };
    const state = { value: id, "aria-pressed": String(pins.has(id)) };
    return el("button", { type: "button", className: "pin", textContent, ...state, ...label });
  }

  /** Write the edits as text for the address. */
  const write = () =>
    JSON.stringify({
      topics: Object.fromEntries(topics),
      papers: Object.fromEntries(pins),
      words: [...stopWords],
    });

  /** Parse a text of `write`, or of anybody; return {} if it is of another kind. */
  function parse(text) {
    try {
      return Object(JSON.parse(text));
    } catch {
      return {};
    }
  }

  /** Add the edits of a text from `write`, except those that do not fit, or are in effect by now. */
  function read(text) {
    if (box === null) return;
    const given = parse(text);
    for (const [paper, pair] of Object.entries(Object(given.papers))) {
      const [topic, from] = Array.isArray(pair) ? pair : [];
      const row = corpus.rowOf.get(paper);
      const isInEffect = from !== topic && topic === topicIdOf(row);
      if (row !== undefined && isText(from) && !isInEffect) pin(paper, topic, from);
    }
    // After the pins, which may be to a topic that was merged later. Twice, because an edit may fit
    // only after a later one.
    const known = Object.entries(Object(given.topics)).filter(([id]) => topicOf.has(id));
    for (const [id, edit] of [...known, ...known]) setTopic(id, Object(edit));
    const keywords = new Set(shown.flatMap(({ id }) => keywordsOf(id)));
    const words = Array.isArray(given.words) ? given.words : [];
    words.filter((word) => keywords.has(word)).forEach((word) => stopWords.add(word));
    changed();
  }

  function clear() {
    for (const part of [topics, pins, stopWords]) part.clear();
    changed();
  }

  /** Undo one edit of a topic. */
  function undoTopic(id, key) {
    const edit = { ...topics.get(id) };
    delete edit[key];
    if (Object.keys(edit).length) topics.set(id, edit);
    else topics.delete(id);
    changed();
  }

  /** Undo a pin or a stop word. */
  const undo = (part, key) => {
    part.delete(key);
    changed();
  };

  return {
    isPossible: box !== null,
    shown,
    topics,
    pins,
    stopWords,
    nameOf,
    noteOf,
    keywordsOf,
    cardOf,
    targetOf,
    setTopic,
    setStopWords,
    pin,
    pinButton,
    undoTopic,
    undo,
    clear,
    write,
    read,
    onChange: (listener) => listeners.push(listener),
    get count() {
      const ofTopics = [...topics.values()].flatMap(Object.keys);
      return ofTopics.length + pins.size + stopWords.size;
    },
  };
})();
