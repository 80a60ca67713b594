"""Works and papers of OpenAlex and Semantic Scholar are read; other entries are not records."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpers.reading import read
from paperthemes.parse.dump import Dump
from paperthemes.parse.formats import detect_format

SHA = "ab" * 20
WORK = {
    "id": "https://openalex.org/W12",
    "doi": "https://doi.org/10.5555/AB1",
    "title": "Sorting Apples",
    "display_name": "Sorting Apples",
    "publication_year": 2024,
    "publication_date": "2024-05-01",
    "ids": {
        "openalex": "https://openalex.org/W12",
        "mag": "34",
        "pmid": "https://pubmed.ncbi.nlm.nih.gov/56",
    },
    "type": "article",
    "cited_by_count": 7,
    "primary_location": {
        "landing_page_url": "https://doi.org/10.5555/ab1",
        "source": {"display_name": "Journal of Orders"},
    },
    "locations": [{"landing_page_url": "http://arxiv.org/abs/2405.01234"}, None],
    "authorships": [
        {"author": {"display_name": "Ada Li"}, "raw_author_name": "A. Li"},
        {"author": {}, "raw_author_name": "Bo Chen"},
        None,
    ],
    "topics": [{"display_name": "Pomology"}],
    "referenced_works": ["https://openalex.org/W99"],
    "abstract_inverted_index": {"apples": [2, 5], "We": [0], "sort": [1], "and": [3], "more": [4]},
}
SECOND = WORK | {"id": "https://openalex.org/W13", "title": "Pears", "ids": {}}
PAPER = {
    "paperId": SHA,
    "corpusId": 12,
    "externalIds": {"ArXiv": "2405.01234", "DOI": "10.5555/AB1", "PubMed": "56", "CorpusId": 12},
    "url": f"https://www.semanticscholar.org/paper/{SHA}",
    "title": "Sorting Apples",
    "abstract": "We sort apples.",
    "venue": "Journal of Orders",
    "year": 2024,
    "publicationDate": "2024-05-01",
    "citationCount": 7,
    "fieldsOfStudy": ["Pomology"],
    "tldr": {"model": "m", "text": "Apples are sorted."},
    "authors": [{"authorId": "1", "name": "Ada Li"}, {"authorId": None, "name": None}],
    "references": [{"paperId": "cd" * 20, "title": "A Reference"}],
    "citations": [{"paperId": "ef" * 20, "title": "A Citation"}],
}
OTHER = PAPER | {"paperId": "ba" * 20, "title": "Pears", "abstract": None}


def _shapes(first: dict, second: dict, page: dict, key: str) -> dict[str, str]:
    whole = page | {key: [first, second]}
    return {
        "lines": f"{json.dumps(first)}\n\n{json.dumps(second)}\n",
        "array": json.dumps([first, second]),
        "page": json.dumps(whole),
        "pretty page": json.dumps(whole, indent=2),
        "lines of pages": "\n".join(json.dumps(page | {key: [entry]}) for entry in (first, second)),
        "array of pages": json.dumps([whole]),
    }


# ---- OpenAlex ----


@pytest.mark.parametrize("shape", list(_shapes({}, {}, {}, "")))
def test_openalex_is_read_in_every_shape(tmp_path: Path, shape: str) -> None:
    content = _shapes(WORK, SECOND, {"meta": {"count": 2}}, "results")[shape]
    records, report = read(tmp_path, content)
    assert report["format"] == "openalex"
    assert records.title.tolist() == ["Sorting Apples", "Pears"]
    assert report["rejected"] == []


def test_openalex_works_have_all_fields(tmp_path: Path) -> None:
    records, report = read(tmp_path, json.dumps(WORK, indent=1))
    (work,) = records.itertuples()
    assert work.abstract == "We sort apples and more apples"
    assert (work.doi, work.arxiv_id) == ("10.5555/ab1", "2405.01234")
    assert list(work.ids) == ["openalex:W12", "pmid:56", "mag:34"]
    assert (work.published, work.url) == ("2024-05-01", "https://doi.org/10.5555/ab1")
    assert list(work.authors) == ["Ada Li", "Bo Chen"]
    assert json.loads(work.extra) == {
        "type": "article",
        "venue": "Journal of Orders",
        "topics": "Pomology",
        "citations": "7",
    }
    assert report["warnings"] == []


@pytest.mark.parametrize(
    ("index", "abstract", "odd"),
    [
        (None, "", False),
        ({}, "", False),
        ({"a": [0], "c": [2]}, "a c", True),
        ({"a": [1], "b": [2]}, "a b", True),
        ({"a": [0], "b": [0]}, "a b", True),
        ({"a": [0], "b": [-1, "x", None, True, 1]}, "a b", True),
        ({"a": [0], "b": 1}, "a", True),
        ({"far": [10**15]}, "far", True),
        (json.dumps({"IndexLength": 2, "InvertedIndex": {"b": [1], "a": [0]}}), "a b", False),
        ("{", "{", False),
    ],
)
def test_openalex_abstracts_are_rebuilt_from_the_index(
    tmp_path: Path, index: object, abstract: str, odd: bool
) -> None:
    content = json.dumps(WORK | {"abstract_inverted_index": index})
    records, report = read(tmp_path, content)
    assert records.abstract.tolist() == [abstract]
    assert any("words" in text for text in report["warnings"]) == odd


def test_openalex_authors_and_untitled_works_are_not_records(tmp_path: Path) -> None:
    author = {"id": "https://openalex.org/A1", "display_name": "Ada Li", "works_count": 3}
    assert read(tmp_path, json.dumps(author))[1]["format"] is None
    assert read(tmp_path, json.dumps({"meta": {}, "results": [author]}))[1]["format"] is None
    lines = "\n".join(map(json.dumps, (WORK, author, WORK | {"title": None, "display_name": None})))
    records, report = read(tmp_path, lines)
    assert records.start.tolist() == [1]
    assert [(span["start"], span["reason"]) for span in report["rejected"]] == [
        (3, "abstract without a title")
    ]
    assert report["boilerplate"] == 1


def test_page_without_works_is_reported(tmp_path: Path) -> None:
    records, report = read(tmp_path, '{"meta": {"count": 0}, "results": []}')
    assert records.empty
    assert report["warnings"] == ["no papers in this json-table dump"]


def test_old_and_incomplete_openalex_works_are_read(tmp_path: Path) -> None:
    works = [
        {"id": "https://openalex.org/W1", "display_name": "Old", "host_venue": {
            "display_name": "J", "url": "https://a.b"}, "concepts": [{"display_name": "C"}],
            "publication_year": 1999},
        {"id": "https://openalex.org/W2", "title": 7, "authorships": {}, "locations": "x"},
        {"id": "W3", "title": "Bare", "publication_date": "soon"},
    ]  # fmt: skip
    records, report = read(tmp_path, "\n".join(map(json.dumps, works)))
    assert records.title.tolist() == ["Old", "7", "Bare"]
    assert records.published.tolist() == ["1999", "", ""]
    assert records.url.tolist() == ["https://a.b", "https://openalex.org/W2", ""]
    assert json.loads(records.extra[0]) == {"venue": "J", "topics": "C"}
    assert json.loads(records.extra[2]) == {"date_as_given": "soon"}
    assert "dates not understood, kept in the field extra: entry 3" in report["warnings"]


# ---- Semantic Scholar ----


@pytest.mark.parametrize("shape", list(_shapes({}, {}, {}, "")))
def test_semantic_scholar_is_read_in_every_shape(tmp_path: Path, shape: str) -> None:
    content = _shapes(PAPER, OTHER, {"total": 2, "offset": 0}, "data")[shape]
    records, report = read(tmp_path, content)
    assert report["format"] == "semantic-scholar"
    assert records.title.tolist() == ["Sorting Apples", "Pears"]
    assert records.abstract.tolist() == ["We sort apples.", ""]
    assert report["rejected"] == []


def test_semantic_scholar_papers_have_all_fields(tmp_path: Path) -> None:
    (paper,) = read(tmp_path, json.dumps(PAPER))[0].itertuples()
    assert (paper.doi, paper.arxiv_id) == ("10.5555/ab1", "2405.01234")
    assert list(paper.ids) == [f"s2:{SHA}", "corpusid:12", "pmid:56"]
    assert (paper.published, list(paper.authors)) == ("2024-05-01", ["Ada Li"])
    assert json.loads(paper.extra) == {
        "venue": "Journal of Orders",
        "citations": "7",
        "fields_of_study": "Pomology",
        "tldr": "Apples are sorted.",
    }


def test_semantic_scholar_datasets_are_read(tmp_path: Path) -> None:
    papers = {
        "corpusid": 12,
        "externalids": {"ArXiv": None, "MAG": "34", "DOI": "10.5555/1"},
        "title": "Sorting Apples",
        "authors": [{"authorId": "1", "name": "Ada Li"}],
        "year": 2024,
        "publicationdate": None,
        "s2fieldsofstudy": [{"category": "Pomology", "source": "x"}] * 2,
        "journal": {"name": "Journal of Orders", "pages": "1"},
    }
    old = {
        "id": SHA,
        "title": "Pears",
        "paperAbstract": "We eat.",
        "s2Url": "https://a.b",
        "year": 0,
    }
    records, _ = read(tmp_path, f"{json.dumps(papers)}\n{json.dumps(old)}\n")
    assert list(records.ids[0]) == ["corpusid:12", "mag:34"]
    assert records.published.tolist() == ["2024", ""]
    assert json.loads(records.extra[0]) == {
        "venue": "Journal of Orders",
        "fields_of_study": "Pomology",
    }
    assert (records.abstract[1], list(records.ids[1])) == ("We eat.", [f"s2:{SHA}"])


def test_semantic_scholar_abstracts_citations_and_authors_are_not_records(tmp_path: Path) -> None:
    abstracts = {"corpusid": 1, "openaccessinfo": {"externalids": None}, "abstract": "We sort."}
    records, report = read(tmp_path, f"{json.dumps(abstracts)}\n")
    assert records.empty
    assert report["rejected"][0]["reason"].startswith("abstract without a title (the titles")
    citations = {"offset": 0, "data": [{"isInfluential": False, "citingPaper": PAPER}]}
    records, report = read(tmp_path, json.dumps(citations))
    assert records.empty
    assert report["rejected"][0]["reason"] == "a citation between papers, not a paper"
    author = {"authorId": "1", "name": "Ada Li", "paperCount": 3}
    assert read(tmp_path, json.dumps(author))[1]["format"] is None
    records, _ = read(tmp_path, json.dumps(author | {"papers": [PAPER]}))
    assert records.title.tolist() == ["Sorting Apples"]
    records, report = read(tmp_path, json.dumps([PAPER, None]))
    assert report["rejected"][0]["reason"] == "not a JSON object"


# ---- both catalogues ----

LISTS = {"openalex": "results", "semantic-scholar": "data"}
EXAMPLES = {"openalex": WORK, "semantic-scholar": PAPER}


def test_catalogues_are_distinguished(tmp_path: Path) -> None:
    for name, example in EXAMPLES.items():
        (tmp_path / "x").write_text(json.dumps(example))
        assert detect_format(Dump(tmp_path / "x"))[0].name == name


@pytest.mark.parametrize("name", EXAMPLES)
def test_cut_off_catalogues_are_accounted_for(tmp_path: Path, name: str) -> None:
    for content in _shapes(EXAMPLES[name], EXAMPLES[name], {"meta": {}}, LISTS[name]).values():
        for end in range(1, len(content), 97):
            read(tmp_path, content[:end], format=name)


@pytest.mark.parametrize("name", EXAMPLES)
@given(st.data())
def test_every_entry_with_any_values_is_accounted_for(tmp_path_factory, name: str, data) -> None:
    text = st.text(max_size=9)
    values = st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | text,
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(text, inner, max_size=3),
        max_leaves=5,
    )
    keys = st.sampled_from([*EXAMPLES[name], LISTS[name], "paperAbstract", "externalids"])
    changes = data.draw(st.lists(st.dictionaries(keys, values, max_size=4), max_size=4))
    objects = [EXAMPLES[name] | change for change in changes]
    shapes = ["\n".join(map(json.dumps, objects)), json.dumps(objects)]
    shapes.append(json.dumps({LISTS[name]: objects}))
    content = data.draw(st.sampled_from(shapes)).encode("utf-8", "replace")
    read(tmp_path_factory.mktemp("catalogue"), content, format=name)


def test_inline_markup_of_publishers_is_removed(tmp_path: Path) -> None:
    work = WORK | {"title": "Apples <i>in vitro</i>"}
    paper = PAPER | {"title": "Apples <i>in vitro</i>", "abstract": "CO<sub>2</sub> is sorted."}
    for value in (work, paper):
        records, _ = read(tmp_path, json.dumps(value) + "\n")
        assert records.title.tolist() == ["Apples in vitro"]
    assert records.abstract.tolist() == ["CO2 is sorted."]
