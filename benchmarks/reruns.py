"""A year of runs: whether topics keep their ids and papers their places, beside plain numbers.

    python benchmarks/reruns.py LABELLED.parquet [--write benchmarks/results] [--orders 3]

The papers of LABELLED (title, abstract, label) arrive in twelve random parts; after each, topics
are found among all papers so far and compared with the run before. That is done for some random
orders of arrival, and for each granularity.

- *Ids*: of pairs of topics, one of each run, whose Jaccard index of the papers that both runs have
  is 0.5 or more, the share that has the same id; the same for the topic number, which other tools
  give, and for the name.
- *Given twice*: ids that a born topic has and an earlier topic had.
- *Map*: how far papers moved between two runs, as a share of the map's width: the median of those
  that were there before, on the steady map and on the one made anew.
"""

import argparse
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from statistics import median
from typing import Any

import numpy as np
import pandas as pd
from material import THREADS, Corpus, labelled
from measuring import machine, report, table

from paperthemes.artifacts.neighbours import Neighbours
from paperthemes.artifacts.terms import Terms
from paperthemes.changes.archive import ArchiveSettings, RunInputs, archive_run
from paperthemes.cluster.settings import ClusterSettings
from paperthemes.cluster.stage import cluster
from paperthemes.describe.stage import describe
from paperthemes.history.run import Run
from paperthemes.history.store import History
from paperthemes.identify import stage as identify
from paperthemes.neighbours.settings import NeighbourSettings
from paperthemes.neighbours.stage import find_neighbours
from paperthemes.terms.stage import collect_terms

PARTS = 12
TOGETHER = 0.5  # Jaccard index of two topics whose papers stay together
GRANULARITIES = ("broad", "medium", "fine")


@dataclass(frozen=True)
class Month:
    """What all clusterings of one run share."""

    corpus: Corpus
    neighbours: Neighbours
    vocabulary: Terms


@dataclass(frozen=True)
class Step:
    """One run of one clustering: what is in the history, and its map made anew."""

    run: Run
    born: frozenset[str]
    numbers: dict[str, int]
    names: dict[str, str]
    fresh: pd.DataFrame


def months(corpus: Corpus, seed: int) -> Iterator[Month]:
    """Yield the papers so far, after each arrival."""
    order = np.random.RandomState(seed).permutation(len(corpus.papers))
    for part in range(1, PARTS + 1):
        say(f"order {seed}, part {part}")
        some = corpus.part(order[: round(part * len(order) / PARTS)])
        near = find_neighbours(some.papers, some.vectors, NeighbourSettings(), THREADS)
        yield Month(some, near, collect_terms(some.papers))


def step(month: Month, granularity: str, history: History, dump: str) -> Step:
    """Cluster, identify, describe and archive one run, as the workflow does."""
    papers, vectors = month.corpus.papers, month.corpus.vectors
    clusters = cluster(papers, vectors, month.neighbours, ClusterSettings(granularity=granularity))
    corpus = identify.Corpus(
        papers=papers,
        vectors=vectors,
        neighbours=month.neighbours,
        clusters=clusters,
        terms=month.vocabulary,
    )
    settings = identify.IdentifySettings(encoder="minilm-int8")
    baseline = identify.find_baseline(corpus, history, settings)
    identities, curated = identify.identify_topics(corpus, history, baseline, settings)
    described = describe(
        papers,
        vectors,
        month.neighbours,
        curated,
        month.vocabulary,
        displayed=identities.topics,
        reserved_names=identities.reserved_names,
    )
    results = RunInputs(
        papers=papers,
        vectors=vectors,
        clusters=clusters,
        identities=identities,
        assignments=described.assignments,
        topics=described.topics,
        map=identify.make_map(corpus, baseline, settings.map_min_dist),
    )
    archive = ArchiveSettings(dumps=[dump], encoder=settings.encoder, max_runs=3)
    run = history.run(archive_run(results, history, archive))
    return Step(
        run,
        frozenset(match.topic_id for match in identities.matches if match.state == "born"),
        dict(zip(described.topics.topic_id, described.topics.topic, strict=True)),
        dict(zip(described.topics.topic_id, described.topics.name, strict=True)),
        identify.make_map(corpus, None, settings.map_min_dist),
    )


