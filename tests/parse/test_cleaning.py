"""Rules that every reader shares: lists of authors, mark-up in texts, values that say "missing"."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from paperthemes.parse.authors import split_authors
from paperthemes.parse.cleaning import clean_record
from paperthemes.parse.format import Record
from paperthemes.parse.markup import strip_markup
from paperthemes.parse.stage import parse

ABSTRACT = "We count herons at dusk on nine ponds and find that they prefer the quiet ones."


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Rao, Mia and de Wit, Jo and Ito, Ken", ["Mia Rao", "Jo de Wit", "Ken Ito"]),
        ("Peña Ruiz, Ana and Rao, Mia", ["Ana Peña Ruiz", "Mia Rao"]),
        ("Rao, Mia, Ito, Ken", ["Mia Rao", "Ken Ito"]),
        ("Rao, M., de Wit, J., & Ito, K.", ["M. Rao", "J. de Wit", "K. Ito"]),
        ("de Wit, Jo", ["Jo de Wit"]),
        ("Mia Rao, Ken Ito and Jo de Wit", ["Mia Rao", "Ken Ito", "Jo de Wit"]),
        ("Mia Rao|Jo de Wit", ["Mia Rao", "Jo de Wit"]),
        ("Mia Rao\nJo de Wit", ["Mia Rao", "Jo de Wit"]),
        ("Rao, Mia / de Wit, Jo", ["Mia Rao", "Jo de Wit"]),
        ("Rao, Mia (0000-0002-1825-0097); Ito, Ken <ken@example.org>", ["Mia Rao", "Ken Ito"]),
        ("Mia Rao, PhD; Ito, Ken, Jr.", ["Mia Rao", "Ken Ito Jr."]),
        ("饶米娅，伊藤健", ["饶米娅", "伊藤健"]),
        ("饶米娅、伊藤健", ["饶米娅", "伊藤健"]),
        ("饶米娅；伊藤健", ["饶米娅", "伊藤健"]),
        ("Mia Rao et.al.", ["Mia Rao"]),
        ("Mia Rao, Ken Ito, others", ["Mia Rao", "Ken Ito"]),
        ("Rao, Mia and others", ["Mia Rao"]),
        ("The Heron Consortium", ["The Heron Consortium"]),
        ("Mia* Rao, Ken Ito\u2020", ["Mia Rao", "Ken Ito"]),
        (
            "Mia Rao (collector, ordered and noted); Ken Ito",
            ["Mia Rao (collector, ordered and noted)", "Ken Ito"],
        ),
    ],
)
def test_lists_of_authors_of_every_usual_form_are_split(text: str, expected: list[str]) -> None:
    assert list(split_authors(text)) == expected


@pytest.mark.parametrize("separator", ["; ", " and ", " & ", "|", "\n", " / "])
@given(
    names=st.lists(
        st.sampled_from(["Mia Rao", "Jo de Wit", "Ken Ito", "Ana Peña Ruiz"]), min_size=2
    )
)
def test_full_names_are_kept_with_any_separator(separator: str, names: list[str]) -> None:
    assert list(split_authors(separator.join(names))) == names


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Herons (<i>Ardea</i>) &amp; ponds", "Herons (Ardea) & ponds"),
        ("H<sub>2</sub>O and CO<jats:sub>2</jats:sub>", "H2O and CO2"),
        ("<p>We count.</p><p>We rest.</p>", "We count. We rest."),
        ("&lt;p&gt;We count.&lt;/p&gt;", "We count."),
        ("Fish &amp;amp; chips", "Fish & chips"),
        ("<jats:title>Abstract</jats:title><jats:p>We count.</jats:p>", "We count."),
        ("<jats:sec><jats:title>Aim</jats:title><jats:p>We.</jats:p></jats:sec>", "Aim: We."),
        ('<div class="abstract"><h3>Results:</h3> Nine.</div>', "Results: Nine."),
        ("The genus $\\less$i$\\greater$Ardea$\\less$/i$\\greater$", "The genus Ardea"),
        ("a<br/>b", "a b"),
        ("p < 0.05 and q > 2", "p < 0.05 and q > 2"),
        ("if a <b and c> d", "if a <b and c> d"),
        ("the tokens <s> and <image>", "the tokens <s> and <image>"),
        ("AT&T and R&D; Q&A", "AT&T and R&D; Q&A"),
        ("<script>alert(1)</script>", "<script>alert(1)</script>"),
    ],
)
def test_markup_is_removed_but_no_maths(text: str, expected: str) -> None:
    assert strip_markup(text) == expected


@given(st.text(st.sampled_from("<>&;/ip=\"' ampltgx#0123$\\"), max_size=200))
def test_any_text_survives_the_removal_of_markup(text: str) -> None:
    stripped = strip_markup(text)
    assert len(stripped) <= len(text)


@pytest.mark.parametrize(
    "abstract", ["NA", "n/a", "[No abstract available]", "No abstract.", "Abstract not available"]
)
def test_texts_that_say_missing_are_no_abstracts(abstract: str) -> None:
    record = clean_record(Record(1, 1, "On Herons", abstract, authors=("NA", "Mia Rao")))
    assert (record.abstract, record.authors) == ("", ("Mia Rao",))


def test_labels_of_scraped_pages_are_removed() -> None:
    record = clean_record(
        Record(
            1, 1, "Title:On Herons", "Abstract: We count.", authors=("Authors:Mia Rao", "Ken Ito")
        )
    )
    assert (record.title, record.abstract) == ("On Herons", "We count.")
    assert record.authors == ("Mia Rao", "Ken Ito")
    assert clean_record(Record(1, 1, "Abstract: A Word")).title == "Abstract: A Word"


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.csv", "title,abstract\nOn <i>Herons</i>,<p>{0}</p>\nNA,{0}\n"),
        ("a.ris", "TY  - JOUR\nTI  - On <i>Herons</i>\nAB  - <p>{0}</p>\nER  - \n"
                  "TY  - JOUR\nTI  - NA\nAB  - {0}\nER  - \n"),
        ("a.bib", "@article{{a, title={{On <i>Herons</i>}}, abstract={{<p>{0}</p>}}}}\n"
                  "@article{{b, title={{NA}}, abstract={{{0}}}}}\n"),
        ("a.jsonl", '{{"title": "On <i>Herons</i>", "abstract": "<p>{0}</p>"}}\n'
                    '{{"title": "NA", "abstract": "{0}"}}\n'),
    ],
)  # fmt: skip
def test_every_reader_gives_clean_records(tmp_path: Path, name: str, content: str) -> None:
    path = tmp_path / name
    path.write_text(content.format(ABSTRACT), encoding="utf-8")
    records, report = parse(path, name)
    assert records.title.tolist() == ["On Herons"]
    assert records.abstract.tolist() == [ABSTRACT]
    assert [place["reason"].split(" without")[1] for place in report["rejected"]] == [" a title"]
