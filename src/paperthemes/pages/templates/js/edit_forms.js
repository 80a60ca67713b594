/* global bdi, byId, corpus, edits, el */

/** The forms that edit a topic, and pin a paper. */
(() => {
  if (!edits.isPossible) return;
  const option = (value, textContent, disabled = false) =>
    el("option", { value, textContent, disabled });

  /** Create the options of topics; with merged ones nothing can be done. */
  function targets(except) {
    const others = edits.shown.filter(({ id }) => id !== except);
    others.sort((a, b) => corpus.compare(a.name, b.name));
    return others.map(({ id }) => {
      const target = edits.targetOf(id);
      const name = `${edits.nameOf(id)} (${target ? `merged with ${edits.nameOf(target)}` : id})`;
      return option(id, name, target !== "");
    });
  }

  /** Connect a form; `submit` returns why it is refused, or "". Return a function that opens it. */
  function connect(dialog, submit) {
    const form = dialog.querySelector("form");
    const problem = dialog.querySelector(".problem");
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      problem.textContent = submit(form.elements);
      if (problem.textContent === "") dialog.close();
    });
    form.querySelector("[value=cancel]").addEventListener("click", () => dialog.close());
    dialog.addEventListener("keydown", (event) => {
      if (event.key === "Escape") event.stopPropagation(); // what is behind it stays open
    });
    return () => {
      problem.textContent = "";
      dialog.showModal();
      return form.elements;
    };
  }

  let topic = null; // id, of the form that is open
  let paper = null;

  const checkedWords = () =>
    Array.from(byId("topic-form-words").querySelectorAll(":checked"), ({ value }) => value);

  const openTopicForm = connect(byId("topic-form"), ({ name, note, hide, merge }) => {
    const values = { name: name.value, note: note.value, hide: hide.checked };
    const problem = edits.setTopic(topic, { ...values, merge_into: merge.value });
    if (problem === "") edits.setStopWords(topic, checkedWords());
    return problem;
  });

  /** Disable what has no effect on a merged topic. */
  function followMerge({ name, note, hide, merge }) {
    for (const field of [name, note, hide]) field.disabled = merge.value !== "";
  }

  function fillWords(id) {
    const boxes = edits.keywordsOf(id).map((word) => {
      const checked = edits.stopWords.has(word);
      const box = el("input", { type: "checkbox", value: word, checked });
      return el("label", { className: "choice" }, box, " ", bdi(word));
    });
    byId("topic-form-words").replaceChildren(...boxes);
  }

  function editTopic(id) {
    topic = id;
    const edit = edits.topics.get(id) ?? {};
    const note = edits.noteOf(id);
    const { name: original } = edits.shown.find((each) => each.id === id);
    byId("topic-form-title").replaceChildren("Edit “", bdi(original), "”");
    fillWords(id);
    const fields = openTopicForm();
    fields.name.value = edit.name ?? original;
    fields.note.value = edit.note ?? note;
    fields.note.required = note !== ""; // an empty note would change nothing
    fields.name.required = true;
    fields.hide.checked = edit.hide ?? false;
    fields.merge.replaceChildren(option("", "no other topic"), ...targets(id));
    fields.merge.value = edit.merge_into ?? "";
    fields.merge.onchange = () => followMerge(fields);
    followMerge(fields);
    fields.name.select();
  }

  const openPaperForm = connect(byId("paper-form"), (fields) =>
    edits.pin(paper, fields.topic.value),
  );

  function pinPaper(id) {
    paper = id;
    const row = corpus.rowOf.get(id);
    const current = corpus.topics[corpus.papers.topic[row]];
    byId("paper-form-title").replaceChildren("Pin “", bdi(corpus.papers.title[row]), "”");
    const where = current ? ["It is in ", bdi(current.name), "."] : ["It is in no topic."];
    byId("paper-form-topic").replaceChildren(...where);
    const fields = openPaperForm();
    fields.topic.replaceChildren(...targets());
    fields.topic.value = edits.pins.get(id)?.[0] ?? current?.id ?? "";
  }

  for (const card of document.querySelectorAll(".card")) {
    const { id, name } = corpus.topics[Number(card.dataset.topic)];
    const label = { "aria-label": `Edit ${name}`, textContent: "Edit" };
    const button = el("button", { type: "button", className: "edit", ...label });
    button.addEventListener("click", () => editTopic(id));
    card.querySelector(":scope > .buttons").append(button);
  }
  document.addEventListener("click", ({ target }) => {
    const button = target.closest("button.pin");
    if (button !== null) pinPaper(button.value);
  });
})();
