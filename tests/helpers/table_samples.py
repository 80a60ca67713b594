"""Small tables of every kind: exports of databases, typed columns, JSON objects."""

from datetime import date, datetime

import pyarrow as pa

PROSE = "Bridges sing in the wind. We record them for a year and predict their age from the song."


EXPORTED = {
    "embase-csv": (
        "Title,Original Title,Author Names,Source,Abstract,keywords,Open URL Link,Copyright\n"
        f'Singing Bridges,,"Li A., van Ek B.-C.","Wind (2014) 3:3 (1-9). Date of Publication: 25 '
        f'Aug 2014","{PROSE} © 2014 Wind.","wind, song",http://resolver.example.org/x?sid=EMBASE&'
        "id=doi:10.5555%2FAb.1&atitle=Singing+Bridges,Copyright 2014 Wind.\n"
    ),
    "scopus-csv": (
        '"Authors","Author full names","Author(s) ID","Title","Year","Source title","Cited by",'
        '"DOI","Link","Abstract","References","Source","EID"\n'
        '"Li A.; van Ek B.-C.","Li, Ada (70041); van Ek, Bo-Cy (70042)","70041;70042",'
        f'"Singing Bridges","2014","Wind","7","10.5555/Ab.1","https://www.example.org/x","{PROSE}'
        ' © 2014 Wind.","Doe J., 2001","Scopus","2-s2.0-850"\n'
    ),
    "ieee-csv": (
        '"Document Title",Authors,"Author Affiliations","Publication Title",Date Added To Xplore,'
        '"Publication Year","Abstract","DOI",PDF Link,"Author Keywords"\n'
        '"Singing Bridges","A. Li; B.-C. van Ek","NA; NA","Wind","12 June 2015","2014",'
        f'"{PROSE} © 2014 Wind.","10.5555/Ab.1","https://www.example.org/x","wind; song"\n'
    ),
    "springer-csv": (
        "Item Title,Publication Title,Book Series Title,Journal Volume,Journal Issue,Item DOI,"
        "Authors,Publication Year,URL,Content Type\n"
        '"Singing Bridges","Wind","","3","1","10.5555/Ab.1","Ada LiBo-Cy van Ek","2014",'
        '"https://www.example.org/x","Article"\n'
    ),
    "wos-tab": (
        "PT\tAU\tAF\tTI\tSO\tAB\tCR\tTC\tPD\tPY\tDI\tUT\n"
        f'J\tLi, A; van Ek, BC\tLi, Ada; van Ek, Bo-Cy\tSinging Bridges\tWind\t{PROSE} © 2014 "Wind'
        "\tDoe J, 2001\t7\tAUG 25\t2014\t10.5555/Ab.1\tWOS:000850\t\n"
    ),
    "bibliometrix-csv": (
        '"","AU","AF","TI","SO","AB","CR","TC","PY","DI","UT","SR"\n'
        f'"1","LI A;VAN EK BC","Li, Ada;van Ek, Bo-Cy","Singing Bridges","Wind","{PROSE} © 2014 '
        'Wind.","DOE J, 2001",7,2014,"10.5555/Ab.1","WOS:000850","LI A, 2014, WIND"\n'
    ),
    "wos-csv": (
        "Publication Type,Authors,Author Full Names,Article Title,Source Title,Abstract,"
        "Cited References,Publication Year,DOI,UT (Unique WOS ID)\n"
        f'J,"Li, A; van Ek, BC","Li, Ada; van Ek, Bo-Cy",Singing Bridges,Wind,{PROSE} © 2014 Wind.,'
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
        f"1,pub.850,10.5555/Ab.1,12,,Singing Bridges,{PROSE} © 2014 Wind.,Wind,2014-08-25,2014,"
        '"Li, Ada; van Ek, Bo-Cy",https://www.example.org/x\n'
    ),
    "lens-csv": (
        "#,Lens ID,Title,Date Published,Publication Year,Publication Type,Source Title,Author/s,"
        "Abstract,DOI,PMID,References,Citing Works Count\n"
        "1,000-850-1,Singing Bridges,2014-08-25,2014,journal article,Wind,Ada Li; Bo-Cy van Ek,"
        f"{PROSE} © 2014 Wind.,10.5555/Ab.1,12,000-1; 000-2,7\n"
    ),
    "zotero-csv": (
        '"Key","Item Type","Publication Year","Author","Title","Publication Title","DOI","Url",'
        '"Abstract Note","Date","Date Added"\n'
        '"KX1","journalArticle","2014","Li, Ada; van Ek, Bo-Cy","Singing Bridges","Wind",'
        f'"10.5555/Ab.1","https://www.example.org/x","{PROSE} © 2014 Wind.","2014-08-25","2020"\n'
    ),
    "acm-csv": (
        '"type","id","author","editor","title","pages","article_no","num_pages","doi","journal",'
        '"issue_date","year"\n'
        '"article","850","Ada Li and Bo-Cy van Ek","","Singing Bridges","1--9","3","9",'
        '"10.5555/Ab.1","Wind","August 2014","2014"\n'
    ),
}


MARKDOWN_TABLE = """\
## Updated on 2024.05.20
> Usage: [here](./docs/README.md#usage)

## Orchards

|Publish Date|Title|Authors|PDF|Code|
|---|---|---|---|---|
|**2024-05-16**|**Sorting Apples**|Ada Li et.al.|[2405.00001](http://arxiv.org/abs/2405.00001v1)|null|

<p align=right>(<a href=#updated-on-20240520>back to top</a>)</p>

## Wind

|Publish Date|Title|Authors|PDF|Code|
|---|---|---|---|---|
|**2024-05-14**|**Singing Bridges**|Bo Ek et.al.|[2405.00002](http://arxiv.org/abs/2405.00002v2)|\
**[link](https://github.com/x/y)**|
"""


TYPED = pa.table(
    {
        "title": pa.array(["Kites", "Boats"]).dictionary_encode(),
        "abstract": pa.array([PROSE, None], pa.large_string()),
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


OBJECTS = [
    {"title": "Kites", "abstract": PROSE, "authors": ["Ada Li", "Bo Ek"], "year": 2024.0},
    {"title": "Boats", "abstract": None, "tags": ["a", "b"], "where": {"x": 1}},
    {"title": {"en": "Trains"}, "abstract": PROSE},
    {"title": 1984, "abstract": [PROSE, "More."], "doi": "10.5555/1", "half": "\ud83d"},
]
