"""A year of runs: whether topics keep their ids and papers their places, against simple baselines.

    python benchmarks/reruns.py LABELLED.parquet
        [--orders 3] [--parts 12] [--write benchmarks/results]

The papers arrive in random parts. After each part, topics are found among all papers so far and
compared with the previous run, for each granularity. This is repeated for several random orders.

- *Same id*: share of pairs of topics, one of each run, with the same id, if the Jaccard index of
  their papers (among those of both runs) is 0.5 or more. The same for the topic number, which other
  tools give, and for the name.
- *Reused*: ids of new topics that an earlier topic had.
- *Move*: median distance that papers moved between two runs, as a share of the map's width, on the
  aligned map and on a map made from scratch.
"""

import tempfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from statistics import median
from typing import Any

import numpy as np
import pandas as pd
from corpora import Corpus, read_labelled
from measure import describe_machine, format_table, log, make_parser, write_result
from steps import (
    GRANULARITIES,
    clustering_jobs,
    clustering_paths,
    corpus_jobs,
    corpus_paths,
    run_jobs,
)

from paperthemes import tables
from paperthemes.artifacts.identities import Identities
from paperthemes.artifacts.vectors import Neighbours

MIN_JACCARD = 0.5  # of the papers of two topics that count as the same


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """One run of one clustering.

    Attributes
    ----------
    topic_ids
        The topic id of each paper, by paper id; empty if unassigned.
    topics
        A `tables.TOPICS` by topic id.
    new_ids
        The ids of topics without a match in earlier runs.
    map, new_map
        `x` and `y` by paper id: aligned with the previous run, and made from scratch.
    """

    topic_ids: pd.Series
    topics: pd.DataFrame
    new_ids: frozenset[str]
    map: pd.DataFrame
    new_map: pd.DataFrame


def simulate_year(corpus: Corpus, order: int, parts: int) -> dict[str, list[Run]]:
    """Run the steps after each of the parts, in a random order of papers; return all runs."""
    rows = np.random.RandomState(order).permutation(len(corpus.papers))
    runs: dict[str, list[Run]] = {granularity: [] for granularity in GRANULARITIES}
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        for part in range(1, parts + 1):
            log(f"order {order}, part {part}")
            corpus.select(rows[: round(part * len(rows) / parts)]).write(folder)
            run_jobs(corpus_jobs(folder))
            for granularity in GRANULARITIES:
                run_jobs(clustering_jobs(folder, granularity, f"part {part:02d}"))
                runs[granularity].append(read_run(folder, granularity))
    return runs


def read_run(folder: Path, granularity: str) -> Run:
    """Read the results of a run."""
    paths = clustering_paths(folder, granularity)
    assignments = tables.read(tables.ASSIGNMENTS, paths["assignments"]).set_index("paper_id")
    neighbours = Neighbours.read(corpus_paths(folder)["neighbours"])
    matches = Identities.read(paths["identities"]).matches
    return Run(
        topic_ids=assignments.topic_id,
        topics=tables.read(tables.TOPICS, paths["topics"]).set_index("topic_id", drop=False),
        new_ids=frozenset(match.topic_id for match in matches if match.state == "born"),
        map=tables.read(tables.MAP, paths["map"]).set_index("paper_id"),
        new_map=pd.DataFrame(neighbours.map, index=assignments.index, columns=["x", "y"]),
    )


def matching_topics(before: Run, after: Run) -> Iterator[tuple[str, str]]:
    """Yield the ids of pairs of topics that share most of their papers."""
    both = pd.concat({"before": before.topic_ids, "after": after.topic_ids}, axis=1, join="inner")
    counts = {side: both[side].value_counts() for side in both}
    shared = both[(both != "").all(axis=1)].value_counts(sort=False)
    for (first, second), count in zip(shared.index.to_list(), shared, strict=True):
        union = counts["before"][first] + counts["after"][second] - count
        if count / union >= MIN_JACCARD:
            yield first, second


def median_move(before: pd.DataFrame, after: pd.DataFrame) -> float:
    """Return the median move of the papers of both maps, as a share of the width of the later."""
    width = float((after.max() - after.min()).max())
    moves = (after - before).dropna()
    return float(np.median(np.hypot(moves.x, moves.y))) / width


def summarise_runs(runs: Sequence[Run]) -> dict[str, Any]:
    """Compare each run of a year with the previous one."""
    steps = list(pairwise(runs))
    pairs = [
        (before.topics.loc[first], after.topics.loc[second])
        for before, after in steps
        for first, second in matching_topics(before, after)
    ]
    used: set[str] = set()
    reused = 0
    for run in runs:
        reused += len(run.new_ids & used)
        used |= run.new_ids
    moves = [median_move(before.map, after.map) for before, after in steps]
    new_moves = [median_move(before.new_map, after.new_map) for before, after in steps]
    return {
        "topics": len(runs[-1].topics),
        "ids": len(used),
        "reused": reused,
        "pairs": len(pairs),
        "same id": share(first["topic_id"] == second["topic_id"] for first, second in pairs),
        "same number": share(first["topic"] == second["topic"] for first, second in pairs),
        "same name": share(first["name"] == second["name"] for first, second in pairs),
        "move": round(median(moves), 4),
        "largest move": round(max(moves), 4),
        "move on new maps": round(median(new_moves), 4),
    }


def share(values: Iterable[Any]) -> float:
    """Return the share of true values."""
    return round(float(np.mean(list(values))), 4)


def main() -> None:
    """Measure, print the result and, with `--write`, save it."""
    parser = make_parser(__doc__, "labelled")
    parser.add_argument("--orders", type=int, default=3, help="random orders of arrival")
    parser.add_argument("--parts", type=int, default=12, help="runs of each order, 2 or more")
    arguments = parser.parse_args()
    corpus = read_labelled(arguments.labelled)
    rows = [
        {"granularity": granularity, "order": order, **summarise_runs(runs)}
        for order in range(arguments.orders)
        for granularity, runs in simulate_year(corpus, order, arguments.parts).items()
    ]
    machine, papers = describe_machine(), len(corpus.papers)
    result = {"machine": machine, "papers": papers, "parts": arguments.parts, "years": rows}
    text = (
        f"{machine['cpu']}, {machine['cores']} cores\n\n"
        f"{papers} papers in {arguments.parts} random parts; each run is compared with the "
        f"previous one. Pairs: topics of two runs with a Jaccard index of {MIN_JACCARD} or more\n\n"
        + format_table(rows)
    )
    write_result("reruns", result, arguments.write, text)


if __name__ == "__main__":
    main()
