/* global Sweep, SweepAgreement, SweepChoice, SweepDetails, SweepPlot, SweepTable, pageAddress */

/** The page of sweeps: fills the parts of each sweep that has any point; the address has the view. */
(() => {
  function fill(sweep) {
    new SweepDetails(sweep);
    new SweepPlot(sweep);
    new SweepTable(sweep);
    if (sweep.matrix !== null && sweep.done.length > 1) new SweepAgreement(sweep);
    new SweepChoice(sweep); // the last, because it chooses a point
  }

  /** Return what the address keeps of a sweep: its fields, and the chosen point. */
  function partsOf(sweep) {
    const fields = ["wanted", "limit", "metric", "colour"].map((name) =>
      pageAddress.fieldPart(`${sweep.clustering}-${name}`, sweep.part(name)),
    );
    const initial = sweep.chosen;
    const point = {
      key: `${sweep.clustering}-point`,
      get: () => String(sweep.chosen + 1),
      set: (text) =>
        sweep.choose(sweep.done.includes(Number(text) - 1) ? Number(text) - 1 : initial),
      isStep: true,
    };
    return [...fields, point];
  }

  function start() {
    const all = [...document.querySelectorAll("[data-sweep]")].map((box) => new Sweep(box));
    const sweeps = all.filter(({ done }) => done.length > 0);
    sweeps.forEach(fill);
    const save = pageAddress.keep(sweeps.flatMap(partsOf));
    sweeps.forEach((sweep) => sweep.onChoice(save));
    document.documentElement.dataset.searchable = Math.round(performance.now());
  }

  addEventListener("DOMContentLoaded", start);
})();
