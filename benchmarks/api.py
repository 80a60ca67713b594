"""Time of the results in Python: loading them, and searching in them.

    python benchmarks/api.py LABELLED.parquet [--papers 25000] [--runs 7]
        [--write benchmarks/results]

The papers are synthetic, each a mix of four similar ones of LABELLED. Whole Python processes run in
turns, and medians are reported; of CPU time (of all threads) also without that of the process that
does nothing:

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

from corpora import Corpus, make_synthetic, read_labelled
from measure import describe_machine, format_table, log, make_parser, write_result

from helpers.result_folders import write_tables_of
from paperthemes.encoders.encoder import make_encoder
from paperthemes.encoders.settings import EmbedSettings
from paperthemes.files import write_json

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
    started = time.perf_counter()
    call(argument)
    return time.perf_counter() - started
seconds = {{"first search": measure(results.search, "a text")}}
papers = results.papers[:: len(results.papers) // {QUERIES}]
seconds["search"] = statistics.median(measure(results.search, title) for title in papers.title)
seconds["similar"] = statistics.median(measure(results.similar, id_) for id_ in papers.paper_id)
print(json.dumps(seconds))
"""
# The goals, in seconds: of CPU time without the interpreter, and of a search.
LIMITS = {"topics": 0.5, "search": 0.2}


def write_inputs(corpus: Corpus, working_folder: Path) -> Path:
    """Write results of these papers and vectors; return the folder of the clustering."""
    settings = EmbedSettings()
    folder = write_tables_of(corpus.papers, working_folder, settings.encoder)
    base = folder.parent / "embeddings" / settings.encoder
    corpus.vectors.write(f"{base}.npz")
    report = settings.model_dump() | {"fingerprint": make_encoder(settings).fingerprint}
    write_json(f"{base}.report.json", report)
    return folder


def run_code(code: str, folder: Path) -> str:
    """Run Python code in a process of its own, and return its output."""
    command = [sys.executable, "-c", code, str(folder)]
    return subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True).stdout


def measure(folder: Path, runs: int) -> dict[str, dict[str, float]]:
    """Run all processes in turns; return medians in seconds: `cpu`, `net_cpu` and `duration`."""
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
        for name, seconds in json.loads(run_code(SEARCHES, folder)).items():
            durations[name].append(seconds)
    result: dict[str, dict[str, float]] = {
        name: {"duration": median(values)} for name, values in durations.items()
    }
    for name, values in cpu.items():
        result[name] |= {"cpu": median(values), "net_cpu": median(values) - median(cpu["nothing"])}
    return {
        name: {key: round(value, 3) for key, value in numbers.items()}
        for name, numbers in result.items()
    }


def make_rows(result: dict[str, dict[str, float]]) -> list[dict[str, Any]]:
    """Return a row of the table for each process and each search."""
    rows = []
    for name, numbers in result.items():
        measured = numbers.get("net_cpu", numbers["duration"])
        limit = LIMITS.get(name)
        rows.append(
            {
                "": name,
                "CPU, s": numbers.get("cpu", ""),
                "CPU without the interpreter, s": numbers.get("net_cpu", ""),
                "duration, s": numbers["duration"],
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
        corpus = make_synthetic(read_labelled(arguments.labelled), arguments.papers)
        result = measure(write_inputs(corpus, Path(folder)), arguments.runs)
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
