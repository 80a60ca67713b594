/* exported bdi, byId, countOf, debounce, el, formatNumber, saveFile, scrollToSection, svgEl */

const byId = (id) => document.getElementById(id);

/** Create an element. Known names are set as properties, others as attributes; text stays text. */
const el = (tag, given = {}, ...children) => {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(given)) {
    if (name in node) node[name] = value;
    else node.setAttribute(name, value);
  }
  node.append(...children.filter((child) => child !== null));
  return node;
};

/** Create an element of an SVG image with these attributes. */
const svgEl = (tag, given = {}, ...children) => {
  const node = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [name, value] of Object.entries(given)) node.setAttribute(name, value);
  node.append(...children);
  return node;
};

/** Create a text whose direction does not affect its surroundings. */
const bdi = (text) => el("bdi", { textContent: text });

const formatNumber = (number) => number.toLocaleString("en");

/** Format a count with its noun: "1 paper", "25,000 papers". */
const countOf = (number, noun) => `${formatNumber(number)} ${noun}${number === 1 ? "" : "s"}`;

/** Save a file; its name says if its content is sample data. */
const saveFile = (name, blob) => {
  const href = URL.createObjectURL(blob);
  const isSample = document.querySelector(".sample") !== null;
  el("a", { href, download: isSample ? `sample-${name}` : name }).click();
  setTimeout(() => URL.revokeObjectURL(href), 60_000);
};

/** Go to a section of the page, even if the address already names it. */
const scrollToSection = (id) => {
  if (location.hash === `#${id}`) byId(id).scrollIntoView({ block: "start" });
  else location.hash = id;
};

/** Call `action` once there has been no call for `wait` milliseconds. */
const debounce = (action, wait) => {
  let timer = 0;
  return () => {
    clearTimeout(timer);
    timer = setTimeout(action, wait);
  };
};
