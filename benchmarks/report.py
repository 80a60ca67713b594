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
import os
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from functools import partial
from itertools import pairwise
from pathlib import Path
from statistics import median
from typing import Any

import numpy as np
from measuring import machine, measured, report, table
from playwright.sync_api import Page, sync_playwright
from report_material import SETTINGS, of_dumps, of_labelled, of_made, prepare, say

from paperthemes import tables
from paperthemes.embed.encoder import EmbedSettings
from paperthemes.files import read_json
from paperthemes.report import stage
from paperthemes.report.made import versions
from paperthemes.report.page import Context
from paperthemes.report.results import Sources

WORD = "model"
DEBOUNCE = 120  # milliseconds in which the page waits for more letters
STEPS = 40
PATIENCE = 120_000  # milliseconds
AFTER = 2_000  # milliseconds after the mouse let go
CHROMIUMS = ("chromium", "chromium-browser", "google-chrome")
FLAGS = (
    *("--no-sandbox", "--use-angle=swiftshader", "--enable-unsafe-swiftshader"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
)


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
    sources = Sources(
        parse_reports=[str(path) for path in sorted(Path("parsed").iterdir())],
        embedding="embedding.json",
        neighbours="near.npz",
        metrics="metrics.json",
        **{name: f"{name}.parquet" for name in names},
    )
    settings = {"clustering": asdict(SETTINGS), "embed": asdict(EmbedSettings())}
    stage.run(sources, "report.html", Context("fine", "Report", settings, versions=versions()))


def made_report(folder: Path, repeats: int) -> dict[str, float]:
    """Run the stage several times, and measure it."""
    command = [sys.executable, str(Path(__file__).resolve()), "--work"]
    runs = [measured(command, folder) for _ in range(repeats)]
    return {
        "stage, s": round(median(run.seconds for run in runs), 1),
        "stage, peak GB": max(run.peak_gb for run in runs),
        "file, MB": round((folder / "report.html").stat().st_size / 1e6, 1),
    }


# ---- the page ----

CLICK_WHEN_READY = """
new MutationObserver((_, observer) => {
    observer.disconnect();
    setTimeout(() => {
        document.querySelector("#table .title button").click();
        requestAnimationFrame(() => requestAnimationFrame(() => {
            document.documentElement.dataset.answered = Math.round(performance.now());
        }));
    });
}).observe(document, { attributes: true, attributeFilter: ["data-ready"], subtree: true });
"""
RECORD = """() => {
    const plot = document.getElementById("plot");
    window.noted = [];
    const note = () => {
        if (window.noted === null) return;
        const { xaxis, yaxis } = plot._fullLayout;
        window.noted.push([performance.now(), [...xaxis.range, ...yaxis.range].join()]);
        requestAnimationFrame(note);
    };
    note();
}"""
RECORDED = "() => { const { noted } = window; window.noted = null; return noted; }"
SEEN = """async () => {
    for (const canvas of document.querySelectorAll("#plot canvas")) {
        canvas.getContext("webgl")?.readPixels(0, 0, 1, 1, 6408, 5121, new Uint8Array(4));
    }
    await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
    return performance.now();
}"""
CHANGE = """async (change) => {
    const body = document.querySelector("#table .body");
    const changed = new Promise((resolve) => new MutationObserver((_, observer) => {
        observer.disconnect();
        resolve(performance.now());
    }).observe(body, { childList: true }));
    const started = performance.now();
    if (change === "sort") {
        document.querySelector("#table .title button").click();
    } else {
        document.getElementById("query").value = change;
        document.getElementById("query").dispatchEvent(new Event("input", { bubbles: true }));
    }
    const after = [await changed - started];
    await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
    return [...after, performance.now() - started];
}"""


def chromium() -> str:
    """Find Chromium."""
    program = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, CHROMIUMS)), None)
    return program or sys.exit("no Chromium found; name it in $CHROMIUM")


