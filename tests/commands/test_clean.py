"""`paperthemes clean`: results of what the config no longer has go, and nothing else."""

import os
from pathlib import Path

import pytest

from helpers.workflow import Workflow
from paperthemes.clean import Found, find, remove
from paperthemes.cli import main
from paperthemes.plan import Job, Plan

PATTERNS = (
    "results/papers.parquet",
    "results/parsed/{dump}.parquet",
    "results/{clustering}/report.html",
    "results/neighbours/{key}.npz",
    "results/embeddings/{encoder}.npz",
    "results/embeddings/{encoder}/todo-1-of-1.parquet",
    "results/logs/embed/{encoder}.log",
    "results/logs/embed/{encoder}-{scatteritem}.log",
    "results/logs/identify/{clustering}.log",
    "results/logs/identify/{clustering}-record.log",
)
KEPT = (
    "results/README.md",
    "results/papers.parquet",
    "results/parsed/a.txt.parquet",
    "results/fine/report.html",
    "results/fine/.report.html.123.partial",
    "results/neighbours/lsa-1.npz",
    "results/embeddings/lsa.npz",
    "results/logs/embed/lsa-3-of-8.log",
    "results/logs/identify/fine-record.log",
)
GONE = {
    ("dump", "b.txt"): ["results/parsed/b.txt.parquet"],
    ("clustering", "old-record"): ["results/logs/identify/old-record-record.log"],
    ("clustering", "old"): [
        "results/logs/identify/old-record.log",
        "results/logs/identify/old.log",
        "results/old/.report.html.99.partial",
        "results/old/report.html",
    ],
    ("encoder", "minilm-int8"): [
        "results/embeddings/minilm-int8.npz",
        "results/embeddings/minilm-int8/todo-2-of-8.parquet",
        "results/logs/embed/minilm-int8-1-of-1.log",
        "results/logs/embed/minilm-int8.log",
    ],
    ("key", "lsa-2"): ["results/neighbours/lsa-2.npz"],
}


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    for path in [*KEPT, *(path for paths in GONE.values() for path in paths)]:
        put(tmp_path / path)
    return tmp_path


def put(path: Path) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("12345")
    return path


def plan(folder: Path) -> Plan:
    jobs = [
        Job("dedupe", outputs=["results/papers.parquet"]),
        Job("parse", {"dump": "a.txt"}, outputs=["results/parsed/a.txt.parquet"]),
        Job("neighbours", {"key": "lsa-1"}, outputs=["results/neighbours/lsa-1.npz"]),
        Job("embed", {"encoder": "lsa"}, outputs=["results/embeddings/lsa.npz"]),
        Job("report", {"clustering": "fine"}, outputs=["results/fine/report.html"]),
    ]
    made = [str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()]
    config = {"clusterings": {"fine": {}}}
    return Plan(config, {"a.txt": "a.txt"}, {}, jobs, patterns=PATTERNS, made=made)


def left(folder: Path) -> set[str]:
    return {str(path.relative_to(folder)) for path in folder.rglob("*") if not path.is_dir()}


def gone(found: Found) -> dict[tuple[str, str], list[str]]:
    return {(one.kind, one.name): sorted(map(str, one.files)) for one in found.leftovers}


def test_what_the_config_no_longer_has_is_found_and_removed(folder: Path) -> None:
    found = find(plan(folder))
    assert gone(found) == GONE
    assert {one.size for one in found.leftovers if one.name == "old"} == {20}
    assert found.strange == found.histories == ()
    remove(found.leftovers)
    assert left(folder) == {*KEPT}
    assert not (folder / "results/old").exists()
    assert not (folder / "results/embeddings/minilm-int8").exists()
    assert find(plan(folder)).leftovers == ()


def test_files_that_no_run_has_made_are_named_and_left(folder: Path) -> None:
    known = plan(folder)
    mine = [
        put(folder / path)
        for path in (
            "results/old/notes.txt",
            "results/copy of fine/report.html",
            "results/copy of fine/deep/er.txt",
            "results/by-hand/report.html",
            "results/table.xlsx",
            "results/logs/mine/x.log",
        )
    ]
    found = find(known)
    assert gone(found) == GONE
    assert {*map(str, found.strange)} == {
        "results/old/notes.txt",
        "results/copy of fine",
        "results/by-hand",
        "results/table.xlsx",
        "results/logs/mine",
    }
    remove(found.leftovers)
    assert all(path.exists() for path in mine)


def test_links_are_not_followed_and_not_removed(folder: Path, tmp_path_factory) -> None:
    outside = tmp_path_factory.mktemp("outside")
    report = put(outside / "report.html")
    (folder / "results/older").symlink_to(outside)
    (folder / "results/oldest").mkdir()
    (folder / "results/oldest/report.html").symlink_to(report)
    (folder / "history").symlink_to(outside)
    made = plan(folder)
    found = find(made)
    remove(found.leftovers)
    assert report.read_text() == "12345"
    assert (folder / "results/older").is_symlink()
    assert (folder / "results/oldest/report.html").is_symlink()
    assert {*map(str, found.strange)} == {"results/older", "results/oldest"}


def test_histories_of_clusterings_that_are_gone_are_named(folder: Path) -> None:
    for name in ("fine", "old"):
        put(folder / f"history/{name}/registry.json")
    found = find(plan(folder))
    assert found.histories == (Path("history/old"),)
    remove(found.leftovers)
    assert (folder / "history/old/registry.json").exists()


def test_without_results_there_is_nothing_to_do(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert find(plan(tmp_path)) == Found((), (), ())


# ---- the command ----


def called(workflow: Workflow, capsys: pytest.CaptureFixture[str], *options: str) -> str:
    here = Path.cwd()
    os.chdir(workflow.folder)
    try:
        code = main(["clean", *options])
    finally:
        os.chdir(here)
    said = capsys.readouterr()
    assert code == 0, said.err
    return said.out


def test_the_command_lists_first_and_removes_when_told(capsys, copy_of_finished: Workflow) -> None:
    folder = copy_of_finished.folder
    assert "Nothing to remove" in called(copy_of_finished, capsys, "--yes")
    (folder / "dumps/search-results.txt").unlink()
    copy_of_finished.write_config("dumps: [dumps/*]\nclusterings: {broad: null}\n")
    put(folder / "results/mine.txt")
    before = left(folder / "results")
    said = called(copy_of_finished, capsys)
    assert "The config no longer has these, " in said
    assert "  clustering broad: " in said
    assert "  dump search-results.txt: 4 files, " in said
    assert "the same command with --yes. Nothing was removed yet." in said
    assert "history/broad, " in said
    assert "Left alone, for no run here has made them:\n  results/mine.txt\n" in said
    assert left(folder / "results") == before
    said = called(copy_of_finished, capsys, "--yes")
    assert "Removed, " in said
    after = left(folder / "results")
    assert all("broad" in path or "search-results" in path for path in before - after)
    assert not any("broad" in path or "search-results" in path for path in after)
    assert (folder / "history/broad/registry.json").exists()
    assert "Nothing to remove" in called(copy_of_finished, capsys)
    copy_of_finished.write_config("dumps: [dumps/*]\nclusterings: {broad: null}\n")
    assert "dedupe" in copy_of_finished.planned()  # a dump fewer, and nothing else is amiss
