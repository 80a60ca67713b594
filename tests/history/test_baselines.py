"""A run continues the latest one; a repeated run continues the same baseline again."""

from pathlib import Path

import pytest

from helpers.story import Story, titles_of

HARBOUR, GLACIER, VIOLIN = (titles_of(name, 10) for name in ("harbour", "glacier", "violin"))
FIRST = {"harbour": HARBOUR, "glacier": GLACIER, "violin": VIOLIN}
SECOND = FIRST | {"bees": titles_of("bees", 8)}


@pytest.fixture
def story(tmp_path: Path) -> Story:
    return Story(tmp_path / "history/fine")


def files_of(folder: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def numbers(story: Story) -> list[int]:
    return [summary.number for summary in story.history.registry().runs]


# ---- repeats ----


def test_repeating_a_run_changes_nothing(story: Story) -> None:
    for groups in (FIRST, SECOND):
        ids = story.run(groups)
        files, identities = files_of(story.folder), story.identities
        assert story.run(groups) == ids
        assert files_of(story.folder) == files
        assert story.identities == identities


def test_a_repeat_with_other_curation_takes_the_place_of_the_latest_run(story: Story) -> None:
    first = story.run(FIRST)
    previous = story.name
    story.run(SECOND)
    replaced = story.name
    story.run(SECOND, curation={"topics": {"T0001": {"name": "Mine"}}})
    assert (story.identities.number, story.identities.baseline) == (2, previous)
    assert story.history.names() == [previous, story.name]
    assert replaced != story.name
    assert numbers(story) == [1, 2]
    assert story.history.registry().topic_names["T0001"] == "Mine"
    assert {match.topic_id for match in story.identities.matches} == {*first.values(), "T0004"}


def test_a_repeat_of_the_first_run_has_no_baseline(story: Story) -> None:
    story.run(FIRST)
    story.run(FIRST, dumps=["a.txt", "b.txt"])
    assert (story.identities.number, story.identities.baseline) == (1, "")
    assert story.latest.about.dumps == ("a.txt", "b.txt")
    assert numbers(story) == [1]


def test_a_repeat_with_another_encoder_takes_the_place_of_the_latest_run(story: Story) -> None:
    story.run(FIRST)
    story.run(FIRST, encoder="other")
    assert story.latest.about.encoder == "other"
    assert numbers(story) == [1]


def test_a_run_without_papers_is_replaced_and_is_no_baseline(story: Story) -> None:
    story.run({})
    assert story.latest.papers.empty
    first = story.run(FIRST)
    assert (story.identities.number, story.identities.baseline) == (1, "")
    assert sorted(first.values()) == ["T0001", "T0002", "T0003"]
    name = story.name
    story.run({})
    assert story.run(FIRST) == first
    assert (story.identities.number, story.identities.baseline) == (2, name)
    assert numbers(story) == [1, 2]


def test_going_back_to_earlier_clusters_is_a_new_run(story: Story) -> None:
    for groups in (FIRST, SECOND, FIRST):
        story.run(groups)
    assert numbers(story) == [1, 2, 3]
    story.run(FIRST)
    assert (story.identities.number, story.identities.baseline[:4]) == (3, "0002")


def test_a_repeat_without_its_baseline_continues_the_latest_run(story: Story) -> None:
    story.run(FIRST)
    first = story.name
    ids = story.run(SECOND)
    second = story.name
    (story.folder / first).rename(story.folder.parent / "away")
    assert story.run(SECOND) == ids
    assert (story.identities.baseline, story.name) == (second, second)
    assert story.run(SECOND, curation={"topics": {"T0001": {"name": "Mine"}}}) == ids
    assert (story.identities.baseline, numbers(story)) == (second, [1, 2, 3])


# ---- mode: assign ----


def test_papers_are_assigned_again_to_the_run_they_were_assigned_to(story: Story) -> None:
    story.run(FIRST)
    clustered = story.latest
    more = FIRST | {"harbour": [*HARBOUR, *titles_of("harbour", 3, 50)]}
    paper_ids = story.make_results(more)[0].papers.paper_id.tolist()
    assert story.history.baseline_for_placement(paper_ids).name == clustered.name
    story.run(more, mode="assign")
    assert (story.latest.about.mode, numbers(story)) == ("assign", [1, 2])
    assert story.history.baseline_for_placement(paper_ids).name == clustered.name
    assert story.history.baseline_for_placement(paper_ids[1:]).name == story.name


def test_another_placement_of_the_same_papers_takes_the_place_of_the_latest_run(
    story: Story,
) -> None:
    ids = story.run(FIRST)
    new = titles_of("kiln", 3)
    story.run(FIRST | {"harbour": [*HARBOUR, *new]}, mode="assign")
    assert story.run(FIRST | {"violin": [*VIOLIN, *new]}, mode="assign") == ids
    assert numbers(story) == [1, 2]
    assert story.latest.topics.set_index("topic_id")["size"].to_dict()[ids["violin"]] == 13


def test_a_run_equivalent_to_its_baseline_is_not_archived(story: Story) -> None:
    story.run(FIRST)
    files = files_of(story.folder)
    for _ in range(2):
        story.run(FIRST, mode="assign")
        assert story.identities.baseline == story.name
        assert files_of(story.folder) == files


def test_nothing_is_assigned_without_a_run(story: Story) -> None:
    assert story.history.baseline_for_placement(["0" * 12]) is None
    story.run(FIRST, mode="assign")  # as if its topics had been found
    paper_ids = story.latest.papers.paper_id.tolist()
    assert story.history.baseline_for_placement(paper_ids).name == story.name
