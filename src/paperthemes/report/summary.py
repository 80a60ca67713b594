"""Overview section of the report: a summary in five lines, dump profiles, and a treemap."""

from collections.abc import Sequence
from math import sqrt
from typing import Any, NamedTuple

import squarify

from paperthemes.pages.dates import format_date_range, has_year, to_days
from paperthemes.pages.wording import SummaryLine, percent
from paperthemes.report.cards import ThemeCard, TopicCard, count_by_dump
from paperthemes.report.inputs import Results
from paperthemes.text.plurals import count_of

_TREEMAP_ASPECT = 2.4  # width by height
_MAX_NAMED = 3  # themes or topics named in a line
_MAX_PROFILES = 20
_MIN_DISTINCTIVE_PAPERS = 4  # of one dump in a topic, to be called distinctive


class Box(NamedTuple):
    """A rectangle of the treemap: its corner and size, in percent of its parent."""

    x: float
    y: float
    width: float
    height: float

    @property
    def css(self) -> str:
        """The box as CSS variables."""
        x, y, width, height = (f"{value:.2f}%" for value in self)
        return f"--x:{x};--y:{y};--w:{width};--h:{height}"


def summary_lines(results: Results, themes: Sequence[ThemeCard]) -> list[SummaryLine]:
    """Summarise the corpus in five lines, or two if there are no topics."""
    topics = [topic for theme in themes for topic in theme.topics]
    lines = [_papers_line(results), _topics_line(results, themes)]
    if topics:
        lines += [_themes_line(themes), _trust_line(results, topics), _dumps_line(results, topics)]
    return lines


def _papers_line(results: Results) -> SummaryLine:
    papers, merged = results.papers, len(results.duplicates)
    text = f"{count_of(len(papers), 'paper')} from {count_of(len(results.dumps), 'dump')}"
    text += _date_range(papers.published.tolist())
    if not merged:
        return SummaryLine(f"{text}.")
    text = f"{text}; {count_of(merged, 'duplicate record')} merged."
    return SummaryLine(text, [("Duplicates", "#duplicates")])


def _date_range(published: Sequence[str]) -> str:
    """Return the range of dates, and how many papers have none, as part of a sentence."""
    dates, undated = format_date_range(published), to_days(published).count(None)
    if not dates:
        return ""
    notes = []
    if undated:
        missing = "no full date" if has_year(published) else "no date"
        notes.append(f"{count_of(undated, 'paper')} {'has' if undated == 1 else 'have'} {missing}")
    if undated and not has_year(published):
        notes.append("no dump states a year")
    return f", dated {dates}" + (f" ({'; '.join(notes)})" if notes else "")


def _topics_line(results: Results, themes: Sequence[ThemeCard]) -> SummaryLine:
    metrics = results.metrics
    if not metrics["topics"]:
        return SummaryLine("There are no topics: all papers are unassigned.")
    if not themes:
        return SummaryLine("All topics are hidden by curation.", [("See the list", "#topics")])
    count = metrics["unassigned"]
    share = percent(metrics["unassigned_share"])
    verbs = "fits no topic well and is" if count == 1 else "fit no topic well and are"
    rest = f"{count_of(count, 'paper')} ({share}) {verbs} left unassigned"
    topics = f"{count_of(metrics['topics'], 'topic')} in {count_of(len(themes), 'theme')}"
    return SummaryLine(
        f"{topics}; {rest if count else 'every paper has a topic'}.", [("All topics", "#topics")]
    )


def _themes_line(themes: Sequence[ThemeCard]) -> SummaryLine:
    links = [
        (f"{theme.name} ({percent(theme.share)})", f"#theme-{theme.theme}") for theme in themes
    ]
    text = "The main themes:" if len(themes) > 1 else "The only theme:"
    return SummaryLine(text, links[:_MAX_NAMED])


def _trust_line(results: Results, topics: Sequence[TopicCard]) -> SummaryLine:
    core = percent(results.metrics["core_share"])
    known = sorted(
        (topic.stability, topic.topic, topic) for topic in topics if topic.stability is not None
    )
    text, follow_up = f"{core} of the papers clearly belong to their topic (core)", _loose(topics)
    if not known:
        return SummaryLine(f"{text}; the stability of topics is unknown.", follow_up=follow_up)
    unstable = [entry for entry in known if entry[2].level.name == "unstable"]
    links = [
        (f"{topic.name} ({stability:.2f})", f"#topic-{number}")
        for stability, number, topic in (unstable or known)[: _MAX_NAMED if unstable else 1]
    ]
    if not unstable:
        return SummaryLine(f"{text}; no topic is unstable, the lowest stability:", links, follow_up)
    caution = f"treat with caution{_including(unstable)}"
    count = count_of(len(unstable), "unstable topic")
    return SummaryLine(f"{text}; {count} ({caution}):", links, follow_up)


