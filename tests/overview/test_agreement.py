"""Agreement of two clusterings, and the papers that they group differently."""

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import adjusted_mutual_info_score, adjusted_rand_score

from paperthemes.overview.agreement import Comparison, compare

topic_numbers = st.integers(-1, 5)
topic_pairs = st.lists(st.tuples(topic_numbers, topic_numbers), max_size=40)


def compare_topics(
    left: list[int], right: list[int], confidence: list[float] | None = None
) -> Comparison:
    """Compare two lists of topics."""
    frames = (
        pd.DataFrame({"topic": pd.Series(topics, dtype="int64"), "confidence": confidence or 1.0})
        for topics in (left, right)
    )
    return compare(*frames)


@given(topic_pairs)
def test_agreement_covers_all_papers(papers: list[tuple[int, int]]) -> None:
    left, right = ([pair[side] for pair in papers] for side in (0, 1))
    comparison = compare_topics(left, right)
    assert comparison.ami == pytest.approx(adjusted_mutual_info_score(left, right))
    assert comparison.ari == pytest.approx(adjusted_rand_score(left, right))
    assert sum(count for _, _, count in comparison.flows) == len(papers)
    left_only = sum(a == -1 < b for a, b in papers)
    right_only = sum(b == -1 < a for a, b in papers)
    assert comparison.unassigned_only == (left_only, right_only)
    assert comparison.nesting.in_both == sum(a >= 0 and b >= 0 for a, b in papers)


@given(topic_pairs)
def test_a_match_holds_at_least_as_many_papers_as_any_other_topic(
    papers: list[tuple[int, int]],
) -> None:
    comparison = compare_topics(*([pair[side] for pair in papers] for side in (0, 1)))
    finer, coarser = (0, 1) if comparison.nesting.left_is_finer else (1, 0)
    both = [pair for pair in papers if -1 not in pair]
    for row in comparison.nesting.regrouped:
        paper = papers[row]
        assert -1 not in paper
        match = comparison.nesting.matches[paper[finer]]
        assert paper[coarser] != match
        own = [other[coarser] for other in both if other[finer] == paper[finer]]
        assert own.count(match) >= own.count(paper[coarser])
    regrouped = [pair for pair in both if pair[coarser] != comparison.nesting.matches[pair[finer]]]
    assert len(comparison.nesting.regrouped) == len(regrouped)


def test_flows_count_the_papers_that_two_topics_share() -> None:
    comparison = compare_topics([0, 0, 0, 1, -1], [0, 0, 1, -1, -1])
    assert comparison.flows == [(-1, -1, 1), (0, 0, 2), (0, 1, 1), (1, -1, 1)]


def test_plain_splits_regroup_no_papers() -> None:
    comparison = compare_topics([0] * 6 + [1] * 2, [0] * 2 + [1] * 2 + [2] * 2 + [3] * 2)
    assert not comparison.nesting.left_is_finer
    assert comparison.nesting.matches == [0, 0, 0, 1]
    assert comparison.nesting.regrouped == []
    assert 0 < comparison.ari < 1


@pytest.mark.parametrize("swapped", [False, True])
def test_a_paper_outside_the_match_is_regrouped(swapped: bool) -> None:
    coarse, fine = [0, 0, 0, 1, 1, 1], [0, 0, 0, 1, 1, 2]
    fine[3] = 0  # its topic matches another coarse topic
    comparison = compare_topics(fine, coarse) if swapped else compare_topics(coarse, fine)
    assert comparison.nesting.left_is_finer == swapped
    assert comparison.nesting.regrouped == [3]


def test_unassigned_papers_are_never_regrouped() -> None:
    comparison = compare_topics([0, 0, -1, 1, 1, -1], [0, 0, 0, -1, 2, 1])
    assert comparison.nesting.regrouped == []
    assert comparison.nesting.matches == [0, -1, 1]
    assert (comparison.unassigned_only, comparison.nesting.in_both) == ((2, 1), 3)


def test_with_equally_many_topics_the_right_is_the_finer() -> None:
    comparison = compare_topics([0, 0, 0, 1], [0, 1, 1, 1])
    assert not comparison.nesting.left_is_finer
    assert comparison.nesting.matches == [0, 0]
    assert comparison.nesting.regrouped == [3]


def test_papers_with_high_confidence_in_both_topics_come_first() -> None:
    coarse, fine = [0, 0, 0, 1, 1, 1], [0, 0, 0, 0, 0, 1]
    comparison = compare_topics(coarse, fine, [0.9, 0.9, 0.9, 0.6, 0.8, 0.9])
    assert comparison.nesting.regrouped == [4, 3]


@pytest.mark.parametrize("topics", [([], []), ([-1, -1], [-1, -1]), ([-1, -1], [0, 0])])
def test_clusterings_without_common_topics_can_be_compared(
    topics: tuple[list[int], list[int]],
) -> None:
    comparison = compare_topics(*topics)
    assert len(comparison.nesting.regrouped) == 0
    assert comparison.nesting.in_both == 0
