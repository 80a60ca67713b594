"""The corpus at a glance: five lines made from the numbers, and a treemap of its themes."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt

import squarify

from paperthemes.pages.dates import any_year, days_of, said_span
from paperthemes.pages.wording import percent
from paperthemes.report.cards import InDump, ThemeCard, TopicCard, shares_of_dumps
from paperthemes.report.inputs import Results
from paperthemes.text.plurals import count_of

_ASPECT = 2.4  # width of the treemap by its height
_MAIN_THEMES = 3
_NAMED = 3  # of the shaky topics, and of the loose ones
_DUMPS = 20  # that have a profile
_FEWEST_TO_STAND_OUT = 4  # papers of a dump in a topic


@dataclass(frozen=True, slots=True)
class Line:
    """One sentence or two, links (text, address) that lead on from it, and what is said then."""

    text: str
    links: Sequence[tuple[str, str]] = ()
    then: "Line | None" = None


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle of the treemap, in percent of what it lies in: its corner and its size."""

    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class ThemeBox:
    """The box of a theme, and those of its topics in it, in the order of its card."""

    card: ThemeCard
    box: Box
    topics: Sequence[tuple[TopicCard, Box]]


@dataclass(frozen=True, slots=True)
class Profile:
    """A dump: how many papers it holds, and the share of these (0 to 1) in each theme."""

    dump: str
    papers: int
    shares: Sequence[float]


def summary(results: Results, themes: Sequence[ThemeCard]) -> list[Line]:
    """Sum the corpus up in five lines, fewer where there is nothing to say."""
    topics = [topic for theme in themes for topic in theme.topics]
    lines = [_papers(results), _grouping(results, themes)]
    if topics:
        lines += [_main(themes), _trust(results, topics), _dumps(results, topics)]
    return lines


def _papers(results: Results) -> Line:
    papers = results.papers
    joined = len(results.duplicates)
    repeats = f"; {count_of(joined, 'repeated record')} joined" if joined else ""
    source = f"{count_of(len(papers), 'paper')} from {count_of(len(results.dumps), 'dump')}"
    return Line(
        f"{source}{_when(papers.published.tolist())}{repeats}.",
        [("What was dropped as a duplicate", "#duplicates")] if joined else [],
    )


def _when(published: Sequence[str]) -> str:
    """Say from when papers are, and of how many that is not known."""
    dates, undated = said_span(published), days_of(published).count(None)
    if not dates:
        return ""
    if not undated:
        return f", dated {dates}"
    if any_year(published):
        return f", dated {dates} (no date or no year known of {undated:,})"
    return f", dated {dates} (no date known of {undated:,}; no dump tells a year)"


def _grouping(results: Results, themes: Sequence[ThemeCard]) -> Line:
    metrics = results.metrics
    if not metrics["topics"]:
        return Line("No topics were found: all papers are unassigned.")
    if not themes:
        return Line("Curation hides all topics.", [("Which", "#topics")])
    left = metrics["unassigned"]
    rest = (
        f"the {count_of(left, 'paper')} ({percent(metrics['unassigned_share'])}) that "
        f"{'fits' if left == 1 else 'fit'} worst {'is' if left == 1 else 'are'} left unassigned"
        if left
        else "every paper has one"
    )
    return Line(
        f"{count_of(metrics['topics'], 'topic')} under {count_of(len(themes), 'theme')}; {rest}.",
        [("All topics", "#topics")],
    )


def _main(themes: Sequence[ThemeCard]) -> Line:
    main = themes[:_MAIN_THEMES]
    return Line(
        "The main themes:" if len(main) > 1 else "The one theme:",
        [(f"{theme.name} ({percent(theme.share)})", f"#theme-{theme.theme}") for theme in main],
    )


def _trust(results: Results, topics: Sequence[TopicCard]) -> Line:
    core = percent(results.metrics["core_share"])
    known = sorted(
        (topic.stability, topic.topic, topic) for topic in topics if topic.stability is not None
    )
    text, then = f"{core} of the papers clearly belong to their topic (core)", _loose(topics)
    if not known:
        unknown = f"{text}; whether topics would come back on other seeds is not known."
        return Line(unknown, then=then)
    shaky = [one for one in known if one[2].level.name == "shaky"]
    if not shaky:
        return Line(
            f"{text}; no topic is shaky, the least stable is:", [_with_stability(*known[0])], then
        )
    return Line(
        f"{text}; {count_of(len(shaky), 'shaky topic')}, not to lean on{_among(shaky)}:",
        [_with_stability(*one) for one in shaky[:_NAMED]],
        then,
    )


