"""References: names, kinds of works and citation keys, and the fields that programs expect."""

import json

import bibtexparser
import pytest
import rispy

from export.conftest import Export
from helpers.papers import make_papers
from paperthemes.export.bibtex import escape
from paperthemes.text.bibliography import Name, split_name


@pytest.mark.parametrize(
    ("name", "given", "family", "suffix"),
    [
        ("Ada Li", "Ada", "Li", ""),
        ("Ludwig van Beethoven", "Ludwig", "van Beethoven", ""),
        ("Ada B. de la Cruz", "Ada B.", "de la Cruz", ""),
        ("Cy Om Jr.", "Cy", "Om", "Jr."),
        ("Plato", "", "Plato", ""),
        ("李艾达", "", "李艾达", ""),
        ("ATLAS Collaboration", "", "ATLAS Collaboration", ""),
        ("University of Sorting", "", "University of Sorting", ""),
    ],
)
def test_names_are_split(name: str, given: str, family: str, suffix: str) -> None:
    assert split_name(name) == Name(given=given, family=family, suffix=suffix)


@pytest.mark.parametrize(
    ("extra", "types"),
    [
        ({}, ("misc", "GEN", "article")),
        ({"venue": "Nature"}, ("article", "JOUR", "article-journal")),
        ({"venue": "Proc. of X"}, ("inproceedings", "CONF", "paper-conference")),
        ({"venue": "X", "entry_type": "CPAPER"}, ("inproceedings", "CONF", "paper-conference")),
        ({"type": "book-chapter"}, ("incollection", "CHAP", "chapter")),
        ({"type": "Dissertation"}, ("phdthesis", "THES", "thesis")),
        ({"entry_type": "techreport"}, ("techreport", "RPRT", "report")),
        ({"type": "preprint", "venue": "arXiv"}, ("misc", "GEN", "article")),
    ],
)
def test_the_kind_of_work_follows_its_type_and_venue(
    export: Export, extra: dict[str, str], types: tuple[str, str, str]
) -> None:
    papers = make_papers(["One"], extra=[json.dumps(extra)])
    paths = export(papers, "bibtex", "ris", "csl")
    (entry,) = bibtexparser.parse_file(str(paths["bibtex"])).entries
    (record,) = rispy.loads(paths["ris"].read_text())
    (item,) = json.loads(paths["csl"].read_text())
    assert (entry.entry_type, record["type_of_reference"], item["type"]) == types


def keys(export: Export, *papers: tuple[str, str]) -> list[str]:
    """Return the sorted citation keys of papers with a title and a key in their dump."""
    extra = [json.dumps({"citation_key": key}) for _, key in papers]
    columns = {"authors": [["Ada Müller"]] * len(papers), "published": ["2024"] * len(papers)}
    path = export(make_papers([t for t, _ in papers], extra=extra, **columns), "csl")["csl"]
    return sorted(item["id"] for item in json.loads(path.read_text()))


def test_citation_keys_are_those_of_the_dump_or_made_from_author_year_and_title(
    export: Export,
) -> None:
    assert keys(export, ("Über Sorting", ""), ("B", "DBLP:conf/x/1"), ("C", "with, comma")) == [
        *("DBLP:conf/x/1", "muller2024", "muller2024uber"),
    ]


def test_citation_keys_without_authors_have_words_of_the_title(export: Export) -> None:
    titles = [
        "Self-supervised Learning of the Tides",
        "Self-supervised Learning of Gales",
        "Übung 1",
    ]
    path = export(make_papers(titles, published=["2024", "", ""]), "csl")["csl"]
    assert sorted(item["id"] for item in json.loads(path.read_text())) == [
        *("self-supervised-learning", "self-supervised-learning-2024", "ubung"),
    ]


def test_citation_keys_are_unique_also_but_for_case(export: Export) -> None:
    made = keys(export, ("Sorting A", ""), ("Sorting B", ""), ("C", "Li"), ("D", "LI"), ("E", "x"))
    assert len({key.lower() for key in made}) == 5
    assert "x" in made
    assert all("-" in key for key in made if key != "x")


