"""BibTeX, RIS, PubMed and Web of Science: what is a record, and what becomes of the rest."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpers.reading import read
from paperthemes.parse.dump import Dump
from paperthemes.parse.formats import recognise
from paperthemes.parse.latex import address, decoded

ABSTRACT = "We sort apples by colour and size, and find that a plain rule does as well as any. " * 2

# ---- BibTeX ----

BIB = r"""% Encoding: UTF-8
@string{joo = {Journal of Orders}}
@preamble{"\newcommand{\x}{}"}
@Article{li2024,
  title    = "Sorting {A}pples in {M}{\"u}nchen: {BERT} and $x^2$ Pears",
  author   = {Li, Ada and {Guild of Sorters, Inc.} and van Dam, Jr., Bo and Mette Thun{\o}
              and others},
  journal  = joo,
  year = 2024, month = may,
  doi = {https://doi.org/10.5555/AB\_1},
  url = {https://example.org/{\textasciitilde}li/a\_b},
  keywords = {apples, pears},
  abstract = {We sort 5\% of all apples, 6% of pears \& some {`}plums{'}.},
}
@comment{jabref-meta: databaseType:bibtex;}

@misc{cut, title = {A Cut Pear}, eprint={2405.01234v2}, archivePrefix={arXiv}, primaryClass={cs.LG},
  date={2024-05-06}}
@book(ore, title = {{On Ores}}, subtitle = {A Study}, isbn = {978-3-16-148410-0}, year = {2019})
"""


def test_bibtex(tmp_path: Path) -> None:
    records, report = read(tmp_path, BIB)
    first, second, third = records.itertuples()
    assert report["format"] == "bibtex"
    assert report["rejected"] == []
    assert first.title == "Sorting Apples in München: BERT and $x^2$ Pears"
    assert first.abstract == "We sort 5% of all apples, 6% of pears & some `plums'."
    assert list(first.authors) == [
        *("Ada Li", "Guild of Sorters, Inc.", "Bo van Dam Jr.", "Mette Thunø"),
    ]
    assert (first.published, first.doi) == ("2024-05", "10.5555/ab_1")
    assert first.url == "https://example.org/~li/a_b"
    assert json.loads(first.extra) == {
        "entry_type": "article",
        "citation_key": "li2024",
        "venue": "Journal of Orders",
        "keywords": "apples, pears",
    }
    assert (second.title, second.arxiv_id) == ("A Cut Pear", "2405.01234v2")
    assert second.published == "2024-05-06"
    assert json.loads(second.extra)["categories"] == "cs.LG"
    assert (third.title, list(third.ids)) == ("On Ores: A Study", ["isbn:9783161484100"])
    assert report["units"] == 7  # with the comment in front
    assert report["boilerplate"] == 4


def _entry(fields: str) -> str:
    return "@article{k, title = {A Title of Sorts},\n" + fields + "}\n"


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ("year = 2019", "2019"),
        ("year = {2019}, month = {12}", "2019-12"),
        ("year = {2019}, month = 3, day = 7", "2019-03-07"),
        ('year = "2019", month = 1 # "~" # jan', "2019-01-01"),
        ("year = {2019}, month = {Jan--Feb}", "2019-01"),
        ("year = {2019}, month = {MAY 1}", "2019-05-01"),
        ("year = {2019}, month = jun, day = {9}", "2019-06-09"),
        ("year = {2019}, month = {somewhen}", "2019"),
        ("date = {2019-05-01/2019-05-03}, year = {2018}", "2019-05-01"),
        ("year = {[2019]}", "2019"),
        ("year = {in press}", ""),
    ],
)
def test_bibtex_dates(tmp_path: Path, fields: str, expected: str) -> None:
    records, report = read(tmp_path, _entry(fields))
    assert records.published.tolist() == [expected]
    odd = "date not understood, left in extra: entry 1"
    assert (odd in report["warnings"]) == (not expected)


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ("eprint = {2405.01234}", "2405.01234"),
        ("eprint = {arXiv:2405.01234}, eprinttype = {arXiv}", "2405.01234"),
        ("eprint = {24050123}, eprinttype = {pubmed}", ""),
        ("journal = {arXiv preprint arXiv:2405.01234}", "2405.01234"),
        ("journal = {CoRR}, volume = {abs/2405.01234}", "2405.01234"),
        ("number = {arXiv:2405.01234}, publisher = {arXiv}", "2405.01234"),
        ("howpublished = {\\url{https://arxiv.org/abs/2405.01234v1}}", "2405.01234v1"),
        ("doi = {10.48550/arXiv.2405.01234}", "2405.01234"),
        ("note = {arXiv:2405.01234 [cs]}", "2405.01234"),
        ("note = {goes on from arXiv:2405.01234}", ""),
        ("arxivId = {2405.01234}", "2405.01234"),
    ],
)
def test_bibtex_arxiv_ids(tmp_path: Path, fields: str, expected: str) -> None:
    assert read(tmp_path, _entry(fields))[0].arxiv_id.tolist() == [expected]


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ("note = {PMID: 123}", ["pmid:123"]),
        ("pmid = {123}, pmcid = {PMC9}", ["pmid:123", "pmcid:PMC9"]),
        ("eprint = {123}, eprinttype = {pubmed}", ["pmid:123"]),
        ("url = {https://api.semanticscholar.org/CorpusID:12}", ["corpusid:12"]),
        (f"url = {{https://www.semanticscholar.org/paper/T/{'ab' * 20}}}", [f"s2:{'ab' * 20}"]),
        (
            "url = {https://www.scopus.com/inward/record.uri?eid=2-s2.0-85&doi=10.5555%2f1}",
            ["eid:2-s2.0-85"],
        ),
        ("unique-id = {WOS:000123}", ["wos:000123"]),
        ("url = {https://aclanthology.org/2024.acl-demos.4/}", ["acl:2024.acl-demos.4"]),
        ("biburl = {https://dblp.org/rec/journals/a/B.bib}", ["dblp:journals/a/B"]),
        ("isbn = {978-3-16-148410-0}", []),
    ],
)
def test_bibtex_ids(tmp_path: Path, fields: str, expected: list[str]) -> None:
    assert list(read(tmp_path, _entry(fields))[0].ids[0]) == expected


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        ("Ada Li and Bo Chen and", ["Ada Li", "Bo Chen"]),
        ("Li, A.; Chen, B.", ["A. Li", "B. Chen"]),
        ("Ada Li, Bo Chen, Cy Du, Di Eo", ["Ada Li", "Bo Chen", "Cy Du", "Di Eo"]),
        ("M{\\'a}rton K. and\n   {\\L}ukasz\n  Z.", ["Márton K.", "Łukasz Z."]),
        ("{Simon and Schuster}", ["Simon and Schuster"]),
        ("Li, Ada,", ["Ada Li"]),
        ("", []),
    ],
)
def test_bibtex_authors(tmp_path: Path, names: str, expected: list[str]) -> None:
    records, _ = read(tmp_path, _entry(f"author = {{{names}}}"))
    assert list(records.authors[0]) == expected


