"""Sentences of the changes page: the summary, and explanations of events and moves."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from paperthemes.pages.wording import SummaryLine, percent
from paperthemes.text.plurals import count_of

MAX_NAMES = 3  # dumps or topics named in a sentence
EVENTS = ("split", "merged", "born", "back", "retired", "grown", "shrunk", "same")
"""Events of topics in order of precedence; a topic is listed under the first that it has."""
NOTABLE_EVENTS = EVENTS[:5]  # without mere changes of size
MOVE_REASONS: Mapping[str, str] = {
    "pinned": "pinned by curation.yaml",
    "merged_by_curation": "curation.yaml merged its old topic into the new one",
    "curation_ended": "curation.yaml no longer keeps it in its old topic",
    "unassigned_now": "no longer fits any topic well enough",
    "unassigned_before": "had no topic before",
    "split": "its old topic split",
    "merged": "its old topic merged into the new one",
    "retired": "its old topic retired",
    "close_call": "fits two topics almost equally well",
    "shifted": "the topics themselves shifted",
}
"""Explanation of each reason in `changes.json`, in order of precedence."""


def explain_events(thresholds: Mapping[str, float]) -> dict[str, str]:
    """Return when each event of a topic is reported, in order of precedence."""
    part, change = percent(thresholds["min_part_share"]), percent(thresholds["min_size_change"])
    papers = count_of(int(thresholds["min_papers"]), "paper")
    resized = (
        f"by at least {change} of its papers and at least {papers}, and its share of all papers "
        f"by at least {change}"
    )
    return {
        "split": f"Two or more topics each have at least {part} of its surviving papers, and more "
        "papers from it than from any other topic.",
        "merged": f"Two or more earlier topics each contribute at least {part} of the papers it "
        "shares with the run compared with, and most assigned papers of each are in it.",
        "born": "No earlier topic shares enough papers with it.",
        "back": "The run compared with does not have it, but an earlier run does.",
        "retired": "No topic of this run shares enough papers with it. Its id is kept for it.",
        "grown": f"It grew {resized}.",
        "shrunk": f"It shrank {resized}.",
        "same": "None of the above.",
    }


def summarise(number: int, changes: Mapping[str, Any]) -> list[SummaryLine]:
    """Return five sentences about the changes since run `number`."""
    return [
        _papers(number, changes),
        _new_papers(changes),
        _topics(changes["topics"]),
        _moved_papers(changes),
        _resized_topics(changes["topics"]),
    ]


def count_move_reasons(moves: Sequence[Mapping[str, Any]]) -> list[tuple[str, str, int]]:
    """Return the key, the explanation and the number of papers of each reason that occurs."""
    counts = Counter(move["why"] for move in moves)
    return [(key, words, counts[key]) for key, words in MOVE_REASONS.items() if counts[key]]


def _papers(number: int, changes: Mapping[str, Any]) -> SummaryLine:
    text = (
        f"{count_of(changes['after'], 'paper')}, {changes['before']:,} in run {number}: "
        f"{len(changes['new']):,} new, {len(changes['gone']):,} removed, "
        f"{changes['kept']:,} in both."
    )
    for word, names in (("New", changes["new_dumps"]), ("Removed", changes["gone_dumps"])):
        if names:
            more = [f"and {len(names) - MAX_NAMES} more"] if len(names) > MAX_NAMES else []
            dumps = "dump" if len(names) == 1 else "dumps"
            text += f" {word} {dumps}: {', '.join([*names[:MAX_NAMES], *more])}."
    return SummaryLine(text)


def _new_papers(changes: Mapping[str, Any]) -> SummaryLine:
    if not changes["new"]:
        return SummaryLine("No new papers.")
    sizes = Counter(paper["topic_id"] for paper in changes["new"])
    unassigned = sizes.pop("", 0)
    rest = f"; {unassigned:,} unassigned" if unassigned else ""
    if not sizes:
        return SummaryLine(f"No new paper is in a topic{rest}.")
    names = {topic["topic_id"]: topic["name"] for topic in changes["topics"]}
    largest = sorted(sizes.items(), key=lambda item: (-item[1], item[0]))[:MAX_NAMES]
    papers, topics = count_of(len(changes["new"]), "new paper"), count_of(len(sizes), "topic")
    return SummaryLine(
        f"{papers} in {topics}{rest}; most in",
        [(f"{names[topic_id]} ({papers:,})", f"#{topic_id}") for topic_id, papers in largest],
    )


def _topics(topics: Sequence[Mapping[str, Any]]) -> SummaryLine:
    counts = Counter(event for topic in topics for event in topic["events"])
    before, after = (sum(topic[run] > 0 for topic in topics) for run in ("before", "after"))
    events = ", ".join(f"{counts[event]:,} {event}" for event in EVENTS if counts[event])
    hidden = sum(topic["hidden"] for topic in topics)
    text = f"{count_of(after, 'topic')}, {before:,} before: {events or 'none'}"
    text += f"; {hidden:,} hidden by curation.yaml" if hidden else ""
    changed = [topic for event in NOTABLE_EVENTS for topic in topics if topic["events"][0] == event]
    if not changed:
        return SummaryLine(f"{text}.")
    links = [(f"{topic['name']} ({', '.join(topic['events'])})", topic) for topic in changed]
    return SummaryLine(
        f"{text}. {'Among them' if len(changed) > MAX_NAMES else 'These are'}",
        [(words, f"#{topic['topic_id']}") for words, topic in links[:MAX_NAMES]],
    )


def _moved_papers(changes: Mapping[str, Any]) -> SummaryLine:
    moved, kept = len(changes["moved"]), changes["kept"]
    if not moved:
        return SummaryLine("No paper present in both runs changed topic.")
    reasons = sorted(count_move_reasons(changes["moved"]), key=lambda reason: -reason[2])
    explained = "; ".join(f"{words} ({papers:,})" for _, words, papers in reasons)
    return SummaryLine(
        f"{moved:,} of the {count_of(kept, 'paper')} in both runs ({percent(moved / kept)}) "
        f"changed topic: {explained}.",
        [("Which", "#moved")],
    )


def _resized_topics(topics: Sequence[Mapping[str, Any]]) -> SummaryLine:
    kept = [topic for topic in topics if topic["before"] and topic["after"]]
    lines = []
    for words, sign in (("Grew most:", 1), ("Shrank most:", -1)):
        growth = [(sign * (topic["after"] - topic["before"]), topic["topic_id"]) for topic in kept]
        most, topic_id = max(growth, default=(0, ""))
        if most > 0:
            topic = next(topic for topic in kept if topic["topic_id"] == topic_id)
            sizes = f"{topic['before']:,} → {topic['after']:,}"
            lines.append(SummaryLine(words, [(f"{topic['name']} ({sizes})", f"#{topic_id}")]))
    if not lines:
        return SummaryLine("Every topic that both runs have is as large as before.")
    return lines[0] if len(lines) == 1 else SummaryLine(lines[0].text, lines[0].links, lines[1])
