/* global address, arrival, byId, camera, corpus, details, filter, filterTranslation, pageAddress */
/* global readingPlace, search, table */

/**
 * The reports of other clusterings open with the view and at the place that are shown here. The
 * address names the topics as this report does; the other one finds those that take their place.
 */
(() => {
  const { papers, topics, rowOf } = corpus;
  const FROM = "from"; // key of the clustering from which the reader comes; begins the keys of the rest
  const TOPIC = /^T\d{4,}$/;
  const nav = byId("granularity");
  if (nav === null) return;
  const here = nav.querySelector("[aria-current] bdi").textContent;
  let arrived = null; // from which clustering; the place and the group, there and here, of the reader then

  const nameOf = (link) => link.querySelector("bdi").textContent;

  /** Return a number that clusterings with the same map share. */
  const mapSum = () => papers.x.reduce((sum, x, row) => sum + x + papers.y[row], 0);

  /** Return the anchor of the place that is being read: a topic, a section, or "" for the top of the page. */
  function placeInView() {
    const node = readingPlace.find();
    if (node?.matches(".card")) return topics[node.dataset.topic].id;
    return node?.getAttribute("aria-labelledby") ?? "";
  }

  /** Return what the other report needs beside the view; what is undefined is left out. */
  function collect(target, now) {
    const isSearched = filter.active.some(([key]) => !["topic", "subject"].includes(key));
    const back = arrived?.name === target ? arrived : null;
    return {
      map: mapSum(),
      camera: camera.write(),
      count: isSearched ? filter.rows.length : undefined,
      top: papers.id[table.top],
      // Whoever has not moved returns to where they came from, though other topics may have more papers.
      place: back?.here.place === now.place ? back.there.place : undefined,
      group: back?.here.group === now.group ? back.there.group : undefined,
    };
  }

  function leave({ target }) {
    const link = target.closest("a");
    if (link === null) return;
    const view = address.collect();
    view.delete("edits"); // of topics of this clustering
    if (details.row !== null) view.set("paper", papers.id[details.row]);
    const now = { place: placeInView(), group: filterTranslation.groupOf(view) };
    const rest = Object.entries(collect(nameOf(link), now)).filter(
      ([, value]) => value !== undefined,
    );
    view.set(FROM, here);
    for (const [key, value] of rest) view.set(`${FROM}-${key}`, value);
    link.hash = `${now.place}?${view}`;
  }

  /** Return the anchor that takes the place of an anchor in another clustering. */
  function replaceAnchor(anchor, others) {
    if (!TOPIC.test(anchor)) return anchor;
    return anchor in others ? topics[others[anchor][2][0][0]].id : "topics";
  }

  /** Scroll the list to the paper at its top in the other report, also once abstracts are searched. */
  function showList({ top }) {
    table.scrollTo(top);
    search.onChange(() => filter.criteria.query !== "" && table.scrollTo(top));
  }

  /** Translate the address with which the report of another clustering has opened this one. */
  function arrive() {
    const { anchor, view } = pageAddress.read();
    const link = [...nav.querySelectorAll("a")].find((each) => nameOf(each) === view.get(FROM));
    if (link === undefined) return;
    const others = JSON.parse(link.dataset.topics);
    const given = (key) => view.get(`${FROM}-${key}`);
    const there = { place: anchor, group: filterTranslation.groupOf(view) };
    const from = {
      name: nameOf(link),
      here,
      others,
      place: given("place") ?? replaceAnchor(anchor, others),
      group: given("group"),
      hasSameMap: given("map") === String(mapSum()),
      count: Number(given("count")),
      top: rowOf.get(given("top")),
    };
    if (from.hasSameMap) camera.read(given("camera") ?? "");
    for (const key of [...view.keys()].filter((each) => each.startsWith(FROM))) view.delete(key);
    const notes = filterTranslation.translate(view, from);
    history.replaceState(null, "", `#${from.place}?${view}`);
    arrived = {
      name: from.name,
      there,
      here: { place: from.place, group: filterTranslation.groupOf(view) },
    };
    if (anchor in others) {
      const topic = topics.findIndex(({ id }) => id === from.place);
      arrival.show(topic, others[anchor], from.name);
    }
    // After `report`, which restores the view.
    addEventListener("DOMContentLoaded", () => {
      showList(from);
      filterTranslation.showNotes(notes, from);
    });
  }

  nav.addEventListener("click", leave);
  arrive();
})();
