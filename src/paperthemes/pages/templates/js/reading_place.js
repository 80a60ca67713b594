/* global byId, debounce, pageAddress */
/* exported readingPlace */

/**
 * Where the reader is: at the card, heading of a theme, or section that was used last, by a click, the
 * focus or the mouse; once that is out of view, at the card of which most is visible, or the heading of
 * a theme at the top of the window. Moving the focus by Tab to what is
 * outside the sections, such as the bar, leaves the reader where that began.
 */
const readingPlace = (() => {
  const LINE = 1 / 3; // of the height of the window, where people read
  const END = 2 / 3; // of the height of the window, below which nothing is read yet
  const MIN_VISIBLE = 100; // pixels of a card that is being read
  const REST = 500; // milliseconds for which the mouse rests on a card that is being read
  const SCROLL_KEYS = /^( $|Arrow|Page|Home$|End$)/;
  const listeners = []; // of uses other than resting the mouse
  let used = null; // a card, a theme outside its cards, or a section outside both
  let part = null; // the element in it that was used
  let pointed = null; // the element that the mouse moved over last
  let wheelAt = null; // where the mouse is while its wheel scrolls the page
  let tabbing = null; // while Tab moves the focus: whether backwards, and the place where that began

  const barEnd = () => document.querySelector(".bar").getBoundingClientRect().bottom;

  /** Return whether a card or section shows more than its end. */
  function isInView(node) {
    const { top, bottom } = node.getBoundingClientRect();
    const limit = node.matches(".card") ? barEnd() + MIN_VISIBLE : LINE * innerHeight;
    return top < END * innerHeight && bottom > limit;
  }

  /** Return the visible height of a card, in pixels. */
  function visibleHeight(card) {
    const { top, bottom } = card.getBoundingClientRect();
    return Math.min(bottom, innerHeight) - Math.max(top, barEnd());
  }

  /** Return the section that was used last, if it is in view, or else the last one above the line. */
  function findSection() {
    const section = used?.closest("main > section") ?? null;
    if (section !== null && isInView(section)) return section;
    const begun = (each) => each.getBoundingClientRect().top < LINE * innerHeight;
    return [...document.querySelectorAll("main > section")].findLast(begun) ?? null;
  }

  /** Return whether a part of an element is in the window, below the bar. */
  function isOnScreen(element) {
    const { top, bottom } = element.getBoundingClientRect();
    return bottom > barEnd() && top < innerHeight;
  }

  /** Return the theme whose heading is at the top of the window; undefined if there is none. */
  function findHeaded(section) {
    const isAtTop = ({ firstElementChild: heading }) =>
      isOnScreen(heading) && heading.getBoundingClientRect().top < LINE * innerHeight;
    return [...section.querySelectorAll(".theme")].find(isAtTop);
  }

  /** Return the card or theme that is being read, or else the section; null is the top of the page. */
  function find() {
    if (tabbing !== null && document.activeElement.closest("main") === null) return tabbing.place;
    const section = scrollY === 0 ? null : findSection();
    if (section === null) return null;
    const isOutsideCards = used === section || used?.matches(".theme");
    if (isOutsideCards && isOnScreen(part)) return used; // such as the search of cards
    const cards = [...section.querySelectorAll(".card")].filter(isInView);
    if (cards.includes(used)) return used;
    const more = (a, b) => (visibleHeight(b) > visibleHeight(a) ? b : a);
    return findHeaded(section) ?? cards.reduce(more, cards[0]) ?? section;
  }

  /** Return the card of an element or, for what stands above the cards of a theme, the theme. */
  function groupOf(element) {
    const own = element?.closest(".card, .grid, .theme") ?? null;
    return own?.matches(".grid") ? null : own;
  }

  /** Take the card, theme or section of an element as used; outside of them, nothing changes. */
  function use(element) {
    pointed = null;
    const found = groupOf(element) ?? element?.closest("main > section") ?? null;
    if (found === null) return;
    [used, part] = [found, element.matches(".theme") ? element.firstElementChild : element];
  }

  /** Take the card or section that the address names as used. */
  const useNamed = () => use(byId(pageAddress.read().anchor));

  const useRested = debounce(() => use(groupOf(pointed)), REST);

  for (const type of ["click", "focusin", "input"]) {
    document.addEventListener(type, ({ target }) => {
      use(target);
      listeners.forEach((listener) => listener(used));
    });
  }
  document.addEventListener("keydown", ({ key, shiftKey: isBackwards }) => {
    if (SCROLL_KEYS.test(key)) tabbing = null;
    if (key !== "Tab" || tabbing?.isBackwards === isBackwards) return;
    tabbing = { isBackwards, place: find() };
  });
  const passive = { passive: true };
  for (const type of ["click", "input", "pointerdown", "wheel"]) {
    document.addEventListener(type, () => (tabbing = null), passive);
  }
  // Not `pointerover`: cards that keys scroll below a mouse that does not move are not pointed at.
  document.addEventListener(
    "pointermove",
    ({ target, pointerType }) => {
      if (pointerType !== "mouse") return;
      [pointed, wheelAt] = [target, null];
      useRested();
    },
    passive,
  );
  document.addEventListener("wheel", ({ x, y }) => (wheelAt = [x, y]), passive);
  document.addEventListener(
    "scroll",
    () => wheelAt && use(groupOf(document.elementFromPoint(...wheelAt))),
    passive,
  );

  addEventListener("DOMContentLoaded", useNamed);
  addEventListener("hashchange", useNamed);

  return { find, onUse: (listener) => listeners.push(listener) };
})();
