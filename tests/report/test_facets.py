"""Facets of papers, their data for the page, and the facts of topics."""

import dataclasses
import json
from typing import Any

import pytest

from helpers.pages import CONTEXT, HOSTILE
from helpers.papers import make_papers
from paperthemes.report.facets import collect_facets, encode_facets, list_topic_facts
from paperthemes.report.inputs import Results
from paperthemes.report.page import render_report


def facets_of(*extras: dict[str, Any], columns: tuple[str, ...] = (), **cells: Any) -> dict:
    """Return the data of the facets of papers with these fields, by key."""
    titles = [f"Paper {number}" for number in range(len(extras))]
    papers = make_papers(titles, extra=[json.dumps(extra) for extra in extras], **cells)
    order = papers.title.str.split().str[1].astype(int).argsort()
    papers = papers.iloc[order].reset_index(drop=True)
    return {facet["key"]: facet for facet in encode_facets(collect_facets(papers, columns))}


def test_facets_that_no_paper_has_are_left_out() -> None:
    assert facets_of({}, {}) == {}
    assert [*facets_of({"venue": "Wind"}, {}, published=["2024", ""])] == ["date", "venue"]


def test_words_are_encoded() -> None:
    facets = facets_of(
        {"venue": "Wind", "categories": "cs.CV stat.ML", "entry_type": "article"},
        {"venue": "Fog", "categories": "computer vision; fog"},
        {"venue": "Wind", "categories": "computer vision"},
    )
    assert (facets["venue"]["values"], facets["venue"]["codes"]) == (["Fog", "Wind"], [1, 0, 1])
    assert facets["type"]["codes"] == [0, -1, -1]
    categories = facets["categories"]
    assert categories["values"] == ["computer vision", "cs.CV", "fog", "stat.ML"]
    assert categories["codes"] == [[1, 3], [0, 2], [0]]


def test_numbers_are_read_and_other_texts_are_not_known() -> None:
    facets = facets_of({"citations": "1,234"}, {"citations": "many"}, {"citations": "0.5"}, {})
    assert facets["citations"]["numbers"] == [1234, None, 0.5, None]


@pytest.mark.parametrize("text", ["javascript:alert(1)", "github", "data:text/html,x"])
def test_links_to_code_lead_to_the_web_only(text: str) -> None:
    facets = facets_of({"github": text}, {"github": "github.com/a/b"}, {"code": "https://a.org/x"})
    assert facets["code"]["values"] == ["https://a.org/x", "https://github.com/a/b"]
    assert facets["code"]["codes"] == [-1, 1, 0]


def test_the_config_names_further_columns_whatever_their_names() -> None:
    facets = facets_of(
        {"topic": "red", "rank": "3", "keywords": "tides; ebbs", "venue": "Wind"},
        {"rank": "1"},
        columns=("topic", "rank", "keywords", "venue", "doi", "nothing"),
        doi=["10.5555/1", ""],
    )
    assert facets["column.topic"]["name"] == "topic (in dumps)"
    assert facets["column.rank"]["numbers"] == [3, 1]
    assert facets["column.keywords"]["values"] == ["ebbs", "tides"]
    assert facets["column.doi"]["values"] == ["10.5555/1"]
    assert {"venue", "column.venue"} <= {*facets}
    assert "column.nothing" not in facets
    assert all(facets[f"column.{name}"]["shown"] for name in ("topic", "rank", "keywords", "doi"))


def test_columns_that_few_papers_have_are_not_shown_at_first() -> None:
    facets = facets_of({"upvotes": "1", "venue": "Wind"}, *[{"venue": "Fog"}] * 9)
    assert (facets["upvotes"]["shown"], facets["venue"]["shown"]) == (False, True)


def page_of(results: Results, columns: tuple[str, ...] = (), **cells: Any) -> str:
    """Return the report of results whose papers have other cells."""
    changed = dataclasses.replace(results, papers=results.papers.assign(**cells))
    return render_report(changed, dataclasses.replace(CONTEXT, columns=columns))


def test_a_column_that_no_paper_has_gives_a_warning(sample: Results) -> None:
    assert "no paper has the field venu&lt;b&gt;" in page_of(sample, ("venu<b>",))


def test_hostile_fields_cannot_end_the_data_of_the_page(sample: Results) -> None:
    texts = [HOSTILE[row % len(HOSTILE)] for row in range(len(sample.papers))]
    extra = [json.dumps({"venue": text, "x": text, "github": text}) for text in texts]
    page = page_of(sample, ("x",), extra=extra, authors=[[text] for text in texts])
    assert page.count("</script") == page_of(sample).count("</script")


def test_facts_sum_up_the_papers_of_a_topic() -> None:
    extras = [{"venue": "Wind", "citations": str(10 * row)} for row in range(4)] + [{}]
    papers = make_papers(
        [f"Paper {number}" for number in range(5)],
        extra=[json.dumps(extra) for extra in extras],
        authors=[["Ada Li", "Bo Om"], ["Ada Li"], ["Cy Ek"], [], []],
        published=["2019", "2021-05", "2021", "2024-01-01", ""],
    )
    topics = [-1 if title == "Paper 4" else 0 for title in papers.title]
    facts = list_topic_facts(papers, topics, collect_facets(papers))
    assert [(fact.label, fact.text) for fact in facts[0]] == [
        ("Years", "2019 to 2024"),
        ("Venues", "Wind (4)"),
        ("Authors", "Ada Li (2)"),
        ("Most cited", "Paper 3 (30)"),
    ]
    assert facts[0][3].paper_id == papers.paper_id[papers.title == "Paper 3"].item()
    assert facts[-1] == []
