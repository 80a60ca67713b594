"""Suggestions about the engine, the number and the size of topics of a clustering."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, islice
from typing import Any

from paperthemes.pages.stability import clustering_level
from paperthemes.pages.wording import percent, two_decimals
from paperthemes.suggest.inputs import Alternative, Clustering, is_unstable
from paperthemes.suggest.suggestion import Suggestion
from paperthemes.text.plurals import count_of

# docs/suggestions.md has the measurements behind these limits.
MAX_LARGEST_SHARE = 0.4  # of the papers in one topic
MAX_UNCERTAIN_SHARE = 0.5  # of the papers between topics
MIN_REACHED_SHARE = 0.9  # of the topics that the config asks for
USUAL_LAYOUTS = 24  # neighbours.layouts: the default above 1,000 papers, 48 below
MIN_CORE_GAIN = 0.07  # smaller differences may be due to random seeds (overview/recommendation.py)
_GRANULARITIES = ("broad", "medium", "fine")


def change_size(clustering: Clustering, others: Sequence[Alternative]) -> Iterator[Suggestion]:
    """Suggest at most one change of the engine, the number or the size of topics.

    More than one would contradict each other. Of the `others`, a better one is cited as evidence.
    """
    suggestions = chain(
        _use_consensus(clustering),
        _add_layouts(clustering),
        _make_finer(clustering, others),
        _make_broader(clustering, others),
        _allow_smaller(clustering),
    )
    return islice(suggestions, 1)


def _use_consensus(clustering: Clustering) -> Iterator[Suggestion]:
    """Suggest the engine consensus in place of one that gives unstable topics or a giant one."""
    engine, metrics = clustering.settings["engine"], clustering.metrics
    reasons = []
    if is_unstable(metrics):
        reasons.append(
            f"Repeats of the engine {engine} with other random seeds agree only at "
            f"{two_decimals(metrics['stability'])}, where 1 is identical and 0 is chance."
        )
    if engine == "bertopic-classic" and metrics["largest_share"] > MAX_LARGEST_SHARE:
        reasons.append(
            f"One topic has {percent(metrics['largest_share'])} of the papers: the engine "
            f"{engine} keeps the most persistent groups, however large."
        )
    if reasons and engine != "consensus":
        yield Suggestion(
            title="Use the engine consensus",
            evidence=" ".join(reasons),
            effect="Topics become what many repeats have in common, so they hardly change with "
            "the random seed; and they are of the size that granularity asks for.",
            change=_change(clustering, engine="consensus"),
        )


def _add_layouts(clustering: Clustering) -> Iterator[Suggestion]:
    """Suggest the usual number of layouts if there are fewer, and topics are not stable.

    The size of topics makes no difference to their stability.
    """
    layouts = clustering.settings["neighbours"]["layouts"]
    stability = clustering.metrics["stability"]
    is_stable = clustering_level(stability).name in ("stable", "unknown")
    if layouts is not None and layouts < USUAL_LAYOUTS and not is_stable:
        yield Suggestion(
            title="Use more layouts",
            evidence="Repeats with other random seeds agree only at "
            f"{two_decimals(stability)}; topics are found in only {count_of(layouts, 'layout')}.",
            effect="Topics depend less on the random seed. Finding similar papers takes longer.",
            change=_change(clustering, neighbours={"layouts": None}),
        )


def _make_finer(clustering: Clustering, others: Sequence[Alternative]) -> Iterator[Suggestion]:
    """Suggest smaller topics if one topic has much of the papers."""
    share, smallest = clustering.metrics["largest_share"], clustering.smallest_topic
    if share <= MAX_LARGEST_SHARE or smallest <= 2:
        return
    largest = clustering.topics.iloc[0]
    better = [
        other
        for other in others
        if other.metrics["topics"] > clustering.metrics["topics"]
        and other.metrics["largest_share"] <= MAX_LARGEST_SHARE
    ]
    yield Suggestion(
        title="Use smaller topics",
        evidence=f"One topic, {largest['name']}, has {percent(share)} of the papers; there are "
        f"only {count_of(clustering.metrics['topics'], 'topic')}."
        if len(clustering.topics) > 1
        else f"All papers with a topic are in one, {largest['name']}.",
        effect=f"The smallest topic may have fewer papers than now ({smallest:,}), so that large "
        f"topics can be divided.{_cite_nearest(clustering, better)}",
        topics=(largest.topic_id,),
        change=_change(clustering, **_get_finer(clustering)),
    )


def _make_broader(clustering: Clustering, others: Sequence[Alternative]) -> Iterator[Suggestion]:
    """Suggest larger topics if most papers lie between topics."""
    uncertain = clustering.uncertain_share
    if uncertain <= MAX_UNCERTAIN_SHARE:
        return
    better = [
        other
        for other in others
        if 1 < other.metrics["topics"] < clustering.metrics["topics"]
        and other.metrics["core_share"] > clustering.metrics["core_share"] + MIN_CORE_GAIN
    ]
    yield Suggestion(
        title="Use larger topics",
        evidence=f"{percent(uncertain)} of the papers lie between topics: less than half of their "
        "links to similar papers lead to their own topic.",
        effect="There are fewer and larger topics, which differ more clearly."
        f"{_cite_nearest(clustering, better)}",
        change=_change(clustering, **_get_broader(clustering)),
    )


def _allow_smaller(clustering: Clustering) -> Iterator[Suggestion]:
    """Suggest a smaller minimum size if there are fewer topics than the config asks for."""
    wanted, count = clustering.settings["n_topics"], clustering.metrics["topics"]
    smallest = clustering.smallest_topic
    if wanted is None or count >= MIN_REACHED_SHARE * wanted or smallest <= 2:
        return
    yield Suggestion(
        title=f"Allow smaller topics, or ask for fewer than {wanted}",
        evidence=f"There are {count_of(count, 'topic')} instead of {wanted}, because there are not "
        f"enough groups of at least {count_of(smallest, 'paper')}.",
        effect="With a smaller minimum size, more groups become topics. If that is not enough, "
        "the papers do not have so many subjects.",
        change=_change(clustering, min_topic_size=max(2, smallest // 2)),
    )


def _cite_nearest(clustering: Clustering, others: Iterable[Alternative]) -> str:
    """Return a sentence on the one whose number of topics is nearest; empty if there is none."""
    count = clustering.metrics["topics"]
    nearest = min(others, key=lambda other: abs(other.metrics["topics"] - count), default=None)
    return nearest.cite() if nearest else ""


def _get_finer(clustering: Clustering) -> dict[str, Any]:
    """Return the settings for smaller topics."""
    settings, smallest = clustering.settings, clustering.smallest_topic
    wanted = [key for key in ("min_topic_size", "n_topics") if settings[key] is not None]
    if wanted and smallest > clustering.usual_size:
        return dict.fromkeys(wanted)
    if not wanted and settings["granularity"] != _GRANULARITIES[-1]:
        return {"granularity": _GRANULARITIES[_GRANULARITIES.index(settings["granularity"]) + 1]}
    return {"min_topic_size": max(2, smallest // 2)}


def _get_broader(clustering: Clustering) -> dict[str, Any]:
    """Return the settings for larger topics."""
    settings, smallest = clustering.settings, clustering.smallest_topic
    wanted = [key for key in ("min_topic_size", "n_topics") if settings[key] is not None]
    if "n_topics" in wanted or (wanted and smallest < clustering.usual_size):
        return dict.fromkeys(wanted)
    if not wanted and settings["granularity"] != _GRANULARITIES[0]:
        return {"granularity": _GRANULARITIES[_GRANULARITIES.index(settings["granularity"]) - 1]}
    return {"min_topic_size": 2 * smallest}


def _change(clustering: Clustering, **settings: Any) -> dict[str, Any]:  # noqa: ANN401 - YAML
    """Return the change of a suggestion that changes settings of a clustering."""
    return {"clusterings": {clustering.name: settings}}
