"""What was accepted is never lost: damage, later versions, killed runs, two at once."""

import json
import shutil
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from helpers.story import Story, titles_of
from helpers.workflow import Workflow
from paperthemes.changes.archive import run_of
from paperthemes.errors import UserError
from paperthemes.history.run import Run
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


def made(story: Story, groups: dict[str, list[str]]) -> tuple[Run, str]:
    """Return a run that is not recorded yet, and its key."""
    results, settings = story.made(groups)
    name = results.identities.baseline
    baseline = story.history.baseline(name)
    return run_of(results, settings, ["a.txt"], baseline), str(groups)


# ---- recording ----


def test_recording_twice_changes_no_byte(story: Story) -> None:
    run, key = made(story, MORE["kiln"])
    name = story.history.record(run, key, 20)
    before = files_of(story.folder)
    assert story.history.record(run, key, 20) == name
    assert files_of(story.folder) == before
    assert [size.number for size in story.history.registry().runs] == [1, 2, 3, 4]


def test_two_that_record_the_same_at_once_record_it_once(story: Story) -> None:
    run, key = made(story, MORE["kiln"])
    with ThreadPoolExecutor(4) as pool:
        names = {*pool.map(lambda _: History(story.folder).record(run, key, 20), range(8))}
    assert names == {story.history.registry().latest}
    assert len(story.history.names()) == len(story.history.registry().runs) == 4


def test_of_two_different_ones_at_once_one_is_recorded_and_the_other_told(story: Story) -> None:
    runs = [made(story, groups) for groups in (MORE["kiln"], {"harbour": HARBOUR})]

    def recorded(which: int) -> str:
        try:
            return History(story.folder).record(*runs[which], 20)
        except UserError as error:
            assert "another run was recorded while this one was at work" in str(error)
            return ""

    with ThreadPoolExecutor(2) as pool:
        names = [*pool.map(recorded, (0, 1))]
    assert sorted(map(bool, names)) == [False, True]
    registry = story.history.registry()
    assert registry.latest == max(names)
    assert [size.number for size in registry.runs] == [1, 2, 3, 4]
    assert len(story.history.names()) == 4


def test_a_record_that_was_killed_goes_on(story: Story) -> None:
    run, key = made(story, MORE["kiln"])
    before = files_of(story.folder)
    name = story.history.record(run, key, 20)
    after = files_of(story.folder)
    # Killed after the run was written, before the registry was; and while a run was written.
    (story.folder / "registry.json").write_bytes(before["registry.json"])
    (story.folder / ".99999999.partial").mkdir()
    (story.folder / ".99999999.partial/papers.parquet").write_text("half")
    assert story.history.registry().latest != name
    assert story.history.record(run, key, 20) == name
    assert files_of(story.folder) == after
    assert not [*story.folder.glob(".*.partial")]


def test_what_a_killed_record_left_is_no_run_once_another_is_recorded(story: Story) -> None:
    before = files_of(story.folder)
    lost = story.history.record(*made(story, MORE["kiln"]), 20)
    (story.folder / "registry.json").write_bytes(before["registry.json"])
    run, key = made(story, {"harbour": HARBOUR[:7], "bees": titles_of("bees", 9, 20)})
    shutil.copytree(story.folder / lost, story.folder.parent / "copy")
    with pytest.raises(UserError, match="damaged"):
        History(story.folder.parent).run("copy")
    name = story.history.record(run, key, 20)
    assert name != lost
    assert lost not in story.history.names()
    assert story.history.registry().latest == name


# ---- what is kept ----


def test_the_latest_runs_are_kept_and_the_sizes_of_all(tmp_path: Path) -> None:
    story = Story(tmp_path / "fine", kept=3)
    for number in range(6):
        story.run(GROUPS | {"violin": VIOLIN[: 3 + number]})
    assert [name[:4] for name in story.history.names()] == ["0004", "0005", "0006"]
    runs = story.history.registry().runs
    assert [size.sizes["T0003"] for size in runs] == [3, 4, 5, 6, 7, 8]
    story.kept = 1  # the latest two are needed: one is what the other is compared with
    story.run(GROUPS)
    assert [name[:4] for name in story.history.names()] == ["0006", "0007"]


def test_a_run_that_is_still_read_is_kept_whatever_its_age(story: Story) -> None:
    first, *_, latest = story.history.names()
    run, key = made(story, MORE["kiln"])
    name = story.history.record(run, key, 2, spared=first)
    assert story.history.names() == [first, latest, name]
    story.kept = 2
    story.run(GROUPS)
    assert first not in story.history.names()


def test_no_id_is_given_again_after_runs_were_removed(story: Story) -> None:
    given = {*story.history.registry().names}
    for name in story.history.names():
        shutil.rmtree(story.folder / name)
    story.run(MORE["kiln"])
    assert not {*story.latest.topics.topic_id} & given
    assert {*story.history.registry().names} > given


