"""Sentences of the changes page: the summary, and explanations of events and moves."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from paperthemes.pages.dates import format_time
from paperthemes.pages.wording import SummaryLine, percent, shorten_dump
from paperthemes.text.plurals import count_of

MAX_NAMES = 3  # dumps or topics named in a sentence
EVENTS: Mapping[str, str] = {
    "split": "split",
    "merged": "merged",
    "born": "born",
    "back": "back",
    "retired": "retired",
    "changed": "changed much",
    "grown": "grown",
    "shrunk": "shrunk",
    "kept": "kept",
}
"""Events of topics in words, in order of precedence; a topic is listed under its first."""
TRENDS = ("emerging", "growing", "fading")
NOTABLE_EVENTS = [*EVENTS][:6]  # all but changes of size, and no change
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


def explain_events(thresholds: Mapping[str, float]) -> dict[str, str]:
    """Return an explanation of each event that a topic can have, by the event.

    An explanation is the condition for the event, as a sentence with the `thresholds` of
    `changes.json`. The order is that of `EVENTS`.
    """
    min_part = percent(thresholds["min_part_share"])
    min_change = percent(thresholds["min_size_change"])
    min_papers = count_of(int(thresholds["min_papers"]), "paper")
    resized = (
        f"by at least {min_change} and at least {min_papers}, and its share of all papers by "
        f"at least {min_change}"
    )
    return {
        "split": "Its papers are now in two or more topics: for example, of 27 papers, 10 stayed "
        f"and 10 form another topic. Each part has at least {min_part} of its papers that are in "
        "both runs, and more papers from it than from any other topic.",
        "merged": f"Its papers come from two or more topics. Each had at least {min_part} of them "
        "(of those in both runs), and gave more papers to it than to any other topic.",
        "born": "It is not in the baseline run. Its papers are new, or the card says where they "
        "were.",
        "back": "It is not in the baseline run, but in an earlier one.",
        "retired": "No topic of this run shares enough papers with it. Its ID is reserved.",
        "changed": "More of its papers joined or left than stayed: its overlap is below "
        f"{thresholds['min_kept_jaccard']}.",
        "grown": f"It grew {resized}.",
        "shrunk": f"It shrank {resized}.",
        "kept": "None of the above.",
    }


def summarise(content: Mapping[str, Any], dump_labels: Mapping[str, str]) -> list[SummaryLine]:
    """Return five lines about the changes since the baseline run; the first is about all papers.

    If there are new papers, a sixth says which topics grow or fade in them, and if there are enough
    months, a seventh which do so by date.

    Parameters
    ----------
    content
        The content of `changes.json`, not of a first run.
    dump_labels
        What readers see instead of the names of dumps, see `label_dumps`.
    """
    changes = content["changes"]
    names = {topic["topic_id"]: topic["name"] for topic in changes["topics"]}
    growth, by_date = changes["growth"], content["growth"]
    lines = [
        _summarise_papers(content, dump_labels),
        _summarise_new_papers(changes),
        *([_summarise_growth(growth, names, "in the new papers")] if growth else []),
        _summarise_topics(changes["topics"], find_origins(changes)),
        _summarise_moves(changes),
        _summarise_resized_topics(changes["topics"]),
    ]
    if by_date:
        where = f"by date ({' to '.join(by_date['recent'])})"
        lines.append(_summarise_growth(by_date, content["trends"]["names"], where))
    return lines


def find_origins(changes: Mapping[str, Any]) -> dict[str, tuple[str, int]]:
    """Return the earlier topic that a topic comes from, and the number of its papers from there.

    It is the topic that it split from, or that had more than half of a new topic's papers. The keys
    and the earlier topics are topic_ids; topics without such a topic are left out.
    """
    topics = {topic["topic_id"]: topic for topic in changes["topics"]}
    origins = {}
    for flow in changes["flows"]:
        before, topic = flow["before"], topics.get(flow["after"])
        if topic is None or before not in topics:
            continue
        has_most = topic["events"][0] == "born" and 2 * flow["papers"] > topic["after"]
        if has_most or before == topic["split_from"]:
            origins[topic["topic_id"]] = (before, flow["papers"])
    return origins


def count_move_reasons(moves: Sequence[Mapping[str, Any]]) -> list[tuple[str, str, int]]:
    """Count the papers that changed topic, by the reason for the change.

    Return the key, explanation and number of papers of each reason that occurs, in the order of
    `MOVE_REASONS`. A move is an entry of `moved` in `changes.json`: one paper.
    """
    counts = Counter(move["why"] for move in moves)
    return [(key, text, counts[key]) for key, text in MOVE_REASONS.items() if counts[key]]


def _summarise_papers(content: Mapping[str, Any], dump_labels: Mapping[str, str]) -> SummaryLine:
    """Return a line with the dumps that came, and with numbers of papers that add up."""
    baseline, changes = content["baseline"], content["changes"]
    since = f"run {baseline['number']}"
    since += f" ({format_time(baseline['recorded'])})" if baseline["recorded"] else ""
    new = _count_dumps(changes["new_dumps"], "new", dump_labels) or "no dump is new"
    gone = _count_dumps(changes["gone_dumps"], "gone", dump_labels)
    removed = f" \N{MINUS SIGN} {len(changes['gone']):,} removed" if changes["gone"] else ""
    # `before`, `after` and `kept` are numbers of papers; `new`, `gone` and `moved` are lists.
    kept_count, moved_count = changes["kept"], len(changes["moved"])
    return SummaryLine(
        f"Since {since}, {new}{f'; {gone}' if gone else ''}. "
        f"{count_of(changes['before'], 'paper')} + {len(changes['new']):,} new{removed} = "
        f"{changes['after']:,} now. Of the {kept_count:,} in both runs, {moved_count:,} changed "
        f"topic and {kept_count - moved_count:,} did not."
    )


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


def _summarise_growth(
    growth: Mapping[str, Any], names: Mapping[str, str], where: str
) -> SummaryLine:
    """Return a line that names up to `MAX_NAMES` emerging, growing and fading topics each.

    Parameters
    ----------
    growth
        An object `growth` of `changes.json`.
    names
        Names of topics by topic_id.
    where
        In which papers the topics grow or fade.
    """
    lines = []
    for trend in TRENDS:
        found = [topic for topic in growth["topics"] if topic["trend"] == trend]
        # Those that grow most come first, so those that fade most come last.
        found = found[::-1] if trend == "fading" else found
        links = [
            (
                f"{names[topic['topic_id']]} ({percent(topic['earlier_share'])} "
                f"\N{RIGHTWARDS ARROW} {percent(topic['recent_share'])})",
                f"#{topic['topic_id']}",
            )
            for topic in found[:MAX_NAMES]
        ]
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


def _summarise_topics(
    topics: Sequence[Mapping[str, Any]], origins: Mapping[str, tuple[str, int]]
) -> SummaryLine:
    """Return a line with the number of topics now, before, and per event, such as `2 split`.

    A topic counts once, for its first event, as on the page. The line names up to `MAX_NAMES`
    topics whose first event is in `NOTABLE_EVENTS`, in the order of these events; it says where
    most papers of a new topic were before (`origins`, from `find_origins`).
    """
    counts = Counter(topic["events"][0] for topic in topics)
    # A topic that has no papers in a run does not exist there.
    before, after = (sum(topic[run] > 0 for topic in topics) for run in ("before", "after"))
    events = ", ".join(f"{counts[key]:,} {word}" for key, word in EVENTS.items() if counts[key])
    hidden_count = sum(topic["hidden"] for topic in topics)
    text = f"{count_of(after, 'topic')}, {before:,} before: {events or 'none'}"
    text += f"; {hidden_count:,} hidden by curation.yaml" if hidden_count else ""
    kept = [topic for topic in topics if topic["before"] and topic["after"]]
    renamed_count = sum(topic["name"] != topic["name_before"] for topic in kept)
    text += f"; {renamed_count:,} renamed" if renamed_count else ""
    changed = [topic for event in NOTABLE_EVENTS for topic in topics if topic["events"][0] == event]
    if not changed:
        return SummaryLine(f"{text}.")
    names = {topic["topic_id"]: topic["name_before"] for topic in topics}
    links = []
    for topic in changed[:MAX_NAMES]:
        event = EVENTS[topic["events"][0]]
        if origin := origins.get(topic["topic_id"]):
            event += f"; {origin[1]} of its {topic['after']} papers were in {names[origin[0]]}"
        links.append((f"{topic['name']} ({event})", f"#{topic['topic_id']}"))
    return SummaryLine(f"{text}. Notable topics{' include' if changed[MAX_NAMES:] else ':'}", links)


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


def _summarise_resized_topics(topics: Sequence[Mapping[str, Any]]) -> SummaryLine:
    """Return a line that names the topic that grew most, and the one that shrank most.

    Growth is the difference in number of papers. Only topics that have papers in both runs are
    compared. If none grew or none shrank, that part of the line is left out. Among topics with
    equal changes, the one with the last topic_id in alphabetical order is named.
    """
    kept = [topic for topic in topics if topic["before"] and topic["after"]]
    lines = []
    for text, sign in (("Grew most:", 1), ("Shrank most:", -1)):
        # With the sign -1, the largest number is that of the topic that shrank most.
        changes = [(sign * (topic["after"] - topic["before"]), topic["topic_id"]) for topic in kept]
        largest_change, topic_id = max(changes, default=(0, ""))
        if largest_change > 0:
            topic = next(topic for topic in kept if topic["topic_id"] == topic_id)
            sizes = f"{topic['before']:,} → {topic['after']:,}"
            lines.append(SummaryLine(text, [(f"{topic['name']} ({sizes})", f"#{topic_id}")]))
    if not lines:
        return SummaryLine("Every topic that both runs have is as large as before.")
    # The second line, if there is one, follows the first as a further sentence.
    return lines[0] if len(lines) == 1 else SummaryLine(lines[0].text, lines[0].links, lines[1])