def test_bibtex_entries_with_one_key_or_one_line_are_all_kept(tmp_path: Path) -> None:
    text = "@misc{k, title={Apples}} @misc{k, title={Pears}}@misc{k,title={Plums}}\n@misc{k,\n}\n"
    records, report = read(tmp_path, text)
    assert records.title.tolist() == ["Apples", "Pears", "Plums"]
    assert records.start.tolist() == [1, 2, 3]
    (rejected,) = report["rejected"]
    assert rejected["reason"] == "line 2: @misc without a title"
    assert "the same key as an earlier entry, both are kept: entries 2, 3, 4" in report["warnings"]


def test_bibtex_field_twice(tmp_path: Path) -> None:
    records, report = read(tmp_path, _entry("title = {Another}, url = {https://a.b}"))
    assert records.title.tolist() == ["A Title of Sorts"]
    assert records.url.tolist() == ["https://a.b"]
    assert "a field stands twice, the first is taken: entry 1" in report["warnings"]


def test_bibtex_broken_entries_are_rejected_with_their_lines(tmp_path: Path) -> None:
    text = (
        "@article{a, title = {Good}}\n\n"
        "@article{b,\n  title {No equals sign},\n  year = 2019,\n  note = {x}\n}\n"
        "article{c, title = {No sign before me}}\n\n"
        "@article{d, title = {Good Too}}\n"
        "@article{e, title = {Cut Off}, abstract = {We sort"
    )
    records, report = read(tmp_path, text)
    assert records.title.tolist() == ["Good", "Good Too"]
    reasons = [span["reason"] for span in report["rejected"]]
    assert len(reasons) == 2
    assert reasons[0].startswith("line 3: not readable as BibTeX (Expected")
    assert reasons[1].startswith("line 11: not readable as BibTeX (Unexpectedly reached end")
    assert report["rejected"][1]["excerpt"].startswith("@article{e, title = {Cut Off}")


