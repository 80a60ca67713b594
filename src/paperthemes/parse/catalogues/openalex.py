"""Works of OpenAlex: JSON Lines of its snapshot, pages of its interface, arrays of works.

::

    {"id": "https://openalex.org/W1", "title": "Sorting Apples", "doi": "https://doi.org/10.5555/1",
     "abstract_inverted_index": {"We": [0], "sort": [1], "apples.": [2]},
     "publication_date": "2024-05-01", "authorships": [{"author": {"display_name": "Ada Li"}}], ...}

An abstract is put together from the places of its words. A work without a title is rejected; what
is no work (an author, a source) is boilerplate, and a dump that begins with one is not read.
"""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from paperthemes.parse import fields
from paperthemes.parse.catalogues.api_pages import first_listed, listed
from paperthemes.parse.dump import Dump
from paperthemes.parse.format import (
    Format,
    Ignored,
    ParseWarning,
    ReaderItem,
    ReaderOptions,
    Record,
    Rejected,
)
from paperthemes.parse.json_values import Entry, Object
from paperthemes.text.identifiers import find_arxiv_id, find_doi
from paperthemes.text.titles import collapse_whitespace

_LISTS = ("results",)
_WORK = re.compile(r"(?:https?://(?:api\.)?openalex\.org/(?:works/)?)?(W\d+)", re.IGNORECASE)
_INDEX = "abstract_inverted_index"
_LAST_PART = re.compile(r"[^/\s]+$")
_MOST_TOPICS = 5
_ODD_PLACES = "words of the abstract without a place or in the same place"
_GAPS = "words missing in the abstract"


def _recognises(dump: Dump) -> float:
    first = first_listed(dump, _LISTS)
    if first is None:
        return 0.0
    if not first:  # an empty page
        return 0.5
    given = fields.scalar_text(first.get("id"))
    if given and not _WORK.fullmatch(given):
        return 0.0
    if _INDEX in first or "openalex.org" in given:
        return 1.0 if {"title", "display_name", _INDEX} & first.keys() else 0.0
    return 0.8 if given and "display_name" in first else 0.0


def _read(dump: Dump, _: ReaderOptions) -> Iterator[ReaderItem]:
    for place in listed(dump, _LISTS):
        if isinstance(place, Entry):
            yield from _finds(place.number, place.value)
        else:
            yield place


def _finds(number: int, work: Object) -> Iterator[ReaderItem]:
    given = fields.scalar_text(work.get("id"))
    if given and not _WORK.fullmatch(given):
        yield Ignored(number, number)
        return
    given_title = fields.scalar_text(work.get("title")) or fields.scalar_text(
        work.get("display_name")
    )
    title = collapse_whitespace(fields.strip_markup(given_title))
    if not title:
        yield Rejected(number, number, "work without a title", fields.preview(work))
        return
    abstract, doubts = _abstract(work)
    yield from (ParseWarning(message, number) for message in doubts)
    published, odd = _published(work)
    if odd:
        yield ParseWarning("date not understood, left in extra", number)
    locations = list(_locations(work))
    doi = find_doi(fields.scalar_text(work.get("doi"))) or find_doi(_part(work, "ids", "doi"))
    yield Record(
        number,
        number,
        title,
        collapse_whitespace(fields.strip_markup(abstract)),
        url=_url(work, locations, doi),
        arxiv_id=next(filter(None, map(find_arxiv_id, [*locations, doi])), ""),
        doi=doi,
        ids=tuple(_ids(work, given)),
        published=published,
        authors=tuple(_authors(work)),
        extra=_extra(work) | ({"date_as_given": odd} if odd else {}),
    )


