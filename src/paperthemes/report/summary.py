"""Overview section of the report: a summary in five lines, dump profiles, and a treemap."""

from collections.abc import Sequence
from math import sqrt
from typing import Any, NamedTuple

import squarify

from paperthemes.pages.dates import format_date_range, has_year, to_days
from paperthemes.pages.subjects import count_topics, number_subjects
from paperthemes.pages.wording import SummaryLine, percent
from paperthemes.report.cards import SubjectCard, TopicCard, count_by_dump
from paperthemes.report.inputs import Results
from paperthemes.tables import UNASSIGNED
from paperthemes.text.plurals import count_of

_TREEMAP_ASPECT = 2.4  # width by height
_MAX_NAMED = 3  # subjects or topics named in a line
_MAX_PROFILES = 20
_MAX_PROFILED_SUBJECTS = 12  # columns of a table that most screens have room for
_MIN_DISTINCTIVE_PAPERS = 4  # papers of one dump that make a topic distinctive for the dump


class Box(NamedTuple):
    """A rectangle of the treemap: its corner and size, in percent of its parent."""

    x: float
    y: float
    width: float
    height: float


def summarise(results: Results, subjects: Sequence[SubjectCard]) -> list[SummaryLine]:
    """Return the summary of all papers and topics: five lines, or two if there are no `subjects`.

    There are no `subjects` if no topic was found, or curation hides all topics.
    """
    lines = [_summarise_papers(results), _summarise_topics(results, subjects)]
    topics = [topic for subject in subjects for topic in subject.topics]
    if topics:
        lines += [_summarise_subjects(subjects), _summarise_stability(results, topics)]
        lines.append(_summarise_dumps(results, topics))
    return lines


def _summarise_papers(results: Results) -> SummaryLine:
    """Return a line with the numbers of papers, dumps and merged records, and the dates."""
    papers, merged_count = results.papers, len(results.duplicates)
    text = f"{count_of(len(papers), 'paper')} from {count_of(len(results.dumps), 'dump')}"
    text += _describe_dates(papers.published.tolist())
    if not merged_count:
        return SummaryLine(f"{text}.")
    text = f"{text}; {count_of(merged_count, 'duplicate record')} merged."
    return SummaryLine(text, [("Duplicates", "#duplicates")])


def _describe_dates(published: Sequence[str]) -> str:
    """Return the range of dates and the number of undated papers, as the end of a sentence.

    An example is ", dated 2019 to 3 March 2026 (2 papers have no date)". The brackets are left out
    if all papers have a date. Return "" if no date is known.
    """
    if not has_year(published):
        return ""
    dates, undated_count = format_date_range(published), to_days(published).count(None)
    if not undated_count:
        return f", dated {dates}"
    verb = "has" if undated_count == 1 else "have"
    return f", dated {dates} ({count_of(undated_count, 'paper')} {verb} no date)"


def _summarise_topics(results: Results, subjects: Sequence[SubjectCard]) -> SummaryLine:
    """Return a line with the numbers of topics, themes and unassigned papers.

    These numbers include topics and themes that curation hides, but `subjects` does not: if there
    are topics but no `subjects`, all topics are hidden.
    """
    if results.topics.empty:
        return SummaryLine("There are no topics: all papers are unassigned.")
    if not subjects:
        return SummaryLine("All topics are hidden by curation.yaml.", [("See the list", "#topics")])
    count, share = results.metrics["unassigned"], percent(results.metrics["unassigned_share"])
    predicate = "fits no topic well and is" if count == 1 else "fit no topic well and are"
    unassigned = f"{count_of(count, 'paper')} ({share}) {predicate} left unassigned"
    text = f"{count_topics(results.topics)}; {unassigned if count else 'every paper has a topic'}."
    return SummaryLine(text, [("All topics", "#topics")])


