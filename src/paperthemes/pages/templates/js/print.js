/* global byId */

/** Prepare the page for printing: fit the map to the paper, and open all details. */
(() => {
  const PAPER_WIDTH = 680; // pixels between the margins of A4 and Letter
  let opened = [];

  addEventListener("beforeprint", () => {
    opened = [...document.querySelectorAll("details:not([open])")];
    opened.forEach((fold) => (fold.open = true));
    const canvas = byId("canvas");
    if (canvas === null) return;
    const { clientWidth, clientHeight } = canvas;
    canvas.style.width = `${clientWidth}px`;
    canvas.style.height = `${clientHeight}px`;
    canvas.style.setProperty("--fit", String(Math.min(1, PAPER_WIDTH / clientWidth)));
  });
  addEventListener("afterprint", () => {
    opened.forEach((fold) => (fold.open = false));
    byId("canvas")?.removeAttribute("style");
  });
})();
