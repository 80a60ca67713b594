/* global byId, el */

/** Buttons that copy the changes that suggestions ask for. */
(() => {
  const section = byId("suggestions").parentElement;
  for (const change of section.querySelectorAll("pre")) {
    const state = el("span", { className: "hint", role: "status" });
    const button = el("button", { type: "button", textContent: "Copy" });
    button.addEventListener("click", async () => {
      try {
        await navigator.clipboard.writeText(change.textContent);
        state.textContent = "Copied";
      } catch {
        getSelection().selectAllChildren(change);
        state.textContent = "Selected: press Ctrl+C to copy";
      }
    });
    change.after(el("p", { className: "buttons" }, button, state));
  }
})();
