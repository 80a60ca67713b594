"""The digest and the Atom feed say what is new, whatever the texts contain."""

import re
from pathlib import Path
from uuid import UUID
from xml.etree import ElementTree as etree

import pytest
from lxml.html import fromstring
from markdown_it import MarkdownIt

from helpers.pages import CONTEXT, HOSTILE, csv_dump, inputs_in, make_report, outputs_in
from helpers.run_pairs import changes_content, current_run, make_topics
from paperthemes.report import stage
from paperthemes.report.changes_summary import summarise
from paperthemes.report.digest import MAX_PER_TOPIC, format_digest
from paperthemes.report.feed import format_feed
from paperthemes.report.new_papers import list_new_papers
from paperthemes.report.sparkline import draw_shares, make_topic_sparklines, sparkline

ATOM = "{http://www.w3.org/2005/Atom}"
DATE = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")
BAD_CHARACTERS = "Bell \x07, vertical tab \x0b, escape \x1b and \ufffe in a title"


def make(new: dict[str, str], **columns: list) -> tuple[str, etree.Element]:
    """Return the digest and the feed of a run that has new papers with these topics."""
    known = make_topics(T0001=4, T0002=4)
    names = {"T0001": "<b>Boats</b> & *ships*", "T0002": "Bees"}
    cells = {name: [values[0]] * len(known) + values for name, values in columns.items()}
    current = current_run(known | new, names=names, **cells)
    content = changes_content(known, current)
    papers = list_new_papers(content, current.papers)
    summary = summarise(content, current.papers, [])
    digest = format_digest(content, current.topics, papers, summary, "A <Title>")
    return digest, etree.fromstring(format_feed(content, papers, "A <Title>"))


def test_the_digest_lists_new_papers_by_topic_with_links() -> None:
    new = {f"Fresh {number}": "T0002" for number in range(MAX_PER_TOPIC + 2)} | {"Lone": ""}
    urls = [f"https://example.org/{number}" for number in range(len(new))]
    digest, _ = make(new, url=urls, extra=['{"upvotes": "9"}'] + ["{}"] * (len(new) - 1))
    lines = digest.splitlines()
    assert lines[0] == r"# A \<Title>: fine, run 4, 8 March 2026, 16:20 UTC"
    assert "8 papers + 8 new = 16 now." in lines[2]
    assert "- [Fresh 0][1] (most upvoted (9); topic: Bees)" in lines
    assert "[1]: <https://example.org/0>" in lines
    assert "### Bees (7)" in lines
    assert "- and 2 more papers" in lines
    assert lines.index("### unassigned (1)") > lines.index("### Bees (7)")
    assert "See the list" not in digest
    assert re.search(r"Nearest known paper: .+ \(similarity \d\.\d\d\)", digest)


def test_the_digest_of_a_first_run_lists_the_topics() -> None:
    current = current_run(make_topics(T0001=3, T0002=2), hidden=["T0002"])
    content = changes_content(None, current)
    digest = format_digest(content, current.topics, [], [], "Title")
    assert "The first run: 5 papers in 1 topic." in digest
    assert "- Name of T0001 (3)" in digest
    feed = etree.fromstring(format_feed(content, [], "Title"))
    assert feed.findall(f"{ATOM}entry") == []


def test_hostile_texts_stay_text() -> None:
    texts = [*HOSTILE, BAD_CHARACTERS]
    digest, feed = make(
        dict.fromkeys(texts, "T0001"),
        abstract=texts,
        url=["https://example.org/a b>\"'<x|" + "\n)", *["javascript:alert(1)"] * (len(texts) - 1)],
        authors=[[text] for text in texts],
    )
    page = fromstring(MarkdownIt().render(digest))
    tags = {element.tag for element in page.iter()}
    assert tags <= {"div", "h1", "h2", "h3", "p", "ul", "li", "a"}
    assert all(link.get("href").startswith("https://") for link in page.iter("a"))
    entries = feed.findall(f"{ATOM}entry")
    titles = {entry.findtext(f"{ATOM}title") for entry in entries}
    assert HOSTILE[0] in titles
    assert "Bell , vertical tab , escape  and  in a title" in titles
    assert {len(entry.findall(f"{ATOM}link")) for entry in entries} == {1}
    for link in feed.iter(f"{ATOM}link"):
        assert re.fullmatch(r"https://[!#-;=?-Z_a-z~%']+", link.attrib["href"])
    assert {entry.find(f"{ATOM}category").attrib["label"] for entry in entries} == {
        "<b>Boats</b> & *ships*"
    }