def test_topics_become_keywords_and_a_note(export: Export) -> None:
    papers = make_papers(["One"], extra=['{"keywords": "sorting; apples"}'])
    paths = export(papers, "bibtex", "ris", "csl")
    (record,) = rispy.loads(paths["ris"].read_text())
    note = "Topic: Topic a (T0001), core, confidence 0.81; theme: Theme a"
    assert record["keywords"] == ["Topic a", "Theme a", "sorting", "apples"]
    assert record["notes"] == [note]
    (entry,) = bibtexparser.parse_file(str(paths["bibtex"])).entries
    assert entry["keywords"] == "Topic a, Theme a, sorting, apples"
    assert entry["annote"] == note


def test_fields_have_the_names_that_reference_managers_read(export: Export) -> None:
    papers = make_papers(
        ["One"],
        authors=[["Ada Li", "Cy Om Jr."]],
        published=["2024-05-01"],
        arxiv_id=["2405.00001"],
        doi=["10.5555/1"],
        ids=[["pmid:12", "openalex:W1"]],
        extra=['{"venue": "J", "volume": "7", "number": "2", "pages": "1--9"}'],
    )
    paths = export(papers, "bibtex", "ris", "csl")
    lines = paths["ris"].read_text().splitlines()
    assert {
        *("TY  - JOUR", "AU  - Li, Ada", "AU  - Om, Cy, Jr.", "PY  - 2024", "DA  - 2024/05/01/"),
        *("T2  - J", "VL  - 7", "IS  - 2", "SP  - 1", "EP  - 9", "DO  - 10.5555/1"),
        *("AN  - arXiv:2405.00001", "UR  - https://arxiv.org/abs/2405.00001", "N1  - PMID: 12"),
    } <= {*lines}
    assert (lines[0], lines[-1]) == ("TY  - JOUR", "ER  - ")
    text = paths["bibtex"].read_text()
    assert "author = {Li, Ada and Om, Jr., Cy}" in text
    assert "month = may,\n" in text
    assert "pages = {1--9}" in text
    assert "eprint = {2405.00001},\n\tarchiveprefix = {arXiv}," in text
    (item,) = json.loads(paths["csl"].read_text())
    assert item["author"][1] == {"family": "Om", "given": "Cy", "suffix": "Jr."}
    assert item["issued"] == {"date-parts": [[2024, 5, 1]]}
    assert item["note"].startswith("arXiv: 2405.00001\nTopic: ")
    assert (item["PMID"], item["page"]) == ("12", "1-9")


def test_an_unknown_date_is_left_out(export: Export) -> None:
    paths = export(make_papers(["One"], published=[""]), "bibtex", "ris", "csl")
    assert "year" not in paths["bibtex"].read_text()
    assert "PY  -" not in paths["ris"].read_text()
    assert "issued" not in paths["csl"].read_text()


@pytest.mark.parametrize(
    ("text", "latex"),
    [
        ("5% of A & B_1 #2", r"5\% of A \& B\_1 \#2"),
        ("costs $5 and $6", r"costs \$5 and \$6"),
        ("for $x_{1}^2 \\le 5$ it", r"for $x_{1}^2 \le 5$ it"),
        ("for $x_{1$ it", r"for \$x\_{\textbraceleft}1\$ it"),
        ("{a} and {b", r"{\textbraceleft}a{\textbraceright} and {\textbraceleft}b"),
        ("{a}", r"\{a\}"),
        ("a\\b ~c ^d", r"a{\textbackslash}b {\textasciitilde}c {\textasciicircum}d"),
        ("a--b ``c''", "a-{}-b `{}`c'{}'"),
        ("Müller 数据", "Müller 数据"),
    ],
)
def test_texts_are_escaped_for_latex(text: str, latex: str) -> None:
    assert escape(text) == latex


def test_capitals_within_words_of_titles_are_kept() -> None:
    assert escape("BERTs and iPhones by GPT-4 in $AB$", keeps_capitals=True) == (
        "{BERTs} and {iPhones} by {GPT}-4 in $AB$"
    )


def test_addresses_cannot_end_an_entry(export: Export) -> None:
    papers = make_papers(["One", "Two"], url=["https://a.org/}{x", ""], doi=["", "10.1/}}@x{"])
    library = bibtexparser.parse_file(str(export(papers, "bibtex")["bibtex"]))
    assert len(library.entries) == 2
    assert not library.failed_blocks
