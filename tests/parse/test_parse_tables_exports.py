"""Exports of databases are recognised by their header and read with all their fields."""

import json
from pathlib import Path

import pytest

from helpers.reading import read
from helpers.table_samples import EXPORTED, PROSE
from paperthemes.parse.authors import split_authors
from paperthemes.parse.dump import Dump
from paperthemes.parse.formats import detect_format

IDS = {
    "scopus-csv": ["eid:2-s2.0-850"],
    "wos-tab": ["wos:000850"],
    "bibliometrix-csv": ["wos:000850"],
    "wos-csv": ["wos:000850"],
    "pubmed-csv": ["pmid:850", "pmcid:PMC12"],
    "dimensions-csv": ["dimensions:pub.850", "pmid:12"],
    "lens-csv": ["lens:000-850-1", "pmid:12"],
}


DATES = {
    **dict.fromkeys(
        ("embase-csv", "wos-tab", "dimensions-csv", "lens-csv", "zotero-csv"), "2014-08-25"
    ),
    "acm-csv": "2014-08",
}


AUTHORS = {
    "embase-csv": ["A. Li", "B.-C. van Ek"],
    "ieee-csv": ["A. Li", "B.-C. van Ek"],
    "pubmed-csv": ["A Li", "BC van Ek"],
}


@pytest.mark.parametrize("name", EXPORTED)
def test_exports_have_all_fields(tmp_path: Path, name: str) -> None:
    records, report = read(tmp_path, EXPORTED[name].replace("\n", "\r\n"), "x.csv")
    (record,) = records.itertuples()
    extra = json.loads(record.extra)
    assert (report["format"], report["confidence"]) == (name, 0.9)
    assert (record.title, record.doi) == ("Singing Bridges", "10.5555/ab.1")
    if name in ("springer-csv", "pubmed-csv", "acm-csv"):
        assert record.abstract == ""
    else:
        assert record.abstract.startswith(f"{PROSE} © 2014 ")
    assert list(record.ids) == IDS.get(name, [])
    assert record.published == DATES.get(name, "2014")
    assert list(record.authors) == AUTHORS.get(name, ["Ada Li", "Bo-Cy van Ek"])
    assert record.url in ("", "https://www.example.org/x")
    assert extra.get("venue", "Wind") == "Wind"
    assert not {"References", "CR", "Cited References", "Authors", "AU", "DOI"} & extra.keys()
    assert report["columns"].keys() >= {"title", "authors", "published", "doi"}


def test_no_abstract_available_counts_as_empty(tmp_path: Path) -> None:
    text = EXPORTED["scopus-csv"].replace(f"{PROSE} © 2014 Wind.", "[No abstract available]")
    records, report = read(tmp_path, text, "x.csv")
    assert records.abstract.tolist() == [""]
    assert report["warnings"] == ["no abstract, kept with the title alone: line 2"]


def test_dates_in_embase_sources_are_parsed(tmp_path: Path) -> None:
    date = "Date of Publication: 25 Aug 2014"
    for source, expected in (
        ("Date of Publication: January 7, 2014", "2014-01-07"),
        ("Date of Publication: June 2014. Conference: Songs", "2014-06"),
        ("Date of Publication: 2014/09", "2014-09"),
        ("and a longer note that has no date at all", "2014"),
    ):
        records, _ = read(tmp_path, EXPORTED["embase-csv"].replace(date, source), "x.csv")
        assert records.published.tolist() == [expected]


def test_export_format_can_be_configured(tmp_path: Path) -> None:
    text = f"Title,Abstract,Authors\nKites,{PROSE},Ada LiBo Ek\n"
    records, report = read(tmp_path, text, "x.csv", format="springer-csv")
    assert list(records.authors[0]) == ["Ada Li", "Bo Ek"]
    assert report["format"] == "springer-csv"


def test_exports_are_distinguished(tmp_path: Path) -> None:
    for name, content in EXPORTED.items():
        (tmp_path / "x").write_text(content)
        assert detect_format(Dump(tmp_path / "x"))[0].name == name


@pytest.mark.parametrize(
    ("style", "text", "expected"),
    [
        ("any", "[Ada Li, Bo Ek]", ["Ada Li", "Bo Ek"]),
        ("any", "Li, A., Ek, B.C. and Wu, D.", ["A. Li", "B.C. Ek", "D. Wu"]),
        ("any", "Li, Ada; Ek, Bo", ["Ada Li", "Bo Ek"]),
        ("any", "Ada Li, Bo Ek", ["Ada Li", "Bo Ek"]),
        ("any", "", []),
        ("semicolons", "Li, Ada, Jr.; Ek B.", ["Ada Li Jr.", "B. Ek"]),
        ("semicolons", "The Wind Group", ["The Wind Group"]),
        ("semicolons", "Li A., van Ek B.", ["A. Li", "B. van Ek"]),
        ("surnames first, full stop", "de Ek F ASB, Wu D.", ["ASB de Ek F", "D Wu"]),
        (
            "no separator",
            "Ian McRaeBo (Cy) EkJan de Wu",
            ["Ian McRae", "Bo (Cy) Ek", "Jan de Wu"],
        ),
        ("no separator", "Ada Li", ["Ada Li"]),
        ("no separator", "", []),
    ],
)
def test_lists_of_authors_are_split(style: str, text: str, expected: list[str]) -> None:
    assert list(split_authors(text, style)) == expected