def _loose(topics: Sequence[TopicCard]) -> SummaryLine | None:
    """Name the loose topics with the smallest shares of core papers, if there are any."""
    loose = sorted((card for card in topics if card.loose), key=lambda card: card.core / card.size)
    if not loose:
        return None
    verb = "has" if len(loose) == 1 else "have"
    text = f"{count_of(len(loose), 'topic')} {verb} few or no core papers{_including(loose)}:"
    links = [
        (f"{card.name} ({card.core} of {card.size:,})", f"#topic-{card.topic}") for card in loose
    ]
    return SummaryLine(text, links[:_MAX_NAMED])


def _including(topics: Sequence[object]) -> str:
    """Return a hint that only some of these topics are named, if so."""
    return ", including" if len(topics) > _MAX_NAMED else ""


def _dumps_line(results: Results, topics: Sequence[TopicCard]) -> SummaryLine:
    """Name the topic that is most overrepresented in one dump (largest Pearson residual)."""
    residuals: list[tuple[float, TopicCard, Any]] = []
    for topic in topics:
        for row in topic.dumps:
            expected = topic.share * row.papers / row.share
            residual = (row.papers - expected) / sqrt(expected)
            if row.papers >= _MIN_DISTINCTIVE_PAPERS and residual > 1:
                residuals.append((residual, topic, row))
    if len(results.dumps) < 2 or not residuals:
        largest = max(topics, key=lambda topic: topic.size)
        text = f"The largest topic holds {percent(largest.share)} of the papers:"
        return SummaryLine(text, [(largest.name, f"#topic-{largest.topic}")])
    _, topic, row = max(residuals, key=lambda entry: entry[0])
    text = f"It makes up {percent(row.share)} of {row.dump}, but {percent(topic.share)} overall."
    link = (topic.name, f"#topic-{topic.topic}")
    return SummaryLine("Most distinctive in a single dump:", [link], SummaryLine(text))


def dump_profiles(
    results: Results, themes: Sequence[ThemeCard]
) -> list[tuple[str, int, list[float]]]:
    """Return each dump, its number of papers, and the share (0 to 1) of these in each theme.

    The largest dumps come first. A single dump has no profile.
    """
    if len(results.dumps) < 2 or not themes:
        return []
    counts = results.papers.dumps.explode().value_counts().sort_index()
    counts = counts.sort_values(ascending=False, kind="stable")[:_MAX_PROFILES]
    by_dump = count_by_dump(results.papers.dumps, results.assignments.theme)
    shares = by_dump.pivot(index="dump", columns="group", values="share")
    shares = shares.reindex(index=counts.index, columns=[theme.theme for theme in themes])
    rows = shares.fillna(0.0).to_numpy().tolist()
    return list(zip(counts.index, counts.tolist(), rows, strict=True))


def treemap(
    themes: Sequence[ThemeCard],
) -> list[tuple[ThemeCard, Box, list[tuple[TopicCard, Box]]]]:
    """Lay out themes, and their topics inside them, as boxes whose area is their size.

    Squarified (Bruls, Huizing & van Wijk 2000, "Squarified treemaps").
    """
    outer = _boxes([theme.size for theme in themes], _TREEMAP_ASPECT)
    laid_out = []
    for theme, box in zip(themes, outer, strict=True):
        aspect = _TREEMAP_ASPECT * box.width / box.height
        inner = _boxes([topic.size for topic in theme.topics], aspect)
        laid_out.append((theme, box, list(zip(theme.topics, inner, strict=True))))
    return laid_out


def _boxes(sizes: Sequence[int], aspect: float) -> list[Box]:
    """Divide a rectangle `aspect` wide and 1 high into boxes, returned in the order of `sizes`."""
    order = sorted(range(len(sizes)), key=lambda index: -sizes[index])
    areas = squarify.normalize_sizes([sizes[index] for index in order], aspect, 1.0)
    rectangles = squarify.squarify(areas, 0.0, 0.0, aspect, 1.0)
    boxes = {}
    for index, box in zip(order, rectangles, strict=True):
        x, width = 100 * box["x"] / aspect, 100 * box["dx"] / aspect
        boxes[index] = Box(x, 100 * box["y"], width, 100 * box["dy"])
    return [boxes[index] for index in range(len(sizes))]