def _loose(topics: Sequence[TopicCard]) -> Line | None:
    """Name the topics with the smallest share of core papers, if any is loose."""
    loose = sorted((one for one in topics if one.loose), key=lambda one: one.core / one.size)
    if not loose:
        return None
    return Line(
        f"Hardly any do in {count_of(len(loose), 'loose topic')}{_among(loose)}:",
        [
            (f"{one.name} ({one.core} of {one.size:,})", f"#topic-{one.topic}")
            for one in loose[:_NAMED]
        ],
    )


def _among(topics: Sequence[object]) -> str:
    """Say that not all of some topics are named, where they are too many."""
    return ", among them" if len(topics) > _NAMED else ""


def _with_stability(stability: float, number: int, topic: TopicCard) -> tuple[str, str]:
    return f"{topic.name} ({stability:.2f})", f"#topic-{number}"


def _dumps(results: Results, topics: Sequence[TopicCard]) -> Line:
    """Tell the topic that stands out most in one dump, by how far it is above what is usual."""
    surplus: list[tuple[float, TopicCard, InDump]] = []
    for topic in topics:
        for dump in topic.in_dumps:
            usual = topic.share * dump.papers / dump.share
            surplus.append(((dump.papers - usual) / sqrt(usual), topic, dump))
    surplus = [one for one in surplus if one[2].papers >= _FEWEST_TO_STAND_OUT and one[0] > 1]
    if len(results.dumps) < 2 or not surplus:
        largest = max(topics, key=lambda topic: topic.size)
        return Line(
            f"The largest topic holds {percent(largest.share)} of the papers:",
            [(largest.name, f"#topic-{largest.topic}")],
        )
    _, topic, dump = max(surplus, key=lambda one: one[0])
    return Line(
        f"What stands out most in one dump: {percent(dump.share)} of {dump.dump}, against "
        f"{percent(topic.share)} of all papers, are in",
        [(topic.name, f"#topic-{topic.topic}")],
    )


def profiles(results: Results, themes: Sequence[ThemeCard]) -> list[Profile]:
    """Return what share of each dump is in each theme, the largest dumps first; `[]` for one."""
    if len(results.dumps) < 2 or not themes:
        return []
    of_themes = shares_of_dumps(results.papers.dumps, results.assignments.theme)
    pairs = {(one.dump, theme): one.share for theme, all_ in of_themes.items() for one in all_}
    papers = results.papers.dumps.explode().value_counts()
    return [
        Profile(
            str(dump), int(count), [pairs.get((str(dump), theme.theme), 0.0) for theme in themes]
        )
        for dump, count in papers.sort_index().sort_values(ascending=False, kind="stable").items()
    ][:_DUMPS]


def treemap(themes: Sequence[ThemeCard]) -> list[ThemeBox]:
    """Lay the themes out as boxes whose area is their size, and their topics in them.

    Squarified (Bruls, Huizing & van Wijk 2000, "Squarified treemaps").
    """
    outer = _boxes([theme.size for theme in themes], _ASPECT)
    return [
        ThemeBox(
            theme,
            box,
            list(
                zip(
                    theme.topics,
                    _boxes(
                        [topic.size for topic in theme.topics], _ASPECT * box.width / box.height
                    ),
                    strict=True,
                )
            ),
        )
        for theme, box in zip(themes, outer, strict=True)
    ]


def _boxes(sizes: Sequence[int], aspect: float) -> list[Box]:
    """Lay boxes out in one that is `aspect` wide and 1 high, in the order of `sizes`."""
    order = sorted(range(len(sizes)), key=lambda index: -sizes[index])
    areas = squarify.normalize_sizes([sizes[index] for index in order], aspect, 1.0)
    laid = squarify.squarify(areas, 0.0, 0.0, aspect, 1.0)
    boxes = {
        index: Box(
            100 * one["x"] / aspect, 100 * one["y"], 100 * one["dx"] / aspect, 100 * one["dy"]
        )
        for index, one in zip(order, laid, strict=True)
    }
    return [boxes[index] for index in range(len(sizes))]
