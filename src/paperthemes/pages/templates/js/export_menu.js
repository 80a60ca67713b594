/* global bibtex, byId, corpus, csl, csv, el, filter, menu, readingList, references, ris, saveFile */

/** Menus that save papers: those of the list, of the selected area, and of each topic. */
(() => {
  const MAX_NAME = 60; // characters
  const FORMATS = [
    ["CSV for spreadsheets", "csv", "text/csv", csv],
    ["RIS for Zotero, EndNote, Mendeley", "ris", "application/x-research-info-systems", ris],
    ["BibTeX for JabRef, LaTeX", "bib", "application/x-bibtex", bibtex],
    ["CSL-JSON for Zotero, Pandoc", "csl.json", "application/json", csl],
    ["Reading list in Markdown", "md", "text/markdown", readingList],
  ];

  /** Save papers, in the order of their ids. */
  async function save(rows, name, type, format) {
    await corpus.loadDetails();
    const inOrder = [...rows].sort((a, b) => a - b);
    const content = format.write(inOrder.map(references.make));
    saveFile(name, new Blob([content], { type }));
  }

  /** Create a note on what the files lack, if no paper has it. */
  function note() {
    if (corpus.missing === "") return [];
    return [el("p", { className: "hint" }, `The dumps have no ${corpus.missing}.`)];
  }

  /** Create the entries of a menu; `papers` returns the rows to save, and the name of the file. */
  const entriesFor = (papers) => () => [
    ...FORMATS.map(([text, ending, type, format]) => {
      const button = el("button", { type: "button", textContent: text, value: ending });
      button.addEventListener("click", () => {
        const { rows, name } = papers();
        save(rows, `${name}.${ending}`, type, format);
      });
      return button;
    }),
    ...note(),
  ];

  /** Return the words of a text as a part of the name of a file. */
  function slug(text) {
    const words = text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
    return words.join("-").slice(0, MAX_NAME).replace(/-$/, "");
  }

  function ofTopic(number) {
    const rows = corpus.rows.filter((row) => corpus.papers.topic[row] === number);
    const { id, name } = corpus.topics[number];
    return { rows, name: `${id}-${slug(name)}` };
  }

  /** Name the file of the listed papers after the search, the subject or topic, and the area. */
  function ofList() {
    const { query, subject, topic, lasso } = filter.criteria;
    const parts = [
      query,
      subject === null ? "" : corpus.subjectName(subject),
      topic === null ? "" : corpus.topicName(topic),
      lasso === null ? "" : "selected area",
    ];
    const name = slug(parts.join(" ")) || (filter.isOn() ? "selected" : "");
    return { rows: filter.rows, name: name ? `${name}-papers` : "papers" };
  }

  menu.replace(byId("export"), "Export", entriesFor(ofList));
  menu.replace(byId("selection-save"), "Export", entriesFor(ofList));
  for (const card of document.querySelectorAll(".card")) {
    const ofCard = () => ofTopic(Number(card.dataset.topic));
    card.querySelector(":scope > .buttons").append(menu.create("Export", entriesFor(ofCard)));
  }
})();
