/* global bdi, byId, copyText, countOf, curationYaml, corpus, edits, el, saveFile */

/** The panel with the edits, which can be undone, copied and saved; cards show theirs. */
(() => {
  if (!edits.isPossible) return;
  const panel = byId("edits").querySelector("details");
  const text = byId("edit-text");
  const { clustering } = byId("edits").dataset;
  const named = (id) => ["“", bdi(edits.nameOf(id)), "”"];

  /** Describe what an edit of a topic does. */
  const describe = {
    name: (value) => ["will be called “", bdi(value), "”"],
    note: (value) => ["will have the note “", bdi(value), "”"],
    hide: () => ["will be hidden"],
    merge_into: (value) => ["will be merged with ", ...named(value)],
  };

  function describePin(paper, topic, from) {
    const title = bdi(corpus.papers.title[corpus.rowOf.get(paper)]);
    const target = edits.targetOf(topic);
    const merged = target ? [", which will be merged with ", ...named(target)] : [];
    const verb = topic === from ? "” will stay in " : "” will move to ";
    return ["“", title, verb, ...named(topic), ...merged];
  }

  /** List all edits: the parts of a sentence, and how to undo it. */
  function list() {
    const { topics, pins, stopWords } = edits;
    const originals = new Map(edits.shown.map(({ id, name }) => [id, name]));
    return [
      ...[...topics].flatMap(([id, edit]) =>
        Object.entries(edit).map(([key, value]) => ({
          parts: ["“", bdi(originals.get(id)), "” ", ...describe[key](value)],
          undo: () => edits.undoTopic(id, key),
        })),
      ),
      ...[...pins].map(([paper, [topic, from]]) => ({
        parts: describePin(paper, topic, from),
        undo: () => edits.undo(pins, paper),
      })),
      ...[...stopWords].map((word) => ({
        parts: ["“", bdi(word), "” will be no keyword"],
        undo: () => edits.undo(stopWords, word),
      })),
    ];
  }

  function item({ parts, undo }, at) {
    const id = `edit-${at}`;
    const button = el("button", { type: "button", id: `undo-${at}`, textContent: "Undo" });
    button.setAttribute("aria-labelledby", `undo-${at} ${id}`);
    button.addEventListener("click", () => {
      undo();
      const rest = [...byId("edit-list").querySelectorAll("button")];
      (rest[Math.min(at, rest.length - 1)] ?? document.querySelector(".card button"))?.focus();
    });
    return el("li", {}, el("span", { id }, ...parts), " ", button);
  }

  /** Show on the card of each topic what will happen to it. */
  function markCards() {
    document.querySelectorAll(".card .pending").forEach((node) => node.remove());
    for (const [id, edit] of edits.topics) {
      const parts = Object.entries(edit).map(([key, value]) => describe[key](value));
      const sentence = parts.flatMap((part, at) => (at === 0 ? part : [", ", ...part]));
      const node = el("p", { className: "pending" }, "Edited: ", ...sentence);
      edits.cardOf(id).querySelector(".facts").before(node);
    }
    for (const button of document.querySelectorAll("button.pin")) {
      button.setAttribute("aria-pressed", String(edits.pins.has(button.value)));
    }
  }

  function show() {
    const count = countOf(edits.count, "edit");
    panel.hidden = edits.count === 0;
    byId("edit-count").textContent = count;
    byId("edit-news").textContent = edits.count === 0 ? "" : `${count} for curation.yaml`;
    byId("edit-list").replaceChildren(...list().map(item));
    text.value = curationYaml.write();
    markCards();
  }

  edits.onChange(show);
  edits.onChange(() => (byId("edit-copy").textContent = "Copy"));
  byId("edit-copy").addEventListener("click", () => copyText(text, byId("edit-copy")));
  byId("edit-clear").addEventListener("click", edits.clear);
  byId("edit-save").addEventListener("click", () => {
    saveFile(`edits-of-${clustering}.yaml`, new Blob([text.value], { type: "text/yaml" }));
  });
})();
