"""An earlier run becomes the latest again; later ones are set aside, not lost."""

import shutil
from pathlib import Path

import pytest

from helpers.story import Story, titles_of
from paperthemes.errors import UserError

GROUPS = {name: titles_of(name, 10) for name in ("harbour", "glacier")}
VIOLIN, BEES = (GROUPS | {name: titles_of(name, 6)} for name in ("violin", "bees"))


@pytest.fixture
def story(tmp_path: Path) -> Story:
    """Return a history of three runs."""
    story = Story(tmp_path / "history/fine")
    for groups in (GROUPS, VIOLIN, BEES):
        story.run(groups)
    return story


def test_a_run_that_was_set_aside_comes_back_as_it_was(story: Story) -> None:
    before = story.history.registry()
    first, second, third = story.history.names()
    assert story.history.restore("1") == [second, third]
    assert (story.history.names(), story.history.set_aside()) == ([first], [second, third])
    registry = story.history.registry()
    assert [run.number for run in registry.runs] == [1]
    assert (registry.topic_names, registry.last_number) == (before.topic_names, before.last_number)
    assert story.history.restore("2") == []
    assert story.history.restore(third) == []
    assert story.history.registry() == before
    assert story.history.set_aside() == []


def test_the_next_run_goes_on_from_the_restored_one(story: Story) -> None:
    bad, second = story.name, story.history.names()[1]
    story.history.restore("2")
    ids = story.run(BEES | {"kiln": titles_of("kiln", 6)})
    assert (story.identities.number, story.identities.baseline) == (3, second)
    assert {ids["bees"], ids["kiln"]} == {"T0005", "T0006"}  # T0004 was given in the bad run
    assert story.history.restore("2") != [bad]
    with pytest.raises(UserError, match=f"more than one run 3: .*{bad}"):
        story.history.restore("3")
    story.history.restore(bad)
    assert story.history.registry().latest == bad


def test_a_run_that_is_made_again_is_set_aside_once(story: Story) -> None:
    for _ in range(2):
        (third,) = story.history.restore("2")
        assert story.history.set_aside() == [third]
        shutil.copytree(story.folder / "set_aside" / third, story.folder / third)


def test_without_a_registry_ids_of_the_runs_that_remain_are_kept(story: Story) -> None:
    (story.folder / "registry.json").unlink()
    story.history.restore("2")
    assert {*story.history.registry().topic_names} == {"T0001", "T0002", "T0003"}


def test_a_missing_or_damaged_run_is_not_restored(story: Story) -> None:
    registry, names = story.history.registry(), story.history.names()
    with pytest.raises(UserError, match=r"has no run 7 \(stored: 0001-"):
        story.history.restore("7")
    (story.folder / names[1] / "papers.parquet").write_bytes(b"")
    with pytest.raises(UserError, match="is damaged or missing; nothing was changed"):
        story.history.restore("2")
    assert (story.history.registry(), story.history.names()) == (registry, names)
