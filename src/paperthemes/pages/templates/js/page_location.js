/* global byId */
/* exported pageLocation */

/**
 * Where this page is stored. Links to other results are shown only where these should exist: not
 * inside Snakemake's own report, nor beside a report that was sent alone. The folder of all results
 * may have any name, so only the end of the address counts, such as /fine/report.html.
 */
const pageLocation = (() => {
  const { place } = byId("sibling-links").dataset;
  const isInResults = location.pathname.endsWith(`/${place}`);
  for (const links of document.querySelectorAll("#sibling-links, .beside")) {
    links.hidden = !isInResults;
  }

  return { isInResults };
})();
