"""The columns of tables are mapped to the fields of papers by name or by the config."""

import json
from pathlib import Path

import pandas as pd
import pytest

from helpers.reading import read
from helpers.table_samples import PROSE
from paperthemes.errors import UserError


def test_prose_that_mentions_columns_is_not_a_table(tmp_path: Path) -> None:
    text = "Dear editor,\nwe list\ntitle, abstract\nas you asked for it and, as ever, greet you.\n"
    _, report = read(tmp_path, text)
    assert report["format"] is None


@pytest.mark.parametrize(
    "header",
    [
        *("title,price", "title,description,price", "Title,Text", "id,title,url", "title,year"),
        *("name,text", "Document Title,Pages", "title"),
    ],
)
def test_title_column_alone_is_not_a_table_of_papers(tmp_path: Path, header: str) -> None:
    _, report = read(tmp_path, header + "\n" + ",".join("x" for _ in header.split(",")) + "\n")
    assert report["format"] is None


@pytest.mark.parametrize("second", ["doi", "Authors", "Author(s)", "arXiv ID", "PMID"])
def test_titles_with_another_column_of_papers_are_a_table(tmp_path: Path, second: str) -> None:
    records, report = read(tmp_path, f"{second},Title\n,Sorting\n", "list.csv")
    assert (report["format"], report["confidence"]) == ("csv", 0.3)
    assert records.title.tolist() == ["Sorting"]
    assert report["warnings"] == ["no abstract, kept with the title alone: line 2"]


@pytest.mark.parametrize(
    ("header", "row"),
    [
        ("Article Title,AbstractText,Publication Year", f"Kites,{PROSE},2024"),
        ("paper_title,paper_abstract,pub_date", f"Kites,{PROSE},2024"),
        ("Titel;Zusammenfassung;Jahr", f"Kites;{PROSE};2024"),
        ("Titre;Résumé;Année", f"Kites;{PROSE};2024"),
        ("标题,摘要,年份", f"Kites,{PROSE},2024"),
        ("TITLE|ABSTRACT|YEAR", f"Kites|{PROSE}|2024"),
        ("| Title | Abstract | Year |\n|---|:--|--:|", f"| Kites | {PROSE} | 2024 |"),
        ("title, abstract, year", f'"Kites", "{PROSE}", 2024'),
        ("year\ttitle\tdescription\tsummary", f"2024\tKites\tx\t{PROSE}"),
    ],
)
def test_common_column_names_are_recognised(tmp_path: Path, header: str, row: str) -> None:
    records, report = read(tmp_path, f"{header}\n{row}\n", "list.csv")
    assert records.title.tolist() == ["Kites"]
    assert records.abstract.tolist() == [PROSE]
    assert records.published.tolist() == ["2024"]
    assert {"title", "abstract", "published"} <= report["columns"].keys()


def test_other_columns_are_kept_in_extra(tmp_path: Path) -> None:
    records, report = read(
        tmp_path,
        "Title,Abstract,Journal,Cited By,PMID,References,My Note,year,date,id\n"
        f"Kites,{PROSE},Wind,12,77,A long list,=1+1,2024,2024-05-06,2405.01234v2\n"
        f"Boats,nan,,,,,,2024,,17\n",
        "list.csv",
    )
    first = records.iloc[0]
    assert json.loads(first.extra) == {"venue": "Wind", "citations": "12", "My Note": "=1+1"}
    assert (list(first.ids), first.published) == (["pmid:77"], "2024-05-06")
    assert records.arxiv_id.tolist() == ["2405.01234v2", ""]
    assert (records.published[1], json.loads(records.extra[1])) == ("2024", {"id": "17"})
    assert report["columns"]["published"] == "date or year"
    assert report["columns"]["citations"] == "Cited By"
    assert report["warnings"] == ["no abstract, kept with the title alone: line 3"]


def test_configured_columns_are_used(tmp_path: Path) -> None:
    configured = {"title": "Heading", "abstract": "gist", "published": "When"}
    records, report = read(
        tmp_path,
        f"Code,Heading,Gist,When,title\n7,Kites,{PROSE},2024,Mr\n",
        "list.csv",
        format="csv",
        columns=configured,
    )
    assert records.title.tolist() == ["Kites"]
    assert (records.abstract[0], records.published[0]) == (PROSE, "2024")
    assert json.loads(records.extra[0]) == {"Code": "7", "title": "Mr"}
    assert report["columns"] == {"title": "Heading", "abstract": "Gist", "published": "When"}


def test_configured_columns_are_found_below_other_lines(tmp_path: Path) -> None:
    text = f"a, b; c\nHeading;Gist\nKites;{PROSE}\n"
    configured = {"title": "Heading", "abstract": "Gist"}
    records, _ = read(tmp_path, text, "list.csv", format="csv", columns=configured)
    assert records.title.tolist() == ["Kites"]


@pytest.mark.parametrize(
    ("configured", "message"),
    [
        ({"abstract": "Abstrakt"}, "no column 'Abstrakt' for abstract; did you mean 'abstract'?"),
        ({"doi": "zzz"}, "no column 'zzz' for doi; The columns are title, abstract, note"),
    ],
)
@pytest.mark.parametrize("kind", ["csv", "json", "parquet"])
def test_configured_columns_that_do_not_exist_are_refused(
    tmp_path: Path, configured: dict, message: str, kind: str
) -> None:
    frame = pd.DataFrame({"title": ["Kites"], "abstract": [PROSE], "note": ["x"]})
    content = {
        "csv": lambda: frame.to_csv(index=False),
        "json": lambda: frame.to_json(orient="records"),
        "parquet": lambda: frame.to_parquet(),
    }[kind]()
    with pytest.raises(UserError, match=message):
        read(tmp_path, content, columns=configured, on_bad_dump="fail")


def test_table_without_a_title_is_refused_with_its_columns(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="line 1: a table without a title column; it has a, b"):
        read(tmp_path, "a,b\n1,2\n", format="csv", on_bad_dump="fail")
    with pytest.raises(UserError, match="needs a header with two columns"):
        read(tmp_path, "prose", format="csv", on_bad_dump="fail")


def test_integers_written_as_floats_are_read(tmp_path: Path) -> None:
    text = f"title,abstract,year,pmid\nVersion 2.0,{PROSE},2024.0,123.0\n2.0,{PROSE},,\n"
    records, report = read(tmp_path, text)
    assert records.title.tolist() == ["Version 2.0", "2.0"]
    assert records.published.tolist() == ["2024", ""]
    assert list(map(list, records.ids)) == [["pmid:123"], []]
    assert report["warnings"] == []


@pytest.mark.parametrize(
    ("day", "date"), [("DEC 24", "2020-12-24"), ("DEC", "2020-12"), ("", "2020"), ("7", "2020")]
)
def test_day_in_its_own_column_gets_the_year(tmp_path: Path, day: str, date: str) -> None:
    header = "PT\tAU\tAF\tTI\tSO\tAB\tPY\tPD\tDI\tUT\n"
    row = f"J\tLi, A\tLi, Ada\tApples\tWind\t{PROSE}\t2020\t{day}\t10.5555/1\tWOS:1\n"
    records, report = read(tmp_path, header + row)
    assert (report["format"], records.published[0]) == ("wos-tab", date)
