/* global arrival, bdi, corpus, countOf, subgroupTranslation */
/* exported themeTranslation */

/**
 * The theme by which a view that comes from another clustering filters: the topic or theme here that has
 * nearly all its papers takes its place.
 */
const themeTranslation = (() => {
  const { topics, subjects } = corpus;
  const themes = subjects.filter(({ theme }) => theme >= 0);

  /** Return which themes a clustering has instead of those of another one. */
  const describeThemes = (here) => `${here} has ${themes.length > 0 ? "other" : "no"} themes`;

  /**
   * Return the topic or theme with nearly all papers of a theme, given its `Successors` (siblings.py); of
   * both, the one with the larger Jaccard index; undefined if there is none.
   */
  function findGroup([, size, parts]) {
    const best = topics[parts[0][0]];
    const groups = [
      { kind: "topic", key: "topic", id: best.id, own: [parts[0][0]], all: best.size },
      ...themes.map(({ theme, topics: own, size: all }) => {
        return { kind: "theme", key: "subject", id: `theme-${theme}`, own, all };
      }),
    ];
    const papersIn = ({ own }) => arrival.countPapers(parts.filter(([part]) => own.includes(part)));
    const overlap = (group) => papersIn(group) / (size + group.all - papersIn(group));
    return groups
      .filter((group) => papersIn(group) >= subgroupTranslation.MIN_KEPT * size)
      .sort((a, b) => overlap(b) - overlap(a))[0];
  }

  /** Replace the theme of a view by a topic or theme, given its `Successors`, or drop it; return a note. */
  function replace(view, successors, { name, here }) {
    const group = findGroup(successors);
    if (group !== undefined) {
      view.set(group.key, group.id);
      return [`This ${group.kind} `, ...arrival.describe(group.own, successors, name)];
    }
    const [theme, size, parts] = successors;
    const reason = themes.length > 0 ? "" : `${here} has no themes, and `;
    return [
      `not filtered by theme: ${reason}the ${countOf(size, "paper")} of “`,
      bdi(theme),
      `” in ${name} are in ${countOf(parts.length, "topic")} of ${here}: `,
      ...arrival.listParts(parts, size - arrival.countPapers(parts)),
    ];
  }

  return { describeThemes, replace };
})();
