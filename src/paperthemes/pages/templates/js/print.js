/* global byId, colours, corpus, filter, svgEl */

/** Prepare the page for printing, which waits for nothing: the map and the list. */
(() => {
  const PAPER_WIDTH = 850; // pixels between the margins of A4 and Letter, in the zoom of print.css
  const MAX_HEIGHT = 600; // pixels of the map, so that its legend and other parts fit on the page
  const MAX_DOTS = 5_000;
  // Without this script, addresses of papers lead to this list. Here they open the panel; a target in
  // the page would take the focus away from the link.
  const items = Array.from(document.querySelectorAll("#plain-papers li"), (node) => {
    const row = corpus.rowOf.get(node.id.slice("paper-".length));
    node.removeAttribute("id");
    return { node, row };
  });

  /** Return the map with names of topics as an SVG image. */
  function plainMap({ clientWidth: width, clientHeight: height }) {
    const { x, y } = corpus.papers;
    const extent = Math.max(...[x, y].map((values) => values.reduce((a, b) => Math.max(a, b), 1)));
    const scale = (0.92 * Math.min(width, height)) / extent;
    const place = (left, up) => [
      width / 2 + (left - extent / 2) * scale,
      height / 2 + (extent / 2 - up) * scale,
    ];
    const step = Math.ceil(corpus.count / MAX_DOTS);
    const dots = corpus.rows
      .filter((row) => row % step === 0)
      .map((row) => {
        const [cx, cy] = place(x[row], y[row]);
        return svgEl("circle", { cx, cy, r: 2.5, fill: colours.lookOf.topic(row).colour });
      });
    const names = corpus.topics
      .filter(({ size, hidden }) => size > 0 && !hidden)
      .map((topic) => {
        const [left, top] = place(topic.x, topic.y);
        return svgEl("text", { x: left, y: top }, topic.name);
      });
    return svgEl("svg", { id: "plain-map", width, height }, ...dots, ...names);
  }

  /** Show the selected papers only in the list that is printed. */
  function selectPapers() {
    const selected = new Set(filter.rows);
    for (const { node, row } of items) node.hidden = !selected.has(row);
  }

  addEventListener("beforeprint", () => {
    selectPapers();
    const canvas = byId("canvas");
    if (canvas === null) return;
    const { clientWidth, clientHeight } = canvas;
    if (byId("loading") !== null) canvas.append(plainMap(canvas));
    const fit = Math.min(1, PAPER_WIDTH / clientWidth, MAX_HEIGHT / clientHeight);
    canvas.style.width = `${clientWidth}px`;
    canvas.style.height = `${clientHeight}px`;
    canvas.style.setProperty("--fit", String(fit));
  });
  addEventListener("afterprint", () => {
    byId("plain-map")?.remove();
    byId("canvas")?.removeAttribute("style");
  });
})();
