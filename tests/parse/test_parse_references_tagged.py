"""Texts of EndNote, RefWorks, ERIC, Cochrane, Ovid, ProQuest and CNKI, and RIS with odd tags."""

import json
from pathlib import Path

import pytest

from helpers import tagged_samples as samples
from helpers.reading import read

CHINESE = ["王五", "李四"]
LATIN = ["Ada Li", "Bo van Ek"]
NAMED = {
    "eric": (samples.ERIC, "medline", LATIN, "2020", ["eric:EJ1000001"]),
    "refer": (samples.REFER, "refer", LATIN, "2021-03-15", ["pmcid:PMC99"]),
    "refworks": (samples.REFWORKS, "refworks", LATIN, "2021-03", []),
    "cochrane": (samples.COCHRANE, "cochrane", ["A Li", "BC van Ek"], "2021", ["pmid:123"]),
    "ovid": (samples.OVID, "ovid", ["A Li", "BC van Ek"], "2021", []),
    "ovid, tagged": (samples.OVID_TAGGED, "ovid", LATIN, "2021", []),
    "proquest": (samples.PROQUEST, "proquest", LATIN, "2021-03", []),
    "cnki": (samples.CNKI, "cnki", CHINESE, "2021", []),
}


@pytest.mark.parametrize("name", NAMED)
def test_records_of_other_tagged_formats_have_all_fields(tmp_path: Path, name: str) -> None:
    text, format_name, authors, published, ids = NAMED[name]
    records, report = read(tmp_path, text)
    first, second = records.itertuples()
    assert report["format"] == format_name
    assert (first.title, second.title) == ("Sorting Apples", "Pruning Pears")
    assert first.abstract.startswith(samples.ABSTRACT.strip())
    assert ("It goes on here" in first.abstract) == ("It goes on here" in text)
    assert list(first.authors) == authors
    assert (first.published, first.doi) == (published, "10.5555/1")
    assert list(first.ids) == ids
    assert second.published in {"2020", "2021", "2022"}
    assert report["rejected"] == []
    # The first record has an abstract; nothing else is worth a warning.
    (warning,) = report["warnings"]
    assert warning.startswith("no abstract")


@pytest.mark.parametrize("name", NAMED)
def test_other_line_ends_change_no_record(tmp_path: Path, name: str) -> None:
    text = NAMED[name][0]
    changed = text.replace("\n", "  \r")
    columns = ["title", "abstract", "published", "doi"]
    expected, _ = read(tmp_path, text)
    records, _ = read(tmp_path, "\ufeff" + changed)
    assert records[columns].to_numpy().tolist() == expected[columns].to_numpy().tolist()


def test_venues_are_found_in_other_tagged_formats(tmp_path: Path) -> None:
    for name in ("refer", "refworks", "cochrane", "proquest", "cnki", "eric"):
        records, _ = read(tmp_path, NAMED[name][0])
        assert json.loads(records.extra[0])["venue"] == "Journal of Orders"


def test_other_fields_of_tagged_formats(tmp_path: Path) -> None:
    refer, _ = read(tmp_path, samples.REFER)
    assert refer.abstract[0].endswith("It goes on here. And here: 5 % of all.")
    assert refer.arxiv_id.tolist() == ["", "2405.01234"]
    refworks, _ = read(tmp_path, samples.REFWORKS)
    assert refworks.abstract[0].endswith("WE go on here.")
    assert list(refworks.authors[1]) == CHINESE
    assert json.loads(refworks.extra[1])["volume"] == "45"
    proquest, _ = read(tmp_path, samples.PROQUEST)
    assert proquest.published.tolist() == ["2021-03", "2020"]
    ovid, _ = read(tmp_path, samples.OVID)
    assert list(ovid.authors[1]) == ["Bo Ek", "Cy Om"]


