/* global arrival, bdi, corpus, countOf, countValues, el, filter, formatNumber */
/* exported subgroupTranslation */

/**
 * The sub-group by which a view that comes from another clustering filters: its papers are followed into
 * the topic here that has most of them.
 */
const subgroupTranslation = (() => {
  const { papers, topics, subgroups } = corpus;
  const MAX_SENT = 100; // papers of a sub-group, so that the address stays short
  const MIN_KEPT = 0.8; // of the papers of a group that another one must have to replace it
  let followed = { rows: new Set(), term: "" }; // the papers of a sub-group that was replaced, and its name

  /** Describe the sub-group that is shown: its size, and the ids of its papers, evenly spaced ones of many. */
  function describe() {
    const { topic, subgroup } = filter.criteria;
    if (subgroup === null) return {};
    const isOne = (row) => papers.topic[row] === topic && papers.subgroup[row] === subgroup;
    const rows = corpus.rows.filter(isOne);
    const step = Math.ceil(rows.length / MAX_SENT);
    const sent = rows.filter((_, at) => at % step === 0);
    return { size: rows.length, papers: sent.map((row) => papers.id[row]) };
  }

  /**
   * Return the sub-group of a topic that has nearly all papers of a sub-group of another clustering, of
   * which `rows` are known, and not more than as many others; undefined if there is none.
   */
  function findSubgroup(topic, { rows, size }) {
    const subgroupsOf = (some) => {
      const own = some.filter((row) => papers.topic[row] === topic && papers.subgroup[row] >= 0);
      return countValues(own.map((row) => papers.subgroup[row]));
    };
    const [[subgroup, count] = []] = subgroupsOf(rows);
    const ownSize = new Map(subgroupsOf(corpus.rows)).get(subgroup);
    const hasMost = count >= MIN_KEPT * rows.length;
    return hasMost && 2 * count >= (ownSize * rows.length) / size ? subgroups[subgroup] : undefined;
  }

  /** Offer, by a button, to show only the papers of the sub-group that was replaced, if others are listed, too. */
  function offer() {
    const isFollowed = (row) => followed.rows.has(row);
    if (!filter.rows.some(isFollowed) || filter.rows.every(isFollowed)) return [];
    return [
      el(
        "button",
        { type: "button", className: "follow" },
        "Show only papers of “",
        bdi(followed.term),
        "”",
      ),
    ];
  }

  /** Replace a sub-group by the topic with most of its papers, or a sub-group of that; return a note. */
  function replace(view, from) {
    const { name, here, rows, size } = from;
    const term = view.get("subgroup");
    followed = { rows: new Set(rows), term };
    for (const key of ["subject", "topic", "subgroup"]) view.delete(key);
    const parts = countValues(rows.map((row) => papers.topic[row])).filter(([topic]) => topic >= 0);
    if (parts.length === 0) return `not filtered by sub-group: no topic of ${here} has its papers`;
    const [[best]] = parts;
    view.set("topic", topics[best].id);
    const subgroup = findSubgroup(best, from);
    if (subgroup !== undefined) view.set("subgroup", subgroup);
    const known = rows.length < size ? `${formatNumber(rows.length)} of the ` : "";
    return [
      `${known}${countOf(size, "paper")} of “`,
      bdi(term),
      `” in ${name} are in `,
      ...arrival.listParts(parts, rows.length - arrival.countPapers(parts)),
    ];
  }

  document.addEventListener("click", ({ target }) => {
    const button = target.closest(".chips button.follow");
    if (button === null) return;
    // Before the button disappears.
    button.closest("section").querySelector("input[type=search]").focus({ preventScroll: true });
    filter.set({ subject: null, topic: null, chosen: followed.rows });
  });

  return { MIN_KEPT, describe, replace, offer };
})();
