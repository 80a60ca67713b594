"""A whole run on a large corpus, and new papers assigned to its topics: cost of each job.

    python benchmarks/large_run.py LABELLED [--papers 200000] [--new 1000] [--cores 2]
        [--keep FOLDER] [--write benchmarks/results]

Papers are recombined from LABELLED: an abstract from four similar abstracts, a title from three
other titles of the same label, so that few papers look like duplicates. They are in 40 dumps, half
of them CSV and half JSON lines. Their vectors are in the vector cache before the run, as mixes of
the vectors of LABELLED, so nothing is encoded except terms. The workflow runs with three
clusterings; then there is one more dump, and it runs again with `mode: assign`.

Memory is resident memory, sampled: of a job with the processes that it started, and of the whole
run, of which pages that processes share count for each.
"""

import re
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import psutil
from corpora import Corpus, make_synthetic, read_labelled
from measure import (
    Usage,
    describe_machine,
    format_table,
    log,
    make_parser,
    measure_workflow,
    write_result,
)

from paperthemes.encoders.cache import VectorCache
from paperthemes.encoders.encoder import make_encoder
from paperthemes.encoders.settings import EmbedSettings
from paperthemes.encoders.text_vectors import TextVectors, hash_text
from paperthemes.text.paper_text import texts_of

DUMPS = 40
CLUSTERINGS = {name: {"granularity": name} for name in ("broad", "medium", "fine")}
JOB_SECONDS = 0.5  # between two samples of the jobs, which take longer than one of the whole run
SCRIPT = re.compile(r"\.snakemake/scripts/tmp\w+\.(\w+)\.py")


@dataclass(slots=True)
class Job:
    """A job of Snakemake: its step, CPU seconds so far, and peak memory in bytes."""

    step: str
    cpu_seconds: float = 0.0
    peak: int = 0


@dataclass(slots=True)
class JobMeter:
    """Measures the jobs of Snakemake while they run; `jobs` are by process id."""

    jobs: dict[int, Job] = field(default_factory=dict)
    last: float = 0  # time of the last sample

    def sample(self, snakemake: psutil.Process) -> None:
        """Measure all jobs that run now, unless that was done less than `JOB_SECONDS` ago."""
        if time.monotonic() - self.last < JOB_SECONDS:
            return
        self.last = time.monotonic()
        for process in snakemake.children(recursive=True):
            try:
                if script := SCRIPT.search(" ".join(process.cmdline())):
                    job = self.jobs.setdefault(process.pid, Job(script[1]))
                    members = [process, *process.children(recursive=True)]
                    times = process.cpu_times()
                    ended = times.children_user + times.children_system
                    running = sum(sum(member.cpu_times()[:2]) for member in members)
                    job.cpu_seconds = max(job.cpu_seconds, ended + running)
                    job.peak = max(job.peak, sum(m.memory_info().rss for m in members))
            except psutil.Error:  # ended between two calls
                continue

    def summarise(self, papers: int, run: str, folder: Path) -> Iterator[dict[str, Any]]:
        """Yield a row for each step, in order of start; Snakemake has measured the seconds."""
        for step in dict.fromkeys(job.step for job in self.jobs.values()):
            jobs = [job for job in self.jobs.values() if job.step == step]
            rule = step.removesuffix("_assign").removesuffix("_shard")
            files = folder.glob(f"results/benchmarks/{rule}/*.tsv")
            seconds = [pd.read_csv(path, sep="\t").s.iloc[0] for path in files]
            yield {
                "papers": papers,
                "run": run,
                "step": step,
                "jobs": len(jobs),
                "longest, s": round(max(seconds, default=0), 1),
                "CPU seconds": round(sum(job.cpu_seconds for job in jobs), 1),
                "peak GB": round(max(job.peak for job in jobs) / 1e9, 2),
            }


