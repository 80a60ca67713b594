"""Stability of topics over repeats with other seeds."""

import numpy as np
import pytest

from paperthemes.cluster.membership import measure_stability

TOPICS = np.array([0] * 6 + [1] * 4)


def test_topics_that_come_back_under_other_numbers_are_stable() -> None:
    renamed = np.array([5] * 6 + [2] * 4)
    stability = measure_stability(TOPICS, [[renamed, TOPICS]])
    assert stability.topics == (1.0, 1.0)
    assert stability.overall == 1


def test_the_stability_of_a_topic_is_its_overlap_with_the_most_similar_group() -> None:
    halved = np.array([0] * 3 + [1] * 3 + [2] * 4)
    stability = measure_stability(TOPICS, [[halved, halved]])
    assert stability.topics == (0.5, 1.0)
    assert stability.overall == 1  # the repeats agree, although not with the result
    with_outlier = np.array([0] * 6 + [-1] + [1] * 3)
    assert measure_stability(TOPICS, [[with_outlier, with_outlier]]).topics == (1.0, 0.75)


def test_without_repeats_the_stability_is_unknown() -> None:
    for repeats in ([], [[TOPICS]]):
        stability = measure_stability(TOPICS, repeats)
        assert stability.overall is None
        assert stability.topics == ()


def test_repeats_are_compared_within_their_round_only() -> None:
    first, second = np.array([0, 0, 1, 1]), np.array([0, 1, 0, 1])
    assert measure_stability(first, [[first, first], [second, second]]).overall == 1
    assert measure_stability(first, [[first, second]]).overall < 0


def test_mixing_is_the_share_of_other_topics_in_the_groups_of_a_repeat() -> None:
    joined = np.array([0] * 3 + [1] * 3 + [1] * 4)  # half of topic 0 goes with topic 1
    mixing = np.array(measure_stability(TOPICS, [[joined, joined]]).mixing)
    assert mixing == pytest.approx(np.array([[0.5 + 0.5 * 3 / 7, 0.5 * 4 / 7], [3 / 7, 4 / 7]]))
    assert mixing.sum(axis=1) == pytest.approx([1, 1])
    merged = measure_stability(TOPICS, [[joined, joined]]).merge(
        np.array([[True], [True]]), np.array([6, 4])
    )
    assert merged.mixing == ((pytest.approx(1.0),),)
