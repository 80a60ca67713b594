"""Events of each topic between two runs, such as split, merged, born or retired."""

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

import pandas as pd

# Thresholds: docs/reruns.md, "What changed".
MIN_PART_SHARE = 0.2  # smallest part of a split, as a share of the topic's surviving papers
MIN_PAPERS = 3  # smallest part of a split, and smallest change of size, in papers
# Smallest relative change, of both the topic's number of papers and its share of all papers.
MIN_SIZE_CHANGE = 0.1
MIN_KEPT_JACCARD = 0.5  # below, more of a topic's papers joined or left it than stayed

# In place of a topic_id: papers that only the later run has come from NEW, and papers that only the
# earlier run has go to GONE.
NEW, GONE = "new", "gone"

Flows = Mapping[tuple[str, str], int]
"""Number of papers for each pair of topic_ids, before and after.

"" means unassigned. The first may be `NEW`, and the second `GONE`.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class TopicChange:
    """A topic of one run or of both, and its changes between the runs.

    Attributes
    ----------
    topic_id
        Permanent id of the topic.
    name
        Latest name of the topic.
    name_before
        Name of the topic in the earlier run; empty if that run does not have the topic.
    events
        Events, the most important one first: split, merged, born, back, retired, changed, grown,
        shrunk; or `kept` alone. A topic without papers in the earlier run is `back` if the table of
        topics of that run has it, and `born` otherwise. A topic without papers in the later run is
        `retired`. A topic of both runs is `changed` if its `jaccard` is below `MIN_KEPT_JACCARD`.
    before, after
        Number of papers in each run; 0 if the run does not have the topic.
    share_before, share_after
        Share of the topic's papers in all papers of each run, 0 to 1.
    stayed, joined, left
        Of the papers that both runs have, the number of those that are in this topic in both runs
        (stayed), only in the later run (joined), and only in the earlier run (left).
    new, gone
        Number of papers of this topic that only the later run has (new), and that only the earlier
        run has (gone).
    jaccard
        `stayed` divided by `stayed + joined + left`; `None` if all three are 0.
    split_into
        Topic_ids of the parts that the topic split into.
    merged_from
        Topic_ids of the topics that merged into this one.
    split_from, merged_into
        Topic_id of the topic that this one split from, or merged into; empty for none.
    by_curation
        Whether curation merged the topic into another one, so that it no longer exists.
    hidden
        Whether curation hides the topic in the report.
    stability
        Stability of the topic in the later run, 0 to 1; `None` if it is unknown.
    """

    topic_id: str
    name: str
    name_before: str
    events: tuple[str, ...]
    before: int
    after: int
    share_before: float
    share_after: float
    stayed: int
    joined: int
    left: int
    new: int
    gone: int
    jaccard: float | None
    split_into: tuple[str, ...]
    merged_from: tuple[str, ...]
    split_from: str
    merged_into: str
    by_curation: bool
    hidden: bool
    stability: float | None


def find_splits(shared: Flows) -> dict[str, tuple[str, ...]]:
    """Return the parts of each topic that split, as topic_ids, the largest part first.

    A topic has split if it has two parts or more. A part is a later topic that

    - got at least `MIN_PAPERS` papers from the topic, and at least `MIN_PART_SHARE` of those papers
      of the topic that the later run still has; and
    - got more papers from this topic than from any other. If it got equally many from several
      topics, it is a part of the one that has the part's own id, or else the smallest id.

    A merge is a split seen from the later run: to find merges, pass flows with before and after
    swapped.

    Parameters
    ----------
    shared
        The flows of the papers that both runs have.
    """
    surviving: Counter[str] = Counter()
    for (before, _), count in shared.items():
        surviving[before] += count
    main_sources: dict[str, str] = {}
    parts: defaultdict[str, list[tuple[int, str]]] = defaultdict(list)
    # The largest flow comes first (hence the minus); of equally large flows, that from the topic of
    # the same id. Flows from or to "" are left out: unassigned is neither a topic nor a part.
    flows = sorted((-n, old != new, old, new) for (old, new), n in shared.items() if old and new)
    for negative_count, _, old, new in flows:
        # The first flow into `new` is its largest one, and so sets its main source.
        main_source = main_sources.setdefault(new, old)
        min_count = max(MIN_PAPERS, MIN_PART_SHARE * surviving[old])
        if old == main_source and -negative_count >= min_count:
            parts[old].append((negative_count, new))
    return {
        topic_id: tuple(part for _, part in sorted(sized_parts))
        for topic_id, sized_parts in sorted(parts.items())
        if len(sized_parts) > 1
    }


def find_topic_changes(
    flows: Flows, before: pd.DataFrame, after: pd.DataFrame, merge_targets: Mapping[str, str]
) -> list[TopicChange]:
    """Return the change of each topic that has papers in either run, sorted by topic_id.

    Parameters
    ----------
    flows
        Flows of all papers of both runs.
    before
        Topics of the earlier run, retired ones included, with the columns of `tables.KNOWN_TOPICS`.
    after
        Topics of the later run, with the columns of `tables.TOPICS`.
    merge_targets
        For each topic of the later run that curation merges into another, the id of that other
        topic.
    """
    names_before, names_after = (
        dict(zip(topics.topic_id, topics.name, strict=True)) for topics in (before, after)
    )
    hidden_ids = {*after.topic_id[after.hidden]}
    stabilities = after.set_index("topic_id").stability.dropna().to_dict()
    shared = {(old, new): n for (old, new), n in flows.items() if old != NEW and new != GONE}
    parts = find_splits(shared)
    # A merge is a split with before and after swapped: the sources are the parts.
    sources = find_splits({(new, old): n for (old, new), n in shared.items()})
    split_from, merged_into = _invert_splits(parts), _invert_splits(sources)
    changes = []
    for topic_id, counts in _count_papers(flows).items():
        events = {  # the most important one first
            "split": topic_id in parts,
            "merged": topic_id in sources,
            "born": not counts["before"] and topic_id not in names_before,
            "back": not counts["before"] and topic_id in names_before,
            "retired": not counts["after"],
            "changed": _most_papers_changed(counts),
            "grown": _size_changed(counts, sign=1),
            "shrunk": _size_changed(counts, sign=-1),
        }
        rounded = {name: round(counts[name], 4) for name in ("share_before", "share_after")}
        changes.append(
            TopicChange(
                topic_id=topic_id,
                name=names_after.get(topic_id) or names_before[topic_id],
                name_before=names_before[topic_id] if counts["before"] else "",
                events=tuple(event for event, happened in events.items() if happened) or ("kept",),
                split_into=parts.get(topic_id, ()),
                merged_from=sources.get(topic_id, ()),
                split_from=split_from.get(topic_id, ""),
                merged_into=merged_into.get(topic_id, ""),
                by_curation=merge_targets.get(topic_id) in names_after and not counts["after"],
                hidden=topic_id in hidden_ids,
                stability=stabilities.get(topic_id),
                **counts | rounded,
            )
        )
    return changes


def _invert_splits(splits: Mapping[str, tuple[str, ...]]) -> dict[str, str]:
    """Invert the result of `find_splits`: return, for each part, the topic that it split from.

    For merges, this is the topic that the part merged into. A part that has the id of the whole
    topic is left out, because it is what remains of the topic.
    """
    return {part: whole for whole, parts in splits.items() for part in parts if part != whole}


def _count_papers(flows: Flows) -> dict[str, dict[str, Any]]:
    """Return, by topic_id, the fields of `TopicChange` from `before` to `jaccard`.

    Shares are not rounded, but the Jaccard index is. Topics are sorted by topic_id.
    """
    before: Counter[str] = Counter()
    after: Counter[str] = Counter()
    for (topic_before, topic_after), count in flows.items():
        before[topic_before] += count
        after[topic_after] += count
    # All papers of each run. At least 1, so that the shares of a run without papers are 0.
    all_before = max(1, before.total() - before[NEW])
    all_after = max(1, after.total() - after[GONE])
    counts: dict[str, dict[str, Any]] = {}
    for topic_id in sorted({*before, *after} - {"", NEW, GONE}):
        size_before, size_after = before[topic_id], after[topic_id]
        stayed = flows.get((topic_id, topic_id), 0)
        new, gone = flows.get((NEW, topic_id), 0), flows.get((topic_id, GONE), 0)
        joined, left = size_after - new - stayed, size_before - gone - stayed
        union = stayed + joined + left
        jaccard = round(stayed / union, 4) if union else None
        sizes = {"before": size_before, "after": size_after}
        shares = {"share_before": size_before / all_before, "share_after": size_after / all_after}
        moves = {"stayed": stayed, "joined": joined, "left": left, "new": new, "gone": gone}
        counts[topic_id] = {**sizes, **shares, **moves, "jaccard": jaccard}
    return counts


def _most_papers_changed(counts: Mapping[str, Any]) -> bool:
    """Return whether both runs have a topic, but more of its papers joined or left than stayed."""
    is_in_both = 0 not in (counts["before"], counts["after"])
    return is_in_both and counts["jaccard"] is not None and counts["jaccard"] < MIN_KEPT_JACCARD


def _size_changed(counts: Mapping[str, Any], sign: Literal[1, -1]) -> bool:
    """Return whether a topic grew (`sign` 1) or shrank (-1); `False` if only one run has it.

    Its number of papers must grow or shrink by at least `MIN_PAPERS`. Its number of papers and its
    share of all papers must also both grow or shrink by at least `MIN_SIZE_CHANGE`, relative to the
    earlier run. `counts` is the value of the topic in the result of `_count_papers`.
    """
    if 0 in (counts["before"], counts["after"]):
        return False
    paper_change = sign * (counts["after"] - counts["before"])
    share_change = sign * (counts["share_after"] / counts["share_before"] - 1)
    enough_papers = paper_change >= max(MIN_PAPERS, MIN_SIZE_CHANGE * counts["before"])
    return bool(enough_papers and share_change >= MIN_SIZE_CHANGE)
