/* global byId */
/* exported pageLocation */

/**
 * Where this page is stored. Links to other results are shown only where these should exist: not
 * inside Snakemake's own report, nor in a report that was moved elsewhere. The folder of all
 * results may have any name; that of a clustering, which the page knows, has its own.
 */
const pageLocation = (() => {
  const [folder, file] = location.pathname.split("/").slice(-2);
  const own = byId("sibling-links").dataset.folder;
  const isInResults = own
    ? folder === own && /^(report|changes)[.]html$/.test(file)
    : file === "compare.html";
  for (const node of document.querySelectorAll(".beside")) node.hidden = !isInResults;

  return { isInResults };
})();
