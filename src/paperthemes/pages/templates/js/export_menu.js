/* global bibtex, byId, corpus, countOf, csl, csv, el, filter, menu, readingList, references, ris, saveFile, slug */
/* global table */

/** Menus that save papers: those of the list, those selected on the map, and those of each topic. */
(() => {
  const FORMATS = [
    ["CSV for spreadsheets", "csv", "text/csv", csv],
    ["RIS for Zotero, EndNote, Mendeley", "ris", "application/x-research-info-systems", ris],
    ["BibTeX for JabRef, LaTeX", "bib", "application/x-bibtex", bibtex],
    ["CSL-JSON for Zotero, Pandoc", "csl.json", "application/json", csl],
    ["Reading list in Markdown", "md", "text/markdown", readingList],
  ];

  async function save(rows, name, type, format) {
    await corpus.loadDetails();
    const content = format.write(rows.map(references.make));
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

  function ofTopic(number) {
    const rows = table.allByTopic.filter((row) => corpus.papers.topic[row] === number);
    const { id, name } = corpus.topics[number];
    return { rows, name: `${id}-${slug(name)}` };
  }

  /** Return the listed papers in their order; the search, subject, topic, sub-group and area name the file. */
  function ofList() {
    const { query, subject, topic, subgroup, new: isNew, lasso } = filter.criteria;
    const parts = [
      query,
      isNew === 1 ? "new" : "",
      subject === null ? "" : corpus.subjectName(subject),
      topic === null ? "" : corpus.topicName(topic),
      subgroup === null ? "" : corpus.subgroups[subgroup],
      lasso === null ? "" : "selected area",
    ];
    const name = slug(parts.join(" ")) || (filter.isOn() ? "selected" : "");
    return { rows: table.rows, name: name ? `${name}-papers` : "papers" };
  }

  // In the menu of the list, which has a file of all papers, too.
  const workbook = byId("workbook");
  workbook?.remove();
  const ofAll = () => (workbook === null || workbook.hidden ? [] : [workbook]);

  menu.replace(byId("export"), "Export", () => [...entriesFor(ofList)(), ...ofAll()]);
  menu.replace(byId("map-export"), "Export", entriesFor(ofList));
  menu.replace(byId("selection-save"), "Export", entriesFor(ofList));

  /** Say on the menus what they export; that of the map is there while papers are selected. */
  function showCount() {
    const which = filter.isOn() ? "these" : "all";
    for (const box of [byId("export"), byId("map-export")].filter((node) => node !== null)) {
      box.hidden = filter.rows.length === 0 || (box.id === "map-export" && !filter.isOn());
      box.querySelector("summary").textContent =
        filter.rows.length === 1 && filter.isOn()
          ? "Export this paper"
          : `Export ${which} ${countOf(filter.rows.length, "paper")}`;
    }
  }

  filter.onChange(showCount);
  showCount();
  for (const card of document.querySelectorAll(".card")) {
    const ofCard = () => ofTopic(Number(card.dataset.topic));
    card.querySelector(":scope > .buttons").append(menu.create("Export", entriesFor(ofCard)));
  }
})();
