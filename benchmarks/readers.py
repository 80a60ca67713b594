"""CPU time of every reader for each paper, and how it grows with the number and size of papers.

    python benchmarks/readers.py [--before CHECKOUT] [--papers 1000] [--write benchmarks/results]

`readers.toml` has the form of each dump. Each dump is read with 1, 2, 4 and 8 times as many papers,
and with abstracts that are 1, 2, 4 and 8 times as long. The exponent is the slope of the time on a
log scale: 1 is linear. With `--before`, the same dumps are read with the code of another checkout,
in turn.
"""

import json
import os
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import numpy as np
from measure import REPOSITORY, describe_machine, format_table, log, make_parser, write_result

FACTORS = (1, 2, 4, 8)
SENTENCE = "We count herons at dusk on nine ponds and compare three ways to tell them apart. "
ABSTRACT_LENGTH, LONG_LENGTH = 800, 20_000  # characters
LONG_PAPERS = 20  # with long abstracts
REPEATS = 3
READ = f"""
import json, logging, sys, time
from pathlib import Path
from paperthemes.parse.settings import ReaderOptions
from paperthemes.parse.stage import parse
logging.disable(logging.CRITICAL)
def measure(path, name):
    options = ReaderOptions(format=name)
    seconds = []
    for _ in range({REPEATS}):
        started = time.process_time()
        records, _ = parse(path, path.name, options=options)
        seconds.append(time.process_time() - started)
    return min(seconds), len(records)
files = [Path(line) for line in sys.argv[2:]]
measure(files[0], sys.argv[1])  # imports and compiled patterns
print(json.dumps([measure(path, sys.argv[1]) for path in files]))
"""


def make_dump(form: Mapping[str, str], count: int, length: int) -> str:
    """Return a dump with so many papers, whose abstracts have so many characters."""
    abstract = (SENTENCE * (length // len(SENTENCE) + 1))[:length].strip()
    papers = []
    for number in range(1, count + 1):
        values = {
            "n": str(number),
            "id": f"2405.{number:05d}",
            "hex": f"{number:040x}",
            "title": f"Herons of Pond {number}",
            "abstract": abstract,
        }
        paper = form["paper"]
        for name, value in values.items():
            paper = paper.replace(f"{{{name}}}", value)
        papers.append(paper)
    return form.get("head", "") + form.get("between", "").join(papers) + form.get("tail", "")


def write_dumps(form: Mapping[str, str], papers: int, folder: Path) -> list[Path]:
    """Write the dumps of one format: with more and more papers, then with longer abstracts."""
    sizes = [(papers * factor, ABSTRACT_LENGTH) for factor in FACTORS]
    sizes += [(LONG_PAPERS, LONG_LENGTH * factor) for factor in FACTORS]
    paths = [folder / str(number) for number in range(len(sizes))]
    for path, (count, length) in zip(paths, sizes, strict=True):
        path.write_text(make_dump(form, count, length), encoding="utf-8")
    return paths


def measure_format(name: str, paths: list[Path], checkout: Path) -> list[tuple[float, int]]:
    """Return the CPU seconds and the number of records for each dump, with a checkout's code."""
    environment = {**os.environ, "PYTHONPATH": str(checkout / "src")}
    command = [sys.executable, "-c", READ, name, *map(str, paths)]
    output = subprocess.run(command, env=environment, check=True, capture_output=True, text=True)
    return [(seconds, count) for seconds, count in json.loads(output.stdout.splitlines()[-1])]


def fit_exponent(seconds: list[float]) -> float:
    """Return the slope of the times for `FACTORS` on a log scale; 1 is linear."""
    return round(float(np.polyfit(np.log(FACTORS), np.log(seconds), 1)[0]), 2)


def measure_all(papers: int, checkouts: Mapping[str, Path]) -> Iterator[dict[str, Any]]:
    """Yield a row for each format."""
    forms = tomllib.loads(Path(__file__).with_suffix(".toml").read_text("utf-8"))
    for name, form in forms.items():
        with tempfile.TemporaryDirectory() as folder:
            paths = write_dumps(form, papers, Path(folder))
            results = {
                code: measure_format(name, paths, checkout)
                for code, checkout in checkouts.items()
                if code == "now" or knows_format(name, checkout)
            }
        seconds, counts = zip(*results["now"], strict=True)
        expected = [papers * factor for factor in FACTORS] + [LONG_PAPERS] * len(FACTORS)
        if list(counts) != expected:
            sys.exit(f"{name}: {counts} records instead of {expected}")
        row = {
            "format": name,
            "µs for a paper": round(1e6 * seconds[3] / counts[3]),
            "exponent, papers": fit_exponent(list(seconds[:4])),
            "exponent, length": fit_exponent(list(seconds[4:])),
        }
        if "before" in results:
            ratios = [now[0] / old[0] for now, old in zip(*results.values(), strict=True)]
            row["ratio to before"] = round(float(np.median(ratios[:4])), 2)
        log(str(row))
        yield row


def knows_format(name: str, checkout: Path) -> bool:
    """Return true if the code of a checkout reads a format."""
    settings = checkout / "src/paperthemes/parse/settings.py"
    return f'"{name}"' in settings.read_text("utf-8")


def main() -> None:
    """Measure, print the result and, with `--write`, save it."""
    parser = make_parser(__doc__)
    parser.add_argument("--papers", type=int, default=1000, help="papers in the smallest dump")
    parser.add_argument("--before", type=Path, help="another checkout of the project")
    arguments = parser.parse_args()
    checkouts = {"now": REPOSITORY}
    if arguments.before:
        checkouts["before"] = arguments.before.resolve()
    rows = list(measure_all(arguments.papers, checkouts))
    machine = describe_machine()
    text = f"{machine['cpu']}, {machine['cores']} cores\n\n{format_table(rows)}"
    write_result("readers", {"machine": machine, "readers": rows}, arguments.write, text)


if __name__ == "__main__":
    main()
