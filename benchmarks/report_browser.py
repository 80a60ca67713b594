"""What the benchmark of the report measures in a browser: opening, moving, search, sorting."""

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


def browser_version() -> str:
    """Return name and version of the browser."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=list(FLAGS))
        return f"Chromium {browser.version}"


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
