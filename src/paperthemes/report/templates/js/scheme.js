/* global byId */
/* exported scheme */

/** Dark or light: as the system has it, until the button says otherwise. */
const scheme = (() => {
  const system = matchMedia("(prefers-color-scheme: dark)");
  const button = byId("scheme");
  const listeners = [];
  let chosen = null;

  const isDark = () => (chosen === null ? system.matches : chosen === "dark");
  const offer = () => (button.textContent = isDark() ? "Light page" : "Dark page");

  function tell() {
    offer();
    listeners.forEach((listener) => listener());
  }

  button.addEventListener("click", () => {
    chosen = isDark() ? "light" : "dark";
    document.documentElement.style.colorScheme = chosen;
    tell();
  });
  system.addEventListener("change", tell);
  offer();

  return { isDark, onChange: (listener) => listeners.push(listener) };
})();
