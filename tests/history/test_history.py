"""Archived runs survive killed and concurrent runs, and are kept as long as they must be."""

import shutil
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from hashlib import sha256
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from helpers.run_pairs import make_run
from helpers.story import Story, titles_of
from helpers.workflow import Workflow, run_command
from paperthemes.changes.archive import build_run
from paperthemes.errors import UserError
from paperthemes.history.folder import FILES
from paperthemes.history.run import Run, read_run, write_run
from paperthemes.history.store import History

HARBOUR, GLACIER, VIOLIN = (titles_of(name, 10) for name in ("harbour", "glacier", "violin"))
GROUPS = {"harbour": HARBOUR, "glacier": GLACIER[:8]}
MORE = {name: GROUPS | {name: titles_of(name, 6)} for name in ("violin", "bees", "kiln")}


@pytest.fixture
def story(tmp_path: Path) -> Story:
    """Return a history of three runs."""
    story = Story(tmp_path / "history/fine")
    for groups in (GROUPS, MORE["violin"], MORE["bees"]):
        story.run(groups)
    return story


def files_of(folder: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def unarchived_run(story: Story, groups: Mapping[str, Sequence[str]]) -> Run:
    results, settings = story.make_results(groups)
    return build_run(results, story.history, settings)


def run_numbers(story: Story) -> list[int]:
    return [summary.number for summary in story.history.registry().runs]


# ---- archiving ----


def test_archiving_twice_changes_no_byte(story: Story) -> None:
    run = unarchived_run(story, MORE["kiln"])
    name = story.history.archive(run, max_runs=20)
    before = files_of(story.folder)
    assert story.history.archive(run, max_runs=20) == name
    assert files_of(story.folder) == before
    assert run_numbers(story) == [1, 2, 3, 4]


def test_concurrent_archiving_of_one_run_archives_it_once(story: Story) -> None:
    run = unarchived_run(story, MORE["kiln"])
    with ThreadPoolExecutor(4) as pool:
        names = {*pool.map(lambda _: History(story.folder).archive(run, max_runs=20), range(8))}
    assert names == {story.history.registry().latest}
    assert len(story.history.names()) == len(story.history.registry().runs) == 4


def test_the_later_of_two_concurrent_runs_fails(story: Story) -> None:
    runs = [unarchived_run(story, groups) for groups in (MORE["kiln"], {"harbour": HARBOUR})]

    def archive(run: Run) -> str:
        try:
            return History(story.folder).archive(run, max_runs=20)
        except UserError as error:
            assert "another run was archived while this one was in progress" in str(error)
            return ""

    with ThreadPoolExecutor(2) as pool:
        names = [*pool.map(archive, runs)]
    assert sorted(map(bool, names)) == [False, True]
    assert story.history.registry().latest == max(names)
    assert run_numbers(story) == [1, 2, 3, 4]
    assert len(story.history.names()) == 4


def test_archiving_resumes_after_it_was_killed(story: Story) -> None:
    run = unarchived_run(story, MORE["kiln"])
    before = files_of(story.folder)
    name = story.history.archive(run, max_runs=20)
    after = files_of(story.folder)
    # Killed between run and registry; and while a run was written.
    (story.folder / "registry.json").write_bytes(before["registry.json"])
    (story.folder / ".99999999.partial").mkdir()
    (story.folder / ".99999999.partial/papers.parquet").write_text("half")
    assert story.history.registry().latest != name
    assert story.history.archive(run, max_runs=20) == name
    assert files_of(story.folder) == after
    assert not [*story.folder.glob(".*.partial")]


def test_an_unregistered_run_is_removed_when_another_is_archived(story: Story) -> None:
    before = files_of(story.folder)
    unregistered = story.history.archive(unarchived_run(story, MORE["kiln"]), max_runs=20)
    (story.folder / "registry.json").write_bytes(before["registry.json"])
    run = unarchived_run(story, {"harbour": HARBOUR[:7], "bees": titles_of("bees", 9, 20)})
    name = story.history.archive(run, max_runs=20)
    assert name != unregistered
    assert unregistered not in story.history.names()
    assert story.history.registry().latest == name


def test_a_renamed_run_is_reported_as_damaged(story: Story) -> None:
    shutil.copytree(story.folder / story.name, story.folder / "copy")
    with pytest.raises(UserError, match="damaged"):
        story.history.run("copy")


# ---- pruning ----


def test_the_latest_runs_and_the_sizes_of_all_are_kept(tmp_path: Path) -> None:
    story = Story(tmp_path / "fine", max_runs=3)
    for number in range(6):
        story.run(GROUPS | {"violin": VIOLIN[: 3 + number]})
    assert [name[:4] for name in story.history.names()] == ["0004", "0005", "0006"]
    runs = story.history.registry().runs
    assert [summary.sizes["T0003"] for summary in runs] == [3, 4, 5, 6, 7, 8]
    story.max_runs = 1  # the latest two are needed: one is compared with the other
    story.run(GROUPS)
    assert [name[:4] for name in story.history.names()] == ["0006", "0007"]


def test_the_compared_run_is_kept_whatever_its_age(story: Story) -> None:
    first, *_, latest = story.history.names()
    name = story.history.archive(unarchived_run(story, MORE["kiln"]), max_runs=2, protected=first)
    assert story.history.names() == [first, latest, name]
    story.max_runs = 2
    story.run(GROUPS)
    assert first not in story.history.names()


def test_no_id_is_reused_after_all_runs_were_removed(story: Story) -> None:
    given_ids = {*story.history.registry().topic_names}
    for name in story.history.names():
        shutil.rmtree(story.folder / name)
    story.run(MORE["kiln"])
    assert not {*story.latest.topics.topic_id} & given_ids
    assert {*story.history.registry().topic_names} > given_ids


def test_no_id_is_reused_after_the_latest_run_was_removed(story: Story) -> None:
    given_ids = {*story.history.registry().topic_names}
    shutil.rmtree(story.folder / story.history.registry().latest)
    ids = story.run(GROUPS | {"violin": VIOLIN[:6], "kiln": titles_of("kiln", 6)})
    assert (ids["harbour"], ids["glacier"], ids["violin"]) == ("T0001", "T0002", "T0003")
    assert ids["kiln"] not in given_ids
    assert run_numbers(story) == [1, 2, 3]
    (story.folder / "registry.json").unlink()
    assert story.history.registry().last_number == 5  # T0004 of the removed run included


# ---- the workflow ----


def test_the_history_of_a_removed_clustering_is_kept(workflow: Workflow, story: Story) -> None:
    (workflow.folder / "list.csv").write_text("title,abstract\nA Paper,It is.\n")
    before = files_of(story.folder)
    workflow.write_config("dumps: [list.csv]\nclusterings: {broad: null, fine: null, mine: {}}\n")
    workflow.run("-n")
    assert files_of(story.folder) == before


def test_a_damaged_latest_run_stops_the_workflow_before_any_job(copy_of_finished: Workflow) -> None:
    folder = copy_of_finished.folder
    (path,) = folder.glob("history/fine/0001-*/papers.parquet")
    path.write_bytes(path.read_bytes()[:-1])
    done = copy_of_finished.call("-n")
    assert done.returncode == 1
    assert f"the run {path.parent.relative_to(folder)} is damaged or missing" in done.stdout
    run_command(folder, "history", "--restore", "fine/0")  # as the message says
    assert copy_of_finished.planned()["identify"] == 1


def test_a_run_of_an_early_version_has_no_margins(tmp_path: Path) -> None:
    run = make_run(1, {"A paper": "T0001"}, {"A paper": "T0001"})
    name = write_run(run, tmp_path)
    path = tmp_path / name / "papers.parquet"
    pq.write_table(pq.read_table(path).drop_columns(["margin"]), path)
    digest = sha256(b"".join((tmp_path / name / file).read_bytes() for file in FILES)).hexdigest()
    early = read_run((tmp_path / name).rename(tmp_path / f"0001-{digest[:12]}"))
    assert early.papers.margin.isna().all()
    assert early.papers.drop(columns="margin").equals(run.papers.drop(columns="margin"))
