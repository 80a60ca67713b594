"""What tests of the pages share: a report made from rows, and pages opened as readers open them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd
from playwright.sync_api import Browser, Page

from helpers.papers import toy_vectors
from helpers.workflow import REPOSITORY
from paperthemes import tables
from paperthemes.artifacts.identities import DisplayedTopic
from paperthemes.cluster.settings import ClusterSettings
from paperthemes.cluster.stage import cluster
from paperthemes.dedupe.stage import dedupe
from paperthemes.describe.stage import describe
from paperthemes.files import write_json
from paperthemes.identify.map_alignment import as_table
from paperthemes.neighbours.settings import NeighbourSettings
from paperthemes.neighbours.stage import find_neighbours
from paperthemes.parse.stage import parse
from paperthemes.report import stage
from paperthemes.report.inputs import Sources
from paperthemes.report.page import Context
from paperthemes.report.provenance import Cost
from paperthemes.terms.stage import collect_terms

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
    "resumed": 0,
    "encoded": 50,
    "shards": 3,
    "texts_per_second": 12.5,
    "truncated": 30,
    "truncated_share": 0.15,
}
FIRST_RUN = {"clustering": "mine", "run": 1, "baseline": None, "changes": None, "trends": {}}
CONTEXT = Context(
    "mine",
    "A <Title>",
    {"clustering": {"min_topic_size": 3}, "embed": {"text": "</script>"}},
    costs=[Cost("parse", 2, 1.25, 99.6), Cost("report", 1, 1234.5, None)],
    command="snakemake --cores 2",
    versions={"python": "3.12"},
)
AXE = REPOSITORY / "node_modules/axe-core/axe.min.js"
PHONE = {"viewport": {"width": 390, "height": 844}}
DARK = {"color_scheme": "dark"}
# Where a paper's dot is on the screen.
DOT = """(id) => {
    const plot = document.getElementById("plot");
    plot.scrollIntoView({block: "center"});
    const {papers} = JSON.parse(document.getElementById("corpus").textContent);
    const row = papers.id.indexOf(id), {xaxis, yaxis} = plot._fullLayout;
    const box = plot.getBoundingClientRect();
    return {x: box.left + xaxis._offset + xaxis.d2p(papers.x[row]),
            y: box.top + yaxis._offset + yaxis.d2p(papers.y[row])};
}"""


def rows(titles: list[str], **columns: str) -> str:
    """Make a CSV dump of titles."""
    frame = pd.DataFrame({"title": titles, "abstract": [f"{title} It is so." for title in titles]})
    return frame.assign(**columns).to_csv(index=False)


def make_report(folder: Path, csv: str, shown: Sequence[DisplayedTopic] = ()) -> Sources:
    """Run all stages on one CSV dump, with toy vectors, and write `report.html`."""
    (folder / "list.csv").write_text(csv, "utf-8")
    records, account = parse(folder / "list.csv", "list.csv")
    papers, duplicates = dedupe(records)
    vectors = toy_vectors(papers)
    neighbours = find_neighbours(papers, vectors, NeighbourSettings())
    found = cluster(papers, vectors, neighbours, ClusterSettings(min_topic_size=3))
    describe(
        papers, vectors, neighbours, found.partition, collect_terms(papers), displayed=shown
    ).write(folder)
    neighbours.write(folder / "neighbours.npz")
    places = as_table(papers.paper_id, neighbours.map)
    tables.write(tables.MAP, places, folder / "map.parquet")
    tables.write(tables.PAPERS, papers, folder / "papers.parquet")
    tables.write(tables.DUPLICATES, duplicates, folder / "duplicates.parquet")
    write_json(folder / "account.json", account)
    write_json(folder / "embedding.json", EMBEDDING)
    write_json(folder / "changes.json", FIRST_RUN)
    sources = sources_in(folder)
    stage.run(sources, folder / "report.html", CONTEXT)
    return sources


def sources_in(folder: Path) -> Sources:
    """Name the files that `make_report` wrote."""
    names = ("papers", "duplicates", "assignments", "topics", "themes", "map")
    return Sources(
        parse_reports=[str(folder / "account.json")],
        embedding=str(folder / "embedding.json"),
        neighbours=str(folder / "neighbours.npz"),
        metrics=str(folder / "metrics.json"),
        changes=str(folder / "changes.json"),
        **{name: str(folder / f"{name}.parquet") for name in names},
    )


def sources_of(results: Path, clustering: str) -> Sources:
    """Name the files that the workflow wrote for one clustering."""
    names = ("assignments", "topics", "themes", "map")
    return Sources(
        papers=str(results / "papers.parquet"),
        duplicates=str(results / "duplicates.parquet"),
        parse_reports=sorted(map(str, results.glob("parsed/*.report.json"))),
        embedding=str(next(results.glob("embeddings/*.report.json"))),
        neighbours=str(next(results.glob("neighbours/*.npz"))),
        metrics=str(results / clustering / "metrics.json"),
        changes=str(results / clustering / "changes.json"),
        **{name: str(results / clustering / f"{name}.parquet") for name in names},
    )


@dataclass
class Watched:
    """An open page, and what it complained of or asked the network for."""

    page: Page
    trouble: list[str] = field(default_factory=list)


def open_page(
    browser: Browser,
    path: Path,
    *,
    anchor: str = "",
    before: Callable[[Page], object] | None = None,
    **options: object,
) -> Watched:
    """Open a page from disk, with the network off, and wait until all of it has come to life.

    `before` is called with the page before anything is loaded.
    """
    page = browser.new_context(offline=True, accept_downloads=True, **options).new_page()
    watched = Watched(page)
    page.on("console", lambda message: watched.trouble.append(f"console: {message.text}"))
    page.on("pageerror", lambda error: watched.trouble.append(f"error: {error}"))
    page.on(
        "request",
        lambda request: (
            request.url.split("#")[0] == path.as_uri()
            or request.url.startswith("blob:")
            or watched.trouble.append(f"request: {request.url[:99]}")
        ),
    )
    if before is not None:
        before(page)
    page.goto(path.as_uri() + anchor)
    wait_until_alive(page)
    return watched


def wait_until_alive(page: Page) -> None:
    """Wait until the map is drawn and abstracts can be searched."""
    page.wait_for_selector("html[data-searchable]", state="attached", timeout=60_000)


def shown_titles(page: Page) -> list[str]:
    """Return the titles of all papers in the list, by scrolling through it."""
    return page.evaluate(
        """async () => {
            const box = document.getElementById("table"), titles = new Map();
            const frame = () => new Promise(requestAnimationFrame);
            for (let top = 0; ; top += box.clientHeight / 2) {
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
    """Search, and wait until the list has followed."""
    page.fill(field, words)
    page.wait_for_timeout(400)


def undimmed(page: Page) -> list[int] | None:
    """Return which dots are not dimmed, once the map has followed; `None` is all."""
    return page.evaluate(
        """async () => {
            const frame = () => new Promise(requestAnimationFrame);
            await frame(); await frame(); await frame();
            return document.getElementById("plot").data[0].selectedpoints ?? null;
        }"""
    )


def saved(page: Page, button: str) -> str:
    """Click a button that saves a file, and return what is in it."""
    with page.expect_download() as download:
        page.click(button)
    return Path(download.value.path()).read_bytes().decode()


def map_in_sight(page: Page) -> dict:
    """Bring the map into the middle of the window, and return where it is."""
    page.locator("#canvas").evaluate("node => node.scrollIntoView({block: 'center'})")
    return page.locator("#canvas").bounding_box()


def draw_lasso(page: Page, low: float, high: float) -> None:
    """Draw a lasso from a share of the map's width and height to another."""
    page.click("#lasso")
    box = map_in_sight(page)
    corners = [(low, low), (high, low), (high, high), (low, high), (low, low)]
    at = [(box["x"] + x * box["width"], box["y"] + y * box["height"]) for x, y in corners]
    page.mouse.move(*at[0])
    page.mouse.down()
    for place in at[1:]:
        page.mouse.move(*place, steps=6)
    page.mouse.up()
    page.wait_for_selector("#selection:not([hidden])")


def lasso_all(page: Page) -> None:
    """Draw a lasso around the whole map."""
    draw_lasso(page, 0.01, 0.99)
