"""Sizes of topics are counted by run and by month."""

import pytest

from paperthemes.changes.trends import compute_trends, is_month_over, parse_month
from paperthemes.history.registry import RunSummary


def summary(recorded: str, papers: int, unassigned: int, **sizes: int) -> RunSummary:
    """Make the summary of run 1."""
    return RunSummary(
        number=1,
        name="0001-x",
        recorded=recorded,
        papers=papers,
        unassigned=unassigned,
        sizes=sizes,
    )


def test_sizes_by_run_end_with_the_current_run() -> None:
    trends = compute_trends(
        [summary("2026-01-05", 5, 1, T0001=3, T0002=1)],
        number=2,
        topic_ids=["T0001", "", "T0003"],
        published=["", "", ""],
        names={"T0001": "One"},
    )
    assert [(run.name, run.recorded, run.papers) for run in trends.runs] == [
        ("1", "2026-01-05", 5),
        ("2", "", 3),
    ]
    assert trends.runs[0].sizes == {"T0001": 3, "T0002": 1, "": 1}
    assert trends.runs[1].sizes == {"T0001": 1, "": 1, "T0003": 1}
    assert trends.names == {"T0001": "One", "T0002": "T0002", "T0003": "T0003"}
    table = trends.table()
    assert table.papers.tolist() == [1, 3, 1, 1, 1, 1, 1, 1, 1]
    assert table[table.by == "run"].groupby("period").papers.sum().to_dict() == {"1": 5, "2": 3}
    assert table[table.by == "month"].period.tolist() == ["undated"] * 3


def test_papers_without_year_or_month_are_undated() -> None:
    dates = ["2026-03-31", "2026-03", "2026", "--03-11", "", "2026-13-01", "2026-05-02"]
    trends = compute_trends([], number=1, topic_ids=["T0001"] * 7, published=dates, names={})
    assert [(month.name, month.papers, month.unfinished) for month in trends.months] == [
        ("2026-03", 2, False),
        ("2026-05", 1, True),
    ]
    assert trends.undated.papers == 4
    assert parse_month("2026-13-01") == "undated"


@pytest.mark.parametrize(
    ("dates", "over"),
    [
        (["2026-02-27"], False),
        (["2026-02"], False),
        (["2026"], False),
        (["2026-02-28"], True),
        (["2026-03-01"], True),
        (["2026-03"], True),
        (["2027"], True),
        (["--12-31", ""], False),
    ],
)
def test_a_month_is_over_when_a_date_is_later(dates: list[str], over: bool) -> None:
    assert is_month_over("2026-02", dates) == over


@pytest.mark.parametrize(("recorded", "unfinished"), [("2026-02-10", True), ("2026-03-01", False)])
def test_a_run_in_a_later_month_shows_that_a_month_is_over(recorded: str, unfinished: bool) -> None:
    trends = compute_trends(
        [summary(recorded, 1, 0, T0001=1)],
        number=2,
        topic_ids=["T0001"],
        published=["2026-02-03"],
        names={},
    )
    assert trends.months[-1].unfinished == unfinished
