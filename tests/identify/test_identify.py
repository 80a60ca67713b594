"""Topics keep their ids and names from run to run, and no id is given twice."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpers.story import Story, paper_frame, titles_of, vectors_of
from paperthemes import tables
from paperthemes.artifacts.vectors import Vectors
from paperthemes.curation.edits import Curation
from paperthemes.history.papers import PaperIndex, match_rows
from paperthemes.text.titles import title_hash

HARBOUR, GLACIER, VIOLIN = (titles_of(name, 10) for name in ("harbour", "glacier", "violin"))
BEES, KILN = titles_of("bees", 8), titles_of("kiln", 8)
FIRST = {"harbour": HARBOUR, "glacier": GLACIER, "violin": VIOLIN}


@pytest.fixture
def story(tmp_path: Path) -> Story:
    return Story(tmp_path / "history/fine")


def files_of(folder: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def states(story: Story) -> dict[str, str]:
    return {one.topic_id: one.state for one in story.identities.found}


def test_the_first_run_gives_ids_by_size(story: Story) -> None:
    groups = {"bees": BEES, "harbour": HARBOUR, "kiln": KILN[:5]}
    assert story.run(groups) == {"harbour": "T0001", "bees": "T0002", "kiln": "T0003"}
    assert set(states(story).values()) == {"born"}


def test_the_same_run_again_changes_nothing(story: Story) -> None:
    ids = story.run(FIRST)
    before, identities = files_of(story.folder), story.identities
    assert story.run(FIRST) == ids
    assert files_of(story.folder) == before
    assert story.identities == identities
    story.run(FIRST | {"bees": BEES})
    before, identities = files_of(story.folder), story.identities
    story.run(FIRST | {"bees": BEES})
    assert files_of(story.folder) == before
    assert story.identities == identities


def test_new_papers_leave_ids_and_names_as_they_are(story: Story) -> None:
    ids = story.run(FIRST)
    names = dict(zip(story.results.topics.topic_id, story.results.topics.name, strict=True))
    more = {"harbour": HARBOUR, "glacier": [*GLACIER, *titles_of("glacier", 12, 20)]}
    more |= {"violin": VIOLIN, "bees": BEES}
    assert story.run(more) == ids | {"bees": "T0004"}
    after = dict(zip(story.results.topics.topic_id, story.results.topics.name, strict=True))
    assert {topic: after[topic] for topic in names} == names


def test_papers_gone_leave_ids_as_they_are(story: Story) -> None:
    ids = story.run(FIRST)
    assert story.run({name: titles[:3] for name, titles in FIRST.items()}) == ids


def test_topics_with_other_papers_only_are_told_by_their_content(story: Story) -> None:
    ids = story.run(FIRST)
    later = {name: titles_of(name, 9, 50) for name in ("violin", "harbour", "bees")}
    found = story.run(later)
    assert found == {"violin": ids["violin"], "harbour": ids["harbour"], "bees": "T0004"}
    assert {one.jaccard for one in story.identities.found} == {None}


def test_with_another_encoder_only_shared_papers_count(story: Story) -> None:
    ids = story.run(FIRST)
    later = {"harbour": HARBOUR[:6], "violin": titles_of("violin", 9, 50)}
    found = story.run(later, encoder="other")
    assert found == {"harbour": ids["harbour"], "violin": "T0004"}
    assert any("cannot be compared" in note for note in story.identities.notes)


def test_a_retired_topic_comes_back_under_its_id(story: Story) -> None:
    ids = story.run(FIRST)
    story.run({"harbour": HARBOUR, "glacier": GLACIER, "bees": BEES})
    retired = story.latest.topics.set_index("topic_id").loc[ids["violin"]]
    assert (retired["born"], retired["last"]) == (1, 1)
    assert story.run(FIRST | {"bees": BEES}) == ids | {"bees": "T0004"}
    assert states(story)[ids["violin"]] == "back"


def test_other_settings_and_back_give_the_old_ids(story: Story) -> None:
    ids = story.run(FIRST)
    names = story.results.topics.name.tolist()
    story.run({"water": HARBOUR + GLACIER, "violin": VIOLIN[:4], "rest": VIOLIN[4:]})
    assert story.run(FIRST) == ids
    assert story.results.topics.name.tolist() == names


def test_the_larger_part_of_a_split_topic_keeps_the_id(story: Story) -> None:
    ids = story.run({"all": HARBOUR + GLACIER[:6], "violin": VIOLIN})
    found = story.run({"harbour": HARBOUR, "glacier": GLACIER[:6], "violin": VIOLIN})
    assert found == {"harbour": ids["all"], "glacier": "T0003", "violin": ids["violin"]}


def test_a_merged_topic_has_the_id_of_its_larger_part(story: Story) -> None:
    ids = story.run({"harbour": HARBOUR, "glacier": GLACIER[:6], "violin": VIOLIN})
    found = story.run({"all": HARBOUR + GLACIER[:6], "violin": VIOLIN})
    assert found == {"all": ids["harbour"], "violin": ids["violin"]}


def test_a_paper_with_another_anchor_is_followed_by_its_aliases(story: Story) -> None:
    ids = story.run(FIRST)
    renamed = [f"Harbour revisited {number}" for number in range(10)]
    aliases = dict(zip(renamed, HARBOUR, strict=True))
    found = story.run(FIRST | {"harbour": renamed}, aliases=aliases, encoder="other")
    assert found == ids


def test_unassigned_papers_have_no_id(story: Story) -> None:
    story.run({"harbour": HARBOUR}, loose=KILN)
    papers = story.latest.papers.set_index("title")
    assert set(papers.loc[KILN].topic_id) == {""}
    assert set(papers.loc[HARBOUR].topic_id) == {"T0001"}


def test_no_topics_at_all(story: Story) -> None:
    assert story.run({}, loose=KILN) == {}
    assert story.run({"kiln": KILN}) == {"kiln": "T0001"}
    assert story.run({}, loose=KILN) == {}
    assert story.run({"kiln": KILN}) == {"kiln": "T0001"}


ALL = [*HARBOUR[:6], *GLACIER[:6], *VIOLIN[:6], *BEES[:6]]
GROUPINGS = st.lists(
    st.lists(st.integers(-1, 3), min_size=len(ALL), max_size=len(ALL)), min_size=1, max_size=5
)


@given(GROUPINGS)
def test_whatever_happens_no_id_is_given_twice(
    tmp_path_factory: pytest.TempPathFactory, labels_of_runs: list[list[int]]
) -> None:
    story = Story(tmp_path_factory.mktemp("story") / "fine", kept=2)
    given_before: set[str] = set()
    before: set[frozenset[str]] | None = None
    for labels in labels_of_runs:
        groups = {
            str(label): [title for title, own in zip(ALL, labels, strict=True) if own == label]
            for label in sorted({*labels} - {-1})
        }
        loose = [title for title, own in zip(ALL, labels, strict=True) if own == -1]
        ids = story.run(groups, loose=loose)
        assert len({*ids.values()}) == len(groups)
        new = {topic for topic, state in states(story).items() if state == "born"}
        old = {*ids.values()} - new
        assert old <= given_before
        same = {frozenset(titles) for titles in groups.values()}
        assert same == before or not new & given_before
        before = same
        given_before |= {*ids.values()}
        assert {*story.history.registry().names} >= given_before


def test_two_weak_matches_do_not_part_a_topic_from_its_largest_part(story: Story) -> None:
    big = titles_of("bees", 42)
    small = titles_of("kiln", 20)
    ids = story.run({"big": big, "small": small})
    parts = {"first": [*big[:21], *small[:9]], "second": [*big[21:33], *VIOLIN]}
    found = story.run(parts, encoder="other", loose=[*big[33:], *small[9:]])
    assert found["first"] == ids["big"]


# ---- names ----


def names_of(story: Story) -> dict[str, str]:
    topics = story.results.topics
    return dict(zip(topics.topic_id, topics.name, strict=True))


def renamed(topic_id: str, name: str) -> Curation:
    return Curation.of({"topics": {topic_id: {"name": name}}})


def test_an_edit_of_the_first_run_leaves_other_names_as_they_are(story: Story) -> None:
    story.run(FIRST)
    names = names_of(story)
    story.run(FIRST, curation=renamed("T0001", "Mine"))
    assert names_of(story) == names | {"T0001": "Mine"}
    story.run(FIRST | {"bees": BEES}, curation=renamed("T0001", "Mine"))
    assert names_of(story).items() >= (names | {"T0001": "Mine"}).items()
    story.run(FIRST | {"bees": BEES})
    assert names_of(story).items() >= names.items()


def test_a_merge_in_the_first_run_leaves_names_and_the_registry_as_they_are(story: Story) -> None:
    story.run(FIRST)
    names = names_of(story)
    merge = Curation.of({"topics": {"T0003": {"merge_into": "T0002"}}})
    story.run(FIRST, curation=merge)
    assert names_of(story) == {topic: names[topic] for topic in ("T0001", "T0002")}
    assert story.history.registry().names == names
    story.run(FIRST | {"bees": BEES})
    assert names_of(story).items() >= names.items()


def test_no_topic_gets_the_name_of_a_retired_one(story: Story) -> None:
    story.run(FIRST)
    names = names_of(story)
    story.run({"harbour": HARBOUR, "glacier": GLACIER})
    later = [*titles_of("violin", 12, 40)]
    story.run({"harbour": HARBOUR, "glacier": GLACIER, "later": later}, encoder="")
    story.run(FIRST | {"later": later}, encoder="")
    found = names_of(story)
    assert found.items() >= names.items()
    assert len({*found.values()}) == len(found) == 4


def test_merges_in_a_row_end_at_the_last_topic_that_is_there(story: Story) -> None:
    story.run(FIRST | {"bees": BEES})
    story.run(FIRST)
    chain = {"T0003": {"merge_into": "T0002"}, "T0002": {"merge_into": "T0004"}}
    story.run(FIRST, curation=Curation.of({"topics": chain}))
    assert {*names_of(story)} == {"T0001", "T0002"}


# ---- other vectors ----


def test_vectors_of_another_length_do_no_harm(
    story: Story, monkeypatch: pytest.MonkeyPatch
) -> None:
    ids = story.run(FIRST)

    def longer(papers: pd.DataFrame) -> Vectors:
        vectors = vectors_of(papers)
        return Vectors(vectors.paper_ids, np.hstack([vectors.matrix, vectors.matrix]))

    monkeypatch.setattr("story.vectors_of", longer)
    story.run({"harbour": HARBOUR, "glacier": GLACIER}, encoder="longer")
    assert story.run(FIRST, encoder="longer") == ids


def test_another_encoder_that_finds_the_same_is_a_run_of_its_own(story: Story) -> None:
    story.run(FIRST)
    story.run(FIRST, key="other", encoder="other")
    assert story.latest.about.encoder == "other"
    assert story.identities.number == 2


def test_a_paper_that_is_still_there_is_not_taken_for_one_that_joined_it() -> None:
    first, second = "Harbour one", "Harbour two"
    earlier = tables.make(
        tables.KNOWN_PAPERS,
        [
            (title_hash(title), title, [], "T0001", "T0001", "core", 0.0, 0.0)
            for title in sorted([first, second], key=title_hash)
        ],
    )
    kept = max(first, second, key=title_hash)
    gone = min(first, second, key=title_hash)
    papers = paper_frame([kept], {kept: gone})
    assert match_rows(earlier, PaperIndex(papers)).tolist() == [-1, 0]


# ---- numbers ----


def test_a_registry_made_again_remembers_numbers_of_runs_that_were_replaced(story: Story) -> None:
    story.run({"harbour": HARBOUR})
    story.run({"harbour": HARBOUR, "glacier": GLACIER, "violin": VIOLIN}, key="second")
    story.run({"harbour": HARBOUR, "bees": BEES}, key="second")  # in the place of the run before
    assert story.history.registry().last_number == 4
    (story.folder / "registry.json").unlink()
    assert story.history.registry().last_number == 4


def test_a_damaged_run_that_nobody_needs_stops_nothing(story: Story) -> None:
    story.run(FIRST)
    name = story.name
    story.run(FIRST | {"bees": BEES})
    (story.folder / name / "run.json").write_text("{")
    assert len(story.run(FIRST | {"kiln": KILN})) == 4


def test_without_history_curation_may_mean_other_topics(story: Story) -> None:
    story.run(FIRST, curation=renamed("T0001", "Mine"))
    assert any("begin anew" in note for note in story.identities.notes)
