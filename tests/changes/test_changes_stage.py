"""The step archives the current run and writes its differences to an earlier one."""

from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from helpers.run_pairs import changes_content, current_run, make_topics
from helpers.story import Story, neighbours_without_edges, titles_of
from paperthemes import tables
from paperthemes.changes import stage
from paperthemes.changes.archive import RunInputs
from paperthemes.changes.stage import ChangesSettings
from paperthemes.files import read_json

BEES, VIOLINS = titles_of("bees", 6), titles_of("violin", 6)


class Steps:
    """Runs of the step on results made by hand."""

    def __init__(self, folder: Path) -> None:
        self.story = Story(folder / "history")
        self.folder = folder

    def run(self, *bees: str, dumps: list[str], **settings: Any) -> dict[str, Any]:
        """Run the step with bees, violins and these papers on bees; return `changes.json`."""
        groups = {"bees": [*BEES, *bees], "violins": VIOLINS}
        results, archive = self.story.make_results(groups, dumps=dumps)
        outputs = {name: str(self.folder / f"{name}.txt") for name in ("json", "trends")}
        stage.run(
            write_results(results, self.folder),
            outputs,
            self.story.folder,
            ChangesSettings(clustering="fine", encoder=archive.encoder, dumps=dumps, **settings),
        )
        return read_json(outputs["json"])

    @property
    def trends(self) -> pd.DataFrame:
        """The table of trends."""
        return pd.read_csv(self.folder / "trends.txt", dtype={"period": str})


def write_results(results: RunInputs, folder: Path) -> dict[str, str]:
    """Write the inputs of the step and return their paths."""
    names = ("papers", "vectors", "clusters", "identities", "assignments", "topics", "map")
    paths = {name: folder / f"{name}.npz" for name in (*names, "neighbours")}
    neighbours_without_edges(results.papers).write(paths["neighbours"])
    for name in ("vectors", "clusters", "identities"):
        getattr(results, name).write(paths[name])
    for name in ("papers", "assignments", "topics", "map"):
        table = getattr(tables, name.upper())
        tables.write(table, getattr(results, name), paths[name])
    return {name: str(path) for name, path in paths.items()}


@pytest.fixture
def steps(tmp_path: Path) -> Steps:
    """Return an empty history with a folder of results."""
    return Steps(tmp_path)


def test_a_first_run_is_archived_and_compared_with_nothing(steps: Steps) -> None:
    content = steps.run(dumps=["a.txt"])
    assert content.keys() == changes_content(None, current_run(make_topics(T0001=3))).keys()
    assert [content["run"]] == steps.story.history.names()
    assert (content["number"], content["baseline"], content["changes"]) == (1, None, None)
    assert steps.trends[steps.trends.by == "run"].papers.tolist() == [6, 6]


def test_a_later_run_is_compared_with_the_previous_one(steps: Steps) -> None:
    first = steps.run(dumps=["a.txt"])
    (new,) = titles_of("bees", 1, start=6)
    second = steps.run(new, dumps=["a.txt", "b.txt"])
    assert second["number"] == 2
    assert second["baseline"]["name"] == first["run"]
    assert [paper["title"] for paper in second["changes"]["new"]] == [new]
    assert second["changes"]["new_dumps"] == ["b.txt"]
    assert [run["name"] for run in second["trends"]["runs"]] == ["1", "2"]
    assert second["trends"]["runs"][0]["recorded"] != ""


def test_repeating_a_run_changes_nothing(steps: Steps) -> None:
    steps.run(dumps=["a.txt"])
    more = titles_of("bees", 2, start=6)
    second = steps.run(*more, dumps=["a.txt", "b.txt"])
    assert steps.run(*more, dumps=["a.txt", "b.txt"]) == second
    assert len(steps.story.history.names()) == 2


def test_the_baseline_of_the_config_is_compared_and_kept(steps: Steps) -> None:
    more = titles_of("bees", 3, start=6)
    first = steps.run(dumps=["a.txt"])
    for count in (1, 2, 3):
        last = steps.run(*more[:count], dumps=["a.txt"], baseline=1, max_runs=2)
    assert last["baseline"]["name"] == first["run"]
    assert len(last["changes"]["new"]) == 3
    assert [name[:4] for name in steps.story.history.names()] == ["0001", "0003", "0004"]


def test_a_baseline_that_is_not_kept_is_a_warning(
    steps: Steps, caplog: pytest.LogCaptureFixture
) -> None:
    steps.run(dumps=["a.txt"])
    second = steps.run(*titles_of("bees", 1, start=6), dumps=["a.txt"], baseline=7)
    assert second["baseline"]["number"] == 1
    assert "history/ has no earlier run 7 of the clustering fine" in caplog.text


def test_results_of_different_papers_are_an_error(steps: Steps, tmp_path: Path) -> None:
    results, archive = steps.story.make_results({"bees": BEES, "violins": VIOLINS})
    inputs = write_results(results, tmp_path)
    tables.write(tables.ASSIGNMENTS, results.assignments.iloc[1:], inputs["assignments"])
    outputs = {name: str(tmp_path / name) for name in ("json", "trends.txt")}
    settings = ChangesSettings(clustering="fine", encoder=archive.encoder, dumps=["a.txt"])
    with pytest.raises(ValueError, match="the assignments do not belong to these papers"):
        stage.run(inputs, outputs, steps.story.folder, settings)
