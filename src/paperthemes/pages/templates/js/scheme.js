/* global byId */
/* exported scheme */

/** Dark or light mode: that of the system, unless the reader chose one; the choice is stored. */
const scheme = (() => {
  const KEY = "paperthemes-scheme";
  const system = matchMedia("(prefers-color-scheme: dark)");
  const button = byId("scheme");
  const listeners = [];
  let chosen = load();

  // Some browsers store nothing for pages opened from disk or embedded in another page.
  function load() {
    try {
      const stored = localStorage.getItem(KEY);
      return stored === "dark" || stored === "light" ? stored : null;
    } catch {
      return null;
    }
  }

  function store() {
    try {
      localStorage.setItem(KEY, chosen);
    } catch {
      // The choice then lasts as long as the page.
    }
  }

  const isDark = () => (chosen === null ? system.matches : chosen === "dark");

  function apply() {
    if (chosen !== null) document.documentElement.style.colorScheme = chosen;
    button.textContent = isDark() ? "Light mode" : "Dark mode";
  }

  function update() {
    apply();
    listeners.forEach((listener) => listener());
  }

  button.addEventListener("click", () => {
    chosen = isDark() ? "light" : "dark";
    store();
    update();
  });
  system.addEventListener("change", update);
  apply();

  return { isDark, onChange: (listener) => listeners.push(listener) };
})();