def test_the_study_format_of_cnki_is_read_without_blank_lines(tmp_path: Path) -> None:
    records, report = read(tmp_path, samples.ESTUDY)
    assert report["format"] == "cnki"
    assert records.title.tolist() == ["Sorting Apples", "Pruning Pears"]
    assert records.published.tolist() == ["2021-03-18", "2020"]
    assert list(records.authors[0]) == CHINESE
    assert records.url.tolist() == ["https://example.org/1", ""]


@pytest.mark.parametrize("name", NAMED)
def test_a_tagged_text_that_is_cut_off_keeps_what_it_has(tmp_path: Path, name: str) -> None:
    text, format_name, *_ = NAMED[name]
    for end in range(40, len(text), 17):
        records, report = read(tmp_path, text[:end], format=format_name)
        assert len(records) + len(report["rejected"]) <= 2
        if not set(records.title) <= {"Sorting Apples", "Pruning Pears"}:
            assert any("cut off" in warning for warning in report["warnings"])


@pytest.mark.parametrize("order", ["{tags}TY  - JOUR\n{rest}", "{tags}{rest}"])
def test_ris_records_with_a_late_first_line_or_none_are_whole(tmp_path: Path, order: str) -> None:
    record = order.format(tags="C1  - {0}\nAU  - Li, Ada\nTI  - {1}\n", rest="AB  - {2}\nER  - \n")
    text = record.format(1, "Apples", "We sort.") + record.format(2, "Pears", "We prune.")
    records, report = read(tmp_path, text)
    assert report["format"] == "ris"
    assert records.title.tolist() == ["Apples", "Pears"]
    assert records.abstract.tolist() == ["We sort.", "We prune."]
    assert [list(names) for names in records.authors] == [["Ada Li"], ["Ada Li"]]


@pytest.mark.parametrize(
    ("lines", "column", "expected"),
    [
        (
            "TI  - A Title\nA1  - Li, Ada\nAU  - Ek, Bo\nAU  - Om, Cy",
            "authors",
            "Ada Li|Bo Ek|Cy Om",
        ),
        ("TI  - A Title\nAU  - Ek, Bo\nA1  - Li, Ada", "authors", "Ada Li|Bo Ek"),
        ("TI  - A Title\nAU  - Li, Ada and van Ek, Bo", "authors", "Ada Li|Bo van Ek"),
        ("TI  - A Title\nAU  - Ada Li, Bo Ek, Cy Om, Di Eo", "authors", "Ada Li|Bo Ek|Cy Om|Di Eo"),
        (
            "TI  - A Title\nAU  - Ministry of Pears and Plums",
            "authors",
            "Ministry of Pears and Plums",
        ),
        ("TI  - A Title\nAU  - Garcia Marquez, Ada", "authors", "Ada Garcia Marquez"),
        ("TI  - A Title\nAU  - Li A\nAU  - van Ek B.C.", "authors", "A Li|B.C. van Ek"),
        ("ST  - A Title", "title", "A Title"),
        ("TI  - A Title\nST  - A", "title", "A Title"),
        ("TI  - A Title\nYR  - 2021", "published", "2021"),
        ("TI  - A Title\nDOI - 10.5555/1", "doi", "10.5555/1"),
        ("TI  - A Title\nUS  - https://example.org/1", "url", "https://example.org/1"),
        ("TI  - A Title\nAB  - [No abstract available]", "abstract", ""),
        ("TI  - A Title\nAB  - NA\nAU  - NA", "authors", ""),
    ],
)
def test_odd_tags_of_ris_are_read(tmp_path: Path, lines: str, column: str, expected: str) -> None:
    records, report = read(tmp_path, f"TY  - JOUR\n{lines}\nER  - \n")
    value = records[column][0]
    assert (value if isinstance(value, str) else "|".join(value)) == expected
    assert all(text.startswith("no abstract") for text in report["warnings"])


