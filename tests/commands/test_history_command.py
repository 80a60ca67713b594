"""`paperthemes history`: runs are listed, checked and restored, but not during a run."""

import json
import shutil
from pathlib import Path

import pytest

from helpers.story import Story, titles_of
from helpers.workflow import run_command
from paperthemes.workflow.run_lock import LOCK, hold_lock

GROUPS = {name: titles_of(name, 10) for name in ("harbour", "glacier")}


@pytest.fixture(scope="module")
def two_runs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a working directory with two runs of a clustering and one of another."""
    folder = tmp_path_factory.mktemp("two")
    fine, broad = Story(folder / "history/fine"), Story(folder / "history/broad")
    fine.run(GROUPS)
    fine.run(GROUPS | {"violin": titles_of("violin", 6)})
    broad.run(GROUPS)
    return folder


@pytest.fixture
def folder(two_runs: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a copy of it, which is the current folder."""
    shutil.copytree(two_runs / "history", tmp_path / "history")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_runs_are_listed_and_checked(folder: Path) -> None:
    output = run_command(folder, "history", "--check")
    assert output.startswith("3 stored runs in history/: all files are as they were written\n")
    assert "fine: 2 runs, 3 topic ids given so far\n  run   2  20" in output
    assert "26 papers, 3 topics, 0% unassigned (latest)" in output
    shutil.rmtree(next((folder / "history/fine").glob("0001-*")))
    assert "20 papers, 2 topics, 0% unassigned (only its sizes are kept)" in run_command(
        folder, "history"
    )
    facts = json.loads(run_command(folder, "history", "--json"))["clusterings"]["fine"]
    assert [run["stored"] for run in facts["runs"]] == [False, True]
    assert (facts["last_topic_number"], facts["set_aside"]) == (3, [])


def test_all_damage_is_named_and_gives_status_1(folder: Path) -> None:
    for pattern in ("fine/0001-*/run.json", "broad/0001-*/topics.parquet"):
        (path,) = (folder / "history").glob(pattern)
        path.write_bytes(path.read_bytes()[:-1])
    (folder / "history/fine/registry.json").write_text("{")
    errors = run_command(folder, "history", "--check", status=1)
    assert errors.count("\n  - ") == 3
    for name in ("history/fine/0001-", "history/broad/0001-", "history/fine/registry.json"):
        assert name in errors


def test_an_earlier_run_is_restored(folder: Path) -> None:
    output = run_command(folder, "history", "--restore", "fine/1")
    assert output.startswith("fine: the next run goes on from 0001-")
    assert "set aside in history/fine/set_aside: 0002-" in output
    (set_aside,) = (folder / "history/fine/set_aside").iterdir()
    assert run_command(folder, "history", "--restore", f"history/fine/{set_aside.name}")
    output = run_command(folder, "history", "--restore", "fine/0")
    assert "fine: the next run goes on from no run, with new topic ids" in output
    for text in ("7", "mine/1", "fine/7"):
        assert "paperthemes: " in run_command(folder, "history", "--restore", text, status=1)


def test_nothing_is_restored_during_a_run(folder: Path) -> None:
    before = run_command(folder, "history")
    with hold_lock():
        errors = run_command(folder, "history", "--restore", "fine/1", status=1)
        assert run_command(folder, "history") == before
    assert f"another run is in progress in {folder}: process " in errors
    assert LOCK.read_text() == ""


def test_without_a_history_the_command_says_so(tmp_path: Path) -> None:
    assert "has no history/" in run_command(tmp_path, "history", status=1)
