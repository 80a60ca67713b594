/* global bdi, byId, corpus, edits, el, facets, filter, newBadge, paperLink, searchMarks, subjectDot */
/* exported details */

/** The panel with all details of one paper. */
const details = (() => {
  const { papers, topics, subjects } = corpus;
  const GRADES = { core: "Core paper", fringe: "Fringe paper", unassigned: "Unassigned" };
  const listeners = [];
  const panel = byId("details");
  const bar = document.querySelector(".bar");
  const NARROW = matchMedia("(max-width: 60rem)"); // the panel takes the whole window
  let previousFocus = null;
  let openRow = null;
  let requests = 0; // counts calls of show and close
  let elsewhere = {}; // row: a paper; text: its topic in another clustering

  const heading = (text) => el("h3", { textContent: text });
  const topicLink = (topic) =>
    el("a", { href: `#topic-${topic}`, className: "topic" }, bdi(topics[topic].name));
  const joinWithAnd = (parts) =>
    parts.flatMap((part, at) =>
      at === 0 ? [part] : [at < parts.length - 1 ? ", " : " and ", part],
    );

  const codes = facets.find(({ kind }) => kind === "address");

  function links(row) {
    const code = codes?.addressOf(row) ?? "";
    const safe = [...corpus.details.links[row], [codes?.name, code]].filter(([, address]) =>
      /^https?:\/\//i.test(address),
    );
    const shown = safe.map(([text, address]) =>
      el("a", { href: address, rel: "noopener noreferrer", target: "_blank", textContent: text }),
    );
    return el("p", { className: "links" }, ...shown);
  }

  /** List the other fields of a paper, such as its venue. */
  function otherFacts(row) {
    const shown = facets.filter(
      ({ kind, isKnown }) => !["date", "people", "address"].includes(kind) && isKnown(row),
    );
    const texts = shown.map((facet) => `${facet.name}: ${facet.textOf(row)}`);
    return texts.length ? el("p", { className: "facts" }, bdi(texts.join(" · "))) : null;
  }

  /** Describe the topic of a paper, here and in the clustering from which the reader comes. */
  function membership(row) {
    const [topic, ...others] = ownMembership(row);
    return [topic, elsewhere.row === row ? el("p", {}, bdi(elsewhere.text)) : null, ...others];
  }

  /** Describe the topic of a paper, its grade and its runner-up. */
  function ownMembership(row) {
    const [topic, subject] = [papers.topic[row], corpus.subjectOf(row)];
    const [runnerUp, margin] = [corpus.details.runner_up[row], corpus.details.margin[row]];
    const confidence = papers.confidence[row].toFixed(2);
    const grade = el("strong", { textContent: GRADES[corpus.gradeOf(row)] });
    if (topic < 0) {
      const nearest = runnerUp < 0 ? [] : [" Nearest topic: ", topicLink(runnerUp), "."];
      return [el("p", {}, grade, `, confidence ${confidence}.`, ...nearest)];
    }
    // A margin as large as the confidence: no other topic has a share.
    const hasNext = runnerUp >= 0 && margin < papers.confidence[row];
    const next = [" Runner-up: ", topicLink(runnerUp), ` (margin ${margin.toFixed(2)}).`];
    const { name, theme } = subjects[subject];
    const inTheme = theme < 0 ? [] : [" in the theme ", bdi(name)];
    return [
      el("p", {}, subjectDot(subject), topicLink(topic), ...inTheme),
      el("p", {}, grade, `, confidence ${confidence}.`, ...(hasNext ? next : [])),
    ];
  }

  function reasons(row) {
    const terms = corpus.details.terms[row];
    const exemplars = corpus.details.exemplars[row].map(paperLink);
    if (terms.length + exemplars.length === 0) return null;
    const mentions = terms.length ? ["mentions ", bdi(terms.join(", "))] : [];
    const similar = exemplars.length
      ? ["is most similar, of the topic's typical papers, to ", ...joinWithAnd(exemplars)]
      : [];
    const and = mentions.length && similar.length ? [" and "] : [];
    return el("p", { className: "why" }, "Why here: it ", ...mentions, ...and, ...similar, ".");
  }

  function similarPapers(row) {
    const { similar, similarities } = corpus.details;
    if (!similar?.[row].length) return [];
    const items = similar[row].map((other, at) => {
      const similarity = (similarities[row][at] / 100).toFixed(2);
      const topic = corpus.topicName(papers.topic[other]);
      return el(
        "li",
        {},
        newBadge(other),
        paperLink(other),
        el("small", {}, ` (${similarity}) `, bdi(topic)),
      );
    });
    return [
      heading("Similar papers"),
      el(
        "p",
        { className: "hint" },
        "With the similarity that the clustering uses (a cosine; 1 means the same).",
      ),
      el("ol", { className: "titles" }, ...items),
    ];
  }

  function content(row) {
    const abstract = corpus.details.abstract
      ? corpus.details.abstract[row] || "No abstract in the dump."
      : "This page has too many papers to include abstracts; they are in papers.parquet.";
    const badge = papers.new[row]
      ? el("span", { className: "badge new", textContent: `new since run ${corpus.since}` })
      : null;
    const facts = [corpus.details.authors[row].join(", "), papers.published[row]].filter(Boolean);
    return [
      el("h2", { id: "details-title", tabIndex: -1 }, bdi(papers.title[row])),
      badge,
      facts.length ? el("p", { className: "facts" }, bdi(facts.join(" · "))) : null,
      links(row),
      otherFacts(row),
      ...membership(row),
      reasons(row),
      edits.pinButton(row, "Pin to a topic …"),
      heading("Abstract"),
      el("p", { className: "abstract" }, bdi(abstract)),
      ...similarPapers(row),
      el(
        "p",
        { className: "facts", title: corpus.dumpsOf(row).join(", ") },
        `In ${corpus.dumpLabelsOf(row).join(", ")} · ${papers.id[row]}`,
      ),
    ].filter((part) => part !== null);
  }

  /** Begin below the bar, which leads to sections and to other clusterings. */
  function fitBelowBar() {
    if (panel.hidden) return;
    panel.style.top = NARROW.matches ? "" : `${bar.getBoundingClientRect().bottom}px`;
  }

  const mark = () => searchMarks.mark("paper", [...panel.querySelectorAll("h2, .abstract")]);

  async function show(row) {
    requests += 1;
    const request = requests;
    await corpus.loadDetails();
    if (request !== requests) return; // closed, or replaced by another paper, during loading
    if (panel.hidden) previousFocus = document.activeElement;
    byId("details-content").replaceChildren(...content(row));
    mark();
    panel.hidden = false;
    fitBelowBar();
    panel.scrollTop = 0;
    byId("details-title").focus({ preventScroll: true });
    openRow = row;
    listeners.forEach((listener) => listener(row));
  }

  /** Return the focus from the panel to the element that had it before. */
  function restoreFocus() {
    if (!panel.contains(document.activeElement)) return;
    if (previousFocus?.isConnected && previousFocus !== document.body) {
      previousFocus.focus({ preventScroll: true });
    } else document.activeElement.blur();
  }

  function close() {
    requests += 1;
    if (panel.hidden) return;
    restoreFocus(); // before the panel, and the focus in it, is hidden
    panel.hidden = true;
    openRow = null;
    listeners.forEach((listener) => listener(null));
  }

  filter.onChange(() => panel.hidden || mark());
  byId("details-close").addEventListener("click", close);
  addEventListener("scroll", fitBelowBar, { passive: true });
  addEventListener("resize", fitBelowBar);
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") close();
  });

  return {
    show,
    close,
    onChange: (listener) => listeners.push(listener),
    /** Say of a paper, when it is shown, which topic it has in another clustering. */
    noteElsewhere: (row, text) => (elsewhere = { row, text }),
    get row() {
      return openRow;
    },
  };
})();
