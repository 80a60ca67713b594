/* global byId */
/* exported corpus */

/** All that is known of the papers, by row; a row is a paper's place in the order of the ids. */
const corpus = (() => {
  const data = JSON.parse(byId("corpus").textContent);
  const { papers, topics, themes, grades, dumps } = data;
  const rowOf = new Map(papers.id.map((id, row) => [id, row]));
  const collator = new Intl.Collator("en", { numeric: true });
  let reading = null;

  function bytesOf(text) {
    if (Uint8Array.fromBase64) return Uint8Array.fromBase64(text);
    const letters = atob(text);
    const bytes = new Uint8Array(letters.length);
    for (let at = 0; at < letters.length; at += 1) bytes[at] = letters.charCodeAt(at);
    return bytes;
  }

  /** Undo base64 and gzip. */
  async function unpacked(text) {
    const stream = new Blob([bytesOf(text)]).stream().pipeThrough(new DecompressionStream("gzip"));
    return JSON.parse(await new Response(stream).text());
  }

  /** Read, once, what is not needed to show the page: abstracts, links, similar papers. */
  function details() {
    reading ??= unpacked(byId("packed").textContent).then((read) => {
      byId("packed").remove(); // tens of megabytes
      return (corpus.read = read);
    });
    return reading;
  }

  const themeOf = (row) => (papers.topic[row] < 0 ? -1 : topics[papers.topic[row]].theme);
  const named = (groups, number) => (number < 0 ? "unassigned" : groups[number].name);

  /** Say a date as far as it is known. */
  function dateOf(row) {
    const published = papers.published[row];
    if (!published.startsWith("--")) return published;
    const [month, day] = published.slice(2).split("-").map(Number);
    return new Date(2000, month - 1, day).toLocaleDateString("en-GB", {
      month: "long",
      day: "numeric",
    });
  }

  return {
    ...data,
    count: papers.id.length,
    rows: papers.id.map((_, row) => row),
    read: null,
    details,
    rowOf,
    themeOf,
    dateOf,
    compare: collator.compare,
    topicName: (topic) => named(topics, topic),
    themeName: (theme) => named(themes, theme),
    gradeOf: (row) => grades[papers.grade[row]],
    dumpsOf: (row) => papers.dumps[row].map((dump) => dumps[dump]),
  };
})();
