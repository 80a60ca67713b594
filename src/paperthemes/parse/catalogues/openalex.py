"""Works of OpenAlex: JSON Lines of its snapshot, pages of its API, arrays of works.

::

    {"id": "https://openalex.org/W1", "title": "Sorting Apples", "doi": "https://doi.org/10.5555/1",
     "abstract_inverted_index": {"We": [0], "sort": [1], "apples.": [2]},
     "publication_date": "2024-05-01", "authorships": [{"author": {"display_name": "Ada Li"}}], ...}

Abstracts are rebuilt from their inverted index. A work without a title is rejected. Entities that
are no works, such as authors or sources, are boilerplate; a dump that begins with one is not
recognised.
"""

import json
import re
from collections.abc import Iterator

from paperthemes.parse import fields
from paperthemes.parse.catalogues.entries import join_topics, make_format
from paperthemes.parse.dates import parse_date
from paperthemes.parse.fields import get_list, get_text, get_texts, rebuild_abstract
from paperthemes.parse.format import Ignored, ParseWarning, ReaderItem, Record, Rejected
from paperthemes.parse.json_values import Object
from paperthemes.text.identifiers import find_arxiv_id, find_doi

_WORK = re.compile(r"(?:https?://(?:api\.)?openalex\.org/(?:works/)?)?(W\d+)", re.IGNORECASE)
_INDEX = "abstract_inverted_index"
_LAST_PART = re.compile(r"[^/\s]+$")  # of an address: the id


def _detect_work(work: Object) -> float:
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
    if not (title := get_text(work, "title", "display_name")):
        yield Rejected(number, number, "work without a title", fields.preview(work))
        return
    abstract, warnings = _read_abstract(work)
    yield from (ParseWarning(message, number) for message in warnings)
    dates = [get_text(work, name) for name in ("publication_date", "publication_year")]
    published = next(filter(None, map(parse_date, dates)), "")
    extra = _collect_extra(work)
    if not published and any(dates):
        yield ParseWarning("date not understood, kept in the field extra", number)
        extra["date_as_given"] = " ".join(filter(None, dates))
    urls = list(_find_urls(work))
    doi = find_doi(get_text(work, "doi")) or find_doi(get_text(work, "ids.doi"))
    page_url = work_id if work_id.startswith("http") else ""  # the work's page at OpenAlex
    fallback_url = f"https://doi.org/{doi}" if doi else page_url
    yield Record(
        number,
        number,
        title,
        abstract,
        url=urls[0] if urls else fallback_url,
        arxiv_id=next(filter(None, map(find_arxiv_id, [*urls, doi])), ""),
        doi=doi,
        ids=tuple(_find_ids(work, work_id)),
        published=published,
        authors=tuple(get_texts(work, "authorships", "author.display_name", "raw_author_name")),
        extra=extra,
    )


def _read_abstract(work: Object) -> tuple[str, list[str]]:
    """Return the abstract of a work, and the messages of warnings about it.

    The abstract is rebuilt from an inverted index. In exports to tables the index is a text in
    JSON; a text that is no JSON is the abstract itself. If there is no index, or it is no JSON
    object, the abstract is the text under `abstract`, or `""`.
    """
    index = work.get(_INDEX)
    if isinstance(index, str):
        try:
            index = json.loads(index)
        except (ValueError, RecursionError):
            return fields.scalar_text(index), []
    if isinstance(index, dict) and isinstance(index.get("InvertedIndex"), dict):
        index = index["InvertedIndex"]  # as in the Microsoft Academic Graph
    if not isinstance(index, dict):
        return get_text(work, "abstract"), []
    return rebuild_abstract(index)


def _find_urls(work: Object) -> Iterator[str]:
    """Yield the addresses of a work: of landing pages, then of PDF files, then any others.

    Among those of landing pages, and among those of PDF files, the address at the work's primary
    location comes first. An address that the work has several times is yielded as often.
    """
    locations = [
        *(work.get("primary_location"), work.get("best_oa_location"), *get_list(work, "locations")),
        *(work.get("host_venue"), work.get("open_access")),
    ]
    for name in ("landing_page_url", "pdf_url", "url", "oa_url"):
        yield from filter(None, (get_text(location, name) for location in locations))


def _find_ids(work: Object, work_id: str) -> Iterator[str]:
    """Yield the ids of a work in catalogues as `scheme:value`, such as `openalex:W1`.

    `work_id` is the text under `id`. If it is `""`, that under `ids.openalex` is used.
    """
    if match := _WORK.fullmatch(work_id or get_text(work, "ids.openalex")):
        yield f"openalex:{match[1].upper()}"
    for scheme in ("pmid", "pmcid", "mag"):
        value = get_text(work, f"ids.{scheme}").rstrip("/") or get_text(work, scheme)
        if match := _LAST_PART.search(value):  # the id, at the end of an address
            yield f"{scheme}:{match[0]}"


def _collect_extra(work: Object) -> dict[str, str]:
    """Return what the record of a work has in `extra`; keys without a value are left out."""
    extra = {
        "type": get_text(work, "type"),
        "venue": get_text(work, "primary_location.source.display_name", "host_venue.display_name"),
        "topics": join_topics(work, ("topics", "concepts"), "display_name", "keyword"),
        "keywords": join_topics(work, ("keywords",), "display_name", "keyword"),
        "citations": get_text(work, "cited_by_count"),
        "language": get_text(work, "language"),
        "retracted": "true" if work.get("is_retracted") is True else "",
    }
    return {name: text for name, text in extra.items() if text}


FORMAT = make_format("openalex", _detect_work, _read_work)
