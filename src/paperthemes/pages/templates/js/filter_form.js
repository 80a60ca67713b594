/* global bdi, byId, corpus, countOf, debounce, el, facets, filter, formatNumber, search, searchHelp */
/* global searchRanks */

/** The form above the list of papers: it sets the filter, and shows it whatever set it. */
(() => {
  const { papers, subjects, topics } = corpus;
  const help = new Map(); // id of a search field -> function that shows its help
  const choices = ["subject", "topic", "grade", "dump", "new"];
  const MAX_TABLE_TOP = 3 / 4; // of the height of the window, so that a reader who types sees papers

  const option = (value, text) => el("option", { value: String(value), textContent: text });
  const withSize = ({ name, size }) => `${name} (${formatNumber(size)})`;

  function fill() {
    const unassigned = papers.topic.filter((topic) => topic < 0).length;
    const none = unassigned ? [[-1, `unassigned (${formatNumber(unassigned)})`]] : [];
    const noneOption = () => none.map(([value, text]) => option(value, text));
    const [themes, alone] = [true, false].map((isTheme) =>
      subjects.flatMap((subject, at) =>
        subject.theme >= 0 === isTheme ? [option(at, withSize(subject))] : [],
      ),
    );
    const group = alone.length
      ? [el("optgroup", { label: "Topics without a theme" }, ...alone)]
      : [];
    byId("subject").append(...themes, ...group, ...noneOption());
    byId("topic").append(
      ...subjects.flatMap((subject) => {
        const own = subject.topics.map((topic) => option(topic, withSize(topics[topic])));
        return subject.theme < 0 ? own : [el("optgroup", { label: subject.name }, ...own)];
      }),
      ...noneOption(),
    );
    byId("grade").append(...corpus.grades.map((grade, at) => option(at, grade)));
    byId("dump").append(...corpus.dumpLabels.map((dump, at) => option(at, dump)));
    const newCount = papers.new.reduce((sum, isNew) => sum + isNew, 0);
    byId("new").append(
      option(1, `new (${formatNumber(newCount)})`),
      option(0, `known (${formatNumber(corpus.count - newCount)})`),
    );
  }

  const kindOf = (subject) => (subjects[subject]?.theme >= 0 ? "theme" : "topic");

  const descriptions = {
    query: (words) => `search: ${words}`,
    subject: (subject) => `${kindOf(subject)}: ${corpus.subjectName(subject)}`,
    topic: (topic) => `topic: ${corpus.topicName(topic)}`,
    subgroup: (subgroup) => `sub-group: ${corpus.subgroups[subgroup]}`,
    grade: (grade) => corpus.grades[grade],
    dump: (dump) => `in ${corpus.dumpLabels[dump]}`,
    new: (isNew) => `${isNew ? "new since" : "known to"} run ${corpus.since}`,
    lasso: () => "in the selected area",
    chosen: ({ size }) => countOf(size, "chosen paper"),
    ...Object.fromEntries(
      facets.map(({ key, name, describe }) => [
        key,
        (value) => `${name.toLowerCase()}: ${describe(value)}`,
      ]),
    ),
  };

  /** Create a button that removes a filter. */
  function chip(key, value) {
    const text = descriptions[key](value);
    const label = `Remove the filter ${text}`;
    const cross = el("span", { "aria-hidden": "true", textContent: " ✕" });
    const button = el("button", { type: "button", title: label, "aria-label": label });
    button.append(bdi(text), cross);
    button.addEventListener("click", () => remove(button, key));
    return button;
  }

  /** Remove a filter; its button disappears, so the focus moves to the search of the section. */
  function remove(button, key) {
    const field = button.closest("section").querySelector("input[type=search]");
    if (key === "query") setQueries("");
    filter.only(Object.fromEntries(filter.active.filter(([other]) => other !== key)));
    field.focus({ preventScroll: true });
  }

  /** Show the filters that are on, beside the map and the list, which follow them. */
  function showChips() {
    for (const box of document.querySelectorAll(".chips")) {
      box.replaceChildren(...filter.active.map(([key, value]) => chip(key, value)));
    }
  }

  function setQueries(text) {
    for (const id of ["query", "map-query"]) if (byId(id) !== null) byId(id).value = text;
  }

  /** Say what the number of papers that match a query does not. */
  function noteOn(query) {
    if (query !== "" && !search.isComplete()) return "so far: reading abstracts";
    const notes = [searchRanks.note(query, filter.rows), search.note(query)];
    return notes.filter(Boolean).join(" · ");
  }

  /** Show the number of papers, on the map as a link to their list; only that in use is read aloud. */
  function showCount() {
    const shown = filter.rows.length;
    const count = filter.isOn()
      ? `${formatNumber(shown)} of ${countOf(corpus.count, "paper")}`
      : countOf(shown, "paper");
    const note = noteOn(filter.criteria.query);
    for (const id of ["count", "map-count"]) {
      const output = byId(id);
      if (output === null) continue;
      const isInUse = output.closest("section").contains(document.activeElement);
      output.setAttribute("aria-live", isInUse ? "polite" : "off");
      output.textContent = [count, note].filter(Boolean).join(" · ");
      if (id === "count") continue;
      const link = el("a", { href: "#papers", title: "Show in the list of papers" }, count);
      output.replaceChildren(link, note && ` · ${note}`);
    }
  }

  /** Where no papers match, offer those that only the other filters hide, or else advise on words. */
  function showWayOut() {
    const { query } = filter.criteria;
    const count = query === "" ? 0 : search.find(query).count;
    const verb = count === 1 ? "matches" : "match";
    const button = el("button", { type: "button" }, "Show");
    button.addEventListener("click", () => {
      byId("query").focus({ preventScroll: true }); // before the button disappears
      filter.only({ query });
    });
    const text = `${countOf(count, "paper")} ${verb} without the other filters: `;
    byId("unfiltered").replaceChildren(...(count > 0 ? [text, button] : []));
    byId("word-advice").hidden = query === "" || count > 0;
  }

  function show() {
    for (const key of choices) {
      byId(key).value = filter.criteria[key] === null ? "" : String(filter.criteria[key]);
    }
    for (const id of ["query", "map-query"]) {
      const field = byId(id);
      if (field === null) continue;
      if (document.activeElement !== field) field.value = filter.criteria.query;
      help.get(id)();
    }
    showCount();
    showWayOut();
    showChips();
    document.querySelectorAll("button.clear").forEach((button) => (button.hidden = !filter.isOn()));
  }

  /** Reset the filter. The button disappears, so the focus moves to the search beside it. */
  function clear({ currentTarget }) {
    setQueries("");
    currentTarget.closest("section").querySelector("input[type=search]").focus();
    filter.clear();
  }

  /** Scroll a form to the top of the window, if the list below it is out of view. */
  function showTable(form) {
    const isInView = byId("table").getBoundingClientRect().top < MAX_TABLE_TOP * innerHeight;
    if (!isInView) form.scrollIntoView({ block: "start" });
  }

  function listenToSearch(id) {
    const field = byId(id);
    if (field === null) return;
    const apply = debounce(() => {
      filter.set({ query: field.value.trim() });
      if (id === "query") showTable(field.form);
    }, 120);
    field.addEventListener("input", apply);
    help.set(id, searchHelp.attach(field, byId(`${id}-help`)));
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
  filter.onChange(show);
  show();
})();
