/* global byId */
/* exported elsewhere */

/**
 * Whether this page lies among the other results, where links to these lead somewhere: in
 * Snakemake's own report, and once sent on, it stands alone.
 */
const elsewhere = (() => {
  const home = /\/results\/([a-z0-9_-]+\/(report|changes)|compare)[.]html$/;
  const isThere = home.test(location.pathname);
  byId("elsewhere").hidden = !isThere;

  return { isThere };
})();
