"""Tables of all kinds: right records, columns found and reported, and no row lost silently."""

import gzip
import json
import tracemalloc
from datetime import date, datetime
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.feather
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from helpers.reading import check_account, read
from paperthemes.errors import UserError
from paperthemes.parse.dump import Dump
from paperthemes.parse.format import Rejected
from paperthemes.parse.formats import recognise
from paperthemes.parse.stage import parse
from paperthemes.parse.tables import delimited, people
from paperthemes.parse.tables.delimited import Dialect, rows

OTHER = "Bridges sing in the wind. We record them for a year and predict their age from the song."

# ---- tables ----


def test_csv(tmp_path: Path) -> None:
    records, report = read(
        tmp_path,
        "Title,Abstract,label,DOI,Date,authors,link\n"
        f'"Sorting, Again","{OTHER}",fruit,https://doi.org/10.5555/AB.1,2024-05-06,'
        '"Ada; Bo",https://arxiv.org/abs/2405.01234v2\n'
        "\n"
        f'Two Lines,"We sort\nand rest.",,,in due course,,\n',
        "list.csv",
    )
    first = records.iloc[0]
    assert records.title.tolist() == ["Sorting, Again", "Two Lines"]
    assert (first.doi, first.arxiv_id) == ("10.5555/ab.1", "2405.01234v2")
    assert (first.published, list(first.authors)) == ("2024-05-06", ["Ada", "Bo"])
    assert first.extra == '{"label": "fruit"}'
    assert records.abstract[1] == "We sort and rest."
    assert records[["start", "end"]].to_numpy().tolist() == [[2, 2], [4, 5]]
    assert records.extra[1] == '{"Date": "in due course"}'
    assert report["warnings"] == ["dates not understood, left in extra: line 4"]
    assert report["columns"] == {
        "title": "Title",
        "abstract": "Abstract",
        "url": "link",
        "doi": "DOI",
        "published": "Date",
        "authors": "authors",
    }


@pytest.mark.parametrize("delimiter", [";", "\t", "|"])
def test_other_delimiters(tmp_path: Path, delimiter: str) -> None:
    text = f"summary{delimiter}title\nWe sort, and rest.{delimiter}Sorting\n"
    records, _ = read(tmp_path, text, "list.txt")
    assert records.title.tolist() == ["Sorting"]
    assert records.abstract.tolist() == ["We sort, and rest."]


def test_incomplete_rows(tmp_path: Path) -> None:
    records, report = read(
        tmp_path,
        f"title,abstract,note,note\nOnly a Title,,x,y\n,{OTHER},,\nToo,few\n,,z,\n",
        "list.csv",
    )
    assert records.title.tolist() == ["Only a Title"]
    assert records.extra.tolist() == ['{"note": "x", "note.2": "y"}']
    assert report["warnings"][0] == "no abstract, kept with the title alone: line 2"
    assert [(span["start"], span["reason"]) for span in report["rejected"]] == [
        (3, "abstract without a title"),
        (4, "the row has 2 fields, the header 4"),
        (5, "row without a title"),
    ]


def test_csv_with_a_quote_that_never_closes(tmp_path: Path) -> None:
    text = f'title,abstract\nGood,"{OTHER}"\nBad,"{OTHER}\nmore\nand more\n'
    records, report = read(tmp_path, text, "list.csv")
    assert records.title.tolist() == ["Good"]
    assert [span["start"] for span in report["rejected"]] == [3, 4, 5]
    assert "is a quote missing or too many?" in report["rejected"][0]["reason"]


def test_a_stray_quote_costs_one_row(tmp_path: Path) -> None:
    rows = [f"Title {number},{OTHER}" for number in range(20)]
    rows[7] = f'"Why" we sort,{OTHER}'
    records, report = read(tmp_path, "title,abstract\n" + "\n".join(rows), "list.csv")
    assert len(records) == 19
    assert [(span["start"], span["end"]) for span in report["rejected"]] == [(9, 9)]


def test_rows_swallowed_by_a_quoted_cell_are_pointed_at(tmp_path: Path) -> None:
    text = 'title;abstract;note\nA;"Scare quotes open;x\nB;bb;y\nC;close here";z\nD;dd;w\n'
    records, report = read(tmp_path, text, "list.tsv")
    assert records.title.tolist() == ["A", "D"]
    assert report["warnings"] == ["rows may be lost inside another (is a quote missing?): line 2"]


