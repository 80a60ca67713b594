"""Papers of Semantic Scholar: its API (papers, searches, batches) and its datasets.

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

from paperthemes.parse import fields
from paperthemes.parse.catalogues.entries import MAX_TOPICS, catalogue_format, list_at, text_at
from paperthemes.parse.format import ParseWarning, ReaderItem, Record, Rejected
from paperthemes.parse.json_values import Object
from paperthemes.text.identifiers import find_arxiv_id, find_doi
from paperthemes.text.titles import collapse_whitespace

_PAPER_ID = re.compile(r"[0-9a-f]{40}")
_CITATION_KEYS = frozenset(("citingpaper", "citedpaper"))
_SCHEMES = {
    "pmid": ("pubmed", "pmid"),
    "pmcid": ("pubmedcentral", "pmcid"),
    "mag": ("mag", "magid"),
    "dblp": ("dblp",),
    "acl": ("acl",),
}


def _detect_paper(entry: Object) -> float:
    paper = _lower_keys(entry)
    if _CITATION_KEYS & paper.keys():
        return 0.8
    if not {"title", "abstract"} & paper.keys():
        return 0.0
    if "paperid" in paper:
        return 1.0 if _is_paper_id(paper["paperid"]) else 0.6
    if "paperabstract" in paper and _is_paper_id(paper.get("id")):
        return 1.0
    return 0.95 if "corpusid" in paper else 0.0


def _read_paper(number: int, entry: Object) -> Iterator[ReaderItem]:
    paper = _lower_keys(entry)
    title = collapse_whitespace(fields.strip_markup(_text(paper, "title")))
    if not title:
        yield Rejected(number, number, _rejection_reason(paper), fields.preview(paper))
        return
    dates = [date for name in ("publicationdate", "year") if (date := _text(paper, name))]
    published = next(filter(None, map(fields.parse_date, dates)), "")
    extra = _extra(paper)
    if dates and not published:
        yield ParseWarning("date not understood, left in extra", number)
        extra["date_as_given"] = dates[0]
    external = _external_ids(paper)
    doi = find_doi(external.get("doi", "")) or find_doi(_text(paper, "doi", "doiurl"))
    arxiv_ids = map(find_arxiv_id, (external.get("arxiv", ""), _text(paper, "arxivid"), doi))
    yield Record(
        number,
        number,
        title,
        collapse_whitespace(fields.strip_markup(_text(paper, "abstract", "paperabstract"))),
        url=_text(paper, "url", "s2url"),
        arxiv_id=next(filter(None, arxiv_ids), ""),
        doi=doi,
        ids=tuple(_ids(paper, external)),
        published=published,
        authors=tuple(_authors(paper)),
        extra=extra,
    )


def _rejection_reason(paper: Object) -> str:
    if _CITATION_KEYS & paper.keys():
        return "a citation between papers, not a paper"
    if _text(paper, "abstract"):
        return "abstract without a title (the titles are in Semantic Scholar's dataset “papers”)"
    return "paper without a title"


def _external_ids(paper: Object) -> dict[str, str]:
    """Return the external ids by their names in lower case."""
    ids = paper.get("externalids")
    if not isinstance(ids, dict) and isinstance(access := paper.get("openaccessinfo"), dict):
        ids = access.get("externalids")
    if not isinstance(ids, dict):
        return {}
    return {name.lower(): text for name in ids if (text := text_at(ids, name))}


def _ids(paper: Object, external: Mapping[str, str]) -> Iterator[str]:
    for name in ("paperid", "id"):
        if _is_paper_id(paper.get(name)):
            yield f"s2:{paper[name]}"
    if corpus_id := _text(paper, "corpusid") or external.get("corpusid", ""):
        yield f"corpusid:{corpus_id}"
    for scheme, names in _SCHEMES.items():
        values = (external.get(name) or _text(paper, name) for name in names)
        if value := next(filter(None, values), ""):
            yield f"{scheme}:{value}"


def _authors(paper: Object) -> Iterator[str]:
    for author in list_at(paper, "authors"):
        if name := text_at(author, "name") or fields.scalar_text(author):
            yield name


def _extra(paper: Object) -> dict[str, str]:
    venue = _text(paper, "venue") or _name(paper, "publicationvenue") or _name(paper, "journal")
    extra = {
        "venue": venue or _text(paper, "journalname"),
        "citations": _text(paper, "citationcount", "numcitedby"),
        "fields_of_study": _labels(paper, "fieldsofstudy") or _labels(paper, "s2fieldsofstudy"),
        "topics": _labels(paper, "topics") or _labels(paper, "entities"),
        "type": _labels(paper, "publicationtypes"),
        "tldr": _name(paper, "tldr"),
    }
    return {name: text for name, text in extra.items() if text}


def _labels(paper: Object, key: str) -> str:
    labels = (
        text_at(value, "category") or text_at(value, "topic") or fields.scalar_text(value)
        for value in list_at(paper, key)
    )
    return "; ".join(list(dict.fromkeys(filter(None, labels)))[:MAX_TOPICS])


def _name(paper: Object, key: str) -> str:
    return text_at(paper, key, "name") or text_at(paper, key, "text")


def _text(paper: Object, *keys: str) -> str:
    """Return the first of several values that is a text or number."""
    return next(filter(None, (text_at(paper, key) for key in keys)), "")


def _lower_keys(value: Object) -> Object:
    """Return an object with its keys in lower case, as the datasets have them."""
    return {key.lower(): inner for key, inner in value.items()}


def _is_paper_id(value: object) -> bool:
    return isinstance(value, str) and bool(_PAPER_ID.fullmatch(value))


FORMAT = catalogue_format(
    "semantic-scholar", ("data", "recommendedPapers"), _detect_paper, _read_paper
)
