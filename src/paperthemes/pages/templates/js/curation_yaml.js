/* global byId, corpus, edits */
/* exported curationYaml */

/** The edits in the form of `curation.yaml`. */
const curationYaml = (() => {
  // Letters, marks, numbers, punctuation and symbols; others may end a line, or turn its direction.
  const UNPRINTABLE = /[^\p{L}\p{M}\p{N}\p{P}\p{S} ]/gu;

  const escape = (letter) => `\\U${letter.codePointAt(0).toString(16).padStart(8, "0")}`;
  const quote = (text) => JSON.stringify(text).replace(UNPRINTABLE, escape);
  const comment = (text) => `  # ${text.replace(UNPRINTABLE, " ")}`;
  /** Write a value: of the texts, ids of topics need no quotes. */
  const valueOf = (key, value) =>
    key === "hide" || key === "merge_into" ? String(value) : quote(value);

  function linesOfTopic([id, edit]) {
    const { name } = edits.shown.find((topic) => topic.id === id);
    const lines = Object.entries(edit).map(
      ([key, value]) =>
        `        ${key}: ${valueOf(key, value)}${key === "merge_into" ? comment(edits.nameOf(value)) : ""}`,
    );
    return [`      ${id}:${comment(name)}`, ...lines];
  }

  const lineOfPin = ([paper, [topic]]) =>
    `      ${quote(paper)}: ${topic}${comment(corpus.papers.title[corpus.rowOf.get(paper)])}`;

  function write() {
    const { topics, pins, stopWords } = edits;
    const { clustering, digest } = byId("edits").dataset;
    // `curate --apply` reads the first line: ids of topics differ between corpora.
    const lines = [
      `# Edits of ${clustering} with the clusters ${digest}`,
      "# Add them to curation.yaml: paperthemes curate --apply FILE",
    ];
    if (stopWords.size) lines.push(`stop_words: [${Array.from(stopWords, quote).join(", ")}]`);
    if (topics.size + pins.size) {
      lines.push("clusterings:", `  ${quote(clustering)}:`);
    }
    if (topics.size) lines.push("    topics:", ...[...topics].flatMap(linesOfTopic));
    if (pins.size) lines.push("    papers:", ...[...pins].map(lineOfPin));
    return `${lines.join("\n")}\n`;
  }

  return { write };
})();
