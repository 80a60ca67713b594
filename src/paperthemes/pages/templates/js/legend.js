/* global bdi, byId, colours, corpus, el, filter */
/* exported legend */

/** The legend of the map: what colours mean; an entry singles its papers out. */
const legend = (() => {
  const SIGNS = { circle: "●", diamond: "◆", square: "■", "triangle-up": "▲", cross: "✚" };
  let buttons = [];

  function item(kind, { name, count, value, colour, symbol }) {
    const parts = [
      el("span", { className: "sign", style: `color:${colour}`, textContent: SIGNS[symbol] }),
      bdi(name),
      el("small", { textContent: count.toLocaleString("en") }),
    ];
    if (value === null) return el("span", { className: "entry" }, ...parts);
    const button = el("button", { type: "button", className: "entry", title: name }, ...parts);
    button.addEventListener("click", () => {
      filter.set({ [kind]: filter.wanted[kind] === value ? null : value });
    });
    buttons.push({ button, kind, value, count, said: parts[2] });
    return button;
  }

  function scale() {
    const time = colours.timeScale();
    if (time === null) return [el("p", { textContent: "No date is known of any paper." })];
    const bar = el("div", { className: "scale" });
    bar.style.background = `linear-gradient(to right, ${time.stops.join(", ")})`;
    const ends = time.ends.map((text) => el("span", { textContent: text }));
    return [bar, el("p", { className: "ends" }, ...ends)];
  }

  /** Show which entry is asked for, and how many of each entry's papers are. */
  function showWanted() {
    if (buttons.length === 0) return;
    const counts = filter.countsOf(buttons[0].kind);
    for (const { button, kind, value, count, said } of buttons) {
      button.setAttribute("aria-pressed", String(filter.wanted[kind] === value));
      const wanted = (counts.get(value) ?? 0).toLocaleString("en");
      const all = count.toLocaleString("en");
      said.textContent = filter.isOn() ? `${wanted} of ${all}` : all;
    }
  }

  /** List what the colours mean. */
  function show(kind) {
    buttons = [];
    let theme = null;
    const items = colours.entries[kind]().flatMap((entry) => {
      const made = item(kind, entry);
      if (kind !== "topic" || entry.value < 0) return [made];
      const { name } = corpus.themes[corpus.topics[entry.value].theme];
      const heading = name === theme ? [] : [el("p", { className: "group" }, name)];
      theme = name;
      return [...heading, made];
    });
    byId("legend").replaceChildren(...(kind === "date" ? scale() : []), ...items);
    showWanted();
  }

  filter.onChange(showWanted);

  return { show };
})();
