/* global byId, corpus, counted, csv, el, filter, later */

/** The fields above the list of papers: they say what is wanted, and show it, whoever said so. */
(() => {
  const { papers, themes, topics } = corpus;
  const choices = ["theme", "topic", "grade", "dump"];

  const option = (value, text) => el("option", { value: String(value), textContent: text });
  const sized = ({ name, size }) => `${name} (${size.toLocaleString("en")})`;

  function fill() {
    const unassigned = papers.topic.filter((topic) => topic < 0).length;
    byId("theme").append(...themes.map((theme, at) => option(at, sized(theme))));
    byId("topic").append(
      ...themes.map((theme) =>
        el(
          "optgroup",
          { label: theme.name },
          ...theme.topics.map((topic) => option(topic, sized(topics[topic]))),
        ),
      ),
      ...(unassigned ? [option(-1, `unassigned (${unassigned.toLocaleString("en")})`)] : []),
    );
    byId("grade").append(...corpus.grades.map((grade, at) => option(at, grade)));
    byId("dump").append(...corpus.dumps.map((dump, at) => option(at, dump)));
  }

  function show() {
    for (const key of choices) {
      byId(key).value = filter.wanted[key] === null ? "" : String(filter.wanted[key]);
    }
    for (const id of ["query", "map-query"]) {
      const field = byId(id);
      if (field !== null && document.activeElement !== field) field.value = filter.wanted.query;
    }
    const shown = filter.rows.length;
    const text = filter.isOn()
      ? `${shown.toLocaleString("en")} of ${counted(corpus.count, "paper")}`
      : counted(shown, "paper");
    for (const id of ["count", "map-count"]) {
      if (byId(id) !== null) byId(id).textContent = text;
    }
    document.querySelectorAll("button.clear").forEach((button) => (button.hidden = !filter.isOn()));
  }

  function listenToSearch(id) {
    const field = byId(id);
    if (field === null) return;
    const search = later(() => filter.set({ query: field.value.trim() }), 120);
    field.addEventListener("input", search);
    field.form.addEventListener("submit", (event) => event.preventDefault());
  }

  fill();
  listenToSearch("query");
  listenToSearch("map-query");
  for (const key of choices) {
    byId(key).addEventListener("change", ({ target }) => {
      filter.set({ [key]: target.value === "" ? null : Number(target.value) });
    });
  }
  document.querySelectorAll("button.clear").forEach((button) =>
    button.addEventListener("click", () => {
      byId("query").value = "";
      if (byId("map-query") !== null) byId("map-query").value = "";
      filter.clear();
    }),
  );
  byId("save").addEventListener("click", () => csv.save(filter.rows, "assignments.csv"));
  filter.onChange(show);
  show();
})();
