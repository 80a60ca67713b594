"""Step sweep: the points of all sweeps in tables and a page."""

import csv
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from helpers.papers import make_papers
from helpers.run_pairs import fill_table
from paperthemes import tables
from paperthemes.files import read_json, write_json
from paperthemes.sweep import stage
from paperthemes.sweep.points import labels_table
from paperthemes.workflow.config import Clustering

PAPERS = make_papers([f"Paper {number}" for number in range(4)])
READINGS = [{"key": "npmi", "name": "keyword coherence", "line": "higher is better"}]
METRICS = {
    **{"papers": 4, "topics": 1, "min_topic_size": 2, "unassigned_share": 0.0},
    **{"stability": None, "npmi": -0.25},
}
TOPICS = [{"name": "Whales", "size": 4, "keywords": ["whale songs"]}]


def make_point(size: int | None, error: str | None = None) -> dict[str, Any]:
    """Return what is known of a point with this smallest topic."""
    return {
        "point": f"min_topic_size={'null' if size is None else size}",
        "settings": {"min_topic_size": size},
        "error": error,
        "metrics": {} if error else METRICS,
        "readings": [] if error else READINGS,
        "topics": [] if error else TOPICS,
        "seconds": 1.5,
    }


def run(folder: Path, *points: dict[str, Any]) -> dict[str, Any]:
    """Collect points, each made by a job of its own; return the paths of the outputs."""
    inputs: dict[str, list[str]] = {"points": [], "labels": []}
    for number, point in enumerate(points):
        write_json(folder / f"{number}.json", {"clustering": "fine", "points": [point]})
        labels = {} if point["error"] else {point["point"]: [number] * 4}
        frame = pd.DataFrame({"paper_id": PAPERS.paper_id, **labels})
        tables.write(labels_table(labels), frame, folder / f"{number}.parquet")
        inputs["points"].append(str(folder / f"{number}.json"))
        inputs["labels"].append(str(folder / f"{number}.parquet"))
    assignments = fill_table(tables.ASSIGNMENTS, paper_id=PAPERS.paper_id, topic=[0, 0, 1, -1])
    tables.write(tables.ASSIGNMENTS, assignments, folder / "assignments.parquet")
    inputs["assignments"] = [str(folder / "assignments.parquet")]
    write_json(folder / "changes.json", {"number": 3, "recorded": "2026-11-30"})
    inputs["changes"] = [str(folder / "changes.json")]
    outputs = {
        "points": [str(folder / "points.json")],
        "labels": [str(folder / "labels.parquet")],
        "csv": str(folder / "sweep.csv"),
        "html": str(folder / "sweep.html"),
    }
    sweep = {
        "parameters": {"min_topic_size": [point["settings"]["min_topic_size"] for point in points]},
        "current": "min_topic_size=null",
        "points": [point["point"] for point in points],
    }
    defaults = Clustering().model_dump()
    page = {"clusterings": {"fine": defaults}, "defaults": defaults, "title": "Whales"}
    stage.run(inputs, outputs, {"fine": sweep}, page)
    return outputs


def test_all_points_are_collected_with_the_topics_of_the_clustering(tmp_path: Path) -> None:
    outputs = run(tmp_path, make_point(None), make_point(5, "ValueError: no"), make_point(9))
    content = read_json(outputs["points"][0])
    assert content["current"] == "min_topic_size=null"
    assert content["papers"] == 4
    assert content["readings"] == READINGS
    assert [point["settings"]["min_topic_size"] for point in content["points"]] == [None, 5, 9]
    assert content["points"][1]["error"] == "ValueError: no"
    labels = pd.read_parquet(outputs["labels"][0])
    assert [*labels] == ["paper_id", "current", "min_topic_size=null", "min_topic_size=9"]
    assert labels.current.tolist() == [0, 0, 1, -1]
    assert labels["min_topic_size=9"].tolist() == [2] * 4
    with Path(outputs["csv"]).open(newline="") as file:
        rows = [*csv.DictReader(file)]
    assert [row["min_topic_size"] for row in rows] == ["null", "5", "9"]
    assert [row["metrics.min_topic_size"] for row in rows] == ["2", "", "2"]
    assert [row["topics"] for row in rows] == ["1", "", "1"]
    assert rows[0]["npmi"] == "-0.25"
    assert [row["error"] for row in rows] == ["", "ValueError: no", ""]
    page = Path(outputs["html"]).read_text("utf-8")
    assert "<title>Whales" in page
    assert "ValueError: no" in page


def test_a_sweep_without_any_point_is_told(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    outputs = run(tmp_path, make_point(3, "ValueError: no"), make_point(5, "ValueError: no"))
    assert "sweep of fine: 2 of 2 points failed: ValueError: no" in caplog.text
    assert "2 points failed" in Path(outputs["html"]).read_text("utf-8")
