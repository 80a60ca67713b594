"""Answers of APIs, and other shapes of JSON with papers in them, all give the same records."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from helpers.reading import read

ABSTRACT = "We tune kites in a tunnel and measure how far they lean when the wind turns at night."
TITLES = "Kites That Lean", "Boats That Wait"
DOIS = "10.5555/kite.1", "10.5555/kite.2"
ARXIV_IDS = "2405.01234", "2405.01235"
DAY = "2024-05-06"
PARTS = {"date-parts": [[2024, 5, 6]]}
JATS = f"<jats:title>Abstract</jats:title><jats:p>{ABSTRACT}</jats:p>"
WORDS = {word: [place] for place, word in enumerate(dict.fromkeys(ABSTRACT.split()))}


def crossref(n: int) -> dict[str, Any]:
    return {
        "DOI": DOIS[n],
        "title": [TITLES[n]],
        "abstract": JATS,
        "author": [{"given": "Ada", "family": "Li"}, {"given": "Bo", "family": "van Ek"}],
        "container-title": ["Wind"],
        "issued": PARTS,
        "reference": [{"DOI": "10.5555/other", "article-title": "Other"}],
        "relation": {"is-preprint-of": [{"id": "10.5555/other", "id-type": "doi"}]},
        "URL": f"https://doi.org/{DOIS[n]}",
    }


def datacite(n: int) -> dict[str, Any]:
    return {
        "id": DOIS[n],
        "type": "dois",
        "attributes": {
            "doi": DOIS[n],
            "titles": [{"title": TITLES[n]}, {"title": "Drachen", "titleType": "TranslatedTitle"}],
            "creators": [
                {"name": "Li, Ada", "givenName": "Ada", "familyName": "Li"},
                {"name": "van Ek, Bo"},
            ],
            "descriptions": [
                {"description": "By hand.", "descriptionType": "Methods"},
                {"description": ABSTRACT, "descriptionType": "Abstract"},
            ],
            "dates": [
                {"date": "2025-01-01", "dateType": "Updated"},
                {"date": DAY, "dateType": "Issued"},
            ],
            "publicationYear": 2024,
            "relatedIdentifiers": [
                {"relatedIdentifier": "10.5555/other", "relatedIdentifierType": "DOI"}
            ],
        },
    }


def openreview(n: int) -> dict[str, Any]:
    content = {
        "title": TITLES[n],
        "abstract": ABSTRACT,
        "authors": ["Ada Li", "Bo van Ek"],
        "_bibtex": f"doi = {DOIS[n]}",
    }
    wrapped = {key: {"value": value} for key, value in content.items()} | {"doi": DOIS[n]}
    return {"id": f"x{n}", "forum": f"x{n}", "pdate": 1714953600000, "content": wrapped}


def inspire(n: int) -> dict[str, Any]:
    return {
        "id": "7",
        "created": "2024-09-01T00:00:00+00:00",
        "metadata": {
            "titles": [{"source": "arXiv", "title": TITLES[n]}, {"title": TITLES[n]}],
            "abstracts": [{"source": "arXiv", "value": ABSTRACT}, {"value": "Short."}],
            "authors": [{"full_name": "Li, Ada"}, {"full_name": "van Ek, Bo"}],
            "dois": [{"value": DOIS[n], "source": "x"}],
            "arxiv_eprints": [{"value": ARXIV_IDS[n], "categories": ["cs.LG"]}],
            "earliest_date": DAY,
        },
    }


def zenodo(n: int) -> dict[str, Any]:
    return {
        "id": 12,
        "title": TITLES[n],
        "doi": DOIS[n],
        "created": "2024-09-01",
        "metadata": {
            "title": TITLES[n],
            "doi": DOIS[n],
            "publication_date": DAY,
            "description": f"<p>{ABSTRACT}</p>",
            "creators": [{"name": "Li, Ada", "affiliation": "U"}, {"name": "van Ek, Bo"}],
            "related_identifiers": [
                {"identifier": "10.5555/other", "relation": "isPartOf", "scheme": "doi"}
            ],
        },
    }


def doaj(n: int) -> dict[str, Any]:
    return {
        "id": "q",
        "bibjson": {
            "title": TITLES[n],
            "abstract": ABSTRACT,
            "author": [{"name": "Ada Li", "affiliation": "U"}, {"name": "Bo van Ek"}],
            "date": DAY,
            "identifier": [
                {"type": "eissn", "id": "1234-5678"},
                {"type": "doi", "id": DOIS[n]},
            ],
            "journal": {"title": "Wind", "issns": ["1234-5678"]},
        },
    }


def europe_pmc(n: int) -> dict[str, Any]:
    authors = [
        {"fullName": "Li A", "firstName": "Ada", "lastName": "Li", "initials": "A"},
        {"fullName": "van Ek B", "firstName": "Bo", "lastName": "van Ek", "initials": "B"},
    ]
    return {
        "id": "7",
        "doi": DOIS[n],
        "title": TITLES[n],
        "authorString": "Li A, van Ek B.",
        "authorList": {"author": authors},
        "pubYear": "2024",
        "abstractText": f"<h4>Aim</h4>{ABSTRACT}".replace("<h4>Aim</h4>", ""),
        "firstPublicationDate": DAY,
        "journalInfo": {"journal": {"title": "Wind"}, "printPublicationDate": "2024-09-01"},
    }


def solr(n: int) -> dict[str, Any]:
    return {
        "docid": n,
        "title_s": [TITLES[n]],
        "abstract_s": [ABSTRACT],
        "authFullName_s": ["Ada Li", "Bo van Ek"],
        "doiId_s": DOIS[n],
        "producedDate_s": DAY,
    }


def plain(n: int) -> dict[str, Any]:
    return {
        "title": TITLES[n],
        "abstract": ABSTRACT,
        "authors": [{"name": "Ada Li"}, {"name": "Bo van Ek"}],
        "doi": DOIS[n],
        "published": DAY,
    }


def csl(n: int) -> dict[str, Any]:
    bo = {"family": "Ek", "given": "Bo", "non-dropping-particle": "van"}
    return {
        "id": f"li{n}",
        "title": TITLES[n],
        "abstract": ABSTRACT,
        "author": [{"family": "Li", "given": "Ada"}, bo],
        "DOI": DOIS[n],
        "issued": {"date-parts": [["2024", "5", 6]]},
    }


def scopus(n: int) -> dict[str, Any]:
    return {
        "dc:identifier": "SCOPUS_ID:85",
        "dc:title": TITLES[n],
        "dc:description": ABSTRACT,
        "prism:doi": DOIS[n],
        "prism:coverDate": DAY,
        "author": [
            {"authname": "Li A.", "given-name": "Ada", "surname": "Li"},
            {"authname": "van Ek B.", "given-name": "Bo", "surname": "van Ek"},
        ],
    }


def zotero(n: int) -> dict[str, Any]:
    return {
        "key": "ABCD",
        "library": {"id": 1, "name": "mine"},
        "data": {
            "title": TITLES[n],
            "abstractNote": ABSTRACT,
            "DOI": DOIS[n],
            "date": DAY,
            "creators": [
                {"creatorType": "author", "firstName": "Ada", "lastName": "Li"},
                {"creatorType": "editor", "firstName": "Cy", "lastName": "Om"},
                {"creatorType": "author", "name": "Bo van Ek"},
            ],
        },
    }


def open_aire(n: int) -> dict[str, Any]:
    return {
        "mainTitle": TITLES[n],
        "descriptions": [ABSTRACT],
        "authors": [
            {"fullName": "Li, Ada", "name": "Ada", "surname": "Li"},
            {"fullName": "van Ek, Bo", "name": "Bo", "surname": "van Ek"},
        ],
        "publicationDate": DAY,
        "pids": [{"scheme": "handle", "value": "1/2"}, {"scheme": "doi", "value": DOIS[n]}],
    }


def springer(n: int) -> dict[str, Any]:
    return {
        "title": TITLES[n],
        "abstract": {"h1": "Abstract", "p": ABSTRACT},
        "creators": [{"creator": "Li, Ada"}, {"creator": "van Ek, Bo"}],
        "doi": DOIS[n],
        "publicationDate": DAY,
        "url": [{"format": "", "platform": "web", "value": f"https://doi.org/{DOIS[n]}"}],
    }


def dblp(n: int) -> dict[str, Any]:
    info = {
        "authors": {
            "author": [{"@pid": "1", "text": "Ada Li"}, {"@pid": "2", "text": "Bo van Ek"}]
        },
        "title": TITLES[n],
        "year": DAY,
        "doi": DOIS[n],
        "abstract": {"#text": ABSTRACT},
    }
    return {"@score": "1", "@id": "7", "info": info}


def sectioned(n: int) -> dict[str, Any]:
    first, second = ABSTRACT[:16], ABSTRACT[17:]
    sections = [{"type": "paragraph", "text": first}, {"type": "paragraph", "text": second}]
    return plain(n) | {"abstract": {"content": sections}, "title": {"en": TITLES[n]}}


def pwc(n: int) -> dict[str, Any]:
    del n
    raise NotImplementedError


def nested(n: int) -> dict[str, Any]:
    details = {"title": TITLES[n], "abstract": ABSTRACT, "doi": DOIS[n]}
    other = {"title": "Another", "abstract": "No.", "doi": "10.5555/other"}
    return {
        "title": TITLES[n],
        "related": other,
        "parent": other,
        "authors": "Ada Li, Bo van Ek",
        "details": details,
        "date": DAY,
    }


def both(entry: Callable[[int], dict[str, Any]]) -> list[dict[str, Any]]:
    return [entry(0), entry(1)]


ANSWERS: dict[str, Any] = {
    "crossref": {"status": "ok", "message": {"total-results": 2, "items": both(crossref)}},
    "crossref work": {"status": "ok", "message": crossref(0)},
    "datacite": {"data": both(datacite), "meta": {"total": 2}, "links": {}},
    "openreview": {"notes": both(openreview), "count": 2},
    "inspire": {"hits": {"hits": both(inspire), "total": 2}, "links": {}},
    "zenodo": {"hits": {"hits": both(zenodo), "total": 2}, "aggregations": {"type": {}}},
    "elasticsearch": {
        "took": 5,
        "hits": {"hits": [{"_id": "1", "_source": plain(n)} for n in (0, 1)]},
    },
    "doaj": {"total": 2, "query": "x", "results": both(doaj)},
    "europe pmc": {"hitCount": 2, "resultList": {"result": both(europe_pmc)}},
    "solr": {"responseHeader": {"status": 0}, "response": {"numFound": 2, "docs": both(solr)}},
    "csl": both(csl),
    "csl items": {"items": both(csl)},
    "scopus": {"search-results": {"opensearch:totalResults": "2", "entry": both(scopus)}},
    "zotero": both(zotero),
    "openaire": {"header": {"numFound": 2}, "results": both(open_aire)},
    "springer": {"apiMessage": "x", "records": both(springer), "facets": [{"name": "y"}]},
    "dblp": {"result": {"status": {"@code": "200"}, "hits": {"@total": "2", "hit": both(dblp)}}},
    "graphql": {"data": {"search": {"edges": [{"node": plain(n)} for n in (0, 1)]}}},
    "sections": both(sectioned),
    "nested": both(nested),
    "by doi": {DOIS[n]: {k: v for k, v in plain(n).items() if k != "doi"} for n in (0, 1)},
    "groups": {"kites": [plain(0)], "boats": [plain(1)], "trains": []},
    "groups of three": {"kites": [plain(0)], "boats": [plain(1)], "trains": [plain(0)]},
    "esummary": {"result": {"uids": ["1", "2"], "1": plain(0), "2": plain(1)}},
    "pages": [{"results": [plain(0)], "page": 1}, {"results": [plain(1)], "page": 2}],
    "datasets server": {
        "features": [{"feature_idx": 0, "name": "title"}],
        "rows": [{"row_idx": n, "row": plain(n), "truncated_cells": []} for n in (0, 1)],
    },
}
