"""CPU time of every reader for each paper, and how it grows with the number and size of papers.

    python benchmarks/readers.py [--before CHECKOUT] [--papers 1000] [--hostile 10000]
        [--write benchmarks/results]

`readers.toml` has the form of each dump. Each dump is read with 1, 2, 4 and 8 times as many papers,
and with abstracts that are 1, 2, 4 and 8 times as long. The exponent is the slope of the time on a
log scale: 1 is linear. With `--before`, the same dumps are read with the code of another checkout,
in turn.

`readers_hostile.toml` has dumps that shall take a reader's time or memory. Each is read with so
many repetitions (`--hostile`), and with 2, 4 and 8 times as many. Times below 0.1 seconds are left
out of their exponents, because they are those of the start.
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

HOSTILE = Path(__file__).with_name("readers_hostile.toml")
FACTORS = (1, 2, 4, 8)
SENTENCE = "We count herons at dusk on nine ponds and compare three ways to tell them apart. "
ABSTRACT_LENGTH, LONG_LENGTH = 800, 20_000  # characters
LONG_PAPERS = 20  # with long abstracts
REPEATS = 3
LONG_SECONDS = 2  # a dump that takes longer is read once
MIN_SECONDS = 0.1  # for an exponent of a hostile dump
READ = f"""
import json, logging, resource, sys, time
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
        if seconds[-1] > {LONG_SECONDS}:
            break
    return min(seconds), len(records), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
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


def make_hostile_dump(form: Mapping[str, str], count: int) -> str:
    """Return a hostile dump with so many repetitions."""
    repeated = "".join(
        form["repeat"].replace("{n}", str(number)).replace("{m}", str(number - 1))
        for number in range(1, count + 1)
    )
    close = form.get("close", "") * count
    return form.get("head", "") + repeated + form.get("middle", "") + close + form.get("tail", "")


def measure_hostile(repetitions: int) -> Iterator[dict[str, Any]]:
    """Yield a row for each hostile dump."""
    for name, form in tomllib.loads(HOSTILE.read_text("utf-8")).items():
        with tempfile.TemporaryDirectory() as folder:
            paths = [Path(folder, str(factor)) for factor in FACTORS]
            for path, factor in zip(paths, FACTORS, strict=True):
                text = make_hostile_dump(form, repetitions * factor)
                path.write_text(text, encoding="utf-8")
            results = measure_format(form["format"], paths, REPOSITORY)
        seconds = [max(result[0], MIN_SECONDS) for result in results]
        row = {
            "hostile dump": name,
            "seconds": round(results[-1][0], 2),
            "exponent": fit_exponent(seconds),
            "peak MB": round(results[-1][2] / 1024),
        }
        log(str(row))
        yield row


def measure_format(name: str, paths: list[Path], checkout: Path) -> list[tuple[float, int, int]]:
    """Return the CPU seconds, the number of records and the peak memory (kB) for each dump.

    They are those of the code of a checkout; the memory is that of this dump and those before.
    """
    environment = {**os.environ, "PYTHONPATH": str(checkout / "src")}
    command = [sys.executable, "-c", READ, name, *map(str, paths)]
    output = subprocess.run(command, env=environment, check=True, capture_output=True, text=True)
    return [tuple(result) for result in json.loads(output.stdout.splitlines()[-1])]


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
        seconds, counts, _ = zip(*results["now"], strict=True)
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
    parser.add_argument("--hostile", type=int, default=10_000, help="repetitions, at least")
    parser.add_argument("--before", type=Path, help="another checkout of the project")
    arguments = parser.parse_args()
    checkouts = {"now": REPOSITORY}
    if arguments.before:
        checkouts["before"] = arguments.before.resolve()
    rows = list(measure_all(arguments.papers, checkouts))
    hostile = list(measure_hostile(arguments.hostile))
    machine = describe_machine()
    tables = "\n\n".join(map(format_table, filter(None, (rows, hostile))))
    text = f"{machine['cpu']}, {machine['cores']} cores\n\n{tables}"
    result = {"machine": machine, "readers": rows, "hostile": hostile}
    write_result("readers", result, arguments.write, text)


if __name__ == "__main__":
    main()
