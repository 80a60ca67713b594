/* global formatNumber, pageAddress, searchTerms */

/**
 * Lists with a form above them, which filters them by words and by the data of their items. The
 * address keeps what was chosen.
 */
(() => {
  function connect(form) {
    const items = Array.from(document.querySelectorAll(form.dataset.filters), (node) => ({
      node,
      text: searchTerms.normalizeNode(node),
    }));
    const query = form.querySelector("input");
    const choices = [...form.querySelectorAll("select")];

    const fits = ({ dataset }) =>
      choices.every(({ name, value }) => value === "" || dataset[name].split(" ").includes(value));

    function filter() {
      const alternatives = searchTerms.parse(query.value);
      let shown = 0;
      for (const { node, text } of items) {
        node.hidden = !(fits(node) && searchTerms.matches(text, alternatives));
        shown += !node.hidden;
      }
      form.querySelector("output").textContent =
        shown === items.length ? "" : `${formatNumber(shown)} of ${formatNumber(items.length)}`;
    }

    form.addEventListener("input", filter);
    form.addEventListener("submit", (event) => event.preventDefault());
    return [query, ...choices].map((field) =>
      pageAddress.fieldPart(`${form.dataset.key}-${field.name}`, field),
    );
  }

  pageAddress.keep([...document.querySelectorAll("form[data-filters]")].flatMap(connect));
})();
