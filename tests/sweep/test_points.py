"""Points of a sweep: what one job makes, also if something fails."""

from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from helpers.papers import make_papers, toy_vectors
from helpers.topics import make_clusters, make_neighbours
from paperthemes import tables
from paperthemes.artifacts.clusters import Clusters
from paperthemes.artifacts.corpus import Corpus
from paperthemes.artifacts.vectors import Neighbours
from paperthemes.files import read_arrays, read_json
from paperthemes.sweep import points
from paperthemes.terms.stage import collect_terms

VALUES = {"max_unassigned=0": {"max_unassigned": 0.0}, "max_unassigned=1": {"max_unassigned": 1.0}}


@pytest.fixture
def inputs(tmp_path: Path) -> dict[str, str]:
    """Return the inputs of a job, for four papers."""
    papers = make_papers([f"Paper {number}" for number in range(4)])
    names = ("papers", "vectors", "neighbours", "terms")
    paths = {name: str(tmp_path / name) for name in names}
    tables.write(tables.PAPERS, papers, paths["papers"])
    for name, artifact in (
        ("vectors", toy_vectors(papers)),
        ("neighbours", make_neighbours(toy_vectors(papers))),
        ("terms", collect_terms([papers])),
    ):
        artifact.write(f"{paths[name]}.npz")
        paths[name] += ".npz"
    return paths


def cluster(papers: pd.DataFrame, _: Neighbours) -> list[Clusters]:
    """Return two clusterings: one topic, and none."""
    return [make_clusters(papers, [topic] * len(papers)) for topic in (0, -1)]


def outline(corpus: Corpus) -> dict[str, Any]:
    """Return how many topics there are."""
    topics = corpus.clusters.topic_count
    reading = {"key": "stability", "name": "stability", "line": "1 is best"}
    metrics = {"papers": len(corpus.papers), "topics": topics, "stability": None}
    listed = [{"name": f"Topic {n}", "size": 1, "keywords": ["a"]} for n in range(60)]
    return {"topics": listed, "metrics": metrics | {"sizes": [4], "readings": [reading]}}


def run(inputs: dict[str, str], folder: Path, **functions: Any) -> tuple[dict, pd.DataFrame]:
    """Run the job; return the points and the labels that it writes."""
    outputs = {"points": str(folder / "points.json"), "labels": str(folder / "labels.parquet")}
    functions = {"cluster": cluster, "outline": outline} | functions
    points.run(inputs, outputs, "fine", VALUES, **functions)
    return read_json(outputs["points"]), pd.read_parquet(outputs["labels"])


def test_each_point_has_its_values_metrics_topics_and_labels(
    inputs: dict[str, str], tmp_path: Path
) -> None:
    content, labels = run(inputs, tmp_path)
    assert content["clustering"] == "fine"
    first, second = content["points"]
    assert [reading["key"] for reading in first["readings"]] == ["stability"]
    assert (first["point"], first["settings"]) == ("max_unassigned=0", {"max_unassigned": 0.0})
    assert first["error"] is None
    assert first["metrics"] == {"papers": 4, "topics": 1, "stability": None}
    assert [topic["name"] for topic in first["topics"]] == [f"Topic {n}" for n in range(50)]
    assert second["metrics"]["topics"] == 0
    assert labels["max_unassigned=0"].tolist() == [0] * 4
    assert labels["max_unassigned=1"].tolist() == [-1] * 4


def test_a_point_that_fails_does_not_stop_the_others(
    inputs: dict[str, str], tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    def fail_without_topics(corpus: Corpus) -> dict[str, Any]:
        if not corpus.clusters.topic_count:
            raise ZeroDivisionError("no\ntopics")
        return outline(corpus)

    content, labels = run(inputs, tmp_path, outline=fail_without_topics)
    first, second = content["points"]
    assert first["error"] is None
    assert second["error"] == "ZeroDivisionError: no topics"
    assert second["topics"] == []
    assert [*labels] == ["paper_id", "max_unassigned=0"]
    assert "max_unassigned=1 failed: ZeroDivisionError: no topics" in caplog.text


def test_points_whose_neighbours_or_clusters_cannot_be_found_have_the_error(
    inputs: dict[str, str], tmp_path: Path
) -> None:
    def fail(*_: Any) -> Any:
        raise ValueError("too few papers")

    content, labels = run(inputs, tmp_path, cluster=fail)
    assert [each["error"] for each in content["points"]] == ["ValueError: too few papers"] * 2
    assert [*labels] == ["paper_id"]
    points.run_neighbours(fail, inputs["neighbours"])
    assert [*read_arrays(inputs["neighbours"])] == ["error"]
    content, _ = run(inputs, tmp_path)
    assert [each["error"] for each in content["points"]] == ["ValueError: too few papers"] * 2


def test_a_full_disk_is_no_fault_of_a_point(tmp_path: Path) -> None:
    def fail() -> None:
        raise OSError(28, "No space left on device")

    with pytest.raises(OSError, match="No space"):
        points.run_neighbours(fail, tmp_path / "neighbours.npz")
