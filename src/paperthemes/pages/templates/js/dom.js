/* exported bdi, byId, copyButton, copyText, countOf, countValues, debounce, el, formatNumber, saveFile, scrollToSection, slug, svgEl */

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

/** Count equal numbers; return pairs of number and count, those that occur most first. */
const countValues = (numbers) => {
  const counts = new Map();
  for (const number of numbers) counts.set(number, (counts.get(number) ?? 0) + 1);
  return [...counts].sort(([a, some], [b, others]) => others - some || a - b);
};

/** Return the words of a text as a part of the name of a file, up to 60 characters. */
const slug = (text) => {
  const words = text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
  return words.join("-").slice(0, 60).replace(/-$/, "");
};

/** Save a file; its name says if its content is sample data. */
const saveFile = (name, blob) => {
  const href = URL.createObjectURL(blob);
  const isSample = document.querySelector(".sample") !== null;
  el("a", { href, download: isSample ? `sample-${name}` : name }).click();
  setTimeout(() => URL.revokeObjectURL(href), 60_000);
};

/**
 * Copy the text of an element or of a field, and say so in `output`; where the browser forbids it,
 * select the text for the reader.
 */
const copyText = async (source, output) => {
  try {
    await navigator.clipboard.writeText(source.value ?? source.textContent);
    output.textContent = "Copied";
  } catch {
    if (source.select) source.select();
    else getSelection().selectAllChildren(source);
    output.textContent = "Selected: press Ctrl+C to copy";
  }
};

/** Create a button that copies the text of an element. */
const copyButton = (element) => {
  const state = el("small", { role: "status" });
  const button = el("button", { type: "button", textContent: "Copy" });
  button.addEventListener("click", () => copyText(element, state));
  return el("p", { className: "buttons" }, button, state);
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
