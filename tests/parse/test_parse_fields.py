"""Dates, ids and names in the spellings of reference managers and catalogues."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from paperthemes.parse import fields
from paperthemes.parse.authors import put_given_name_first, split_authors
from paperthemes.parse.dates import parse_date
from paperthemes.parse.markup import strip_markup
from paperthemes.text.identifiers import find_arxiv_id


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2024-05-06", "2024-05-06"),
        ("2024-05-06T10:00:00Z", "2024-05-06"),
        ("2024-05", "2024-05"),
        ("2024", "2024"),
        ("Aug 1", "--08-01"),
        ("August 1st, 2024", "2024-08-01"),
        ("1 Sept 2024", "2024-09-01"),
        ("Feb 29", "--02-29"),
        ("Feb 30", ""),
        ("May 2024", "2024-05"),
        ("2024 Sep 3", "2024-09-03"),
        ("2024/5/6", "2024-05-06"),
        ("20240506", "2024-05-06"),
        ("6.5.2024", "2024-05-06"),
        ("25/12/2024", "2024-12-25"),
        ("12/25/2024", "2024-12-25"),
        ("1/8/2024", "2024"),
        ("20241301", ""),
        ("Marching 4", ""),
        ("soon", ""),
        ("2019/05/01", "2019-05-01"),
        ("2019/05/01/", "2019-05-01"),
        ("2019/5/1", "2019-05-01"),
        ("2019-5-1", "2019-05-01"),
        ("2019.05.01", "2019-05-01"),
        ("2019/05//", "2019-05"),
        ("2019///", "2019"),
        ("2019//", "2019"),
        ("2019/05//Summer", "2019-05"),
        ("2019/00/00", "2019"),
        ("2019/13/01", ""),
        ("2019/2020", "2019"),
        ("2019-05-01/2019-05-03", "2019-05-01"),
        ("2019-05/", "2019-05"),
        ("June 2021", "2021-06"),
        ("Jan. 2012", "2012-01"),
        ("may 2021", "2021-05"),
        ("2021 June", "2021-06"),
        ("2019 May 1", "2019-05-01"),
        ("2019 May-Jun", "2019-05"),
        ("1998 Dec-1999 Jan", "1998-12"),
        ("20-Mar-2020", "2020-03-20"),
        ("1 Jan.-Feb. 2019", "2019-01-01"),
        ("24-27 Sept. 2019", "2019-09-24"),
        ("24\u201327 Sept. 2019", "2019-09-24"),
        ("31 May-3 June 2016", "2016-05-31"),
        ("30 Dec. 2018-2 Jan. 2019", "2018-12-30"),
        ("Sep 24-27, 2019", "2019-09-24"),
        ("1 Feb.1, 2015", "2015-02-01"),
        ("Mar.-Apr. 2015", "2015-03"),
        ("Spring 2019", "2019"),
        ("2019 Fall-Winter", "2019"),
        ("Thu, 3 Aug 2023 17:59:59 GMT", "2023-08-03"),
        ("Thursday, 3rd August 2023", "2023-08-03"),
        ("31 June 2019", ""),
        ("May", ""),
        ("Mar-20", ""),
        ("Ma 2019", ""),
        ("March of 2019", "2019-03"),
        ("25. März 2021", "2021-03-25"),
        ("25 de marzo de 2021", "2021-03-25"),
        ("jeudi 1er juillet 2021", "2021-07-01"),
        ("Donnerstag, 25. Dezember 2021", "2021-12-25"),
        ("25 février 2021 à 10:00", "2021-02-25"),
        ("25 października 2021", "2021-10-25"),
        ("25 марта 2021 г.", "2021-03-25"),
        ("3 Aralık 2021", "2021-12-03"),
        ("Okt. 2021", "2021-10"),
        ("2021年3月5日", "2021-03-05"),
        ("2021年3月", "2021-03"),
        ("2021년 3월 5일", "2021-03-05"),
        ("2021. 3. 5.", "2021-03-05"),
        ("25-03-2021", "2021-03-25"),
        ("2021-06-00", "2021-06"),
        ("2021.11", "2021-11"),
        ("03/2021", "2021-03"),
        ("13/2021", ""),
        ("1614556800000", "2021-03-01"),
        ("Mon Mar 01 12:00:00 2021", "2021-03-01"),
        ("liste 2021", ""),
        ("12345 May 2019", ""),
        ("May 2019, " * 10, ""),
        ("in press", ""),
    ],
)
def test_dates_are_parsed(text: str, expected: str) -> None:
    assert parse_date(text) == expected


@given(st.text(st.sampled_from("0129 -/.,:TMayJunFeb\u2013"), max_size=30))
def test_a_parsed_date_parses_to_itself(text: str) -> None:
    date = parse_date(text)
    assert not date or parse_date(date.replace("--", "2000-")) == date.replace("--", "2000-")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2405.01234v2", "2405.01234v2"),
        ("https://arxiv.org/pdf/2405.01234.pdf", "2405.01234"),
        ("https://huggingface.co/papers/2405.01234", "2405.01234"),
        ("arXiv:hep-th/9901001", "hep-th/9901001"),
        ("arXiv: 2405.01234V2", "2405.01234v2"),
        ("https://arxiv.org/html/2405.01234v1#S2", "2405.01234v1"),
        ("10.48550/arXiv.2405.01234", "2405.01234"),
        ("1234.5678", ""),
        ("17", ""),
        ("https://example.org/2405.01234", ""),
        ("arXiv preprint arXiv:2405.01234", "2405.01234"),
        ("arXiv:2405.01234 [cs]", "2405.01234"),
        ("arXiv:2405.01234v2, 2024", "2405.01234v2"),
        ("(arXiv:2405.01234)", "2405.01234"),
        ("see arXiv:2405.01234.", "2405.01234"),
        ("arXiv:2405.012345678", ""),
    ],
)
def test_arxiv_ids_are_found(text: str, expected: str) -> None:
    assert find_arxiv_id(text) == expected


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Li, Ada", "Ada Li"),
        ("Li,A.B.", "A.B. Li"),
        ("van Dam, Bo, Jr.", "Bo van Dam Jr."),
        ("Ada Li", "Ada Li"),
        ("Li,", "Li"),
        ("a, b, c, d", "a, b, c, d"),
        ("", ""),
    ],
)
def test_the_given_name_is_put_first(name: str, expected: str) -> None:
    assert put_given_name_first(name) == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (" a\n b ", "a b"),
        (7, "7"),
        (7.0, "7"),
        (7.5, "7.5"),
        (float("nan"), ""),
        (True, ""),
        (None, ""),
        ({}, ""),
    ],
)
def test_scalars_become_text(value: object, expected: str) -> None:
    assert fields.scalar_text(value) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Work <i>in vitro</i> on CO<sub>2</sub>", "Work in vitro on CO2"),
        (
            "<jats:title>Apples</jats:title> and <mml:math display='block'>x</mml:math>",
            "Apples: and x",
        ),
        ("p <0.05 and x> 3, a <b and c> d", "p <0.05 and x> 3, a <b and c> d"),
        ("<image> tokens and <table>", "<image> tokens and <table>"),
    ],
)
def test_inline_markup_is_removed_and_other_signs_are_kept(text: str, expected: str) -> None:
    assert strip_markup(text) == expected


def test_author_lists_are_split() -> None:
    assert split_authors("Li, A.; Bo, C.") == ("A. Li", "C. Bo")
    assert split_authors("Ada Li, Cy Bo and Di Wu") == ("Ada Li", "Cy Bo", "Di Wu")
    assert split_authors("Smith, John and Doe, Jane") == ("John Smith", "Jane Doe")
    assert split_authors("Smith, John") == ("John Smith",)
    assert split_authors("Ada Li") == ("Ada Li",)
    assert split_authors("") == ()