def test_bibtex_commas_forgotten(tmp_path: Path) -> None:
    text = _entry(
        'note = {x {y} z}\n abstract = "We sort {"} apples"\n year = 2019,\n url={http://a} b'
    )
    records, report = read(tmp_path, text)
    (record,) = records.itertuples()
    assert (record.title, record.abstract) == ("A Title of Sorts", 'We sort " apples')
    assert (record.published, record.url) == ("2019", "http://a")
    assert "a comma between two fields is missing: entry 1" in report["warnings"]
    assert "text behind the end of a field, left out: entry 1" in report["warnings"]


def test_bibtex_entry_without_its_sign(tmp_path: Path) -> None:
    text = "@misc{a, title = {Good}}\n\nmisc{b, title = {No Sign}}\n\n@misc{c, title = {Too}}\n"
    records, report = read(tmp_path, text)
    assert records.title.tolist() == ["Good", "Too"]
    assert report["rejected"][0]["reason"].startswith("line 3: a title outside of any entry")


def test_bibtex_latex_beyond_understanding(tmp_path: Path) -> None:
    deep = "{" * 2_000 + "Deep" + "}" * 2_000
    records, report = read(tmp_path, f"@misc{{a, title = {{{deep} Apples}}}}\n")
    assert records.title.tolist() == ["Deep Apples"]
    assert any("LaTeX that could not be decoded" in text for text in report["warnings"])


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("A & B \\& C", "A & B & C"),
        ("costs $5, not {SIX}", "costs $5, not SIX"),
        ("{\\textless}i{\\textgreater}", "<i>"),
        ("CO\\textsubscript{2} and \\mbox{all}", "CO2 and all"),
        ("C:\\temp\\new", "C:\\temp\\new"),
        ("a -- b --- c ``d''", "a – b — c “d”"),
        ("plain", "plain"),
        ("{" * 60_000, None),
    ],
)
def test_latex(text: str, expected: str | None) -> None:
    assert decoded(text) == expected


def test_addresses_in_latex() -> None:
    assert address(r"\url{https://x.y/\~{}a\_b{\_}c\%20d}") == "https://x.y/~a_b_c%20d"


# ---- RIS ----

RIS = f"""\
Provider: Orchard Press
Content: text/plain; charset="UTF-8"


TY  - JOUR
TI  - Sorting Apples
T2  - Journal of Orders
AU  - Li, Ada
AU  - van Dam, Bo, Jr.
PY  - 2024
Y1  - 24-27 Sept. 2024
DA  - 2023/01/01/
KW  - apples
KW  - pears
DO  - https://doi.org/10.5555/AB1
UR  - https://example.org/a;b
UR  - https://arxiv.org/abs/2405.01234v2
AB  - {ABSTRACT}
It goes on here.

T1-weighted apples and AB-plums too.
VL  - 7
IS  -
ER  -

TY  - RPRT
T1  - Pears
  of All Kinds
A1  - Chen B.
N2  -No blank before me.
Y1  - 2019/05//
M3  - doi:10.5555/2
ER  - \n"""


def test_ris(tmp_path: Path) -> None:
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


