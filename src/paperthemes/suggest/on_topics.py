"""Suggestions about single topics of a clustering, and about papers without a topic."""

from collections.abc import Iterator, Sequence
from itertools import chain
from operator import itemgetter
from typing import Any

from paperthemes import tables
from paperthemes.pages.wording import percent, shorten_dump
from paperthemes.suggest.inputs import Clustering, Corpus
from paperthemes.suggest.on_sizes import MAX_LARGEST_SHARE
from paperthemes.suggest.suggestion import Suggestion
from paperthemes.text.plurals import count_of

# docs/suggestions.md has the measurements behind these limits.
MAX_UNASSIGNED_SHARE = 1 / 3  # of the papers
MIN_FOREIGN_SHARE = 0.5  # of the papers of a dump that are unassigned
MIN_JOINED = 0.9  # share of the repeats in which two topics are one group
MIN_NAMED_JOINED = 0.5  # the same, of a pair that stays apart but is worth a sentence
# cluster/assign.py: of new papers of the same fields, 10 to 20 % do not fit.
MAX_MISFIT_SHARE = 0.3
MIN_MISFITS = 5
_USUAL_UNASSIGNED = 0.1  # the default of max_unassigned


def cluster_again(clustering: Clustering) -> Iterator[Suggestion]:
    """Suggest `mode: cluster` if many new papers do not fit the topics of the latest run."""
    counts = clustering.metrics.get("assigned")  # only with `mode: assign`
    misfits = counts["far"] + counts["between"] if counts else 0
    if counts and misfits >= MIN_MISFITS and misfits > MAX_MISFIT_SHARE * counts["new"]:
        share = percent(misfits / counts["new"])
        yield Suggestion(
            title="Find topics anew",
            evidence=f"{misfits:,} of {count_of(counts['new'], 'new paper')} ({share}) do not fit "
            f"the topics of the latest run: {counts['far']:,} are far from all of them, and "
            f"{counts['between']:,} lie between them. Usually, it is up to 20%.",
            effect="The new papers can form topics of their own. Topics that are found again keep "
            "their ids, names and edits.",
            change={"mode": "cluster"},
        )


def assign_more(clustering: Clustering) -> Iterator[Suggestion]:
    """Suggest the usual `max_unassigned` if many papers have no topic.

    If there is no topic at all, a note of step cluster says what to do.
    """
    share, allowed = clustering.metrics["unassigned_share"], clustering.settings["max_unassigned"]
    if share < MAX_UNASSIGNED_SHARE or not clustering.metrics["topics"]:
        return
    count = count_of(clustering.metrics["unassigned"], "paper")
    evidence = f"{count} ({percent(share)}) are in no topic; max_unassigned allows "
    evidence += f"{percent(allowed)}."
    evidence += "".join(_describe_foreign_dumps(clustering))
    yield Suggestion(
        title="Assign more papers to topics",
        evidence=evidence,
        effect=f"At most {percent(_USUAL_UNASSIGNED)} of the papers stay without a topic; the "
        "others join the topic that most of their links lead to, as fringe papers. Those that fit "
        "worst stay without.",
        change={"clusterings": {clustering.name: {"max_unassigned": _USUAL_UNASSIGNED}}},
    )


def name_seeded_topics(clustering: Clustering) -> Iterator[Suggestion]:
    """Suggest more words or papers for each seeded topic that too few papers support."""
    made = {*clustering.topics.name[clustering.topics.seeded]}
    for name in clustering.settings["seeded_topics"]:
        notes = [note for note in clustering.metrics["notes"] if f"seeded topic {name!r}" in note]
        if name not in made and notes:
            yield Suggestion(
                title=f"Give the seeded topic {name} more words or papers",
                evidence=f"It was not made. {notes[-1][0].upper()}{notes[-1][1:]}.",
                effect="A paper supports it with one of its words in the title or two in the "
                "abstract; with enough papers, the topic is made.",
            )


