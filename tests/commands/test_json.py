"""`--json`: one object per command, with the keys that docs/json.md lists."""

import json
import re
from pathlib import Path

import pytest

from helpers.corpora import corpus
from helpers.result_folders import write_results_of
from helpers.workflow import REPOSITORY, SAMPLE, Workflow, run_command
from paperthemes.encoders.cache import VectorCache
from paperthemes.encoders.settings import EmbedSettings

DOCUMENT = (REPOSITORY / "docs/json.md").read_text("utf-8")


def facts(folder: Path, command: str, *arguments: str) -> dict:
    """Return the object that a command prints, after checking that its keys are documented."""
    content = json.loads(run_command(folder, command, *arguments, "--json"))
    section = DOCUMENT.split(f"\n## {command}\n")[1].split("\n## ")[0]
    documented = re.findall(r"^\| `(\w+)` \|", section, re.MULTILINE)
    assert list(content) == documented
    return content


def test_status_before_and_after_a_run(workflow: Workflow, copy_of_finished: Workflow) -> None:
    (workflow.folder / "list.csv").write_text("title,abstract\nA Paper,It is.\n")
    workflow.write_config("dumps: [list.csv]\nclusterings: {broad: null}\n", "config.yaml")
    before = facts(workflow.folder, "status")
    assert not before["up_to_date"]
    assert before["dumps"] == {"list.csv": "list.csv"}
    assert before["reasons"] == ["no run has completed here yet (1 dump to read)"]
    assert {"rule": "report", "path": "results/fine/report.html"} in before["pending"]
    assert before["estimate"]["seconds"] > 0
    after = facts(copy_of_finished.folder, "status")
    assert after["up_to_date"]
    assert after["clusterings"] == ["broad", "fine"]
    assert after["reasons"] == after["pending"] == []
    assert after["estimate"] is after["run_in_progress"] is None
    assert not after["was_killed"]


def test_suggest(finished: Workflow) -> None:
    clusterings = facts(finished.folder, "suggest")["clusterings"]
    assert [*clusterings] == ["broad", "fine"]
    assert clusterings["fine"].keys() == {"papers", "topics", "metrics", "suggestions"}


def test_clean_lists_and_removes(copy_of_finished: Workflow) -> None:
    folder = copy_of_finished.folder
    (folder / "dumps/search-results.txt").unlink()
    (folder / "results/notes.txt").touch()
    listed = facts(folder, "clean")
    assert not listed["removed"]
    assert [(each["kind"], each["name"]) for each in listed["leftovers"]] == [
        ("dump", "search-results.txt")
    ]
    paths = [folder / name for name in listed["leftovers"][0]["files"]]
    assert listed["leftovers"][0]["bytes"] == sum(path.stat().st_size for path in paths) > 0
    assert listed["kept_files"] == ["results/notes.txt"]
    assert facts(folder, "clean", "--yes") == listed | {"removed": True}
    assert not any(path.exists() for path in paths)
    assert facts(folder, "clean")["leftovers"] == []


def test_cache(tmp_path: Path) -> None:
    empty = facts(tmp_path, "cache", "--folder", str(tmp_path))
    assert empty == {
        "path": str(VectorCache(tmp_path).path),
        "bytes": 0,
        "encoders": [],
        "names": 0,
        "damaged_bytes": 0,
        "removed": None,
    }
    pruned = facts(tmp_path, "cache", "--folder", str(tmp_path), "--prune", "0")
    assert pruned["removed"] == {"vectors": 0, "names": 0}


def test_inspect(tmp_path: Path) -> None:
    names = ("reading-group.csv", "search-results.txt")
    files = facts(tmp_path, "inspect", *(str(SAMPLE / name) for name in names))["files"]
    assert [file["path"] for file in files] == [str(SAMPLE / name) for name in names]
    assert files[0]["report"]["format"] == "csv"
    assert len(files[0]["first_records"]) == 3
    assert files[0]["first_records"][0].keys() == {"title", "abstract"}


def test_search(tmp_path: Path) -> None:
    write_results_of(corpus(14), tmp_path, EmbedSettings(encoder="lsa"))
    papers = facts(tmp_path, "search", "songs of whales", "--clustering", "fine")["papers"]
    assert len(papers) == 20
    assert [key for key in papers[0] if f"`{key}`" not in DOCUMENT.split("## search")[1]] == []


def test_an_error_is_no_json(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    errors = run_command(tmp_path, "inspect", "missing.csv", "--json", status=1)
    assert errors.startswith("paperthemes: ")
