"""Summary of the changes page, and explanations of moves."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from paperthemes.pages.dates import format_time
from paperthemes.pages.wording import SummaryLine, percent, shorten_dump
from paperthemes.report.dump_labels import label_dumps
from paperthemes.report.topic_changes import (
    MAX_NAMES,
    qualify_trends,
    summarise_resized_topics,
    summarise_topics,
)
from paperthemes.text.plurals import count_of

TRENDS = ("emerging", "growing", "fading")
MOVE_REASONS: Mapping[str, str] = {
    "pinned": "pinned by curation.yaml",
    "merged_by_curation": "curation.yaml merged their old topic into the new one",
    "curation_ended": "curation.yaml no longer keeps them in their old topic",
    "unassigned_now": "no longer fits any topic well enough",
    "unassigned_before": "had no topic before",
    "split": "their old topic split",
    "merged": "their old topic merged into the new one",
    "retired": "their old topic retired",
    "close_call": "close call between two topics",
    "shifted": "topic boundaries shifted",
}
"""Explanation of each reason in `changes.json`, in order of precedence."""


def summarise(
    content: Mapping[str, Any], papers: pd.DataFrame, dumps: Sequence[Mapping[str, Any]]
) -> list[SummaryLine]:
    """Return five lines about the changes since the baseline run; the first is about all papers.

    A first run has none.

    If there are new papers, further lines say which topics grow or fade in them, and which
    sub-groups of topics are mostly new. If there are enough months, the last line says which topics
    grow or fade by date.

    Parameters
    ----------
    content
        The content of `changes.json`.
    papers
        Table `tables.PAPERS` of the current run.
    dumps
        The parse reports of the current run.
    """
    changes = content["changes"]
    if not changes:
        return []
    names = {topic["topic_id"]: topic["name"] for topic in changes["topics"]}
    growth, by_date = changes["growth"], content["growth"]
    limits = qualify_trends(changes["topics"])
    lines = [
        _summarise_papers(content, papers, dumps),
        _summarise_new_papers(changes),
        *([_summarise_growth(growth, names, limits, "in the new papers")] if growth else []),
        *_name_new_subgroups(changes["new_subgroups"], names),
        summarise_topics(changes),
        _summarise_moves(changes),
        summarise_resized_topics(changes["topics"]),
    ]
    if by_date:
        where = f"by date ({' to '.join(by_date['recent'])})"
        lines.append(_summarise_growth(by_date, content["trends"]["names"], limits, where))
    return lines


def count_move_reasons(moves: Sequence[Mapping[str, Any]]) -> list[tuple[str, str, int]]:
    """Count the papers that changed topic, by the reason for the change.

    Return the key, explanation and number of papers of each reason that occurs, in the order of
    `MOVE_REASONS`. A move is an entry of `moved` in `changes.json`: one paper.
    """
    counts = Counter(move["why"] for move in moves)
    return [(key, text, counts[key]) for key, text in MOVE_REASONS.items() if counts[key]]


def _summarise_papers(
    content: Mapping[str, Any], papers: pd.DataFrame, dumps: Sequence[Mapping[str, Any]]
) -> SummaryLine:
    """Return a line with the dumps that came, and with numbers of papers that add up."""
    baseline, changes, dump_labels = content["baseline"], content["changes"], label_dumps(dumps)
    since = f"run {baseline['number']}"
    since += f" ({format_time(baseline['recorded'])})" if baseline["recorded"] else ""
    new = _count_dumps(changes["new_dumps"], "new", dump_labels) or "no dump is new"
    gone = _count_dumps(changes["gone_dumps"], "gone", dump_labels)
    removed = f" \N{MINUS SIGN} {len(changes['gone']):,} removed" if changes["gone"] else ""
    # `before`, `after` and `kept` are numbers of papers; `new`, `gone` and `moved` are lists.
    kept_count, moved_count = changes["kept"], len(changes["moved"])
    return SummaryLine(
        f"Since {since}, {new}{f'; {gone}' if gone else ''}. "
        f"{_count_records(changes, papers, dumps)}"
        f"{count_of(changes['before'], 'paper')} + {len(changes['new']):,} new{removed} = "
        f"{changes['after']:,} now. Of the {kept_count:,} in both runs, {moved_count:,} changed "
        f"topic and {kept_count - moved_count:,} did not."
    )


def _count_records(
    changes: Mapping[str, Any], papers: pd.DataFrame, dumps: Sequence[Mapping[str, Any]]
) -> str:
    """Return a sentence on the records of the new dumps: those of new and of known papers."""
    names = {*changes["new_dumps"]}
    if not names:
        return ""
    record_count = sum(report["records"] for report in dumps if report["dump"] in names)
    listed = set(papers.paper_id[[not names.isdisjoint(own) for own in papers.dumps]])
    new = {paper["paper_id"] for paper in changes["new"]}
    counts = [count_of(len(listed & new), "new paper"), f"{len(listed - new):,} already known"]
    if duplicate_count := record_count - len(listed):
        counts.append(f"{count_of(duplicate_count, 'duplicate')} of these")
    if others := new - listed:
        counts[-1] += f"; {count_of(len(others), 'other new paper')} in other dumps"
    verb = "dump has" if len(names) == 1 else "dumps have"
    return f"The new {verb} {count_of(record_count, 'record')}: {', '.join(counts)}. "


def _count_dumps(names: Sequence[str], word: str, dump_labels: Mapping[str, str]) -> str:
    """Return a clause with the number of dumps and up to `MAX_NAMES` names; "" for none."""
    if not names:
        return ""
    shown = [dump_labels.get(name, shorten_dump(name)) for name in names[:MAX_NAMES]]
    more = [f"and {len(names) - MAX_NAMES:,} more"] if len(names) > MAX_NAMES else []
    verb = "is" if len(names) == 1 else "are"
    return f"{count_of(len(names), 'dump')} {verb} {word}: {', '.join([*shown, *more])}"


def _summarise_new_papers(changes: Mapping[str, Any]) -> SummaryLine:
    """Return a line with the number of new papers, and up to `MAX_NAMES` topics with most of them.

    If there are no new papers, or if none is in a topic, the line says so.
    """
    if not changes["new"]:
        return SummaryLine("No new papers.")
    sizes = Counter(paper["topic_id"] for paper in changes["new"])
    unassigned_count = sizes.pop("", 0)  # the topic_id of unassigned papers is empty
    unassigned = f", {unassigned_count:,} unassigned" if unassigned_count else ""
    if not sizes:
        return SummaryLine(f"No new paper is in a topic{unassigned}.")
    names = {topic["topic_id"]: topic["name"] for topic in changes["topics"]}
    # The topics with most new papers; those with equally many are sorted by topic_id.
    largest = sorted(sizes.items(), key=lambda item: (-item[1], item[0]))[:MAX_NAMES]
    papers, topics = count_of(len(changes["new"]), "new paper"), count_of(len(sizes), "topic")
    return SummaryLine(
        f"{papers}: {sizes.total():,} in {topics}{unassigned}. Most are in",
        [(f"{names[topic_id]} ({size:,})", f"#{topic_id}") for topic_id, size in largest],
    )


def _name_new_subgroups(
    subgroups: Sequence[Mapping[str, Any]], names: Mapping[str, str]
) -> list[SummaryLine]:
    """Return a line on up to `MAX_NAMES` sub-groups whose papers are mostly new, if there are any.

    `names` are those of topics by topic_id.
    """
    links = [
        (
            f"{subgroup['name']} in {names[subgroup['topic_id']]} "
            f"({subgroup['new']:,} of its {count_of(subgroup['papers'], 'paper')} are new)",
            f"#{subgroup['topic_id']}",
        )
        for subgroup in subgroups[:MAX_NAMES]
    ]
    return [SummaryLine("Mostly new sub-groups:", links)] if links else []


def _summarise_growth(
    growth: Mapping[str, Any], names: Mapping[str, str], limits: Mapping[str, str], where: str
) -> SummaryLine:
    """Return a line that names up to `MAX_NAMES` emerging, growing and fading topics each.

    Parameters
    ----------
    growth
        An object `growth` of `changes.json`.
    names
        Names of topics by topic_id.
    limits
        What `qualify_trends` says of topics that grow.
    where
        In which papers the topics grow or fade.
    """
    lines = []
    for trend in TRENDS:
        found = [topic for topic in growth["topics"] if topic["trend"] == trend]
        # Those that grow most come first, so those that fade most come last.
        found = found[::-1] if trend == "fading" else found
        links = []
        for topic in found[:MAX_NAMES]:
            shares = [percent(topic[key]) for key in ("earlier_share", "recent_share")]
            limit = limits.get(topic["topic_id"], "")
            clauses = "; ".join(filter(None, [" \N{RIGHTWARDS ARROW} ".join(shares), limit]))
            links.append((f"{names[topic['topic_id']]} ({clauses})", f"#{topic['topic_id']}"))
        if links:
            lines.append(SummaryLine(f"{trend.capitalize()} {where}:", links))
    if not lines:
        return SummaryLine(
            f"No topic's share grew or fell {where} by more than chance would explain."
        )
    # The later lines follow the first as further sentences.
    joined = lines.pop()
    while lines:
        line = lines.pop()
        joined = SummaryLine(line.text, line.links, joined)
    return joined


def _summarise_moves(changes: Mapping[str, Any]) -> SummaryLine:
    """Return a line with the number of papers that changed topic, and that of clear moves.

    The reasons are those of the clear moves, the most frequent first.
    """
    moved_count, kept_count = len(changes["moved"]), changes["kept"]
    if not moved_count:
        return SummaryLine("No paper present in both runs changed topic.")
    clear = [move for move in changes["moved"] if move["is_clear"]]
    # The third value of a reason is its number of papers; the most frequent reason comes first.
    reasons = sorted(count_move_reasons(clear), key=lambda reason: -reason[2])
    explained = "; ".join(f"{text} ({paper_count:,})" for _, text, paper_count in reasons)
    text = (
        f"{moved_count:,} of the {count_of(kept_count, 'paper')} in both runs "
        f"({percent(moved_count / kept_count)}) changed topic, {len(clear):,} of them clearly"
    )
    text += f": {explained}" if explained else ""
    if len(clear) < moved_count:
        text += f". The other {moved_count - len(clear):,} only reshuffled at the edges of topics"
    return SummaryLine(f"{text}.", [("See the list", "#moved")])