def test_notes_and_unknown_tags_give_no_warning(tmp_path: Path) -> None:
    notes = "U3  - a note\nthat goes on\nN1  - another\none\n"
    _, report = read(tmp_path, f"TY  - JOUR\nTI  - Apples\nAB  - We sort.\n{notes}ER  - \n")
    assert report["warnings"] == []
    wos = "TI Apples\nAB We sort.\nC3 Some University;\n   Another\nOR New\n   names\n"
    records, report = read(tmp_path, f"FN Clarivate\nVR 1.0\nPT J\n{wos}ER\n\nEF")
    assert report["warnings"] == []
    assert records.abstract.tolist() == ["We sort."]


def test_indented_ris_is_read(tmp_path: Path) -> None:
    records, _ = read(tmp_path, "      TY  - JOUR\n      TI  - Apples\n      ER  - \n")
    assert records.title.tolist() == ["Apples"]


def test_a_record_begins_at_its_first_tag_after_a_blank_line(tmp_path: Path) -> None:
    text = "%T Apples\n%0 Journal Article\n%A Li, Ada\n\n%T Pears\n%0 Journal Article\n%A Ek, Bo\n"
    records, report = read(tmp_path, text)
    assert records.title.tolist() == ["Apples", "Pears"]
    assert [list(names) for names in records.authors] == [["Ada Li"], ["Bo Ek"]]
    assert len(report["warnings"]) == 1  # no abstract


@pytest.mark.parametrize(
    "source", ["J Orders. 12(3):1990-1999, 2021 Mar.", "J Orders; 1, (Mar 2021): 1990-1999."]
)
def test_the_year_is_found_in_the_source(tmp_path: Path, source: str) -> None:
    text = f"Document 1 of 1\n\nApples\n\nAuthor: Li, Ada\n\nPublication info: {source}\n"
    records, _ = read(tmp_path, text)
    assert records.published.tolist() == ["2021"]


def test_footnotes_of_authors_are_removed(tmp_path: Path) -> None:
    authors = "Author: Li, Ada1; van Ek, Bo2 1 Dept of Orchards, Nowhere; 2 Univ of Nowhere"
    records, _ = read(tmp_path, f"Document 1 of 1\n\nApples\n\n{authors}\n")
    assert list(records.authors[0]) == LATIN


@pytest.mark.parametrize("separator", [" %A ", "%A "])
def test_authors_of_cnki_in_one_line_are_separated(tmp_path: Path, separator: str) -> None:
    authors = separator.join(["%A 王五", "李四"])
    records, _ = read(tmp_path, f"%0 Journal Article\n{authors}\n%T Apples\n%D 2021\n")
    assert list(records.authors[0]) == CHINESE


def test_tex_accents_in_ris_become_letters_outside_formulas(tmp_path: Path) -> None:
    texts = 'TI  - Apples of M{\\"u}nchen\nAU  - G{\\"o}del, Ada\nAB  - $\\dot{x}$\n'
    text = f"TY  - JOUR\n{texts}ER  - \n"
    (record,) = read(tmp_path, text)[0].itertuples()
    assert (record.title, list(record.authors)) == ("Apples of München", ["Ada Gödel"])
    assert record.abstract == "$\\dot{x}$"


def test_words_that_lines_break_at_a_hyphen_are_joined(tmp_path: Path) -> None:
    text = (
        "PMID- 1\nTI  - Sorting in well-\n      known orchards\nAB  - A skin-\n      to-core test "
        "of pre-\n      and post-test 1-\n      year apples - \n      and non- \n      apples.\n"
        "DP  - 2024\n"
    )
    records, report = read(tmp_path, text)
    assert records.title[0] == "Sorting in well-known orchards"
    assert records.abstract[0] == (
        "A skin-to-core test of pre- and post-test 1-year apples - and non- apples."
    )
    assert report["warnings"] == []


@pytest.mark.parametrize("text", ["Start date: 20240512", "Published: 12 May 2024"])
def test_labels_of_dates_are_left_out(tmp_path: Path, text: str) -> None:
    records, _ = read(tmp_path, f"TY  - JOUR\nTI  - Sorting Apples\nPY  - {text}\nER  -\n")
    assert records.published[0] == "2024-05-12"