@pytest.mark.parametrize("ends", ["\r\n", "\r"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_ris_of_other_systems(tmp_path: Path, ends: str, encoding: str) -> None:
    records, _ = read(tmp_path, RIS.replace("\n", ends).encode(encoding))
    assert records.start.tolist() == [5, 26]


def test_ris_ends_and_beginnings_missing(tmp_path: Path) -> None:
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


def test_ris_between_records(tmp_path: Path) -> None:
    text = (
        "1. \nTY  - JOUR\nTI  - Good\nER  - \nLink to the text: ...\n\n"
        "C1  - Database: Orchards\n\nSearch Strategy: apples\n\n2. \nTY  - JOUR\nTI  - Too\nER  - "
    )
    records, report = read(tmp_path, text)
    assert records.title.tolist() == ["Good", "Too"]
    assert report["rejected"] == []
    assert "tagged lines outside of any record, left out: line 7" in report["warnings"]


def test_ris_odd_tags(tmp_path: Path) -> None:
    text = (
        "TY - JOUR\nTI - One Blank\nau  - Li, Ada\nPY - 2019\nAB  - x\nXX  - y\n"
        "SP  - 1\nLost without a tag\nER\n"
    )
    records, report = read(tmp_path, text)
    assert records.title.tolist() == ["One Blank"]
    assert list(records.authors[0]) == ["Ada Li"]
    assert records.published.tolist() == ["2019"]
    assert "lines without a tag, taken to go on from the tag before: line 8" in report["warnings"]


def test_ris_two_records_in_one(tmp_path: Path) -> None:
    records, report = read(tmp_path, "TY  - JOUR\nTI  - One\nAB  - a\nTI  - Two\nAB  - b\nER  - ")
    assert records.title.tolist() == ["One"]
    assert records.abstract.tolist() == ["a b"]
    assert json.loads(records.extra[0])["other_titles"] == "Two"
    assert any(text.startswith("more than one title") for text in report["warnings"])


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
def test_ris_dates(tmp_path: Path, lines: str, expected: str) -> None:
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
def test_ris_ids(tmp_path: Path, lines: str, expected: list[str]) -> None:
    records, _ = read(tmp_path, f"TY  - JOUR\nTI  - A Title\n{lines}\nER  - \n")
    assert list(records.ids[0]) == expected


# ---- PubMed, Web of Science ----

NBIB = """
PMID- 12345678
OWN - NLM
DP  - 2024 May-Jun
TI  - Sorting apples by colour: a
      randomised trial.
PG  - 1-2
LID - 10.5555/12 [doi]
LID - e12 [pii]
AB  - BACKGROUND: We sort
      apples.
FAU - Li, Ada
AU  - Li A
FAU - Chen, Bo
PMC - PMC99
JT  - Journal of orders
PT  - Journal Article
OT  - apples

PMID- 12345679
DP  - 2024
AU  - Du C
"""
WOS = """\
FN Clarivate Analytics Web of Science
VR 1.0
PT J
AU Li, A
   Chen, B
AF Li, Ada
   Chen, Bo
TI Sorting apples by
   colour
SO JOURNAL OF ORDERS
AB We sort
   apples.
CR Du C, 2001, PEARS, V1
   Eo D, 2002, PLUMS, V2
TC 7
QQ of a new kind
PD MAY 1
PY 2024
DI 10.5555/12
UT WOS:000123
PM 99
ER

PT J
AU Du, C
ER

EF"""


def test_medline(tmp_path: Path) -> None:
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


def test_web_of_science(tmp_path: Path) -> None:
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


# ---- whatever comes ----

KNOWN = {
    "bibtex": (BIB, "@misc{x, title={T}}\n"),
    "ris": (RIS, "TY  - JOUR\n"),
    "medline": (NBIB, "PMID- 1\n"),
    "web-of-science": (WOS, "FN Clarivate\n"),
}


@pytest.mark.parametrize("name", KNOWN)
def test_references_are_told_apart(tmp_path: Path, name: str) -> None:
    (tmp_path / "x").write_text(KNOWN[name][0])
    found, confidence = recognise(Dump(tmp_path / "x"))
    assert found.name == name
    assert confidence > 0.9


@pytest.mark.parametrize("text", ["Write to me @home (or not)\n", "@", "TY -", "PT\tAU\tTI\n"])
def test_other_texts_are_no_references(tmp_path: Path, text: str) -> None:
    assert read(tmp_path, text)[1]["format"] is None


@pytest.mark.parametrize("name", KNOWN)
@given(st.data())
def test_any_references_are_accounted_for(tmp_path_factory, name: str, data) -> None:
    text, opening = KNOWN[name]
    other = st.text(st.characters(exclude_categories=("Cs",)), max_size=40)
    slices = st.tuples(st.integers(0, len(text)), st.integers(0, 60)).map(
        lambda place: text[place[0] : sum(place)]
    )
    piece = st.one_of(st.sampled_from(text.splitlines(keepends=True)), slices, other)
    pieces = data.draw(st.lists(piece, max_size=30))
    read(tmp_path_factory.mktemp("references"), opening + "".join(pieces), format=name)


def test_accession_number_behind_a_line_end_that_is_missing(tmp_path: Path) -> None:
    text = "TY  - JOUR\nTI  - Apples\nWE  - Science IndexAN  - WOS:000000000000001\nER  -\n"
    records, _ = read(tmp_path, text)
    assert list(records.ids[0]) == ["wos:000000000000001"]
