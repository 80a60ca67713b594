"""The digest: what is new in a run, as a short text in Markdown that fits into a mail."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import pandas as pd

from paperthemes.pages.dates import format_time
from paperthemes.pages.markdown import clean_address, escape_markdown
from paperthemes.pages.wording import SummaryLine
from paperthemes.report.new_papers import MARKS, NewPaper
from paperthemes.tables import rows
from paperthemes.text.plurals import count_of

MAX_PER_TOPIC = 5  # new papers that are listed
MAX_TOPICS = 30


def format_digest(
    content: Mapping[str, Any],
    topics: pd.DataFrame,
    new_papers: Sequence[NewPaper],
    summary: Sequence[SummaryLine],
    title: str,
) -> str:
    """Return the digest; for a first run, it lists the topics.

    It is read as plain text, too. So addresses stand at its end.

    Parameters
    ----------
    content
        The content of `changes.json`.
    topics
        Table `tables.TOPICS`.
    new_papers
        Result of `list_new_papers`.
    summary
        Result of `changes_summary.summarise`.
    title
        Heading of the pages.
    """
    run = f"run {content['number']}, {format_time(content['recorded'])}"
    heading = f"# {escape_markdown(title)}: {content['clustering']}, {run}\n"
    if not content["changes"]:
        return "\n".join([heading, *_list_first(content, topics)]) + "\n"
    numbers: dict[str, int] = {}  # of addresses, in the order of their links
    lines = [heading, *_list(summary, new_papers, numbers)]
    lines += [""] * bool(numbers)
    lines += [f"[{number}]: <{address}>" for address, number in numbers.items()]
    return "\n".join(lines) + "\n"


def _list_first(content: Mapping[str, Any], topics: pd.DataFrame) -> Iterator[str]:
    """Yield the lines of the digest of a first run."""
    papers = count_of(content["trends"]["runs"][-1]["papers"], "paper")
    shown = topics[~topics.hidden.astype(bool)]
    yield f"The first run: {papers} in {count_of(len(shown), 'topic')}.\n"
    for topic in rows(shown.head(MAX_TOPICS)):
        yield f"- {escape_markdown(topic.name)} ({topic.size:,})"
    if len(shown) > MAX_TOPICS:
        yield f"- and {count_of(len(shown) - MAX_TOPICS, 'more topic')}"


def _list(
    summary: Sequence[SummaryLine], new_papers: Sequence[NewPaper], numbers: dict[str, int]
) -> Iterator[str]:
    """Yield the lines of the digest of a later run; `numbers` gets the addresses of its links."""
    yield f"{_format_line(summary[0])}\n"
    for line in summary[1:]:
        yield f"- {_format_line(line)}"
    marked = [paper for paper in new_papers if paper.marks]
    if marked:
        yield "\n## Look at these first\n"
    for paper in marked:
        topic = escape_markdown(paper.topic)
        yield f"- {_link(paper, numbers)} ({_join_marks(paper)}; topic: {topic})"
        if paper.sentence:
            yield f"  {escape_markdown(paper.sentence)}"
        if paper.nearest_title:
            nearest = escape_markdown(paper.nearest_title)
            yield f"  Nearest known paper: {nearest} (similarity {paper.similarity:.2f})."
        else:
            yield "  Its nearest papers are all new."
    if new_papers:
        yield "\n## New papers by topic"
    yield from _list_by_topic(new_papers, numbers)


def _list_by_topic(new_papers: Sequence[NewPaper], numbers: dict[str, int]) -> Iterator[str]:
    """Yield the new papers of each topic, the topic with most of them first."""
    by_topic: defaultdict[str, list[NewPaper]] = defaultdict(list)
    for paper in new_papers:
        by_topic[paper.topic_id].append(paper)
    # Unassigned papers, whose topic_id is "", come last.
    order = sorted(
        by_topic, key=lambda topic_id: (not topic_id, -len(by_topic[topic_id]), topic_id)
    )
    for topic_id in order[:MAX_TOPICS]:
        papers = by_topic[topic_id]
        yield f"\n### {escape_markdown(papers[0].topic)} ({len(papers):,})\n"
        for paper in papers[:MAX_PER_TOPIC]:
            yield f"- {_link(paper, numbers)}"
        if len(papers) > MAX_PER_TOPIC:
            yield f"- and {count_of(len(papers) - MAX_PER_TOPIC, 'more paper')}"
    if len(order) > MAX_TOPICS:
        yield f"\nand {count_of(len(order) - MAX_TOPICS, 'more topic')}"


def _link(paper: NewPaper, numbers: dict[str, int]) -> str:
    """Return the title of a paper as a link to its source, or else to a search for its title.

    The address has a number: `[Title][1]`.
    """
    _, address = paper.links[0]
    number = numbers.setdefault(clean_address(address), len(numbers) + 1)
    return f"[{escape_markdown(paper.title)}][{number}]"


def _join_marks(paper: NewPaper) -> str:
    """Return the marks of a paper in words, with its number of upvotes."""
    upvotes = f" ({paper.upvotes:,})" if paper.upvotes else ""
    return ", ".join(MARKS[mark] + (upvotes if mark == "upvoted" else "") for mark in paper.marks)


def _format_line(line: SummaryLine) -> str:
    """Return a line of the summary as Markdown; links within the page become plain text."""
    texts = [text for text, address in line.links if address not in ("#moved",)]
    parts = [escape_markdown(line.text)]
    if texts:
        parts.append(f"{', '.join(map(escape_markdown, texts))}.")
    if line.follow_up:
        parts.append(_format_line(line.follow_up))
    return " ".join(parts)
