"""Batches of dumps in a real run: one large dump, many small ones, and some that are no dumps."""

import json
import shutil
from pathlib import Path

import pytest
from filelock import FileLock

from helpers.workflow import Workflow
from paperthemes import tables
from paperthemes.workflow.dumps import MAX_BATCH, divide_dumps
from paperthemes.workflow.run_setup import LARGE_BYTES

SMALL = 70  # dumps of one paper each, more than fit into one batch
LARGE = 2_100  # papers of the large dump: enough texts for several processes of step terms
TERMS = "results/terms.npz"
DIARY = "Dear diary, today I read nothing."


def write_dumps(folder: Path) -> None:
    """Write the small dumps, the large one between them, and one in an unknown format."""
    folder.mkdir()
    for number in range(SMALL):
        row = f"Small study {number},We sort {number} apples by size."
        (folder / f"{number:02d}.csv").write_text(f"title,abstract\n{row}\n")
    filler = "x" * (LARGE_BYTES // LARGE)
    rows = (f"Large study {n},Graph neural networks sort {n} pears.,{filler}" for n in range(LARGE))
    (folder / "30-large.csv").write_text("\n".join(["title,abstract,notes", *rows]))
    (folder / "40-diary.txt").write_text(DIARY)


@pytest.fixture(scope="module")
def divided(shared_folder: Path) -> tuple[Workflow, str]:
    """Return a folder in which the dumps were read on one core, and the output of the run."""
    workflow = Workflow(shared_folder / "divided")
    output = workflow.folder / "output.txt"
    with FileLock(shared_folder / "divided.lock"):
        if not output.exists():
            workflow.folder.mkdir()
            write_dumps(workflow.folder / "dumps")
            workflow.write_config("dumps: [dumps/*]\n")
            # Step terms asks for eight threads, because the dumps are large.
            output.write_text(workflow.run(TERMS, cores=1))
    return workflow, output.read_text()


@pytest.fixture
def copy_of_divided(divided: tuple[Workflow, str], tmp_path: Path) -> Workflow:
    """Return a copy of this folder, time stamps included."""
    shutil.copytree(divided[0].folder, tmp_path / "copy")
    return Workflow(tmp_path / "copy")


def test_a_large_dump_is_read_alone_and_the_small_ones_together(
    divided: tuple[Workflow, str],
) -> None:
    folder = divided[0].folder
    batches = divide_dumps({path.name: str(path) for path in (folder / "dumps").iterdir()})
    assert batches["30-large.csv"] == ["30-large.csv"]
    assert len(batches) > 2
    assert max(map(len, batches.values())) <= MAX_BATCH
    logs = {path.name for path in (folder / "results/logs/parse").iterdir()}
    assert logs == {f"{batch}.log" for batch in batches}
    papers = tables.read(tables.PAPERS, folder / "results/papers.parquet")
    assert len(papers) == SMALL + LARGE
    for name, title in (("00.csv", "Small study 0"), ("69.csv", "Small study 69")):
        records = tables.read(tables.RECORDS, folder / f"results/parsed/{name}.parquet")
        assert records.title.tolist() == [title]
        assert records.dump.tolist() == [name]


def test_of_a_batch_only_the_bad_dump_is_skipped_and_the_run_says_so(
    divided: tuple[Workflow, str],
) -> None:
    workflow, output = divided
    (warning,) = output.split("steps (100%) done")[1].split("WARNING: ")[1:]
    message = "skipped, no records taken: begins with 'Dear diary"
    assert warning.startswith(f"dumps/40-diary.txt: {message}")
    reports = [*(workflow.folder / "results/parsed").glob("*.report.json")]
    skipped = [path.name for path in reports if json.loads(path.read_text())["format"] is None]
    assert skipped == ["40-diary.txt.report.json"]


def test_more_cores_or_other_threads_give_the_same_terms(copy_of_divided: Workflow) -> None:
    terms = copy_of_divided.folder / TERMS
    before = terms.read_bytes()
    output = copy_of_divided.run("--forcerun", "terms", "--set-threads", "terms=2", "--", TERMS)
    assert "Finished jobid: 0 (Rule: terms)" in output
    assert terms.read_bytes() == before


def test_a_changed_dump_is_read_again_with_its_batch_alone(copy_of_divided: Workflow) -> None:
    folder = copy_of_divided.folder
    parsed = folder / "results/parsed"
    before = {path.name: path.stat().st_mtime_ns for path in parsed.glob("*.parquet")}
    changed = folder / "dumps/50.csv"
    changed.write_text(changed.read_text().replace("Small", "Short"))
    copy_of_divided.run("results/papers.parquet")
    batches = divide_dumps({path.name: str(path) for path in (folder / "dumps").iterdir()})
    (batch,) = (batch for batch in batches.values() if "50.csv" in batch)
    after = {path.name: path.stat().st_mtime_ns for path in parsed.glob("*.parquet")}
    assert {name for name in before if after[name] != before[name]} == {
        f"{name}.parquet" for name in batch
    }
    papers = tables.read(tables.PAPERS, folder / "results/papers.parquet")
    assert len(papers) == SMALL + LARGE
    assert "Short study 50" in {*papers.title}


def test_a_stopped_run_names_all_bad_dumps_and_keeps_earlier_results(
    copy_of_divided: Workflow,
) -> None:
    folder = copy_of_divided.folder
    kept = sorted((folder / "results").glob("*.*"))
    before = [(path.read_bytes(), path.stat().st_mtime_ns) for path in kept]
    letters = folder / "dumps/40-letters.txt"
    letters.write_text(DIARY)
    copy_of_divided.write_config("dumps: [dumps/*]\non_bad_dump: fail\n")
    done = copy_of_divided.call(TERMS)
    assert done.returncode == 1
    for name in ("40-diary.txt", "40-letters.txt"):
        assert f"dumps/{name}: begins with 'Dear diary" in done.stdout
    assert [(path.read_bytes(), path.stat().st_mtime_ns) for path in kept] == before
    letters.unlink()
    (folder / "dumps/40-diary.txt").unlink()
    papers = folder / "results/papers.parquet"
    papers_before = papers.read_bytes()
    copy_of_divided.run("results/papers.parquet")
    assert papers.read_bytes() == papers_before
