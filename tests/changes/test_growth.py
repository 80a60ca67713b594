"""Topics that grow or fade are told from those that vary by chance."""

import pytest

from paperthemes.changes.growth import (
    Growth,
    compare_months,
    compare_shares,
    correct_p_values,
    wilson_interval,
)
from paperthemes.changes.timeline import fill_months, make_timeline
from paperthemes.changes.trends import Period, compute_trends, find_outlying_months


def trends_of(growth: Growth | None) -> dict[str, str]:
    """Return the trend of each topic by topic_id."""
    assert growth is not None
    return {topic.topic_id: topic.trend for topic in growth.topics}


def months_of(sizes: dict[str, int], count: int, first: int = 1) -> list[Period]:
    """Return equal months of 2025."""
    return [Period.from_sizes(f"2025-{first + n:02d}", sizes) for n in range(count)]


def test_topics_emerge_grow_and_fade_only_if_chance_is_unlikely() -> None:
    growth = compare_shares(
        {"A": 20, "B": 60, "C": 2, "D": 11, "": 7}, {"A": 20, "B": 250, "C": 90, "D": 50, "": 40}
    )
    assert trends_of(growth) == {"A": "emerging", "B": "", "C": "fading", "D": ""}
    large = compare_shares({"B": 650, "": 350}, {"B": 5000, "": 5000})
    assert trends_of(large) == {"B": "growing"}
    assert large is not None
    assert (large.topics[0].recent_share, large.topics[0].earlier_share) == (0.65, 0.5)


def test_the_test_is_exact_for_small_numbers() -> None:
    # All 6 papers are recent although half of all papers are: (1/2)^6, two-sided.
    growth = compare_shares({"A": 6, "": 94}, {"": 100})
    assert growth is not None
    assert growth.topics[0].p_value == round(2 / 2**6, 4)
    assert growth.topics[0].trend == "emerging"
    few = compare_shares({"A": 3}, {"A": 3})
    assert few is not None
    assert few.topics[0].p_value == 1


def test_p_values_are_corrected_for_the_number_of_topics() -> None:
    assert correct_p_values([0.01, 0.04, 0.03]) == [0.03, 0.06, 0.06]
    assert correct_p_values([0.9, 0.8]) == [1, 1]
    assert correct_p_values([]) == []


def test_intervals_stay_between_0_and_1() -> None:
    assert wilson_interval(0, 10) == (0, 0.2775)
    assert wilson_interval(10, 10) == (0.7225, 1)
    assert wilson_interval(50, 100) == (0.4038, 0.5962)


def test_nothing_is_compared_without_papers() -> None:
    assert compare_shares({}, {"A": 3}) is None
    assert compare_shares({"A": 3}, {}) is None
    assert compare_months([]) is None
    assert compare_months(months_of({"A": 1}, 1)) is None


def test_the_unfinished_month_is_left_out() -> None:
    months = [*months_of({"A": 1, "B": 50}, 8), *months_of({"A": 20, "B": 50}, 3, first=9)]
    unfinished = Period(name="2025-12", papers=1, sizes={"B": 1}, unfinished=True)
    growth = compare_months([*months, unfinished])
    assert growth is not None
    assert (growth.earlier, growth.recent) == (("2025-01", "2025-08"), ("2025-09", "2025-11"))
    assert trends_of(growth)["A"] == "emerging"


@pytest.mark.parametrize(
    ("sizes", "outlying"),
    [
        ({"2020-01": 500, "2020-02": 500, "2300-01": 1}, {"2300-01"}),
        ({"2020-01": 1000, "2300-01": 1, "2999-12": 1}, {"2300-01", "2999-12"}),
        ({"1200-01": 1, "2020-01": 500}, set()),
        ({"2020-01": 500, "2020-06": 1}, set()),  # not far
        ({"2020-01": 500, "2030-06": 50}, set()),  # not few
        ({"2020-01": 1}, set()),
        ({}, set()),
    ],
)
def test_few_papers_far_in_the_future_are_undated(sizes: dict, outlying: set) -> None:
    assert find_outlying_months(sizes) == outlying


def test_wrong_dates_do_not_move_the_trends() -> None:
    dates = ["1200-05-01"] + ["2025-03-02"] * 150 + ["2025-04-30"] * 150 + ["2300-01-01"]
    trends = compute_trends([], number=1, topic_ids=["A"] * 302, published=dates, names={})
    assert [month.name for month in trends.months] == ["1200-05", "2025-03", "2025-04"]
    assert (trends.undated.papers, trends.months[-1].unfinished) == (1, False)
    months = fill_months(trends.months, 288)
    assert len(months) == 288
    timeline = make_timeline(months)
    assert timeline is not None
    assert (timeline.unit, timeline.periods[-1].papers) == ("month", 150)


def test_the_timeline_has_the_shortest_unit_with_enough_papers() -> None:
    many = make_timeline(months_of({"A": 10, "": 30}, 12))
    assert many is not None
    assert (many.unit, len(many.periods)) == ("month", 12)
    assert many.shares["A"][0] == (0.25, 0.1419, 0.4019)
    some = make_timeline(months_of({"A": 10}, 11))
    assert some is not None
    assert [(period.name, period.papers) for period in some.periods][-2:] == [
        ("2025 Q3", 30),
        ("2025 Q4", 20),
    ]
    assert [period.unfinished for period in some.periods] == [False, False, False, True]
    few = make_timeline(months_of({"A": 1}, 2))
    assert few is not None
    assert few.unit == "month"
    assert make_timeline([]) is None
    gaps = fill_months([*months_of({"A": 1}, 1), *months_of({"B": 40}, 1, first=4)], 288)
    assert [month.papers for month in gaps] == [1, 0, 0, 40]
