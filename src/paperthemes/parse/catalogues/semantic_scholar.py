"""Papers of Semantic Scholar: its interface (papers, searches, batches) and its datasets.

::

    {"paperId": "<40 hex digits>", "corpusId": 1, "title": "Sorting Apples", "abstract": null,
     "externalIds": {"ArXiv": "2405.01234", "DOI": "10.5555/1"}, "publicationDate": "2024-05-01",
     "authors": [{"authorId": "2", "name": "Ada Li"}], "references": [...], "citations": [...]}

    {"total": 2, "offset": 0, "data": [{"paperId": ..., "title": ...}, ...]}     a search
    {"corpusid": 1, "externalids": {...}, "title": ..., "publicationdate": ...}  dataset `papers`
    {"id": "<40 hex digits>", "title": ..., "paperAbstract": ..., ...}    Open Research Corpus

`references` and `citations` are never papers. A paper without an abstract is kept with its title
alone; an entry without a title (as in the dataset `abstracts`) is rejected.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from paperthemes.parse import fields
from paperthemes.parse.catalogues.api_pages import first_listed, listed
from paperthemes.parse.dump import Dump
from paperthemes.parse.format import (
    Format,
    ParseWarning,
    ReaderItem,
    ReaderOptions,
    Record,
    Rejected,
)
from paperthemes.parse.json_values import Entry, Object
from paperthemes.text.identifiers import find_arxiv_id, find_doi
from paperthemes.text.titles import collapse_whitespace

_LISTS = ("data", "recommendedPapers")
_PAPER_ID = re.compile(r"[0-9a-f]{40}")
_ENDS_OF_CITATION = frozenset(("citingpaper", "citedpaper"))
_SCHEMES = {
    "pmid": ("pubmed", "pmid"),
    "pmcid": ("pubmedcentral", "pmcid"),
    "mag": ("mag", "magid"),
    "dblp": ("dblp",),
    "acl": ("acl",),
}
_MOST_TOPICS = 5


def _recognises(dump: Dump) -> float:
    first = first_listed(dump, _LISTS)
    if first is None:
        return 0.0
    if not first:  # an empty page
        return 0.5
    paper = _lowered(first)
    if _ENDS_OF_CITATION & paper.keys():
        return 0.8
    if not {"title", "abstract"} & paper.keys():
        return 0.0
    if "paperid" in paper:
        return 1.0 if _is_paper_id(paper["paperid"]) else 0.6
    if "paperabstract" in paper and _is_paper_id(paper.get("id")):
        return 1.0
    return 0.95 if "corpusid" in paper else 0.0


def _read(dump: Dump, _: ReaderOptions) -> Iterator[ReaderItem]:
    for place in listed(dump, _LISTS):
        if isinstance(place, Entry):
            yield from _finds(place.number, _lowered(place.value))
        else:
            yield place


def _finds(number: int, paper: Object) -> Iterator[ReaderItem]:
    title = collapse_whitespace(fields.strip_markup(_text(paper, "title")))
    if not title:
        yield Rejected(number, number, _why_none(paper), fields.preview(paper))
        return
    dates = [date for name in ("publicationdate", "year") if (date := _text(paper, name))]
    published = next(filter(None, map(fields.parse_date, dates)), "")
    if dates and not published:
        yield ParseWarning("date not understood, left in extra", number)
    known = _known(paper)
    url = _text(paper, "url", "s2url")
    doi = find_doi(known.get("doi", "")) or find_doi(_text(paper, "doi", "doiurl"))
    yield Record(
        number,
        number,
        title,
        collapse_whitespace(fields.strip_markup(_text(paper, "abstract", "paperabstract"))),
        url=url,
        arxiv_id=next(
            filter(None, map(find_arxiv_id, (known.get("arxiv", ""), _text(paper, "arxivid")))),
            find_arxiv_id(doi),
        ),
        doi=doi,
        ids=tuple(_ids(paper, known)),
        published=published,
        authors=tuple(_authors(paper)),
        extra=_extra(paper) | ({} if published or not dates else {"date_as_given": dates[0]}),
    )


def _why_none(paper: Object) -> str:
    if _ENDS_OF_CITATION & paper.keys():
        return "a citation between papers, not a paper"
    if _text(paper, "abstract"):
        return (
            "abstract without a title (the dataset “papers” of Semantic Scholar holds the titles)"
        )
    return "paper without a title"


def _known(paper: Object) -> dict[str, str]:
    """Return the external ids, their names in lower case."""
    given = paper.get("externalids")
    if not isinstance(given, dict) and isinstance(access := paper.get("openaccessinfo"), dict):
        given = access.get("externalids")
    if not isinstance(given, dict):
        return {}
    return {
        name.lower(): text for name, value in given.items() if (text := fields.scalar_text(value))
    }


def _ids(paper: Object, known: Mapping[str, str]) -> Iterator[str]:
    for name in ("paperid", "id"):
        if _is_paper_id(paper.get(name)):
            yield f"s2:{paper[name]}"
    if corpus_id := _text(paper, "corpusid") or known.get("corpusid", ""):
        yield f"corpusid:{corpus_id}"
    for scheme, names in _SCHEMES.items():
        values = (known.get(name) or _text(paper, name) for name in names)
        if value := next(filter(None, values), ""):
            yield f"{scheme}:{value}"


def _authors(paper: Object) -> Iterator[str]:
    authors = paper.get("authors")
    for author in authors if isinstance(authors, list) else []:
        if name := fields.scalar_text(author.get("name") if isinstance(author, dict) else author):
            yield name


def _extra(paper: Object) -> dict[str, str]:
    found = {
        "venue": _text(paper, "venue") or _name(paper, "publicationvenue", "journal"),
        "citations": _text(paper, "citationcount", "numcitedby"),
        "fields_of_study": _listed(paper, "fieldsofstudy", "s2fieldsofstudy"),
        "topics": _listed(paper, "topics", "entities"),
        "type": _listed(paper, "publicationtypes"),
        "tldr": _name(paper, "tldr"),
    }
    found["venue"] = found["venue"] or _text(paper, "journalname")
    return {name: text for name, text in found.items() if text}


def _listed(paper: Object, *names: str) -> str:
    """Return the names in the first list that has any."""
    for name in names:
        values = paper.get(name)
        texts = [_label(value) for value in values] if isinstance(values, list) else []
        if kept := list(dict.fromkeys(filter(None, texts)))[:_MOST_TOPICS]:
            return "; ".join(kept)
    return ""


def _label(value: object) -> str:
    if not isinstance(value, dict):
        return fields.scalar_text(value)
    return fields.scalar_text(value.get("category")) or fields.scalar_text(value.get("topic"))


def _name(paper: Object, *names: str) -> str:
    for name in names:
        value = paper.get(name)
        if isinstance(value, dict):
            text = fields.scalar_text(value.get("name")) or fields.scalar_text(value.get("text"))
            if text:
                return text
    return ""


def _text(paper: Object, *names: str) -> str:
    return next(filter(None, (fields.scalar_text(paper.get(name)) for name in names)), "")


def _lowered(value: Mapping[str, Any]) -> Object:
    """Return an object with its keys in lower case, as the datasets have them."""
    return {key.lower(): inner for key, inner in value.items()}


def _is_paper_id(value: object) -> bool:
    return isinstance(value, str) and bool(_PAPER_ID.fullmatch(value))


FORMAT = Format("semantic-scholar", _recognises, _read, "entry")
