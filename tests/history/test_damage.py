"""A damaged history stops a run, changes nothing and says how to go on; then no id is reused."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from snakemake.exceptions import WorkflowError

from helpers.story import Story, titles_of
from paperthemes.errors import UserError
from paperthemes.history.folder import FILES, REGISTRY
from paperthemes.workflow.history_state import check_history, check_latest_runs

GROUPS = {name: titles_of(name, 10) for name in ("harbour", "glacier")}
MORE = {name: GROUPS | {name: titles_of(name, 6)} for name in ("violin", "bees", "kiln")}
CONFIG = {"clusterings": {"fine": {}}, "mode": "cluster", "baseline": None}


def flip(path: Path) -> None:
    """Change one bit in the middle of a file."""
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)


DAMAGES: dict[str, Callable[[Path], object]] = {
    "truncated": lambda path: path.write_bytes(path.read_bytes()[: path.stat().st_size // 2]),
    "longer": lambda path: path.write_bytes(path.read_bytes() + b"\n"),
    "flipped": flip,
    "deleted": Path.unlink,
    "empty": lambda path: path.write_bytes(b""),
    "a folder": lambda path: (path.unlink(), path.mkdir()),
}


@pytest.fixture(scope="module")
def three_runs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a working directory whose history has three runs."""
    folder = tmp_path_factory.mktemp("three")
    story = Story(folder / "history/fine")
    for groups in (GROUPS, MORE["violin"], MORE["bees"]):
        story.run(groups)
    return folder


@pytest.fixture
def story(three_runs: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Story:
    """Return a copy of the three runs, below the current folder."""
    shutil.copytree(three_runs / "history", tmp_path / "history")
    monkeypatch.chdir(tmp_path)
    return Story(Path("history/fine"))


def content_of(folder: Path) -> dict[str, bytes]:
    """Return the bytes of all files; `.lock` says nothing about runs."""
    files = (path for path in folder.rglob("*") if path.is_file() and path.name != ".lock")
    return {str(path): path.read_bytes() for path in sorted(files)}


def check() -> None:
    """Check the history as a run does before its first job."""
    check_history(CONFIG, Path("history"))
    check_latest_runs(["fine"], Path("history"))


def ids_of(story: Story) -> set[str]:
    return {*story.history.registry().topic_names}


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_latest_run_stops_the_next_one_and_can_be_set_aside(
    story: Story, name: str, damage: str
) -> None:
    check()
    latest, given_ids = story.history.names()[-1], ids_of(story)
    DAMAGES[damage](story.folder / latest / name)
    before = content_of(story.folder)
    message = rf"the run .*/{latest} is damaged .* Restore it from a copy, or .*--restore fine/"
    with pytest.raises(WorkflowError, match=message):
        check()
    with pytest.raises(UserError, match=message):
        story.history.baseline_for("")
    assert content_of(story.folder) == before
    assert story.history.restore("2") == [latest]  # as the message says
    check()
    baseline = story.history.baseline_for("")
    assert baseline is not None
    assert baseline.about.number == 2
    assert ids_of(story) == given_ids
    assert story.history.registry().last_number == len(given_ids)


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_run_that_is_not_needed_is_no_error(story: Story, name: str, damage: str) -> None:
    DAMAGES[damage](story.folder / story.history.names()[0] / name)
    check()
    baseline = story.history.baseline_for("")
    assert baseline is not None
    assert baseline.about.number == 3
    assert story.history.find_run(baseline.about.clusters_digest) is not None


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_registry_stops_a_run_and_a_missing_one_is_rebuilt(
    story: Story, damage: str
) -> None:
    registry, path = story.history.registry(), story.folder / REGISTRY
    run = story.latest
    DAMAGES[damage](path)
    before = content_of(story.folder)
    if damage in ("truncated", "flipped", "empty"):
        with pytest.raises(WorkflowError, match=r"registry\.json is damaged; .* from a copy"):
            check()
        with pytest.raises(UserError, match=r"registry\.json is damaged; .* from a copy"):
            story.history.archive(run, max_runs=20)
        assert content_of(story.folder) == before
        path.unlink()  # as the message says
    elif damage == "a folder":
        with pytest.raises(WorkflowError, match=r"registry\.json is damaged"):
            check()
        path.rmdir()
    check()
    assert story.history.registry() == registry


@pytest.mark.parametrize("text", ["[]", "null", '{"format": 1}', '{"format": 1, "runs": [{}]}'])
def test_another_registry_is_an_error(story: Story, text: str) -> None:
    (story.folder / REGISTRY).write_text(text)
    with pytest.raises(UserError, match=r"registry\.json is damaged"):
        story.history.registry()


def test_a_registry_without_a_digest_is_of_an_earlier_version(story: Story) -> None:
    registry, path = story.history.registry(), story.folder / REGISTRY
    content = json.loads(path.read_text("utf-8"))
    del content["digest"]
    path.write_text(json.dumps(content | {"format": 2}))
    assert story.history.registry() == registry
    check()


def test_a_history_of_a_later_version_stops_the_run(story: Story) -> None:
    path = story.folder / REGISTRY
    content = json.loads(path.read_text("utf-8"))
    del content["digest"]
    path.write_text(json.dumps(content | {"format": 99, "more": 1}))
    with pytest.raises(WorkflowError, match=r"later version of paperthemes; nothing was run"):
        check()
    with pytest.raises(UserError, match="later version of paperthemes"):
        story.history.registry()


# ---- missing runs ----


def test_a_missing_latest_run_stops_the_run_until_an_earlier_one_is_restored(story: Story) -> None:
    shutil.rmtree(story.folder / story.history.names()[-1])
    with pytest.raises(WorkflowError, match="damaged or missing"):
        check()
    story.history.restore("2")
    check()


def test_ids_continue_with_the_registry_alone(story: Story) -> None:
    given_ids = ids_of(story)
    for name in story.history.names():
        shutil.rmtree(story.folder / name)
    with pytest.raises(WorkflowError, match="0: none; no topic id is given again"):
        check()
    story.history.restore("0")
    check()
    ids = story.run(MORE["kiln"])
    assert not {*ids.values()} & given_ids
    assert ids_of(story) > given_ids


def test_a_history_that_is_gone_stops_the_run_before_ids_begin_again(story: Story) -> None:
    results = Path("results/fine")
    results.mkdir(parents=True)
    (results / "changes.json").write_text(json.dumps({"run": story.history.names()[-1]}))
    check()
    story.folder.rename("away")
    with pytest.raises(WorkflowError, match=r"with registry\.json alone, no topic id is given"):
        check()
    story.folder.mkdir()
    shutil.copy(f"away/{REGISTRY}", story.folder)
    story.history.restore("0")
    check()
    assert "T0004" in ids_of(story)
    shutil.rmtree(story.folder)
    shutil.rmtree(results)  # as the message says
    check()
