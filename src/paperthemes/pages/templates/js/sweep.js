/* global Sweep, SweepAgreement, SweepChoice, SweepDetails, SweepPlot, SweepTable */

/** The page of sweeps: fills the parts of each sweep that has any point. */
(() => {
  function fill(sweep) {
    new SweepDetails(sweep);
    new SweepPlot(sweep);
    new SweepTable(sweep);
    if (sweep.matrix !== null && sweep.done.length > 1) new SweepAgreement(sweep);
    new SweepChoice(sweep); // the last, because it chooses a point
  }

  function start() {
    const all = [...document.querySelectorAll("[data-sweep]")].map((box) => new Sweep(box));
    all.filter(({ done }) => done.length > 0).forEach(fill);
    document.documentElement.dataset.searchable = Math.round(performance.now());
  }

  addEventListener("DOMContentLoaded", start);
})();
