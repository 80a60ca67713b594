"""Odd records are reported, garbled texts are repaired and kept as given."""

import json
from pathlib import Path

import pytest

from helpers.reading import read
from paperthemes.parse.cleaning import repair_encoding
from paperthemes.parse.format import Ignored, ParseWarning, Record, Rejected
from paperthemes.parse.parse_report import (
    ReportBuilder,
    find_oddities,
)

ABSTRACT = (
    "We sort apples by colour and by size, and find that a plain rule does as well as any of the "
    "learned ones, on all of the orchards that we visited in the last three years."
)


def test_usual_papers_are_not_odd() -> None:
    titles = (
        *("Sorting Apples", "Attention is all you need", "GPT-4V(ision) for Orchards"),
        "A randomised trial of sorting rules in orchards of the north and the south.",
    )
    for title in titles:
        assert list(find_oddities(Record(1, 1, title, ABSTRACT))) == []
        assert list(find_oddities(Record(1, 1, title))) == []


@pytest.mark.parametrize(
    ("title", "abstract", "expected"),
    [
        ("Sorting", "We sort apples.", ["abstract shorter than 120 characters"]),
        ("Sorting", ABSTRACT * 40, ["abstract longer than 5,000 characters"]),
        ("Sorting", ABSTRACT[:-10] + "…", ["abstract ends in “…”"]),
        ("Sorting", ABSTRACT + " The results ...", ["abstract ends in “…”"]),
        (
            "We show that apples can be sorted by the colour of their leaves.",
            ABSTRACT,
            ["title reads like a sentence"],
        ),
        (
            "Apples have colours. These colours tell how old the apples on a tree are.",
            ABSTRACT,
            ["title reads like a sentence"],
        ),
        (
            "Sorting",
            "Nous trions les pommes par couleur et par taille, et nous constatons qu'une règle "
            "simple suffit dans tous les vergers que nous avons visités cette année.",
            ["not in English (fr)"],
        ),
        ("苹果分类方法的研究与应用", "", ["not in English (zh)"]),
    ],
)
def test_odd_records_are_reported(title: str, abstract: str, expected: list[str]) -> None:
    assert list(find_oddities(Record(1, 1, title, abstract))) == expected


def test_garbled_texts_are_repaired_listed_and_kept_as_given(tmp_path: Path) -> None:
    garbled = ABSTRACT.replace("apples", "Müller’s Äpfel").encode().decode("cp1252")
    records, report = read(
        tmp_path, f'title,abstract,n\nCafÃ© Pommes,"{garbled}",1\nCafé,"{ABSTRACT}",2\n'
    )
    assert records.title.tolist() == ["Café Pommes", "Café"]
    assert records.abstract[0] == ABSTRACT.replace("apples", "Müller’s Äpfel")
    assert json.loads(records.extra[0])["abstract_as_given"] == garbled
    assert "abstract_as_given" not in json.loads(records.extra[1])
    listed = {repair["field"]: repair for repair in report["repaired"]}
    assert listed["abstract"]["given"] == garbled
    assert listed["abstract"]["start"] == 2
    assert report["repaired_count"] == len(report["repaired"])
    assert (
        "characters garbled by a wrong encoding were repaired in 2 texts" in report["warnings"][0]
    )


@pytest.mark.parametrize(
    "title",
    [
        "Gödel’s Café: Ångström-Scale “Vision”",
        "SÃO PAULO traffic",
        "Naïve Bayes — 10 µm × 5",
        "数据 é",
    ],
)
def test_correct_texts_are_not_changed(title: str) -> None:
    assert repair_encoding(Record(1, 1, title)) == Record(1, 1, title)


def test_the_report_of_many_places_stays_small() -> None:
    builder = ReportBuilder("line")
    for number in range(1, 30_001):
        builder.add(Rejected(number, number, "no", "x"))
        builder.add(ParseWarning("odd", number))
        builder.add(ParseWarning(f"once {number % 3}"))
    report = builder.report(line_count=30_005)
    assert report["rejected_count"] == 30_000
    assert len(report["rejected"]) == 10_000
    assert report["boilerplate"] == 5
    assert report["warnings"][0].endswith("19, 20 and 29,980 more")
    assert report["warnings"][1:] == ["once 1", "once 2", "once 0"]


def test_ignored_entries_are_boilerplate() -> None:
    builder = ReportBuilder("entry")
    assert builder.add(Record(1, 1, "A Title", ABSTRACT)) is not None
    builder.add(Ignored(2, 4))
    report = builder.report(line_count=99)
    assert (report["units"], report["boilerplate"], report["unit"]) == (4, 3, "entry")


def test_a_text_too_long_for_one_paper_is_rejected(tmp_path: Path) -> None:
    long = "word " * 50_000
    records, report = read(tmp_path, f'title,abstract\nGood,"{ABSTRACT}"\nBad,"{long}"\n')
    assert records.title.tolist() == ["Good"]
    assert (
        "its abstract has 249,999 characters: is it one paper?" in report["rejected"][0]["reason"]
    )


def test_the_report_counts_fields_and_dates(tmp_path: Path) -> None:
    table = (
        f"title,abstract,date,venue\nOne,{ABSTRACT!r},2024-05-06,Journal\n"
        f'Two,"{ABSTRACT}",2023,\nThree,,soon,\n'
    ).replace("'", '"')
    _, report = read(tmp_path, table)
    assert report["fields"] == {"title": 3, "abstract": 2, "published": 2}
    assert report["extra"] == {"venue": 1, "date": 1}
    assert report["dates"] == {"first": "2023", "last": "2024-05-06"}
    assert "no abstract, kept with the title alone: line 4" in report["warnings"]
