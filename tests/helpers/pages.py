"""Helpers for tests of the pages: results made by hand, and pages opened in a browser."""

import base64
import dataclasses
import gzip
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from html import unescape
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from playwright.sync_api import Browser, Page, expect

from helpers.workflow import REPOSITORY
from paperthemes import tables
from paperthemes.dedupe.stage import dedupe
from paperthemes.files import write_arrays, write_json
from paperthemes.parse.stage import parse
from paperthemes.report import stage
from paperthemes.report.inputs import Results
from paperthemes.report.page import Context
from paperthemes.report.provenance import Cost
from paperthemes.spreadsheet import write_csv

TOPICS = 6
TABLES = ("papers", "duplicates", "assignments", "topics", "themes", "related_terms", "map")
HOSTILE = [
    "<script>document.title = 'taken'</script>",
    "</script><script>document.title = 'taken'</script>",
    "<!-- <script> a comment that never ends",
    "<img src=x onerror=\"document.title = 'taken'\">",
    "%{x} {{ 7 * 7 }} {% raw %} &amp; &lt;b&gt;",
    "Quotes \" and ' and ` and \\ and \u2028",
    "\u202eright to left\u202c and \u200bnothing",
    "\u202eright to left that never ends",
    "=HYPERLINK('x')",
    "+1; @SUM(A1), and -2",
    "<b>Bold</b> &copy; <a href='javascript:alert(1)'>click</a>",
    "Very " + "long " * 998 + "title",
    '🍎 数据 é, a "quoted" comma; Gödel\'s',
]
EMBEDDING = {
    "encoder": "toy",
    "dimension": 64,
    "max_tokens": 256,
    "texts": 200,
    "cached": 150,
    "cached_share": 0.75,
    "encoded": 50,
    "shards": 3,
    "texts_per_second": 12.5,
    "truncated": 30,
    "truncated_share": 0.15,
}
RUN = {"name": "1", "papers": 0, "sizes": {}, "recorded": "", "unfinished": False}
TRENDS = {"runs": [RUN], "months": [], "undated": {"papers": 0}, "names": {}}
FIRST_RUN = {
    **{"clustering": "mine", "run": 1, "number": 1, "recorded": "2026-11-28", "baseline": None},
    **{"clusters_digest": "c0ffee"},
    **{"changes": None, "growth": None, "timeline": None},
    **{"trends": TRENDS, "thresholds": {}},
}
UNSUMMARISED = {
    **{"field": "", "field_path": [], "name_source": "phrase", "name_score": 0.5},
    **{"summary": [], "summary_papers": []},
}
CONTEXT = Context(
    clustering="mine",
    title="A <Title>",
    settings={"clustering": {"min_topic_size": 3}, "embed": {"text": "</script>"}},
    costs=[
        Cost(step="parse", jobs=2, seconds=1.25, memory=99.6),
        Cost(step="report", jobs=1, seconds=1234.5, memory=None),
    ],
    command="snakemake --cores 2",
    versions={"python": "3.12"},
)
AXE = REPOSITORY / "node_modules/axe-core/axe.min.js"
PHONE = {"viewport": {"width": 390, "height": 844}}
DARK = {"color_scheme": "dark"}
# JavaScript: the number of pixels of a picture that are not grey.
COLOURED_PIXELS = """async (picture) => {
    const image = new Image();
    image.src = `data:image/png;base64,${picture}`;
    await image.decode();
    const canvas = document.createElement("canvas");
    canvas.width = image.width; canvas.height = image.height;
    const context = canvas.getContext("2d");
    context.drawImage(image, 0, 0);
    const data = context.getImageData(0, 0, image.width, image.height).data;
    let count = 0;
    for (let i = 0; i < data.length; i += 4) {
        const [r, g, b, a] = data.slice(i, i + 4);
        if (a > 100 && Math.max(r, g, b) - Math.min(r, g, b) > 40) count += 1;
    }
    return count;
}"""
# JavaScript: the position of a paper's dot on the screen.
DOT = """(id) => {
    const plot = document.getElementById("plot");
    plot.scrollIntoView({block: "center"});
    const {papers} = JSON.parse(document.getElementById("corpus").textContent);
    const row = papers.id.indexOf(id), {xaxis, yaxis} = plot._fullLayout;
    const box = plot.getBoundingClientRect();
    return {x: box.left + xaxis._offset + xaxis.d2p(papers.x[row]),
            y: box.top + yaxis._offset + yaxis.d2p(papers.y[row])};
}"""