def test_the_feed_has_what_the_standard_requires() -> None:
    new = {"Fresh": "T0002", "Other": "", "Third": "T0001"}
    dates = ["2026-03-01", "2026", ""]
    _, feed = make(new, published=dates, authors=[["Ada Li"], [], [" "]])
    assert feed.tag == f"{ATOM}feed"
    entries = feed.findall(f"{ATOM}entry")
    assert len(entries) == 3
    for element in (feed, *entries):
        for name in ("id", "title", "updated"):
            assert len(element.findall(f"{ATOM}{name}")) == 1
        assert UUID(element.findtext(f"{ATOM}id").removeprefix("urn:uuid:")).version == 5
        assert DATE.fullmatch(element.findtext(f"{ATOM}updated"))
    assert feed.findtext(f"{ATOM}author/{ATOM}name") == "A <Title>"  # some entries have no author
    assert [element.text for element in feed.iter(f"{ATOM}published")] == ["2026-03-01T00:00:00Z"]
    assert {entry.find(f"{ATOM}category").attrib["term"] for entry in entries} == {
        *("T0001", "T0002", "unassigned")
    }


def test_ids_in_the_feed_depend_on_the_papers_alone() -> None:
    def ids(feed: etree.Element) -> dict[str, str]:
        entries = feed.findall(f"{ATOM}entry")
        return {entry.findtext(f"{ATOM}title"): entry.findtext(f"{ATOM}id") for entry in entries}

    _, first = make({"Fresh": "T0002"})
    _, second = make({"Fresh": "T0001", "Other": ""}, doi=["10.1/x", ""])
    assert ids(first)["Fresh"] == ids(second)["Fresh"]
    assert len({*ids(second).values()}) == 2
    assert first.findtext(f"{ATOM}id") == second.findtext(f"{ATOM}id")


def test_a_feed_that_is_not_asked_for_is_removed(tmp_path: Path) -> None:
    feed = tmp_path / "feed.atom"
    feed.write_text("old")
    make_report(tmp_path, csv_dump(["One", "Two", "Three"]))
    assert not feed.exists()
    assert (tmp_path / "digest.md").read_text("utf-8").startswith("# ")
    stage.run(inputs_in(tmp_path), outputs_in(tmp_path) | {"feed": str(feed)}, CONTEXT)
    assert feed.exists()


def test_a_sparkline_has_a_bar_per_count() -> None:
    svg = sparkline([0, 1, 4], "Papers <per> month")
    assert svg.count("<rect") == 2
    assert "<title>Papers &lt;per&gt; month</title>" in svg
    heights = [float(height) for height in re.findall(r'height="([\d.]+)"/>', svg)]
    assert heights == [5.8, 20]
    assert "<rect" not in sparkline([0, 0, 0], "")
    assert sparkline([1, 2], "Too few") == ""
    etree.fromstring(svg)


@pytest.mark.parametrize(
    ("periods", "runs", "label"),
    [(3, 1, "Papers per month, 2025-01 to 2025-03"), (2, 3, "Papers per run, 1 to 3"), (2, 2, "")],
)
def test_sparklines_are_by_date_or_else_by_run(periods: int, runs: int, label: str) -> None:
    months = [{"name": f"2025-0{1 + n}", "sizes": {"T0001": n, "": 2}} for n in range(periods)]
    counts = [{"name": str(1 + n), "sizes": {"T0001": 3}} for n in range(runs)]
    timeline = {"unit": "month", "periods": months}
    charts = make_topic_sparklines({"timeline": timeline, "trends": {"runs": counts}})
    assert [*charts] == (["T0001"] if label else [])
    assert all(label in chart for chart in charts.values())


def test_charts_of_shares_have_gaps_whole_ticks_and_an_unfinished_circle() -> None:
    names = ("2025-01", "2025-02", "2025-03", "2025-04", "2025-05")
    share = (0.12, 0.05, 0.2)
    timeline = {
        "periods": [{"name": name, "unfinished": name == names[-1]} for name in names],
        "shares": {"T0001": [share, share, None, share, (0.5, 0.1, 0.9)]},
    }
    svg = draw_shares(timeline, "T0001", "Name <b>")
    assert svg.count("<polyline") == 2
    assert svg.count('class="unfinished"') == 1
    assert ">50%<" in svg
    assert 'aria-label="Name &lt;b&gt;"' in svg
    etree.fromstring(svg)
