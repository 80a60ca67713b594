"""Papers and topics of two runs are compared."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpers.run_pairs import Topics, current_run, earlier_run, make_topics, move, titles_in
from paperthemes.changes.events import TopicChange, find_splits


def changes_by_topic(before: Topics, after: Topics, **options: object) -> dict[str, TopicChange]:
    """Compare two runs and return the changes of topics by topic_id."""
    changes = current_run(after, **options).compare(earlier_run(before))
    return {change.topic_id: change for change in changes.topics}


def test_papers_are_new_gone_or_kept_and_counted_by_topic() -> None:
    before = make_topics(T0001=4, T0002=4)
    after = {**before, "A new one": "T0001", "Another": ""}
    del after["T0002 paper 0"]
    earlier = earlier_run(before, dumps=["a.txt", "old.txt"])
    changes = current_run(after, dumps=["a.txt", "b.txt"]).compare(earlier)
    assert (changes.before, changes.after, changes.kept) == (8, 9, 7)
    assert {(paper.title, paper.topic_id) for paper in changes.new} == {
        ("A new one", "T0001"),
        ("Another", ""),
    }
    assert [(paper["title"], paper["topic_id"]) for paper in changes.gone] == [
        ("T0002 paper 0", "T0002")
    ]
    assert [(change.new, change.gone) for change in changes.topics] == [(1, 0), (0, 1)]
    assert (changes.unassigned_before, changes.unassigned_after) == (0, 1)
    assert (changes.new_dumps, changes.gone_dumps) == (["b.txt"], ["old.txt"])


def test_papers_are_matched_by_their_aliases() -> None:
    before = make_topics(T0001=4)
    after = {title: topic for title, topic in before.items() if title[-1] != "0"}
    after["Its better title"] = "T0001"
    current = current_run(after, aliases={"Its better title": ["T0001 paper 0"]})
    changes = current.compare(earlier_run(before))
    assert (changes.kept, changes.new, changes.gone, changes.moved) == (4, [], [], [])


def test_flows_count_every_paper_once() -> None:
    before = {**make_topics(T0001=4, T0002=4), "Lost": "T0001", "Outlier": ""}
    after = {**move(before, "T0001 paper 1", to="T0002"), "Fresh": "T0002"}
    del after["Lost"]
    changes = current_run(after).compare(earlier_run(before))
    assert {tuple(flow.values()) for flow in changes.flows} == {
        ("T0001", "T0001", 3),
        ("T0001", "T0002", 1),
        ("T0001", "gone", 1),
        ("T0002", "T0002", 4),
        ("new", "T0002", 1),
        ("unassigned", "unassigned", 1),
    }


def test_equal_runs_have_no_changes() -> None:
    topics = {**make_topics(T0001=5, T0002=4), "Outlier": ""}
    changes = current_run(topics).compare(earlier_run(topics))
    assert all(change.events == ("kept",) and change.jaccard == 1.0 for change in changes.topics)
    assert changes.moved == []
    assert changes.notes == []


@pytest.mark.parametrize(
    ("exchanged", "event"),
    [
        (3, "kept"),  # a Jaccard index of 7 / 13
        (4, "changed"),  # of 6 / 14
    ],
)
def test_a_topic_that_exchanges_most_of_its_papers_has_changed(exchanged: int, event: str) -> None:
    outliers = [f"Outlier {number}" for number in range(exchanged)]
    before = make_topics(T0001=10) | dict.fromkeys(outliers, "")
    after = move(before, *titles_in(before, "T0001")[:exchanged], to="")
    changes = changes_by_topic(before, move(after, *outliers, to="T0001"))
    assert changes["T0001"].events == (event,)


def test_a_topic_splits() -> None:
    before = make_topics(T0001=10, T0002=5)
    after = move(before, *titles_in(before, "T0001")[:4], to="T0007")
    changes = changes_by_topic(before, after)
    assert changes["T0001"].events == ("split", "shrunk")
    assert changes["T0001"].split_into == ("T0001", "T0007")
    assert (changes["T0001"].stayed, changes["T0001"].left) == (6, 4)
    assert changes["T0001"].jaccard == 0.6
    assert changes["T0007"].events == ("born",)
    assert changes["T0007"].split_from == "T0001"


@pytest.mark.parametrize(
    ("size", "moved"),
    [
        (20, 3),  # 15 % of the topic
        (6, 2),  # a third of the topic, but only two papers
    ],
)
def test_a_small_part_is_not_a_split(size: int, moved: int) -> None:
    before = make_topics(T0001=size, T0002=5)
    after = move(before, *titles_in(before, "T0001")[:moved], to="T0007")
    assert changes_by_topic(before, after)["T0001"].split_into == ()


def test_a_topic_that_takes_part_of_another_is_not_a_part_of_it() -> None:
    before = make_topics(T0001=10, T0002=10)
    after = move(before, *titles_in(before, "T0001")[:4], to="T0002")
    changes = changes_by_topic(before, after)
    assert changes["T0001"].events == ("shrunk",)
    assert changes["T0002"].events == ("grown",)


def test_topics_merge() -> None:
    before = make_topics(T0001=6, T0002=5, T0003=4)
    changes = changes_by_topic(before, move(before, *titles_in(before, "T0002"), to="T0001"))
    assert changes["T0001"].events == ("merged", "grown")
    assert changes["T0001"].merged_from == ("T0001", "T0002")
    assert changes["T0002"].events == ("retired",)
    assert changes["T0002"].merged_into == "T0001"
    assert (changes["T0001"].before, changes["T0001"].after) == (6, 11)
    assert not changes["T0002"].by_curation


@given(st.lists(st.tuples(st.sampled_from("ABC"), st.sampled_from("XYZ")), max_size=40))
def test_every_part_belongs_to_one_topic(papers: list[tuple[str, str]]) -> None:
    splits = find_splits({pair: papers.count(pair) for pair in set(papers)})
    parts = [part for split in splits.values() for part in split]
    assert len(parts) == len(set(parts))
    assert all(len(split) > 1 for split in splits.values())


def test_topics_are_born_retired_or_back() -> None:
    before, after = make_topics(T0002=5), make_topics(T0001=5, T0009=5)
    changes = current_run(after).compare(earlier_run(before, retired=["T0001"]))
    events = {change.topic_id: change.events for change in changes.topics}
    assert events == {"T0001": ("back",), "T0002": ("retired",), "T0009": ("born",)}
    assert changes.topics[0].jaccard is None


@pytest.mark.parametrize(
    ("added", "elsewhere", "event"),
    [
        (3, 0, "grown"),
        (2, 0, "kept"),  # too few papers
        (3, 30, "kept"),  # its share of all papers is smaller
    ],
)
def test_growth_counts_in_papers_and_share(added: int, elsewhere: int, event: str) -> None:
    before = make_topics(T0001=10, T0002=20)
    after = before | {f"New {number}": "T0001" for number in range(added)}
    after |= {f"Other {number}": "T0002" for number in range(elsewhere)}
    assert changes_by_topic(before, after)["T0001"].events == (event,)


def test_hidden_topics_are_counted_and_marked() -> None:
    topics = make_topics(T0001=5, T0002=4)
    changes = changes_by_topic(topics, topics, hidden=["T0002"])
    assert (changes["T0002"].hidden, changes["T0002"].after) == (True, 4)
    assert not changes["T0001"].hidden


def test_a_topic_merged_by_curation_is_marked() -> None:
    before = make_topics(T0001=6, T0002=5)
    after = move(before, *titles_in(before, "T0002"), to="T0001")
    options = {"identified": before, "merge": {"T0002": "T0001"}}
    assert changes_by_topic(before, after, **options)["T0002"].by_curation


@pytest.mark.parametrize(
    ("compared_with", "previous", "current", "notes"),
    [
        ("toy", "toy", "toy", []),
        ("other", "other", "toy", ["since the previous run", "since run 3"]),
        ("other", "toy", "toy", ["since run 3"]),  # compared with an older run
        ("toy", "other", "toy", ["since the previous run"]),  # there and back
        ("", "", "", ["cannot be compared"]),
    ],
)
def test_a_changed_encoder_is_noted_where_it_matters(
    compared_with: str, previous: str, current: str, notes: list[str]
) -> None:
    topics = make_topics(T0001=5)
    run = current_run(topics, encoder=current, encoder_before=previous)
    changes = run.compare(earlier_run(topics, encoder=compared_with))
    assert len(changes.notes) == len(notes)
    assert all(words in note for words, note in zip(notes, changes.notes, strict=True))
