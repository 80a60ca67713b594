"use strict";

(function () {
  const byId = (id) => document.getElementById(id);
  const dark = window.matchMedia("(prefers-color-scheme: dark)");
  const narrow = window.matchMedia("(max-width: 40rem)");

  // ---- list of papers: search and topic filter ----
  const items = Array.from(document.querySelectorAll("#list > li"));
  const haystacks = items.map((item) =>
    Array.from(item.querySelectorAll("summary, p:not(.why)"), (part) => part.textContent)
      .join(" ")
      .toLowerCase()
  );

  function filter() {
    const words = byId("query").value.toLowerCase().split(/\s+/).filter(Boolean);
    const topic = byId("topic").value;
    let shown = 0;
    items.forEach((item, index) => {
      const fits =
        (topic === "" || item.dataset.topic === topic) &&
        words.every((word) => haystacks[index].includes(word));
      item.hidden = !fits;
      shown += fits;
    });
    byId("count").textContent =
      shown === items.length ? `${shown} papers` : `${shown} of ${items.length} papers`;
  }

  function show(paperId) {
    const item = byId(`paper-${paperId}`);
    if (!item) return;
    if (item.hidden) {
      byId("query").value = "";
      byId("topic").value = "";
      filter();
    }
    item.querySelector("details").open = true;
    item.scrollIntoView({ block: "center" });
  }

  byId("query").addEventListener("input", filter);
  byId("topic").addEventListener("change", filter);
  byId("filter").addEventListener("submit", (event) => event.preventDefault());
  document.querySelectorAll("button.topic").forEach((button) =>
    button.addEventListener("click", () => {
      byId("query").value = "";
      byId("topic").value = button.dataset.topic;
      filter();
      byId("papers").scrollIntoView();
    })
  );
  function followHash() {
    if (location.hash.startsWith("#paper-")) show(location.hash.slice("#paper-".length));
  }
  window.addEventListener("hashchange", followHash);

  // ---- map ----
  const plot = byId("plot");
  if (!plot) return;

  function hasWebGL() {
    try {
      return Boolean(document.createElement("canvas").getContext("webgl"));
    } catch {
      return false;
    }
  }

  function look(layout) {
    const style = getComputedStyle(document.documentElement);
    const ink = style.getPropertyValue("--ink").trim();
    const ground = style.getPropertyValue("--ground").trim();
    return {
      ...layout,
      font: { ...layout.font, color: ink },
      hoverlabel: { bgcolor: ground, bordercolor: ink, font: { color: ink }, align: "left" },
      showlegend: !narrow.matches,
      annotations: (narrow.matches ? [] : layout.annotations).map((label) => ({
        ...label,
        bgcolor: `${ground}90`,
        font: { ...label.font, color: ink },
      })),
    };
  }

  const figure = JSON.parse(byId("figure").textContent);
  if (!hasWebGL()) figure.data.forEach((trace) => (trace.type = "scatter"));
  const options = { responsive: true, scrollZoom: true, displaylogo: false };
  Plotly.newPlot(plot, figure.data, look(figure.layout), options).then(() => {
    plot.on("plotly_click", (event) => show(event.points[0].customdata));
    plot.dataset.drawn = "yes";
  });
  const restyle = () => Plotly.relayout(plot, look(figure.layout));
  dark.addEventListener("change", restyle);
  narrow.addEventListener("change", restyle);
  followHash();
})();
