"""The report at three sizes: its stage, its file, and how quick it is in a browser.

    python benchmarks/report.py DUMPS_FOLDER LABELLED.parquet [--keep FOLDER] [--sizes SIZE ...]
                                [--repeats 5] [--write benchmarks/results]

LABELLED has the columns title, abstract and label. Sizes: `dumps` are the papers of the folder;
`made` are 25,000 papers, each made of four of LABELLED that are alike, whose topics are really
found; `many` are these papers eight times, under other ids and a little moved on the map. What
reports are made of is kept in FOLDER and used again, since the topics of 25,000 papers take
minutes; empty it where the stages before the report have changed.

The page is opened from disk with the network off, each time in a new headless Chromium that draws
by software; medians of all repeats. Numbers have the following meaning.

- *Stage*: the stage in a process of its own, start of Python and reading of files included.
- *Usable*: from the start of loading until the list has been sorted by a click that comes as soon
  as the page says it is ready, and is seen so. *Drawn, searchable*: what the page says of itself,
  from the start of its loading: the map is there, abstracts are read. *Seen*: what the map drew
  has really been drawn, for that goes on in another process, and two animation frames have
  passed.
- *Frame*: the mouse draws the map along a circle, or its wheel turns, as fast as the page takes it
  in. In each animation frame the range of the axes is noted; a frame's time is that from one frame
  with a range of its own to the next. *Pause*: the longest time between two animation frames in
  the two seconds after the mouse let go.
- *Search*: from typing a common word to a changed list, less the time in which the page waits
  for more letters. *Sort*: by title, from click to changed list. Both: until a second animation
  frame, by when it is to be seen, as *shown*.
"""

import argparse
import json
import sys
import tempfile
from collections.abc import Callable
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path
from statistics import median
from typing import Any

from measuring import machine, measured, report, table
from report_browser import browser_version, in_browsers
from report_material import SETTINGS, of_dumps, of_labelled, of_made, prepare, say

from paperthemes import tables
from paperthemes.encoders.settings import EmbedSettings
from paperthemes.files import read_json
from paperthemes.report import stage
from paperthemes.report.page import Context
from paperthemes.report.provenance import library_versions


@dataclass(frozen=True)
class Bar:
    """What a number of a size may be at most."""

    size: str
    number: str
    most: float


BARS = (
    Bar("dumps", "file, MB", 7),
    Bar("dumps", "usable, s", 2),
    Bar("dumps", "drawn, s", 4),
    Bar("dumps", "stage, s", 10),
    Bar("made", "file, MB", 40),
    Bar("made", "drawn, s", 10),
    Bar("made", "pan frame, ms", 250),
    Bar("made", "stage, s", 60),
)


# ---- the stage ----


def work() -> None:
    """Run the stage on the files in this folder."""
    names = ("papers", "duplicates", "assignments", "topics", "themes", "map")
    inputs = {
        "parse_reports": [str(path) for path in sorted(Path("parsed").iterdir())],
        "neighbours": "near.npz",
        **{name: f"{name}.json" for name in ("embedding", "metrics", "changes")},
        **{name: f"{name}.parquet" for name in names},
    }
    settings = {"clustering": asdict(SETTINGS), "embed": asdict(EmbedSettings())}
    versions = library_versions()
    context = Context(clustering="fine", title="Report", settings=settings, versions=versions)
    stage.run(inputs, {"html": "report.html"}, context)


def made_report(folder: Path, repeats: int) -> dict[str, float]:
    """Run the stage several times, and measure it."""
    command = [sys.executable, str(Path(__file__).resolve()), "--work"]
    runs = [measured(command, folder) for _ in range(repeats)]
    return {
        "stage, s": round(median(run.seconds for run in runs), 1),
        "stage, peak GB": max(run.peak_gb for run in runs),
        "file, MB": round((folder / "report.html").stat().st_size / 1e6, 1),
    }


# ---- the whole ----


def measured_size(folder: Path, repeats: int) -> dict[str, Any]:
    """Measure stage and page of one size."""
    say(f"measuring {folder.name}")
    papers = tables.read(tables.PAPERS, folder / "papers.parquet")
    metrics = read_json(folder / "metrics.json")
    return {
        "papers": len(papers),
        "characters of an abstract": round(float(papers.abstract.str.len().mean())),
        "topics": metrics["topics"],
        **made_report(folder, repeats),
        **in_browsers(folder / "report.html", repeats),
    }


def against_bars(sizes: dict[str, dict[str, Any]]) -> list[dict[str, Any]]:
    """Put each number that has a bar beside it."""
    rows: list[dict[str, Any]] = []
    for bar in BARS:
        if bar.size in sizes:
            papers, number = sizes[bar.size]["papers"], sizes[bar.size][bar.number]
            met = "yes" if number <= bar.most else "NO"
            rows.append(
                {"papers": papers, "what": bar.number, "measured": number}
                | {"at most": bar.most, "met": met}
            )
    if "many" in sizes:
        says = "yes" if sizes["many"]["note"] else "NO"
        rows.append(
            {"papers": sizes["many"]["papers"], "what": "map is drawn and says what it shows"}
            | {"measured": says, "at most": "", "met": says}
        )
    return rows


def as_text(result: dict[str, Any]) -> str:
    """Write the results for people."""
    sizes = list(result["sizes"].values())
    numbers = [key for key in sizes[0] if key not in ("papers", "note")]
    rows = [
        {"papers": key} | {f"{size['papers']:,}": f"{size[key]:,}" for size in sizes}
        for key in numbers
    ]
    notes = [f"- {size['papers']:,} papers: {size['note'] or 'all are drawn'}\n" for size in sizes]
    described = result["machine"]
    return "\n".join(
        [
            f"{described['cpu']}, {described['cores']} cores; {result['chromium']}, drawing by "
            f"software; medians of {result['repeats']} runs.\n",
            table(result["bars"]),
            table(rows),
            "What the map says it shows:\n",
            "".join(notes),
        ]
    )


def main() -> None:
    """Measure, print, and with `--write` keep the result."""
    if sys.argv[1:] == ["--work"]:
        work()
        return
    names = ("dumps", "made", "many")
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("dumps", type=Path, help="folder of dump files")
    parser.add_argument("labelled", type=Path, help="Parquet file with title, abstract, label")
    parser.add_argument("--keep", type=Path, help="folder for what reports are made of")
    parser.add_argument("--sizes", nargs="+", choices=names, default=names, help="which sizes")
    parser.add_argument("--repeats", type=int, default=5, help="of each measurement")
    parser.add_argument("--write", type=Path, help="folder to keep the result in")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        folder = (given.keep or Path(temporary)).resolve()
        makers: dict[str, Callable[[Path], None]] = {
            "dumps": partial(of_dumps, given.dumps),
            "made": partial(of_labelled, given.labelled),
            "many": partial(of_made, folder / "made"),
        }
        for name in names:
            if name in given.sizes or (name == "made" and "many" in given.sizes):
                prepare(folder / name, makers[name])
        sizes = {
            name: measured_size(folder / name, given.repeats)
            for name in names
            if name in given.sizes
        }
    result = {
        "machine": machine(),
        "chromium": browser_version(),
        "repeats": given.repeats,
        "bars": against_bars(sizes),
        "sizes": sizes,
    }
    report("report", json.loads(json.dumps(result)), given.write, as_text(result))


if __name__ == "__main__":
    main()
