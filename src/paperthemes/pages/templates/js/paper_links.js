/* global bdi, corpus, el */
/* exported lookColour, newBadge, paperLink, subjectColour, subjectDot */

/** Create a link that opens a paper. */
const paperLink = (row) => {
  const title = corpus.papers.title[row];
  return el(
    "a",
    { className: "paper", href: `#paper-${corpus.papers.id[row]}`, title },
    bdi(title),
  );
};

/** Create the mark of a paper that the earlier run does not have; null for others. */
const newBadge = (row) =>
  corpus.papers.new[row] ? el("span", { className: "badge new", textContent: "new" }) : null;

/** Return the colour of a look (its colour and symbol) as a CSS value. */
const lookColour = ([colour]) => `var(--c${colour})`;

/** Return the colour of a subject as a CSS value. */
const subjectColour = (subject) =>
  subject < 0 ? "var(--none)" : lookColour(corpus.subjects[subject].look);

/** Create a dot in the colour of a subject. */
const subjectDot = (subject) =>
  el("span", { className: "dot", style: `--colour:${subjectColour(subject)}` });
