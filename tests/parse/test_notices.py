"""Withdrawal notices are no abstracts; volumes of proceedings and parts of books get no topic."""

import json
from pathlib import Path

import pytest

from helpers.reading import read
from paperthemes.parse.format import Record
from paperthemes.parse.notices import is_volume, mark_part_of_book, remove_withdrawal_notice


@pytest.mark.parametrize(
    "notice",
    [
        "This paper has been withdrawn by the author, because Table 2 counts boats twice.",
        "The article is withdrawn: harbour 7 was closed.",
        "This submission was temporarily withdrawn.",
        "This article has been retracted: please see the policy of the publisher.",
        "This paper (with 3 figures) has been withdrawn.",
        "Withdrawn by arXiv administrators: the text overlaps with another one on boats.",
        "The above article, published in Harbours on 7 July 2010, has been retracted.",
        "[Withdrawn]",
        "withdrawn due to an error",
        "The authors have withdrawn this manuscript and do not wish it to be cited.",
        "We withdraw this paper, as the tides were wrong.",
        "This submission has been removed by arXiv administrators: it is a copy.",
        "The authors have withdrawn their manuscript owing to a wrong count of boats.",
        "The full text of this preprint has been withdrawn by the authors.",
        "This e-print has been withdrawn.",
        "Paper withdrawn by the author.",
        "bioRxiv has withdrawn this manuscript.",
        "The corresponding author would like to withdraw this article.",
        "The Publisher regrets that this article is a copy of one on boats.",
        "This paper has been superseded by arXiv:2401.00001 (Boats, revisited).",
    ],
)
def test_a_withdrawal_notice_is_no_abstract(notice: str) -> None:
    record = remove_withdrawal_notice(Record(1, 1, "Boats", notice, extra={"venue": "Harbours"}))
    assert record.abstract == ""
    assert record.extra == {"venue": "Harbours", "withdrawal_notice": notice}


@pytest.mark.parametrize(
    "abstract",
    [
        "",
        "We study papers that have been withdrawn by their authors.",
        "This paper studies why articles are withdrawn.",
        "Withdrawn boats rot in harbours.",
        "Withdrawal of boats from harbours is costly.",
        "This paper shows that the drug was withdrawn by its maker.",
        "The drug was withdrawn from the market in 2004.",
        "The letter was removed from the word, and boats became oats.",
        "The work was superseded by motors.",
        "We withdraw water from harbours and weigh the boats.",
        "Paper boats withdraw from harbours.",
        "Report withdrawn boats to the harbour master.",
        "This paper has been withdrawn by the author. " + "Its first version is this: " * 40,
    ],
)
def test_other_abstracts_stay(abstract: str) -> None:
    record = Record(1, 1, "Boats", abstract)
    assert remove_withdrawal_notice(record) == record


@pytest.mark.parametrize(
    ("abstract", "extra", "expected"),
    [
        ("The proceedings contain 45 papers. The topics discussed include: boats.", {}, True),
        ("These proceedings contain 1,045 full papers on boats.", {}, True),
        ("This book constitutes the refereed proceedings of the Boat Conference.", {}, True),
        ("This two-volume set LNCS 1 and 2 constitutes the refereed proceedings of B.", {}, True),
        ("This volume contains the papers presented at BOATS 2019.", {}, True),
        ("This volume contains the proceedings of the Tenth Workshop on Boats.", {}, True),
        ("This book contains boats.", {}, False),
        ("", {"entry_type": "proceedings"}, True),
        ("", {"type": "Conference Review"}, True),
        ("The proceedings contain errors, which we count.", {}, False),
        ("", {"entry_type": "inproceedings"}, False),
        ("", {"entry_type": "Proceedings Paper", "venue": "Proceedings"}, False),
    ],
)
def test_volumes_are_known_by_their_type_or_abstract(
    abstract: str, extra: dict[str, str], expected: bool
) -> None:
    assert is_volume(Record(1, 1, "Boats", abstract, extra=extra)) is expected


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("Proceedings of the Boat Conference", True),
        ("Proceedings - 2019 Conference on Boats, BOATS 2019", True),
        ("Proceedings in harbours", False),
        ("Boats: Proceedings of a Trial", False),
    ],
)
def test_volumes_without_an_abstract_are_known_by_their_title(title: str, expected: bool) -> None:
    assert is_volume(Record(1, 1, title, "")) is expected
    assert not is_volume(Record(1, 1, title, "We row."))


