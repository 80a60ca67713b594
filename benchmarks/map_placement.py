"""The map after a second run: whether new papers are among their own kind, and others stay.

    python benchmarks/map_placement.py DUMPS_FOLDER LABELLED.parquet
        [--seeds 2] [--write benchmarks/results]

The first run has a part of the papers: those of some of the dumps, or random ones of LABELLED. The
second run has all. Its map is aligned with that of the first run; the *cold* map of the same papers
is not. Numbers are means over all seeds, and for the dumps over all cases of the same number of
dumps in a row, since each of them could be the newest.

- *Same topic*: share of the ten papers nearest to a new paper on the map that are in its topic (of
  the clustering `fine`; of LABELLED: that have its label).
- *True neighbours*: share of a new paper's ten nearest papers, by their vectors, that are among the
  30 nearest on the map.
- *Spread*: of the new papers along the shorter axis of the map (standard deviation), divided by
  that of all papers.
- *Move*: median distance that earlier papers move, as a share of the width of the map.
"""

from collections.abc import Iterator
from typing import Any

import numpy as np
import pandas as pd
from corpora import THREADS, Corpus, parse_dumps, read_dumps, read_labelled
from measure import describe_machine, format_table, log, make_parser, write_result
from numpy.typing import NDArray
from scipy.spatial import KDTree

from paperthemes.artifacts.vectors import Neighbours
from paperthemes.cluster.settings import ClusterSettings
from paperthemes.cluster.stage import cluster
from paperthemes.identify.map_alignment import align_map
from paperthemes.neighbours.settings import NeighbourSettings
from paperthemes.neighbours.stage import find_neighbours
from paperthemes.text.paper_text import texts_of

NEAREST = 10
NEAREST_ON_MAP = 30
NEW_SHARES = (0.1, 0.3)  # of the labelled papers

Places = NDArray[np.float64]


def lay_out(corpus: Corpus, seed: int, layouts: int | None = 1) -> Neighbours:
    """Return the neighbours of the papers with their map."""
    settings = NeighbourSettings(layouts=layouts, seed=seed)
    return find_neighbours(texts_of(corpus.papers), corpus.vectors, settings, THREADS)


def list_dump_cases(papers: pd.DataFrame, dumps: list[str]) -> Iterator[tuple[str, NDArray[Any]]]:
    """Yield the name of each case, and which papers are new in it: those of one or two dumps."""
    for count in (1, 2):
        for first in range(len(dumps)):
            newest = {dumps[(first + step) % len(dumps)] for step in range(count)}
            is_new = np.array([newest.issuperset(names) for names in papers.dumps])
            yield f"dumps, newest {count} of {len(dumps)}", is_new


def list_random_cases(count: int) -> Iterator[tuple[str, NDArray[Any]]]:
    """Yield the name of each case, and which of `count` papers are new in it: random ones."""
    for share in NEW_SHARES:
        yield "labelled", np.random.RandomState(0).permutation(count) < share * count


def describe_places(
    places: Places, is_new: NDArray[np.bool_], nearest: NDArray[np.int32], topics: NDArray[Any]
) -> dict[str, float]:
    """Measure where the new papers are on a map."""
    near = KDTree(places).query(places[is_new], NEAREST_ON_MAP + 1)[1][:, 1:]
    own = topics[is_new][:, np.newaxis]
    placed = np.broadcast_to(~np.isin(own, (-1, "")), (len(own), NEAREST))
    true = nearest[is_new][:, 1 : NEAREST + 1]
    shorter = np.linalg.eigh(np.cov(places.T)).eigenvectors[:, 0]
    return {
        "same topic": float((topics[near[:, :NEAREST]] == own)[placed].mean()),
        "true neighbours": float((true[:, :, np.newaxis] == near[:, np.newaxis]).any(2).mean()),
        "spread": float((places[is_new] @ shorter).std() / (places @ shorter).std()),
    }


def measure_case(
    corpus: Corpus, is_new: NDArray[np.bool_], full: Neighbours, topics: NDArray[Any], seed: int
) -> dict[str, float]:
    """Align the map of all papers with that of the earlier ones; compare it with a cold map."""
    first = lay_out(corpus.select(np.flatnonzero(~is_new)), seed).map.astype(np.float64)
    earlier = np.full((len(is_new), 2), np.nan)
    earlier[~is_new] = first
    cold = full.map.astype(np.float64)
    aligned = align_map(cold, full.graph, earlier, NeighbourSettings().map_min_dist)
    moves = np.hypot(*(aligned[~is_new] - first).T)
    numbers = {"new": float(is_new.mean())}
    after, reference = (
        describe_places(places, is_new, full.indices, topics) for places in (aligned, cold)
    )
    for name, value in after.items():
        numbers |= {name: value, f"{name}, cold": reference[name]}
    return numbers | {"move": float(np.median(moves) / np.ptp(aligned, axis=0).max())}


def main() -> None:
    """Measure, print the result and, with `--write`, save it."""
    parser = make_parser(__doc__, "dumps", "labelled")
    parser.add_argument("--seeds", type=int, default=2)
    arguments = parser.parse_args()
    names = sorted({*parse_dumps(arguments.dumps)[0].dump})
    dumps, labelled = read_dumps(arguments.dumps), read_labelled(arguments.labelled)
    assert labelled.labels is not None
    full = lay_out(dumps, 0, layouts=None)
    topics = cluster(dumps.papers, full, ClusterSettings(granularity="fine")).topics
    inputs = [
        (dumps, topics, [*list_dump_cases(dumps.papers, names)]),
        (labelled, labelled.labels, [*list_random_cases(len(labelled.papers))]),
    ]
    rows = []
    for corpus, groups, cases in inputs:
        for seed in range(arguments.seeds):
            neighbours = lay_out(corpus, seed)
            for name, is_new in cases:
                log(f"{name}, seed {seed}")
                numbers = measure_case(corpus, is_new, neighbours, groups, seed)
                rows.append({"case": name, "share": round(numbers["new"], 1)} | numbers)
    table = pd.DataFrame(rows)
    table.loc[table.case != "labelled", "share"] = 0.0  # dumps differ in size
    means = table.groupby(["case", "share"], sort=False).mean().round(3).reset_index()
    means.insert(1, "cases", table.groupby(["case", "share"], sort=False).size().to_numpy())
    result_rows = means.drop(columns="share").to_dict("records")
    machine = describe_machine()
    result = {"machine": machine, "seeds": arguments.seeds, "rows": result_rows}
    text = f"{machine['cpu']}, {machine['cores']} cores; {arguments.seeds} seeds\n\n"
    write_result("map_placement", result, arguments.write, text + format_table(result_rows))


if __name__ == "__main__":
    main()