def csv_dump(titles: list[str], **columns: str) -> str:
    """Return a CSV dump of titles."""
    frame = pd.DataFrame({"title": titles, "abstract": [f"{title} It is so." for title in titles]})
    return frame.assign(**columns).to_csv(index=False)


def make_results(papers: pd.DataFrame, *, alone: Sequence[int] = (), **changed: Any) -> Results:
    """Return results with six topics in three themes; every seventh paper is unassigned.

    Topics and grades depend on the row of a paper only. The topics `alone` have no theme, and a
    theme without topics is left out. `changed` replaces attributes.
    """
    row = np.arange(len(papers))
    topic = np.where(row % 7 == 6, tables.UNASSIGNED, row % 7 % TOPICS)
    count = min(TOPICS, len(papers))
    members = [sorted({2 * n, 2 * n + 1} - {*alone}) for n in range((count + 1) // 2)]
    members = [[number for number in own if number < count] for own in members]
    members = [own for own in members if own]
    theme_of = {number: theme for theme, own in enumerate(members) for number in own}
    theme = np.array([theme_of.get(number, tables.UNASSIGNED) for number in topic.tolist()], int)
    sizes = np.bincount(topic[topic >= 0], minlength=count).tolist()
    grade = np.where(topic < 0, "unassigned", np.where(row % 3 == 1, "fringe", "core"))
    cells = {
        "paper_id": papers.paper_id,
        "title": papers.title,
        "topic": topic,
        "topic_name": [name_of("Topic", number) for number in topic],
        "grade": grade,
        "confidence": np.where(topic < 0, 0.25, 0.8125),
        "runner_up": np.where(topic < 0, -1, (topic + 1) % max(count, 1)),
        "margin": np.full(len(papers), 0.5),
        "theme": theme,
        "theme_name": [
            "" if own < 0 <= number else name_of("Theme", own)
            for number, own in zip(topic, theme, strict=True)
        ],
        "nearest_exemplars": [[] if number < 0 else [papers.paper_id[number]] for number in topic],
        "shared_terms": [[] if number < 0 else ["apple"] for number in topic],
        "topic_id": ["" if number < 0 else f"T{number + 1:04d}" for number in topic],
        "subgroup": [("pear", "plum")[at % 2] if topic[at] == 0 else "" for at in row],
    }
    topics = [
        {
            "topic": number,
            "name": name_of("Topic", number),
            "size": sizes[number],
            "keywords": ["apple", f"word {number}"],
            "exemplars": papers.paper_id[topic == number][:5].tolist(),
            "stability": [0.9, 0.6, 0.3, None, 0.8, 0.75][number],
            "keyword_weights": [1.0, 0.5],
            "theme": theme_of.get(number, tables.UNASSIGNED),
            "theme_name": name_of("Theme", theme_of[number]) if number in theme_of else "",
            **UNSUMMARISED,
            "former_name": "",
            "seeded": number == 0,
            "topic_id": f"T{number + 1:04d}",
            "hidden": False,
            "note": "",
            "subgroups": ["pear", "plum"] if number == 0 else [],
            "subgroup_sizes": [5, 4] if number == 0 else [],
            "first_papers": papers.paper_id[topic == number][:1].tolist(),
            "first_reasons": ["most central"],
            "mixes_with": [1] if number == 2 else [],
            "mixing": [0.25] if number == 2 else [],
        }
        for number in range(count)
    ]
    themes = [
        {
            "theme": number,
            "name": name_of("Theme", number),
            "size": sum(sizes[topic] for topic in own),
            "keywords": ["apple"],
            "keyword_weights": [1.0],
            **UNSUMMARISED,
            "topics": own,
        }
        for number, own in enumerate(members)
    ]
    angle = 2 * np.pi * topic / TOPICS
    positions = {"x": 3 * np.cos(angle) + row % 5 / 10, "y": np.sin(angle) + row % 3 / 10}
    neighbours = (row[:, np.newaxis] + np.arange(1, 12)) % max(len(papers), 1)
    parts = {
        "papers": papers,
        "duplicates": frame_of(tables.DUPLICATES, {}),
        "assignments": frame_of(tables.ASSIGNMENTS, cells),
        "topics": frame_of(tables.TOPICS, as_columns(topics)),
        "themes": frame_of(tables.THEMES, as_columns(themes)),
        "related_terms": frame_of(tables.RELATED_TERMS, {}),
        "map": frame_of(tables.MAP, {"paper_id": papers.paper_id, **positions}),
        "nearest": neighbours.astype(np.int32),
        "similarities": np.linspace(
            [0.9], [0.4], neighbours.shape[1], axis=1, dtype=np.float32
        ).repeat(len(papers), axis=0),
        "dumps": [],
        "embedding": EMBEDDING,
        "metrics": make_metrics(topic, grade, len(themes)),
        "changes": FIRST_RUN.copy(),
        "suggestions": [],
    }
    return Results(**parts | changed)


def with_topic(results: Results, topic: int, **cells: Any) -> Results:
    """Return results in which a topic has other cells."""
    columns = {
        name: [cell if number == topic else old for number, old in enumerate(results.topics[name])]
        for name, cell in cells.items()
    }
    return dataclasses.replace(results, topics=results.topics.assign(**columns))


def name_of(kind: str, number: int) -> str:
    """Return the name of a topic or theme."""
    return "unassigned" if number < 0 else f"{kind} {'abcdef'[number]}"


def as_columns(rows: list[dict[str, Any]]) -> dict[str, list[Any]]:
    """Turn rows into columns."""
    return {name: [row[name] for row in rows] for name in rows[0]} if rows else {}


def frame_of(table: tables.Table, cells: Mapping[str, Sequence[Any]]) -> pd.DataFrame:
    """Make a frame of a table from its columns; without any it is empty."""
    return tables.make(table, zip(*(cells.get(name, []) for name in table.names), strict=True))


def make_metrics(topic: np.ndarray, grade: np.ndarray, themes: int) -> dict[str, Any]:
    """Return the content of `metrics.json` for topics and grades of papers."""
    counts = {name: int((grade == name).sum()) for name in ("core", "fringe", "unassigned")}
    shares = {f"{name}_share": count / max(1, len(topic)) for name, count in counts.items()}
    sizes = np.bincount(topic[topic >= 0]).tolist()
    return {
        **{"engine": "toy", "papers": len(topic), "topics": len(sizes), "themes": themes},
        **{"sizes": sizes, "min_topic_size": 3, "notes": [], "stability": 0.8},
        **{"topic_stability": [0.8] * len(sizes), **counts, **shares},
        "readings": [{"key": "core_share", "name": "core", "line": "share of core papers"}],
    }


def make_report(folder: Path, csv: str) -> Results:
    """Parse one CSV dump, group its papers, and write `report.html` and all that it is made of."""
    (folder / "list.csv").write_text(csv, "utf-8")
    records, parse_report = parse(folder / "list.csv", "list.csv")
    papers, duplicates = dedupe([records])
    results = make_results(papers, duplicates=duplicates, dumps=[parse_report])
    write_results(results, folder)
    stage.run(inputs_in(folder), outputs_in(folder), CONTEXT)
    return results


def write_results(results: Results, folder: Path) -> None:
    """Write the files that `inputs_in` names."""
    for name in TABLES:
        tables.write(
            getattr(tables, name.upper()), getattr(results, name), folder / f"{name}.parquet"
        )
    write_csv(tables.ASSIGNMENTS, results.assignments, folder / "assignments.csv")
    indices = np.column_stack([np.arange(len(results.papers)), results.nearest]).astype(np.int32)
    distances = np.column_stack([np.zeros(len(results.papers)), 1 - results.similarities])
    paper_ids = results.papers.paper_id.to_numpy(dtype=str)
    arrays = {"paper_id": paper_ids, "indices": indices, "distances": distances}
    write_arrays(folder / "neighbours.npz", **arrays)
    write_json(folder / "parse.json", results.dumps[0])
    for name in ("embedding", "metrics", "changes"):
        write_json(folder / f"{name}.json", getattr(results, name))
    suggestions = {results.changes["clustering"]: {"suggestions": results.suggestions}}
    write_json(folder / "suggestions.json", suggestions)


def inputs_in(folder: Path) -> dict[str, Any]:
    """Return the inputs of the report from the files of `write_results`."""
    return {
        "parse_reports": [str(folder / "parse.json")],
        "neighbours": str(folder / "neighbours.npz"),
        **{
            name: str(folder / f"{name}.json")
            for name in ("embedding", "metrics", "changes", "suggestions")
        },
        **{name: str(folder / f"{name}.parquet") for name in TABLES},
    }


def outputs_in(folder: Path) -> dict[str, str]:
    """Return the outputs of the report, without a feed."""
    names = {"html": "report.html", "changes_html": "changes.html", "digest": "digest.md"}
    return {name: str(folder / file) for name, file in names.items()}


def inputs_of(results: Path, clustering: str) -> dict[str, Any]:
    """Return the inputs of the report of one clustering from the results of the workflow."""
    names = ("assignments", "topics", "themes", "related_terms", "map")
    return {
        "papers": str(results / "papers.parquet"),
        "duplicates": str(results / "duplicates.parquet"),
        "parse_reports": sorted(map(str, results.glob("parsed/*.report.json"))),
        "embedding": str(next(results.glob("embeddings/*.report.json"))),
        "neighbours": str(next(results.glob("neighbours/*.npz"))),
        "metrics": str(results / clustering / "metrics.json"),
        "changes": str(results / clustering / "changes.json"),
        "suggestions": str(results / "suggestions.json"),
        **{name: str(results / clustering / f"{name}.parquet") for name in names},
    }


@dataclass
class OpenedPage:
    """A page in the browser, and the errors and network requests it caused."""

    page: Page
    problems: list[str] = field(default_factory=list)


def open_page(
    browser: Browser,
    path: Path,
    *,
    anchor: str = "",
    before: Callable[[Page], object] | None = None,
    wait: Callable[[Page], object] | None = None,
    **options: object,
) -> OpenedPage:
    """Open a page from disk, offline, and wait until it is ready.

    `before` is called with the page before it is loaded, `wait` (`wait_until_ready`) after.
    """
    page = browser.new_context(offline=True, accept_downloads=True, **options).new_page()
    opened = OpenedPage(page)
    page.on(
        "console",
        lambda message: (
            "GL Driver Message" in message.text  # from the GPU in software, not from the page
            or opened.problems.append(f"console: {message.text}")
        ),
    )
    page.on("pageerror", lambda error: opened.problems.append(f"error: {error}"))
    page.on(
        "request",
        lambda request: (
            request.url.split("#")[0] == path.as_uri()
            or request.url.startswith("blob:")
            or opened.problems.append(f"request: {request.url[:99]}")
        ),
    )
    if before is not None:
        before(page)
    page.goto(path.as_uri() + anchor)
    (wait or wait_until_ready)(page)
    return opened


def check_policy(text: str) -> None:
    """Check that a page can use no network, and runs only the scripts that are in it."""
    policies = re.findall(r'<meta http-equiv="Content-Security-Policy" content="([^"]*)">', text)
    assert len(policies) == 1
    head, _, rest = text.partition(policies[0])
    assert not re.search(r"<(?:script|style|link|img)", head)  # it holds for all that follows
    rules = dict(rule.strip().split(" ", 1) for rule in unescape(policies[0]).split(";"))
    scripts = re.findall(r"<script>(.*?)</script>", rest, re.DOTALL)
    if library := re.search(r'id="plotly">(.*?)</script>', rest):
        scripts.append(gzip.decompress(base64.b64decode(library[1])).decode())
    digests = [base64.b64encode(sha256(script.encode()).digest()).decode() for script in scripts]
    allowed = [f"'sha256-{digest}'" for digest in digests] + ["'unsafe-eval'"] * bool(library)
    assert rules == {
        **{"default-src": "'none'", "script-src": " ".join(allowed) or "'none'"},
        **{"style-src": "'unsafe-inline'", "img-src": "data: blob:"},
        **{"base-uri": "'none'", "form-action": "'none'"},
    }


def wait_until_ready(page: Page) -> None:
    """Wait until the map is drawn and abstracts can be searched."""
    page.wait_for_selector("html[data-searchable]", state="attached", timeout=60_000)
    wait_for_frames(page)


def wait_for_frames(page: Page) -> None:
    """Wait until the page has done what it does in its next frames.

    It then redraws diagrams of another size, dims dots, moves names on the map, and fills the list
    where it was scrolled to. For what comes later or not in a frame, as after a change of the
    address, retry: `expect(locator)` or `page.wait_for_function`.
    """
    page.evaluate(
        """async () => {
            for (let frame = 0; frame < 3; frame += 1) await new Promise(requestAnimationFrame);
        }"""
    )


def go_to(page: Page, anchor: str) -> None:
    """Go to another address within the page, and wait until the page has followed it."""
    page.evaluate(
        """async (anchor) => {
            const before = location.href;
            const followed = new Promise((resolve) =>
                addEventListener("hashchange", resolve, { once: true }),
            );
            location.hash = anchor;
            if (location.href !== before) await followed;
        }""",
        anchor,
    )
    wait_for_frames(page)


def reset_view(opened: OpenedPage) -> Page:
    """Return a report that several tests share to its first view; opening it takes seconds.

    Edits, the position in the page and what the browser stores stay; a test that needs or changes
    them opens a page of its own, and so does one about another window or medium.
    """
    page = opened.page
    page.mouse.move(0, 0)
    page.keyboard.press("Escape")  # the selection of an area
    page.evaluate(
        """() => {
            document.activeElement.blur();
            for (const each of document.querySelectorAll("details[open]")) each.open = false;
            const names = document.getElementById("labels-shown");
            if (names.selectedIndex > 0) {
                names.selectedIndex = 0;
                names.dispatchEvent(new Event("change"));
            }
            document.getElementById("zoom-all").click();
        }"""
    )
    go_to(page, "?")  # the view without parameters: no search, no filter, no paper
    expect(page.locator("#query")).to_have_value("")
    return page


def listed_titles(page: Page) -> list[str]:
    """Return the titles of all papers in the list by scrolling through it."""
    return page.evaluate(
        """async () => {
            const box = document.getElementById("table"), titles = new Map();
            const frame = () => new Promise(requestAnimationFrame);
            for (let top = 0; ; top += box.clientHeight) {
                box.scrollTop = top;
                await frame(); await frame();
                for (const row of box.querySelectorAll(".body [role=row]"))
                    titles.set(Number(row.getAttribute("aria-rowindex")),
                               row.querySelector(".title bdi").textContent);
                if (top > box.scrollHeight) break;
            }
            box.scrollTop = 0;
            const count = Number(box.getAttribute("aria-rowcount")) - 1;
            return [...titles].sort((a, b) => a[0] - b[0]).slice(0, count).map((e) => e[1]);
        }"""
    )


def search(page: Page, words: str, field: str = "#query") -> None:
    """Search, and wait until the list is updated, which the filters beside it are with it."""
    page.fill(field, words)
    page.wait_for_function(
        """words => {
            const filters = document.querySelectorAll(".status:has(#count) .chips bdi");
            const texts = [...filters].map((each) => each.textContent);
            const searches = texts.filter((text) => text.startsWith("search: "));
            return searches.join() === (words && `search: ${words}`);
        }""",
        arg=words.strip(),
    )


def selected_dots(page: Page) -> list[int] | None:
    """Return the indices of the dots that are not dimmed, `None` for all."""
    wait_for_frames(page)
    return page.evaluate("plot.data[0].selectedpoints ?? null")


def download(page: Page, button: str) -> str:
    """Click a button that saves a file, and return its content."""
    with page.expect_download() as event:
        page.click(button)
    return Path(event.value.path()).read_bytes().decode()


def export(page: Page, ending: str, menu: str = "#export") -> str:
    """Save papers from a menu as a file with this ending, and return its content."""
    page.click(f"{menu} > summary")
    return download(page, f"{menu} button[value='{ending}']")


def open_topic_form(page: Page, topic_id: str) -> None:
    """Open the form that edits a topic."""
    page.click(f".card:has([id='{topic_id}']) button.edit")


def edit_topic(page: Page, topic_id: str, **values: str) -> str:
    """Fill in the form of a topic; return why it was refused, or ""."""
    open_topic_form(page, topic_id)
    for name, value in values.items():
        if name == "merge":
            page.select_option("#topic-form [name=merge]", value)
        elif name == "hide":
            page.check("#topic-form [name=hide]")
        elif name == "word":
            page.check(f"#topic-form-words input[value='{value}']")
        else:
            page.fill(f"#topic-form [name={name}]", value)
    page.click("#topic-form button:has-text('Add')")
    problem = page.inner_text("#topic-form .problem")
    if problem:
        page.click("#topic-form [value=cancel]")
    return problem


def pin_paper(page: Page, paper_id: str, topic_id: str) -> None:
    """Pin a paper in the list to a topic."""
    page.click(f"button.pin[value='{paper_id}'] >> nth=0")
    page.select_option("#paper-form [name=topic]", topic_id)
    page.click("#paper-form button:has-text('Add')")


def scroll_to_map(page: Page) -> dict:
    """Scroll the map to the middle of the window, and return its box."""
    page.locator("#canvas").evaluate("node => node.scrollIntoView({block: 'center'})")
    return page.locator("#canvas").bounding_box()


def select_area(page: Page, right: float) -> None:
    """Select the map from its left edge to a share of its width."""
    page.click("#lasso")
    box = scroll_to_map(page)
    left, top, bottom = 0.01, 0.01, 0.99
    corners = [(left, top), (right, top), (right, bottom), (left, bottom), (left, top)]
    at = [(box["x"] + x * box["width"], box["y"] + y * box["height"]) for x, y in corners]
    page.mouse.move(*at[0])
    page.mouse.down()
    for place in at[1:]:
        page.mouse.move(*place, steps=6)
    page.mouse.up()
    page.wait_for_selector("#selection:not([hidden])")
    page.wait_for_function("plot.layout.dragmode === false")


def select_whole_map(page: Page) -> None:
    """Select the whole map."""
    select_area(page, 0.99)


def share_left_of_half_the_dots(page: Page) -> float:
    """Return the share of the width of the map that has half of the dots."""
    return page.evaluate(
        """() => {
          const [low, high] = plot._fullLayout.xaxis.range;
          const all = plot.data.flatMap(({ x }) => Array.from(x ?? []));
          const xs = all.filter((x) => Number.isFinite(x)).sort((a, b) => a - b);
          const half = Math.floor(xs.length / 2);
          return ((xs[half - 1] + xs[half]) / 2 - low) / (high - low);
        }"""
    )


def centre_on_a_dot(page: Page) -> None:
    """Move the map so that the dot nearest to its middle is in the middle."""
    page.evaluate(
        """() => {
          const axes = [plot._fullLayout.xaxis, plot._fullLayout.yaxis];
          const middle = axes.map(({ range }) => (range[0] + range[1]) / 2);
          const dots = plot.data.flatMap(({ x, y }) => Array.from(x ?? [], (v, i) => [v, y[i]]));
          const far = (dot) => Math.hypot(dot[0] - middle[0], dot[1] - middle[1]);
          const known = dots.filter((dot) => dot.every((value) => Number.isFinite(value)));
          const nearest = known.reduce((a, b) => (far(b) < far(a) ? b : a));
          const moved = axes.map(({ range }, i) => range.map((v) => v + nearest[i] - middle[i]));
          return Plotly.relayout(plot, { "xaxis.range": moved[0], "yaxis.range": moved[1] });
        }"""
    )
    wait_for_frames(page)


def coloured_pixels(page: Page) -> int:
    """Count the pixels of the map that are not grey, without labels."""
    page.select_option("#labels-shown", "none")
    page.locator("#canvas").evaluate("node => node.scrollIntoView({block: 'center'})")
    picture = base64.b64encode(page.locator("#canvas").screenshot()).decode()
    page.select_option("#labels-shown", "zoom")
    return page.evaluate(COLOURED_PIXELS, picture)
