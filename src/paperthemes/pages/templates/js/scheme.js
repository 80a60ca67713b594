/* global byId */
/* exported scheme */

/** Dark or light: as the system has it, until the button says otherwise; that is kept. */
const scheme = (() => {
  const KEY = "paperthemes-scheme";
  const system = matchMedia("(prefers-color-scheme: dark)");
  const button = byId("scheme");
  const listeners = [];
  let chosen = kept();

  // Some browsers keep nothing for pages from disk, or for those shown within another.
  function kept() {
    try {
      const found = localStorage.getItem(KEY);
      return found === "dark" || found === "light" ? found : null;
    } catch {
      return null;
    }
  }

  function keep() {
    try {
      localStorage.setItem(KEY, chosen);
    } catch {
      // It then lasts as long as the page.
    }
  }

  const isDark = () => (chosen === null ? system.matches : chosen === "dark");

  function use() {
    if (chosen !== null) document.documentElement.style.colorScheme = chosen;
    button.textContent = isDark() ? "Light page" : "Dark page";
  }

  function tell() {
    use();
    listeners.forEach((listener) => listener());
  }

  button.addEventListener("click", () => {
    chosen = isDark() ? "light" : "dark";
    keep();
    tell();
  });
  system.addEventListener("change", tell);
  use();

  return { isDark, onChange: (listener) => listeners.push(listener) };
})();
