/* global byId */
/* exported pageLocation */

/**
 * Where this page is stored. Links to other results are shown only where these exist: not inside
 * Snakemake's own report, nor in a copy of the page elsewhere.
 */
const pageLocation = (() => {
  const pattern = /\/results\/([a-z0-9_-]+\/(report|changes)|compare)[.]html$/;
  const isInResults = pattern.test(location.pathname);
  byId("sibling-links").hidden = !isInResults;
  for (const node of document.querySelectorAll(".beside")) node.hidden = !isInResults;

  return { isInResults };
})();
