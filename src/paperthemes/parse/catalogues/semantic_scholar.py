"""Papers of Semantic Scholar: its API (papers, searches, batches) and its datasets.

::

    {"paperId": "<40 hex digits>", "corpusId": 1, "title": "Sorting Apples", "abstract": null,
     "externalIds": {"ArXiv": "2405.01234", "DOI": "10.5555/1"}, "publicationDate": "2024-05-01",
     "authors": [{"authorId": "2", "name": "Ada Li"}], "references": [...], "citations": [...]}

    {"total": 2, "offset": 0, "data": [{"paperId": ..., "title": ...}, ...]}     a search
    {"corpusid": 1, "externalids": {...}, "title": ..., "publicationdate": ...}  dataset `papers`
    {"id": "<40 hex digits>", "title": ..., "paperAbstract": ..., ...}    Open Research Corpus

The papers in `references` and `citations` are not read. A paper without an abstract is kept with
its title alone; an entry without a title, as in the dataset `abstracts`, is rejected.
"""

import re
from collections.abc import Iterator, Mapping

from paperthemes.parse import fields
from paperthemes.parse.catalogues.entries import join_topics, make_format
from paperthemes.parse.dates import parse_date
from paperthemes.parse.fields import get_text, get_texts
from paperthemes.parse.format import ParseWarning, ReaderItem, Record, Rejected
from paperthemes.parse.json_values import Object
from paperthemes.text.identifiers import find_arxiv_id, find_doi

_PAPER_ID = re.compile(r"[0-9a-f]{40}")
_CITATION_KEYS = frozenset(("citingpaper", "citedpaper"))
_EXTERNAL_NAMES = {  # names of external ids in lower case, by the scheme of the id
    "pmid": ("pubmed", "pmid"),
    "pmcid": ("pubmedcentral", "pmcid"),
    "mag": ("mag", "magid"),
    "dblp": ("dblp",),
    "acl": ("acl",),
}


def _detect_paper(entry: Object) -> float:
    """Return the confidence that an entry is of Semantic Scholar, from 0 to 1.

    For a paper, which must have a title or an abstract, it is 1 if the paper id has the form of
    Semantic Scholar's, 0.95 if there is just a `corpusId`, and 0.6 if `paperId` has another form.
    It is 0.8 for a citation in a dataset of citations, so that the user is told why it is rejected.
    It is 0 for all others.
    """
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
    """Yield the record of an entry, after any warnings; a rejection if it has no title.

    `number` is the number of the entry in the dump, from 1.
    """
    paper = _lower_keys(entry)
    title = get_text(paper, "title")
    if not title:
        yield Rejected(number, number, _explain_rejection(paper), fields.preview(paper))
        return
    dates = [date for name in ("publicationdate", "year") if (date := get_text(paper, name))]
    published = next(filter(None, map(parse_date, dates)), "")
    extra = _collect_extra(paper)
    if dates and not published:
        yield ParseWarning("date not understood, kept in the field extra", number)
        extra["date_as_given"] = dates[0]
    external_ids = _collect_external_ids(paper)
    doi = find_doi(external_ids.get("doi", "")) or find_doi(get_text(paper, "doi", "doiurl"))
    arxiv_texts = (external_ids.get("arxiv", ""), get_text(paper, "arxivid"), doi)
    yield Record(
        number,
        number,
        title,
        get_text(paper, "abstract", "paperabstract"),
        url=get_text(paper, "url", "s2url"),
        arxiv_id=next(filter(None, map(find_arxiv_id, arxiv_texts)), ""),
        doi=doi,
        ids=tuple(_find_ids(paper, external_ids)),
        published=published,
        authors=tuple(get_texts(paper, "authors", "name", "")),
        extra=extra,
    )


def _explain_rejection(paper: Object) -> str:
    """Return the reason for the rejection of an entry without a title.

    The keys of the entry are in lower case (see `_lower_keys`).
    """
    if _CITATION_KEYS & paper.keys():
        return "a citation between papers, not a paper"
    if get_text(paper, "abstract"):
        return "abstract without a title (the titles are in Semantic Scholar's dataset “papers”)"
    return "paper without a title"


def _collect_external_ids(paper: Object) -> dict[str, str]:
    """Return the external ids of a paper, by their names in lower case, such as `doi`.

    They are under `externalids` in the paper itself, or else in its `openaccessinfo`. The keys of
    the paper are in lower case (see `_lower_keys`).
    """
    for parent in (paper, paper.get("openaccessinfo")):
        ids = parent.get("externalids") if isinstance(parent, dict) else None
        if isinstance(ids, dict):
            return {name.lower(): text for name in ids if (text := fields.scalar_text(ids[name]))}
    return {}


def _find_ids(paper: Object, external_ids: Mapping[str, str]) -> Iterator[str]:
    """Yield the ids of a paper in catalogues as `scheme:value`, such as `corpusid:1`.

    The keys of the paper are in lower case (see `_lower_keys`). `external_ids` is the result of
    `_collect_external_ids`.
    """
    for name in ("paperid", "id"):
        if _is_paper_id(paper.get(name)):
            yield f"s2:{paper[name]}"
    if corpus_id := get_text(paper, "corpusid") or external_ids.get("corpusid", ""):
        yield f"corpusid:{corpus_id}"
    for scheme, names in _EXTERNAL_NAMES.items():
        values = (external_ids.get(name) or get_text(paper, name) for name in names)
        if value := next(filter(None, values), ""):
            yield f"{scheme}:{value}"


def _collect_extra(paper: Object) -> dict[str, str]:
    """Return what the record of a paper has in `extra`; keys without a value are left out.

    The keys of the paper are in lower case (see `_lower_keys`).
    """
    venues = "venue", "publicationvenue.name", "publicationvenue.text", "journal.name"
    labels = "category", "topic", ""  # paths in an item; "" is the item itself
    extra = {
        "venue": get_text(paper, *venues, "journal.text", "journalname"),
        "citations": get_text(paper, "citationcount", "numcitedby"),
        "fields_of_study": join_topics(paper, ("fieldsofstudy", "s2fieldsofstudy"), *labels),
        "topics": join_topics(paper, ("topics", "entities"), *labels),
        "type": join_topics(paper, ("publicationtypes",), *labels),
        "tldr": get_text(paper, "tldr.name", "tldr.text"),
    }
    return {name: text for name, text in extra.items() if text}


def _lower_keys(value: Object) -> Object:
    """Return an object with its own keys in lower case: `paperid` for `paperId`.

    The API and the datasets write the same keys in different case. The keys of objects in it are
    left as they are.
    """
    return {key.lower(): inner for key, inner in value.items()}


def _is_paper_id(value: object) -> bool:
    """Return true if a value is a paper id of Semantic Scholar: 40 hex digits in lower case."""
    return isinstance(value, str) and bool(_PAPER_ID.fullmatch(value))


FORMAT = make_format("semantic-scholar", _detect_paper, _read_paper)