def _summarise_subjects(subjects: Sequence[SubjectCard]) -> SummaryLine:
    """Return a line that names the first `_MAX_NAMED` subjects, with their shares of the papers."""
    links = [(f"{card.row.name} ({percent(card.share)})", card.address) for card in subjects]
    noun = choose_noun(subjects)
    text = f"The main {noun}s:" if len(subjects) > 1 else f"The only {noun}:"
    return SummaryLine(text, links[:_MAX_NAMED])


def choose_noun(subjects: Sequence[SubjectCard]) -> str:
    """Return the word for `subjects`: "theme" or "topic" if all are, otherwise "subject"."""
    kinds = {card.is_theme for card in subjects}
    return "subject" if len(kinds) > 1 else "theme" if True in kinds else "topic"


def _summarise_stability(results: Results, topics: Sequence[TopicCard]) -> SummaryLine:
    """Return a line with the share of core papers, and links to the least stable topics.

    The links are to the unstable topics, up to `_MAX_NAMED`. If no topic is unstable, the topic
    with the lowest stability is linked. A topic of unknown stability is never linked. If there are
    loose topics, those with few core papers, a second line names some of them.
    """
    core_share = percent(results.metrics["core_share"])
    text = f"{core_share} of the papers clearly belong to their topic (core)"
    follow_up = _name_loose_topics(topics)
    rated = [card for card in topics if card.level.name != "unknown"]
    rated.sort(key=lambda card: (card.row.stability, card.row.topic))  # the least stable first
    if not rated:
        return SummaryLine(f"{text}; topic stability is unknown.", follow_up=follow_up)
    unstable = [card for card in rated if card.level.name == "unstable"]
    summary = "no topic is unstable. Lowest topic stability:"
    if unstable:
        summary = f"{count_of(len(unstable), 'unstable topic')} (treat with caution)"
        summary += f"{_hint_at_more(unstable)}:"
    least_stable = unstable[:_MAX_NAMED] or rated[:1]
    links = [(f"{card.row.name} ({card.row.stability:.2f})", card.address) for card in least_stable]
    return SummaryLine(f"{text}; {summary}", links, follow_up)


def _name_loose_topics(topics: Sequence[TopicCard]) -> SummaryLine | None:
    """Return a line with the number of loose topics, and links to some of them.

    A topic is loose if few or none of its papers are core papers. The topics with the smallest
    shares of core papers are linked, up to `_MAX_NAMED`. Return `None` if no topic is loose.
    """
    loose = [card for card in topics if card.is_loose]
    if not loose:
        return None
    loose.sort(key=lambda card: card.core_count / card.row.size)
    verb = "has" if len(loose) == 1 else "have"
    text = f"{count_of(len(loose), 'topic')} {verb} few or no core papers{_hint_at_more(loose)}:"
    links = [
        (f"{card.row.name} ({card.core_count} of {card.row.size:,})", card.address)
        for card in loose
    ]
    return SummaryLine(text, links[:_MAX_NAMED])


def _hint_at_more(topics: Sequence[object]) -> str:
    """Return ", including" if only some of `topics` can be named in a line; otherwise ""."""
    return ", including" if len(topics) > _MAX_NAMED else ""


def _summarise_dumps(results: Results, topics: Sequence[TopicCard]) -> SummaryLine:
    """Return a line that names the topic that is most overrepresented in one dump.

    This is the topic with the largest Pearson residual of its number of papers in a dump. The
    expected number is that of a dump of this size in which the topic has the same share as in all
    papers. Topics count only with a residual above 1 and at least `_MIN_DISTINCTIVE_PAPERS` papers
    in the dump. If none counts, or if there is only one dump, the line names the largest topic.
    """
    residuals: list[tuple[float, TopicCard, Any]] = []
    for card in topics:
        for dump in card.dumps:
            # `dump.papers` counts the topic's papers in the dump, and `dump.share` is that number
            # as a share of the dump; so `dump.papers / dump.share` is the size of the dump.
            expected = card.share * dump.papers / dump.share
            residual = (dump.papers - expected) / sqrt(expected)
            # A Pearson residual of 1 is one standard deviation of a Poisson distribution.
            if dump.papers >= _MIN_DISTINCTIVE_PAPERS and residual > 1:
                residuals.append((residual, card, dump))
    if len(results.dumps) < 2 or not residuals:
        largest = max(topics, key=lambda card: card.row.size)
        text = f"The largest topic holds {percent(largest.share)} of the papers:"
        return SummaryLine(text, [(largest.row.name, largest.address)])
    _, card, dump = max(residuals, key=lambda entry: entry[0])
    text = f"It makes up {percent(dump.share)} of {dump.dump}, but {percent(card.share)} overall."
    link = (card.row.name, card.address)
    return SummaryLine("Most distinctive in a single dump:", [link], SummaryLine(text))