def _abstract(work: Object) -> tuple[str, list[str]]:
    """Put the words of the abstract in their order; say what was odd."""
    index = work.get(_INDEX)
    if isinstance(index, str):  # as exports to tables have it
        try:
            index = json.loads(index)
        except (ValueError, RecursionError):
            return fields.scalar_text(index), []
    if isinstance(index, dict) and isinstance(index.get("InvertedIndex"), dict):
        index = index["InvertedIndex"]
    if not isinstance(index, dict):
        return fields.scalar_text(work.get("abstract")), []
    words = [
        (place, fields.scalar_text(word))
        for word, places in index.items()
        for place in (places if isinstance(places, list) else [None])
        if isinstance(place, int) and not isinstance(place, bool) and place >= 0
    ]
    words.sort(key=lambda word: word[0])
    places = [place for place, _ in words]
    given = sum(len(places) if isinstance(places, list) else 1 for places in index.values())
    doubts = []
    if len(set(places)) < given:
        doubts.append(_ODD_PLACES)
    if words and places[-1] >= len(set(places)):
        doubts.append(_GAPS)
    return collapse_whitespace(" ".join(word for _, word in words)), doubts


def _published(work: Object) -> tuple[str, str]:
    """Return the date, and what of it was not understood."""
    given = [
        fields.scalar_text(work.get(name)) for name in ("publication_date", "publication_year")
    ]
    date = next(filter(None, map(fields.parse_date, given)), "")
    return date, "" if date else " ".join(filter(None, given))


def _locations(work: Object) -> Iterator[str]:
    """Yield the addresses of the work, the primary first."""
    several = work.get("locations")
    places = [work.get("primary_location"), work.get("best_oa_location")]
    places += several if isinstance(several, list) else []
    places += [work.get("host_venue"), work.get("open_access")]
    for name in ("landing_page_url", "pdf_url", "url", "oa_url"):
        for place in places:
            if isinstance(place, dict) and (address := fields.scalar_text(place.get(name))):
                yield address


def _url(work: Object, locations: Iterable[str], doi: str) -> str:
    given = fields.scalar_text(work.get("id"))
    fallback = f"https://doi.org/{doi}" if doi else given if given.startswith("http") else ""
    return next(iter(locations), fallback)


def _ids(work: Object, given: str) -> Iterator[str]:
    if match := _WORK.fullmatch(given or _part(work, "ids", "openalex")):
        yield f"openalex:{match[1].upper()}"
    for scheme in ("pmid", "pmcid", "mag"):
        value = _part(work, "ids", scheme).rstrip("/") or fields.scalar_text(work.get(scheme))
        if match := _LAST_PART.search(value):
            yield f"{scheme}:{match[0]}"


def _authors(work: Object) -> Iterator[str]:
    for authorship in _dicts(work.get("authorships")):
        name = _part(authorship, "author", "display_name")
        if name := name or fields.scalar_text(authorship.get("raw_author_name")):
            yield name


def _extra(work: Object) -> dict[str, str]:
    found = {
        "type": fields.scalar_text(work.get("type")),
        "venue": _venue(work),
        "topics": _named(work.get("topics")) or _named(work.get("concepts")),
        "keywords": _named(work.get("keywords")),
        "citations": fields.scalar_text(work.get("cited_by_count")),
        "language": fields.scalar_text(work.get("language")),
        "retracted": "true" if work.get("is_retracted") is True else "",
    }
    return {name: text for name, text in found.items() if text}


def _venue(work: Object) -> str:
    primary = work.get("primary_location")
    source = _part(primary, "source", "display_name") if isinstance(primary, dict) else ""
    return source or _part(work, "host_venue", "display_name")


def _named(values: object) -> str:
    names = (
        fields.scalar_text(value.get("display_name")) or fields.scalar_text(value.get("keyword"))
        for value in _dicts(values)
    )
    return "; ".join(list(filter(None, names))[:_MOST_TOPICS])


def _dicts(values: object) -> Iterator[Mapping[str, Any]]:
    if isinstance(values, list):
        yield from (value for value in values if isinstance(value, dict))


def _part(value: Mapping[str, Any], *names: str) -> str:
    """Return a text that lies deeper, `""` if something else does."""
    found: object = value
    for name in names:
        found = found.get(name) if isinstance(found, dict) else None
    return fields.scalar_text(found)


FORMAT = Format("openalex", _recognises, _read, "entry")
