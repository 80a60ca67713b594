/* global bdi, byId, colours, corpus, el, filter, formatNumber */
/* exported legend */

/** The legend of the map. A click on an entry shows only its papers. */
const legend = (() => {
  const SIGNS = { circle: "●", diamond: "◆", square: "■", "triangle-up": "▲", cross: "✚" };
  let buttons = [];

  function item(kind, { name, count, value, colour, symbol }) {
    const parts = [
      el("span", { className: "sign", style: `color:${colour}`, textContent: SIGNS[symbol] }),
      bdi(name),
      el("small", { textContent: formatNumber(count) }),
    ];
    if (value === null) return el("span", { className: "entry" }, ...parts);
    const button = el("button", { type: "button", className: "entry", title: name }, ...parts);
    button.addEventListener("click", () => filter.toggle(kind, value));
    buttons.push({ button, kind, value, count, countNode: parts[2] });
    return button;
  }

  function scale({ stops, ends }) {
    const bar = el("div", { className: "scale" });
    bar.style.background = `linear-gradient(to right, ${stops.join(", ")})`;
    const texts = ends.map((text) => el("span", { textContent: text }));
    return [bar, el("p", { className: "ends" }, ...texts)];
  }

  /** Show which entry is selected, and how many papers of each entry the filter selects. */
  function update() {
    if (buttons.length === 0) return;
    const counts = filter.countsOf(buttons[0].kind);
    for (const { button, kind, value, count, countNode } of buttons) {
      button.setAttribute("aria-pressed", String(filter.has(kind, value)));
      const selected = formatNumber(counts.get(value) ?? 0);
      const all = formatNumber(count);
      countNode.textContent = filter.isOn() ? `${selected} of ${all}` : all;
    }
  }

  /** Show the legend of one kind of colouring: subject, topic, grade, dump, or a facet. */
  function show(kind) {
    buttons = [];
    let last = null;
    const items = colours.entries[kind]().flatMap((entry) => {
      const node = item(kind, entry);
      if (kind !== "topic" || entry.value < 0) return [node];
      const subject = corpus.subjects[corpus.topics[entry.value].subject];
      const isNext = subject === last;
      last = subject;
      node.classList.toggle("alone", subject.theme < 0);
      return subject.theme < 0 || isNext
        ? [node]
        : [el("p", { className: "group" }, subject.name), node];
    });
    const range = colours.scales[kind]?.();
    byId("legend").replaceChildren(...(range ? scale(range) : []), ...items);
    update();
  }

  filter.onChange(update);

  return { show };
})();
