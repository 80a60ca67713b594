/* global address, arrival, byId, camera, corpus, details, filter, filterTranslation, pageAddress */
/* global readingPlace, search, subgroupTranslation, table, topicCards */

/**
 * The reports of other clusterings open with the view and at the place that are shown here. The
 * address names the topics as this report does; the other one finds those that take their place.
 */
(() => {
  const { papers, topics, rowOf } = corpus;
  const FROM = "from"; // key of the clustering from which the reader comes; begins the keys of the rest
  const TOPIC = /^T\d{4,}$/;
  const GROUP = /^(T\d{4,}|theme-\d+)$/; // a topic or theme
  const nav = byId("granularity");
  if (nav === null) return;
  const here = nav.querySelector("[aria-current] bdi").textContent;
  let arrived = null; // from which clustering; the reader's edits there; place and choices, there and here

  const nameOf = (link) => link.querySelector("bdi").textContent;

  /** Return a number that clusterings with the same map share. */
  const mapSum = () => papers.x.reduce((sum, x, row) => sum + x + papers.y[row], 0);

  /** Return the anchor of the place that is being read: a topic, theme, section, or "" for the top of the page. */
  function placeInView() {
    const node = readingPlace.find();
    if (node?.matches(".card")) return topics[node.dataset.topic].id;
    if (node?.matches(".theme")) return node.id;
    return node?.getAttribute("aria-labelledby") ?? "";
  }

  /** Add to a view, at a place, what the report of another clustering needs to go on from there. */
  function addRest(view, place, back) {
    const isSearched = filter.active.some(
      ([key]) => !["topic", "subgroup", "subject"].includes(key),
    );
    const now = { place, ...filterTranslation.choicesOf(view) };
    // The way back restores what is as on arrival, even if other topics have more of the papers.
    const unchanged = back ? Object.keys(now).filter((key) => now[key] === back.here[key]) : [];
    const rest = {
      map: mapSum(),
      camera: camera.write(),
      count: isSearched ? filter.rows.length : null,
      top: papers.id[table.top] ?? null,
      topic: details.row === null ? null : corpus.topicName(papers.topic[details.row]),
      ...subgroupTranslation.describe(),
      edits: view.get("edits"), // kept there for the way back
      ...Object.fromEntries(unchanged.map((key) => [key, back.there[key]])),
    };
    view.delete("edits");
    if (back?.edits) view.set("edits", back.edits);
    view.set(FROM, here);
    for (const [key, value] of Object.entries(rest)) {
      if (value !== null) view.set(`${FROM}-${key}`, value);
    }
  }

  function leave({ target }) {
    const link = target.closest("a");
    if (link === null) return;
    const view = address.collect();
    if (details.row !== null) view.set("paper", papers.id[details.row]);
    const place = placeInView();
    addRest(view, place, arrived?.name === nameOf(link) ? arrived : undefined);
    link.hash = `${place}?${view}`;
  }

  /** Let a link from a card to one of the other clustering lead there like the switch. */
  function leaveCard({ target }) {
    const link = target.closest(".counterparts a");
    if (link === null) return;
    const view = address.collect();
    const place = topics[link.closest(".card").dataset.topic].id;
    addRest(view, place);
    link.dataset.card ??= link.hash.slice(1);
    view.set(`${FROM}-place`, link.dataset.card);
    link.hash = `${place}?${view}`;
  }

  /** Take what `addRest` added, by its keys, out of a view. */
  function takeRest(view) {
    const keys = [...view.keys()].filter((key) => key.startsWith(`${FROM}-`));
    const rest = keys.map((key) => [key.slice(FROM.length + 1), view.get(key)]);
    for (const key of [FROM, ...keys]) view.delete(key);
    return Object.fromEntries(rest);
  }

  /**
   * Return the anchor that takes the place of one in another clustering. `chosen` is that of the way
   * back, or the card that a link led to; undefined if there is none.
   */
  function replaceAnchor(anchor, others, chosen) {
    const card = chosen?.match(/^topic-(\d+)$/);
    if (card) return topics[card[1]]?.id ?? "topics";
    if (chosen !== undefined || !GROUP.test(anchor)) return chosen ?? anchor;
    if (!(anchor in others)) return "topics";
    const [, , [[topic]]] = others[anchor];
    return topics[topic].id;
  }

  /** Show the card at a place once more when a search of topics has found more, unless the reader went on. */
  function keepCard(place) {
    let isThere = TOPIC.test(place);
    readingPlace.onUse(() => (isThere = false));
    search.onChange(() => isThere && byId("topic-query").value !== "" && topicCards.reveal(place));
  }

  /** Return a note if a search of topics was given up to show a card. */
  function noteLostSearch(view) {
    const query = view.get("topic-query");
    const isLost = query !== null && byId("topic-query").value === "";
    return isLost ? `not searched for “${query}”, which does not find this topic` : "";
  }

  /** Scroll as in the other report, unless the reader has been here before; show notes on a view that was translated. */
  function finish(view, notes, from, isNew) {
    if (isNew) {
      table.scrollTo(from.top);
      keepCard(from.place);
    } else if (!filterTranslation.isKept(view)) return;
    notes.ofCards.push(noteLostSearch(view));
    filterTranslation.showNotes(notes, from);
  }

  /** Translate the address with which the report of another clustering opens this one, or did when it was left. */
  function arrive() {
    const isNew = pageAddress.read().view.has(FROM);
    const opened = isNew ? location.hash : (history.state?.opened ?? "");
    const { anchor, view } = pageAddress.read(opened);
    const link = [...nav.querySelectorAll("a")].find((each) => nameOf(each) === view.get(FROM));
    if (link === undefined) return;
    const others = JSON.parse(link.dataset.topics);
    const { edits, map, camera: part = "", count = 0, top, topic, ...earlier } = takeRest(view);
    const hasSameMap = map === String(mapSum());
    const place = replaceAnchor(anchor, others, earlier.place);
    const from = {
      name: nameOf(link),
      here,
      others,
      hasSameMap,
      place,
      earlier,
      size: Number(earlier.size),
      rows: (earlier.papers ?? "").split(",").flatMap((id) => rowOf.get(id) ?? []),
      count: Number(count),
      top: rowOf.get(top),
    };
    const there = { place: anchor, ...filterTranslation.choicesOf(view) };
    const notes = filterTranslation.translate(view, from);
    arrived = { name: from.name, edits, there };
    arrived.here = { place, ...filterTranslation.choicesOf(view) };
    if (isNew) history.replaceState({ opened }, "", `#${place}?${view}`);
    if (hasSameMap) camera.read(part);
    if (topic) details.noteElsewhere(rowOf.get(view.get("paper")), `In ${from.name}: ${topic}`);
    if (anchor in others) {
      const shown = topics.findIndex(({ id }) => id === place);
      arrival.show(shown, others[anchor], from.name);
    }
    // After `report`, which restores the view.
    addEventListener("DOMContentLoaded", () => finish(view, notes, from, isNew));
  }

  nav.addEventListener("click", leave);
  byId("cards")?.addEventListener("click", leaveCard);
  arrive();
})();
