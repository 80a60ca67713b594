"""Sizes of topics over time: in each run, and by month of publication."""

import calendar
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import pandas as pd

from paperthemes import tables
from paperthemes.history.registry import RunSummary

UNDATED = "undated"
MAX_GAP = 24  # months without papers before which the last months count as outlying
MIN_SHARE = 0.01  # of the dated papers; fewer in outlying months are probably wrong dates
# YYYY, YYYY-MM or YYYY-MM-DD, but not the year 0000.
_DATE = re.compile(r"(?!0000)\d{4}(?:-(?:0[1-9]|1[0-2])(?:-(?:0[1-9]|[12]\d|3[01]))?)?")


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """The number of papers, in all and by topic, in a run, in a month, or without a known month.

    The month of a paper is that of its publication.

    Attributes
    ----------
    name
        Number of the run, or the month as YYYY-MM, or `UNDATED`.
    papers
        Number of papers, including unassigned ones.
    sizes
        Number of papers of each topic that has any, by topic_id; "" means unassigned.
    recorded
        When the run was archived, see `RunSummary`; empty for the current run and for months.
    unfinished
        Whether this is a month that may not be over, so that more of its papers may follow.
    """

    name: str
    papers: int
    sizes: Mapping[str, int]
    recorded: str = ""
    unfinished: bool = False

    @classmethod
    def from_sizes(cls, name: str, sizes: Mapping[str, int], recorded: str = "") -> "Period":
        """Make a period from its number of papers by topic; `papers` is the sum of `sizes`."""
        return cls(name=name, papers=sum(sizes.values()), sizes=dict(sizes), recorded=recorded)


@dataclass(frozen=True, slots=True, kw_only=True)
class Trends:
    """Topics over time.

    Attributes
    ----------
    runs
        All runs, the current one last.
    months
        Months that have papers of the current run, the latest last.
    undated
        Papers of the current run without a known month, or with one far after all others.
    names
        Names of the topics of all runs, by topic_id.
    """

    runs: list[Period]
    months: list[Period]
    undated: Period
    names: Mapping[str, str]

    def table(self) -> pd.DataFrame:
        """Return a table with the columns of `tables.TRENDS`: a row per period and topic.

        The periods are the runs, the months, and `UNDATED`. The unassigned papers of a period have
        a row like those of a topic. A topic has no row for a period in which it has no papers.
        """
        names = {**self.names, "": tables.UNASSIGNED_NAME}
        periods = [("run", run) for run in self.runs]
        periods += [("month", month) for month in (*self.months, self.undated)]
        rows = (
            (by, period.name, period.recorded, period.unfinished, topic_id, names[topic_id], papers)
            for by, period in periods
            for topic_id, papers in sorted(period.sizes.items())
        )
        return tables.make(tables.TRENDS, rows)


def compute_trends(
    earlier_runs: Sequence[RunSummary],
    *,
    number: int,
    topic_ids: Sequence[str],
    published: Sequence[str],
    names: Mapping[str, str],
) -> Trends:
    """Return the number of papers of each topic in each run and in each month of publication.

    For the months, only papers of the current run are counted.

    Parameters
    ----------
    earlier_runs
        The runs before the current one, the latest last.
    number
        Number of the current run.
    topic_ids
        Topic_id of each paper of the current run; empty if unassigned.
    published
        Date of each paper of the current run, as in `tables.PAPERS`.
    names
        Names of topics by topic_id; a topic without a name is called by its id.
    """
    runs = []
    for run in earlier_runs:
        run_sizes = +Counter({**run.sizes, "": run.unassigned})  # `+` drops counts of 0
        runs.append(Period.from_sizes(str(run.number), run_sizes, run.recorded))
    runs.append(Period.from_sizes(str(number), Counter(topic_ids)))
    month_sizes: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for topic_id, date in zip(topic_ids, published, strict=True):
        month_sizes[parse_month(date)][topic_id] += 1
    undated_sizes = month_sizes.pop(UNDATED, Counter())
    outlying = find_outlying_months({name: sizes.total() for name, sizes in month_sizes.items()})
    for month in outlying:
        undated_sizes += month_sizes.pop(month)
    undated = Period.from_sizes(UNDATED, undated_sizes)
    months = [Period.from_sizes(month, month_sizes[month]) for month in sorted(month_sizes)]
    # Only the last month can be unfinished: its own papers show that the months before it are over.
    known_dates = [date for date in published if parse_month(date) not in outlying]
    known_dates += [run.recorded[:10] for run in earlier_runs]
    if months and not is_month_over(months[-1].name, known_dates):
        months[-1] = replace(months[-1], unfinished=True)
    topics = sorted({topic_id for run in runs for topic_id in run.sizes} - {""})
    latest_names = {topic_id: names.get(topic_id, topic_id) for topic_id in topics}
    return Trends(runs=runs, months=months, undated=undated, names=latest_names)


def find_outlying_months(sizes: Mapping[str, int]) -> set[str]:
    """Return the last months if they are far after all others and have few papers.

    Such dates are usually wrong, and would make all other months old. Months are outlying if there
    are no papers in the `MAX_GAP` months before them, and the share of their papers is below
    `MIN_SHARE`. The early ones do no harm.

    Parameters
    ----------
    sizes
        Number of papers of each month that has any.
    """
    names, limit = sorted(sizes), MIN_SHARE * sum(sizes.values())
    outlying: set[str] = set()
    late = 0
    for place in range(len(names) - 1, 0, -1):
        late += sizes[names[place]]
        if late >= limit:
            break
        if number_month(names[place]) - number_month(names[place - 1]) > MAX_GAP:
            outlying = {*names[place:]}
    return outlying


def number_month(month: str) -> int:
    """Return the number of a month, YYYY-MM, on a scale without gaps."""
    return 12 * int(month[:4]) + int(month[5:]) - 1


def parse_month(published: str) -> str:
    """Return the month of a date that is YYYY-MM-DD or YYYY-MM, as YYYY-MM.

    Return `UNDATED` for any other text, such as a year without a month.
    """
    # A date of 4 characters is only a year.
    return published[:7] if _DATE.fullmatch(published) and len(published) > 4 else UNDATED


def is_month_over(month: str, dates: Iterable[str]) -> bool:
    """Return whether known dates show that a month is over.

    They do if any date is the last day of the month or later. A date that is only a month counts if
    it is a later month, and a date that is only a year if it is a later year. Today's date is not
    used, so that a repeated run gives the same result.

    Parameters
    ----------
    month
        YYYY-MM.
    dates
        YYYY-MM-DD, YYYY-MM or YYYY; others are ignored.
    """
    year, month_number = map(int, month.split("-"))
    last_day = f"{month}-{calendar.monthrange(year, month_number)[1]}"  # [1]: number of days
    # ISO dates of equal length sort by time. A shorter date is compared with the start of `month`.
    return any(
        date >= last_day if len(date) == len(last_day) else date > month[: len(date)]
        for date in dates
        if _DATE.fullmatch(date)
    )
