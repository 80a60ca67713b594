/* global byId */
/* exported plotlyReady */

/** Run Plotly's library, which the page holds as text, once the page is visible and idle. */
const plotlyReady = () =>
  new Promise((resolve) => {
    const idle = window.requestIdleCallback ?? ((action) => setTimeout(action, 50));
    const run = () => {
      const inert = byId("plotly");
      const script = document.createElement("script");
      script.textContent = inert.textContent;
      document.head.append(script);
      inert.remove();
      idle(() => resolve(), { timeout: 200 });
    };
    requestAnimationFrame(() => setTimeout(() => idle(run, { timeout: 200 })));
  });
