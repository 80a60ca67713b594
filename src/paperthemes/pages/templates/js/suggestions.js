/* global byId, copyText, el */

/** Buttons that copy the changes that suggestions ask for. */
(() => {
  const section = byId("suggestions").parentElement;
  for (const change of section.querySelectorAll("pre")) {
    const state = el("span", { className: "hint", role: "status" });
    const button = el("button", { type: "button", textContent: "Copy" });
    button.addEventListener("click", () => copyText(change, state));
    change.after(el("p", { className: "buttons" }, button, state));
  }
})();
