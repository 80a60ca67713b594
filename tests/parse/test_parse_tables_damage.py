"""Tables whose rows and header disagree, or whose quotes are wrong, as real tools write them."""

from pathlib import Path

import pytest

from helpers.reading import read
from helpers.table_samples import PROSE

ABSTRACTS = [f"{PROSE} {n}." for n in range(1, 4)]


def test_a_header_of_r_lacks_the_name_of_the_row_names(tmp_path: Path) -> None:
    rows = [f'"{n}","Bridge {n}, Again","{PROSE}",202{n},"10.5555/{n}"' for n in range(1, 4)]
    for delimiter in (",", ";", "\t", " "):
        text = "\n".join(['"title","abstract","year","doi"', *rows])
        text = text.replace('","', f'"{delimiter}"').replace('",2', f'"{delimiter}2')
        records, report = read(tmp_path, text.replace(',"10', f'{delimiter}"10'))
        assert records.title.tolist() == [f"Bridge {n}, Again" for n in range(1, 4)]
        assert records.doi.tolist() == ["10.5555/1", "10.5555/2", "10.5555/3"]
        assert records.published.tolist() == ["2021", "2022", "2023"]
        assert report["warnings"] == report["rejected"] == []


def test_a_table_of_r_may_have_escaped_quotes_and_missing_values(tmp_path: Path) -> None:
    rows = [f'"{n}"\t"The \\"great\\" kite {n}"\t"{PROSE}"\tNA' for n in range(1, 4)]
    records, report = read(tmp_path, "\n".join(['"title"\t"abstract"\t"year"', *rows]))
    assert records.title.tolist() == [f'The "great" kite {n}' for n in range(1, 4)]
    assert report["warnings"] == report["rejected"] == []


SCOPUS = "Authors,Title,Year,DOI,Link,Abstract,Funding Details,Funding Text 1,References,ISSN,EID\n"


@pytest.mark.parametrize("more", [["Paid by snow."], ["Paid by snow.", "", "And by ice."], []])
def test_more_texts_about_funding_than_the_header_has(tmp_path: Path, more: list[str]) -> None:
    text = SCOPUS
    for n, abstract in enumerate(ABSTRACTS):
        cells = [f"Bridge {n}", "2021", f"10.5555/{n}", "https://www.scopus.com/x", abstract]
        cells = ["Li A., Bo C.", *cells, "Rain Inc.", "Paid by rain.", *more, "Doe, 2001"]
        cells += ["12345678", f"2-s2.0-{n}"]
        text += ",".join(f'"{cell}"' for cell in cells) + "\n"
    records, report = read(
        tmp_path,
        text.replace("Authors,", "Authors,Source title,").replace(
            '"Li A., Bo C."', '"Li A., Bo C.","Wind"'
        ),
    )
    assert records.title.tolist() == ["Bridge 0", "Bridge 1", "Bridge 2"]
    assert records.abstract.tolist() == ABSTRACTS
    assert records.ids.map(list).tolist() == [["eid:2-s2.0-0"], ["eid:2-s2.0-1"], ["eid:2-s2.0-2"]]
    assert all("Paid by rain." in extra for extra in records.extra)
    assert all("Paid by snow." in extra for extra in records.extra if more)
    warning = "more fields than the header, aligned by the others: lines 2, 3, 4"
    assert report["warnings"] == [warning] * bool(more)


def test_a_title_that_is_split_at_its_comma_is_not_aligned(tmp_path: Path) -> None:
    text = f"title,abstract,year,doi\nSorting,again,{PROSE},2021,10.5555/1\n"
    text += f"Bridges,{PROSE},2021,10.5555/2\n"
    records, report = read(tmp_path, text)
    assert records.title.tolist() == ["Bridges"]
    assert report["rejected"][0]["reason"] == "the row has 5 fields, the header 4"


def test_quotes_that_are_not_doubled_are_said_and_not_lost(tmp_path: Path) -> None:
    records, report = read(
        tmp_path,
        "title,authors,abstract,doi,urls\n"
        f'"Kites","["Li, Ada","van Ek, Bo"]","{PROSE}","10.5555/1","["https://a.org"]"\n'
        '"The "great" kite","Ada Li","We fly "kites", and "boats" too.","10.5555/2","[]"\n'
        f'"Boats","["Om, Cy"]","He said ""sail"" once.","10.5555/3","[]"\n',
    )
    assert records.title.tolist() == ["Kites", 'The "great" kite', "Boats"]
    assert records.doi.tolist() == ["10.5555/1", "10.5555/2", "10.5555/3"]
    assert records.abstract.tolist()[1:] == [
        'We fly "kites", and "boats" too.',
        'He said "sail" once.',
    ]
    assert [[*names] for names in records.authors] == [
        ["Ada Li", "Bo van Ek"],
        ["Ada Li"],
        ["Cy Om"],
    ]
    assert report["rejected"] == []
    assert report["warnings"][0].startswith("quotes within a cell are not doubled")


