"""The report page: what its template shows, and the whole as one HTML text."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from paperthemes import tables
from paperthemes.pages.html import render
from paperthemes.report.cards import LOOSE, ThemeCard, hidden_topics, theme_cards
from paperthemes.report.inputs import Results
from paperthemes.report.overview import profiles, summary, treemap
from paperthemes.report.page_data import page_data, paper_details
from paperthemes.report.parse_tables import accounts_of
from paperthemes.report.provenance import Cost
from paperthemes.report.stability import LEVELS, SHAKY, STEADY
from paperthemes.text.plurals import count_of

_MOST_ROWS = 1_000  # of a table in the page; the whole stands in a file
STYLES = ("base", "fields", "overview", "map", "cards", "papers", "paper", "table", "print")
SCRIPTS = (
    *("dom", "words", "elsewhere", "plotly", "scheme", "corpus", "papers", "csv", "filter"),
    *("columns", "table", "fields", "topics", "found", "details", "selection", "colours"),
    *("legend", "crowd", "labels", "tip", "picture", "camera", "ring", "map", "print", "report"),
)


@dataclass(frozen=True, slots=True)
class Context:
    """What no result tells: names, settings, and how the run went.

    Attributes
    ----------
    clustering, title
        The name of the clustering, and the heading of the page.
    settings
        What the config says of it, section by section.
    costs
        What each stage took.
    command
        The command of the run.
    versions
        Libraries and their versions.
    """

    clustering: str
    title: str
    settings: Mapping[str, Any]
    costs: Sequence[Cost] = ()
    command: str = "snakemake"
    versions: Mapping[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Warned:
    """Something to know before reading on; `path` is the dump it is about, empty for none."""

    text: str
    path: str = ""
    rejected: bool = False


def report_page(results: Results, context: Context) -> str:
    """Return the report of one clustering as one HTML text that needs nothing else."""
    themes = theme_cards(results)
    values = {
        "title": context.title,
        "clustering": context.clustering,
        "metrics": results.metrics,
        "warnings": _warnings(results),
        "lines": summary(results, themes),
        "treemap": treemap(themes),
        "themes": themes,
        "hidden": hidden_topics(results),
        "since": results.since,
        "profiles": profiles(results, themes),
        "levels": _levels(themes),
        "steady": STEADY,
        "shaky": SHAKY,
        "dumps": results.dumps,
        "accounts": accounts_of(results.dumps),
        "duplicates": _duplicates(results),
        "embedding": results.embedding,
        "settings": _flat(context.settings),
        "costs": context.costs,
        "command": context.command,
        "versions": context.versions or {},
    }
    return render(
        "report.html.j2",
        values,
        styles=STYLES,
        scripts=SCRIPTS,
        data={"corpus": page_data(results)},
        packed={"packed": paper_details(results)},
        plotly=len(results.papers) > 0,
    )


def _warnings(results: Results) -> list[Warned]:
    """Gather what the clustering and the dumps give reason to warn of."""
    found = [Warned(note) for note in results.metrics["notes"]]
    for dump in results.dumps:
        found += [Warned(text, dump["path"]) for text in dump["warnings"]]
    for dump in results.dumps:
        if dump["rejected"]:
            places = count_of(dump["rejected_count"], "place")
            found.append(Warned(f"{places} made no record", dump["path"], rejected=True))
    return found


def _levels(themes: Sequence[ThemeCard]) -> list[dict[str, Any]]:
    """Return what topics are told to be, loose or of some stability, and how many are."""
    topics = [topic for theme in themes for topic in theme.topics]
    counts = Counter(name for topic in topics for name in topic.levels)
    names = [*(level.name for level in LEVELS), LOOSE]
    return [{"name": name, "count": counts[name]} for name in names if counts[name]]


def _duplicates(results: Results) -> dict[str, Any]:
    found = results.duplicates
    return {
        "count": len(found),
        "rules": list(found.rule.value_counts().items()),
        "rows": list(tables.rows(found.head(_MOST_ROWS))),
    }


def _flat(settings: Mapping[str, Any], prefix: str = "") -> dict[str, Any]:
    """Give each setting its dotted key."""
    flat: dict[str, Any] = {}
    for key, value in settings.items():
        below = _flat(value, f"{prefix}{key}.") if isinstance(value, Mapping) else None
        flat |= {f"{prefix}{key}": value} if below is None else below
    return flat
