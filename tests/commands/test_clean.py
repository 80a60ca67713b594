"""`paperthemes clean`: results that the config no longer has are removed, and nothing else."""

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from helpers.workflow import Workflow, run_command
from paperthemes.commands.clean import Leftovers, find_leftovers, remove, retired_histories
from paperthemes.workflow.plan import Output, Plan

KEPT = (
    "results/README.md",
    "results/papers.parquet",
    "results/parsed/a.txt.parquet",
    "results/fine/report.html",
    "results/fine/bertopic/topics.json",
    "results/fine/.report.html.123.partial",
    "results/neighbours/lsa-1.npz",
    "results/embeddings/lsa.npz",
    "results/logs/dedupe/dedupe.log",
    "results/logs/parse/a.txt.log",
    "results/logs/embed/lsa-3-of-8.log",
    "results/logs/identify/fine.log",
    "results/sweep.csv",
    "results/sweep/fine/n_topics~5.json",
    "results/logs/sweep/sweep.log",
    "results/logs/sweep/fine/n_topics~5.log",
)
REMOVABLE = {
    ("batch", "b.txt"): ["results/benchmarks/parse/b.txt.tsv"],
    # `c.txt` is still a dump, but its batch now begins with `a.txt`.
    ("batch", "c.txt"): ["results/benchmarks/parse/c.txt.tsv", "results/logs/parse/c.txt.log"],
    ("dump", "b.txt"): [
        "results/parsed/b.txt.parquet",
        "results/parsed/b.txt.report.json",
    ],
    ("clustering", "old"): [
        "results/logs/identify/old.log",
        "results/old/.report.html.99.partial",
        "results/old/bertopic/topics.json",
        "results/old/report.html",
    ],
    ("encoder", "minilm-int8"): [
        "results/embeddings/minilm-int8.npz",
        "results/embeddings/minilm-int8/shard-2-of-8.npz",
        "results/logs/embed/minilm-int8-1-of-1.log",
        "results/logs/embed/minilm-int8.log",
    ],
    ("neighbours", "lsa-2"): ["results/neighbours/lsa-2.npz"],
    ("sweep", "fine/n_topics~9"): [
        "results/benchmarks/sweep/fine/n_topics~9.tsv",
        "results/sweep/fine/n_topics~9.json",
        "results/sweep/fine/n_topics~9.parquet",
    ],
    ("sweep", "neighbours/lsa-2"): ["results/sweep/neighbours/lsa-2.npz"],
    ("sample history", "fine"): [
        "results/history/fine/.lock",
        "results/history/fine/0001-aaaaaaaaaaaa/run.json",
    ],
}
FOREIGN = (
    "results/old/notes.txt",
    "results/copy of fine/deep/er.txt",
    "results/by-hand/report.html",
    "results/table.xlsx",
    "results/logs/mine/x.log",
)
OUTPUTS = {
    "dedupe": ["results/papers.parquet"],
    "parse": ["results/parsed/a.txt.parquet"],
    "neighbours": ["results/neighbours/lsa-1.npz"],
    "embed": ["results/embeddings/lsa.npz"],
    "export": ["results/fine/bertopic/topics.json"],
    "report": ["results/fine/report.html"],
    "sweep_point": ["results/sweep/fine/n_topics~5.json"],
    "sweep": ["results/sweep.csv"],
}
PLAN = Plan(
    outputs=[
        Output(path=path, rule=rule, status="ok", is_pending=False)
        for rule, paths in OUTPUTS.items()
        for path in paths
    ],
    snapshot={
        "config": {"clusterings": {"fine": {}}, "embed": {"encoder": "lsa"}},
        "dumps": {"a.txt": "a.txt", "c.txt": "c.txt"},
        "neighbours": ["lsa-1"],
        "sample": False,
    },
)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    for path in [
        "a.txt",
        "c.txt",
        *KEPT,
        *(path for paths in REMOVABLE.values() for path in paths),
    ]:
        put(tmp_path / path)
    for name in ("fine", "old"):
        put(tmp_path / f"history/{name}/registry.json")
    return tmp_path


