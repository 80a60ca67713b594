"""The first page of the results: what there is, and where."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from paperthemes.files import read_json, write_text
from paperthemes.pages.html import render
from paperthemes.report.stability import Level, level_of_clustering

STYLES = ("base", "cards", "table", "index", "print")
_OF_CLUSTERINGS = (
    ("report.html", "the report: map, topics, all papers, how it was made"),
    ("changes.html", "what changed since an earlier run, and trends"),
    ("changes.json", "the same, for programs"),
    ("trends.csv", "how large each topic was per run and per month, for a spreadsheet"),
    ("assignments.csv", "which paper is in which topic, for a spreadsheet"),
    ("assignments.parquet", "the same, for programs"),
    ("topics.json", "the topics"),
    ("topics.parquet", "the same, for programs"),
    ("themes.json", "the themes that the topics belong to"),
    ("themes.parquet", "the same, for programs"),
    ("metrics.json", "the clustering in numbers"),
    ("map.parquet", "where the papers lie on the map"),
    ("partition.npz", "papers and topics before these have names"),
    ("partition.json", "numbers that belong to these"),
    ("identities.json", "the permanent ids of the topics, before and after curation"),
    ("recorded.json", "which run in history/ this is"),
    ("found.npz", "papers and topics before curation"),
    ("found.json", "numbers that belong to these"),
)


@dataclass(frozen=True, slots=True)
class File:
    """A result: its path below `results/`, and what it is."""

    path: str
    meaning: str


@dataclass(frozen=True, slots=True)
class Entry:
    """A clustering in a line; `level` is what its stability means."""

    name: str
    topics: int
    themes: int
    unassigned_share: float
    stability: float | None
    level: Level


@dataclass(frozen=True, slots=True)
class Made:
    """What the config says of what is made for all clusterings: names that files have."""

    dumps: Sequence[str]
    encoder: str
    neighbours: Sequence[str]


def run(metrics: Mapping[str, str], made: Made, html_path: str | Path, title: str) -> None:
    """Write the first page; `metrics` has the path of each clustering's, by its name."""
    read = {name: read_json(path) for name, path in metrics.items()}
    write_text(html_path, index_page(read, made, title))


def index_page(metrics: Mapping[str, Mapping[str, Any]], made: Made, title: str) -> str:
    """Return the first page as one HTML text without scripts; its links are relative."""
    return render(
        "index.html.j2",
        {
            "title": title,
            "papers": next(iter(metrics.values()))["papers"],
            "dumps": made.dumps,
            "entries": [_entry(name, numbers) for name, numbers in metrics.items()],
            "of_clusterings": [File(*one) for one in _OF_CLUSTERINGS],
            "of_all": _of_all(made),
        },
        styles=STYLES,
    )


def _entry(name: str, metrics: Mapping[str, Any]) -> Entry:
    stability = metrics["stability"]
    level = level_of_clustering(stability)
    share = metrics["unassigned_share"]
    return Entry(name, metrics["topics"], metrics["themes"], share, stability, level)


def _of_all(made: Made) -> list[File]:
    """List what is made once for all clusterings."""
    return [
        File("papers.parquet", "every paper once"),
        File("duplicates.csv", "records dropped because they repeat a paper, and why"),
        File("duplicates.parquet", "the same, for programs"),
        File(f"embeddings/{made.encoder}.npz", "one vector per paper"),
        File(f"embeddings/{made.encoder}.report.json", "how the vectors came about"),
        File("vocabulary.npz", "the terms that papers share"),
        *(
            File(f"neighbours/{key}.npz", "each paper's nearest papers, and layouts")
            for key in made.neighbours
        ),
        File("logs/", "what each job said"),
        File("benchmarks/", "time and memory of each job"),
    ]
