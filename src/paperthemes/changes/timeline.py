"""Shares of topics over time: by month, quarter or year of publication."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median
from typing import Literal

from paperthemes.changes.growth import wilson_interval
from paperthemes.changes.trends import Period, number_month

Unit = Literal["month", "quarter", "year"]
_MONTHS: dict[Unit, int] = {"month": 1, "quarter": 3, "year": 12}
MAX_PERIODS = 24
MIN_PERIODS = 3
MIN_PAPERS = 20  # of a typical period; shares of fewer papers vary too much to be seen as a trend


@dataclass(frozen=True, slots=True, kw_only=True)
class Timeline:
    """The latest `MAX_PERIODS` periods of publication, without gaps.

    Attributes
    ----------
    unit
        Length of a period.
    periods
        The periods, the latest last. A period is unfinished if more of its papers may follow.
    shares
        For each topic with papers in any of them, by topic_id, and for each period: the share of
        the period's papers, and the ends of its interval (`wilson_interval`); `None` if the period
        has no papers.
    """

    unit: Unit
    periods: list[Period]
    shares: dict[str, list[tuple[float, float, float] | None]]


def make_timeline(months: Sequence[Period]) -> Timeline | None:
    """Return the shares of topics over time; `None` without months.

    The unit is the shortest in which a typical period has at least `MIN_PAPERS` papers. If there is
    none, it is the longest with at least `MIN_PERIODS` periods, or else a month.

    Parameters
    ----------
    months
        All months from the first to the last, without gaps.
    """
    if not months:
        return None
    by_unit = {unit: _join_months(months, unit) for unit in _MONTHS}
    long_enough = [unit for unit, periods in by_unit.items() if len(periods) >= MIN_PERIODS]
    is_full = (
        unit
        for unit in long_enough
        if median(period.papers for period in by_unit[unit] if period.papers) >= MIN_PAPERS
    )
    unit = next(is_full, [*long_enough, "month"][len(long_enough) - 1 if long_enough else 0])
    periods = by_unit[unit]
    topic_ids = sorted({topic_id for period in periods for topic_id in period.sizes} - {""})
    return Timeline(
        unit=unit,
        periods=periods,
        shares={topic_id: [_share(topic_id, p) for p in periods] for topic_id in topic_ids},
    )


def fill_months(months: Sequence[Period], count: int) -> list[Period]:
    """Return the latest `count` months up to the last of `months`, or all from the first one.

    Those without papers are added. `months` are in order of time.
    """
    if not months:
        return []
    by_number = {number_month(month.name): month for month in months}
    last = max(by_number)
    first = max(min(by_number), last - count + 1)
    empty = (f"{number // 12:04d}-{number % 12 + 1:02d}" for number in range(first, last + 1))
    return [
        by_number.get(number, Period.from_sizes(name, {}))
        for number, name in zip(range(first, last + 1), empty, strict=True)
    ]


def _join_months(months: Sequence[Period], unit: Unit) -> list[Period]:
    """Return the latest `MAX_PERIODS` periods of `unit`; months are without gaps."""
    length = _MONTHS[unit]
    groups: dict[int, list[Period]] = {}
    for month in months:
        groups.setdefault(number_month(month.name) // length, []).append(month)
    periods = []
    for number, group in [*groups.items()][-MAX_PERIODS:]:
        sizes: Counter[str] = Counter()
        for month in group:
            sizes.update(month.sizes)
        year, place = divmod(number * length, 12)
        names = {"month": group[0].name, "quarter": f"{year:04d} Q{place // 3 + 1}"}
        is_last_month_missing = number_month(group[-1].name) % length != length - 1
        periods.append(
            Period(
                name=names.get(unit, f"{year:04d}"),
                papers=sizes.total(),
                sizes=dict(sizes),
                unfinished=group[-1].unfinished or is_last_month_missing,
            )
        )
    return periods


def _share(topic_id: str, period: Period) -> tuple[float, float, float] | None:
    """Return the share of a topic in a period, and its interval; `None` without papers."""
    if not period.papers:
        return None
    count = period.sizes.get(topic_id, 0)
    return round(count / period.papers, 4), *wilson_interval(count, period.papers)
