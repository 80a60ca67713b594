/* global byId */
/* exported scheme */

/** Dark or light: as the system has it, until the button says otherwise. */
const scheme = (() => {
  const system = matchMedia("(prefers-color-scheme: dark)");
  const listeners = [];
  let chosen = null;

  const isDark = () => (chosen === null ? system.matches : chosen === "dark");
  const tell = () => listeners.forEach((listener) => listener());

  byId("scheme").addEventListener("click", () => {
    chosen = isDark() ? "light" : "dark";
    document.documentElement.style.colorScheme = chosen;
    tell();
  });
  system.addEventListener("change", tell);

  return { isDark, onChange: (listener) => listeners.push(listener) };
})();
