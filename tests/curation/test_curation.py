"""Curation is applied on every run and never makes one fail."""

import dataclasses
from pathlib import Path

import pandas as pd
import pytest

from helpers.story import Story, clusters_of, paper_frame, subject_of, titles_of
from paperthemes.curation.edits import Curated, Curation, apply_curation
from paperthemes.text.titles import title_hash

HARBOUR, GLACIER, VIOLIN = (titles_of(name, 10) for name in ("harbour", "glacier", "violin"))
BEES = titles_of("bees", 6)
GROUPS = {"harbour": HARBOUR, "glacier": GLACIER[:8], "violin": VIOLIN[:7], "bees": BEES}
TITLES = [title for titles in GROUPS.values() for title in titles]
IDS = {"harbour": "T0001", "glacier": "T0002", "violin": "T0003", "bees": "T0004"}
NAMES = {topic_id: subject for subject, topic_id in IDS.items()} | {"T0009": "kilns"}  # retired


@pytest.fixture
def story(tmp_path: Path) -> Story:
    story = Story(tmp_path / "history/fine")
    assert story.run(GROUPS) == IDS
    return story


def curate(content: dict, papers: pd.DataFrame | None = None) -> Curated:
    """Apply curation to four topics."""
    papers = paper_frame(TITLES) if papers is None else papers
    clusters = clusters_of(papers, GROUPS)
    return apply_curation(clusters, tuple(IDS.values()), papers, Curation.of(content), NAMES)


def members(result: Curated) -> dict[str, list[str]]:
    """Return the subjects of the papers of each topic."""
    subjects = {title_hash(title): subject_of(title) for title in TITLES}
    return {
        topic_id: [
            subjects[paper] for paper in result.clusters.paper_ids[result.clusters.topics == row]
        ]
        for row, topic_id in enumerate(result.topic_ids)
    }


# ---- names, notes, hiding ----


def test_a_name_is_kept_until_its_entry_is_removed(story: Story) -> None:
    names = story.names
    rename = {"topics": {"T0002": {"name": "Ice: and #rivers"}}}
    for more in (1, 2):
        groups = GROUPS | {"glacier": GLACIER[:8] + titles_of("glacier", more, 30)}
        assert story.run(groups, curation=rename) == IDS
        assert story.names == names | {"T0002": "Ice: and #rivers"}
    assert story.history.registry().topic_names["T0002"] == "Ice: and #rivers"
    story.run(GROUPS)
    assert story.names == names


def test_a_name_taken_from_another_topic_moves_to_the_renamed_one(story: Story) -> None:
    first, second = [*story.names.values()][:2]
    story.run(GROUPS, curation={"topics": {"T0002": {"name": first}}})
    assert story.names["T0002"] == first
    assert story.names["T0001"] not in (first, second)
    assert len({name.casefold() for name in story.names.values()}) == len(story.names)


def test_notes_and_hidden_topics_are_in_the_table_of_topics(story: Story) -> None:
    edits = {"T0001": {"note": "the port's own", "hide": True}, "T0003": {"hide": False}}
    story.run(GROUPS, curation={"topics": edits})
    topics = story.results.topics.set_index("topic_id")
    assert topics.note.to_dict() == {**dict.fromkeys(IDS.values(), ""), "T0001": "the port's own"}
    assert topics.index[topics.hidden].tolist() == ["T0001"]
    assert topics.loc["T0001", "size"] == 10


# ---- merging ----


def test_a_merged_topic_gives_its_papers_to_the_other() -> None:
    result = curate({"topics": {"T0001": {"merge_into": "T0004"}}})
    assert result.topic_ids == ("T0004", "T0002", "T0003")
    assert sorted(members(result)["T0004"]) == ["bees"] * 6 + ["harbour"] * 10
    assert result.notes == ()


def test_merges_can_be_chained() -> None:
    chain = {"T0004": {"merge_into": "T0003"}, "T0003": {"merge_into": "T0001"}}
    result = curate({"topics": chain})
    assert result.topic_ids == ("T0001", "T0002")
    assert {*members(result)["T0001"]} == {"harbour", "violin", "bees"}
    through = {"T0004": {"merge_into": "T0009"}, "T0009": {"merge_into": "T0001"}}
    assert {*members(curate({"topics": through}))["T0001"]} == {"harbour", "bees"}


def test_a_merged_topic_comes_back_when_the_merge_is_removed(story: Story) -> None:
    merge = {"topics": {"T0002": {"merge_into": "T0001"}}}
    assert story.run(GROUPS, curation=merge) == IDS
    assert story.results.topics.topic_id.tolist() == ["T0001", "T0003", "T0004"]
    more = GROUPS | {"kiln": titles_of("kiln", 5)}
    assert story.run(more, curation=merge) == IDS | {"kiln": "T0005"}
    assert story.run(GROUPS) == IDS
    assert sorted(story.results.topics.topic_id) == [*IDS.values()]


# ---- pins ----