def test_quotes_of_other_kinds(tmp_path: Path) -> None:
    tabs = f'title\tabstract\nWhy\t"Sing" they do. {OTHER}\n"So" it is\t{OTHER}\nKites\t{OTHER}\n'
    records, report = read(tmp_path, tabs, "list.tsv")
    assert records.title.tolist() == ["Why", '"So" it is', "Kites"]
    escaped = 'title,abstract\n"Schr\\\\alpha","They \\"sing\\", we say."\n"B","In \\"x\\""\n'
    records, report = read(tmp_path, escaped.replace("\\\\", "\\"), "list.csv")
    assert records.title.tolist() == ["Schr\\alpha", "B"]
    assert records.abstract.tolist() == ['They "sing", we say.', 'In "x"']
    assert report["rejected"] == []


def test_csv_with_nothing_but_its_header(tmp_path: Path) -> None:
    _, report = read(tmp_path, "title,abstract\n", "list.csv")
    assert report["warnings"] == ["no papers in this csv dump"]


@given(st.text(st.characters(exclude_characters="\0", exclude_categories=("Cs",)), max_size=400))
def test_any_csv_is_accounted_for(tmp_path_factory, body: str) -> None:
    read(tmp_path_factory.mktemp("csv"), "title,abstract,x\n" + body, "list.csv")


