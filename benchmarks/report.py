"""The report at three sizes: the step, the file, and the speed of the page in a browser.

    python benchmarks/report.py DUMPS_FOLDER LABELLED.parquet [--keep FOLDER] [--sizes SIZE ...]
        [--papers 25000] [--repeats 5] [--before RESULT.json] [--write benchmarks/results]

Sizes: `dumps` has the papers of the folder. `large` has 25,000 synthetic papers, each a mix of four
similar ones of LABELLED, with topics that the steps find. `huge` has these papers eight times, with
other ids and small shifts on the map. With --keep, the inputs of the reports are kept and used
again, because the topics of 25,000 papers take minutes; empty that folder when a step before the
report has changed. With --before, the result of another checkout on the same machine stands beside.

The page is opened from disk without a network, each time in a new headless Chromium that renders in
software. Numbers are medians of all repeats:

- *Step*: the step in a process of its own, with the start of Python and the reading of files.
- *Usable*: from the start of loading until a click on a column, made as soon as the page is ready,
  has sorted the table on screen. *Drawn*, *searchable*: when the page marks the map as drawn, and
  abstracts as searchable. *Seen*: two animation frames after the GPU process has drawn the map.
- *Frame*: the mouse drags the map along a circle, or its wheel turns, as fast as the page accepts
  events. A frame lasts from one animation frame in which the map has moved to the next such.
  *Pause*: the longest time between two animation frames in the two seconds after the gesture.
- *Search*: from typing a common word to a changed table, without the time that the page waits for
  more letters. *Key*: the same for each key of a word that is typed. *Sort*: by title, from click
  to changed table. *Shown*: until the second animation frame after that.
"""

import json
import sys
import tempfile
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from statistics import median
from typing import Any

from measure import (
    describe_machine,
    format_table,
    log,
    make_parser,
    measure_command,
    write_result,
)
from report_browser import browser_version, measure_page
from report_inputs import (
    CLUSTERING,
    prepare,
    process_dumps,
    process_synthetic,
    repeat_papers,
    report_paths,
)

from paperthemes.files import write_json
from paperthemes.tables import PAPERS, read

SIZES = ("dumps", "large", "huge")
# The goals: no number of a size may be larger.
LIMITS = {
    "dumps": {"file, MB": 2.5, "usable, s": 1.5, "drawn, s": 3, "step, s": 10},
    "large": {"file, MB": 30, "drawn, s": 8, "pan frame, ms": 150, "step, s": 60, "key, ms": 100},
}


def measure_step(folder: Path, repeats: int) -> dict[str, float]:
    """Run the step several times, and measure it and its report."""
    command = [
        sys.executable,
        str(Path(__file__).with_name("report_step.py").resolve()),
        CLUSTERING,
    ]
    runs = [measure_command(command, folder) for _ in range(repeats)]
    return {
        "step, s": round(median(run.seconds for run in runs), 1),
        "step, peak GB": max(run.peak_gb for run in runs),
        "file, MB": round((folder / "report.html").stat().st_size / 1e6, 1),
    }


def measure_size(folder: Path, repeats: int) -> dict[str, Any]:
    """Measure step and page at one size."""
    log(f"measuring {folder.name}")
    paths = report_paths(folder)
    write_json(folder / "inputs.json", paths)
    papers = read(PAPERS, paths["papers"])
    return {
        "papers": len(papers),
        "characters of an abstract": round(float(papers.abstract.str.len().mean())),
        "topics": json.loads(Path(paths["metrics"]).read_text("utf-8"))["topics"],
        **measure_step(folder, repeats),
        **measure_page(folder / "report.html", repeats),
    }


def compare_with_limits(sizes: Mapping[str, Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Return a row for each number that has a limit, and one for the note on the huge map."""
    rows = [
        {"papers": sizes[size]["papers"], "number": number, "measured": sizes[size][number]}
        | {"limit": limit, "met": "yes" if sizes[size][number] <= limit else "NO"}
        for size, limits in LIMITS.items()
        if size in sizes
        for number, limit in limits.items()
    ]
    if "huge" in sizes:
        has_note = "yes" if sizes["huge"]["note"] else "NO"
        row = {
            "papers": sizes["huge"]["papers"],
            "number": "map is drawn, with a note of its share",
        }
        rows.append(row | {"measured": has_note, "limit": "", "met": has_note})
    return rows


def format_result(result: Mapping[str, Any]) -> str:
    """Format the result as Markdown."""
    sizes = list(result["sizes"].values())
    numbers = [key for key in sizes[0] if key not in ("papers", "note")]
    before = result["before"]
    rows = [
        {"papers": key}
        | {
            column: f"{size[key]:,}" if key in size else ""  # an older result may lack it
            for name, own in result["sizes"].items()
            for column, size in (
                *([(f"{own['papers']:,} before", before[name])] if name in before else []),
                (f"{own['papers']:,}", own),
            )
        }
        for key in numbers
    ]
    notes = [f"- {size['papers']:,} papers: {size['note'] or 'all are drawn'}\n" for size in sizes]
    machine = result["machine"]
    return "\n".join(
        [
            f"{machine['cpu']}, {machine['cores']} cores; {result['chromium']}, rendering in "
            f"software; medians of {result['repeats']} runs.\n",
            *([format_table(result["limits"])] if result["limits"] else []),
            format_table(rows),
            "Notes on the map:\n",
            "".join(notes),
        ]
    )


def main() -> None:
    """Measure, print the result and, with `--write`, save it."""
    parser = make_parser(__doc__, "dumps", "labelled")
    parser.add_argument("--keep", type=Path, help="folder for the inputs of the reports")
    parser.add_argument("--sizes", nargs="+", choices=SIZES, default=SIZES)
    parser.add_argument("--papers", type=int, default=25_000, help="of the size `large`")
    parser.add_argument("--repeats", type=int, default=5, help="of each measurement")
    parser.add_argument("--before", type=Path, help="result of another checkout, as JSON")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        folder = (arguments.keep or Path(temporary)).resolve()
        inputs: dict[str, Callable[[Path], None]] = {
            "dumps": partial(process_dumps, arguments.dumps),
            "large": partial(process_synthetic, arguments.labelled, arguments.papers),
            "huge": partial(repeat_papers, folder / "large"),
        }
        chosen = [size for size in SIZES if size in arguments.sizes]
        for size in SIZES:
            if size in chosen or (size == "large" and "huge" in chosen):
                prepare(folder / size, inputs[size])
        sizes = {size: measure_size(folder / size, arguments.repeats) for size in chosen}
    result = {
        "machine": describe_machine(),
        "chromium": browser_version(),
        "repeats": arguments.repeats,
        "before": json.loads(arguments.before.read_text("utf-8"))["sizes"]
        if arguments.before
        else {},
        "limits": compare_with_limits(sizes),
        "sizes": sizes,
    }
    write_result("report", result, arguments.write, format_result(result))


if __name__ == "__main__":
    main()
