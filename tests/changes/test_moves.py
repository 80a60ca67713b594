"""Papers that changed topic are listed with the reason."""

import pytest

from helpers.run_pairs import CurrentRun, current_run, earlier_run, make_topics, move, titles_in
from paperthemes.history.run import Run
from paperthemes.report.changes_summary import MOVE_REASONS


def reasons(before: Run, after: CurrentRun) -> dict[str, str]:
    """Return why each paper moved, by title."""
    return {move.title: move.why for move in after.compare(before).moved}


def test_each_move_has_a_reason() -> None:
    before = {**make_topics(T0001=10, T0002=10, T0003=10, T0004=10), "Outlier": ""}
    after = move(before, *titles_in(before, "T0001")[:4], to="T0007")  # a split
    after = move(after, *titles_in(before, "T0003")[:9], to="T0002")  # a merge
    after["T0003 paper 9"] = "T0004"
    after["T0002 paper 0"] = ""
    after["T0002 paper 1"] = "T0004"
    after["Outlier"] = "T0004"
    moves = reasons(earlier_run(before), current_run(after))
    assert moves["T0001 paper 0"] == "split"
    assert moves["T0003 paper 0"] == "merged"
    assert moves["T0003 paper 9"] == "retired"
    assert moves["T0002 paper 0"] == "unassigned_now"
    assert moves["T0002 paper 1"] == "shifted"
    assert moves["Outlier"] == "unassigned_before"
    assert len(moves) == 4 + 10 + 3
    assert MOVE_REASONS.keys() >= {*moves.values()}
    close = reasons(earlier_run(before), current_run(after, margin=0.1))
    assert close["T0002 paper 1"] == "close_call"


@pytest.mark.parametrize("identified", ["T0001", ""])
def test_a_pin_is_the_reason_where_it_moves_the_paper(identified: str) -> None:
    before, paper = make_topics(T0001=10, T0002=10), "T0001 paper 0"
    pinned = move(before, paper, to="T0002")
    current = current_run(pinned, identified={paper: identified}, pin={paper: "T0002"})
    assert reasons(earlier_run(before), current) == {paper: "pinned"}


def test_a_pin_to_the_topic_that_clustering_chose_is_not_a_reason() -> None:
    before, paper = make_topics(T0001=10, T0002=10), "T0001 paper 0"
    current = current_run(move(before, paper, to="T0002"), pin={paper: "T0002"})
    assert reasons(earlier_run(before), current) == {paper: "shifted"}


def test_the_end_of_a_pin_is_a_reason() -> None:
    topics, paper = make_topics(T0001=10, T0002=10), "T0001 paper 0"
    pinned = earlier_run(move(topics, paper, to="T0002"), identified=topics)
    assert reasons(pinned, current_run(topics)) == {paper: "curation_ended"}
    merged = current_run(
        move(topics, *titles_in(topics, "T0001"), to="T0009") | {"Other": "T0009"},
        identified=topics,
        merge={"T0001": "T0009"},
    )
    moves = reasons(pinned, merged)
    assert moves.pop(paper) == "curation_ended"
    assert set(moves.values()) == {"merged_by_curation"}


def test_a_merge_by_curation_is_a_reason() -> None:
    before = make_topics(T0001=6, T0002=5)
    after = move(before, *titles_in(before, "T0002"), to="T0001")
    current = current_run(after, identified=before, merge={"T0002": "T0001"})
    assert set(reasons(earlier_run(before), current).values()) == {"merged_by_curation"}


def test_a_topic_emptied_by_pins_was_not_merged() -> None:
    before = make_topics(T0001=6, T0002=1)
    after = move(before, "T0002 paper 0", to="T0001")
    current = current_run(after, identified=before, pin={"T0002 paper 0": "T0001"})
    changes = current.compare(earlier_run(before))
    assert [change.by_curation for change in changes.topics] == [False, False]
    assert [move.why for move in changes.moved] == ["pinned"]


def test_an_older_merge_by_curation_is_not_a_reason() -> None:
    before, paper = make_topics(T0001=10, T0005=10), "T0005 paper 0"
    # The paper is now in a topic that has long been merged, and was in another one before.
    current = current_run(
        move(before, paper, to="T0001"), identified={paper: "T0007"}, merge={"T0007": "T0001"}
    )
    changes = current.compare(earlier_run(before))
    assert [move.why for move in changes.moved] == ["shifted"]
    assert not any(change.by_curation for change in changes.topics)


@pytest.mark.parametrize(
    ("before", "after", "is_clear"),
    [
        ({"margin": 0.5}, 0.5, True),
        ({"margin": 0.1}, 0.5, False),
        ({"margin": 0.5}, 0.1, False),
        # A run of an early version has no margins.
        ({"margin": None, "grade": "core"}, 0.5, True),
        ({"margin": None, "grade": "fringe"}, 0.5, False),
    ],
)
def test_a_move_is_clear_if_the_paper_fits_well_in_both_runs(
    before: dict, after: float, is_clear: bool
) -> None:
    topics = {**make_topics(T0001=10, T0002=10), "Outlier": ""}
    moved = move(topics, "T0001 paper 0", "Outlier", to="T0002")
    changes = current_run(moved, margin=after).compare(earlier_run(topics, **before))
    clear = {each.title: each.is_clear for each in changes.moved}
    assert clear == {"T0001 paper 0": is_clear, "Outlier": False}


def test_an_edit_of_the_user_is_a_clear_move() -> None:
    before, paper = make_topics(T0001=10, T0002=10), "T0001 paper 0"
    current = current_run(
        move(before, paper, to="T0002"), identified=before, pin={paper: "T0002"}, margin=0.0
    )
    assert [each.is_clear for each in current.compare(earlier_run(before)).moved] == [True]
