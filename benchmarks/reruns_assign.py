"""New papers assigned to the topics of the last run: time, and agreement with a new clustering.

    python benchmarks/reruns_assign.py LABELLED.parquet [--old 1500] [--new 100] [--cores 2]
        [--runs 3] [--write benchmarks/results]

Papers are drawn at random from a labelled corpus. The whole workflow runs: cold (all papers; no
results, cached vectors or history), and, after a run of the old papers, on all papers, with
`mode: cluster` and with `mode: assign`. Times are medians. Runs of the three kinds take turns, so
that other load on the machine affects all of them; seconds of CPU time depend less on other load.
An assigned paper agrees if a new clustering, matched with the same run, gives it the same topic_id.
"""

import shutil
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from statistics import median
from typing import Any

import pandas as pd
from measure import describe_machine, format_table, make_parser, measure_workflow, write_result

# The goals: share of a cold run's time, and share of papers with the same topic.
MAX_SHARES = {"cluster": 0.85, "assign": 0.40}
MIN_AGREEMENT = 0.85
KINDS = {
    "cold": "cold, all papers",
    "cluster": "new papers after the old ones, `mode: cluster`",
    "assign": "new papers after the old ones, `mode: assign`",
}


def write_dumps(labelled: Path, counts: tuple[int, int], seed: int, folder: Path) -> list[Path]:
    """Write dumps of so many old and new papers, drawn at random, and return their paths."""
    texts = pd.read_parquet(labelled).drop_duplicates("title")[["title", "abstract"]]
    sample = texts.sample(sum(counts), random_state=seed)
    folder.mkdir()
    paths = [folder / "old.csv", folder / "new.csv"]
    sample[: counts[0]].to_csv(paths[0], index=False)
    sample[counts[0] :].to_csv(paths[1], index=False)
    return paths


def time_workflow(
    folder: Path, dumps: Sequence[Path], cores: int, mode: str = "cluster"
) -> dict[str, float]:
    """Run the workflow in `folder`; return its seconds of wall time and of CPU time."""
    usage = measure_workflow({"dumps": [str(path) for path in dumps], "mode": mode}, folder, cores)
    return {"wall": usage.seconds, "cpu": usage.cpu_seconds}


def compare_assignments(assigned: Path, clustered: Path, new: set[str]) -> dict[str, Any]:
    """Compare the topics of new papers, given by their titles, in two results of a clustering."""
    columns = ["paper_id", "title", "topic_id"]
    both = [
        pd.read_parquet(folder / "assignments.parquet", columns=columns).set_index("paper_id")
        for folder in (assigned, clustered)
    ]
    topic_ids = both[0].topic_id[both[0].title.isin(new)]
    clustered_ids = both[1].topic_id[topic_ids.index]
    is_placed = topic_ids != ""
    is_same = (topic_ids == clustered_ids)[is_placed]
    return {
        "clustering": assigned.name,
        "new": len(topic_ids),
        "placed": int(is_placed.sum()),
        "do_not_fit": int((~is_placed).sum()),
        "agreement": round(float(is_same.mean()), 3),
        "agreement_where_clustering_placed": round(
            float(is_same[clustered_ids[is_placed] != ""].mean()), 3
        ),
    }


def run_draw(
    labelled: Path, counts: tuple[int, int], seed: int, cores: int
) -> tuple[dict[str, dict[str, float]], list[dict[str, Any]]]:
    """Run each kind once on a random draw; return the times, and the agreement per clustering."""
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        old, new = write_dumps(labelled, counts, seed, folder / "dumps")
        times = {"cold": time_workflow(folder / "cold", [old, new], cores)}
        time_workflow(folder / "cluster", [old], cores)
        shutil.copytree(folder / "cluster", folder / "assign", symlinks=True)
        for mode in ("cluster", "assign"):
            times[mode] = time_workflow(folder / mode, [old, new], cores, mode)
        titles = {*pd.read_csv(new).title}
        assigned = sorted((folder / "assign/results").glob("*/assignments.parquet"))
        agreement = [
            compare_assignments(path.parent, folder / "cluster/results" / path.parent.name, titles)
            | {"draw": seed}
            for path in assigned
        ]
        return times, agreement


def measure_draws(labelled: Path, counts: tuple[int, int], runs: int, cores: int) -> dict[str, Any]:
    """Return all times, their medians and shares of a cold run, and the agreement of each draw."""
    draws = [run_draw(labelled, counts, seed, cores) for seed in range(runs)]
    rows = [row for _, agreement in draws for row in agreement]
    placed = sum(row["placed"] for row in rows)
    result: dict[str, Any] = {"papers": {"old": counts[0], "new": counts[1]}}
    for clock, prefix in (("wall", ""), ("cpu", "processor_")):
        seconds = {kind: [times[kind][clock] for times, _ in draws] for kind in KINDS}
        medians = {kind: median(values) for kind, values in seconds.items()}
        result |= {
            f"{prefix}seconds": seconds,
            f"median_{prefix}seconds": medians,
            f"{prefix}share_of_cold": {
                kind: round(value / medians["cold"], 3) for kind, value in medians.items()
            },
        }
    agreement = sum(row["agreement"] * row["placed"] for row in rows) / placed
    return result | {"agreement": round(agreement, 3), "draws": rows}


def format_result(result: Mapping[str, Any]) -> str:
    """Format the result as Markdown."""
    times = [
        {
            "run": name,
            "seconds (median)": result["median_seconds"][kind],
            "of a cold run": f"{result['share_of_cold'][kind]:.0%}",
            "goal": f"{MAX_SHARES[kind]:.0%}" if kind in MAX_SHARES else "",
            "CPU seconds (median)": result["median_processor_seconds"][kind],
            "of a cold run's": f"{result['processor_share_of_cold'][kind]:.0%}",
        }
        for kind, name in KINDS.items()
    ]
    machine = result["machine"]
    return (
        f"# {result['papers']['new']} new papers after {result['papers']['old']}\n\n"
        f"{machine['cpu']}, {machine['cores_used']} cores, Python {machine['python']}.\n\n"
        f"{format_table(times)}\n"
        "Assigned papers to which a new clustering gives the same topic_id: "
        f"{result['agreement']:.1%} (goal: {MIN_AGREEMENT:.0%}).\n\n"
        f"{format_table(result['draws'])}"
    )


def main() -> None:
    """Measure, print the result and, with `--write`, save it."""
    parser = make_parser(__doc__, "labelled")
    parser.add_argument("--old", type=int, default=1500, help="papers of the first run")
    parser.add_argument("--new", type=int, default=100, help="papers that are added")
    parser.add_argument("--cores", type=int, default=2)
    parser.add_argument("--runs", type=int, default=3, help="random draws")
    arguments = parser.parse_args()
    counts = arguments.old, arguments.new
    machine = describe_machine() | {"cores_used": arguments.cores}
    result = {"machine": machine} | measure_draws(
        arguments.labelled, counts, arguments.runs, arguments.cores
    )
    write_result("reruns_assign", result, arguments.write, format_result(result))


if __name__ == "__main__":
    main()
