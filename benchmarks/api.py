"""Time of the results in Python: loading them, and searching in them.

    python benchmarks/api.py LABELLED.parquet [--papers 25000] [--runs 7]
        [--write benchmarks/results]

The papers are those of LABELLED, repeated, with random vectors. Whole Python processes run in
turns, and medians are reported: duration and CPU time, which depends less on other load; that of
processes also without that of the one that does nothing:

- *topics*: `paperthemes.load(…).topics`
- *all tables*: also papers, assignments and map
- *pandas, pyarrow*: only the import of these libraries, which read the tables
- *BERTopic*: only `from bertopic import BERTopic`

A last process, which has read the topics, searches:

- *first search*: reads what it needs of the other tables, the vectors and the encoder
- *search*, *similar*: after that; the median of `QUERIES` texts or papers
"""

import json
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from pathlib import Path
from statistics import median
from typing import Any

import numpy as np
import pandas as pd
from measure import REPOSITORY, describe_machine, format_table, log, make_parser, write_result

from paperthemes.artifacts.vectors import Vectors, unit_rows
from paperthemes.encoders.encoder import make_encoder
from paperthemes.encoders.settings import EmbedSettings
from paperthemes.files import write_json

sys.path.append(str(REPOSITORY / "tests"))
from helpers.papers import make_papers
from helpers.result_folders import write_tables_of

DIMENSION = 384  # of the vectors of the default encoder
QUERIES = 50
LOAD = "import paperthemes, sys; results = paperthemes.load(sys.argv[1]); results.topics"
PROCESSES = {
    "nothing": "",
    "topics": LOAD,
    "all tables": f"{LOAD}; results.papers, results.assignments, results.map",
    "pandas, pyarrow": "import pandas, pyarrow.parquet",
    "BERTopic": "from bertopic import BERTopic",
}
SEARCHES = f"""
import json, statistics, time
{LOAD}
def measure(call, argument):
    started = time.perf_counter(), time.process_time()
    call(argument)
    return time.perf_counter() - started[0], time.process_time() - started[1]
def medians(call, arguments):
    pairs = [measure(call, argument) for argument in arguments]
    return [statistics.median(values) for values in zip(*pairs)]
seconds = {{"first search": measure(results.search, "a text")}}
papers = results.papers[:: len(results.papers) // {QUERIES}]
seconds["search"] = medians(results.search, papers.title)
seconds["similar"] = medians(results.similar, papers.paper_id)
print(json.dumps(seconds))
"""
# The goals, in seconds of CPU time without the interpreter.
LIMITS = {"topics": 0.5, "search": 0.2}


def write_inputs(labelled: Path, count: int, working_folder: Path) -> Path:
    """Write results of so many papers; return the folder of the clustering."""
    frame = pd.read_parquet(labelled)
    frame = frame.iloc[np.arange(count) % len(frame)]
    ids = [f"{number:012x}" for number in range(count)]
    papers = make_papers(zip(frame.title, frame.abstract, strict=True), paper_id=ids)
    settings = EmbedSettings()
    folder = write_tables_of(papers, working_folder, settings.encoder)
    base = folder.parent / "embeddings" / settings.encoder
    matrix = unit_rows(np.random.RandomState(0).normal(size=(count, DIMENSION)).astype(np.float32))
    Vectors(np.array(ids), matrix.astype(np.float16)).write(f"{base}.npz")
    report = settings.model_dump() | {"fingerprint": make_encoder(settings).fingerprint}
    write_json(f"{base}.report.json", report)
    return folder


def run_code(code: str, folder: Path) -> str:
    """Run Python code in a process of its own, and return its output."""
    command = [sys.executable, "-c", code, str(folder)]
    return subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True).stdout


def measure(folder: Path, runs: int) -> dict[str, dict[str, float]]:
    """Run all processes in turns; return medians of their times, in seconds."""
    cpu: defaultdict[str, list[float]] = defaultdict(list)
    durations: defaultdict[str, list[float]] = defaultdict(list)
    for number in range(runs):
        log(f"round {number + 1} of {runs}")
        for name, code in PROCESSES.items():
            started = time.perf_counter()
            cpu[name].append(
                float(run_code(f"{code}\nimport time; print(time.process_time())", folder))
            )
            durations[name].append(time.perf_counter() - started)
        for name, (duration, cpu_seconds) in json.loads(run_code(SEARCHES, folder)).items():
            durations[name].append(duration)
            cpu[name].append(cpu_seconds)
    start = median(cpu["nothing"])
    return {
        name: {
            "duration": round(median(durations[name]), 3),
            "cpu": round(median(values), 3),
            "cpu_without_interpreter": round(median(values) - start * (name in PROCESSES), 3),
        }
        for name, values in cpu.items()
    }


def make_rows(result: dict[str, dict[str, float]]) -> list[dict[str, Any]]:
    """Return a row of the table for each process and each search."""
    rows = []
    for name, numbers in result.items():
        limit = LIMITS.get(name)
        measured = numbers["cpu_without_interpreter"]
        rows.append(
            {
                "": name,
                "duration, s": numbers["duration"],
                "CPU, s": numbers["cpu"],
                "CPU without the interpreter, s": measured,
                "limit, s": limit or "",
                "met": "" if limit is None else "yes" if measured <= limit else "NO",
            }
        )
    return rows


def main() -> None:
    """Measure, print the result and, with `--write`, save it."""
    parser = make_parser(__doc__, "labelled")
    parser.add_argument("--papers", type=int, default=25_000)
    parser.add_argument("--runs", type=int, default=7)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        results = write_inputs(arguments.labelled, arguments.papers, Path(folder))
        result = measure(results, arguments.runs)
    machine = describe_machine()
    heading = (
        f"{arguments.papers:,} papers; {machine['cpu']}, {machine['cores']} cores; medians of "
        f"{arguments.runs} runs\n\n"
    )
    write_result(
        "api",
        {"machine": machine, "papers": arguments.papers, "runs": arguments.runs, "seconds": result},
        arguments.write,
        heading + format_table(make_rows(result)),
    )


if __name__ == "__main__":
    main()
