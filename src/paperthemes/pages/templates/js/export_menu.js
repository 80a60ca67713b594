/* global bibtex, byId, corpus, csl, csv, el, filter, menu, readingList, references, ris, saveFile */

/** Menus that save papers: those of the list, of the selected area, and of each topic. */
(() => {
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

  /** Create the entries of a menu; `papers` returns the rows to save, and the name of the file. */
  const entriesFor = (papers) => () =>
    FORMATS.map(([text, ending, type, format]) => {
      const button = el("button", { type: "button", textContent: text, value: ending });
      button.addEventListener("click", () => {
        const { rows, name } = papers();
        save(rows, `${name}.${ending}`, type, format);
      });
      return button;
    });

  const nameOf = (topic) =>
    `${topic.id}-${
      topic.name
        .toLowerCase()
        .match(/[\p{L}\p{N}]+/gu)
        ?.join("-") ?? ""
    }`;

  function ofTopic(number) {
    const rows = corpus.rows.filter((row) => corpus.papers.topic[row] === number);
    return { rows, name: nameOf(corpus.topics[number]) };
  }

  const ofList = () => ({ rows: filter.rows, name: filter.isOn() ? "selected-papers" : "papers" });

  menu.replace(byId("export"), "Export", entriesFor(ofList));
  menu.replace(byId("selection-save"), "Export", entriesFor(ofList));
  for (const card of document.querySelectorAll(".card")) {
    const ofCard = () => ofTopic(Number(card.dataset.topic));
    card.querySelector(":scope > .buttons").append(menu.create("Export", entriesFor(ofCard)));
  }
})();