@contextmanager
def new_page() -> Iterator[Page]:
    """Give an empty page of a new Chromium that is kept from the network."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=list(FLAGS))
        context = browser.new_context(offline=True, viewport={"width": 1280, "height": 800})
        page = context.new_page()
        yield page
        browser.close()


def opening(page: Page, address: str) -> dict[str, float]:
    """Open the page, and tell when it was usable, drawn, seen and searchable, in seconds."""
    page.add_init_script(CLICK_WHEN_READY)
    page.goto(address, wait_until="commit", timeout=PATIENCE)
    page.wait_for_selector("html[data-drawn]", state="attached", timeout=PATIENCE)
    seen = page.evaluate(SEEN)
    page.wait_for_selector("html[data-searchable]", state="attached", timeout=PATIENCE)
    marks = page.evaluate("({ ...document.documentElement.dataset })")
    return {
        "usable, s": int(marks["answered"]) / 1000,
        "drawn, s": int(marks["drawn"]) / 1000,
        "seen, s": seen / 1000,
        "searchable, s": int(marks["searchable"]) / 1000,
    }


def picture(page: Page) -> bytes:
    """Take a picture of the map without names."""
    return page.locator("#canvas").screenshot(style="#labels{visibility:hidden}", timeout=PATIENCE)


def moving(page: Page, gesture: Callable[[float, float], None]) -> tuple[list[float], float]:
    """Record a gesture on the map: the time of each frame, and the pause after, in milliseconds.

    `gesture` is called with the middle of the map.
    """
    canvas = page.locator("#canvas")
    canvas.scroll_into_view_if_needed()
    box = canvas.bounding_box()
    assert box is not None
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.evaluate(RECORD)
    gesture(x, y)
    let_go = page.evaluate("performance.now()")
    page.mouse.up()
    page.wait_for_timeout(AFTER)
    noted = page.evaluate(RECORDED)
    changed = [now for (_, before), (now, after) in pairwise(noted) if before != after]
    assert len(changed) > 1, "the map did not move"
    times = [now for now, _ in noted if now >= let_go]
    return (
        [after - before for before, after in pairwise(changed)],
        max(after - before for before, after in pairwise([let_go, *times])),
    )


def pan(page: Page, x: float, y: float) -> None:
    """Draw the map along a circle, and make sure that its dots have followed."""
    before = picture(page)
    page.mouse.down()
    for angle in np.linspace(0, 1.5 * np.pi, STEPS):
        page.mouse.move(x + 120 * float(np.sin(angle)), y + 120 * float(np.cos(angle) - 1))
    assert picture(page) != before, "the map did not follow the mouse"


def turn_wheel(page: Page, x: float, y: float) -> None:
    """Come nearer and go back by the wheel."""
    for way in (-1, 1):
        for _ in range(STEPS // 2):
            page.mouse.wheel(0, 100 * way)


def in_browser(path: Path) -> dict[str, Any]:
    """Open the page once, and measure it; frames are lists of times."""
    with new_page() as page:
        found: dict[str, Any] = opening(page, path.as_uri())
        found["note"] = page.locator("#map-note").text_content()
        for name, gesture in (("pan", pan), ("wheel", turn_wheel)):
            times, pause = moving(page, partial(gesture, page))
            found |= {f"{name} frames": times, f"{name} pause, ms": pause}
        changed, shown = page.evaluate(CHANGE, WORD)
        found |= {"search, ms": changed - DEBOUNCE, "search shown, ms": shown - DEBOUNCE}
        page.evaluate(CHANGE, "")
        changed, shown = page.evaluate(CHANGE, "sort")
        return found | {"sort, ms": changed, "sort shown, ms": shown}


def in_browsers(path: Path, repeats: int) -> dict[str, Any]:
    """Open the page several times; medians, of frames those of all times together."""
    runs = [in_browser(path) for _ in range(repeats)]
    found: dict[str, Any] = {}
    for key, value in runs[0].items():
        if isinstance(value, str):
            found[key] = value
        elif isinstance(value, list):
            times, name = [time for run in runs for time in run[key]], key.removesuffix("s")
            found[f"{name}, ms"] = round(float(np.median(times)))
            found[f"{name}, 90 %, ms"] = round(float(np.quantile(times, 0.9)))
            found[f"{key} a gesture"] = round(len(times) / repeats)
        else:
            found[key] = round(median(run[key] for run in runs), 2 if key.endswith(" s") else 0)
    return found


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


def browser_version() -> str:
    """Return name and version of the browser."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=list(FLAGS))
        return f"Chromium {browser.version}"


if __name__ == "__main__":
    main()