def put(path: Path) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("12345")
    return path


def files_in(folder: Path) -> set[str]:
    return {str(path.relative_to(folder)) for path in folder.rglob("*") if not path.is_dir()}


def names(leftovers: Leftovers) -> dict[tuple[str, str], list[str]]:
    return {owner: sorted(map(str, files)) for owner, files in leftovers.items()}


def test_results_that_the_config_no_longer_has_are_removed(folder: Path) -> None:
    leftovers, foreign = find_leftovers(PLAN)
    assert names(leftovers) == REMOVABLE
    assert foreign == []
    remove(leftovers)
    assert files_in(folder / "results") == {name.removeprefix("results/") for name in KEPT}
    assert not (folder / "results/old").exists()
    assert not (folder / "results/embeddings/minilm-int8").exists()
    assert find_leftovers(PLAN) == ({}, [])


def test_foreign_files_are_listed_and_kept(folder: Path) -> None:
    for path in FOREIGN:
        put(folder / path)
    leftovers, foreign = find_leftovers(PLAN)
    assert names(leftovers) == REMOVABLE
    assert {*map(str, foreign)} == {*FOREIGN}
    remove(leftovers)
    assert all((folder / path).exists() for path in FOREIGN)


def test_links_are_neither_followed_nor_removed(folder: Path, tmp_path_factory) -> None:
    outside = tmp_path_factory.mktemp("outside")
    report = put(outside / "report.html")
    (folder / "results/older").symlink_to(outside)
    (folder / "results/parsed/c.txt.parquet").symlink_to(report)
    leftovers, foreign = find_leftovers(PLAN)
    remove(leftovers)
    assert report.read_text() == "12345"
    links = {"results/older", "results/parsed/c.txt.parquet"}
    assert {*map(str, foreign)} == links
    assert all((folder / link).is_symlink() for link in links)


def test_histories_of_retired_clusterings_are_kept(folder: Path) -> None:
    assert retired_histories(PLAN) == [Path("history/old")]
    remove(find_leftovers(PLAN)[0])
    assert (folder / "history/old/registry.json").exists()


def test_the_history_of_the_sample_is_kept_while_it_is_used(folder: Path) -> None:
    plan = replace(PLAN, snapshot={**PLAN.snapshot, "sample": True})
    assert names(find_leftovers(plan)[0]).keys() == REMOVABLE.keys() - {("sample history", "fine")}


def test_without_results_there_is_nothing_to_remove(folder: Path) -> None:
    shutil.rmtree(folder / "results")
    shutil.rmtree(folder / "history")
    assert find_leftovers(PLAN) == ({}, [])
    assert retired_histories(PLAN) == []


def test_the_command_lists_first_and_removes_when_asked(copy_of_finished: Workflow) -> None:
    workflow, folder = copy_of_finished, copy_of_finished.folder
    assert "Nothing to remove" in run_command(folder, "clean", "--yes")
    (folder / "dumps/search-results.txt").unlink()
    workflow.write_config("dumps: [dumps/*]\nclusterings: {broad: null}\n")
    put(folder / "results/mine.txt")
    before = files_in(folder / "results")
    output = run_command(folder, "clean")
    assert "No longer in the config, " in output
    assert "  clustering broad: " in output
    assert "  dump search-results.txt: 2 files, " in output
    assert "Nothing was removed yet. To remove these files, add --yes." in output
    assert "Kept: history/broad, " in output
    assert "Kept (not created by this workflow):\n  results/mine.txt\n" in output
    assert files_in(folder / "results") == before
    assert "Removed, " in run_command(folder, "clean", "--yes")
    after = files_in(folder / "results")
    assert all("broad" in path or "search-results" in path for path in before - after)
    assert not any("broad" in path or "search-results" in path for path in after)
    assert (folder / "history/broad/registry.json").exists()
    assert "dedupe" in workflow.planned(), "a dump fewer, and nothing else has changed"