@pytest.mark.parametrize("line", ["sep=;", '"sep=;"', "SEP=;;;", "sep=;\r"])
def test_a_line_may_name_the_delimiter(tmp_path: Path, line: str) -> None:
    text = f"{line}\ntitle;abstract\nKites, Boats;We fly, and sail.;\nBoats;We sail.;\n"
    records, report = read(tmp_path, text)
    assert records.title.tolist() == ["Kites, Boats", "Boats"]
    assert report["rejected"] == []


@pytest.mark.parametrize(
    ("header", "row", "date"),
    [
        ("year,month,day", "2021,3,1", "2021-03-01"),
        ("year,month,day", "2021,Mar,1", "2021-03-01"),
        ("year,month,day", "2021.0,3.0,", "2021-03"),
        ("year,month,day", "2021,May-Jun,", "2021-05"),
        ("day,year,month", ",2021,", "2021"),
        ("Published Year,Published Month", "2021,December", "2021-12"),
        ("date,year", "Feb 23,2021", "2021-02-23"),
        ("date,year", "Feb,2021", "2021-02"),
        ("year,date", "2021,Feb 23", "2021-02-23"),
        ("date,year", "2020-02-03,2021", "2020-02-03"),
        ("publish_time", "2020-03-01", "2020-03-01"),
        ("coverDate", "2020-03-01", "2020-03-01"),
        ("update_date,published", "2022-01-01,2020-03-01", "2020-03-01"),
        ("Datum", "1.3.2020", "2020-03-01"),
    ],
)
def test_dates_in_several_columns_complete_each_other(
    tmp_path: Path, header: str, row: str, date: str
) -> None:
    records, report = read(tmp_path, f"title,abstract,{header}\nKites,{PROSE},{row}\n")
    assert records.published.tolist() == [date]
    assert report["warnings"] == []


@pytest.mark.parametrize(
    ("header", "row", "expected"),
    [
        ("TI,AU,DO,UR,PY", "Kites,Ada Li,10.5555/1,https://a.org,2021", {"doi": "10.5555/1"}),
        ("Paper,Abstract,Link", "Kites,We fly.,https://arxiv.org/abs/2101.00001",
         {"arxiv_id": "2101.00001", "abstract": "We fly."}),
        ("Paper Name,Abstract", "Kites,We fly.", {"abstract": "We fly."}),
        ("title,Samenvatting", "Kites,We fly.", {"abstract": "We fly."}),
        ("x.title,x.abstract,x.doi,title_x", "Kites,We fly.,10.5555/1,Y", {"doi": "10.5555/1"}),
        ("title,summary,entry_id", "Kites,We fly.,http://arxiv.org/abs/2101.00001v1",
         {"arxiv_id": "2101.00001v1"}),
        ("eid,title,description,coverDate,author_names", "2-s2.0-1,Kites,We fly.,2021-03-01,",
         {"ids": ["eid:2-s2.0-1"], "published": "2021-03-01", "abstract": "We fly."}),
        ("id,display_name,publication_year,authorships.author.display_name",
         "https://openalex.org/W12,Kites,2021,Ada Li|Bo Ek",
         {"ids": ["openalex:W12"], "authors": ["Ada Li", "Bo Ek"]}),
        ("title,abstract,url", "Kites,We fly.,https://a.org/1; https://arxiv.org/abs/2101.00001",
         {"url": "https://a.org/1", "arxiv_id": "2101.00001"}),
        ("SrcDatabase-来源库,Title-题名,Author-作者,Summary-摘要,PubTime-发表时间",
         "期刊,风筝,李艾达;王波,我们放风筝,2021-03-01",
         {"title": "风筝", "abstract": "我们放风筝", "published": "2021-03-01"}),
    ],
)  # fmt: skip
def test_column_names_of_tools_are_known(
    tmp_path: Path, header: str, row: str, expected: dict[str, object]
) -> None:
    records, _ = read(tmp_path, f"{header}\n{row}\n")
    assert records.title.tolist() == [expected.get("title", "Kites")]
    for field, value in expected.items():
        found = records[field][0]
        assert (list(found) if isinstance(value, list) else found) == value
