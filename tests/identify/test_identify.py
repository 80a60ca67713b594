"""Topics keep their ids and names from run to run, and no id is reused."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from helpers.story import Story, paper_frame, titles_of, vectors_of
from paperthemes import tables
from paperthemes.artifacts.vectors import Vectors
from paperthemes.history.run import PaperIndex, match_rows
from paperthemes.text.titles import title_hash

HARBOUR, GLACIER, VIOLIN = (titles_of(name, 10) for name in ("harbour", "glacier", "violin"))
BEES, KILN = titles_of("bees", 8), titles_of("kiln", 8)
FIRST = {"harbour": HARBOUR, "glacier": GLACIER, "violin": VIOLIN}


@pytest.fixture
def story(tmp_path: Path) -> Story:
    return Story(tmp_path / "history/fine")


def states(story: Story) -> dict[str, str]:
    return {match.topic_id: match.state for match in story.identities.matches}


def rename(topic_id: str, name: str) -> dict:
    return {"topics": {topic_id: {"name": name}}}


# ---- ids ----


def test_the_first_run_numbers_topics_by_size(story: Story) -> None:
    groups = {"bees": BEES, "harbour": HARBOUR, "kiln": KILN[:5]}
    assert story.run(groups) == {"harbour": "T0001", "bees": "T0002", "kiln": "T0003"}
    assert set(states(story).values()) == {"born"}


def test_new_papers_do_not_change_ids_and_names(story: Story) -> None:
    ids = story.run(FIRST)
    names = story.names
    more = {"harbour": HARBOUR, "glacier": [*GLACIER, *titles_of("glacier", 12, 20)]}
    more |= {"violin": VIOLIN, "bees": BEES}
    assert story.run(more) == ids | {"bees": "T0004"}
    assert story.names.items() >= names.items()


def test_removed_papers_do_not_change_ids(story: Story) -> None:
    ids = story.run(FIRST)
    assert story.run({name: titles[:3] for name, titles in FIRST.items()}) == ids


def test_topics_without_shared_papers_are_matched_by_content(story: Story) -> None:
    ids = story.run(FIRST)
    later = {name: titles_of(name, 9, 50) for name in ("violin", "harbour", "bees")}
    matched = story.run(later)
    assert matched == {"violin": ids["violin"], "harbour": ids["harbour"], "bees": "T0004"}
    assert {match.jaccard for match in story.identities.matches} == {None}


def test_topics_are_matched_by_papers_only_after_a_change_of_encoder(story: Story) -> None:
    ids = story.run(FIRST)
    later = {"harbour": HARBOUR[:6], "violin": titles_of("violin", 9, 50)}
    matched = story.run(later, encoder="other")
    assert matched == {"harbour": ids["harbour"], "violin": "T0004"}
    assert any("cannot be compared" in note for note in story.identities.notes)


def test_a_retired_topic_comes_back_with_its_id(story: Story) -> None:
    ids = story.run(FIRST)
    story.run({"harbour": HARBOUR, "glacier": GLACIER, "bees": BEES})
    retired = story.latest.topics.set_index("topic_id").loc[ids["violin"]]
    assert (retired["born"], retired["last"]) == (1, 1)
    assert story.run(FIRST | {"bees": BEES}) == ids | {"bees": "T0004"}
    assert states(story)[ids["violin"]] == "back"


def test_changing_settings_and_back_restores_ids_and_names(story: Story) -> None:
    ids = story.run(FIRST)
    names = story.names
    story.run({"water": HARBOUR + GLACIER, "violin": VIOLIN[:4], "rest": VIOLIN[4:]})
    assert story.run(FIRST) == ids
    assert story.names == names


def test_the_larger_part_of_a_split_topic_keeps_the_id(story: Story) -> None:
    ids = story.run({"all": HARBOUR + GLACIER[:6], "violin": VIOLIN})
    matched = story.run({"harbour": HARBOUR, "glacier": GLACIER[:6], "violin": VIOLIN})
    assert matched == {"harbour": ids["all"], "glacier": "T0003", "violin": ids["violin"]}


def test_a_merged_topic_has_the_id_of_its_larger_part(story: Story) -> None:
    ids = story.run({"harbour": HARBOUR, "glacier": GLACIER[:6], "violin": VIOLIN})
    matched = story.run({"all": HARBOUR + GLACIER[:6], "violin": VIOLIN})
    assert matched == {"all": ids["harbour"], "violin": ids["violin"]}


def test_two_small_parts_do_not_take_a_topic_away_from_its_largest_part(story: Story) -> None:
    big, small = titles_of("bees", 42), titles_of("kiln", 20)
    ids = story.run({"big": big, "small": small})
    parts = {"first": [*big[:21], *small[:9]], "second": [*big[21:33], *VIOLIN]}
    matched = story.run(parts, encoder="other", loose=[*big[33:], *small[9:]])
    assert matched["first"] == ids["big"]


def test_a_retitled_paper_is_recognised_by_its_alias(story: Story) -> None:
    ids = story.run(FIRST)
    renamed = [f"Harbour revisited {number}" for number in range(10)]
    former = dict(zip(renamed, HARBOUR, strict=True))
    assert story.run(FIRST | {"harbour": renamed}, former_titles=former, encoder="other") == ids


def test_a_paper_with_the_same_id_precedes_one_that_shares_an_alias() -> None:
    gone, kept = sorted(["Harbour one", "Harbour two"], key=title_hash)
    earlier = tables.make(
        tables.KNOWN_PAPERS,
        [
            (title_hash(title), title, [], "T0001", "T0001", "core", 0.5, 0.0, 0.0)
            for title in (gone, kept)
        ],
    )
    papers = paper_frame([kept], {kept: gone})
    assert match_rows(earlier, PaperIndex(papers)).tolist() == [-1, 0]


def test_unassigned_papers_have_no_id(story: Story) -> None:
    story.run({"harbour": HARBOUR}, loose=KILN)
    papers = story.latest.papers.set_index("title")
    assert set(papers.loc[KILN].topic_id) == {""}
    assert set(papers.loc[HARBOUR].topic_id) == {"T0001"}


def test_runs_without_topics(story: Story) -> None:
    assert story.run({}, loose=KILN) == {}
    assert story.run({"kiln": KILN}) == {"kiln": "T0001"}
    assert story.run({}, loose=KILN) == {}
    assert story.run({"kiln": KILN}) == {"kiln": "T0001"}


def test_vectors_of_another_length_are_accepted(
    story: Story, monkeypatch: pytest.MonkeyPatch
) -> None:
    ids = story.run(FIRST)

    def longer_vectors(papers: pd.DataFrame) -> Vectors:
        vectors = vectors_of(papers)
        return Vectors(vectors.paper_ids, np.hstack([vectors.matrix, vectors.matrix]))

    monkeypatch.setattr("helpers.story.vectors_of", longer_vectors)
    story.run({"harbour": HARBOUR, "glacier": GLACIER}, encoder="longer")
    assert story.run(FIRST, encoder="longer") == ids


ALL = [*HARBOUR[:6], *GLACIER[:6], *VIOLIN[:6], *BEES[:6]]
LABELS_OF_RUNS = st.lists(
    st.lists(st.integers(-1, 3), min_size=len(ALL), max_size=len(ALL)), min_size=1, max_size=5
)


@settings(max_examples=15)
@given(LABELS_OF_RUNS)
def test_no_id_is_ever_reused(
    tmp_path_factory: pytest.TempPathFactory, labels_of_runs: list[list[int]]
) -> None:
    story = Story(tmp_path_factory.mktemp("story") / "fine", max_runs=2)
    given_ids: set[str] = set()
    previous: set[frozenset[str]] | None = None
    for labels in labels_of_runs:
        groups = {
            str(label): [title for title, own in zip(ALL, labels, strict=True) if own == label]
            for label in sorted({*labels} - {-1})
        }
        loose = [title for title, own in zip(ALL, labels, strict=True) if own == -1]
        ids = story.run(groups, loose=loose)
        assert len({*ids.values()}) == len(groups)
        born = {topic_id for topic_id, state in states(story).items() if state == "born"}
        assert {*ids.values()} - born <= given_ids
        current = {frozenset(titles) for titles in groups.values()}
        assert current == previous or not born & given_ids
        previous = current
        given_ids |= {*ids.values()}
        assert {*story.history.registry().topic_names} >= given_ids


# ---- names ----


def test_an_edit_in_the_first_run_does_not_change_other_names(story: Story) -> None:
    story.run(FIRST)
    names = story.names
    story.run(FIRST, curation=rename("T0001", "Mine"))
    assert story.names == names | {"T0001": "Mine"}
    story.run(FIRST | {"bees": BEES}, curation=rename("T0001", "Mine"))
    assert story.names.items() >= (names | {"T0001": "Mine"}).items()
    story.run(FIRST | {"bees": BEES})
    assert story.names.items() >= names.items()


def test_a_merge_in_the_first_run_does_not_change_other_names(story: Story) -> None:
    story.run(FIRST)
    names = story.names
    story.run(FIRST, curation={"topics": {"T0003": {"merge_into": "T0002"}}})
    assert story.names == {topic_id: names[topic_id] for topic_id in ("T0001", "T0002")}
    assert story.history.registry().topic_names == names
    story.run(FIRST | {"bees": BEES})
    assert story.names.items() >= names.items()


def test_a_topic_that_is_back_has_its_id_and_a_name_of_its_own(story: Story) -> None:
    story.run(FIRST)
    names = story.names
    story.run({"harbour": HARBOUR, "glacier": GLACIER})
    later = titles_of("violin", 12, 40)
    story.run({"harbour": HARBOUR, "glacier": GLACIER, "later": later}, encoder="")
    assert story.names.keys().isdisjoint({"T0003"})
    story.run(FIRST | {"later": later}, encoder="")
    assert story.names.keys() >= names.keys()
    assert len({*story.names.values()}) == len(story.names) == 4


def test_chained_merges_end_at_the_last_topic_that_is_present(story: Story) -> None:
    story.run(FIRST | {"bees": BEES})
    story.run(FIRST)
    chain = {"T0003": {"merge_into": "T0002"}, "T0002": {"merge_into": "T0004"}}
    story.run(FIRST, curation={"topics": chain})
    assert {*story.names} == {"T0001", "T0002"}


def test_curation_without_history_is_warned_of(story: Story) -> None:
    story.run(FIRST, curation=rename("T0001", "Mine"))
    assert any("topic ids start from T0001" in note for note in story.identities.notes)
