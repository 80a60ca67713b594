"""The dump files of a run: how they are found and named, and the warnings at its end."""

import json
import os
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from snakemake.exceptions import WorkflowError

from helpers.workflow import Workflow
from paperthemes.workflow.dumps import (
    MAX_BATCH,
    MAX_BATCH_BYTES,
    divide_dumps,
    dump_warnings,
    find_dumps,
)

PAGE = "title,abstract\nA Paper,It is.\n"


def entry(path: str, **options: Any) -> dict[str, Any]:
    return {"path": path, "format": None, "columns": {}} | options


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def write(folder: Path, *names: str) -> None:
    for name in names:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(PAGE)


def test_without_a_dump_the_run_stops_before_any_job(workflow: Workflow) -> None:
    workflow.write_config("dumps: ['nothing/*.txt', missing.csv]")
    done = workflow.call()
    assert done.returncode == 1
    assert f"(nothing/*.txt, missing.csv) in the folder {workflow.folder}" in done.stdout
    assert "nothing was run" in done.stdout


def test_the_sample_is_read_only_while_there_is_no_dump(folder: Path, caplog) -> None:
    write(folder, "sample/a.csv", "sample/b.csv")
    entries = [entry("dumps/*"), entry("sample/nothing")]
    for own, is_sample in (("", True), ("dumps/mine.csv", False)):
        write(folder, *filter(None, [own]))
        caplog.clear()
        dumps = find_dumps(entries, "sample/*")
        assert dumps.is_sample is is_sample
        assert [*dumps.paths] == (["a.csv", "b.csv"] if is_sample else ["mine.csv"])
        assert ("(dumps/*, sample/nothing): using the sample data" in caplog.text) is is_sample
        assert ("no file matches sample/nothing" in caplog.text) is not is_sample


@pytest.mark.parametrize("sample", [None, "sample/*.ris"])
def test_without_a_dump_and_a_sample_nothing_is_run(folder: Path, sample: str | None) -> None:
    write(folder, "sample/a.csv")
    with pytest.raises(WorkflowError, match=r"No file matches `dumps` \(dumps/\*\) in the folder"):
        find_dumps([entry("dumps/*")], sample)


def test_hidden_files_are_no_dumps(folder: Path) -> None:
    write(folder, "dumps/.gitignore", "sample/a.csv")
    assert find_dumps([entry("dumps/*")], "sample/*").is_sample


def test_results_and_folders_are_not_read(folder: Path, caplog) -> None:
    write(folder, "list.csv", "results/old/assignments.csv", f"sub/x{'y' * 230}.csv")
    dumps = find_dumps([entry("**/*.csv"), entry("sub")]).paths
    assert len(dumps) == 2
    assert max(map(len, dumps)) <= 157
    assert "sub is a folder; to read the files in it, write sub/*" in caplog.text
    assert "also matches files that the workflow writes itself" in caplog.text
    assert "left out: results/old/assignments.csv" in caplog.text


@pytest.mark.parametrize("odd", [os.fsdecode(b"caf\xe9.csv"), "{x}.csv"])
def test_names_that_snakemake_cannot_handle_are_refused(folder: Path, odd: str) -> None:
    write(folder, odd)
    with pytest.raises(WorkflowError, match="Snakemake cannot work with") as caught:
        find_dumps([entry("*.csv")])
    assert f"dumps: {odd!a}: " in str(caught.value)


def test_files_that_may_not_be_read_are_named(folder: Path, monkeypatch) -> None:
    write(folder, "a.csv", "b.csv", "c.csv")
    monkeypatch.setattr(os, "access", lambda path, mode: path == "b.csv")  # root may read all
    with pytest.raises(WorkflowError, match=r"no permission to read a\.csv, c\.csv; nothing was"):
        find_dumps([entry("*.csv")])


