"""The summary at the end of a run."""

import json
from pathlib import Path
from typing import Any

import pytest

from helpers.workflow import Workflow
from paperthemes.workflow.snapshot import write_snapshot
from paperthemes.workflow.summary import summarise_run

CHANGES = {
    "new": [{}] * 1200,
    "gone": [],
    "moved": [{}] * 3,
    "topics": [{"events": ["born"]}, {"events": ["split", "grown"]}, {"events": ["kept"]}],
}


def write_results(clusterings: int, changes: dict[str, Any] | None) -> None:
    """Write results of clusterings `c0`, `c1` …, of two dumps."""
    names = [f"c{number}" for number in range(clusterings)]
    Path(".snakemake").mkdir()
    write_snapshot({"dumps": {"a": "a", "b": "b"}, "config": {"clusterings": dict.fromkeys(names)}})
    numbers = {"papers": 1500, "topics": 9, "themes": 2, "unassigned_share": 0.047}
    content = {"baseline": {"number": 4}, "changes": changes}
    for name in names:
        Path("results", name).mkdir(parents=True)
        Path("results", name, "metrics.json").write_text(json.dumps(numbers))
        Path("results", name, "changes.json").write_text(json.dumps(content))
    Path("results/parsed").mkdir()
    for dump in ("a", "b"):
        Path(f"results/parsed/{dump}.report.json").write_text('{"records": 800}')
    Path("results/index.html").touch()


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_a_summary_says_what_was_read_found_and_changed(folder: Path) -> None:
    write_results(1, CHANGES)
    assert [*summarise_run()] == [
        "Read: 2 dumps, 1,600 records, 1,500 papers",
        "c0: 9 topics and 2 themes, 4.7% of papers unassigned; since run 4: 1,200 new papers, "
        "3 papers moved, 1 topic split, 1 topic born",
        f"Open: {(folder / 'results/index.html').as_uri()}",
    ]


def test_a_first_run_and_one_without_changes_say_so() -> None:
    write_results(1, None)
    assert [*summarise_run()][1].endswith("; first run")
    nothing = {"new": [], "gone": [], "moved": [], "topics": [{"events": ["kept"]}]}
    Path("results/c0/changes.json").write_text(
        json.dumps({"baseline": {"number": 4}, "changes": nothing})
    )
    assert [*summarise_run()][1].endswith("; since run 4: nothing changed")


def test_a_summary_stays_short_with_many_clusterings() -> None:
    write_results(12, None)
    lines = [*summarise_run()]
    assert len(lines) == 8
    assert lines[-2] == "and 7 more clusterings"


def test_what_was_not_made_is_left_out() -> None:
    assert [*summarise_run()] == []


def test_a_real_run_has_a_summary(finished: Workflow, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(finished.folder)
    read, *_, last = summarise_run()
    assert read == "Read: 5 dumps, 170 records, 128 papers"
    assert last == f"Open: {(finished.folder / 'results/index.html').as_uri()}"