def test_a_volume_whose_abstract_is_said_to_be_missing_is_left_out(tmp_path: Path) -> None:
    bibtex = """
        @book{a, title={Proceedings of the Boat Conference}, abstract={[No abstract available]}}
        @article{b, title={Boats at Sea}, abstract={[No abstract available]}}
    """
    records, report = read(tmp_path, bibtex)
    assert records.title.tolist() == ["Boats at Sea"]
    assert report["warnings"][0] == "volumes of proceedings are no papers, left out: entry 1"


def test_notices_and_volumes_are_said_in_warnings(tmp_path: Path) -> None:
    bibtex = """
        @proceedings{a, title={Boats of the Year}, year=2024}
        @article{b, title={Boats in Harbours}, abstract={Withdrawn by the author.}}
        @article{c, title={Boats at Sea}}
        @conference{d, title={Boat Conference}, document_type={Conference review}}
        @inproceedings{e, title={Boats on Lakes}, abstract={We row.}}
    """
    records, report = read(tmp_path, bibtex)
    assert records.title.tolist() == ["Boats in Harbours", "Boats at Sea", "Boats on Lakes"]
    assert records.abstract.tolist() == ["", "", "We row."]
    assert json.loads(records.extra[0])["withdrawal_notice"] == "Withdrawn by the author."
    assert report["rejected"] == [] and report["repaired_count"] == 0
    assert report["warnings"] == [
        "volumes of proceedings are no papers, left out: entries 1, 4",
        "a withdrawal notice in place of an abstract, kept with the title alone: entry 2",
        "no abstract, kept with the title alone: entry 3",
    ]


@pytest.mark.parametrize(
    "title",
    [
        *("Introduction", "1. INTRODUCTION", "Chapter 3 Conclusions", "Preface", "Foreword."),
        *("Front Matter", "Frontmatter", "Back matter", "Table of Contents", "Contents"),
        *("Index", "Author Index", "Subject index", "Title Page", "List of Contributors"),
        *("Notes on contributors", "About the Editors", "Appendix A", "Appendices", "Glossary"),
        *("Preface to the second edition", "Introduction to the Volume", "Vorwort", "Einleitung"),
        *("Inhaltsverzeichnis", "Avant-propos", "Índice", "Copyright Page", "Acknowledgments"),
    ],
)
def test_parts_of_books_are_marked(title: str) -> None:
    record = Record(1, 1, title, "", extra={"venue": "Book of Boats"})
    extra = {"venue": "Book of Boats", "no_topic": "part of a book"}
    assert mark_part_of_book(record).extra == extra


@pytest.mark.parametrize(
    ("title", "abstract"),
    [
        ("Introduction to Boats", ""),
        ("An index of boats", ""),
        ("Contents of Stomachs of Seals", ""),
        ("Editorial", ""),
        ("Cover crops", ""),
        ("Conclusion", "We followed forty boats for a year. " * 4),
    ],
)
def test_papers_with_like_titles_are_not_marked(title: str, abstract: str) -> None:
    record = Record(1, 1, title, abstract)
    assert mark_part_of_book(record) == record


BOOK = """
    @proceedings{a, title={Boats of the Year}, year=2024}
    @inbook{b, title={Introduction}, author={Li, Ada}, year=2024}
    @inbook{c, title={Boats in Harbours}, year=2024}
"""


def test_volumes_are_left_out_and_parts_marked_unless_the_config_keeps_them(tmp_path: Path) -> None:
    records, report = read(tmp_path, BOOK)
    assert records.title.tolist() == ["Introduction", "Boats in Harbours"]
    assert ["no_topic" in extra for extra in records.extra] == [True, False]
    assert "parts of books, kept as papers without a topic: entry 2" in report["warnings"]
    records, report = read(tmp_path, BOOK, on_volumes="keep")
    assert records.title.tolist() == ["Boats of the Year", "Introduction", "Boats in Harbours"]
    assert not records.extra.str.contains("no_topic").any()
    assert report["warnings"] == ["no abstract, kept with the title alone: entries 1, 2, 3"]
