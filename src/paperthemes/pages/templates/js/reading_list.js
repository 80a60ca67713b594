/* global byId, corpus, countOf, formatNumber */
/* exported readingList */

/** References as a reading list in Markdown, as `export/reading_list.py` writes it. */
const readingList = (() => {
  const { papers, topics, subjects } = corpus;
  const MAX_AUTHORS = 3; // named before "et al."

  // The expressions of `pages/markdown.py`, which explains them.
  const MARKUP =
    /[`[\]|~]|\\(?=[!-/:-@[-`{-~]|$)|(?<!\s)\*|\*(?!\s)|(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])|<(?=[a-z/!?])|&(?=#?[a-z0-9]+;)|(?<=\s)#(?=#*$)/giu;
  const BLOCK = /^(?:(?=>|#{1,6}(?:\s|$)|[-+=](?:\s|$)|[-=]{2})|\d{1,9}(?=[.)](?:\s|$)))/u;

  /** Return a text, in one line, in which Markdown and HTML mean nothing. */
  const escape = (text) =>
    text.trim().replace(/\s+/gu, " ").replace(MARKUP, "\\$&").replace(BLOCK, "$&\\");

  function item({ title, url, authors, venue, published }, isExemplar) {
    const address = url.replace(/[\s<>\\]/g, ""); // would end the link
    const link = address ? `[${escape(title)}](<${address}>)` : escape(title);
    const others = authors.length > MAX_AUTHORS ? " et al." : "";
    const names = escape(authors.slice(0, MAX_AUTHORS).join(", ") + others);
    const details = [names, escape(venue), published.slice(0, 4)].filter(Boolean);
    const end = details.length ? `. ${details.join(", ")}` : "";
    return `- ${isExemplar ? `**${link}**` : link}${end}`;
  }

  /** List papers: exemplars in their order, then core papers, then others, the surest first. */
  function list(members, exemplars) {
    const rankOf = ({ row }) => {
      const rank = exemplars.indexOf(row);
      return rank < 0 ? exemplars.length : rank;
    };
    const compare = (a, b) =>
      rankOf(a) - rankOf(b) ||
      papers.grade[a.row] - papers.grade[b.row] ||
      papers.confidence[b.row] - papers.confidence[a.row] ||
      a.row - b.row;
    const sorted = [...members].sort(compare);
    return sorted.map((each) => item(each, exemplars.includes(each.row)));
  }

  function countTopics(shown) {
    const inThemes = shown.map((topic) => topics[topic].subject).filter(isTheme);
    const total = countOf(shown.length, "topic");
    if (inThemes.length === 0) return `${total} and no themes`;
    const themes = countOf(new Set(inThemes).size, "theme");
    if (inThemes.length === shown.length) return `${total} in ${themes}`;
    return `${total}, ${formatNumber(inThemes.length)} of them in ${themes}`;
  }

  const isTheme = (subject) => subjects[subject].theme >= 0;

  /** Write the papers by theme and topic; topics that curation hides are left out. */
  function write(all) {
    const members = new Map(all.map(({ row }) => [papers.topic[row], []]));
    all.forEach((each) => members.get(papers.topic[each.row]).push(each));
    const shown = [...members.keys()].filter((topic) => topic >= 0 && !topics[topic].hidden);
    shown.sort((a, b) => topics[a].subject - topics[b].subject || a - b);
    const unassigned = members.get(-1) ?? [];
    const count = shown.reduce((sum, topic) => sum + members.get(topic).length, unassigned.length);
    const title = document.querySelector("h1").textContent.trim();
    const day = document.querySelector("header time").textContent;
    const runLine = `${byId("run").textContent.replace("run", "Run")} · ${day}`;
    const lines = [`# ${escape(title)}`, `\n${escape(runLine)}`];
    lines.push(`\n${countOf(count, "paper")}, ${countTopics(shown)}. Best examples come first.`);
    let theme = null;
    for (const topic of shown) {
      const { name, id, subject, exemplars } = topics[topic];
      const summary = corpus.details.references.summaries[topic];
      const inTheme = isTheme(subject);
      if (inTheme && theme !== subject) lines.push(`\n## ${escape(subjects[subject].name)}`);
      theme = subject;
      const size = countOf(members.get(topic).length, "paper");
      lines.push(`\n${inTheme ? "###" : "##"} ${escape(name)} (${id}, ${size})\n`);
      if (summary) lines.push(`${escape(summary)}\n`);
      lines.push(...list(members.get(topic), exemplars));
    }
    if (unassigned.length) {
      lines.push(`\n## In no topic (${countOf(unassigned.length, "paper")})\n`);
      lines.push(...list(unassigned, []));
    }
    return `${lines.join("\n")}\n`;
  }

  return { write };
})();
