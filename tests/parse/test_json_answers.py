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
WORDS = {
    word: [i for i, w in enumerate(ABSTRACT.split()) if w == word] for word in ABSTRACT.split()
}


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
        "abstractText": f"<p>{ABSTRACT}</p>",
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
    "esummary": {"result": {"uids": ["1", "2"], "1": plain(0), "2": plain(1)}},
    "pages": [{"results": [plain(0)], "page": 1}, {"results": [plain(1)], "page": 2}],
    "datasets server": {
        "features": [{"feature_idx": 0, "name": "title"}],
        "rows": [{"row_idx": n, "row": plain(n), "truncated_cells": []} for n in (0, 1)],
    },
}


def check_records(records: pd.DataFrame, report: dict[str, Any], count: int = 2) -> None:
    """Check that the records are the first two papers, without warnings or rejected places."""
    assert (report["warnings"], report["rejected"]) == ([], [])
    assert records.title.tolist() == [*TITLES][:count]
    assert records.abstract.tolist() == [ABSTRACT] * count
    assert records.doi.tolist() == [*DOIS][:count]
    assert records.published.tolist() == [DAY] * count
    assert [list(names) for names in records.authors] == [["Ada Li", "Bo van Ek"]] * count


@pytest.mark.parametrize("indent", [None, 1])
@pytest.mark.parametrize("name", ANSWERS)
def test_answers_of_every_service_give_the_same_records(
    tmp_path: Path, name: str, indent: int | None
) -> None:
    records, report = read(tmp_path, json.dumps(ANSWERS[name], indent=indent))
    assert report["format"] == "json-table"
    check_records(records, report, 1 if name == "crossref work" else 2)


def test_extra_fields_of_an_answer_are_kept(tmp_path: Path) -> None:
    records, _ = read(tmp_path, json.dumps(ANSWERS["datacite"]))
    assert json.loads(records.extra[0])["type"] == "dois"
    records, _ = read(tmp_path, json.dumps(ANSWERS["crossref"]))
    assert json.loads(records.extra[0])["venue"] == "Wind"
    records, _ = read(tmp_path, json.dumps(ANSWERS["inspire"]))
    assert records.arxiv_id.tolist() == [*ARXIV_IDS]


def test_lists_side_by_side_are_one_list_in_groups(tmp_path: Path) -> None:
    groups = {"kites": [plain(0)], "boats": [plain(1)], "wind": [plain(0), plain(1)]}
    records, report = read(tmp_path, json.dumps(groups))
    assert records.title.tolist() == [*TITLES, *TITLES]
    assert report["warnings"] == []


def test_a_second_list_of_papers_is_named(tmp_path: Path) -> None:
    records, report = read(tmp_path, json.dumps({"papers": both(plain), "related": [plain(0)]}))
    assert records.title.tolist() == [*TITLES]
    assert report["warnings"] == ["papers in two places: read from papers, not from related"]


FRAME = pd.DataFrame(both(plain))
SHAPES = {
    **{
        f"pandas {orient}": FRAME.to_json(orient=orient)  # type: ignore[call-overload]
        for orient in ("columns", "index", "split", "records", "table")
    },
    "times of pandas": json.dumps([entry | {"published": 1714953600000} for entry in both(plain)]),
    "a list for each column": json.dumps(FRAME.to_dict("list")),
    "arrays below a header": json.dumps([[*FRAME.columns], *FRAME.to_numpy().tolist()]),
    "objects one after the other": "".join(json.dumps(entry, indent=1) for entry in both(plain)),
    "objects in one line": "".join(map(json.dumps, both(plain))),
    "arrays one after the other": "\n".join(json.dumps([entry], indent=1) for entry in both(plain)),
    "lines that end in commas": ",\n".join(map(json.dumps, both(plain))) + ",\n",
    "pages in lines": "\n".join(json.dumps({"results": [entry]}) for entry in both(plain)),
    "NaN": json.dumps(
        [
            entry | {"x": float("nan"), "y": [float("-inf")], "z": 'say "NaN", \\ Infinity'}
            for entry in both(plain)
        ]
    ),
}


@pytest.mark.parametrize("name", SHAPES)
def test_papers_in_every_shape_give_the_same_records(tmp_path: Path, name: str) -> None:
    check_records(*read(tmp_path, SHAPES[name]))


def test_constants_far_into_a_long_answer_are_read(tmp_path: Path) -> None:
    entries = both(plain) * 2_000
    entries[1] = entries[1] | {"score": float("nan"), "text": 'NaN, "Infinity" \\'}
    entries[-2] = entries[-2] | {"score": [float("-inf"), float("nan")]}
    for content in (json.dumps(entries), json.dumps({"results": entries})):
        records, report = read(tmp_path, content)
        assert records.title.tolist() == [*TITLES] * 2_000
        assert report["rejected"] == []


def test_python_is_no_json(tmp_path: Path) -> None:
    for content in (repr(both(plain)), "\n".join(map(repr, both(plain)))):
        _, report = read(tmp_path, content)
        assert "Python's notation, not JSON" in report["warnings"][0]


@pytest.mark.parametrize("content", ['{"results": [], "page": 9}', '{"hits": {"hits": []}}'])
def test_an_answer_without_papers_is_no_unknown_file(tmp_path: Path, content: str) -> None:
    assert read(tmp_path, content)[1]["warnings"] == ["no papers in this json-table dump"]


@pytest.mark.parametrize("name", ["crossref", "by doi", "pages", "inspire"])
def test_answers_that_are_cut_off_are_accounted_for(tmp_path: Path, name: str) -> None:
    content = json.dumps(ANSWERS[name])
    for end in range(1, len(content), 97):
        records, report = read(tmp_path, content[:end], format="json-table")
        assert records.title.tolist() == [*TITLES][: len(records)]
        assert report["rejected"] or report["warnings"]


