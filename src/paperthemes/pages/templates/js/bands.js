/* global counted, sides */
/* exported bands */

/** What the picture of two clusterings shows: places on either side, and the bands between them. */
const bands = (() => {
  /** Return where a topic is drawn: the smallest of many share one place. */
  const placeOf = (topic) => Math.min(topic, sides.most_drawn);
  const isRest = (place) => place === sides.most_drawn;

  /** Add up the papers between each two places. */
  function between(flows) {
    const papers = new Map();
    for (const [left, right, count] of flows) {
      const key = `${placeOf(left)} ${placeOf(right)}`;
      papers.set(key, (papers.get(key) ?? 0) + count);
    }
    return [...papers].map(([key, count]) => {
      const [left, right] = key.split(" ").map(Number);
      return { left, right, papers: count };
    });
  }

  /** Describe a place: its name, its colours on light and on dark ground, its papers. */
  function described(clustering, side, place, links) {
    const smaller = counted(clustering.topics.length - sides.most_drawn, "smaller topic");
    const own = links.filter((link) => link[side] === place);
    return {
      place,
      name: isRest(place) ? smaller : sides.topicName(clustering, place),
      colours: sides.coloursOf(clustering, isRest(place) ? -1 : place),
      papers: own.reduce((sum, link) => sum + link.papers, 0),
    };
  }

  /** List the places of one side by `rank`, the shared one next to last, the unassigned last. */
  function listed(clustering, side, links, rank) {
    const last = (place) => (place < 0 ? 2 : Number(isRest(place)));
    return [...new Set(links.map((link) => link[side]))]
      .sort((a, b) => last(a) - last(b) || rank(a) - rank(b) || a - b)
      .map((place) => described(clustering, side, place, links));
  }

  /**
   * Lay out what is drawn of a pair.
   * The left is ordered by themes; the right follows it, so that few bands cross.
   */
  function of(pair) {
    const links = between(pair.flows);
    const left = listed(pair.left, "left", links, (place) => pair.left.colours[place] ?? 0);
    const rowOf = new Map(left.map(({ place }, row) => [place, row]));
    const middle = (place) => {
      const own = links.filter((link) => link.right === place);
      const papers = own.reduce((sum, link) => sum + link.papers, 0);
      return own.reduce((sum, link) => sum + rowOf.get(link.left) * link.papers, 0) / papers;
    };
    const right = listed(pair.right, "right", links, middle);
    const rightRowOf = new Map(right.map(({ place }, row) => [place, row]));
    return {
      left,
      right,
      links: links.map((link) => ({
        left: rowOf.get(link.left),
        right: rightRowOf.get(link.right),
        papers: link.papers,
      })),
    };
  }

  return { of };
})();
