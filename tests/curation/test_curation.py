"""What readers decide about topics: applied on every run, and never a reason to crash."""

import dataclasses
from pathlib import Path

import pandas as pd
import pytest

from helpers.story import Story, paper_frame, partition_of, titles_of
from helpers.workflow import Workflow
from paperthemes.curation.edits import Curated, Curation, apply_curation
from paperthemes.text.titles import title_hash

HARBOUR, GLACIER, VIOLIN = (titles_of(name, 10) for name in ("harbour", "glacier", "violin"))
BEES = titles_of("bees", 6)
GROUPS = {"harbour": HARBOUR, "glacier": GLACIER[:8], "violin": VIOLIN[:7], "bees": BEES}
IDS = {"harbour": "T0001", "glacier": "T0002", "violin": "T0003", "bees": "T0004"}


@pytest.fixture
def story(tmp_path: Path) -> Story:
    story = Story(tmp_path / "history/fine")
    assert story.run(GROUPS) == IDS
    return story


def names_of(story: Story) -> dict[str, str]:
    topics = story.results.topics
    return dict(zip(topics.topic_id, topics.name, strict=True))


def curated(given: dict) -> Curated:
    """Apply curation to four topics, of which T0009 is a retired one."""
    papers = paper_frame([title for some in GROUPS.values() for title in some])
    return applied(given, papers)


def applied(given: dict, papers: pd.DataFrame) -> Curated:
    found = partition_of(papers, GROUPS)
    names = {topic: name for name, topic in IDS.items()} | {"T0009": "kilns"}
    return apply_curation(found, tuple(IDS.values()), papers, Curation.of(given), names)


def members(result: Curated) -> dict[str, list[str]]:
    """Return the subjects of the papers of each topic."""
    titles = {title_hash(title): title for some in GROUPS.values() for title in some}
    topics = result.partition.topics
    return {
        topic_id: [
            titles[paper].split()[0].lower() for paper in result.partition.paper_ids[topics == row]
        ]
        for row, topic_id in enumerate(result.topic_ids)
    }


# ---- names, notes, hiding ----


def test_a_name_is_kept_and_its_topic_matched_until_it_is_taken_back(story: Story) -> None:
    own = names_of(story)
    wish = Curation.of({"topics": {"T0002": {"name": "Ice: and #rivers"}}})
    for more in (1, 2):
        groups = GROUPS | {"glacier": GLACIER[:8] + titles_of("glacier", more, 30)}
        assert story.run(groups, curation=wish) == IDS
        assert names_of(story) == own | {"T0002": "Ice: and #rivers"}
    assert story.history.registry().names["T0002"] == "Ice: and #rivers"
    story.run(GROUPS)
    assert names_of(story) == own


def test_a_name_that_another_topic_has_is_given_to_the_one_that_is_to_have_it(
    story: Story,
) -> None:
    first, second = [*names_of(story).values()][:2]
    story.run(GROUPS, curation=Curation.of({"topics": {"T0002": {"name": first}}}))
    names = names_of(story)
    assert names["T0002"] == first
    assert names["T0001"] not in (first, second)
    assert len({name.casefold() for name in names.values()}) == len(names)


def test_notes_and_hiding_are_in_the_table_of_topics(story: Story) -> None:
    wish = {"T0001": {"note": "the port's own", "hide": True}, "T0003": {"hide": False}}
    story.run(GROUPS, curation=Curation.of({"topics": wish}))
    topics = story.results.topics.set_index("topic_id")
    assert topics.note.to_dict() == {**dict.fromkeys(IDS.values(), ""), "T0001": "the port's own"}
    assert topics.index[topics.hidden].tolist() == ["T0001"]
    assert topics.loc["T0001", "size"] == 10


# ---- merging ----


def test_a_merged_topic_gives_its_papers_to_the_other() -> None:
    result = curated({"topics": {"T0001": {"merge_into": "T0004"}}})
    assert result.topic_ids == ("T0004", "T0002", "T0003")
    assert sorted(members(result)["T0004"]) == ["bees"] * 6 + ["harbour"] * 10
    assert result.notes == ()


def test_merges_follow_each_other() -> None:
    chain = {"T0004": {"merge_into": "T0003"}, "T0003": {"merge_into": "T0001"}}
    result = curated({"topics": chain})
    assert result.topic_ids == ("T0001", "T0002")
    assert {*members(result)["T0001"]} == {"harbour", "violin", "bees"}
    through = {"T0004": {"merge_into": "T0009"}, "T0009": {"merge_into": "T0001"}}
    assert {*members(curated({"topics": through}))["T0001"]} == {"harbour", "bees"}


