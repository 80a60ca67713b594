"""Stability of topics over repeated runs."""

import numpy as np

from paperthemes.cluster.stability import stability


def test_stability_is_one_for_topics_that_recur_and_falls_for_others() -> None:
    topics = np.array([0] * 6 + [1] * 4)
    renamed = np.array([5] * 6 + [2] * 4)
    assert stability(topics, [[renamed, topics]]).topics == (1.0, 1.0)
    assert stability(topics, [[renamed, topics]]).overall == 1
    halved = np.array([0] * 3 + [1] * 3 + [2] * 4)
    result = stability(topics, [[halved, halved]])
    assert result.topics == (0.5, 1.0)
    assert result.overall == 1  # the repeats agree with each other, if not with the result
    unassigned = np.array([0] * 6 + [-1] + [1] * 3)
    assert stability(topics, [[unassigned, unassigned]]).topics == (1.0, 0.75)
    assert stability(topics, [[topics]]).overall is None
    assert stability(topics, []).topics == ()


def test_repeats_are_compared_within_their_round_only() -> None:
    first, second = np.array([0, 0, 1, 1]), np.array([0, 1, 0, 1])
    assert stability(first, [[first, first], [second, second]]).overall == 1
    assert stability(first, [[first, second]]).overall < 0
