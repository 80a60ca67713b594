"""The reading list: order, links, and texts that are no Markdown."""

from export.conftest import Export
from helpers.pages import HOSTILE, make_results, with_topic
from helpers.papers import make_papers


def lines_of(export: Export, given: object) -> list[str]:
    """Return the lines of a reading list that are not blank."""
    text = export(given, "markdown")["markdown"].read_text()
    return [line for line in text.splitlines() if line]


def test_papers_stand_under_their_theme_and_topic_exemplars_first(export: Export) -> None:
    results = make_results(make_papers([f"Paper {number}" for number in range(42)]), alone=[5])
    own = results.assignments[results.assignments.topic == 0]
    exemplar = own.paper_id.iloc[3]
    lines = lines_of(export, with_topic(results, 0, exemplars=[exemplar]))
    assert lines[0] == "# A \\<Title>"
    assert lines[1] == "Run 1 · clustering mine · 28 November 2026"
    assert lines[2].startswith("42 papers, 6 topics, 5 of them in 3 themes")
    assert lines[3:6] == [
        *("## Theme a", "### Topic a (T0001, 6 papers)"),
        f"- **{own.title.iloc[3]}**",
    ]
    headings = [line for line in lines if line.startswith("#")]
    assert "## Topic f (T0006, 6 papers)" in headings
    assert headings[-1] == "## In no topic (6 papers)"
    assert sum(line.startswith("- ") for line in lines) == 42


def test_a_paper_has_its_link_authors_venue_and_year(export: Export) -> None:
    papers = make_papers(
        ["One"],
        authors=[["Ada Li", "Bo Ek", "Cy Om", "Di Uh"]],
        published=["2024-05"],
        url=["https://a.org/(x)"],
        extra=['{"venue": "Fruit"}'],
    )
    assert lines_of(export, papers)[-1] == (
        "- **[One](<https://a.org/(x)>)**. Ada Li, Bo Ek, Cy Om et al., Fruit, 2024"
    )


def test_hidden_topics_are_left_out(export: Export) -> None:
    results = make_results(make_papers([f"Paper {number}" for number in range(12)]))
    lines = lines_of(export, with_topic(results, 1, hidden=True))
    assert not any("Topic b" in line for line in lines)
    assert lines[2].startswith("10 papers, 5 topics")


def test_hostile_texts_are_no_markdown_and_no_html(export: Export) -> None:
    titles = [
        *HOSTILE,
        "# heading",
        "[link](javascript:alert(1))",
        "`code` *bold* _it_",
        "1. one",
        "- two",
    ]
    urls = ["https://a.org/>)<script>"] * (len(titles) - 2) + ["", ""]
    text = "\n".join(lines_of(export, make_papers(titles, url=urls))[5:])
    unescaped = text.replace("\\<", "")
    assert "<script" not in unescaped
    assert "\\[link\\](javascript" in text
    assert "1\\. one" in text
    assert "\\- two" in text
    assert "\\`code\\` \\*bold\\* \\_it\\_" in text
