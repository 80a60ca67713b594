"""Topics that grow or fade: their shares of recent papers, compared with those of earlier ones."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import sqrt
from typing import Literal

from scipy.special import betainc, betaincc

from paperthemes.changes.trends import Period

MAX_RECENT_MONTHS = 3
MAX_EARLIER_MONTHS = 12
SIGNIFICANCE = 0.05  # chance that any topic counts as growing or fading without a reason
MIN_EMERGING_RATIO = 2  # of the recent and the earlier share of an emerging topic
_Z = 1.959964  # standard deviations of a normal distribution that hold 95 % of it


@dataclass(frozen=True, slots=True, kw_only=True)
class TopicGrowth:
    """Share of a topic in recent and in earlier papers.

    Attributes
    ----------
    topic_id
        The topic.
    recent, earlier
        Number of its papers.
    recent_share, earlier_share
        Its share of all recent and of all earlier papers, 0 to 1.
    low, high
        95 % interval of the recent share, see `wilson_interval`.
    p_value
        Of the test, corrected for the number of topics, see `compare_shares`; 0 to 1.
    trend
        `emerging`, `growing`, `fading`, or empty if chance may explain the difference.
    """

    topic_id: str
    recent: int
    earlier: int
    recent_share: float
    earlier_share: float
    low: float
    high: float
    p_value: float
    trend: Literal["emerging", "growing", "fading", ""]


@dataclass(frozen=True, slots=True, kw_only=True)
class Growth:
    """Shares of all topics in two sets of papers.

    Attributes
    ----------
    recent, earlier
        Names of the first and of the last month of each set; empty if the sets are no months.
    recent_papers, earlier_papers
        Number of papers, including unassigned ones.
    topics
        Topics with papers in either set, those that grow most first.
    """

    recent: tuple[str, ...]
    earlier: tuple[str, ...]
    recent_papers: int
    earlier_papers: int
    topics: list[TopicGrowth]


def compare_months(months: Sequence[Period]) -> Growth | None:
    """Compare the latest finished months with those before them; `None` if there are too few.

    The latest `MAX_RECENT_MONTHS` are compared with up to `MAX_EARLIER_MONTHS` before them. Of
    fewer than twice `MAX_RECENT_MONTHS` months, half are recent.

    Parameters
    ----------
    months
        All months from the first to the last, without gaps.
    """
    finished = [month for month in months if not month.unfinished]
    count = min(MAX_RECENT_MONTHS, len(finished) // 2)
    if not count:
        return None
    recent = finished[-count:]
    earlier = finished[-count - MAX_EARLIER_MONTHS : -count]
    sums: list[Counter[str]] = [Counter(), Counter()]
    for total, period in zip(sums, (recent, earlier), strict=True):
        for month in period:
            total.update(month.sizes)
    names = [(period[0].name, period[-1].name) for period in (recent, earlier)]
    return compare_shares(*sums, recent_months=names[0], earlier_months=names[1])


def compare_shares(
    recent: Mapping[str, int],
    earlier: Mapping[str, int],
    *,
    recent_months: tuple[str, ...] = (),
    earlier_months: tuple[str, ...] = (),
) -> Growth | None:
    """Compare the shares of topics in recent and in earlier papers; `None` if there are none.

    A topic grows or fades if the numbers of its papers are unlikely to have the same rate per
    paper: the two-sided conditional test of two Poisson rates (Przyborowski & Wilenski 1940,
    "Homogeneity of results in testing samples from Poisson series", Biometrika 31), which is exact
    for small numbers. P-values are corrected for the number of topics (Holm 1979, "A simple
    sequentially rejective multiple test procedure"). A growing topic emerges if its share is at
    least `MIN_EMERGING_RATIO` times the earlier one.

    Parameters
    ----------
    recent, earlier
        Number of papers by topic_id; "" means unassigned.
    recent_months, earlier_months
        See `Growth`.
    """
    recent_papers, earlier_papers = sum(recent.values()), sum(earlier.values())
    if not recent_papers or not earlier_papers:
        return None
    topic_ids = sorted({*recent, *earlier} - {""})
    counts = [(recent.get(topic_id, 0), earlier.get(topic_id, 0)) for topic_id in topic_ids]
    share = recent_papers / (recent_papers + earlier_papers)
    p_values = correct_p_values([_test_rates(*pair, share) for pair in counts])
    topics = []
    for topic_id, (count, before), p_value in zip(topic_ids, counts, p_values, strict=True):
        recent_share, earlier_share = count / recent_papers, before / earlier_papers
        low, high = wilson_interval(count, recent_papers)
        topic = TopicGrowth(
            topic_id=topic_id,
            recent=count,
            earlier=before,
            recent_share=round(recent_share, 4),
            earlier_share=round(earlier_share, 4),
            low=low,
            high=high,
            p_value=p_value,
            trend=_name_trend(recent_share, earlier_share, p_value),
        )
        topics.append(topic)
    topics.sort(key=lambda topic: topic.earlier_share - topic.recent_share)
    return Growth(
        recent=recent_months,
        earlier=earlier_months,
        recent_papers=recent_papers,
        earlier_papers=earlier_papers,
        topics=topics,
    )


def wilson_interval(count: int, total: int) -> tuple[float, float]:
    """Return the 95 % interval of a share, 0 to 1, from `count` of `total` papers; total above 0.

    It is that of Wilson (1927, "Probable inference, the law of succession, and statistical
    inference"), which also holds for few papers.
    """
    share, weight = count / total, _Z**2 / total
    centre = share + weight / 2
    radius = _Z * sqrt(share * (1 - share) / total + weight / (4 * total))
    low, high = (centre - radius) / (1 + weight), (centre + radius) / (1 + weight)
    return round(max(0.0, low), 4), round(min(1.0, high), 4)


def correct_p_values(p_values: Sequence[float]) -> list[float]:
    """Return p-values corrected for their number by the method of Holm."""
    corrected = [1.0] * len(p_values)
    largest = 0.0
    order = sorted(range(len(p_values)), key=lambda place: p_values[place])
    for rank, place in enumerate(order):
        largest = max(largest, min(1.0, (len(p_values) - rank) * p_values[place]))
        corrected[place] = round(largest, 4)
    return corrected


def _test_rates(recent: int, earlier: int, share: float) -> float:
    """Return the two-sided p-value that two numbers of papers have the same rate.

    If so, the number of recent papers among both is binomial; `share` is the share of the recent
    papers in all papers of any topic.
    """
    at_least = betainc(recent, earlier + 1, share) if recent else 1.0
    at_most = betaincc(recent + 1, earlier, share) if earlier else 1.0
    return float(min(1.0, 2 * min(at_least, at_most)))


def _name_trend(
    recent_share: float, earlier_share: float, p_value: float
) -> Literal["emerging", "growing", "fading", ""]:
    """Return the trend of a topic, see `TopicGrowth`."""
    if p_value >= SIGNIFICANCE:
        return ""
    if recent_share < earlier_share:
        return "fading"
    return "emerging" if recent_share >= MIN_EMERGING_RATIO * earlier_share else "growing"
