"""Quirks of single tools in their tables and in their JSON."""

import json
from pathlib import Path
from typing import Any

import pytest

from helpers.reading import read
from helpers.table_samples import PROSE
from paperthemes.parse.encodings import detect_encoding

PAPER = {"title": "Kites That Lean", "abstract": PROSE}
WOS = "Authors,Article Title,Publication Year,Publication Date,Early Access Date,UT (Unique ID)\n"


def read_one(folder: Path, content: object) -> dict[str, Any]:
    """Read a table, or values as JSON, with one paper; return its record and the warnings."""
    text = content if isinstance(content, str) else json.dumps(content)
    records, report = read(folder, text)
    (record,) = records.to_dict("records")
    return record | {"warnings": report["warnings"]}


@pytest.mark.parametrize("is_wrapped", [True, False])
def test_attachments_and_notes_of_zotero_are_no_papers(tmp_path: Path, is_wrapped: bool) -> None:
    items = [
        {"itemType": "attachment", "title": "Full Text PDF", "url": "https://x.org/1.pdf"},
        {"itemType": "report", "title": "Kites", "abstractNote": PROSE, "dateModified": "2022-01"},
        {"itemType": "note", "note": "<p>Read this</p>"},
    ]
    items = [item | {"dateAdded": "2022-01-01T10:00:00Z"} for item in items]
    record = read_one(tmp_path, [{"key": "K", "data": i} for i in items] if is_wrapped else items)
    assert (record["title"], record["published"]) == ("Kites", "")
    assert record["warnings"] == []


def test_a_json_feed_has_abstracts_in_its_content_and_names_in_its_summary(tmp_path: Path) -> None:
    names = "Li, A., van Ek, B. C."
    item = {"title": "Kites", "summary": names, "date_modified": "2024-01-02T00:00:00.000Z"}
    for more, abstract in (
        ({"content_html": PROSE, "author": {"name": names}}, PROSE),
        ({"url": "https://x.org"}, ""),
    ):
        record = read_one(
            tmp_path,
            {"title": "New in kites", "items": [item | more, item | more]}
            | {"items": [item | more]},
        )
        assert (record["abstract"], record["published"]) == (abstract, "2024-01-02")
        assert list(record["authors"]) == ["A. Li", "B. C. van Ek"]


@pytest.mark.parametrize(
    ("fields", "name", "expected"),
    [
        (
            {"publication_date": "2024-05-01", "publication_date_precision": "month"},
            "published",
            "2024-05",
        ),
        ({"date": "2024-01-01", "date_precision": "Year"}, "published", "2024"),
        ({"authors_text": "Ada Li, Bo Ek"}, "authors", ["Ada Li", "Bo Ek"]),
        ({"abstract": "", "AbstractMini": PROSE}, "abstract", PROSE),
        (
            {
                "link": [
                    {"@ref": "self", "@href": "https://api.x.org/1"},
                    {"@href": "https://x.org/1"},
                ]
            },
            "url",
            "https://x.org/1",
        ),
        (
            {"links": str([{"rel": "alternate", "href": "https://arxiv.org/abs/2405.01234"}])},
            "arxiv_id",
            "2405.01234",
        ),
        ({"PM": "29635641 [http://x.org/?term=29635641]"}, "ids", ["pmid:29635641"]),
        ({"SO": "Wind. 12(3):1-10, 2018 Jan-Feb."}, "published", "2018-01"),
        (
            {"SO": "Wind. 3 (2) (pp 1-9), 2018. Date of Publication: 01 May 2018."},
            "published",
            "2018-05-01",
        ),
        ({"Source": "Wind. 2019 Jun 2;3(2):11-9."}, "published", "2019-06-02"),
        ({"Source": "PubMed"}, "published", ""),
    ],
)
def test_fields_of_tools_are_understood(
    tmp_path: Path, fields: dict[str, Any], name: str, expected: object
) -> None:
    record = read_one(tmp_path, [{key: v for key, v in (PAPER | fields).items() if v}])
    assert (list(record[name]) if name in ("authors", "ids") else record[name]) == expected
    assert record["warnings"] == []


@pytest.mark.parametrize(
    ("dates", "expected"),
    [
        ("2021,DEC,NOV 2020", "2021-12"),
        ("2021,MAR 23,", "2021-03-23"),
        ("2021,,DEC 2020", "2021"),
        ("2021,,MAR 2021", "2021-03"),
        ("2021,SPR,", "2021"),
        ("2021,2021-03-23 00:00:00,", "2021-03-23"),
    ],
)
def test_dates_in_tables_of_web_of_science(tmp_path: Path, dates: str, expected: str) -> None:
    record = read_one(tmp_path, f'{WOS}"Li, A",Kites,{dates},WOS:1\n')
    assert record["published"] == expected


def test_journals_among_the_results_of_publish_or_perish_are_rejected(tmp_path: Path) -> None:
    rows = "Ada Li,Kites,2021,journal-article\n,Journal of Kites,,journal\nBo Ek,Boats,,journal\n"
    records, report = read(tmp_path, f"Authors,Title,Year,Type\n{rows}")
    assert records.title.tolist() == ["Kites", "Boats"]
    assert report["rejected"][0]["reason"] == "a journal, not a paper"


@pytest.mark.parametrize("rows", [1, 2])
@pytest.mark.parametrize("end", ["", ";2021"])
def test_a_delimiter_within_a_text_is_no_name_of_a_row(tmp_path: Path, rows: int, end: str) -> None:
    header = "title;abstract;year" if end else "title;authors;abstract"
    text = "".join(f"Kites {n};We fly;and we wait for the wind.{end}\n" for n in range(rows))
    records, report = read(tmp_path, f"{header}\n{text.replace(';and', ';Ada; and')}", format="csv")
    assert (len(records), report["rejected_count"]) == (0, rows)


@pytest.mark.parametrize(
    ("header", "titles"),
    [("title,authors,doi,notes,tags", ["Kites", "Boats"]), ("n,title,authors,doi", [])],
)
def test_the_last_cells_may_be_missing_in_all_rows(
    tmp_path: Path, header: str, titles: list[str]
) -> None:
    records, report = read(tmp_path, f"{header}\nKites,Ada Li,10.5555/1\nBoats,Bo Ek,10.5555/2\n")
    assert records.title.tolist() == titles
    assert not titles or "fewer fields" in report["warnings"][0]


@pytest.mark.parametrize(
    "row", ["10.5555/{n},Kites in a Wind {n},Ada Li", "Kites in a Wind {n}|2021"]
)
def test_a_table_without_a_header_is_told(tmp_path: Path, row: str) -> None:
    _, report = read(tmp_path, "\n".join(row.format(n=n) for n in range(3)))
    assert "a table needs a header" in report["warnings"][0]


def test_chinese_is_not_taken_for_korean() -> None:
    text = "本文研究果园机器人修剪梨树的路径规划算法并与两名人工分级员进行比较结果表明误差较小"
    for start in range(0, 30, 5):
        content = f"title,year\n{text[start : start + 9]},2021\n"
        assert detect_encoding(content.encode("gbk")).name == "gb18030"
