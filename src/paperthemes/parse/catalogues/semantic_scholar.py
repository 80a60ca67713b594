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
from collections.abc import Iterator

from paperthemes.parse.catalogues.entries import read_entry
from paperthemes.parse.fields import get_text
from paperthemes.parse.format import ReaderItem, Rejected
from paperthemes.parse.json_places import make_format
from paperthemes.parse.json_values import Object

_PAPER_ID = re.compile(r"[0-9a-f]{40}")
_CITATION_KEYS = frozenset(("citingpaper", "citedpaper"))


def _rate_paper(entry: Object) -> float:
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
    id_key = "id" if "paperabstract" in paper else "paperid"
    if _PAPER_ID.fullmatch(get_text(paper, "paperid", id_key)):
        return 1.0
    return 0.95 if "corpusid" in paper else 0.6 if "paperid" in paper else 0.0


def _read_paper(number: int, entry: Object) -> Iterator[ReaderItem]:
    """Yield the record of an entry, after any warnings; a rejection if it has no title.

    `number` is the number of the entry in the dump, from 1.
    """
    paper = _lower_keys(entry)
    if _CITATION_KEYS & paper.keys():
        yield Rejected(number, number, "a citation between papers, not a paper", "")
        return
    untitled = "abstract without a title (the titles are in Semantic Scholar's dataset “papers”)"
    yield from read_entry(number, paper, "semantic-scholar", untitled)


def _lower_keys(value: Object) -> Object:
    """Return an object with its own keys in lower case: `paperid` for `paperId`.

    The API and the datasets write the same keys in different case. The keys of objects in it are
    left as they are.
    """
    return {key.lower(): inner for key, inner in value.items()}


FORMAT = make_format("semantic-scholar", _rate_paper, _read_paper)
