"""Events of each topic between two runs: split, merged, born, back, retired, resized."""

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

import pandas as pd

# Thresholds: docs/reruns.md, "What changed".
MIN_PART_SHARE = 0.2  # smallest part of a split, as a share of the topic's surviving papers
MIN_PAPERS = 3  # smallest part of a split, and smallest change of size, in papers
MIN_SIZE_CHANGE = 0.1  # of the number of papers and of the share of all papers

NEW, GONE = "new", "gone"  # in place of a topic: the run that does not have the paper

Flows = Mapping[tuple[str, str], int]
"""Number of papers by topic_id before and after; "" is unassigned; see also `NEW` and `GONE`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TopicChange:
    """A topic in both runs and what happened to it.

    Attributes
    ----------
    topic_id, name
        The topic and its latest name.
    name_before
        Its name in the earlier run; empty if it was not there.
    events
        What happened, the most important event first: split, merged, born, back, retired, grown,
        shrunk; or same.
    before, after
        Its number of papers in each run; 0 where it does not exist.
    share_before, share_after
        The same as shares of all papers, 0 to 1.
    stayed, joined, left
        Papers of both runs that are in the topic before and after, after only, before only.
    new, gone
        Its papers that only the later, and only the earlier run has.
    jaccard
        `stayed` divided by `stayed + joined + left`; `None` if all are 0.
    split_into, merged_from
        topic_ids of its parts, and of the topics that merged into it.
    split_from, merged_into
        topic_id of the topic it split from, and of the one it merged into; empty for none.
    by_curation
        Whether curation merged it into another topic, so that it no longer exists.
    hidden
        Whether curation hides it in the report.
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


def find_splits(shared: Flows) -> dict[str, tuple[str, ...]]:
    """Return the topics that split, and the topic_ids of their parts, the largest first.

    A part has at least `MIN_PART_SHARE` of the topic's surviving papers, at least `MIN_PAPERS`,
    and more papers from it than from any other topic. A topic has split if it has two parts or
    more. To find merges, swap the topic_ids of each pair.

    Parameters
    ----------
    shared
        The flows of the papers that both runs have.
    """
    surviving: Counter[str] = Counter()
    for (before, _), papers in shared.items():
        surviving[before] += papers
    main_sources: dict[str, str] = {}
    parts: defaultdict[str, list[tuple[int, str]]] = defaultdict(list)
    # The largest flow into a topic is its main source; of equal ones, that of the topic itself.
    for papers, _, (before, after) in sorted((-n, a != b, (a, b)) for (a, b), n in shared.items()):
        is_main = before and after and main_sources.setdefault(after, before) == before
        if is_main and -papers >= max(MIN_PAPERS, MIN_PART_SHARE * surviving[before]):
            parts[before].append((papers, after))
    return {
        topic_id: tuple(part for _, part in sorted(sized_parts))
        for topic_id, sized_parts in sorted(parts.items())
        if len(sized_parts) > 1
    }


def find_topic_changes(
    flows: Flows, before: pd.DataFrame, after: pd.DataFrame, merge_targets: Mapping[str, str]
) -> list[TopicChange]:
    """Return what happened to every topic that has papers in either run, sorted by topic_id.

    Parameters
    ----------
    flows
        All papers of both runs.
    before
        The `tables.KNOWN_TOPICS` of the earlier run, retired topics included.
    after
        The `tables.TOPICS` of the later run.
    merge_targets
        The topic that each merged topic of the later run ends up in by curation, by topic_id.
    """
    names_before, names_after = (
        dict(zip(topics.topic_id, topics.name, strict=True)) for topics in (before, after)
    )
    hidden = {*after.topic_id[after.hidden]}
    shared = {(old, new): n for (old, new), n in flows.items() if old != NEW and new != GONE}
    parts = find_splits(shared)
    sources = find_splits({(new, old): papers for (old, new), papers in shared.items()})
    split_from, merged_into = _invert(parts), _invert(sources)
    changes = []
    for topic_id, counts in _count_papers(flows).items():
        events = {
            "split": topic_id in parts,
            "merged": topic_id in sources,
            "born": not counts["before"] and topic_id not in names_before,
            "back": not counts["before"] and topic_id in names_before,
            "retired": not counts["after"],
            "grown": _size_changed(counts, sign=1),
            "shrunk": _size_changed(counts, sign=-1),
        }
        rounded = {name: round(counts[name], 4) for name in ("share_before", "share_after")}
        changes.append(
            TopicChange(
                topic_id=topic_id,
                name=names_after.get(topic_id) or names_before[topic_id],
                name_before=names_before[topic_id] if counts["before"] else "",
                events=tuple(event for event, happened in events.items() if happened) or ("same",),
                split_into=parts.get(topic_id, ()),
                merged_from=sources.get(topic_id, ()),
                split_from=split_from.get(topic_id, ""),
                merged_into=merged_into.get(topic_id, ""),
                by_curation=merge_targets.get(topic_id) in names_after and not counts["after"],
                hidden=topic_id in hidden,
                **counts | rounded,
            )
        )
    return changes


def _invert(parts: Mapping[str, tuple[str, ...]]) -> dict[str, str]:
    """Return the topic that each part comes from, if it is another topic."""
    return {part: whole for whole, group in parts.items() for part in group if part != whole}


def _count_papers(flows: Flows) -> dict[str, dict[str, Any]]:
    """Return the fields of `TopicChange` that count papers, by topic_id; shares are not rounded."""
    before: Counter[str] = Counter()
    after: Counter[str] = Counter()
    for (old, new), papers in flows.items():
        before[old] += papers
        after[new] += papers
    papers_before = max(1, before.total() - before[NEW])
    papers_after = max(1, after.total() - after[GONE])
    counts: dict[str, dict[str, Any]] = {}
    for topic_id in sorted({*before, *after} - {"", NEW, GONE}):
        stayed = flows.get((topic_id, topic_id), 0)
        added, gone = flows.get((NEW, topic_id), 0), flows.get((topic_id, GONE), 0)
        joined, left = after[topic_id] - added - stayed, before[topic_id] - gone - stayed
        union = stayed + joined + left
        counts[topic_id] = {
            **{"before": before[topic_id], "share_before": before[topic_id] / papers_before},
            **{"after": after[topic_id], "share_after": after[topic_id] / papers_after},
            **{"stayed": stayed, "joined": joined, "left": left, "new": added, "gone": gone},
            "jaccard": round(stayed / union, 4) if union else None,
        }
    return counts


def _size_changed(counts: Mapping[str, Any], sign: Literal[1, -1]) -> bool:
    """Return whether a topic of both runs grew (1) or shrank (-1), in papers and in its share."""
    if not (counts["before"] and counts["after"]):
        return False
    papers = sign * (counts["after"] - counts["before"])
    share = sign * (counts["share_after"] / counts["share_before"] - 1)
    enough_papers = papers >= max(MIN_PAPERS, MIN_SIZE_CHANGE * counts["before"])
    return bool(enough_papers and share >= MIN_SIZE_CHANGE)