def test_values_nested_too_deep_are_rejected(tmp_path: Path) -> None:
    deep = f'{{"title": "A", "abstract": "B", "authors": {"[" * 900}{"]" * 900}}}'
    lines = f"{deep}\n{json.dumps(plain(0))}\n"
    records, report = read(tmp_path, lines)
    assert records.title.tolist() == [TITLES[0]]
    assert report["rejected"][0]["start"] == 1


# ---- lists and objects in cells of CSV ----


@pytest.mark.parametrize("write", [str, json.dumps])
@pytest.mark.parametrize(
    "entry", [crossref, csl, europe_pmc, solr, plain, springer, sectioned, nested, zenodo]
)
def test_cells_give_the_records_of_json(
    tmp_path: Path, entry: Callable[[int], dict[str, Any]], write: Callable[[object], str]
) -> None:
    frame = pd.DataFrame(both(entry)).map(
        lambda value: write(value) if isinstance(value, list | dict) else value
    )
    check_records(*read(tmp_path, frame.to_csv(index=False), "x.csv"))


def test_works_of_openalex_as_csv_are_read(tmp_path: Path) -> None:
    authorships = [
        {"author": {"id": "https://openalex.org/A1", "display_name": name}, "institutions": [{}]}
        for name in ("Ada Li", "Bo van Ek")
    ]
    works = [
        {
            "id": f"https://openalex.org/W{n}",
            "doi": f"https://doi.org/{DOIS[n]}",
            "title": TITLES[n],
            "publication_date": DAY,
            "ids": {"openalex": f"https://openalex.org/W{n}", "pmid": "https://x.gov/56"},
            "primary_location": {"source": {"display_name": "Wind"}},
            "authorships": authorships,
            "abstract_inverted_index": WORDS,
        }
        for n in (0, 1)
    ]
    records, report = read(tmp_path, pd.DataFrame(works).to_csv(), "x.csv")
    check_records(records, report)
    assert list(records.ids[0]) == ["openalex:W0", "pmid:56"]


@pytest.mark.parametrize(
    ("cell", "names"),
    [
        ("['Ada Li', \"Bo O'Ek\"]", ["Ada Li", "Bo O'Ek"]),
        ("['Ada Li' 'Bo van Ek'\n 'Cy Om']", ["Ada Li", "Bo van Ek", "Cy Om"]),  # NumPy
        ("[{'name': 'Ada Li', 'h': nan}]", ["Ada Li"]),
        ('[{"name": "García Lopez, Ada", "id": null}]', ["Ada García Lopez"]),
        ("[Ada Li, Bo Ek]", ["Ada Li", "Bo Ek"]),
        ("{'name': 'Ada Li'}", ["Ada Li"]),
        ("[]", []),
    ],
)
def test_lists_of_authors_in_cells(tmp_path: Path, cell: str, names: list[str]) -> None:
    frame = pd.DataFrame([{"title": "Kites", "abstract": ABSTRACT, "authors": cell}])
    records, report = read(tmp_path, frame.to_csv(index=False), "x.csv")
    assert list(records.authors[0]) == names
    assert report["warnings"] == []


@pytest.mark.parametrize(
    "cell", ["[{'name': 'Ada Li'}, {'na", "['Ada", "[" * 9_000, "{'a': " * 999]
)
def test_lists_that_are_cut_off_are_no_names(tmp_path: Path, cell: str) -> None:
    frame = pd.DataFrame([{"title": "Kites", "abstract": ABSTRACT, "authors": cell}])
    records, report = read(tmp_path, frame.to_csv(index=False), "x.csv")
    assert list(records.authors[0]) == []
    assert "cut off or damaged" in report["warnings"][0]
    assert "authors" in json.loads(records.extra[0])


@pytest.mark.parametrize("start", ['["Smart" kites]', "[Aim]", '{"O}sten', "[2]", "{x, y}"])
def test_texts_that_begin_with_a_bracket_are_kept(tmp_path: Path, start: str) -> None:
    text = f"{start} {ABSTRACT}"
    frame = pd.DataFrame([{"title": f"{start} wind", "abstract": text, "doi": DOIS[0]}])
    records, report = read(tmp_path, frame.to_csv(index=False), "x.csv")
    assert (records.title[0], records.abstract[0]) == (f"{start} wind", text)
    assert report["warnings"] == []


def test_an_index_that_is_cut_off_is_no_abstract(tmp_path: Path) -> None:
    frame = pd.DataFrame([{"title": "Kites", "abstract": str(WORDS)[:60], "doi": DOIS[0]}])
    records, report = read(tmp_path, frame.to_csv(index=False), "x.csv")
    assert records.abstract.tolist() == [""]
    assert "cut off or damaged" in report["warnings"][0]


@pytest.mark.parametrize(
    "content",
    [
        "title,abstract,authors\nKites,We fly.,\"['A \\ud83d Li']\"\n",
        'title,abstract,authors\nKites,We fly.,"[""A \\ud83d Li""]"\n',
        '[{"title": "Kites", "abstract": "We fly.", "authors": "A \\ud83d Li", "x": NaN}]',
        '{"title": ["Kites"], "abstract": ["We fly."], "authors": ["A \\ud83d Li"]}',
    ],
)
def test_halves_of_surrogate_pairs_are_replaced_everywhere(tmp_path: Path, content: str) -> None:
    records, _ = read(tmp_path, content, "x.csv")
    assert [list(names) for names in records.authors] == [["A \ufffd Li"]]
