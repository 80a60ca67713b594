/* global el */
/* exported menu */

/** Menus: a button that opens a list of entries; a click elsewhere or Escape closes it. */
const menu = (() => {
  const isOpen = "details.menu[open]";

  /** Create a menu; `fill` creates its entries, such as buttons, when it is first opened. */
  function create(name, fill) {
    const box = el("div");
    const node = el("details", { className: "menu" }, el("summary", { textContent: name }), box);
    node.addEventListener("toggle", () => {
      if (node.open && !box.hasChildNodes()) box.append(...fill());
    });
    return node;
  }

  /** Put a menu into the place of an element, if the page has it; the menu gets its id. */
  function replace(element, name, fill) {
    element?.replaceWith(Object.assign(create(name, fill), { id: element.id }));
  }

  function close(node) {
    if (node.contains(document.activeElement)) node.querySelector("summary").focus();
    node.open = false;
  }

  document.addEventListener("click", ({ target }) => {
    for (const node of document.querySelectorAll(isOpen)) {
      if (!node.contains(target) || target.closest(".menu button") !== null) close(node);
    }
  });
  document.addEventListener(
    "keydown",
    (event) => {
      const node = event.key === "Escape" ? document.querySelector(isOpen) : null;
      if (node === null) return;
      close(node);
      event.stopPropagation(); // what is behind the menu stays open
    },
    { capture: true },
  );

  return { create, replace };
})();
