"""Estimates of the time and memory that the next run will take on this computer.

They are made from measured costs of each step, `costs.toml`, which `benchmarks/costs.py` writes.
"""

import bisect
import time
import tomllib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from paperthemes.encoders.cache import open_cache
from paperthemes.encoders.encoder import make_encoder
from paperthemes.encoders.settings import EmbedSettings, select_settings
from paperthemes.encoders.text_vectors import hash_text
from paperthemes.errors import UserError
from paperthemes.files import RESULTS, read_record
from paperthemes.text.paper_text import texts_of
from paperthemes.workflow.plan import Plan

COSTS = tomllib.loads(Path(__file__).with_name("costs.toml").read_text("utf-8"))
MAX_THREADS = 8  # that a job uses, as in the rules of `neighbours` and `terms`
# The steps whose costs a job of a sweep has.
SWEEP_PARTS = {"sweep_neighbours": ["neighbours"], "sweep_point": ["cluster", "describe"]}
BYTES_PER_RECORD = 1_700  # of a dump, if none was read here before: a title and an abstract


@dataclass(frozen=True, slots=True, kw_only=True)
class Estimate:
    """The estimated costs of a run.

    Attributes
    ----------
    papers
        Number of papers.
    seconds
        Time of the whole run.
    new_texts
        Number of texts to encode, at most: some of their vectors may be in the cache.
    encoding_seconds
        Part of this time in which texts are encoded, at most. It is `None`, and no part of
        `seconds`, if the speed of the encoder is unknown.
    gigabytes
        Peak memory, in units of 10^9 bytes.
    """

    papers: int
    seconds: float
    new_texts: int
    encoding_seconds: float | None
    gigabytes: float


def estimate_run(plan: Plan, cores: int, slowness: float = 1.0) -> Estimate:
    """Estimate the costs of the next run, on a number of cores of the given `measure_slowness`.

    In `mode: assign`, in which neighbours cost less, the estimate is too high.
    """
    jobs = _count_jobs(plan)
    for step, parts in SWEEP_PARTS.items():
        jobs.update(dict.fromkeys(parts, jobs[step]))
    papers = _count_papers(plan)
    seconds = gigabytes = 0.0
    for step, costs in COSTS["steps"].items():
        serial, parallel, memory = (
            max(0.0, _interpolate(papers, costs["papers"], costs[kind]))
            for kind in ("serial", "parallel", "gigabytes")
        )
        seconds += serial * max(min(1, jobs[step]), jobs[step] / cores)
        seconds += parallel * jobs[step] / min(cores, MAX_THREADS)
        gigabytes = max(gigabytes, memory * min(jobs[step], cores))
    new_texts = 0
    if jobs["embed_shard"]:
        known_texts = _count_known_texts(plan, are_papers_current=not jobs["dedupe"])
        new_texts = max(0, papers - known_texts)
    encoding = _estimate_encoding(plan, new_texts, cores)
    return Estimate(
        papers=papers,
        seconds=slowness * (seconds + (encoding or 0)),
        new_texts=new_texts,
        encoding_seconds=None if encoding is None else slowness * encoding,
        gigabytes=gigabytes,
    )


def measure_slowness() -> float:
    """Return how slow this computer is, compared with that of the measurements: 2 if half as fast.

    It is the CPU time of a fixed piece of work in Python and NumPy, 0.1 seconds in all.
    """
    return min(_time_work() for _ in range(5)) / float(COSTS["work_seconds"])


def _time_work() -> float:
    """Return the CPU time, in seconds, of a fixed piece of work in Python and NumPy."""
    started = time.process_time()
    Counter(f"{number % 1_000}" for number in range(100_000)).most_common()
    np.argsort(np.sin(np.arange(400_000.0)))
    return time.process_time() - started


def _count_jobs(plan: Plan) -> Counter[str]:
    """Return the number of jobs of each rule in the next run; batches of dumps count as one."""
    return Counter(
        rule
        for rule, _ in {
            # Most jobs have a folder of their own; in the others, a job writes one name.
            (
                output.rule,
                Path(output.path).with_suffix("")
                if output.rule in ("neighbours", *SWEEP_PARTS)
                else Path(output.path).parent,
            )
            for output in plan.outputs
            if output.is_pending
        }
    )


def _count_papers(plan: Plan) -> int:
    """Return the number of papers of the next run; an estimate if dumps are still to be read."""
    from pyarrow.parquet import read_metadata

    pending = {output.path for output in plan.outputs if output.is_pending}
    path = RESULTS / "papers.parquet"
    papers = read_metadata(path).num_rows if path.is_file() else None
    if papers is not None and str(path) not in pending:
        return int(papers)
    records = known_bytes = new_bytes = 0
    for dump, dump_path in plan.snapshot["dumps"].items():
        report_path = RESULTS / "parsed" / f"{dump}.report.json"
        report, size = read_record(report_path), Path(dump_path).stat().st_size
        # A report of the same content counts, even if the dump is read again with its batch.
        digest = plan.snapshot["dump_digests"][dump]
        if str(report_path) not in pending or str(report.get("sha256")).startswith(digest):
            records, known_bytes = records + report.get("records", 0), known_bytes + size
        else:
            new_bytes += size
    bytes_per_record = known_bytes / records if records else BYTES_PER_RECORD
    share = min(1.0, papers / records) if papers and records else 1.0  # that are no duplicates
    return round(share * (records + new_bytes / bytes_per_record))


def _estimate_encoding(plan: Plan, new_texts: int, cores: int) -> float | None:
    """Return the seconds for encoding texts; `None` if the speed of the encoder is unknown."""
    seconds_per_text = COSTS["encoders"].get(plan.config["embed"]["encoder"])
    if not new_texts or seconds_per_text is None:
        return None if new_texts else 0.0
    return float(new_texts * seconds_per_text / min(cores, plan.config["embed"]["threads"]))


def _count_known_texts(plan: Plan, *, are_papers_current: bool) -> int:
    """Return the number of texts that need no encoding, as far as is known.

    If the papers are not current, these are the texts that were embedded in this folder. Otherwise
    they are counted in the cache: a killed run may have encoded some.
    """
    settings = plan.config["embed"]
    cache = open_cache(settings["cache"])
    if cache is None or settings["encoder"] == "lsa":  # then all texts are encoded
        return 0
    if not are_papers_current:
        report = read_record(RESULTS / "embeddings" / f"{settings['encoder']}.report.json")
        is_same = all(report.get(key) == value for key, value in select_settings(settings).items())
        return int(report["texts"]) if is_same else 0
    # Lazy import: it takes a second, and few runs need it.
    from paperthemes import tables

    embed = EmbedSettings(**select_settings(settings))
    try:
        encoder = make_encoder(embed, offline=True)
    except UserError:  # the model must be downloaded
        return 0
    texts = texts_of(tables.read(tables.PAPERS, RESULTS / "papers.parquet"), embed.text)
    text_ids = sorted({hash_text(text) for text in texts})
    return int(cache.get(encoder.fingerprint, text_ids).text_ids.size)


def _interpolate(x: float, xs: Sequence[float], ys: Sequence[float]) -> float:
    """Return the value at `x` of the line through two adjacent points; `xs` are sorted."""
    right = min(max(1, bisect.bisect_left(xs, x)), len(xs) - 1)
    (x0, x1), (y0, y1) = xs[right - 1 : right + 1], ys[right - 1 : right + 1]
    return y0 + (y1 - y0) * (x - x0) / (x1 - x0)
