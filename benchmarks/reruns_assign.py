"""New papers placed into the topics of the last run: time, and agreement with finding topics anew.

    python benchmarks/reruns_assign.py LABELLED [--old 1500] [--new 100] [--cores 2] [--runs 3]
        [--write benchmarks/results]

Draws papers of a labelled corpus by lot. The whole workflow runs, and its wall time counts: cold
(all papers; no results, no cached vectors, no history), and after a run of the old papers, whose
results, vectors and history are there, on all papers, once with `mode: cluster` and once with
`mode: assign`. Times are medians; each run of one kind is followed by one of the next, so that a
machine that others use too is the same for all; the seconds of processor time of all processes
depend less on what others do. An assigned paper agrees if topics found anew,
identified against the same run, put it under the same topic_id.
"""

import argparse
import json
import resource
import shutil
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path
from statistics import median
from typing import Any

import pandas as pd
from measuring import REPOSITORY, machine, measured, report, table

MOST_ASSIGN, MOST_CLUSTER, LEAST_AGREEMENT = 0.40, 0.85, 0.85  # the bars


def write_dumps(labelled: Path, old: int, new: int, seed: int, folder: Path) -> None:
    """Write the dumps `old.csv` and `new.csv` of papers drawn by lot."""
    texts = pd.read_parquet(labelled).drop_duplicates("title")[["title", "abstract"]]
    drawn = texts.sample(old + new, random_state=seed)
    folder.mkdir()
    drawn[:old].to_csv(folder / "old.csv", index=False)
    drawn[old:].to_csv(folder / "new.csv", index=False)


def workflow(
    folder: Path, dumps: list[Path], cores: int, mode: str = "cluster"
) -> tuple[float, float]:
    """Run the workflow in `folder` and return its wall and processor time in seconds."""
    config = {"dumps": [str(path) for path in dumps], "embed": {"cache": "cache"}, "mode": mode}
    folder.mkdir(exist_ok=True)
    (folder / "run.json").write_text(json.dumps(config))
    command = [
        str(Path(sys.executable).with_name("snakemake")),
        *("--snakefile", str(REPOSITORY / "Snakefile"), "--directory", str(folder)),
        *("--configfile", str(folder / "run.json"), "--cores", str(cores)),
    ]
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    seconds = measured(command, folder).seconds
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    used = after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime
    return seconds, round(used, 1)


def agreement(assigned: Path, clustered: Path, new: set[str]) -> dict[str, Any]:
    """Compare the topics of new papers in two results of a clustering, assigned and found anew."""
    columns = ["paper_id", "title", "topic_id"]
    one, other = (
        pd.read_parquet(folder / "assignments.parquet", columns=columns).set_index("paper_id")
        for folder in (assigned, clustered)
    )
    mine = one.topic_id[one.title.isin(new)]
    theirs = other.topic_id[mine.index]
    placed = mine != ""
    same = (mine == theirs)[placed]
    return {
        "clustering": assigned.name,
        "new": len(mine),
        "placed": int(placed.sum()),
        "do_not_fit": int((~placed).sum()),
        "agreement": round(float(same.mean()), 3),
        "agreement_where_clustering_placed": round(float(same[theirs[placed] != ""].mean()), 3),
    }


def round_of_runs(labelled: Path, given: argparse.Namespace, seed: int) -> dict[str, Any]:
    """Measure each kind of run once."""
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        dumps = folder / "dumps"
        write_dumps(labelled, given.old, given.new, seed, dumps)
        old, both = [dumps / "old.csv"], [dumps / "old.csv", dumps / "new.csv"]
        times = {"cold": workflow(folder / "cold", both, given.cores)}
        workflow(folder / "cluster", old, given.cores)
        shutil.copytree(folder / "cluster", folder / "assign", symlinks=True)
        for mode in ("cluster", "assign"):
            times[mode] = workflow(folder / mode, both, given.cores, mode)
        titles = {*pd.read_csv(dumps / "new.csv").title}
        found = sorted((folder / "assign/results").glob("*/assignments.parquet"))
        return {
            "times": times,
            "agreement": [
                agreement(path.parent, folder / "cluster/results" / path.parent.name, titles)
                for path in found
            ],
        }


def measure(labelled: Path, given: argparse.Namespace) -> dict[str, Any]:
    """Return the result: medians, their shares of a cold run, and the agreement of each draw."""
    rounds = [round_of_runs(labelled, given, seed) for seed in range(given.runs)]
    kinds = ("cold", "cluster", "assign")
    wall, processor = (
        {kind: [one["times"][kind][of] for one in rounds] for kind in kinds} for of in (0, 1)
    )
    medians, used = (
        {kind: median(some) for kind, some in times.items()} for times in (wall, processor)
    )
    compared = [row | {"draw": draw} for draw, one in enumerate(rounds) for row in one["agreement"]]
    placed = sum(row["placed"] for row in compared)
    return {
        "machine": machine() | {"cores_used": given.cores},
        "papers": {"old": given.old, "new": given.new},
        "seconds": wall,
        "processor_seconds": processor,
        "median_seconds": medians,
        "median_processor_seconds": used,
        "share_of_cold": {kind: round(medians[kind] / medians["cold"], 3) for kind in kinds},
        "processor_share_of_cold": {kind: round(used[kind] / used["cold"], 3) for kind in kinds},
        "agreement": round(sum(row["agreement"] * row["placed"] for row in compared) / placed, 3),
        "draws": compared,
    }


def text_of(result: Mapping[str, Any]) -> str:
    """Write the result as Markdown."""
    medians, shares = result["median_seconds"], result["share_of_cold"]
    bars = {"cold": "", "cluster": f"{MOST_CLUSTER:.0%}", "assign": f"{MOST_ASSIGN:.0%}"}
    named = {
        "cold": "cold, all papers",
        "cluster": "new papers after the old ones, `mode: cluster`",
        "assign": "new papers after the old ones, `mode: assign`",
    }
    times = [
        {
            "run": named[kind],
            "seconds (median)": medians[kind],
            "of a cold run": f"{shares[kind]:.0%}",
            "bar": bars[kind],
            "processor seconds (median)": result["median_processor_seconds"][kind],
            "of a cold run's": f"{result['processor_share_of_cold'][kind]:.0%}",
        }
        for kind in named
    ]
    used = result["machine"]
    return (
        f"# {result['papers']['new']} new papers after {result['papers']['old']}\n\n"
        f"{used['cpu']}, {used['cores_used']} cores, Python {used['python']}.\n\n"
        f"{table(times)}\n"
        f"Assigned papers that topics found anew put under the same topic_id: "
        f"{result['agreement']:.1%} (bar: {LEAST_AGREEMENT:.0%}).\n\n{table(result['draws'])}"
    )


def main() -> None:
    """Measure, print, and with `--write` keep the result."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("labelled", type=Path, help="parquet file with title and abstract")
    parser.add_argument("--old", type=int, default=1500, help="papers there are")
    parser.add_argument("--new", type=int, default=100, help="papers that are added")
    parser.add_argument("--cores", type=int, default=2)
    parser.add_argument("--runs", type=int, default=3, help="draws, each run once")
    parser.add_argument("--write", type=Path, help="folder to keep the result in")
    given = parser.parse_args()
    result = measure(given.labelled, given)
    report("reruns_assign", result, given.write, text_of(result))


if __name__ == "__main__":
    main()
