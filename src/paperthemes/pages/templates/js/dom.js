/* exported bdi, byId, counted, el, goTo, later */

const byId = (id) => document.getElementById(id);

/** Make an element. Names it knows are set as properties, others as attributes; texts stay texts. */
const el = (tag, given = {}, ...children) => {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(given)) {
    if (name in node) node[name] = value;
    else node.setAttribute(name, value);
  }
  node.append(...children.filter((child) => child !== null));
  return node;
};

/** Make a text that keeps its direction to itself. */
const bdi = (text) => el("bdi", { textContent: text });

/** Say how many of a thing there are: "1 paper", "25,000 papers". */
const counted = (number, thing) =>
  `${number.toLocaleString("en")} ${thing}${number === 1 ? "" : "s"}`;

/** Go to a part of the page, also where the address, which then does not change, names it already. */
const goTo = (id) => {
  if (location.hash === `#${id}`) byId(id).scrollIntoView({ block: "start" });
  else location.hash = id;
};

/** Call `action` once no call has come for `wait` milliseconds. */
const later = (action, wait) => {
  let timer = 0;
  return () => {
    clearTimeout(timer);
    timer = setTimeout(action, wait);
  };
};
