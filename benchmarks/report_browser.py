"""Measurements of the report in a browser: opening, moving the map, search, sorting."""

import os
import shutil
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from itertools import pairwise
from pathlib import Path
from statistics import median
from typing import Any

import numpy as np
from playwright.sync_api import Page, sync_playwright

COMMON_WORD = "model"
TYPED_WORD, TYPED_FROM = "classification", 4  # shorter beginnings only match whole words
DEBOUNCE = 120  # milliseconds that the page waits for more letters
STEPS = 40  # events of a gesture
TIMEOUT = 120_000  # milliseconds
OBSERVED = 2_000  # milliseconds after a gesture in which pauses count
CHROMIUMS = ("chromium", "chromium-browser", "google-chrome")
FLAGS = (
    *("--no-sandbox", "--use-angle=swiftshader", "--enable-unsafe-swiftshader"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
)
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
RECORD_FRAMES = """() => {
    const plot = document.getElementById("plot");
    const layers = document.getElementById("layers");
    window.recordedFrames = [];
    const record = () => {
        if (window.recordedFrames === null) return;
        const { xaxis, yaxis } = plot._fullLayout;
        const seen = [...xaxis.range, ...yaxis.range, layers.style.transform].join();
        window.recordedFrames.push([performance.now(), seen]);
        requestAnimationFrame(record);
    };
    record();
}"""
TAKE_FRAMES = """() => {
    const frames = window.recordedFrames;
    window.recordedFrames = null;
    return frames;
}"""
WAIT_FOR_GPU = """async () => {
    for (const canvas of document.querySelectorAll("#plot canvas")) {
        canvas.getContext("webgl")?.readPixels(0, 0, 1, 1, 6408, 5121, new Uint8Array(4));
    }
    await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
    return performance.now();
}"""
CHANGE_TABLE = """async (change) => {
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


def find_chromium() -> str:
    """Return the path of Chromium."""
    program = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, CHROMIUMS)), None)
    return program or sys.exit("no Chromium found; name it in $CHROMIUM")


def browser_version() -> str:
    """Return name and version of the browser."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=list(FLAGS))
        return f"Chromium {browser.version}"


@contextmanager
def open_browser() -> Iterator[Page]:
    """Yield an empty page of a new Chromium without a network."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=list(FLAGS))
        context = browser.new_context(offline=True, viewport={"width": 1280, "height": 800})
        page = context.new_page()
        yield page
        browser.close()


def measure_opening(page: Page, address: str) -> dict[str, float]:
    """Open the report; return when it was usable, drawn, seen and searchable, in seconds."""
    page.add_init_script(CLICK_WHEN_READY)
    page.goto(address, wait_until="commit", timeout=TIMEOUT)
    page.wait_for_selector("html[data-drawn]", state="attached", timeout=TIMEOUT)
    seen = page.evaluate(WAIT_FOR_GPU)
    page.wait_for_selector("html[data-searchable]", state="attached", timeout=TIMEOUT)
    marks = page.evaluate("({ ...document.documentElement.dataset })")
    return {
        "usable, s": int(marks["answered"]) / 1000,
        "drawn, s": int(marks["drawn"]) / 1000,
        "seen, s": seen / 1000,
        "searchable, s": int(marks["searchable"]) / 1000,
    }


def take_screenshot(page: Page) -> bytes:
    """Return a picture of the map without labels."""
    return page.locator("#canvas").screenshot(style="#labels{visibility:hidden}", timeout=TIMEOUT)


def measure_gesture(
    page: Page, gesture: Callable[[float, float], None]
) -> tuple[list[float], float]:
    """Make a gesture on the map; return the time of each frame and the longest pause after it.

    Parameters
    ----------
    page
        The report.
    gesture
        Function of the middle of the map, in pixels.

    Returns
    -------
    frame_times : list of float
        Milliseconds from one animation frame in which the map has moved to the next such.
    pause : float
        Longest time between two animation frames after the gesture, in milliseconds.
    """
    canvas = page.locator("#canvas")
    canvas.scroll_into_view_if_needed()
    box = canvas.bounding_box()
    assert box is not None
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.evaluate(RECORD_FRAMES)
    gesture(x, y)
    released = page.evaluate("performance.now()")
    page.mouse.up()
    page.wait_for_timeout(OBSERVED)
    frames = page.evaluate(TAKE_FRAMES)
    moved = [time for (_, before), (time, after) in pairwise(frames) if before != after]
    assert len(moved) > 1, "the map did not move"
    later = [released, *(time for time, _ in frames if time >= released)]
    return (
        [after - before for before, after in pairwise(moved)],
        max(after - before for before, after in pairwise(later)),
    )


def pan(page: Page, x: float, y: float) -> None:
    """Drag the map along a circle, and check that its points have followed."""
    before = take_screenshot(page)
    page.mouse.down()
    for angle in np.linspace(0, 1.5 * np.pi, STEPS):
        page.mouse.move(x + 120 * float(np.sin(angle)), y + 120 * float(np.cos(angle) - 1))
    assert take_screenshot(page) != before, "the map did not follow the mouse"


def zoom(page: Page, _x: float, _y: float) -> None:
    """Zoom in and out with the wheel."""
    for direction in (-1, 1):
        for _ in range(STEPS // 2):
            page.mouse.wheel(0, 100 * direction)


def measure_keys(page: Page) -> list[float]:
    """Type a word letter by letter; return the milliseconds from each key to a changed table.

    The time that the page waits for more letters does not count.
    """
    beginnings = [TYPED_WORD[:end] for end in range(TYPED_FROM, len(TYPED_WORD) + 1)]
    return [page.evaluate(CHANGE_TABLE, text)[0] - DEBOUNCE for text in beginnings]


def measure_once(path: Path) -> dict[str, Any]:
    """Open the report in a new browser and measure it; frames are lists of times."""
    with open_browser() as page:
        result: dict[str, Any] = measure_opening(page, path.as_uri())
        result["note"] = page.locator("#map-note").text_content()
        for name, gesture in (("pan", pan), ("wheel", zoom)):
            times, pause = measure_gesture(page, partial(gesture, page))
            result |= {f"{name} frames": times, f"{name} pause, ms": pause}
        changed, shown = page.evaluate(CHANGE_TABLE, COMMON_WORD)
        result |= {"search, ms": changed - DEBOUNCE, "search shown, ms": shown - DEBOUNCE}
        result["keys"] = measure_keys(page)
        page.evaluate(CHANGE_TABLE, "")
        changed, shown = page.evaluate(CHANGE_TABLE, "sort")
        return result | {"sort, ms": changed, "sort shown, ms": shown}


def measure_page(path: Path, repeats: int) -> dict[str, Any]:
    """Measure the report several times; return medians, of frames over those of all runs."""
    runs = [measure_once(path) for _ in range(repeats)]
    result: dict[str, Any] = {}
    for key, value in runs[0].items():
        if isinstance(value, str):
            result[key] = value
        elif isinstance(value, list):
            times, name = [time for run in runs for time in run[key]], key.removesuffix("s")
            result[f"{name}, ms"] = round(float(np.median(times)))
            result[f"{name}, 90 %, ms"] = round(float(np.quantile(times, 0.9)))
            result[f"{key} per gesture"] = round(len(times) / repeats)
        else:
            result[key] = round(median(run[key] for run in runs), 2 if key.endswith(" s") else 0)
    return result
