/* global bdi, byId, el, elsewhere */
/* exported sides */

/** The clusterings, and what is known of each two of them. */
const sides = (() => {
  const { clusterings, pairs, titles, colours, ...limits } = JSON.parse(byId("sides").textContent);
  const names = clusterings.map(({ name }) => name);

  /** Return what is known of two clusterings, as seen from the left one. */
  function between(left, right) {
    const turned = left > right;
    const [low, high] = turned ? [right, left] : [left, right];
    const pair = pairs.find((one) => one.left === low && one.right === high);
    return {
      ...pair,
      left: clusterings[left],
      right: clusterings[right],
      flows: turned ? pair.flows.map(([a, b, papers]) => [b, a, papers]) : pair.flows,
      only: turned ? [...pair.only].reverse() : pair.only,
      finer: clusterings[pair.finer],
      coarser: clusterings[low + high - pair.finer],
    };
  }

  const NOWHERE = -2; // the topic of papers that only the other side has

  function topicName(clustering, topic) {
    if (topic === NOWHERE) return clustering.absent.name;
    return topic < 0 ? "unassigned" : clustering.topics[topic];
  }

  /** Make the name of a topic, which leads to its card where the report is beside this page. */
  function namedTopic(clustering, topic) {
    const name = bdi(topicName(clustering, topic));
    const address = topic < 0 ? null : clustering.addresses[topic];
    if (address === null || !elsewhere.isThere) return name;
    return el("a", { href: address }, name);
  }

  function sizeOf(clustering, topic) {
    if (topic === NOWHERE) return clustering.absent.papers;
    return topic < 0 ? clustering.unassigned : clustering.sizes[topic];
  }

  const isGrey = (clustering, topic) => topic < 0 || clustering.colours[topic] < 0;

  /** Return the colour of a topic's theme, on light and on dark ground. */
  const coloursOf = (clustering, topic) =>
    isGrey(clustering, topic) ? colours.unassigned : colours.groups[clustering.colours[topic]];

  /** The same as a value of CSS. */
  const colourOf = (clustering, topic) =>
    isGrey(clustering, topic) ? "var(--none)" : `var(--c${clustering.colours[topic]})`;

  /** Say a share from 0 to 1 in percent, with a decimal where it is small. */
  function percent(share) {
    const value = 100 * share;
    return `${value.toFixed(value > 0 && value < 9.95 ? 1 : 0)}\u00a0%`;
  }

  return {
    ...limits,
    names,
    titles,
    between,
    topicName,
    namedTopic,
    sizeOf,
    coloursOf,
    colourOf,
    percent,
  };
})();
