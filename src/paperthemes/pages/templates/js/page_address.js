/* global byId, debounce */
/* exported pageAddress */

/**
 * The view in the address: `#anchor?key=value&…`, so that a link to it opens the same view.
 *
 * A change of the view rewrites the address of the current entry of the history. An entry that was
 * written here has a state: going back to it restores its view, and its `place`, which is how far it
 * was scrolled, if the page writes that. What else the page keeps in the state stays. A link within the
 * page leads to a new entry without one; it keeps the view.
 */
const pageAddress = (() => {
  const WAIT = 350; // milliseconds: browsers limit how often an address may change
  let shown = ""; // address of the view that the page shows

  /** Read the address: whether it has a view (`isGiven`), and whether the reader went back to it. */
  function read(hash = location.hash) {
    const [anchor, parameters] = hash.slice(1).split("?");
    return {
      anchor,
      view: new URLSearchParams(parameters),
      isGiven: parameters !== undefined,
      isReturn: history.state?.isView === true,
      place: history.state?.place,
    };
  }

  function write(anchor, view, { isNewEntry = false, place } = {}) {
    const text = String(view);
    const hash = anchor || text ? `#${anchor}${text && "?"}${text}` : "";
    const address = location.href.split("#")[0] + hash;
    change(isNewEntry ? "pushState" : "replaceState", place, address);
    shown = location.href;
  }

  /** Change the history, if the browser allows it: not always if a page is embedded, or too often. */
  function change(method, place, address) {
    try {
      history[method]({ ...history.state, isView: true, place }, "", address);
    } catch {
      // The page works without.
    }
  }

  /** Write how far the page is scrolled, unless the address has just become another. */
  function writePlace(place) {
    if (location.href === shown) change("replaceState", place);
  }

  /** Write the view, unless the address has just become another, whose `hashchange` is to come. */
  function update(...view) {
    if (location.href === shown) write(...view);
  }

  /** Return the section that has the focus, so that a link opens there; undefined if none has. */
  const sectionInUse = () =>
    document.activeElement
      .closest("main > section, .sweep section")
      ?.getAttribute("aria-labelledby");

  /** Make a part of a view from a field of a form; a value that it does not have is its default. */
  function fieldPart(key, field) {
    const initial = field.value;
    const set = (value) => {
      if (field.value === value) return;
      field.value = value;
      if (field.value !== value) field.value = initial;
      field.dispatchEvent(new Event("input", { bubbles: true }));
    };
    return { key, get: () => field.value, set };
  }

  /**
   * Keep a view in the address. Each of its parts has a `key`, and `get` and `set` its value as text.
   * If only parts that are a `step` changed, the address becomes a new entry of the history.
   */
  function keep(parts) {
    const defaults = new Map(parts.map(({ key, get }) => [key, get()]));
    let { anchor } = read();

    function collect() {
      const changed = parts.filter(({ key, get }) => get() !== defaults.get(key));
      return new URLSearchParams(changed.map(({ key, get }) => [key, get()]));
    }

    const save = debounce(() => {
      const { view: before } = read();
      const view = collect();
      const changed = parts.filter(({ key }) => view.get(key) !== before.get(key));
      if (changed.length === 0) return;
      anchor = sectionInUse() ?? anchor;
      update(anchor, view, { isNewEntry: changed.every(({ isStep }) => isStep) });
    }, WAIT);

    function follow(event) {
      const { view, isGiven, isReturn, ...address } = read();
      ({ anchor } = address);
      if (isReturn || isGiven) {
        for (const { key, set } of parts) set(view.get(key) ?? defaults.get(key));
      }
      write(anchor, collect());
      // The browser itself scrolls to where the reader was, if the reader goes back.
      if (isGiven && (!isReturn || event === undefined)) byId(anchor)?.scrollIntoView();
    }

    addEventListener("hashchange", follow);
    document.addEventListener("input", save);
    follow();
    return save;
  }

  return { WAIT, read, write, writePlace, update, sectionInUse, fieldPart, keep };
})();
