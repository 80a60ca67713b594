/* global clusterings, countOf */
/* exported sankeyLayout */

/** Compute the nodes on either side of the flow diagram, and the bands between them. */
const sankeyLayout = (() => {
  /** Return the node of a topic: the smallest of many topics share one. */
  const nodeOf = (topic) => Math.min(topic, clusterings.max_drawn);
  const isRest = (node) => node === clusterings.max_drawn;
  const sum = (links) => links.reduce((total, link) => total + link.papers, 0);

  /** Add up the papers between each two nodes. */
  function linksOf(flows) {
    const papers = new Map();
    for (const [left, right, count] of flows) {
      const key = `${nodeOf(left)} ${nodeOf(right)}`;
      papers.set(key, (papers.get(key) ?? 0) + count);
    }
    return [...papers].map(([key, count]) => {
      const [left, right] = key.split(" ").map(Number);
      return { left, right, papers: count };
    });
  }

  /** Describe a node: its name, its papers, and its colour: its own if both sides have the same topics, else that of the widest band. */
  function describe(pair, side, node, links) {
    const clustering = pair[side];
    const smaller = countOf(clustering.topics.length - clusterings.max_drawn, "smaller topic");
    const own = links.filter((link) => link[side] === node);
    const { left } = own.toSorted((a, b) => b.papers - a.papers)[0];
    const [colouring, topic] = clusterings.same_topics ? [clustering, node] : [pair.left, left];
    return {
      node,
      name: isRest(node) ? smaller : clusterings.topicName(clustering, node),
      colour: clusterings.colourOf(colouring, isRest(topic) ? -1 : topic),
      papers: sum(own),
    };
  }

  /** List the nodes of one side by `rank`, then the shared one, then the unassigned. */
  function nodesOf(pair, side, links, rank) {
    const isLast = (node) => (node < 0 ? 2 : Number(isRest(node)));
    return [...new Set(links.map((link) => link[side]))]
      .sort((a, b) => isLast(a) - isLast(b) || rank(a) - rank(b) || a - b)
      .map((node) => describe(pair, side, node, links));
  }

  /** The left side is ordered by colour, which topics of a theme share; the right follows it, so that few bands cross. */
  return (pair) => {
    const links = linksOf(pair.flows);
    const left = nodesOf(pair, "left", links, (node) => pair.left.colours[node] ?? 0);
    const leftRow = new Map(left.map(({ node }, row) => [node, row]));
    const meanRow = (node) => {
      const own = links.filter((link) => link.right === node);
      return (
        own.reduce((total, link) => total + leftRow.get(link.left) * link.papers, 0) / sum(own)
      );
    };
    const right = nodesOf(pair, "right", links, meanRow);
    const rightRow = new Map(right.map(({ node }, row) => [node, row]));
    return {
      left,
      right,
      links: links.map((link) => ({
        left: leftRow.get(link.left),
        right: rightRow.get(link.right),
        papers: link.papers,
      })),
    };
  };
})();
