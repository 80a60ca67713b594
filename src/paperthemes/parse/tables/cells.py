"""Cells of a row, which may be texts, JSON values or literals of Python, as texts by column.

::

    authors:      [{'authorId': '14', 'name': 'Ada Li'}]       ->  authors: Ada Li;
    externalIds:  {"ArXiv": "2405.01234", "DOI": "10.5555/1"}  ->  externalIds.DOI: 10.5555/1 ...
    details:      {"title": "...", "abstract": "We sort."}     ->  details.abstract: We sort.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from functools import lru_cache

from paperthemes.parse.tables.aliases import COMMON
from paperthemes.parse.tables.columns import ColumnMapping, map_columns
from paperthemes.parse.tables.values import (
    NESTED,
    as_mapping,
    get_date,
    get_prose,
    get_url,
    join_names,
    parse_literal,
    to_text,
)
from paperthemes.text.titles import collapse_whitespace

_CONVERTERS: Mapping[str, Callable[[object], str]] = {
    "title": get_prose,
    "abstract": get_prose,
    "published": get_date,
    "authors": join_names,
    "url": get_url,
}
_INNER_FIELDS = ("abstract", "authors", "arxiv_id", "doi", "published")
_MAX_INNER_KEYS = 200  # an object with more is a mapping of something else, such as of words
# Names of objects that describe other works, or what the work appeared in.
_OTHER_WORK = re.compile(
    r"relat|refer|cit(?:ed|ing|ation)|journal|venue|publication|publisher|host|source|conference",
    re.IGNORECASE,
)


def read_cells(
    cells: Mapping[str, object], columns: ColumnMapping, field_by_column: Mapping[str, str]
) -> tuple[dict[str, str], ColumnMapping]:
    """Return the cells of a row as texts by column, with white space collapsed.

    Line ends stay in lists of authors, where they may be separators. Objects in the row that
    describe the same work give further columns; the mapping that is returned has them after those
    of `columns`. `field_by_column` is that of `columns`.
    """
    texts: dict[str, str] = {}
    objects: dict[str, Mapping[str, object]] = {}
    for column, cell in cells.items():
        field = field_by_column.get(column, "")
        if isinstance(cell, str) and cell[:1] not in ("[", "{"):
            texts[column] = cell.strip() if field == "authors" else collapse_whitespace(cell)
        elif column not in columns.left_out:
            value = parse_literal(cell)
            if isinstance(value, dict) and len(value) == 1:
                value = value.get("value", value)
            texts[column] = _convert(field, value)
            if field not in _CONVERTERS and isinstance(value, NESTED):
                objects[column] = as_mapping(value)
    for name, value in objects.items():
        titles = {texts.get(column, "") for column in columns.fields.get("title", ())}
        for field, key in _list_inner_columns(name, value, titles):
            column = f"{name}.{key}"
            texts[column] = _convert(field, parse_literal(value[key]))
            if field in _INNER_FIELDS:
                known = columns.fields.get(field, ())
                columns = replace(columns, fields={**columns.fields, field: (*known, column)})
            else:
                columns = replace(columns, ids={field: column, **columns.ids})
    return texts, columns


def _convert(field: str, value: object) -> str:
    """Return a value in a column of a field, or of `""`, as text with white space collapsed."""
    return collapse_whitespace(_CONVERTERS.get(field, to_text)(value))


def _list_inner_columns(
    name: str, value: Mapping[str, object], titles: set[str]
) -> Iterator[tuple[str, str]]:
    """Yield the fields, or schemes of ids, that an object in a row has, each with its key.

    `name` is the name of the object, `titles` has the titles of the row: an object with another
    title describes another work.
    """
    mapping = _map_keys(tuple(value)) if 0 < len(value) <= _MAX_INNER_KEYS else None
    if mapping is None or _OTHER_WORK.search(name):
        return
    keys = [key for key in mapping.fields["title"] if key in value]
    if any(collapse_whitespace(get_prose(value[key])) not in titles for key in keys):
        return
    yield from ((field, key) for field in _INNER_FIELDS for key in mapping.fields.get(field, ()))
    yield from mapping.ids.items()


@lru_cache(maxsize=1 << 10)
def _map_keys(keys: tuple[str, ...]) -> ColumnMapping | None:
    """Return what the keys of an object hold; `None` if they are not those of a paper."""
    mapping = map_columns(keys, {}, COMMON)
    if "title" not in mapping.fields:
        mapping = map_columns(("title", *keys), {}, COMMON)
    return mapping if mapping.confidence else None
