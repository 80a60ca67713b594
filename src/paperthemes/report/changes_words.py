"""What changed, in words."""

from collections import Counter
from collections.abc import Callable, Sequence

from paperthemes.changes.compare import Changes
from paperthemes.changes.events import (
    CHANGED,
    EVENTS,
    MIN_PART_SHARE,
    MIN_SHARED_PAPERS,
    TopicChange,
)
from paperthemes.changes.moves import MOVE_REASONS
from paperthemes.pages.wording import SummaryLine, percent
from paperthemes.text.plurals import count_of

_NAMED = 3  # topics in a line
_WHEN = ("before", "after")
_SIZE = (
    f"by {percent(CHANGED)} of its papers or more, and {MIN_SHARED_PAPERS} papers or more, and its share of "
    f"all papers by {percent(CHANGED)} or more"
)
EXPLAINED = {
    "split": f"Two or more topics each have {percent(MIN_PART_SHARE)} or more of the papers that survive of "
    "it, and more of it than of any other topic.",
    "merged": f"Two or more earlier topics each make {percent(MIN_PART_SHARE)} or more of the papers it "
    "shares with the earlier run, and most of each that has a topic is in it.",
    "born": "No earlier topic has enough of the same papers.",
    "back": "An earlier run had it, the one compared with did not.",
    "retired": "No topic of this run has enough of the same papers; its id waits for it.",
    "grown": f"It grew {_SIZE}.",
    "shrunk": f"It shrank {_SIZE}.",
    "same": "Neither of these.",
}
"""When an event is said to have happened."""


def brief(number: int, found: Changes) -> list[SummaryLine]:
    """Sum up in five lines what changed since run `number`."""
    return [_papers(number, found), _new(found), _topics(found), _moved(found), _sizes(found)]


def moves_in_words(found: Changes) -> list[tuple[str, str, int]]:
    """Return each reason for which papers moved: its key, its words, how many."""
    counts = Counter(move.why for move in found.moved)
    return [(why, words, counts[why]) for why, words in MOVE_REASONS.items() if counts[why]]


def _papers(number: int, found: Changes) -> SummaryLine:
    dumps = [
        f" {word} {'dump' if len(names) == 1 else 'dumps'}: {_list(names)}."
        for word, names in (("New", found.new_dumps), ("Vanished", found.gone_dumps))
        if names
    ]
    return SummaryLine(
        f"{count_of(found.after, 'paper')}, {found.before:,} in run {number}: {len(found.new):,} "
        f"new, {len(found.gone):,} gone, {found.kept:,} in both.{''.join(dumps)}"
    )


def _list(names: Sequence[str]) -> str:
    more = [f"and {len(names) - _NAMED} more"] if len(names) > _NAMED else []
    return ", ".join([*names[:_NAMED], *more])


def _new(found: Changes) -> SummaryLine:
    if not found.new:
        return SummaryLine("No paper is new.")
    places = Counter(paper.topic_id for paper in found.new)
    unassigned = places.pop("", 0)
    names = {one.topic_id: one.name for one in found.topics}
    left = f"; {unassigned:,} fit none well enough" if unassigned else ""
    if not places:
        return SummaryLine(f"No new paper is in a topic{left}.")
    said = (
        f"{count_of(len(found.new), 'new paper')} in {count_of(len(places), 'topic')}{left}; most"
    )
    top = sorted(places.items(), key=lambda place: (-place[1], place[0]))[:_NAMED]
    return SummaryLine(f"{said} in", [(f"{names[one]} ({n:,})", f"#{one}") for one, n in top])


def _topics(found: Changes) -> SummaryLine:
    counts = Counter(event for one in found.topics for event in one.events)
    before, after = (sum(bool(getattr(one, when)) for one in found.topics) for when in _WHEN)
    told = [f"{counts[event]:,} {event}" for event in EVENTS if counts[event]]
    hidden = sum(one.hidden for one in found.topics)
    said = f"{count_of(after, 'topic')}, {before:,} before: {', '.join(told) or 'none'}"
    said += f"; {hidden:,} hidden by curation" if hidden else ""
    telling = [one for event in EVENTS[:5] for one in found.topics if one.events[0] == event]
    links = [(f"{one.name} ({', '.join(one.events)})", f"#{one.topic_id}") for one in telling]
    return SummaryLine(f"{said}{'.' if not links else _among(links)}", links[:_NAMED])


def _among(links: Sequence[object]) -> str:
    return ". Among them" if len(links) > _NAMED else ". These are"


def _moved(found: Changes) -> SummaryLine:
    if not found.moved:
        return SummaryLine("No paper that both runs have moved.")
    share = percent(len(found.moved) / found.kept)
    why = sorted(moves_in_words(found), key=lambda reason: -reason[2])
    told = "; ".join(f"{words} ({count:,})" for _, words, count in why)
    return SummaryLine(
        f"{len(found.moved):,} of the {count_of(found.kept, 'paper')} in both runs ({share}) moved: "
        f"{told}.",
        [("Which", "#moved")],
    )


def _sizes(found: Changes) -> SummaryLine:
    def most(key: Callable[[TopicChange], float]) -> TopicChange | None:
        kept = [one for one in found.topics if one.before and one.after and key(one) > 0]
        return max(kept, key=lambda one: (key(one), one.topic_id), default=None)

    grown = most(lambda one: one.after - one.before)
    shrunk = most(lambda one: one.before - one.after)
    if grown is None and shrunk is None:
        return SummaryLine("Every topic that both runs have is as large as it was.")
    lines = [
        SummaryLine(words, [(f"{one.name} ({one.before:,} → {one.after:,})", f"#{one.topic_id}")])
        for words, one in (("Grew most:", grown), ("Shrank most:", shrunk))
        if one is not None
    ]
    return lines[0] if len(lines) == 1 else SummaryLine(lines[0].text, lines[0].links, lines[1])
