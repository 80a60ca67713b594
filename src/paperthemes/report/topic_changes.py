"""Changes of topics between two runs, in sentences."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from paperthemes.pages.stability import topic_level
from paperthemes.pages.wording import SummaryLine, percent
from paperthemes.text.plurals import count_of

MAX_NAMES = 3  # dumps, topics or sub-groups named in a sentence
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
NOTABLE_EVENTS = [*EVENTS][:6]  # all but changes of size, and no change


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


def qualify_topic(
    papers: int, origin: tuple[int, str] | None, stability: float | None
) -> list[str]:
    """Return clauses on where the papers of a topic were before, and whether it is unstable.

    Parameters
    ----------
    papers
        Number of its papers.
    origin
        Number of these from an earlier topic, and the name of that; `None` for no such topic.
    stability
        Stability of the topic, 0 to 1; `None` or NaN if it is unknown.
    """
    clauses = []
    if origin:
        clauses.append(f"{origin[0]:,} of its {count_of(papers, 'paper')} were in {origin[1]}")
    level = topic_level(stability)
    if level.name == "unstable":
        clauses.append(f"{level.label.lower()} ({stability:.2f})")
    return clauses


def qualify_trends(topics: Sequence[Mapping[str, Any]]) -> dict[str, str]:
    """Return what makes the trend of a topic less certain, by topic_id; certain ones are left out.

    It is that the topic is new, so that its earlier papers were elsewhere, or unstable. `topics`
    are those of `changes.json`.
    """
    qualified = {}
    for topic in topics:
        clauses = ["new topic"] if topic["events"][0] == "born" else []
        clauses += qualify_topic(topic["after"], None, topic["stability"])
        if clauses:
            qualified[topic["topic_id"]] = "; ".join(clauses)
    return qualified


def summarise_topics(changes: Mapping[str, Any]) -> SummaryLine:
    """Return a line with the number of topics now, before, and per event, such as `2 split`.

    A topic counts once, for its first event, as on the page. The line names up to `MAX_NAMES`
    topics whose first event is in `NOTABLE_EVENTS`, in the order of these events, each with the
    clauses of `qualify_topic`.
    """
    topics, origins = changes["topics"], find_origins(changes)
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
        before_id, papers = origins.get(topic["topic_id"], ("", 0))
        origin = (papers, names[before_id]) if before_id else None
        clauses = qualify_topic(topic["after"], origin, topic["stability"])
        clauses.insert(0, EVENTS[topic["events"][0]])
        links.append((f"{topic['name']} ({'; '.join(clauses)})", f"#{topic['topic_id']}"))
    return SummaryLine(f"{text}. Notable topics{' include' if changed[MAX_NAMES:] else ':'}", links)


def summarise_resized_topics(topics: Sequence[Mapping[str, Any]]) -> SummaryLine:
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