def profile_dumps(
    results: Results, subjects: Sequence[SubjectCard]
) -> tuple[list[SubjectCard], list[tuple[str, int, list[float]]]]:
    """Return the profile of each dump: the distribution of its papers over the subjects.

    Return the first `_MAX_PROFILED_SUBJECTS` of `subjects`, and the profiles. A profile is the name
    of the dump, its number of papers, and the share (0 to 1) of these papers in each of the
    returned subjects; papers of hidden topics count too. The largest dumps come first, at most
    `_MAX_PROFILES`. If there is only one dump, there is no profile, because it would be that of all
    papers. There is none without `subjects` either.
    """
    if len(results.dumps) < 2 or not subjects:
        return [], []
    # Number of papers of each dump. Dumps of equal size stay in alphabetical order.
    counts = results.papers.dumps.explode().value_counts().sort_index()
    counts = counts.sort_values(ascending=False, kind="stable")[:_MAX_PROFILES]
    number_by_topic = dict(zip(results.topics.topic, number_subjects(results.topics), strict=True))
    numbers = results.assignments.topic.map(number_by_topic | {UNASSIGNED: UNASSIGNED})
    by_dump = count_by_dump(results.papers.dumps, numbers)
    shares = by_dump.pivot(index="dump", columns="group", values="share")
    shown = list(subjects[:_MAX_PROFILED_SUBJECTS])
    shares = shares.reindex(index=counts.index, columns=[card.number for card in shown])
    rows = shares.fillna(0.0).to_numpy().tolist()
    return shown, list(zip(counts.index, counts.tolist(), rows, strict=True))


def lay_out_treemap(
    subjects: Sequence[SubjectCard],
) -> list[tuple[SubjectCard, Box, list[tuple[TopicCard, Box]]]]:
    """Lay out each subject as a box of the treemap, and its topics as boxes inside it.

    The area of a box is proportional to its number of papers (Bruls, Huizing & van Wijk 2000,
    "Squarified treemaps"). Return the card of each subject with its box, and with pairs of the card
    and the box of each of its topics. The largest subject comes first.
    """
    subjects = sorted(subjects, key=lambda subject: -subject.size)
    treemap = []
    boxes = _lay_out_boxes([subject.size for subject in subjects])
    for subject, box in zip(subjects, boxes, strict=True):
        aspect = box.width / box.height
        topic_boxes = _lay_out_boxes([card.row.size for card in subject.topics], aspect)
        treemap.append((subject, box, list(zip(subject.topics, topic_boxes, strict=True))))
    return treemap


def _lay_out_boxes(sizes: Sequence[int], aspect: float = 1.0) -> list[Box]:
    """Divide a parent box into boxes whose areas are proportional to `sizes`, all above 0.

    The boxes are in percent of the parent. `aspect` is the width of the parent divided by its
    height, both in percent of the whole treemap; 1.0 is the treemap itself.
    """
    # The parent is laid out as a rectangle of this width and of height 1.
    width = _TREEMAP_ASPECT * aspect
    areas = squarify.normalize_sizes(sizes, width, 1.0)
    boxes = squarify.squarify(areas, 0.0, 0.0, width, 1.0)
    return [
        Box(100 * box["x"] / width, 100 * box["y"], 100 * box["dx"] / width, 100 * box["dy"])
        for box in boxes
    ]
