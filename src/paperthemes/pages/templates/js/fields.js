/* global byId, corpus, counted, csv, el, filter, later */

/** The fields above the list of papers: they say what is wanted, and show it, whoever said so. */
(() => {
  const { papers, themes, topics } = corpus;
  const choices = ["theme", "topic", "grade", "dump", "new"];

  const option = (value, text) => el("option", { value: String(value), textContent: text });
  const sized = ({ name, size }) => `${name} (${size.toLocaleString("en")})`;

  function fill() {
    const unassigned = papers.topic.filter((topic) => topic < 0).length;
    const none = unassigned ? [[-1, `unassigned (${unassigned.toLocaleString("en")})`]] : [];
    const noneOption = () => none.map(([value, text]) => option(value, text));
    byId("theme").append(...themes.map((theme, at) => option(at, sized(theme))), ...noneOption());
    byId("topic").append(
      ...themes.map((theme) =>
        el(
          "optgroup",
          { label: theme.name },
          ...theme.topics.map((topic) => option(topic, sized(topics[topic]))),
        ),
      ),
      ...noneOption(),
    );
    byId("grade").append(...corpus.grades.map((grade, at) => option(at, grade)));
    byId("dump").append(...corpus.dumps.map((dump, at) => option(at, dump)));
    const fresh = papers.new.reduce((sum, one) => sum + one, 0);
    byId("new").append(
      option(1, `new (${fresh.toLocaleString("en")})`),
      option(0, `known (${(corpus.count - fresh).toLocaleString("en")})`),
    );
  }

  /** Say what is asked for, besides the words. */
  function inWords() {
    const { theme, topic, grade, dump, new: fresh, lasso } = filter.wanted;
    return [
      theme === null ? "" : `theme: ${corpus.themeName(theme)}`,
      topic === null ? "" : `topic: ${corpus.topicName(topic)}`,
      grade === null ? "" : corpus.grades[grade],
      dump === null ? "" : `in ${corpus.dumps[dump]}`,
      fresh === null ? "" : `${fresh ? "new since" : "known to"} run ${corpus.since}`,
      lasso === null ? "" : "in the lasso",
    ].filter(Boolean);
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
    const count = filter.isOn()
      ? `${shown.toLocaleString("en")} of ${counted(corpus.count, "paper")}`
      : counted(shown, "paper");
    for (const id of ["count", "map-count"]) {
      if (byId(id) !== null) byId(id).textContent = [count, ...inWords()].join(" · ");
    }
    document.querySelectorAll("button.clear").forEach((button) => (button.hidden = !filter.isOn()));
  }

  /** Ask for all papers again; the button goes, so the focus moves to the search beside it. */
  function clear({ currentTarget }) {
    byId("query").value = "";
    if (byId("map-query") !== null) byId("map-query").value = "";
    currentTarget.closest("section").querySelector("input[type=search]").focus();
    filter.clear();
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
  document
    .querySelectorAll("button.clear")
    .forEach((button) => button.addEventListener("click", clear));
  byId("save").addEventListener("click", () =>
    csv.save(filter.rows, filter.isOn() ? "papers.csv" : "assignments.csv"),
  );
  filter.onChange(show);
  show();
})();
