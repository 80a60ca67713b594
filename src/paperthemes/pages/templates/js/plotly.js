/* global packed */
/* exported plotlyReady */

/** Run Plotly's library, which the page holds as packed text, once the page is visible and idle. */
const plotlyReady = () =>
  new Promise((resolve) => {
    const idle = window.requestIdleCallback ?? ((action) => setTimeout(action, 50));
    const run = async () => {
      const script = document.createElement("script");
      script.textContent = await packed.take("plotly");
      document.head.append(script);
      idle(() => resolve(), { timeout: 200 });
    };
    requestAnimationFrame(() => setTimeout(() => idle(run, { timeout: 200 })));
  });