def papers_with_identifiers() -> pd.DataFrame:
    """Return the papers, the first of which has identifiers and a former title."""
    papers = paper_frame(TITLES, {HARBOUR[0]: "Tides once more"})
    row = papers.index[papers.title == HARBOUR[0]][0]
    papers.loc[row, "arxiv_id"], papers.loc[row, "doi"] = "2401.00010v2", "10.1000/tide.5"
    papers["ids"] = [["pmid:123"] if other == row else [] for other in papers.index]
    return papers


@pytest.mark.parametrize(
    "reference",
    [
        *("2401.00010", "arXiv:2401.00010v3", "https://arxiv.org/abs/2401.00010"),
        *("10.1000/TIDE.5", "https://doi.org/10.1000/tide.5", "pmid:123"),
        *(HARBOUR[0], HARBOUR[0].upper() + " ", title_hash(HARBOUR[0])),
        title_hash("Tides once more"),
    ],
)
def test_papers_are_pinned_by_identifier_or_title(reference: str) -> None:
    papers = papers_with_identifiers()
    result = curate({"papers": {reference: "T0004"}}, papers)
    row = papers.index[papers.title == HARBOUR[0]][0]
    assert result.topic_ids[result.clusters.topics[row]] == "T0004"
    assert (result.clusters.grades[row], result.clusters.confidences[row]) == ("core", 1.0)
    assert [len(subjects) for subjects in members(result).values()] == [9, 8, 7, 7]
    assert result.notes == ()


def test_a_pin_to_a_merged_topic_follows_the_merge() -> None:
    content = {"topics": {"T0003": {"merge_into": "T0002"}}, "papers": {BEES[0]: "T0003"}}
    assert members(curate(content))["T0002"].count("bees") == 1


def test_a_topic_emptied_by_pins_comes_back_without_them(story: Story) -> None:
    pins = {"papers": dict.fromkeys(BEES, "T0001")}
    assert story.run(GROUPS, curation=pins) == IDS
    assert story.results.topics.topic_id.tolist() == ["T0001", "T0002", "T0003"]
    assert story.run(GROUPS | {"glacier": GLACIER}, curation=pins) == IDS
    assert story.run(GROUPS) == IDS
    assert "T0004" in {*story.results.topics.topic_id}


def test_an_unassigned_paper_can_be_pinned(story: Story) -> None:
    kilns = titles_of("kiln", 2)
    story.run(GROUPS, loose=kilns, curation={"papers": {kilns[0]: "T0002"}})
    topic_ids = story.results.assignments.set_index("title").topic_id
    assert topic_ids[kilns].tolist() == ["T0002", ""]


def test_the_first_of_two_pins_of_one_paper_counts() -> None:
    pins = {"2401.00010": "T0004", HARBOUR[0]: "T0003"}
    result = curate({"papers": pins}, papers_with_identifiers())
    assert members(result)["T0004"].count("harbour") == 1
    (note,) = result.notes
    assert "already pinned to another topic" in note
    assert "the pin to T0003 has no effect" in note


# ---- missing targets ----


def test_unknown_topics_and_papers_are_warned_of_and_change_nothing() -> None:
    content = {
        "topics": {
            "T0077": {"name": "Nothing"},
            "T0001": {"merge_into": "T0078"},
            "T0009": {"hide": True},
        },
        "papers": {"2402.00001": "T0001", VIOLIN[0]: "T0079", BEES[0]: "T0009"},
    }
    result = curate(content)
    assert members(result) == members(curate({}))
    assert sorted(result.notes) == [
        "curation: T0009 (kilns) is retired: its edits wait until it comes back",
        "curation: T0077 is unknown: its edits have no effect",
        "curation: T0078 is unknown: its edits have no effect",
        "curation: T0079 is unknown: its edits have no effect",
        "curation: no paper matches '2402.00001'; the pin has no effect",
    ]


def test_edits_of_a_retired_topic_wait_until_it_comes_back(story: Story) -> None:
    rename = {"topics": {"T0004": {"name": "Apiaries"}}}
    fewer = {name: titles for name, titles in GROUPS.items() if name != "bees"}
    story.run(fewer, curation=rename)
    assert any("T0004" in note and "is retired" in note for note in story.identities.notes)
    assert story.run(GROUPS | {"kiln": titles_of("kiln", 5)}, curation=rename)["bees"] == "T0004"
    assert story.names["T0004"] == "Apiaries"
    assert story.identities.notes == ()


@pytest.mark.parametrize("content", [{}, {"papers": {HARBOUR[0]: "T0099"}}])
def test_clusters_stay_the_same_object_without_effective_curation(content: dict) -> None:
    papers = paper_frame(TITLES)
    clusters = clusters_of(papers, GROUPS)
    topic_ids = tuple(IDS.values())
    result = apply_curation(clusters, topic_ids, papers, Curation.of(content), {})
    for field in dataclasses.fields(clusters):
        assert getattr(result.clusters, field.name) is getattr(clusters, field.name)
    assert result.topic_ids is topic_ids
