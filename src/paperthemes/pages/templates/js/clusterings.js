/* global bdi, byId, el, pageLocation */
/* exported clusterings */

/** The clusterings of the page, and the comparison of any two of them. */
const clusterings = (() => {
  const data = JSON.parse(byId("comparison").textContent);
  const { clusterings: all, pairs, papers = [], ...limits } = data;
  const names = all.map(({ name }) => name);
  const ABSENT = -2; // stands for the topic of papers that only the other side has

  /** Return the comparison of two clusterings, as seen from the left one. */
  function pairOf(left, right) {
    const swapped = left > right;
    const [low, high] = swapped ? [right, left] : [left, right];
    const pair = pairs.find((candidate) => candidate.left === low && candidate.right === high);
    return {
      ...pair,
      left: all[left],
      right: all[right],
      flows: swapped ? pair.flows.map(([a, b, papers]) => [b, a, papers]) : pair.flows,
      only: swapped ? [...pair.only].reverse() : pair.only,
      finer: all[pair.finer],
      coarser: all[low + high - pair.finer],
    };
  }

  function topicName(clustering, topic) {
    if (topic === ABSENT) return clustering.absent.name;
    return topic < 0 ? "unassigned" : clustering.topics[topic];
  }

  /** Create the name of a topic, which links to its card if the report lies beside this page. */
  function topicLink(clustering, topic) {
    const name = bdi(topicName(clustering, topic));
    const address = topic < 0 ? null : clustering.addresses[topic];
    if (address === null || !pageLocation.isInResults) return name;
    return el("a", { href: address }, name);
  }

  /** Create the title of a paper, which links to its details if the report lies beside this page. */
  function paperLink(clustering, index) {
    const [title, id] = papers[index];
    if (!pageLocation.isInResults) return bdi(title);
    return el("a", { href: `${clustering.name}/report.html#paper-${id}` }, bdi(title));
  }

  function sizeOf(clustering, topic) {
    if (topic === ABSENT) return clustering.absent.papers;
    return topic < 0 ? clustering.unassigned : clustering.sizes[topic];
  }

  /** Return the colour of a topic as a CSS value. */
  const colourOf = (clustering, topic) =>
    topic < 0 || clustering.colours[topic] < 0
      ? "var(--none)"
      : `var(--c${clustering.colours[topic]})`;

  /** Format a share from 0 to 1 as a percentage, with one decimal below 10%. */
  function percent(share) {
    const value = 100 * share;
    return `${value.toFixed(value > 0 && value < 9.95 ? 1 : 0)}%`;
  }

  return {
    ...limits,
    names,
    pairOf,
    topicName,
    topicLink,
    paperLink,
    sizeOf,
    colourOf,
    percent,
  };
})();
