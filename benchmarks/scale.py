"""Time and memory of whole runs on large corpora, of each of their steps, and how they grow.

    python benchmarks/scale.py LABELLED [--sizes 2550 25000] [--dumps 10] [--clusterings 2]
        [--assign 1000] [--cached] [--cores 2] [--keep FOLDER] [--write benchmarks/results]

Papers are recombined from LABELLED and written as CSV dumps, which are run cold. With `--assign`,
there is then one more dump, of so many papers, and the workflow runs again with `mode: assign`.
With `--cached`, the vectors of all papers are in the vector cache before, as mixes of the vectors
of LABELLED, so that no paper is encoded.

The costs of a step are those of its jobs on average; memory is that of its largest job. On a busy
machine, only seconds of CPU time count. Growth is the exponent e if the CPU time of all jobs of a
step is n to the power of e, and the memory that each further paper needs, both between the smallest
and the largest corpus.
"""

import tempfile
import time
from argparse import Namespace
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from corpora import Corpus, make_synthetic, number_titles, read_labelled, write_dumps
from measure import (
    describe_machine,
    format_table,
    log,
    make_parser,
    measure_workflow,
    read_jobs,
    write_result,
)

from paperthemes.encoders.cache import VectorCache
from paperthemes.encoders.encoder import make_encoder
from paperthemes.encoders.settings import EmbedSettings
from paperthemes.encoders.text_vectors import TextVectors, hash_text
from paperthemes.text.paper_text import texts_of

GRANULARITIES = ("broad", "fine", "medium")  # the clusterings that ship are the first two


def fill_cache(papers: pd.DataFrame, corpus: Corpus, folder: Path) -> None:
    """Put the vectors of a corpus into the vector cache in a folder, for the texts of `papers`."""
    settings = EmbedSettings()
    vectors = TextVectors(
        fingerprint=make_encoder(settings).fingerprint,
        text_ids=np.array([hash_text(text) for text in texts_of(papers, settings.text)]),
        matrix=corpus.vectors.matrix,
        truncated=np.zeros(len(papers), np.bool_),
    )
    VectorCache(folder).put(settings.encoder, vectors)


def summarise_steps(folder: Path, papers: int, since: float) -> list[dict[str, Any]]:
    """Return a row for each step of a run that began at `since`."""
    return [
        {
            "papers": papers,
            "step": step,
            "jobs": len(jobs),
            "seconds": round(jobs.s.mean(), 1),
            "CPU seconds": round(jobs.cpu_time.mean(), 1),
            "peak GB": round(jobs.max_rss.max() * 2**20 / 1e9, 2),
        }
        for step, jobs in pd.DataFrame(read_jobs(folder, since)).groupby("step")
    ]


def run_size(
    labelled: Corpus, size: int, folder: Path, arguments: Namespace
) -> Iterator[tuple[str, dict[str, Any], list[dict[str, Any]]]]:
    """Run so many papers; yield the mode, the row of the run and those of its steps.

    With `--assign`, a second run follows.
    """
    corpus = make_synthetic(labelled, size + arguments.assign)
    papers = number_titles(corpus.papers)
    if arguments.cached:
        fill_cache(papers, corpus, folder / "cache")
    clusterings = {name: {"granularity": name} for name in GRANULARITIES[: arguments.clusterings]}
    config = {"dumps": ["dumps/*"], "clusterings": clusterings}
    dumps = write_dumps(papers[:size], arguments.dumps, folder / "dumps")
    for mode in ("cluster", "assign") if arguments.assign else ("cluster",):
        if mode == "assign":
            dumps += write_dumps(papers[size:], 1, folder / "dumps")
            size = len(papers)
        since = time.time()
        usage = measure_workflow(config | {"mode": mode}, folder, arguments.cores)
        run = {
            "papers": size,
            "mode": mode,
            "dumps, MB": round(sum(path.stat().st_size for path in dumps) / 1e6, 1),
            "clusterings": arguments.clusterings,
            "cached": arguments.cached,
            "cores": arguments.cores,
            "seconds": usage.seconds,
            "CPU seconds": usage.cpu_seconds,
            "peak GB": usage.peak_gb,
        }
        steps = summarise_steps(folder, size, since)
        log(f"{run}\n{format_table(steps)}")
        yield mode, run, steps


def compute_growth(steps: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the exponent of the CPU time of each step, and its memory per paper."""
    table = pd.DataFrame(steps)
    peaks = table.pivot_table("peak GB", "step", "papers")
    table["total"] = table["jobs"] * table["CPU seconds"]
    totals = table.pivot_table("total", "step", "papers")
    smallest, largest = totals.columns.min(), totals.columns.max()
    ratios = totals[largest] / totals[smallest].clip(lower=0.1)  # seconds; the precision
    exponents = np.log(ratios) / np.log(largest / smallest)
    kilobytes = (peaks[largest] - peaks[smallest]) * 1e6 / (largest - smallest)
    growth = pd.DataFrame({"exponent": exponents.round(2), "kB per paper": kilobytes.round(1)})
    return growth.reset_index().to_dict("records")


def main() -> None:
    """Measure, print the result and, with `--write`, save it."""
    parser = make_parser(__doc__, "labelled")
    parser.add_argument("--sizes", type=int, nargs="+", default=[2550, 25_000])
    parser.add_argument("--dumps", type=int, default=10)
    parser.add_argument("--clusterings", type=int, choices=(2, 3), default=2)
    parser.add_argument("--assign", type=int, default=0, help="papers of a second run; 0: none")
    parser.add_argument("--cached", action="store_true", help="encode no papers")
    parser.add_argument("--cores", type=int, default=2)
    parser.add_argument("--keep", type=Path, help="new folder to run in, which is kept")
    arguments = parser.parse_args()
    corpus = read_labelled(arguments.labelled)
    runs: list[dict[str, Any]] = []
    steps: dict[str, list[dict[str, Any]]] = {"cluster": [], "assign": []}
    for size in arguments.sizes:
        with tempfile.TemporaryDirectory() as temporary:
            folder = (arguments.keep or Path(temporary)).resolve() / str(size)
            for mode, run, steps_of_run in run_size(corpus, size, folder, arguments):
                runs.append(run)
                steps[mode] += steps_of_run
    machine = describe_machine()
    text = f"{machine['cpu']}, {machine['cores']} cores, {arguments.dumps} dumps, "
    text += f"{arguments.clusterings} clusterings{', vectors cached' * arguments.cached}\n\n"
    text += f"{format_table(runs)}\n{format_table(steps['cluster'])}"
    result = {"machine": machine, "runs": runs, "steps": steps["cluster"]}
    if len(arguments.sizes) > 1:
        result["growth"] = compute_growth(steps["cluster"])
        text += f"\n{format_table(result['growth'])}"
    if steps["assign"]:
        result["steps of mode assign"] = steps["assign"]
        text += f"\nWith `mode: assign`\n\n{format_table(steps['assign'])}"
    write_result("scale", result, arguments.write, text)


if __name__ == "__main__":
    main()
