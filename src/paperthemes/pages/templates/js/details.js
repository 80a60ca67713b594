/* global bdi, byId, corpus, el, found, paperLink, themeDot */
/* exported details */

/** The panel that tells all about one paper. */
const details = (() => {
  const { papers, topics, themes } = corpus;
  const listeners = [];
  const panel = byId("details");
  let before = null; // what had the focus
  let open = null; // the row that is told of
  let asked = 0; // how often something was asked of the panel

  const heading = (text) => el("h3", { textContent: text });
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
    const [topic, theme] = [papers.topic[row], corpus.themeOf(row)];
    const [nextTopic, margin] = [corpus.read.runner_up[row], corpus.read.margin[row]];
    const sure = `, confidence ${papers.confidence[row].toFixed(2)}`;
    const grade = el("strong", { textContent: corpus.gradeOf(row) });
    const behind = `, ${margin.toFixed(2)} behind`;
    const next = nextTopic < 0 ? [] : ["; next topic: ", topicLink(nextTopic), behind];
    if (topic < 0) {
      const nearest = nextTopic < 0 ? [] : ["; nearest to ", topicLink(nextTopic)];
      return [el("p", {}, grade, sure, ...nearest, ".")];
    }
    return [
      el("p", {}, themeDot(theme), topicLink(topic), " in the theme ", bdi(themes[theme].name)),
      el("p", {}, grade, " in it", sure, ...next, "."),
    ];
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
      ...place(row),
      why(row),
      heading("Abstract"),
      el("p", { className: "abstract" }, bdi(abstract)),
      ...similar(row),
      el("p", { className: "facts" }, `In ${corpus.dumpsOf(row).join(", ")} · ${papers.id[row]}`),
    ].filter((part) => part !== null);
  }

  async function show(row) {
    asked += 1;
    const mine = asked;
    await corpus.details();
    if (mine !== asked) return; // closed, or another asked for, while the texts were unpacked
    if (panel.hidden) before = document.activeElement;
    byId("details-content").replaceChildren(...content(row));
    found.mark([...panel.querySelectorAll("h2, .abstract")]);
    panel.hidden = false;
    panel.scrollTop = 0;
    byId("details-title").focus({ preventScroll: true });
    open = row;
    listeners.forEach((listener) => listener(row));
  }

  /** Give the focus back to what had it, where the panel has it. */
  function giveBack() {
    if (!panel.contains(document.activeElement)) return;
    if (before?.isConnected && before !== document.body) before.focus({ preventScroll: true });
    else document.activeElement.blur();
  }

  function close() {
    asked += 1;
    if (panel.hidden) return;
    giveBack(); // before the panel, and the focus in it, is hidden
    panel.hidden = true;
    open = null;
    if (location.hash.startsWith("#paper-")) {
      history.replaceState(null, "", location.href.split("#")[0]);
    }
    listeners.forEach((listener) => listener(null));
  }

  byId("details-close").addEventListener("click", close);
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") close();
  });

  return {
    show,
    close,
    onChange: (listener) => listeners.push(listener),
    get row() {
      return open;
    },
  };
})();
