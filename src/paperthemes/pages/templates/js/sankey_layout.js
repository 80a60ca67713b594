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

  /** Describe a node: its name, its colour, its papers; the right side is grey. */
  function describe(clustering, side, node, links) {
    const smaller = countOf(clustering.topics.length - clusterings.max_drawn, "smaller topic");
    return {
      node,
      name: isRest(node) ? smaller : clusterings.topicName(clustering, node),
      colour:
        side === "right"
          ? "currentColor"
          : clusterings.colourOf(clustering, isRest(node) ? -1 : node),
      papers: sum(links.filter((link) => link[side] === node)),
    };
  }

  /** List the nodes of one side by `rank`, then the shared one, then the unassigned. */
  function nodesOf(clustering, side, links, rank) {
    const isLast = (node) => (node < 0 ? 2 : Number(isRest(node)));
    return [...new Set(links.map((link) => link[side]))]
      .sort((a, b) => isLast(a) - isLast(b) || rank(a) - rank(b) || a - b)
      .map((node) => describe(clustering, side, node, links));
  }

  /** The left side is ordered by colour, which topics of a theme share; the right follows it, so that few bands cross. */
  return (pair) => {
    const links = linksOf(pair.flows);
    const left = nodesOf(pair.left, "left", links, (node) => pair.left.colours[node] ?? 0);
    const leftRow = new Map(left.map(({ node }, row) => [node, row]));
    const meanRow = (node) => {
      const own = links.filter((link) => link.right === node);
      return (
        own.reduce((total, link) => total + leftRow.get(link.left) * link.papers, 0) / sum(own)
      );
    };
    const right = nodesOf(pair.right, "right", links, meanRow);
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
