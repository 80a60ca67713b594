"""Time of sweeps of twenty points, compared with a cold run with one clustering.

    python benchmarks/sweep.py DUMPS_FOLDER [--cores 2] [--runs 3] [--sweeps shared single]
        [--write benchmarks/results]

A round is a cold run (no results, vectors or history), and then sweeps that are added to it, each
in a copy of its folder. Medians of the rounds, and of the ratios to the cold run of the round, are
reported. The sweeps:

- shared: five topic sizes, two lexical weights, two shares of unassigned papers: ten jobs
- single: twenty topic sizes, a job each
- without-server: the same, in which each job imports what it needs itself

Jobs measure their own CPU time, which depends less on other load than seconds do.
"""

import os
import shutil
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from statistics import median
from typing import Any

from measure import (
    Usage,
    describe_machine,
    format_table,
    make_parser,
    measure_workflow,
    write_result,
)

from paperthemes.preloaded import SERVER_VARIABLE

RUN = "cold run"
GOAL = 3.0  # times the cold run
SHARED = {
    "min_topic_size": [5, 7, 9, 12, 16],
    "neighbours.lexical_weight": [0, 0.6],
    "max_unassigned": [0, 0.1],
}
SINGLE = {"min_topic_size": [*range(4, 24)]}
SWEEPS = {"shared": SHARED, "single": SINGLE, "without-server": SINGLE}


def run_round(dumps: Path, names: Sequence[str], cores: int) -> Iterator[tuple[str, Usage]]:
    """Make a cold run and add each of some sweeps to it; yield the name and costs of each."""
    clusterings = {"broad": None, "fine": {"granularity": "fine"}}
    config: dict[str, Any] = {"dumps": [f"{dumps.resolve()}/*"], "clusterings": clusterings}
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary, "run")
        yield RUN, measure_workflow(config, folder, cores)
        for name in names:
            # A folder of the same name, which is the title of the pages.
            copy = shutil.copytree(folder, Path(temporary, name, folder.name))
            if name == "without-server":
                os.environ[SERVER_VARIABLE] = ""
            yield name, measure_workflow(config | {"sweep": {"fine": SWEEPS[name]}}, copy, cores)
            os.environ.pop(SERVER_VARIABLE, None)


def summarise(rounds: Sequence[Mapping[str, Usage]]) -> list[dict[str, Any]]:
    """Return a row for the cold run and for each sweep: medians, and ratios to the cold run."""
    rows = []
    for name in rounds[0]:
        row: dict[str, Any] = {"run": name}
        for column, field in (("seconds", "seconds"), ("CPU seconds", "cpu_seconds")):
            values = [getattr(usages[name], field) for usages in rounds]
            ratios = [getattr(u[name], field) / getattr(u[RUN], field) for u in rounds]
            row |= {column: median(values), f"{column}, of the run": round(median(ratios), 2)}
        rows.append(row | {"goal": "" if name == RUN else GOAL})
    return rows


def main() -> None:
    """Measure, print the result and, with `--write`, save it."""
    parser = make_parser(__doc__, "dumps")
    parser.add_argument("--cores", type=int, default=2)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--sweeps", nargs="+", choices=SWEEPS, default=list(SWEEPS))
    arguments = parser.parse_args()
    options = arguments.dumps, arguments.sweeps, arguments.cores
    rounds = [dict(run_round(*options)) for _ in range(arguments.runs)]
    machine = describe_machine() | {"cores_used": arguments.cores}
    rows = summarise(rounds)
    title = f"{machine['cpu']}, {arguments.cores} cores, rounds: {arguments.runs}\n\n"
    result = {"machine": machine, "runs": rows}
    write_result("sweep", result, arguments.write, title + format_table(rows))


if __name__ == "__main__":
    main()
