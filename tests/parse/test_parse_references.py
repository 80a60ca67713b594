"""RIS, PubMed and Web of Science: records are read, and everything else is accounted for."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpers.reading import read
from helpers.reference_samples import ABSTRACT, BIB, NBIB, RIS, WOS
from paperthemes.parse.dump import Dump
from paperthemes.parse.formats import detect_format


def test_ris_records_have_all_fields(tmp_path: Path) -> None:
    records, report = read(tmp_path, RIS)
    first, second = records.itertuples()
    assert report["format"] == "ris"
    assert report["rejected"] == report["warnings"] == []
    assert first.title == "Sorting Apples"
    assert first.abstract == f"{ABSTRACT}It goes on here. T1-weighted apples and AB-plums too."
    assert list(first.authors) == ["Ada Li", "Bo van Dam Jr."]
    assert (first.published, first.doi) == ("2024-09-24", "10.5555/ab1")
    assert (first.url, first.arxiv_id) == ("https://example.org/a;b", "2405.01234v2")
    assert json.loads(first.extra) == {
        "entry_type": "JOUR",
        "venue": "Journal of Orders",
        "keywords": "apples; pears",
        "volume": "7",
    }
    assert (second.title, second.abstract) == ("Pears of All Kinds", "No blank before me.")
    assert (second.published, second.doi) == ("2019-05", "10.5555/2")
    assert records[["start", "end"]].to_numpy().tolist() == [[5, 24], [26, 33]]
    assert report["boilerplate"] == 5


@pytest.mark.parametrize(("ends", "encoding"), [("\r\n", "utf-8-sig"), ("\r", "utf-16")])
def test_ris_is_read_with_other_encodings_and_line_ends(
    tmp_path: Path, ends: str, encoding: str
) -> None:
    records, _ = read(tmp_path, RIS.replace("\n", ends).encode(encoding))
    assert records.start.tolist() == [5, 26]


def test_ris_records_without_first_or_last_line_are_kept_with_a_warning(tmp_path: Path) -> None:
    text = (
        "TY  - JOUR\nTI  - No End\n\nTY  - JOUR\nTI  - Good\nER  - \n"
        "TI  - No Beginning\nER  - \nTY  - JOUR\nAB  - No title\nER  - \n"
        "TY  - JOUR\nTI  - Cut Off\nAB  - We so"
    )
    records, report = read(tmp_path, text)
    assert records.title.tolist() == ["No End", "Good", "No Beginning", "Cut Off"]
    assert [(span["start"], span["end"]) for span in report["rejected"]] == [(9, 11)]
    assert "record without its last line (ER), perhaps cut off: lines 1, 12" in report["warnings"]
    assert "record without its first line (TY): line 7" in report["warnings"]


def test_text_between_ris_records_is_boilerplate(tmp_path: Path) -> None:
    text = (
        "1. \nTY  - JOUR\nTI  - Good\nER  - \nLink to the text: ...\n\n"
        "C1  - Database: Orchards\n\nSearch Strategy: apples\n\n2. \nTY  - JOUR\nTI  - Too\nER  - "
    )
    records, report = read(tmp_path, text)
    assert records.title.tolist() == ["Good", "Too"]
    assert report["rejected"] == []
    assert "tagged lines outside of any record, left out: line 7" in report["warnings"]


def test_malformed_ris_tags_are_read(tmp_path: Path) -> None:
    text = (
        "TY - JOUR\nTI - One Blank\nau  - Li, Ada\nPY - 2019\nAB  - x\nXX  - y\n"
        "SP  - 1\nLost without a tag\nER\n"
    )
    records, report = read(tmp_path, text)
    assert records.title.tolist() == ["One Blank"]
    assert list(records.authors[0]) == ["Ada Li"]
    assert records.published.tolist() == ["2019"]
    assert "lines without a tag, read as part of the previous field: line 8" in report["warnings"]


def test_two_ris_records_run_together_are_reported(tmp_path: Path) -> None:
    records, report = read(tmp_path, "TY  - JOUR\nTI  - One\nAB  - a\nTI  - Two\nAB  - b\nER  - ")
    assert records.title.tolist() == ["One"]
    assert records.abstract.tolist() == ["a b"]
    assert json.loads(records.extra[0])["other_titles"] == "Two"
    assert any(text.startswith("further titles") for text in report["warnings"])


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ("PY  - 2019\nDA  - May 1", "2019-05-01"),
        ("PY  - 2019\nDA  - May", "2019-05"),
        ("PY  - 2019\nY1  - 1 Jan.-Feb. 2019", "2019-01-01"),
        ("PY  - 2019///", "2019"),
        ("DA  - 2019 1st Quart", "2019"),
        ("PY  - in press", ""),
        ("VL  - 1", ""),
    ],
)
def test_ris_dates_are_combined_from_all_date_tags(
    tmp_path: Path, lines: str, expected: str
) -> None:
    records, _ = read(tmp_path, f"TY  - JOUR\nTI  - A Title\n{lines}\nER  - \n")
    assert records.published.tolist() == [expected]


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ("AN  - 123\nDB  - PubMed", ["pmid:123"]),
        ("AN  - 123\nDB  - Embase", []),
        ("AN  - WOS:000123", ["wos:000123"]),
        ("UR  - <Go to ISI>://WOS:000123", ["wos:000123"]),
        ("UR  - https://www.scopus.com/x?eid=2-s2.0-85&p=1", ["eid:2-s2.0-85"]),
        ("N1  - PMID: 123", ["pmid:123"]),
        ("C2  - 123\nDB  - Scopus", ["pmid:123"]),
    ],
)
def test_ris_identifiers_are_found(tmp_path: Path, lines: str, expected: list[str]) -> None:
    records, _ = read(tmp_path, f"TY  - JOUR\nTI  - A Title\n{lines}\nER  - \n")
    assert list(records.ids[0]) == expected


def test_medline_records_have_all_fields(tmp_path: Path) -> None:
    records, report = read(tmp_path, NBIB)
    (first,) = records.itertuples()
    assert report["format"] == "medline"
    assert first.title == "Sorting apples by colour: a randomised trial."
    assert first.abstract == "BACKGROUND: We sort apples."
    assert list(first.authors) == ["Ada Li", "Bo Chen"]
    assert (first.published, first.doi) == ("2024-05", "10.5555/12")
    assert list(first.ids) == ["pmid:12345678", "pmcid:PMC99"]
    assert json.loads(first.extra)["venue"] == "Journal of orders"
    assert (first.start, first.end) == (2, 18)
    assert [(span["start"], span["end"]) for span in report["rejected"]] == [(20, 22)]


@pytest.mark.parametrize(
    "lines", ["10.5555/12 [doi]", "10.5555/12\n      [doi]", "10.5555/\n      12 [doi]"]
)
def test_medline_doi_may_span_two_lines(tmp_path: Path, lines: str) -> None:
    entry = f"PMID- 12345678\nTI  - Sorting apples.\nLID - S01 [pii]\nAID - {lines}\n"
    records, report = read(tmp_path, entry)
    assert (report["format"], records.doi.tolist()) == ("medline", ["10.5555/12"])


def test_web_of_science_records_have_all_fields(tmp_path: Path) -> None:
    records, report = read(tmp_path, WOS)
    (first,) = records.itertuples()
    assert report["format"] == "web-of-science"
    assert (first.title, first.abstract) == ("Sorting apples by colour", "We sort apples.")
    assert list(first.authors) == ["Ada Li", "Bo Chen"]
    assert (first.published, first.doi) == ("2024-05-01", "10.5555/12")
    assert list(first.ids) == ["wos:000123", "pmid:99"]
    assert json.loads(first.extra) == {
        "entry_type": "J",
        "venue": "JOURNAL OF ORDERS",
        "citations": "7",
    }
    assert [(span["start"], span["end"]) for span in report["rejected"]] == [(24, 26)]


KNOWN = {
    "bibtex": (BIB, "@misc{x, title={T}}\n"),
    "ris": (RIS, "TY  - JOUR\n"),
    "medline": (NBIB, "PMID- 1\n"),
    "web-of-science": (WOS, "FN Clarivate\n"),
}


@pytest.mark.parametrize("name", KNOWN)
def test_reference_formats_are_distinguished(tmp_path: Path, name: str) -> None:
    (tmp_path / "x").write_text(KNOWN[name][0])
    format_, confidence = detect_format(Dump(tmp_path / "x"))
    assert format_.name == name
    assert confidence > 0.9


@pytest.mark.parametrize("text", ["Write to me @home (or not)\n", "@", "TY -", "PT\tAU\tTI\n"])
def test_other_texts_are_not_references(tmp_path: Path, text: str) -> None:
    assert read(tmp_path, text)[1]["format"] in {None, "csv"}  # the last is a table without rows


@pytest.mark.parametrize("name", KNOWN)
@given(st.data())
def test_every_line_of_any_references_is_accounted_for(tmp_path_factory, name: str, data) -> None:
    text, opening = KNOWN[name]
    other = st.text(st.characters(exclude_categories=("Cs",)), max_size=40)
    slices = st.tuples(st.integers(0, len(text)), st.integers(0, 60)).map(
        lambda place: text[place[0] : sum(place)]
    )
    piece = st.one_of(st.sampled_from(text.splitlines(keepends=True)), slices, other)
    pieces = data.draw(st.lists(piece, max_size=30))
    read(tmp_path_factory.mktemp("references"), opening + "".join(pieces), format=name)


def test_accession_number_is_found_although_a_line_end_is_missing(tmp_path: Path) -> None:
    text = "TY  - JOUR\nTI  - Apples\nWE  - Science IndexAN  - WOS:000000000000001\nER  -\n"
    records, _ = read(tmp_path, text)
    assert list(records.ids[0]) == ["wos:000000000000001"]