def test_no_id_is_given_again_after_the_latest_run_was_removed(story: Story) -> None:
    given = {*story.history.registry().names}
    shutil.rmtree(story.folder / story.history.registry().latest)
    found = story.run(GROUPS | {"violin": VIOLIN[:6], "bees": titles_of("bees", 6)}, key="new")
    assert (found["harbour"], found["glacier"], found["violin"]) == ("T0001", "T0002", "T0003")
    assert found["bees"] not in given
    assert [size.number for size in story.history.registry().runs] == [1, 2, 3]


# ---- damage ----


def test_a_registry_that_is_gone_is_made_again(story: Story) -> None:
    path = story.folder / "registry.json"
    before = story.history.registry()
    path.unlink()
    again = story.history.registry()
    assert (again.names, again.runs, again.latest) == (before.names, before.runs, before.latest)
    story.run(MORE["bees"])
    assert story.history.registry().runs == before.runs
    assert {*story.run(MORE["kiln"]).values()} == {"T0001", "T0002", "T0005"}


@pytest.mark.parametrize(
    "text",
    ["", "{", "[]", "null", '{"format": 1}', '{"format": "x"}', '{"format": 1, "runs": [{}]}'],
)
def test_a_damaged_registry_stops_and_nothing_is_changed(story: Story, text: str) -> None:
    run, key = made(story, MORE["kiln"])
    (story.folder / "registry.json").write_text(text)
    before = files_of(story.folder)
    with pytest.raises(UserError, match=r"registry\.json is damaged; .* Put it back from a copy"):
        story.history.record(run, key, 20)
    assert files_of(story.folder) == before


def test_a_history_of_a_later_version_is_left_alone(story: Story) -> None:
    path = story.folder / "registry.json"
    run, key = made(story, MORE["kiln"])
    path.write_text(json.dumps(json.loads(path.read_text("utf-8")) | {"format": 99, "more": 1}))
    before = files_of(story.folder)
    with pytest.raises(UserError, match="written by a later version of paperthemes"):
        story.history.record(run, key, 20)
    assert files_of(story.folder) == before


@pytest.mark.parametrize("name", ["run.json", "papers.parquet", "topics.parquet"])
@pytest.mark.parametrize("how", ["cut", "changed", "gone"])
def test_a_damaged_run_is_told_and_can_be_moved_away(story: Story, name: str, how: str) -> None:
    run = story.folder / story.history.registry().latest
    content = (run / name).read_bytes()
    if how == "gone":
        (run / name).unlink()
    else:
        half = len(content) // 2
        changed = content[:half] + bytes([content[half] ^ 1]) + content[half + 1 :]
        (run / name).write_bytes(content[:half] if how == "cut" else changed)
    with pytest.raises(UserError, match=rf"{name} is damaged or missing; nothing was changed\."):
        story.run(MORE["kiln"])
    run.rename(story.folder.parent / "away")  # as the message says
    given = {"T0001", "T0002", "T0003", "T0004"}
    assert {*story.run(MORE["violin"], key="another").values()} <= given
    assert "T0004" in story.history.registry().names


# ---- the workflow ----


def with_history(workflow: Workflow, story: Story) -> None:
    (workflow.folder / "list.csv").write_text("title,abstract\nA Paper,It is.\n")
    workflow.write_config("dumps: [list.csv]\nclusterings: {broad: null}\n")
    if story.folder != workflow.folder / "history/fine":
        shutil.copytree(story.folder, workflow.folder / "history/fine")


def test_a_damaged_registry_stops_before_any_job(workflow: Workflow, story: Story) -> None:
    with_history(workflow, story)
    workflow.run("-n")
    path = workflow.folder / "history/fine/registry.json"
    path.write_text(path.read_text("utf-8")[:200])
    done = workflow.call("-n")
    assert done.returncode == 1
    assert "history/fine/registry.json is damaged; nothing was run. Put it back" in done.stdout
    path.unlink()  # as the message says
    workflow.run("-n")


def test_a_baseline_that_one_clustering_lacks_stops_no_other(
    workflow: Workflow, story: Story
) -> None:
    with_history(workflow, story)
    Story(workflow.folder / "history/broad").run(GROUPS)
    config = (
        "dumps: [list.csv]\nclusterings: {{broad: {{}}, fine: {{}}, mine: {{}}}}\nbaseline: {}\n"
    )
    workflow.write_config(config.format(2))
    said = workflow.run("-n")
    missing = "baseline: 2 is no earlier run of the clustering broad that is kept in history/"
    assert said.count("baseline: 2") == 1
    assert f"{missing}; kept are 1. It is compared with the run before." in said
    workflow.write_config(config.format(3))
    assert "baseline: 3 is no earlier run of the clustering broad" in workflow.run("-n")
    workflow.write_config(config.format(7))
    done = workflow.call("-n")
    assert done.returncode == 1
    assert "baseline: 7 is no earlier run of the clustering" in done.stdout
    assert "no other clustering has it; nothing was run. Name one that is kept" in done.stdout


def test_the_history_of_a_clustering_that_is_gone_stays(workflow: Workflow, story: Story) -> None:
    with_history(workflow, story)
    before = files_of(story.folder)
    workflow.write_config("dumps: [list.csv]\nclusterings: {broad: null, fine: null, mine: {}}\n")
    workflow.run("-n")
    assert files_of(story.folder) == before
