/* global byId */

/** What a printed page needs: the map as wide as the paper, and nothing folded. */
(() => {
  const PAPER = 680; // pixels between the margins of A4 and Letter
  let unfolded = [];

  addEventListener("beforeprint", () => {
    unfolded = [...document.querySelectorAll("details:not([open])")];
    unfolded.forEach((fold) => (fold.open = true));
    const canvas = byId("canvas");
    if (canvas === null) return;
    const { clientWidth, clientHeight } = canvas;
    canvas.style.width = `${clientWidth}px`;
    canvas.style.height = `${clientHeight}px`;
    canvas.style.setProperty("--fit", String(Math.min(1, PAPER / clientWidth)));
  });
  addEventListener("afterprint", () => {
    unfolded.forEach((fold) => (fold.open = false));
    byId("canvas")?.removeAttribute("style");
  });
})();
