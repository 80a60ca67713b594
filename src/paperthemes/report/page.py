"""The report page."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from paperthemes import tables
from paperthemes.pages.html import BASE_SCRIPTS, PACKED_SCRIPTS, render
from paperthemes.pages.stability import LEVELS, STABLE_FROM, UNSTABLE_BELOW, Level
from paperthemes.pages.wording import flatten_settings
from paperthemes.report.cards import SubjectCard, make_subject_cards
from paperthemes.report.facets import Facet, collect_facets, list_topic_facts, requested_key
from paperthemes.report.inputs import Results
from paperthemes.report.page_data import collect_page_data, collect_paper_details
from paperthemes.report.plain_papers import list_plain_papers
from paperthemes.report.provenance import Cost
from paperthemes.report.siblings import Sibling, choose_nested
from paperthemes.report.summary import (
    assess,
    count_subjects,
    lay_out_treemap,
    profile_dumps,
    summarise,
)
from paperthemes.text import parse_report_text
from paperthemes.text.plurals import count_of

_MAX_ROWS = 1_000  # rows in a table of dumps or duplicates; files in results/ hold the rest
_ENTRIES = "rejected", "suspicious", "repaired"  # lists of a parse report
STYLES = (
    *("base", "forms", "menu", "overview", "map", "cards", "papers", "facets", "paper"),
    *("table", "suggestions", "edits", "print"),
)
SCRIPTS = (
    *BASE_SCRIPTS,
    *PACKED_SCRIPTS,
    *("search_terms", "scheme", "corpus", "facets", "paper_links", "edits", "menu"),
    *("related_terms", "acronyms", "search", "search_ranks", "filter"),
    *("search_marks", "search_snippet"),
    *("columns", "table", "search_offers", "search_help", "filter_form", "histogram"),
    *("facet_form", "csv", "references", "ris", "bibtex", "csl", "reading_list", "export_menu"),
    *("topic_cards", "details", "curation_yaml", "edit_panel", "edit_forms"),
    *("selection", "colours"),
    *("legend", "density", "label_places", "contours", "tooltip", "paper_titles", "labels"),
    *("figure_parts", "save_figure", "camera", "pan", "highlight", "map"),
    *("suggestions", "print", "page_address", "reading_place"),
    *("scroll_place", "address", "report"),
    *("arrival", "subgroup_translation", "theme_translation", "filter_translation"),
    "granularity",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """The values on the report page that are not results.

    Attributes
    ----------
    clustering
        Name of the clustering.
    all_clusterings
        Names of all clusterings.
    title
        Heading of the page.
    own_dumps
        Where the user's dumps belong, if the page shows the sample data; otherwise "".
    figures
        Formats of the figures of the map, which lie beside the folder of the clustering.
    settings
        Settings by section of the config.
    workbook
        Name of the workbook with all papers, which lies beside the page; "" without any.
    columns
        Further fields of the dumps to show.
    costs
        Time and memory of each step.
    command
        Shell command that repeats the run.
    versions
        Version of each library, by name.
    """

    clustering: str
    title: str
    settings: Mapping[str, Any]
    all_clusterings: Sequence[str] = ()
    own_dumps: str = ""
    figures: Sequence[str] = ()
    workbook: str = ""
    columns: Sequence[str] = ()
    costs: Sequence[Cost] = ()
    command: str = "snakemake"
    versions: Mapping[str, str] = field(default_factory=dict)


def render_report(results: Results, context: Context, siblings: Sequence[Sibling] = ()) -> str:
    """Return the report of one clustering as a self-contained HTML page.

    It links to the reports of `siblings`, the other clusterings.
    """
    subjects, duplicates = make_subject_cards(results), results.duplicates
    profiled_subjects, profiles = profile_dumps(results, subjects)
    facets = collect_facets(results.papers, context.columns)
    values = {
        "context": context,
        "own_dumps": context.own_dumps,
        "results": results,
        "dump_labels": results.dump_labels,
        "warnings": [*_collect_warnings(results), *_list_unknown_columns(facets, context.columns)],
        "lines": summarise(results, subjects),
        "limits": assess(results, subjects),
        **_describe_subjects(subjects),
        "plain_papers": list_plain_papers(results),
        "has_authors": any(map(len, results.papers.authors)),
        "facts": list_topic_facts(results.papers, results.assignments.topic, facets),
        "hidden_topics": list(tables.rows(results.topics[results.topics.hidden])),
        "profiled_subjects": profiled_subjects,
        "profiles": profiles,
        "siblings": siblings,
        "nested": choose_nested(siblings),
        "stable_from": STABLE_FROM,
        "unstable_below": UNSTABLE_BELOW,
        "max_rows": _MAX_ROWS,
        "wording": parse_report_text,  # a module, whose functions the template calls
        **{key: _list_entries(results.dumps, key) for key in _ENTRIES},
        "duplicates": list(tables.rows(duplicates.head(_MAX_ROWS))),
        "duplicate_count": len(duplicates),
        "duplicate_rules": duplicates.rule.value_counts().items(),
        "settings": flatten_settings(context.settings),
    }
    return render(
        "report.html.j2",
        values,
        styles=STYLES,
        scripts=SCRIPTS,
        data={"corpus": collect_page_data(results, facets)},
        packed={"packed": collect_paper_details(results)},
        plotly=len(results.papers) > 0,
    )


def _collect_warnings(results: Results) -> list[tuple[str, str, str]]:
    """Return the warnings about the clustering, and then those about the dumps.

    A warning is a text, the path of its dump ("" if it is about the clustering), and a link to
    details on the page ("" if there are none). Rejected text of a dump, which could not be read,
    counts as a warning.
    """
    warnings = [(note, "", "") for note in results.metrics["notes"]]
    warnings += [(text, dump["path"], "") for dump in results.dumps for text in dump["warnings"]]
    for dump in results.dumps:
        if dump["rejected"]:
            text = f"text rejected in {count_of(dump['rejected_count'], 'place')}"
            warnings.append((text, dump["path"], "#rejected"))
    return warnings


def _list_unknown_columns(
    facets: Sequence[Facet], columns: Sequence[str]
) -> list[tuple[str, str, str]]:
    """Return a warning, as in `_collect_warnings`, for each of the columns that no paper has."""
    known = {facet.key for facet in facets}
    unknown = [name for name in columns if requested_key(name) not in known]
    return [(f"report.columns: no paper has the field {name}", "", "") for name in unknown]


def _describe_subjects(subjects: Sequence[SubjectCard]) -> dict[str, Any]:
    """Return the values of the template that are about all subjects."""
    return {
        "subjects": subjects,
        "has_themes": any(card.is_theme for card in subjects),
        "subject_count": count_subjects(subjects),
        "treemap": lay_out_treemap(subjects),
        "levels": _count_levels(subjects),
    }


def _count_levels(subjects: Sequence[SubjectCard]) -> list[tuple[Level, int]]:
    """Return each level of stability that any topic has, with the number of these topics."""
    counts = Counter(topic.level for subject in subjects for topic in subject.topics)
    return [(level, counts[level]) for level in LEVELS if counts[level]]


def _list_entries(reports: Sequence[dict[str, Any]], key: str) -> dict[str, Any]:
    """Return the entries that the parse reports list under `key`, such as "rejected".

    In the result, `rows` is a list of pairs of a report and an entry, at most `_MAX_ROWS`, and
    `more` is the number of entries that are not in `rows`.
    """
    rows = [(report, entry) for report in reports for entry in report[key]][:_MAX_ROWS]
    # A report that lists only some of its entries has the number of all as `{key}_count`.
    count = sum(report.get(f"{key}_count", len(report[key])) for report in reports)
    return {"rows": rows, "more": count - len(rows)}