def test_what_was_merged_comes_back_under_its_id_when_the_merge_is_taken_back(
    story: Story,
) -> None:
    merged = Curation.of({"topics": {"T0002": {"merge_into": "T0001"}}})
    assert story.run(GROUPS, curation=merged) == IDS
    assert story.results.topics.topic_id.tolist() == ["T0001", "T0003", "T0004"]
    assert story.run(GROUPS | {"kiln": titles_of("kiln", 5)}, curation=merged) == IDS | {
        "kiln": "T0005"
    }
    assert story.run(GROUPS) == IDS
    assert sorted(story.results.topics.topic_id) == [*IDS.values()]


# ---- pins ----


def identified_papers() -> pd.DataFrame:
    papers = paper_frame([title for some in GROUPS.values() for title in some])
    at = papers.index[papers.title == HARBOUR[0]][0]
    papers.loc[at, "arxiv_id"], papers.loc[at, "doi"] = "2401.00010v2", "10.1000/tide.5"
    papers["aliases"] = [
        [title_hash("Tides once more")] if row == at else [] for row in papers.index
    ]
    return papers


@pytest.mark.parametrize(
    "reference",
    [
        *("2401.00010", "arXiv:2401.00010v3", "https://arxiv.org/abs/2401.00010"),
        *("10.1000/TIDE.5", "https://doi.org/10.1000/tide.5"),
        *(HARBOUR[0], HARBOUR[0].upper() + " ", title_hash(HARBOUR[0])),
        title_hash("Tides once more"),
    ],
)
def test_papers_are_pinned_by_whatever_names_them(reference: str) -> None:
    papers = identified_papers()
    result = applied({"papers": {reference: "T0004"}}, papers)
    row = papers.index[papers.title == HARBOUR[0]][0]
    assert result.topic_ids[result.partition.topics[row]] == "T0004"
    assert (result.partition.grades[row], result.partition.confidences[row]) == ("core", 1.0)
    assert [len(some) for some in members(result).values()] == [9, 8, 7, 7]
    assert result.notes == ()


def test_a_pin_to_a_merged_topic_follows_it() -> None:
    given = {"topics": {"T0003": {"merge_into": "T0002"}}, "papers": {BEES[0]: "T0003"}}
    assert members(curated(given))["T0002"].count("bees") == 1


def test_pins_can_empty_a_topic_and_fill_it_again(story: Story) -> None:
    emptied = Curation.of({"papers": dict.fromkeys(BEES, "T0001")})
    assert story.run(GROUPS, curation=emptied) == IDS
    assert story.results.topics.topic_id.tolist() == ["T0001", "T0002", "T0003"]
    assert story.run(GROUPS | {"glacier": GLACIER}, curation=emptied) == IDS
    assert story.run(GROUPS) == IDS
    assert "T0004" in {*story.results.topics.topic_id}


def test_an_unassigned_paper_can_be_pinned(story: Story) -> None:
    wish = Curation.of({"papers": {"Kiln study 0: kiln and glaze": "T0002"}})
    story.run(GROUPS, key="with kilns", loose=titles_of("kiln", 2), curation=wish)
    kilns = story.results.assignments.set_index("title").topic_id
    assert kilns[titles_of("kiln", 2)].tolist() == ["T0002", ""]


def test_one_paper_under_two_names_is_pinned_once_and_that_is_said() -> None:
    result = applied({"papers": {"2401.00010": "T0004", HARBOUR[0]: "T0003"}}, identified_papers())
    assert members(result)["T0004"].count("harbour") == 1
    (note,) = result.notes
    assert "pinned to another topic under another name: it is not moved to T0003" in note


# ---- targets that are gone ----


def test_unknown_topics_and_papers_are_warned_of_and_change_nothing() -> None:
    given = {
        "topics": {
            "T0077": {"name": "Nothing"},
            "T0001": {"merge_into": "T0078"},
            "T0009": {"hide": True},
        },
        "papers": {"2402.00001": "T0001", VIOLIN[0]: "T0079", BEES[0]: "T0009"},
    }
    result = curated(given)
    assert members(result) == members(curated({}))
    assert sorted(result.notes) == [
        "curation: T0009 (kilns) is retired: what is said of it waits until it comes back",
        "curation: no paper is '2402.00001': it is not pinned",
        "curation: there has never been a T0077: what is said of it has no effect",
        "curation: there has never been a T0078: what is said of it has no effect",
        "curation: there has never been a T0079: what is said of it has no effect",
    ]


def test_what_is_said_of_a_retired_topic_waits_until_it_comes_back(story: Story) -> None:
    wish = Curation.of({"topics": {"T0004": {"name": "Apiaries"}}})
    fewer = {name: titles for name, titles in GROUPS.items() if name != "bees"}
    story.run(fewer, curation=wish)
    assert any("T0004" in note and "is retired" in note for note in story.identities.notes)
    assert story.run(GROUPS | {"kiln": titles_of("kiln", 5)}, curation=wish)["bees"] == "T0004"
    assert names_of(story)["T0004"] == "Apiaries"
    assert story.identities.notes == ()


