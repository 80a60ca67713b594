"""Overview section of the report: a summary in five lines, dump profiles, and a treemap."""

from collections.abc import Mapping, Sequence
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


def summarise(results: Results, themes: Sequence[ThemeCard]) -> list[SummaryLine]:
    """Summarise the corpus in five lines, or two if there are no topics."""
    lines = [_summarise_papers(results), _summarise_topics(results.metrics, themes)]
    topics = [topic for theme in themes for topic in theme.topics]
    if topics:
        lines += [_summarise_themes(themes), _summarise_trust(results, topics)]
        lines.append(_summarise_dumps(results, topics))
    return lines


def _summarise_papers(results: Results) -> SummaryLine:
    papers, merged = results.papers, len(results.duplicates)
    text = f"{count_of(len(papers), 'paper')} from {count_of(len(results.dumps), 'dump')}"
    text += _describe_dates(papers.published.tolist())
    if not merged:
        return SummaryLine(f"{text}.")
    text = f"{text}; {count_of(merged, 'duplicate record')} merged."
    return SummaryLine(text, [("Duplicates", "#duplicates")])


def _describe_dates(published: Sequence[str]) -> str:
    """Return the range of dates, and how many papers have none, as part of a sentence."""
    dates, undated = format_date_range(published), to_days(published).count(None)
    if not dates or not undated:
        return f", dated {dates}" if dates else ""
    verb = "has" if undated == 1 else "have"
    missing = "no full date" if has_year(published) else "no date; no dump states a year"
    return f", dated {dates} ({count_of(undated, 'paper')} {verb} {missing})"


def _summarise_topics(metrics: Mapping[str, Any], themes: Sequence[ThemeCard]) -> SummaryLine:
    if not metrics["topics"]:
        return SummaryLine("There are no topics: all papers are unassigned.")
    if not themes:
        return SummaryLine("All topics are hidden by curation.yaml.", [("See the list", "#topics")])
    count, share = metrics["unassigned"], percent(metrics["unassigned_share"])
    verbs = "fits no topic well and is" if count == 1 else "fit no topic well and are"
    rest = f"{count_of(count, 'paper')} ({share}) {verbs} left unassigned"
    text = f"{count_of(metrics['topics'], 'topic')} in {count_of(len(themes), 'theme')}"
    text = f"{text}; {rest if count else 'every paper has a topic'}."
    return SummaryLine(text, [("All topics", "#topics")])


def _summarise_themes(themes: Sequence[ThemeCard]) -> SummaryLine:
    links = [(f"{card.row.name} ({percent(card.share)})", card.address) for card in themes]
    text = "The main themes:" if len(themes) > 1 else "The only theme:"
    return SummaryLine(text, links[:_MAX_NAMED])


def _summarise_trust(results: Results, topics: Sequence[TopicCard]) -> SummaryLine:
    core = percent(results.metrics["core_share"])
    text = f"{core} of the papers clearly belong to their topic (core)"
    follow_up = _name_loose_topics(topics)
    known = [card for card in topics if card.level.name != "unknown"]
    known.sort(key=lambda card: (card.row.stability, card.row.topic))
    if not known:
        return SummaryLine(f"{text}; topic stability is unknown.", follow_up=follow_up)
    unstable = [card for card in known if card.level.name == "unstable"]
    summary = "no topic is unstable, the lowest topic stability:"
    if unstable:
        summary = f"{count_of(len(unstable), 'unstable topic')} (treat with caution"
        summary += f"{_hint_at_more(unstable)}):"
    worst = unstable[:_MAX_NAMED] or known[:1]
    links = [(f"{card.row.name} ({card.row.stability:.2f})", card.address) for card in worst]
    return SummaryLine(f"{text}; {summary}", links, follow_up)


def _name_loose_topics(topics: Sequence[TopicCard]) -> SummaryLine | None:
    """Name the loose topics with the smallest shares of core papers, if there are any."""
    loose = [card for card in topics if card.loose]
    if not loose:
        return None
    loose.sort(key=lambda card: card.core / card.row.size)
    verb = "has" if len(loose) == 1 else "have"
    text = f"{count_of(len(loose), 'topic')} {verb} few or no core papers{_hint_at_more(loose)}:"
    links = [
        (f"{card.row.name} ({card.core} of {card.row.size:,})", card.address) for card in loose
    ]
    return SummaryLine(text, links[:_MAX_NAMED])


def _hint_at_more(topics: Sequence[object]) -> str:
    """Return a hint that only some of these topics are named, if so."""
    return ", including" if len(topics) > _MAX_NAMED else ""


def _summarise_dumps(results: Results, topics: Sequence[TopicCard]) -> SummaryLine:
    """Name the topic that is most overrepresented in one dump (largest Pearson residual)."""
    residuals: list[tuple[float, TopicCard, Any]] = []
    for card in topics:
        for dump in card.dumps:
            expected = card.share * dump.papers / dump.share
            residual = (dump.papers - expected) / sqrt(expected)
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
    shares = shares.reindex(index=counts.index, columns=[card.row.theme for card in themes])
    rows = shares.fillna(0.0).to_numpy().tolist()
    return list(zip(counts.index, counts.tolist(), rows, strict=True))


def lay_out_treemap(
    themes: Sequence[ThemeCard],
) -> list[tuple[ThemeCard, Box, list[tuple[TopicCard, Box]]]]:
    """Lay out themes, and their topics inside them, as boxes whose area is their size.

    Squarified (Bruls, Huizing & van Wijk 2000, "Squarified treemaps"); the largest come first.
    """
    themes = sorted(themes, key=lambda theme: -theme.size)
    laid_out = []
    for theme, box in zip(themes, _lay_out_boxes([theme.size for theme in themes]), strict=True):
        inner = _lay_out_boxes([card.row.size for card in theme.topics], box.width / box.height)
        laid_out.append((theme, box, list(zip(theme.topics, inner, strict=True))))
    return laid_out


def _lay_out_boxes(sizes: Sequence[int], aspect: float = 1.0) -> list[Box]:
    """Divide a parent into boxes; `aspect` is its shape relative to that of the whole treemap."""
    width = _TREEMAP_ASPECT * aspect
    areas = squarify.normalize_sizes(sizes, width, 1.0)
    boxes = squarify.squarify(areas, 0.0, 0.0, width, 1.0)
    return [
        Box(100 * box["x"] / width, 100 * box["y"], 100 * box["dx"] / width, 100 * box["dy"])
        for box in boxes
    ]
