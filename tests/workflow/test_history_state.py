"""The checks of `history/` before any job."""

import json
from pathlib import Path

import pytest
from snakemake.exceptions import WorkflowError

from paperthemes.files import HISTORY, SAMPLE_HISTORY
from paperthemes.workflow.history_state import (
    check_history,
    describe_old_results,
    is_run_lost,
    run_names_by_number,
)

RUNS = ("0001-aaaaaaaaaaaa", "0002-bbbbbbbbbbbb")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Make a working directory with two runs of the clustering `fine`."""
    monkeypatch.chdir(tmp_path)
    for name in (*RUNS, "notes", "0003-unfinished"):
        (tmp_path / "history/fine" / name).mkdir(parents=True)
    registry = {"format": 1, "latest": RUNS[1], "topic_names": {}, "runs": []}
    (tmp_path / "history/fine/registry.json").write_text(json.dumps(registry))
    return tmp_path


def config(*clusterings: str, mode: str = "cluster", baseline: int | None = None) -> dict:
    return {"clusterings": dict.fromkeys(clusterings), "mode": mode, "baseline": baseline}


def test_runs_are_known_by_number(folder: Path) -> None:
    assert run_names_by_number(HISTORY / "fine") == {1: RUNS[0], 2: RUNS[1]}
    assert run_names_by_number(HISTORY / "broad") == {}


def test_assigning_needs_a_run_of_each_clustering(folder: Path) -> None:
    check_history(config("fine", mode="assign"), HISTORY)
    with pytest.raises(WorkflowError, match="results/history/ has none for fine"):
        check_history(config("fine", mode="assign"), SAMPLE_HISTORY)
    with pytest.raises(WorkflowError, match="history/ has none for broad; nothing was run"):
        check_history(config("fine", "broad", mode="assign"), HISTORY)


def test_a_baseline_must_be_a_run_of_some_clustering(folder: Path, caplog) -> None:
    check_history(config("fine", "broad", baseline=1), HISTORY)
    assert caplog.text == ""
    with pytest.raises(WorkflowError, match="baseline: history/ has no run 7 of the clustering"):
        check_history(config("fine", baseline=7), HISTORY)
    check_history(config("broad", baseline=7), HISTORY)  # nothing to compare with yet
    assert "baseline: there is no run 7, because history/ has none yet" in caplog.text
    (folder / "history/broad/0007-cccccccccccc").mkdir(parents=True)
    check_history(config("fine", "broad", baseline=7), HISTORY)
    assert "fine (it has 1, 2). It is compared with the previous run" in caplog.text


def test_a_history_of_an_earlier_layout_stops_the_run_and_stays(folder: Path) -> None:
    path = folder / "history/fine/registry.json"
    content = {"format": 1, "latest": RUNS[1], "accepted": {}, "names": {}, "runs": []}
    path.write_text(json.dumps(content))
    with pytest.raises(WorkflowError, match=r"of an earlier version, .* nothing was run"):
        check_history(config("fine"), HISTORY)
    assert json.loads(path.read_text()) == content


def test_results_of_an_earlier_layout_are_named_in_one_line(folder: Path) -> None:
    for name in ("clusters.npz", "topics.json"):
        (folder / "results/fine").mkdir(parents=True, exist_ok=True)
        (folder / "results/fine" / name).touch()
    assert [*describe_old_results()] == []
    for name in ("found.json", "found.npz", "partition.npz", "recorded.json"):
        (folder / "results/fine" / name).touch()
    assert [*describe_old_results()] == [
        "Left as they are: 4 files of an earlier version (results/fine/found.json, "
        "results/fine/found.npz, results/fine/partition.npz, ...)."
    ]


@pytest.mark.parametrize("content", ["", "{", "[]", "{}", '{"latest": 1, "runs": []}'])
def test_a_damaged_registry_stops_the_run(folder: Path, content: str) -> None:
    path = folder / "history/fine/registry.json"
    path.write_text(content)
    with pytest.raises(WorkflowError, match=r"registry\.json is damaged; nothing was run"):
        check_history(config("fine"), HISTORY)
    path.unlink()
    check_history(config("fine"), HISTORY)


def test_a_run_that_left_history_is_lost(folder: Path) -> None:
    assert not is_run_lost("fine", HISTORY), "there are no results yet"
    changes = folder / "results/fine/changes.json"
    changes.parent.mkdir(parents=True)
    for run, lost in ((RUNS[1], False), ("0002-cccccccccccc", True)):
        changes.write_text(json.dumps({"run": run}))
        assert is_run_lost("fine", HISTORY) is lost
    changes.write_text(json.dumps({"run": RUNS[1], "sample": True}))
    assert is_run_lost("fine", SAMPLE_HISTORY), "the sample has a history of its own"
    assert not is_run_lost("fine", HISTORY), "the user's results are yet to be made"
    (folder / SAMPLE_HISTORY / "fine" / RUNS[1]).mkdir(parents=True)
    assert not is_run_lost("fine", SAMPLE_HISTORY)
    changes.write_text("cut off")
    assert not is_run_lost("fine", HISTORY)