def test_names_are_safe_and_clashing_files_told_apart(folder: Path) -> None:
    write(folder, "a/list.csv", "b/list.csv", "b/LIST.csv", "odd (na me) é.csv", "x+y.csv")
    (folder / "b/once.csv").symlink_to("../a/list.csv")
    found = find_dumps([entry("**/*.csv"), entry("x+y.csv", format="csv")])
    dumps, options = found.paths, found.options
    plain = sorted(name for name in dumps if "list" not in name.lower())
    assert plain == ["odd__na_me___.csv", "x_y.csv"]
    clashing = sorted({*dumps} - {*plain})
    assert len(clashing) == 3, "a file is read once"
    assert all(name.lower()[:9] == "list.csv-" and len(name) == 15 for name in clashing)
    assert options["x_y.csv"]["format"] == "csv"


def test_of_several_entries_the_last_with_options_counts(folder: Path) -> None:
    write(folder, "list.csv")
    entries = [entry("list.csv", format="csv"), entry("*.csv", columns={"title": "T"}), entry("*")]
    assert find_dumps(entries).options == {"list.csv": {"format": None, "columns": {"title": "T"}}}


def test_warnings_name_the_dump_and_the_places_that_were_rejected(tmp_path: Path) -> None:
    report = tmp_path / "cut.report.json"
    rejected = [{"start": 2, "end": 2}, {"start": 5, "end": 7}]
    content = {"path": "dumps/cut.txt", "unit": "line", "warnings": ["is odd"]}
    report.write_text(json.dumps(content | {"rejected": rejected, "rejected_count": 2}))
    assert [*dump_warnings([report, tmp_path / "missing.json"])] == [
        "dumps/cut.txt: is odd",
        "dumps/cut.txt: 2 rejected places (line 2, 5-7); see the report",
    ]


# ---- batches ----


@pytest.fixture
def small_dumps(tmp_path: Path) -> dict[str, str]:
    """Return the paths of 1,000 small dumps, by name."""
    path = tmp_path / "small.txt"
    path.write_text("A Title\n")
    return {f"2026-{number:04d}.txt": str(path) for number in range(1000)}


def test_batches_have_all_dumps_in_order(small_dumps: dict[str, str]) -> None:
    batches = divide_dumps(small_dumps)
    assert [name for batch in batches.values() for name in batch] == [*small_dumps]
    assert [batch[0] for batch in batches.values()] == [*batches]
    assert max(map(len, batches.values())) <= MAX_BATCH
    assert len(batches) < 60


@given(st.text("0123456789", min_size=1, max_size=6))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_new_dump_changes_few_batches(small_dumps: dict[str, str], name: str) -> None:
    before = divide_dumps(small_dumps)
    after = divide_dumps(small_dumps | {f"2026-{name}.csv": small_dumps["2026-0000.txt"]})
    # The batch of the new dump, and those that follow until one that ends by its last name.
    changed = [batch for batch in after.values() if batch not in before.values()]
    assert len(changed) <= 4


def test_dumps_of_any_size_are_in_batches_that_a_new_one_hardly_changes(tmp_path: Path) -> None:
    path = tmp_path / "dump.txt"
    with path.open("wb") as file:
        file.truncate(MAX_BATCH_BYTES // 8)
    dumps = {f"{number:04d}": str(path) for number in range(400)}
    before = divide_dumps(dumps)
    again = 0  # dumps that are read again
    for number in range(400):
        after = divide_dumps(dumps | {f"{number:04d}-new": str(path)})
        changed = [batch for batch in after.values() if batch not in before.values()]
        again += sum(map(len, changed))
    assert again / 400 < 12


def test_a_large_dump_is_a_batch_of_its_own(small_dumps: dict[str, str], tmp_path: Path) -> None:
    large = tmp_path / "large.txt"
    with large.open("wb") as file:
        file.truncate(100_000_000)  # takes no space on the disk
    before = divide_dumps(small_dumps)
    batches = divide_dumps(small_dumps | {"2026-0500-large.txt": str(large)})
    assert batches.pop("2026-0500-large.txt") == ["2026-0500-large.txt"]
    # The others are divided as without it, but for the batch that it interrupts.
    assert [name for batch in batches.values() for name in batch] == [*small_dumps]
    assert max(map(len, batches.values())) <= MAX_BATCH
    assert len([batch for batch in batches.values() if batch not in before.values()]) <= 4
