"""The overview step as a whole."""

import re
from pathlib import Path
from typing import Any

import pytest

from helpers.pages import make_results
from helpers.papers import make_papers
from paperthemes import tables
from paperthemes.files import write_json
from paperthemes.overview import stage

SETTINGS = {"granularity": "fine", "min_topic_size": None, "n_topics": None}
NAMES = {
    **{"dumps": ["a.txt"], "encoder": "toy", "neighbours": ["toy-1234"]},
    "exports": ["parquet", "ris"],
    "figures": ["svg"],
}


@pytest.fixture
def inputs(tmp_path: Path) -> dict[str, Any]:
    """Return the inputs for two clusterings of ten papers, which are equal."""
    results = make_results(make_papers([f"Paper {number}" for number in range(10)]))
    for name in ("papers", "assignments", "topics"):
        table = getattr(tables, name.upper())
        tables.write(table, getattr(results, name), tmp_path / f"{name}.parquet")
    write_json(tmp_path / "metrics.json", results.metrics)
    write_json(tmp_path / "changes.json", results.changes)
    write_json(
        tmp_path / "later.json", {"number": 4, "recorded": "2026-11-30", "baseline": {"number": 3}}
    )
    suggestions = {
        "broad": {"suggestions": []},
        "fine": {"suggestions": [{"topics": []}, {"topics": []}]},
    }
    write_json(tmp_path / "suggestions.json", suggestions)
    return {
        "papers": str(tmp_path / "papers.parquet"),
        "suggestions": str(tmp_path / "suggestions.json"),
        "assignments": [str(tmp_path / "assignments.parquet")] * 2,
        "topics": [str(tmp_path / "topics.parquet")] * 2,
        "metrics": [str(tmp_path / "metrics.json")] * 2,
        "changes": [str(tmp_path / "changes.json"), str(tmp_path / "later.json")],
    }


def run(inputs: dict[str, Any], folder: Path) -> None:
    """Write both pages into a folder."""
    outputs = {name: str(folder / f"{name}.html") for name in ("compare", "index")}
    stage.run(inputs, outputs, {"broad": SETTINGS, "fine": SETTINGS}, {"title": "Title"}, NAMES)


def test_comparison_and_index_are_written(inputs: dict[str, Any], tmp_path: Path) -> None:
    run(inputs, tmp_path)
    comparison = (tmp_path / "compare.html").read_text()
    assert re.search(r"<strong>broad</strong> \(run \d\), <strong>fine</strong>", comparison)
    index = (tmp_path / "index.html").read_text()
    assert 'href="fine/report.html"' in index
    assert 'href="fine/papers.ris"' in index
    assert 'href="fine/changes.html">what changed</a> since run 3' in index
    assert 'href="broad/changes.html">what changed' not in index  # a first run
    assert "papers.xlsx" not in index
    assert '<a href="fine/report.html#suggestions">2 suggestions</a>' in index
    assert "broad/report.html#suggestions" not in index


def test_clusterings_of_other_papers_are_refused(inputs: dict[str, Any], tmp_path: Path) -> None:
    papers = tables.read(tables.PAPERS, inputs["papers"])
    tables.write(tables.PAPERS, papers.iloc[1:], inputs["papers"])
    with pytest.raises(ValueError, match="the assignments of broad do not belong"):
        run(inputs, tmp_path)
    assert not (tmp_path / "compare.html").exists()