def make_corpus(labelled: Corpus, count: int) -> Corpus:
    """Return synthetic papers with titles that differ."""
    corpus = make_synthetic(labelled, count)
    assert corpus.labels is not None
    random = np.random.RandomState(1)
    words = pd.Series([title.split() for title in corpus.papers.title])
    titles = np.empty(count, object)
    for label in np.unique(corpus.labels):
        rows = np.flatnonzero(corpus.labels == label)
        starts, middles, ends = (words[random.permutation(rows)] for _ in range(3))
        for row, start, middle, end in zip(rows, starts, middles, ends, strict=True):
            titles[row] = " ".join([*start[:4], *middle[len(middle) // 2 :], *end[-4:]])
    papers = corpus.papers.assign(title=titles)
    return Corpus(papers=papers, vectors=corpus.vectors, labels=corpus.labels)


def write_dumps(papers: pd.DataFrame, count: int, folder: Path, name: str) -> None:
    """Write papers as dumps, in turns CSV and JSON lines."""
    folder.mkdir(parents=True, exist_ok=True)
    for number in range(count):
        part = papers[["title", "abstract"]].iloc[number::count]
        path = folder / f"{name}-{number:02}"
        if number % 2 == 0:
            part.to_csv(path.with_suffix(".csv"), index=False)
        else:
            part.to_json(path.with_suffix(".jsonl"), orient="records", lines=True)


def fill_cache(corpus: Corpus, folder: Path) -> None:
    """Put the vectors of papers into the vector cache in a folder."""
    settings = EmbedSettings()
    vectors = TextVectors(
        fingerprint=make_encoder(settings).fingerprint,
        text_ids=np.array([hash_text(text) for text in texts_of(corpus.papers, settings.text)]),
        matrix=corpus.vectors.matrix,
        truncated=np.zeros(len(corpus.papers), np.bool_),
    )
    VectorCache(folder).put(settings.encoder, vectors)


def run_both(labelled: Path, counts: tuple[int, int], folder: Path, cores: int) -> dict[str, Any]:
    """Run the workflow cold, and again with a new dump in `mode: assign`; return all numbers."""
    corpus = make_corpus(read_labelled(labelled), sum(counts))
    fill_cache(corpus, folder / "cache")
    papers = corpus.papers
    del corpus
    write_dumps(papers[: counts[0]], DUMPS, folder / "dumps", "old")
    config: dict[str, Any] = {"dumps": [f"{folder}/dumps/*"], "clusterings": CLUSTERINGS}
    jobs: list[dict[str, Any]] = []
    runs: list[dict[str, Any]] = []
    for mode in ("cluster", "assign"):
        if mode == "assign":
            write_dumps(papers[counts[0] :], 1, folder / "dumps", "new")
        meter = JobMeter()
        usage = measure_workflow(config | {"mode": mode}, folder, cores, meter.sample)
        found = len(pd.read_parquet(folder / "results/papers.parquet", columns=["paper_id"]))
        jobs += meter.summarise(found, mode, folder)
        runs.append(make_run_row(found, mode, usage))
        log(str(runs[-1]))
    return {"runs": runs, "jobs": jobs}


def make_run_row(papers: int, mode: str, usage: Usage) -> dict[str, Any]:
    """Return the row of a whole run."""
    return {
        "papers": papers,
        "run": mode,
        "minutes": round(usage.seconds / 60, 1),
        "CPU minutes": round(usage.cpu_seconds / 60, 1),
        "peak GB": usage.peak_gb,
    }


def main() -> None:
    """Measure, print the result and, with `--write`, save it."""
    parser = make_parser(__doc__, "labelled")
    parser.add_argument("--papers", type=int, default=200_000, help="papers of the first run")
    parser.add_argument("--new", type=int, default=1_000, help="papers that are added")
    parser.add_argument("--cores", type=int, default=2)
    parser.add_argument("--keep", type=Path, help="new folder to run in, which is kept")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        folder = (arguments.keep or Path(temporary)).resolve()
        counts = arguments.papers, arguments.new
        result = run_both(arguments.labelled, counts, folder, arguments.cores)
    machine = describe_machine() | {"cores_used": arguments.cores}
    text = f"{machine['cpu']}, {arguments.cores} cores, {DUMPS} dumps, three clusterings, "
    text += f"vectors cached\n\n{format_table(result['runs'])}\n{format_table(result['jobs'])}"
    write_result("large_run", {"machine": machine} | result, arguments.write, text)


if __name__ == "__main__":
    main()