def together(before: Run, after: Run) -> Iterator[tuple[str, str]]:
    """Yield the ids of pairs of topics whose papers stay together."""
    both = before.papers.merge(after.papers, on="paper_id")
    sides = [both.topic_id_x, both.topic_id_y]
    counts = [side[side != ""].value_counts() for side in sides]
    for (one, other), shared in both.groupby(["topic_id_x", "topic_id_y"]).size().items():
        if one and other:
            jaccard = shared / (counts[0][one] + counts[1][other] - shared)
            if jaccard >= TOGETHER:
                yield one, other


def moved(before: pd.DataFrame, after: pd.DataFrame) -> float:
    """Return the median move of papers of both maps, as a share of the width of the later."""
    both = before.merge(after, on="paper_id")
    width = max(after.x.max() - after.x.min(), after.y.max() - after.y.min())
    return float(np.hypot(both.x_x - both.x_y, both.y_x - both.y_y).median() / width)


def year(corpus: Corpus, seed: int, folder: Path) -> list[dict[str, Any]]:
    """Simulate a year; return a row for each granularity."""
    steps: dict[str, list[Step]] = {granularity: [] for granularity in GRANULARITIES}
    for number, month in enumerate(months(corpus, seed)):
        for granularity, so_far in steps.items():
            history = History(folder / f"{seed}-{granularity}")
            so_far.append(step(month, granularity, history, f"{number:02d}"))
    return [row(granularity, seed, so_far) for granularity, so_far in steps.items()]


def row(granularity: str, seed: int, steps: list[Step]) -> dict[str, Any]:
    """Sum up a year of one clustering."""
    pairs = [
        (before, after, one, other)
        for before, after in pairwise(steps)
        for one, other in together(before.run, after.run)
    ]
    given: set[str] = set()
    twice = 0
    for one in steps:
        twice += len(one.born & given)
        given |= one.born
    later = list(pairwise(steps))
    last = steps[-1]
    return {
        "granularity": granularity,
        "order": seed,
        "topics": len(last.numbers),
        "ids given": len(given),
        "given twice": twice,
        "pairs": len(pairs),
        "same id": share(one == other for _, _, one, other in pairs),
        "same number": share(a.numbers[x] == b.numbers[y] for a, b, x, y in pairs),
        "same name": share(a.names[x] == b.names[y] for a, b, x, y in pairs),
        "move": round(median(moved(a.run.papers, b.run.papers) for a, b in later), 4),
        "largest move": round(max(moved(a.run.papers, b.run.papers) for a, b in later), 4),
        "move on new maps": round(median(moved(a.fresh, b.fresh) for a, b in later), 4),
    }


def share(held: Iterator[bool]) -> float:
    """Return the share that holds."""
    return round(float(np.mean(list(held))), 4)


def say(line: str) -> None:
    """Tell how far it is."""
    sys.stderr.write(f"{line}\n")


def main() -> None:
    """Measure, print, and with `--write` keep the result."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("labelled", type=Path, help="Parquet with title, abstract, label")
    parser.add_argument("--orders", type=int, default=3, help="random orders of arrival")
    parser.add_argument("--write", type=Path, help="folder to keep the result in")
    given = parser.parse_args()
    corpus = labelled(given.labelled)
    with tempfile.TemporaryDirectory() as folder:
        rows = [row for seed in range(given.orders) for row in year(corpus, seed, Path(folder))]
    result = {"machine": machine(), "papers": len(corpus.papers), "parts": PARTS, "years": rows}
    text = (
        f"{result['machine']['cpu']}, {result['machine']['cores']} cores\n\n"
        f"{len(corpus.papers)} papers in {PARTS} random parts; each run is compared with the one "
        f"before. Pairs: topics of two runs with a Jaccard index of {TOGETHER} or more\n\n"
        + table(rows)
    )
    report("reruns", result, given.write, text)


if __name__ == "__main__":
    main()