@pytest.mark.parametrize("ends", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1252"])
def test_encodings_and_line_ends(tmp_path: Path, ends: str, encoding: str) -> None:
    abstract = "Müßige Brücken über dem Öresund hören wir, über die Straße hinüber. " * 3
    text = f'Title\tAbstract\tYear\nBrücken\t"{abstract}\nEnde."\t2024\nKites\t{OTHER}\t2023\n'
    records, report = read(tmp_path, text.replace("\n", ends).encode(encoding), "list.txt")
    assert records.title.tolist() == ["Brücken", "Kites"]
    assert records.abstract[0] == f"{abstract}Ende."
    assert records.published.tolist() == ["2024", "2023"]
    assert records[["start", "end"]].to_numpy().tolist() == [[2, 3], [4, 4]]
    assert report["rejected"] == []


@pytest.mark.parametrize(
    "before",
    [
        "sep=;\n",
        "# exported today\n\n",
        "Papers on bridges; and kites\n",
        '"About the data: Exported on Aug 1, 2024. Criteria: ""bridge"" in title"\n',
        '"Search Query"\n"(bridge; OR kite)"\n\n',
    ],
)
def test_lines_before_the_header(tmp_path: Path, before: str) -> None:
    records, report = read(tmp_path, f"{before}title;abstract\nBridges;{OTHER}\n", "list.csv")
    assert records.title.tolist() == ["Bridges"]
    assert (report["format"], report["rejected"]) == ("csv", [])
    assert records.start.tolist() == [before.count("\n") + 2]


def test_prose_that_mentions_columns_is_no_table(tmp_path: Path) -> None:
    text = "Dear editor,\nwe list\ntitle, abstract\nas you asked for it and, as ever, greet you.\n"
    _, report = read(tmp_path, text)
    assert report["format"] is None


@pytest.mark.parametrize(
    "header",
    [
        *("title,price", "title,description,price", "Title,Text", "id,title,url", "title,year"),
        *("name,abstract", "Document Title,Pages", "title"),
    ],
)
def test_a_title_alone_is_no_table_of_papers(tmp_path: Path, header: str) -> None:
    _, report = read(tmp_path, header + "\n" + ",".join("x" for _ in header.split(",")) + "\n")
    assert report["format"] is None


@pytest.mark.parametrize("second", ["doi", "Authors", "Author(s)", "arXiv ID", "PMID"])
def test_titles_with_what_tells_of_papers(tmp_path: Path, second: str) -> None:
    records, report = read(tmp_path, f"{second},Title\n,Sorting\n", "list.csv")
    assert (report["format"], report["confidence"]) == ("csv", 0.3)
    assert records.title.tolist() == ["Sorting"]
    assert report["warnings"] == ["no abstract, kept with the title alone: line 2"]


@pytest.mark.parametrize(
    ("header", "row"),
    [
        ("Article Title,AbstractText,Publication Year", f"Kites,{OTHER},2024"),
        ("paper_title,paper_abstract,pub_date", f"Kites,{OTHER},2024"),
        ("Titel;Zusammenfassung;Jahr", f"Kites;{OTHER};2024"),
        ("Titre;Résumé;Année", f"Kites;{OTHER};2024"),
        ("标题,摘要,年份", f"Kites,{OTHER},2024"),
        ("TITLE|ABSTRACT|YEAR", f"Kites|{OTHER}|2024"),
        ("| Title | Abstract | Year |\n|---|:--|--:|", f"| Kites | {OTHER} | 2024 |"),
        ("title, abstract, year", f'"Kites", "{OTHER}", 2024'),
        ("year\ttitle\tdescription\tsummary", f"2024\tKites\tx\t{OTHER}"),
    ],
)
def test_names_of_columns(tmp_path: Path, header: str, row: str) -> None:
    records, report = read(tmp_path, f"{header}\n{row}\n", "list.csv")
    assert records.title.tolist() == ["Kites"]
    assert records.abstract.tolist() == [OTHER]
    assert records.published.tolist() == ["2024"]
    assert {"title", "abstract", "published"} <= report["columns"].keys()


def test_known_columns_beside_the_fields(tmp_path: Path) -> None:
    records, report = read(
        tmp_path,
        "Title,Abstract,Journal,Cited By,PMID,References,My Note,year,date,id\n"
        f"Kites,{OTHER},Wind,12,77,A long list,=1+1,2024,2024-05-06,2405.01234v2\n"
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


def test_cells_are_kept_verbatim(tmp_path: Path) -> None:
    title = "=HYPERLINK(\u0022x\u0022)"
    text = f'title,abstract,note\n"{title.replace(chr(34), chr(34) * 2)}",@{OTHER},+1\n'
    records, _ = read(tmp_path, text, "list.csv")
    assert records.title.tolist() == [title]
    assert records.abstract.tolist() == [f"@{OTHER}"]
    assert records.extra.tolist() == ['{"note": "+1"}']


def test_ragged_rows(tmp_path: Path) -> None:
    records, report = read(
        tmp_path,
        "title,abstract,doi,note\n"
        f"Whole,{OTHER},,\n"
        f"Empty at the end,{OTHER},,,,,\n"
        f"Cut short,{OTHER}\n"
        "Broken,We sort and\n"
        "then we rest.,10.5555/1,x\n"
        f"Comma, without quotes,{OTHER},,\n"
        f"Two missing,{OTHER},10.5555/2\n",
        "list.csv",
    )
    assert records.title.tolist() == ["Whole", "Empty at the end", "Cut short", "Two missing"]
    assert [(span["start"], span["reason"]) for span in report["rejected"]] == [
        (5, "the row has 2 fields, the header 4"),
        (6, "the row has 3 fields, the header 4"),
        (7, "the row has 5 fields, the header 4"),
    ]
    assert report["warnings"] == [
        "fewer fields than the header, what is missing counts as empty: lines 4, 8"
    ]


def test_tables_put_together(tmp_path: Path) -> None:
    table = f"title,abstract,title\nKites,{OTHER},x\n"
    records, report = read(tmp_path, table + table.replace("Kites", "Boats"), "list.csv")
    assert records.title.tolist() == ["Kites", "Boats"]
    assert records.extra[0] == '{"title.2": "x"}'
    assert report["rejected"] == []


def test_commas_in_an_abstract_of_many_lines_are_no_rows(tmp_path: Path) -> None:
    text = 'title,abstract\nKites,"We fly,\nand then, we land.\nAt last, rest."\n'
    records, report = read(tmp_path, text, "list.csv")
    assert records.abstract.tolist() == ["We fly, and then, we land. At last, rest."]
    assert report["warnings"] == []


def test_a_quote_may_not_swallow_a_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(delimited, "MOST_LINES", 50)
    body = "".join(f"Title {number},{OTHER}\n" for number in range(200))
    text = f'title,abstract\nBad,"{OTHER}\n{body}Good,"{OTHER}"\n'
    records, report = read(tmp_path, text, "list.csv")
    assert len(records) == 201
    assert [span["start"] for span in report["rejected"]] == [2]
    assert "more than 50 lines" in report["rejected"][0]["reason"]


def test_a_row_of_many_letters_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(delimited, "MOST_CHARACTERS", 100)
    lines = ["a,b", "x" * 101, 'c,"d', "y" * 90, "e,f"]
    found = [*rows(iter(lines), Dialect())]
    assert [row.start for row in found] == [1, 2, 3, 4, 5]
    assert next(row.reason for row in found if isinstance(row, Rejected)) == (
        "a line of 101 characters: is it one paper?"
    )


def test_a_line_of_20_mb(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_text(f"title,abstract\nA,{OTHER}\nB," + "x, y " * 4_000_000 + f"\nC,{OTHER}\n")
    records, report = parse(path, "list.csv")
    check_account(records, report)
    assert records.title.tolist() == ["A", "C"]
    assert report["rejected"][0]["reason"] == "a line of 20,000,002 characters: is it one paper?"


def test_a_table_is_one_line_of_20_mb(tmp_path: Path) -> None:
    (tmp_path / "x").write_text("title,abstract," * 1_500_000)
    _, report = parse(tmp_path / "x", "x")
    assert report["records"] == 0


def test_many_rows_take_little_memory(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    with path.open("w") as file:
        file.write("title,abstract\n")
        file.writelines(f'"Title {number}","{OTHER}\n{OTHER}"\n' for number in range(60_000))
    tracemalloc.start()
    count = sum(1 for _ in rows(Dump(path).lines(), Dialect()))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert count == 60_001
    assert peak < 4_000_000


def test_zero_bytes_beyond_the_head(tmp_path: Path) -> None:
    body = "".join(f"Title {number},{OTHER}\n" for number in range(12_000))
    text = f"title,abstract\n{body}Ti\0tle,{OTHER}\nEnd,{OTHER}\n"
    records, report = read(tmp_path, text, "list.csv")
    assert records.title.tolist()[-2:] == ["Ti\0tle", "End"]
    assert report["rejected"] == []


# ---- columns in the config ----


def test_columns_of_the_config(tmp_path: Path) -> None:
    said = {"title": "Heading", "abstract": "gist", "published": "When"}
    records, report = read(
        tmp_path,
        f"Code,Heading,Gist,When,title\n7,Kites,{OTHER},2024,Mr\n",
        "list.csv",
        format="csv",
        columns=said,
    )
    assert records.title.tolist() == ["Kites"]
    assert (records.abstract[0], records.published[0]) == (OTHER, "2024")
    assert json.loads(records.extra[0]) == {"Code": "7", "title": "Mr"}
    assert report["columns"] == {"title": "Heading", "abstract": "Gist", "published": "When"}


def test_columns_of_the_config_below_other_lines(tmp_path: Path) -> None:
    text = f"a, b; c\nHeading;Gist\nKites;{OTHER}\n"
    said = {"title": "Heading", "abstract": "Gist"}
    records, _ = read(tmp_path, text, "list.csv", format="csv", columns=said)
    assert records.title.tolist() == ["Kites"]


@pytest.mark.parametrize(
    ("said", "message"),
    [
        ({"abstract": "Abstrakt"}, "no column 'Abstrakt' for abstract; did you mean 'abstract'?"),
        ({"doi": "zzz"}, "no column 'zzz' for doi; The columns are title, abstract, note"),
        ({"titel": "title"}, "no field 'titel'; the fields are title, abstract, url"),
    ],
)
@pytest.mark.parametrize("kind", ["csv", "json", "parquet"])
def test_columns_that_there_are_not(tmp_path: Path, said: dict, message: str, kind: str) -> None:
    frame = pd.DataFrame({"title": ["Kites"], "abstract": [OTHER], "note": ["x"]})
    content = {
        "csv": lambda: frame.to_csv(index=False),
        "json": lambda: frame.to_json(orient="records"),
        "parquet": lambda: frame.to_parquet(),
    }[kind]()
    with pytest.raises(UserError, match=message):
        read(tmp_path, content, columns=said, on_bad_dump="fail")


def test_a_table_without_a_title_names_its_columns(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="line 1: a table without a title column; it has a, b"):
        read(tmp_path, "a,b\n1,2\n", format="csv", on_bad_dump="fail")
    with pytest.raises(UserError, match="needs a header with two columns"):
        read(tmp_path, "prose", format="csv", on_bad_dump="fail")


# ---- exports of databases ----

EXPORTED = {
    "embase-csv": (
        "Title,Original Title,Author Names,Source,Abstract,keywords,Open URL Link,Copyright\n"
        f'Singing Bridges,,"Li A., van Ek B.-C.","Wind (2014) 3:3 (1-9). Date of Publication: 25 '
        f'Aug 2014","{OTHER} © 2014 Wind.","wind, song",http://resolver.example.org/x?sid=EMBASE&'
        "id=doi:10.5555%2FAb.1&atitle=Singing+Bridges,Copyright 2014 Wind.\n"
    ),
    "scopus-csv": (
        '"Authors","Author full names","Author(s) ID","Title","Year","Source title","Cited by",'
        '"DOI","Link","Abstract","References","Source","EID"\n'
        '"Li A.; van Ek B.-C.","Li, Ada (70041); van Ek, Bo-Cy (70042)","70041;70042",'
        f'"Singing Bridges","2014","Wind","7","10.5555/Ab.1","https://www.example.org/x","{OTHER}'
        ' © 2014 Wind.","Doe J., 2001","Scopus","2-s2.0-850"\n'
    ),
    "ieee-csv": (
        '"Document Title",Authors,"Author Affiliations","Publication Title",Date Added To Xplore,'
        '"Publication Year","Abstract","DOI",PDF Link,"Author Keywords"\n'
        '"Singing Bridges","A. Li; B.-C. van Ek","NA; NA","Wind","12 June 2015","2014",'
        f'"{OTHER} © 2014 Wind.","10.5555/Ab.1","https://www.example.org/x","wind; song"\n'
    ),
    "springer-csv": (
        "Item Title,Publication Title,Book Series Title,Journal Volume,Journal Issue,Item DOI,"
        "Authors,Publication Year,URL,Content Type\n"
        '"Singing Bridges","Wind","","3","1","10.5555/Ab.1","Ada LiBo-Cy van Ek","2014",'
        '"https://www.example.org/x","Article"\n'
    ),
    "wos-tab": (
        "PT\tAU\tAF\tTI\tSO\tAB\tCR\tTC\tPD\tPY\tDI\tUT\n"
        f'J\tLi, A; van Ek, BC\tLi, Ada; van Ek, Bo-Cy\tSinging Bridges\tWind\t{OTHER} © 2014 "Wind'
        "\tDoe J, 2001\t7\tAUG 25\t2014\t10.5555/Ab.1\tWOS:000850\t\n"
    ),
    "wos-csv": (
        "Publication Type,Authors,Author Full Names,Article Title,Source Title,Abstract,"
        "Cited References,Publication Year,DOI,UT (Unique WOS ID)\n"
        f'J,"Li, A; van Ek, BC","Li, Ada; van Ek, Bo-Cy",Singing Bridges,Wind,{OTHER} © 2014 Wind.,'
        '"Doe J, 2001",2014,10.5555/Ab.1,WOS:000850\n'
    ),
    "pubmed-csv": (
        "PMID,Title,Authors,Citation,First Author,Journal/Book,Publication Year,Create Date,PMCID,"
        "NIHMS ID,DOI\n"
        '"850","Singing Bridges","Li A, van Ek BC.","Wind. 2014 Aug;3(3):1-9.","Li A","Wind","2014"'
        ',"2015/01/04","PMC12","","10.5555/Ab.1"\n'
    ),
    "dimensions-csv": (
        '"About the data: Exported on Aug 1, 2024. Criteria: bridges, songs"\n'
        "Rank,Publication ID,DOI,PMID,PMCID,Title,Abstract,Source title,Publication Date,PubYear,"
        "Authors,Dimensions URL\n"
        f"1,pub.850,10.5555/Ab.1,12,,Singing Bridges,{OTHER} © 2014 Wind.,Wind,2014-08-25,2014,"
        '"Li, Ada; van Ek, Bo-Cy",https://www.example.org/x\n'
    ),
    "lens-csv": (
        "#,Lens ID,Title,Date Published,Publication Year,Publication Type,Source Title,Author/s,"
        "Abstract,DOI,PMID,References,Citing Works Count\n"
        "1,000-850-1,Singing Bridges,2014-08-25,2014,journal article,Wind,Ada Li; Bo-Cy van Ek,"
        f"{OTHER} © 2014 Wind.,10.5555/Ab.1,12,000-1; 000-2,7\n"
    ),
    "zotero-csv": (
        '"Key","Item Type","Publication Year","Author","Title","Publication Title","DOI","Url",'
        '"Abstract Note","Date","Date Added"\n'
        '"KX1","journalArticle","2014","Li, Ada; van Ek, Bo-Cy","Singing Bridges","Wind",'
        f'"10.5555/Ab.1","https://www.example.org/x","{OTHER} © 2014 Wind.","2014-08-25","2020"\n'
    ),
    "acm-csv": (
        '"type","id","author","editor","title","pages","article_no","num_pages","doi","journal",'
        '"issue_date","year"\n'
        '"article","850","Ada Li and Bo-Cy van Ek","","Singing Bridges","1--9","3","9",'
        '"10.5555/Ab.1","Wind","August 2014","2014"\n'
    ),
}
IDS = {
    "scopus-csv": ["eid:2-s2.0-850"],
    "wos-tab": ["wos:000850"],
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
def test_exports(tmp_path: Path, name: str) -> None:
    records, report = read(tmp_path, EXPORTED[name].replace("\n", "\r\n"), "x.csv")
    (record,) = records.itertuples()
    extra = json.loads(record.extra)
    assert (report["format"], report["confidence"]) == (name, 0.9)
    assert (record.title, record.doi) == ("Singing Bridges", "10.5555/ab.1")
    if name in ("springer-csv", "pubmed-csv", "acm-csv"):
        assert record.abstract == ""
    else:
        assert record.abstract.startswith(f"{OTHER} © 2014 ")
    assert list(record.ids) == IDS.get(name, [])
    assert record.published == DATES.get(name, "2014")
    assert list(record.authors) == AUTHORS.get(name, ["Ada Li", "Bo-Cy van Ek"])
    assert record.url in ("", "https://www.example.org/x")
    assert extra.get("venue", "Wind") == "Wind"
    assert not {"References", "CR", "Cited References", "Authors", "AU", "DOI"} & extra.keys()
    assert report["columns"].keys() >= {"title", "authors", "published", "doi"}


def test_no_abstract_available(tmp_path: Path) -> None:
    text = EXPORTED["scopus-csv"].replace(f"{OTHER} © 2014 Wind.", "[No abstract available]")
    records, report = read(tmp_path, text, "x.csv")
    assert records.abstract.tolist() == [""]
    assert report["warnings"] == ["no abstract, kept with the title alone: line 2"]


def test_sources_of_embase_without_a_day(tmp_path: Path) -> None:
    given = "Date of Publication: 25 Aug 2014"
    for source, expected in (
        ("Date of Publication: January 7, 2014", "2014-01-07"),
        ("Date of Publication: June 2014. Conference: Songs", "2014-06"),
        ("Date of Publication: 2014/09", "2014-09"),
        ("and no more is said of it, on and on", "2014"),
    ):
        records, _ = read(tmp_path, EXPORTED["embase-csv"].replace(given, source), "x.csv")
        assert records.published.tolist() == [expected]


def test_an_export_can_be_forced(tmp_path: Path) -> None:
    text = f"Title,Abstract,Authors\nKites,{OTHER},Ada LiBo Ek\n"
    records, report = read(tmp_path, text, "x.csv", format="springer-csv")
    assert list(records.authors[0]) == ["Ada Li", "Bo Ek"]
    assert report["format"] == "springer-csv"


@pytest.mark.parametrize(
    ("split", "text", "expected"),
    [
        (people.names, "['Ada O\u2019Li', \"Bo D'Ek\"]", ["Ada O\u2019Li", "Bo D'Ek"]),
        (people.names, "['Ada Li' 'Bo Ek']", ["Ada Li", "Bo Ek"]),
        (people.names, "[Ada Li, Bo Ek]", ["Ada Li", "Bo Ek"]),
        (people.names, "Li, A., Ek, B.C. and Wu, D.", ["A. Li", "B.C. Ek", "D. Wu"]),
        (people.names, "Li, Ada; Ek, Bo", ["Ada Li", "Bo Ek"]),
        (people.names, "Ada Li, Bo Ek", ["Ada Li", "Bo Ek"]),
        (people.names, "", []),
        (people.by_semicolons, "Li, Ada, Jr.; Ek B.", ["Ada Li Jr.", "B. Ek"]),
        (people.by_semicolons, "The Wind Group", ["The Wind Group"]),
        (people.by_semicolons, "Li A., van Ek B.", ["A. Li", "B. van Ek"]),
        (people.surnames_first_undotted, "de Ek F ASB, Wu D.", ["ASB de Ek F", "D Wu"]),
        (people.glued, "Ian McRaeBo (Cy) EkJan de Wu", ["Ian McRae", "Bo (Cy) Ek", "Jan de Wu"]),
        (people.glued, "Ada Li", ["Ada Li"]),
        (people.glued, "", []),
    ],
)
def test_lists_of_authors(split, text: str, expected: list[str]) -> None:
    assert list(split(text)) == expected


# ---- Parquet, Feather, Arrow ----


def test_parquet(tmp_path: Path) -> None:
    frame = pd.DataFrame(
        {
            "id": ["2405.01234", "2405.01235"],
            "title": ["Sorting", None],
            "abstract": [OTHER, OTHER],
            "authors": [["Ada", "Bo"], None],
            "label": ["fruit", "steel"],
            "year": [2024.0, None],
        }
    )
    frame.to_parquet(tmp_path / "list.parquet")
    records, report = parse(tmp_path / "list.parquet", "list.parquet")
    check_account(records, report)
    assert records.arxiv_id.tolist() == ["2405.01234"]
    assert list(records.authors[0]) == ["Ada", "Bo"]
    assert records.published.tolist() == ["2024"]
    assert records.extra.tolist() == ['{"label": "fruit"}']
    assert report["rejected"][0]["start"] == 2


def test_parquet_without_the_columns(tmp_path: Path) -> None:
    pd.DataFrame({"name": ["x"]}).to_parquet(tmp_path / "x.parquet")
    _, report = parse(tmp_path / "x.parquet", "x.parquet")
    assert "without a title and an abstract column; it has name" in report["warnings"][0]


TYPED = pa.table(
    {
        "title": pa.array(["Kites", "Boats"]).dictionary_encode(),
        "abstract": pa.array([OTHER, None], pa.large_string()),
        "authors": [[{"name": "Ada Li"}, {"name": "Bo Ek"}], []],
        "published": [datetime(2024, 5, 6), None],
        "added": [date(2024, 6, 1), date(2024, 6, 2)],
        "doi": ["10.5555/1", None],
        "venue": [{"name": "Wind", "place": "Oslo"}, None],
        "tags": [["a", "b"], None],
        "open": [True, False],
        "embedding": [[0.5, 0.25], None],
        "pdf": [b"%PDF", None],
    }
)


@pytest.mark.parametrize("kind", ["parquet", "feather", "arrow-stream"])
@pytest.mark.parametrize("compressed", [False, True])
def test_typed_columns(tmp_path: Path, kind: str, compressed: bool) -> None:
    path = tmp_path / "list.bin"
    if kind == "parquet":
        pq.write_table(TYPED, path)
    elif kind == "feather":
        pyarrow.feather.write_feather(TYPED, path)
    else:
        with pa.ipc.new_stream(path, TYPED.schema) as writer:
            writer.write_table(TYPED)
    content = gzip.compress(path.read_bytes()) if compressed else path.read_bytes()
    records, report = read(tmp_path, content)
    assert (report["format"], report["unit"], report["units"]) == (kind, "row", 2)
    assert records.title.tolist() == ["Kites", "Boats"]
    first = records.iloc[0]
    assert (first.abstract, first.published, first.doi) == (OTHER, "2024-05-06", "10.5555/1")
    assert list(first.authors) == ["Ada Li", "Bo Ek"]
    extra = {"added": "2024-06-01", "venue": "Wind", "tags": "a; b", "open": "true"}
    assert json.loads(first.extra) == extra
    assert report["columns"]["authors"] == "authors"
    assert report["warnings"] == [
        "column embedding (list<element: double>) is no text and left out"
        if kind == "parquet"
        else "column embedding (list<item: double>) is no text and left out",
        "column pdf (binary) is no text and left out",
        "no abstract, kept with the title alone: row 2",
    ]


def test_parquet_that_is_damaged_within(tmp_path: Path) -> None:
    frame = pd.DataFrame({"title": [f"Kite {n}" for n in range(5_000)], "abstract": OTHER})
    frame.to_parquet(tmp_path / "x", row_group_size=1_000, compression="gzip")
    content = bytearray((tmp_path / "x").read_bytes())
    middle = len(content) // 2
    content[middle : middle + 2_000] = bytes(2_000)
    records, report = read(tmp_path, bytes(content))
    assert 0 < len(records) < 5_000
    assert "damaged here, so nothing after it" in report["rejected"][0]["reason"]


# ---- JSON ----

OBJECTS = [
    {"title": "Kites", "abstract": OTHER, "authors": ["Ada Li", "Bo Ek"], "year": 2024.0},
    {"title": "Boats", "abstract": None, "tags": ["a", "b"], "where": {"x": 1}},
    {"title": {"en": "Trains"}, "abstract": OTHER},
    {"title": 1984, "abstract": [OTHER, "More."], "doi": "10.5555/1", "half": "\ud83d"},
]


@pytest.mark.parametrize("shape", ["lines", "array", "within"])
def test_json_tables(tmp_path: Path, shape: str) -> None:
    if shape == "lines":
        text = "".join(json.dumps(value) + "\n" for value in OBJECTS)
    else:
        text = json.dumps(OBJECTS if shape == "array" else {"n": 4, "rows": OBJECTS}, indent=1)
    records, report = read(tmp_path, text, "x.json")
    assert (report["format"], report["confidence"]) == ("json-table", 0.25)
    assert records.title.tolist() == ["Kites", "Boats", "1984"]
    assert records.abstract.tolist() == [OTHER, "", f"{OTHER} More."]
    assert (records.published[0], list(records.authors[0])) == ("2024", ["Ada Li", "Bo Ek"])
    assert json.loads(records.extra[1]) == {"tags": "a; b", "where": '{"x": 1}'}
    assert json.loads(records.extra[2])["half"] in ("\ufffd", "?")
    assert [span["start"] for span in report["rejected"]] == [3]
    assert report["columns"]["doi"] == "doi"


def test_json_lines_that_are_none(tmp_path: Path) -> None:
    lines = [json.dumps(OBJECTS[0]), "", "[1]", '{"title": "Cut', json.dumps(OBJECTS[1])]
    records, report = read(tmp_path, "\n".join(lines), "x.jsonl")
    assert records.title.tolist() == ["Kites", "Boats"]
    assert [span["start"] for span in report["rejected"]] == [3, 4]


def test_json_columns_of_the_config(tmp_path: Path) -> None:
    text = json.dumps([{"t": "Kites"}, {"t": "Boats", "gist": OTHER}])
    said = {"title": "t", "abstract": "gist"}
    records, _ = read(tmp_path, text, format="json-table", columns=said)
    assert records.abstract.tolist() == ["", OTHER]
    with pytest.raises(UserError, match="objects without a title; they have t, gist"):
        read(tmp_path, text, format="json-table", on_bad_dump="fail")


@pytest.mark.parametrize("text", ['{"title": "x"}', '[{"title": "x", "url": "y"}]', "[1]", "{"])
def test_json_of_other_things(tmp_path: Path, text: str) -> None:
    assert read(tmp_path, text)[1]["format"] is None


# ---- anything at all ----

PIECES = st.one_of(
    st.sampled_from([*EXPORTED.values(), "title,abstract\n", "sep=;\n", '"', ",", ";", "\t", "\n"]),
    st.sampled_from([json.dumps(value) for value in OBJECTS] + ["[", "]", "{", "}"]),
    st.text(max_size=30),
)


@settings(max_examples=50)
@given(st.lists(st.tuples(PIECES, st.integers(0, 400), st.integers(0, 900)), max_size=6))
def test_anything_is_accounted_for(tmp_path_factory, pieces: list) -> None:
    text = "".join(piece[start : start + length] for piece, start, length in pieces)
    folder = tmp_path_factory.mktemp("mutated")
    content = text.encode("utf-8", "replace")
    read(folder, content)
    for name in ("csv", "wos-tab", "embase-csv", "json-table"):
        read(folder, content, format=name)


@settings(max_examples=50)
@given(st.binary(max_size=40), st.integers(0, 5_000))
def test_any_arrow_is_accounted_for(tmp_path_factory, noise: bytes, place: int) -> None:
    folder = tmp_path_factory.mktemp("arrow")
    for write in (pq.write_table, pyarrow.feather.write_feather):
        write(TYPED, folder / "x")
        content = bytearray((folder / "x").read_bytes())
        place_ = place % len(content)
        read(folder, bytes(content[:place_] + noise + content[place_ + len(noise) :]))


def test_tables_are_told_apart(tmp_path: Path) -> None:
    for name, content in EXPORTED.items():
        (tmp_path / "x").write_text(content)
        assert recognise(Dump(tmp_path / "x"))[0].name == name


def test_whole_numbers_of_columns_with_gaps(tmp_path: Path) -> None:
    text = f"title,abstract,year,pmid\nVersion 2.0,{OTHER},2024.0,123.0\n2.0,{OTHER},,\n"
    records, report = read(tmp_path, text)
    assert records.title.tolist() == ["Version 2.0", "2.0"]
    assert records.published.tolist() == ["2024", ""]
    assert list(map(list, records.ids)) == [["pmid:123"], []]
    assert report["warnings"] == []


@pytest.mark.parametrize(
    ("day", "date"), [("DEC 24", "2020-12-24"), ("DEC", "2020-12"), ("", "2020"), ("7", "2020")]
)
def test_a_day_in_a_column_of_its_own_gets_its_year(tmp_path: Path, day: str, date: str) -> None:
    header = "PT\tAU\tAF\tTI\tSO\tAB\tPY\tPD\tDI\tUT\n"
    row = f"J\tLi, A\tLi, Ada\tApples\tWind\t{OTHER}\t2020\t{day}\t10.5555/1\tWOS:1\n"
    records, report = read(tmp_path, header + row)
    assert (report["format"], records.published[0]) == ("wos-tab", date)
