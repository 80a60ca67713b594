"""Agreement of points, effects of settings, and the knee."""

import numpy as np
import pytest
from sklearn.metrics import adjusted_rand_score

from paperthemes.sweep.analysis import (
    compare_points,
    compare_with_current,
    find_equal,
    find_knee,
    measure_effect,
)


def test_equal_points_agree_whatever_the_numbers_of_their_topics() -> None:
    first = np.array([0, 0, 1, 1, 2, -1])
    assert compare_points([first, first, np.array([2, 2, 0, 0, 1, -1])]).tolist() == [[1.0] * 3] * 3


def test_points_with_the_same_topics_are_found_whatever_their_numbers() -> None:
    first = np.array([0, 0, 1, 1, 2, -1])
    renumbered, assigned = np.array([2, 2, 0, 0, 1, -1]), np.array([0, 0, 1, 1, 2, 3])
    assert find_equal([first, assigned, renumbered, first, assigned]) == [0, 1, 0, 0, 1]
    assert find_equal([]) == []


def test_agreement_is_the_adjusted_rand_index() -> None:
    random = np.random.default_rng(0)
    labels = [random.integers(-1, 5, 60) for _ in range(3)]
    expected = [[adjusted_rand_score(left, right) for right in labels] for left in labels]
    assert compare_points(labels) == pytest.approx(np.array(expected))


def test_a_point_is_compared_with_the_current_clustering() -> None:
    current = np.array([0, 0, 0, 0, 1, 1, 1, 1, -1, -1])
    point = np.array([0, 0, 0, 0, 1, 1, 2, -1, 2, 2])
    agreement = compare_with_current(point, current)
    assert (agreement.kept, agreement.assigned, agreement.unassigned) == (1, 2, 1)
    assert 0 < agreement.ari < agreement.ami < 1
    same = compare_with_current(current, current)
    assert (same.ari, same.ami, same.kept, same.assigned, same.unassigned) == (1, 1, 2, 0, 0)


def test_points_without_topics_or_papers_can_be_compared() -> None:
    for count in (0, 3):
        nothing = np.full(count, -1)
        agreement = compare_with_current(nothing, nothing)
        assert (agreement.ari, agreement.kept, agreement.assigned) == (1, 0, 0)


def test_effects_of_independent_settings_add_up() -> None:
    # 10 for the first setting, 5 for the second, and nothing for the third.
    levels = np.array([[a, b, c] for a in (0, 1) for b in (0, 1) for c in (0, 1)])
    values = (10.0 * levels[:, 0] + 5.0 * levels[:, 1]).tolist()
    effects = [measure_effect(levels[:, each].tolist(), values, 2) for each in range(3)]
    assert [effect.share for effect in effects] == pytest.approx([0.8, 0.2, 0])
    assert [effect.spread for effect in effects] == pytest.approx([10, 5, 0])
    assert effects[0].means == [2.5, 12.5]


def test_points_without_the_metric_do_not_count() -> None:
    effect = measure_effect([0, 0, 1, 1, 2], [1.0, None, 3.0, 3.0, None], 3)
    assert effect.means == [1.0, 3.0, None]
    assert effect.share == 1
    assert measure_effect([0, 1], [None, None], 2).spread == 0
    assert measure_effect([0, 1, 1], [0.7, 0.7, 0.7], 2).share == 0


def test_the_knee_is_where_more_topics_stop_to_gain() -> None:
    topics = [5, 10, 15, 20, 30, 40]
    values = [0.1, 0.25, 0.4, 0.42, 0.44, 0.45]
    assert find_knee(topics, values, 0.08) == 2
    # Worse points with as many topics, points that failed, and another order change nothing.
    assert find_knee([15, None, *topics[::-1]], [0.1, None, *values[::-1]], 0.08) == 5


def test_before_a_fall_there_is_a_knee() -> None:
    assert find_knee([5, 10, 15, 20], [0.9, 0.88, 0.87, 0.5], 0.05) == 2


@pytest.mark.parametrize(
    ("topics", "values"),
    [
        ([5, 10, 15, 20], [0.1, 0.2, 0.3, 0.4]),
        ([5, 10, 15, 20], [0.1, 0.26, 0.34, 0.4]),  # above the line by less than the noise
        ([5, 10, 15, 20], [0.1, 0.1, 0.1, 0.4]),
        ([10, 10], [0.1, 0.4]),
        ([10, None], [None, None]),
    ],
)
def test_without_a_bend_there_is_no_knee(
    topics: list[int | None], values: list[float | None]
) -> None:
    assert find_knee(topics, values, 0.08) is None