def test_no_curation_leaves_the_partition_as_it_is() -> None:
    papers = paper_frame([title for some in GROUPS.values() for title in some])
    found = partition_of(papers, GROUPS)
    for given in ({}, {"papers": {HARBOUR[0]: "T0099"}}):
        result = apply_curation(found, tuple(IDS.values()), papers, Curation.of(given), {})
        for field in dataclasses.fields(found):
            ours, theirs = getattr(result.partition, field.name), getattr(found, field.name)
            assert (ours == theirs) if isinstance(ours, tuple | int) else ours is theirs


# ---- the file ----

MISTAKES = {
    "circle": (
        "{topics: {T0001: {merge_into: T0002}, T0002: {merge_into: T0003}, "
        "T0003: {merge_into: T0001}}}",
        "clusterings.fine.topics: merged in a circle, T0001 -> T0002 -> T0003 -> T0001; take one",
    ),
    "itself": (
        "{topics: {T0001: {merge_into: T0001}}}",
        "clusterings.fine.topics: merged in a circle, T0001 -> T0001; take one",
    ),
    "misspelt": (
        "{topics: {T0001: {naem: Boats}}}",
        "clusterings.fine.topics.T0001.naem: unknown key; did you mean name?",
    ),
    "section": ("{topic: {}, paper: {x: T0001}}", "clusterings.fine.paper: unknown key; did you"),
    "number": (
        "{papers: {2401.00001: T0001}}",
        "clusterings.fine.papers.2401.00001: not a text to YAML; put it in quotes",
    ),
    "twice": (
        "{topics: {T0001: {name: Boats}, T0002: {name: BOATS}}}",
        "clusterings.fine.topics: T0001 and T0002 would both be called BOATS; use another",
    ),
    "id": ("{topics: {T1: {name: x}}}", '"T1" cannot be a name (a permanent id, as T0042)'),
    "target": ("{papers: {x: fine}}", '"fine" does not fit (permanent id of a topic, as T0042)'),
    "type": ("{topics: {T0001: {hide: maybe}}}", 'T0001.hide: "maybe" is not true or false'),
    "same key": (
        "{topics: {T0001: {hide: true}, T0001: {name: Boats}}}",
        "T0001 stands twice (line 1 again); write all of it in one place",
    ),
}


@pytest.mark.parametrize("mistake", MISTAKES)
def test_mistakes_are_named_before_any_job(workflow: Workflow, mistake: str) -> None:
    given, message = MISTAKES[mistake]
    dump = workflow.folder / "list.csv"
    dump.write_text("title,abstract\nA Paper,It is.\n")
    workflow.write_config("dumps: [list.csv]\n")
    workflow.write_config(f"clusterings: {{fine: {given}}}\n", "curation.yaml")
    done = workflow.call("-n")
    assert done.returncode == 1
    assert "curation.yaml" in done.stdout
    assert "nothing was run" in done.stdout
    assert message in done.stdout
    assert "Traceback" not in done.stdout


def test_curation_of_a_clustering_that_is_gone_is_warned_of(workflow: Workflow) -> None:
    (workflow.folder / "list.csv").write_text("title,abstract\nA Paper,It is.\n")
    workflow.write_config("dumps: [list.csv]\nclusterings: {broad: null}\ncuration: mine.yaml\n")
    workflow.write_config("clusterings: {broad: {topics: {T0001: {hide: true}}}}", "mine.yaml")
    said = workflow.run("-n")
    assert "mine.yaml: there is no clustering broad in the config: what is said of it" in said


@pytest.mark.parametrize("text", ["", "# nothing yet\n", "{}", "clusterings:\n  fine:\n"])
def test_a_file_that_says_nothing_is_no_mistake(workflow: Workflow, text: str) -> None:
    (workflow.folder / "list.csv").write_text("title,abstract\nA Paper,It is.\n")
    workflow.write_config("dumps: [list.csv]\n")
    workflow.write_config(text, "curation.yaml")
    workflow.run("-n")


@pytest.mark.parametrize("text", ["topics: [", "\tx: 1", "- a\n- b\n", "just words"])
def test_what_is_no_yaml_is_said_so(workflow: Workflow, text: str) -> None:
    (workflow.folder / "list.csv").write_text("title,abstract\nA Paper,It is.\n")
    workflow.write_config("dumps: [list.csv]\n")
    workflow.write_config(text, "curation.yaml")
    done = workflow.call("-n")
    assert done.returncode == 1
    assert "curation.yaml cannot be read; nothing was run: " in done.stdout
