"""Overview of the report: three sentences, dump profiles, a treemap; and what limits results."""

from collections import Counter
from collections.abc import Iterable, Sequence
from math import sqrt
from typing import Any, NamedTuple

import squarify

from paperthemes import tables
from paperthemes.pages.dates import format_date_range, to_days
from paperthemes.pages.subjects import count_topics, number_subjects
from paperthemes.pages.wording import SummaryLine, percent
from paperthemes.report.cards import SubjectCard, TopicCard, count_by_dump
from paperthemes.report.inputs import Results
from paperthemes.report.topic_changes import qualify_topic
from paperthemes.text.dates import format_date
from paperthemes.text.plurals import count_of

_TREEMAP_ASPECT = 1.6  # width by height
_BOX_ASPECT = 1.5  # the same that boxes tend to: names need more width than height
_MAX_SUBJECTS = 20  # named in the overview
_MAX_NAMED = 3  # topics named in a line
_MIN_PHRASE_SHARE = 0.1  # of all papers use the phrase that describes them
_MAX_PROFILES = 8  # columns of a table that most screens have room for
_MAX_PROFILED_SUBJECTS = 20
_MIN_DISTINCTIVE_PAPERS = 4  # papers of one dump that make a topic distinctive for the dump


class Box(NamedTuple):
    """A rectangle of the treemap: its corner and size, in percent of its parent."""

    x: float
    y: float
    width: float
    height: float


def summarise(results: Results, subjects: Sequence[SubjectCard]) -> list[SummaryLine]:
    """Return what the papers are, their subjects, and what is new: a line for each.

    There are no `subjects` if no topic was found, or curation hides all topics.
    """
    lines = [_describe_corpus(results), *_name_subjects(results, subjects)]
    return [*lines, _describe_changes(results)]


def _describe_corpus(results: Results) -> SummaryLine:
    """Return a line with the number of papers, their years, their main field and main phrase."""
    papers, topics = results.papers, results.topics
    text = f"{count_of(len(papers), 'paper')} from {count_of(len(results.dumps), 'dump')}"
    if dates := format_date_range(papers.published):
        text += f", dated {dates}"
    field = find_main_field(topics.field_path, topics["size"])
    text += f", mostly on {field}" if field else ""
    phrases = results.related_terms
    phrases = phrases[phrases.term.str.contains(" ") & (phrases.term.str.lower() != field)]
    best = phrases.nlargest(1, "papers")
    for term, count in zip(best.term, best.papers, strict=True):
        if count >= _MIN_PHRASE_SHARE * len(papers):
            share = percent(count / len(papers))
            text += "; their most common phrase is \N{LEFT DOUBLE QUOTATION MARK}"
            text += f"{term}\N{RIGHT DOUBLE QUOTATION MARK} ({share})"
    return SummaryLine(f"{text}.")


def find_main_field(paths: Iterable[Sequence[str]], sizes: Iterable[int]) -> str:
    """Return the narrowest field that more than half of the papers of all topics are in, or "".

    Parameters
    ----------
    paths, sizes
        Path of the field of each topic, widest first, and number of its papers.
    """
    depths: dict[str, int] = {}
    counts: Counter[str] = Counter()
    total = 0
    for path, size in zip(paths, sizes, strict=True):
        total += size
        for depth, field in enumerate(path):
            depths[field] = depth
            counts[field] += size
    main = [field for field, count in counts.items() if 2 * count > total]
    return max(main, key=lambda field: (depths[field], counts[field]), default="")


def _name_subjects(results: Results, subjects: Sequence[SubjectCard]) -> list[SummaryLine]:
    """Return a line that names the subjects, with their shares of the papers.

    Up to `_MAX_SUBJECTS` are named. Topics that curation hides are in `results`, but not in
    `subjects`.
    """
    if not subjects:
        text = "All topics are hidden by curation.yaml."
        if results.topics.empty:
            text = "There are no topics: all papers are unassigned."
        return [SummaryLine(text)]
    links = [(f"{card.row.name} ({percent(card.share)})", card.address) for card in subjects]
    only = "The only theme:" if subjects[0].is_theme else "The only topic:"
    text = f"The {count_subjects(subjects)}:" if len(subjects) > 1 else only
    more = len(subjects) - _MAX_SUBJECTS
    if more > 0:
        links[_MAX_SUBJECTS:] = [(f"and {more:,} smaller ones", "#topics")]
    return [SummaryLine(text, links)]


def count_subjects(subjects: Sequence[SubjectCard]) -> str:
    """Return the numbers of themes and of other topics: "2 themes and 11 other topics"."""
    theme_count = sum(card.is_theme for card in subjects)
    topic_count = len(subjects) - theme_count
    themes = count_of(theme_count, "theme")
    if not theme_count:
        return count_of(topic_count, "topic")
    return f"{themes} and {count_of(topic_count, 'other topic')}" if topic_count else themes


