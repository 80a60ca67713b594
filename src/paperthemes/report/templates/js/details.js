/* global byId, corpus, el */
/* exported details */

/** The panel that tells all about one paper. */
const details = (() => {
  const { papers, topics, themes } = corpus;
  const panel = byId("details");
  let before = null; // what had the focus

  const bdi = (text) => el("bdi", { textContent: text });
  const heading = (text) => el("h3", { textContent: text });
  const paperLink = (row) =>
    el("a", { className: "paper", href: `#paper-${papers.id[row]}` }, bdi(papers.title[row]));
  const topicLink = (topic) =>
    el("a", { href: `#topic-${topic}`, className: "topic" }, bdi(topics[topic].name));
  const inWords = (parts) =>
    parts.flatMap((part, at) =>
      at === 0 ? [part] : [at < parts.length - 1 ? ", " : " and ", part],
    );

  function links(row) {
    const safe = corpus.read.links[row].filter(([, address]) => /^https?:\/\//i.test(address));
    const shown = safe.map(([text, address]) =>
      el("a", { href: address, rel: "noopener noreferrer", target: "_blank", textContent: text }),
    );
    return el("p", { className: "links" }, ...shown);
  }

  /** Say where a paper belongs, and how surely. */
  function place(row) {
    const topic = papers.topic[row];
    const [runnerUp, margin] = [corpus.read.runner_up[row], corpus.read.margin[row]];
    const sure = `${corpus.gradeOf(row)}, confidence ${papers.confidence[row].toFixed(2)}`;
    const by = ` (by ${margin.toFixed(2)})`;
    if (topic < 0) {
      const nearest = runnerUp < 0 ? [] : ["; nearest to ", topicLink(runnerUp), by];
      return el("p", { className: "place" }, sure, ...nearest, ".");
    }
    const theme = themes[topics[topic].theme];
    const dot = el("span", { className: "dot", style: `--colour:var(--c${theme.look[0]})` });
    const next = runnerUp < 0 ? [] : ["; next topic: ", topicLink(runnerUp), by];
    return el(
      "p",
      { className: "place" },
      ...[dot, topicLink(topic), " in the theme ", bdi(theme.name)],
      ...[el("br"), sure, ...next, "."],
    );
  }

  function why(row) {
    const terms = corpus.read.terms[row];
    const exemplars = corpus.read.exemplars[row].map(paperLink);
    if (terms.length + exemplars.length === 0) return null;
    const has = terms.length ? ["has the topic's terms ", bdi(terms.join(", "))] : [];
    const like = exemplars.length ? ["is most like ", ...inWords(exemplars)] : [];
    const between = has.length && like.length ? ["; "] : [];
    return el("p", { className: "why" }, "Why here: it ", ...has, ...between, ...like, ".");
  }

  function similar(row) {
    const rows = corpus.read.similar ? corpus.read.similar[row] : [];
    if (rows.length === 0) return [];
    const items = rows.map((one) =>
      el("li", {}, paperLink(one), el("small", {}, " ", corpus.topicName(papers.topic[one]))),
    );
    return [heading("Similar papers"), el("ol", { className: "titles" }, ...items)];
  }

  function content(row) {
    const abstract = corpus.read.abstract
      ? corpus.read.abstract[row] || "No abstract in the dump."
      : "So many papers are told of here that their abstracts are left out; papers.parquet has them.";
    const facts = [corpus.read.authors[row].join(", "), corpus.dateOf(row)].filter(Boolean);
    return [
      el("h2", { id: "details-title", tabIndex: -1 }, bdi(papers.title[row])),
      facts.length ? el("p", { className: "facts" }, bdi(facts.join(" · "))) : null,
      links(row),
      place(row),
      why(row),
      heading("Abstract"),
      el("p", { className: "abstract" }, bdi(abstract)),
      ...similar(row),
      el("p", { className: "facts" }, `In ${corpus.dumpsOf(row).join(", ")} · ${papers.id[row]}`),
    ].filter((part) => part !== null);
  }

  async function show(row) {
    await corpus.details();
    if (panel.hidden) before = document.activeElement;
    byId("details-content").replaceChildren(...content(row));
    panel.hidden = false;
    panel.scrollTop = 0;
    byId("details-title").focus({ preventScroll: true });
  }

  function close() {
    if (panel.hidden) return;
    panel.hidden = true;
    if (location.hash.startsWith("#paper-")) {
      history.replaceState(null, "", location.href.split("#")[0]);
    }
    if (before?.isConnected) before.focus({ preventScroll: true });
  }

  byId("details-close").addEventListener("click", close);
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") close();
  });

  return { show, close };
})();
