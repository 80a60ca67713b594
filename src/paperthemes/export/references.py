"""The papers as bibliographic references, from which all formats of reference managers are made."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from paperthemes import tables
from paperthemes.text.bibliography import Name, find_kind, find_pages, make_keys, split_name


@dataclass(frozen=True, slots=True, kw_only=True)
class Reference:
    """A paper as a bibliographic reference.

    Attributes
    ----------
    key
        Citation key, unique in the corpus.
    kind
        Kind of work: see `find_kind`.
    published
        `YYYY-MM-DD`, `YYYY-MM`, `YYYY` or `""`.
    keywords
        Its topic, its theme, and the keywords in the dump.
    note
        A sentence about its topic.
    ids
        Other identifiers by scheme, such as `pmid`.
    pages
        First and last page, as written; `""` if unknown.
    extra
        Other fields of the dump, such as `volume`.
    """

    key: str
    kind: str
    title: str
    abstract: str
    authors: tuple[Name, ...]
    published: str
    venue: str
    doi: str
    arxiv_id: str
    url: str
    keywords: tuple[str, ...]
    note: str
    ids: Mapping[str, str]
    pages: tuple[str, str]
    extra: Mapping[str, str]


def make_references(papers: pd.DataFrame, wide: pd.DataFrame) -> list[Reference]:
    """Return the references of papers.

    Parameters
    ----------
    papers
        Table `tables.PAPERS`.
    wide
        The rows of the same papers, in the same order, as `make_wide_table` returns them.
    """
    extras = [json.loads(text) for text in papers.extra]
    rows = [*tables.rows(wide[tables.EXPORT.names])]
    keys = make_keys(rows, extras)
    return [
        _make_reference(row, extra, key) for row, extra, key in zip(rows, extras, keys, strict=True)
    ]


def _make_reference(row: Any, extra: Mapping[str, str], key: str) -> Reference:  # noqa: ANN401
    """Return the reference of a row of `tables.EXPORT`."""
    is_assigned = row.topic_name != tables.UNASSIGNED_NAME
    subjects = [row.topic_name, row.theme_name] if is_assigned else []
    own_keywords = map(str.strip, extra.get("keywords", "").split(";"))
    theme = f"; theme: {row.theme_name}" if is_assigned and row.theme_name else ""
    place = f"{row.topic_name} ({row.topic_id}), {row.grade}, confidence {row.confidence:.2f}"
    return Reference(
        key=key,
        kind=find_kind(extra, row.venue),
        title=row.title,
        abstract=row.abstract,
        authors=tuple(map(split_name, row.authors)),
        published=row.published,
        venue=row.venue,
        doi=row.doi,
        arxiv_id=row.arxiv_id,
        url=row.url,
        keywords=tuple(dict.fromkeys(filter(None, (*subjects, *own_keywords)))),
        note=f"Topic: {place}{theme}" if is_assigned else "Topic: none",
        ids=dict(id_.split(":", 1) for id_ in reversed(row.ids)),  # the first of a scheme stays
        pages=find_pages(extra),
        extra=extra,
    )
