/* exported plotlyText */

/** Cut a text short, and write it so that Plotly, which reads tags and entities, shows it. */
const plotlyText = (text, most) => {
  const letters = [...text.replace(/[\p{Cc}\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu, " ")];
  const cut = `${letters
    .slice(0, most - 1)
    .join("")
    .trim()}…`;
  return (letters.length > most ? cut : letters.join(""))
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;");
};
