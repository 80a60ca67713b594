"""The steps from `neighbours` to `changes`, run on files in one folder as the rules run them."""

import time
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path

from corpora import THREADS

from paperthemes.changes import stage as changes
from paperthemes.changes.archive import ChangesSettings
from paperthemes.cluster import stage as cluster
from paperthemes.cluster.settings import ClusterSettings, Granularity
from paperthemes.describe import stage as describe
from paperthemes.encoders.settings import EmbedSettings
from paperthemes.identify import stage as identify
from paperthemes.neighbours import stage as neighbours
from paperthemes.neighbours.settings import NeighbourSettings
from paperthemes.terms import stage as terms

GRANULARITIES: tuple[Granularity, ...] = ("broad", "medium", "fine")
MAX_RUNS = 3  # runs that the history keeps

Jobs = Mapping[str, Callable[[], None]]


def corpus_paths(folder: Path) -> dict[str, str]:
    """Return the paths of the files that all clusterings of a folder share."""
    names = ("papers.parquet", "duplicates.parquet", "vectors.npz", "neighbours.npz", "terms.npz")
    return {name.split(".")[0]: str(folder / name) for name in (*names, "embedding.json")}


def clustering_paths(folder: Path, clustering: str) -> dict[str, str]:
    """Return the paths of the results of one clustering."""
    tables = ("map", "assignments", "topics", "themes", "related_terms")
    files = [f"{table}.parquet" for table in tables]
    names = ("clusters.npz", "identities.json", *files, "metrics.json", "changes.json")
    return {name.split(".")[0]: str(folder / clustering / name) for name in names}


def corpus_jobs(folder: Path) -> Jobs:
    """Return the jobs that all clusterings share; `papers` and `vectors` must exist."""
    paths = corpus_paths(folder)
    settings = NeighbourSettings()
    return {
        "neighbours": partial(neighbours.run, paths, paths["neighbours"], settings, THREADS),
        "terms": partial(terms.run, paths["papers"], paths["terms"], THREADS),
    }


def clustering_jobs(folder: Path, granularity: Granularity, dump: str = "dump") -> Jobs:
    """Return the jobs of one clustering, named after its granularity, in their order.

    `dump` is the name of the newest dump, for the history.
    """
    files, history = clustering_paths(folder, granularity), folder / "history" / granularity
    paths = corpus_paths(folder) | files
    curated = files | {"clusters": str(folder / granularity / "clusters_curated.npz")}
    encoder = EmbedSettings().encoder
    changes_settings = ChangesSettings(
        clustering=granularity, dumps=[dump], encoder=encoder, max_runs=MAX_RUNS
    )
    return {
        "cluster": partial(
            cluster.run,
            paths,
            paths["clusters"],
            ClusterSettings(granularity=granularity),
            THREADS,
        ),
        "identify": partial(
            identify.run, paths, curated, history, identify.IdentifySettings(encoder=encoder)
        ),
        "describe": partial(
            describe.run,
            paths | curated,
            folder / granularity,
            EmbedSettings(),
            describe.DescribeSettings(),
            cache=None,
            threads=THREADS,
        ),
        "changes": partial(
            changes.run,
            paths,
            {"json": paths["changes"], "trends": str(folder / granularity / "trends.csv")},
            history,
            changes_settings,
        ),
    }


def run_jobs(jobs: Jobs) -> dict[str, float]:
    """Run jobs in their order; return the seconds that each took."""
    seconds = {}
    for name, job in jobs.items():
        started = time.perf_counter()
        job()
        seconds[name] = round(time.perf_counter() - started, 1)
    return seconds