def _describe_changes(results: Results) -> SummaryLine:
    """Return a line with the number of new papers since the baseline, and the new topics.

    Up to `_MAX_NAMED` are named, each with the clauses of `qualify_topic`.
    """
    if results.baseline_number is None:
        return SummaryLine("This is the first run; the next one will show what is new.")
    day = format_date(results.changes["baseline"]["recorded"])
    topics = results.topics[results.topics.topic_id.isin(results.new_topic_ids)]
    new_papers = count_of(len(results.new_paper_ids), "new paper")
    text = f"Since run {results.baseline_number} ({day}):"
    links = [(new_papers, "#papers?new=yes")]
    for topic in tables.rows(topics[:_MAX_NAMED]):
        origin = results.origins.get(topic.topic_id)
        clauses = "; ".join(qualify_topic(topic.size, origin, topic.stability))
        name = f"new topic {topic.name}"
        links.append((f"{name} ({clauses})" if clauses else name, f"#{topic.topic_id}"))
    if len(topics) > _MAX_NAMED:
        links.append((f"and {count_of(len(topics) - _MAX_NAMED, 'more new topic')}", "#topics"))
    return SummaryLine(text, links)


def assess(results: Results, subjects: Sequence[SubjectCard]) -> list[SummaryLine]:
    """Return what limits the results, in up to four lines: dates, stability, differences of dumps.

    There are no `subjects` if no topic was found, or curation hides all topics.
    """
    lines = [_assess_records(results)]
    topics = [topic for subject in subjects for topic in subject.topics]
    if topics:
        lines += [_assess_topics(results), _assess_stability(topics)]
        lines.append(_summarise_dumps(results, topics))
    return lines


def _assess_records(results: Results) -> SummaryLine:
    """Return a line with the numbers of merged records and of papers without a year."""
    days, merged_count = to_days(results.papers.published), len(results.duplicates)
    text = f"{count_of(merged_count, 'duplicate record')} merged"
    undated_count = days.count(None)
    if undated_count:
        verb = "has" if undated_count == 1 else "have"
        text += f"; {count_of(undated_count, 'paper')} {verb} no year"
    return SummaryLine(f"{text}.", [("Duplicates", "#duplicates")] if merged_count else ())


def _assess_topics(results: Results) -> SummaryLine:
    """Return a line with the numbers of topics, themes and unassigned papers, hidden ones too."""
    count, share = results.metrics["unassigned"], percent(results.metrics["unassigned_share"])
    predicate = "fits no topic well and is" if count == 1 else "fit no topic well and are"
    unassigned = f"{count_of(count, 'paper')} ({share}) {predicate} left unassigned"
    text = f"{count_topics(results.topics)}; {unassigned if count else 'every paper has a topic'}."
    return SummaryLine(f"{text} {percent(results.metrics['core_share'])} are core papers.")


def _assess_stability(topics: Sequence[TopicCard]) -> SummaryLine:
    """Return a line with links to up to `_MAX_NAMED` unstable topics, the least stable first."""
    rated = [card for card in topics if card.level.name != "unknown"]
    unstable = [card for card in rated if card.level.name == "unstable"]
    unstable.sort(key=lambda card: (card.row.stability, card.row.topic))
    if not unstable:
        return SummaryLine("No topic is unstable." if rated else "Topic stability is unknown.")
    text = f"{count_of(len(unstable), 'unstable topic')} (treat with caution)"
    text += ", including:" if len(unstable) > _MAX_NAMED else ":"
    links = [(f"{card.row.name} ({card.row.stability:.2f})", card.address) for card in unstable]
    return SummaryLine(text, links[:_MAX_NAMED])


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
    label = results.dump_labels[dump.dump]
    text = f"It makes up {percent(dump.share)} of {label}, but {percent(card.share)} overall."
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
    number_by_topic[tables.UNASSIGNED] = tables.UNASSIGNED
    numbers = results.assignments.topic.map(number_by_topic)
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
    # The parent is laid out as a rectangle of this width and of height 1, with nearly square boxes;
    # the page stretches both in width.
    width = _TREEMAP_ASPECT * aspect / _BOX_ASPECT
    areas = squarify.normalize_sizes(sizes, width, 1.0)
    boxes = squarify.squarify(areas, 0.0, 0.0, width, 1.0)
    return [
        Box(100 * box["x"] / width, 100 * box["y"], 100 * box["dx"] / width, 100 * box["dy"])
        for box in boxes
    ]
