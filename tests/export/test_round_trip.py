"""Our own readers find the same papers in what the export writes."""

import json
import tempfile
import unicodedata
from pathlib import Path
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from helpers.exports import write_tables
from helpers.pages import HOSTILE, make_results
from helpers.papers import make_papers
from helpers.reading import read
from helpers.works import make_records
from paperthemes.dedupe.stage import dedupe
from paperthemes.export import stage
from paperthemes.export.settings import FILE_NAMES
from paperthemes.parse.cleaning import clean_record, repair_encoding
from paperthemes.parse.format import Record
from paperthemes.spreadsheet import without_formula
from paperthemes.text.titles import collapse_whitespace

READERS = {
    **{"parquet": "parquet", "csv": "csv", "ris": "ris", "bibtex": "bibtex"},
    "csl": "json-table",
}
TEXT_FIELDS = ("title", "abstract", "url", "arxiv_id", "doi")
PIECES = (
    *("quote \" and ' and `", "``quoted''", "{", "}", "{brace}", "\\", "\\alpha", "%", "100%", "$"),
    *("$x^2$", "$5 and $6", "a_b", "~", "^", "#1", "&", "--", "---", "=cmd|' /C calc'!A0", "@SUM"),
    *("+1", "-2", "</script>", "<!--", "Müller", "e\u0301", "数据", "データ", "한국어", "\u2028"),
    *("GPT-4", "BERTs", ",", ";", "and", ":", "?`", "<<", "ER  -", "@article{x,", "\u202e", "🍎"),
    *("TY  - JOUR", "\n", "\t", "word", "other word", "|", "*", "[link](x)"),
)
PLAIN = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), max_size=8)
# Given names and family names; suffixes stand at the end.
NAMES = st.builds(
    "{} {}{}".format,
    st.sampled_from(["Ada", "Jean-Luc", "J. R.", "Ñandú", "Ada B.", "Ada de", "Ödön", "艾达"]),
    st.sampled_from(["Li", "van der Ek", "O'Neil", "McÅkesson", "d'Ek", "Ek-Om", "李", "50%"]),
    st.sampled_from(["", " Jr.", " III"]),
) | st.sampled_from(["Plato", "李艾达", "The A&B Group", "Ernst and Young", "{ATLAS} Team"])
TEXTS = st.lists(st.sampled_from(PIECES) | PLAIN, max_size=8).map(" ".join)


def as_parsed(text: str) -> str:
    """Return a text as step parse leaves it, which is the form of all texts of papers."""
    text = collapse_whitespace(text)
    for _ in range(3):
        record = repair_encoding(clean_record(Record(1, 1, text)))
        if record.title == text:
            return text
        text = record.title
    return ""


def read_back(papers: Any, format_: str) -> list[dict[str, Any]]:
    """Return the records that our reader of a format finds in exported papers."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        outputs = {each: str(folder / FILE_NAMES[each]) for each in ("parquet", format_)}
        stage.run(write_tables(make_results(papers), folder), outputs, "Title")
        content = (folder / FILE_NAMES[format_]).read_bytes()
        records, report = read(folder, content, f"again-{FILE_NAMES[format_]}")
    assert report["format"] == READERS[format_]
    assert not report["rejected_count"]
    return records.to_dict("records")


@pytest.mark.parametrize("format_", READERS)
@settings(max_examples=50)
@given(title=TEXTS, abstract=TEXTS)
def test_texts_are_read_back_as_they_were(format_: str, title: str, abstract: str) -> None:
    # By its abstract, the reader of JSON tables knows a paper.
    title, abstract = as_parsed(title), as_parsed(f"We sort {abstract}")
    assume(any(map(str.isalnum, title)))
    (record,) = read_back(make_papers([(title, abstract)]), format_)
    given = (title, abstract)
    if format_ == "csv":
        given = tuple(map(without_formula, given))
    assert (record["title"], record["abstract"]) == given


PAPERS = make_papers(
    [("Sorting apples", "We sort."), ("Singing bridges", ""), ("Counting clouds", "Of dust.")],
    authors=[
        ["Ada Li", "Ludwig van Ek", "李艾达"],
        ["Guild of Sorters", "Ernst and Young", "José Ñandú", "Plato"],
        [],
    ],
    published=["2024-05-01", "2023-11", "2022"],
    doi=["10.5555/12_3%a", "", ""],
    arxiv_id=["", "2401.00001v2", ""],
    url=["https://example.org/a_b?c=d&e=%20f#g", "https://arxiv.org/abs/2401.00001v2", ""],
    ids=[["pmid:123"], [], []],
    extra=['{"venue": "Journal of Fruit & Nuts"}', '{"venue": "Proceedings of Wind"}', "{}"],
)


@pytest.mark.parametrize("format_", READERS)
def test_bibliographic_fields_are_read_back_as_they_were(format_: str) -> None:
    wanted = PAPERS.sort_values("title").to_dict("records")
    found = sorted(read_back(PAPERS, format_), key=lambda record: record["title"])
    for record, paper in zip(found, wanted, strict=True):
        paper["url"] = paper["url"] or (paper["doi"] and f"https://doi.org/{paper['doi']}")
        assert [record[name] for name in TEXT_FIELDS] == [paper[name] for name in TEXT_FIELDS]
        assert [*record["authors"]] == [*paper["authors"]]
        # The date of CSL-JSON is a list of numbers, which a general reader may not know.
        published = {paper["published"]} | ({""} if format_ == "csl" else set())
        assert record["published"] in published
        venue = f'"venue": "{"Journal" if paper["ids"].size else "Proceedings"}'
        assert (venue in record["extra"]) == (venue in paper["extra"])


def test_days_without_a_year_are_read_back_as_they_were() -> None:
    titles = ("Sorting apples", "Singing bridges", "Counting clouds")
    records = make_records(*({"title": title, "published": "--08-01"} for title in titles))
    papers, _ = dedupe([records])
    found = [json.loads(record["extra"]) for record in read_back(papers, "csv")]
    assert [extra["date_without_year"] for extra in found] == ["1 August"] * 3


@pytest.mark.parametrize("format_", ["ris", "bibtex"])
@settings(max_examples=50)
@given(names=st.lists(NAMES, max_size=4, unique=True))
def test_names_are_read_back_as_they_were(format_: str, names: list[str]) -> None:
    papers = make_papers([("Sorting apples", "We sort.")], authors=[names])
    (record,) = read_back(papers, format_)
    assert [*record["authors"]] == names


@pytest.mark.parametrize("format_", READERS)
def test_hostile_titles_are_read_back_as_they_were(format_: str) -> None:
    titles = [title for text in HOSTILE if (title := as_parsed(text)) and len(title) < 1_000]
    records = read_back(make_papers([(title, "We sort.") for title in titles]), format_)
    wanted = [without_formula(title) for title in titles] if format_ == "csv" else titles
    assert sorted(record["title"] for record in records) == sorted(wanted)
    assert all(unicodedata.is_normalized("NFC", record["title"]) for record in records)
