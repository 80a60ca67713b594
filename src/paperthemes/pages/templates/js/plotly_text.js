/* exported plotlyText */

/** Cut a text to `maxLength` letters and escape it: Plotly interprets tags and entities. */
const plotlyText = (text, maxLength) => {
  const letters = [...text.replace(/[\p{Cc}\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu, " ")];
  const cut = `${letters
    .slice(0, maxLength - 1)
    .join("")
    .trim()}…`;
  return (letters.length > maxLength ? cut : letters.join(""))
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;");
};
