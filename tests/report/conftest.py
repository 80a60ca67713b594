"""Results that several tests of the report share."""

import dataclasses
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from helpers.pages import OpenedPage, frame_of, make_results, open_page, reset_view
from helpers.papers import make_papers
from paperthemes import tables
from paperthemes.report.inputs import Results

DUMPS = ("a.txt", "b.txt", "c.csv", "d.csv")


@pytest.fixture(scope="session")
def sample() -> Results:
    """Return results of 70 papers from four dumps, with one duplicate."""
    texts = [(f"Paper {number}", f"Abstract {number}.") for number in range(70)]
    papers = make_papers(texts)
    papers["published"] = [f"2026-03-{1 + row % 28:02d}" for row in range(70)]
    papers["dumps"] = [sorted({DUMPS[row % 3], DUMPS[row % 4]}) for row in range(70)]
    duplicate = {
        **{"dump": ["b.txt"], "position": [0], "title": ["Paper 0"], "rule": ["same title"]},
        **{"paper_id": [papers.paper_id[0]], "paper_title": [papers.title[0]], "taken": [[]]},
        **{"similarity": [1.0], "abstract_similarity": [None], "kept_position": [0]},
        **{"kept_dump": ["a.txt"], "kept_because": ["it is older"]},
    }
    parse_report = {
        **{"format": "csv", "confidence": 1.0, "compression": None, "encoding": "utf-8"},
        **{"unit": "row", "records": 20, "rejected": [], "rejected_count": 0, "boilerplate": 1},
        **{"fields": {"title": 20}, "extra": {}, "columns": {}, "dates": {}, "suspicious": []},
        **{"repaired": [], "repaired_count": 0, "warnings": []},
    }
    return make_results(
        papers,
        duplicates=frame_of(tables.DUPLICATES, duplicate),
        dumps=[{**parse_report, "dump": name, "path": name} for name in DUMPS],
    )


@pytest.fixture(scope="module")
def report(fine: Path) -> Path:
    """Return the report that tests of a file share; some files have another one."""
    return fine / "report.html"


@pytest.fixture(scope="module")
def opened_report(report: Path, chromium: Browser) -> Iterator[OpenedPage]:
    """Open the report once, because that takes seconds."""
    opened = open_page(chromium, report)
    yield opened
    opened.page.context.close()


@pytest.fixture
def page(opened_report: OpenedPage) -> Iterator[Page]:
    """Return the report that several tests share, in its first view; it must cause no errors."""
    yield reset_view(opened_report)
    assert opened_report.problems == []


@pytest.fixture(scope="session")
def partly_alone(sample: Results) -> Results:
    """Return the sample, but topics 0 and 1, the largest, stand alone."""
    return make_results(sample.papers, alone=(0, 1), dumps=sample.dumps)


@pytest.fixture(scope="session")
def without_themes(sample: Results) -> Results:
    """Return the sample, but all topics stand alone."""
    return make_results(sample.papers, alone=range(6), dumps=sample.dumps)


@pytest.fixture(scope="session")
def rerun(sample: Results) -> Results:
    """Return the sample as a later run: one topic and three papers are new, one topic is hidden."""
    ids = sample.topics.topic_id
    born = {"topic_id": ids[1], "events": ["born"], "split_from": ids[2], "name_before": ""}
    kept = {"topic_id": ids[2], "events": ["kept"], "split_from": "", "name_before": "Topic"}
    changes = {
        "topics": [{**born, "after": 20}, {**kept, "after": 20}],
        "flows": [{"before": ids[2], "after": ids[1], "papers": 6}],
        "new": [{"paper_id": paper_id} for paper_id in sample.papers.paper_id[:3]],
    }
    topics = sample.topics.assign(
        hidden=sample.topics.topic == 2,
        note=["A note <b>on it</b>", *[""] * (len(sample.topics) - 1)],
    )
    baseline = {"number": 7, "recorded": "2026-11-21"}
    changes = {**sample.changes, "number": 8, "baseline": baseline, "changes": changes}
    return dataclasses.replace(sample, topics=topics, changes=changes)
