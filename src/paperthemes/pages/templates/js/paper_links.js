/* global bdi, corpus, el */
/* exported lookColour, paperLink, themeColour, themeDot */

/** Create a link that opens a paper. */
const paperLink = (row) => {
  const title = corpus.papers.title[row];
  return el(
    "a",
    { className: "paper", href: `#paper-${corpus.papers.id[row]}`, title },
    bdi(title),
  );
};

/** Return the colour of a look (its colour and symbol) as a CSS value. */
const lookColour = ([colour]) => `var(--c${colour})`;

/** Return the colour of a theme as a CSS value. */
const themeColour = (theme) => (theme < 0 ? "var(--none)" : lookColour(corpus.themes[theme].look));

/** Create a dot in the colour of a theme. */
const themeDot = (theme) =>
  el("span", { className: "dot", style: `--colour:${themeColour(theme)}` });
