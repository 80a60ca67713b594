"""Pieces of Hugging Face pages: Markdown, counts and days."""

import pytest

from paperthemes.parse.huggingface.dates import Calendar, find_capture_date
from paperthemes.parse.huggingface.markdown import split_into_pieces
from paperthemes.parse.huggingface.page import Piece, parse_count


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("[a\nb](/x)", [Piece(1, 2, "a b", "/x")]),
        ("# a\nb\n\nc", [Piece(1, 2, "a b", "", 1), Piece(4, 4, "c")]),
        ("see [https://a.b](https://a.b) now", [Piece(1, 1, "see https://a.b now")]),
        ("E[x](t) and [1, 2)", [Piece(1, 1, "E[x](t) and [1, 2)")]),
        ("a [b\n[c](/d)", [Piece(1, 1, "a [b"), Piece(2, 2, "c", "/d")]),
        ("pre-\ntrained\nand", [Piece(1, 3, "pre-trained and")]),
        ("a &lt; b<br>\\_c", [Piece(1, 1, "a < b_c")]),
        ("### [a\n### b](/x)", [Piece(1, 2, "a b", "/x", 3)]),
        ("### A title\n### in two lines", [Piece(1, 2, "A title in two lines", "", 3)]),
        ("### A\n### B", [Piece(1, 1, "A", "", 3), Piece(2, 2, "B", "", 3)]),
        ("a\n\n[5]: https://cdn-\nx.co/y-\nz.png", [Piece(1, 1, "a")]),
        ("[5]:\nhttps://cdn-\nx.co/y.png\n\na", [Piece(5, 5, "a")]),
    ],
)
def test_pieces_of_markdown(text: str, expected: list[Piece]) -> None:
    assert split_into_pieces(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [("1,234", "1234"), ("1.2k", "1200"), ("-", "0"), ("94", "94"), ("1.2.3k", "")],
)
def test_counts_are_written_in_digits(text: str, expected: str) -> None:
    assert parse_count(text) == expected


@pytest.mark.parametrize(
    ("page", "captured", "addresses", "ids", "expected"),
    [
        ("--08-01", "", ["/papers?date=2024-07-31"], [], "2024-08-01"),
        ("--01-01", "", ["https://huggingface.co/papers/date/2024-12-31"], [], "2025-01-01"),
        ("--08-01", "2026-10-02", [], [], "2026-08-01"),
        ("--12-01", "2026-10-02", [], [], "2025-12-01"),
        ("--08-01", "", [], ["2407.01234", "2401.00001"], "2024-08-01"),
        ("--01-02", "", [], ["2407.01234"], "2025-01-02"),
        ("--02-29", "2026-10-02", [], [], "2024-02-29"),
        ("--08-01", "", [], [], "--08-01"),
        ("2024-08-01", "2026-10-02", [], [], "2024-08-01"),
    ],
)
def test_year_of_the_day_of_a_page(
    page: str, captured: str, addresses: list[str], ids: list[str], expected: str
) -> None:
    assert Calendar(captured, addresses, ids).complete_page_day(page) == expected


@pytest.mark.parametrize(
    ("page", "card", "paper", "expected"),
    [
        ("2026-10-02", "--05-29", "2606.00683", "2026-05-29"),
        ("2026-10-02", "--12-27", "2502.20581", "2025-12-27"),
        ("", "--05-29", "2606.00683", "2026-05-29"),
        ("", "--01-03", "2412.00683", "2025-01-03"),
        ("", "--01-03", "hep-th/9901001", "1999-01-03"),
        ("", "--01-03", "", "--01-03"),
        ("", "2024-01-03", "", "2024-01-03"),
    ],
)
def test_year_of_the_day_of_a_card(page: str, card: str, paper: str, expected: str) -> None:
    calendar = Calendar()
    calendar.complete_page_day(page)
    assert calendar.complete_card_day(card, paper) == expected


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("retrieved: 2026-10-02", "2026-10-02"),
        ("- Captured (UTC): 2026-06-29T16:31:22.1+00:00", "2026-06-29"),
        ("Published Time: Wed, 10 Sep 2025 21:05:01 GMT", "2025-09-10"),
        (" saved date: Thu Aug 01 2024 10:00:00", "2024-08-01"),
        ("title: 2026-10-02", ""),
        ("retrieved: 2026-13-02", ""),
    ],
)
def test_capture_date_in_the_header(line: str, expected: str) -> None:
    assert find_capture_date(["---", line]) == expected