def merge_topics(clustering: Clustering, corpus: Corpus) -> Iterator[Suggestion]:
    """Suggest merging topics that are one group in nearly every repeat of the clustering.

    Topics that would have most of the papers together are better divided (`on_sizes`).
    """
    topics = [*tables.rows(clustering.topics)]
    joined = [*_pair_topics(topics, MAX_LARGEST_SHARE * corpus.papers)]
    pairs = [pair for pair in joined if pair[2] >= MIN_JOINED]
    if not pairs or not corpus.curation:
        return
    reasons = [
        f"{topic.name} and {other.name} are one group in {percent(share)} of the repeats "
        f"({_add_mixing(topic, other)}, the shares on their cards)"
        for topic, other, share in pairs
    ]
    nearest = [pair for pair in joined if MIN_NAMED_JOINED <= pair[2] < MIN_JOINED]
    kept = "".join(map(_explain_kept, sorted(nearest, key=itemgetter(2))[-1:]))
    edits = {topic.topic_id: {"merge_into": other.topic_id} for topic, other, _ in pairs}
    ids = chain.from_iterable((topic.topic_id, other.topic_id) for topic, other, _ in pairs)
    yield Suggestion(
        title=f"Merge {count_of(len(pairs), 'pair')} of topics that hardly differ",
        evidence=f"{'; '.join(reasons)}.{kept}",
        effect=f"There are {count_of(len(topics) - len(pairs), 'topic')} instead of {len(topics)}. "
        "The merged topics keep the id and name of the larger one. To merge, save these lines as "
        "a file and run: paperthemes curate --apply FILE.",
        change={"clusterings": {clustering.name: {"topics": edits}}},
        file=corpus.curation,
        topics=tuple(dict.fromkeys(ids)),
    )


def _pair_topics(topics: Sequence[Any], max_size: float) -> Iterator[tuple[Any, Any, float]]:
    """Yield each topic with the larger one that repeats join it with most, and their share.

    The share is that of `_measure_joined`. Together, the two have at most `max_size` papers.
    """
    for topic in topics:
        shares = [
            (_measure_joined(topic, other), other)
            for other in topics[: topic.topic]
            if topic.size + other.size <= max_size
        ]
        share, other = max(shares, key=itemgetter(0), default=(0.0, topic))
        yield topic, other, share


def _explain_kept(pair: tuple[Any, Any, float]) -> str:
    """Return a sentence on a pair of `_pair_topics` that repeats join often, but not enough."""
    topic, other, share = pair
    return (
        f" Not among them: {topic.name} and {other.name} are one group in {percent(share)} of the "
        f"repeats ({_add_mixing(topic, other)}), less than the {percent(MIN_JOINED)} from which "
        "merging is suggested."
    )


def _measure_joined(topic: Any, other: Any) -> float:  # noqa: ANN401 - rows of a table
    """Return the share of the repeats in which two topics are one group, 0 to 1.

    A paper of one topic finds itself in a group with a share b / (a + b) of papers of the other,
    if topics of a and b papers are always joined; so the two shares add up to 1.
    """
    shares = _list_mixing(topic, other)
    return sum(shares) if all(shares) else 0.0


def _add_mixing(topic: Any, other: Any) -> str:  # noqa: ANN401 - rows of a table
    """Return the shares of `_list_mixing` as a sum, such as `50% + 48%`."""
    return " + ".join(map(percent, _list_mixing(topic, other)))


def _list_mixing(topic: Any, other: Any) -> list[float]:  # noqa: ANN401 - rows of a table
    """Return the share of the second topic in the group of the first one, and the other way."""
    return [
        float(dict(zip(one.mixes_with, one.mixing, strict=True)).get(second.topic, 0.0))
        for one, second in ((topic, other), (other, topic))
    ]


def _describe_foreign_dumps(clustering: Clustering) -> Iterator[str]:
    """Yield a sentence on each dump most of whose papers are unassigned, unlike the others'."""
    rows = clustering.papers[["topic", "dumps"]].explode("dumps")
    is_unassigned = rows.topic == tables.UNASSIGNED
    shares = is_unassigned.groupby(rows.dumps).mean().sort_index()
    for dump, share in shares[shares > MIN_FOREIGN_SHARE].items():
        others = is_unassigned[rows.dumps != dump].mean()
        if others < MAX_UNASSIGNED_SHARE:
            yield (
                f" {percent(share)} of the papers of {shorten_dump(str(dump))} are among them,"
                f" against {percent(others)} of the others, so many of these may be of another"
                " field."
            )
