"""Works of OpenAlex: JSON Lines of its snapshot, pages of its API, arrays of works.

::

    {"id": "https://openalex.org/W1", "title": "Sorting Apples", "doi": "https://doi.org/10.5555/1",
     "abstract_inverted_index": {"We": [0], "sort": [1], "apples.": [2]},
     "publication_date": "2024-05-01", "authorships": [{"author": {"display_name": "Ada Li"}}], ...}

Abstracts are rebuilt from their inverted index. A work without a title is rejected. Entities that
are no works, such as authors or sources, are boilerplate; a dump that begins with one is not
recognised.
"""

import re
from collections.abc import Iterator

from paperthemes.parse.catalogues.entries import read_entry
from paperthemes.parse.fields import get_text, rebuild_abstract
from paperthemes.parse.format import Ignored, ParseWarning, ReaderItem
from paperthemes.parse.json_places import make_format
from paperthemes.parse.json_values import Object
from paperthemes.parse.tables.values import parse_literal

_WORK = re.compile(r"(?:https?://(?:api\.)?openalex\.org/(?:works/)?)?W\d+", re.IGNORECASE)
_INDEX = "abstract_inverted_index"


def _rate_work(work: Object) -> float:
    """Return the confidence that an object is a work of OpenAlex, from 0 to 1.

    An id that is not of a work, such as that of an author (`A1`), gives 0. Otherwise the confidence
    is 1 for an object with an abstract index, or with an id at openalex.org and a title (`title` or
    `display_name`). It is 0.8 for an object with a bare id, such as `W1`, and a `display_name`. It
    is 0 for all others.
    """
    work_id = get_text(work, "id")
    if work_id and not _WORK.fullmatch(work_id):
        return 0.0
    if _INDEX in work or "openalex.org" in work_id:
        return 1.0 if {"title", "display_name", _INDEX} & work.keys() else 0.0
    return 0.8 if work_id and "display_name" in work else 0.0


def _read_work(number: int, work: Object) -> Iterator[ReaderItem]:
    """Yield the record of a work, after any warnings; a rejection if it has no title.

    An object with an id that is not of a work, such as that of an author, gives an ignored place.
    `number` is the number of the object in the dump, from 1.
    """
    work_id = get_text(work, "id")
    if work_id and not _WORK.fullmatch(work_id):
        yield Ignored(number, number)
        return
    index = parse_literal(work.get(_INDEX))  # a text in exports to tables
    if isinstance(index, dict):
        # In the Microsoft Academic Graph, the index is an object in this one.
        index, warnings = rebuild_abstract(index.get("InvertedIndex", index))
        yield from (ParseWarning(message, number) for message in warnings)
    retracted = "true" if work.get("is_retracted") is True else ""
    yield from read_entry(number, {**work, _INDEX: index, "is_retracted": retracted}, "openalex")


FORMAT = make_format("openalex", _rate_work, _read_work)
