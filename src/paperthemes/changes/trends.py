"""How large topics were: in each run, and in each month of publication."""

import calendar
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import pandas as pd

from paperthemes import tables
from paperthemes.history.store import RunSummary

UNDATED = "undated"
_DATE = re.compile(r"\d{4}(?:-(?:0[1-9]|1[0-2])(?:-(?:0[1-9]|[12]\d|3[01]))?)?")


@dataclass(frozen=True, slots=True)
class Period:
    """One run or one month.

    Attributes
    ----------
    name
        The number of the run; the month as YYYY-MM, or `UNDATED`.
    papers
        How many papers it has, the unassigned included.
    sizes
        Papers of each topic, by topic_id; of the unassigned under "".
    recorded
        The day of the run, YYYY-MM-DD; empty for this run and for months.
    unfinished
        Whether more papers of this month may come.
    """

    name: str
    papers: int
    sizes: Mapping[str, int]
    recorded: str = ""
    unfinished: bool = False


@dataclass(frozen=True, slots=True)
class Trends:
    """Topics over time.

    Attributes
    ----------
    runs
        All runs, this one last.
    months
        The months that have papers, the latest last.
    undated
        The papers of which no month is known.
    names
        Names of all these topics, by topic_id.
    """

    runs: tuple[Period, ...]
    months: tuple[Period, ...]
    undated: Period
    names: Mapping[str, str]

    def table(self) -> pd.DataFrame:
        """Return a `tables.TRENDS`; what no paper is in has no row."""
        parts = [("run", one) for one in self.runs]
        parts += [("month", one) for one in (*self.months, self.undated)]
        return tables.make(
            tables.TRENDS,
            (
                (by, one.name, one.recorded, one.unfinished, *self._topic(topic_id), papers)
                for by, one in parts
                for topic_id, papers in sorted(one.sizes.items())
                if papers
            ),
        )

    def _topic(self, topic_id: str) -> tuple[str, str]:
        return topic_id, self.names[topic_id] if topic_id else tables.UNASSIGNED_NAME


def compute_trends(
    earlier: Sequence[RunSummary],
    number: int,
    topic_ids: Sequence[str],
    published: Sequence[str],
    names: Mapping[str, str],
) -> Trends:
    """Count the papers of each topic per run and per month.

    Parameters
    ----------
    earlier
        The runs before this one.
    number
        Of this run.
    topic_ids
        The topic of each paper of this run; empty for none.
    published
        When each was published, as in `tables.PAPERS`.
    names
        Names of topics by topic_id; one that is not among them is called by its id.
    """
    runs = [
        Period(
            str(one.number),
            one.papers,
            {**one.sizes, **({"": one.unassigned} if one.unassigned else {})},
            one.recorded,
        )
        for one in earlier
    ]
    runs.append(Period(str(number), len(topic_ids), dict(Counter(topic_ids))))
    of_months: dict[str, Counter[str]] = defaultdict(Counter)
    for topic_id, date in zip(topic_ids, published, strict=True):
        of_months[month_of(date)][topic_id] += 1
    undated = of_months.pop(UNDATED, Counter())
    months = [Period(name, found.total(), dict(found)) for name, found in sorted(of_months.items())]
    if months and not is_over(months[-1].name, [*published, *(one.recorded for one in earlier)]):
        months[-1] = replace(months[-1], unfinished=True)
    seen = {topic_id for one in runs for topic_id in one.sizes if topic_id}
    return Trends(
        tuple(runs),
        tuple(months),
        Period(UNDATED, undated.total(), dict(undated)),
        {topic_id: names.get(topic_id, topic_id) for topic_id in sorted(seen)},
    )


def month_of(published: str) -> str:
    """Return the month of a date as YYYY-MM; `UNDATED` where year or month is not known."""
    return published[:7] if _DATE.fullmatch(published) and len(published) > 4 else UNDATED


def is_over(month: str, days: Iterable[str]) -> bool:
    """Tell whether a month is known to be over.

    It is if any day is its last or a later one, or any date lies in a later month or year. The
    days are those of papers and of earlier runs, and never today, so that a repeated run says the
    same.

    Parameters
    ----------
    month
        As YYYY-MM.
    days
        YYYY-MM-DD, YYYY-MM or YYYY; others say nothing.
    """
    year, number = map(int, month.split("-"))
    if not 1 <= year <= 9999:
        return True
    last = f"{month}-{calendar.monthrange(year, number)[1]}"
    return any(
        day >= last if len(day) == len(last) else day > month[: len(day)]
        for day in days
        if _DATE.fullmatch(day)
    )
