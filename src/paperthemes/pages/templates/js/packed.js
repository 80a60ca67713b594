/* global byId */
/* exported packed */

/** The data of the page: JSON, or gzipped text in base64. */
const packed = (() => {
  function bytesOf(text) {
    if (Uint8Array.fromBase64) return Uint8Array.fromBase64(text);
    return Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
  }

  const inflate = (text) => pako.inflate(bytesOf(text), { toText: true });

  /** Decode a text without keeping the page waiting, if the browser can. */
  async function unpack(text) {
    if (!("DecompressionStream" in window)) return inflate(text);
    const stream = new Blob([bytesOf(text)]).stream().pipeThrough(new DecompressionStream("gzip"));
    return new Response(stream).text();
  }

  return {
    /** Return the data of an element at once. */
    read(id) {
      const { type, textContent: text } = byId(id);
      return JSON.parse(type === "application/json" ? text : inflate(text));
    },

    /** Take a packed text out of the page, where it may be tens of megabytes. */
    async take(id) {
      const element = byId(id);
      element.remove();
      return unpack(element.textContent);
    },
  };
})();
