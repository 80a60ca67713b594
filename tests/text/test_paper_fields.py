"""Web addresses and numbers in the fields of papers."""

import pytest

from paperthemes.text.paper_fields import find_address, list_addresses, parse_number

ARXIV, DOI = "https://arxiv.org/abs/", "https://doi.org/"


@pytest.mark.parametrize(
    ("ids", "addresses"),
    [
        (("https://example.org/a?b=c", "", ""), ["https://example.org/a?b=c"]),
        (("HTTPS://Example.org", "hep-th/1", ""), ["HTTPS://Example.org", f"{ARXIV}hep-th/1"]),
        (("javascript:alert(1)", "2401.1v2", "10.5/1"), [f"{ARXIV}2401.1v2", f"{DOI}10.5/1"]),
        (("", "", "10.5/a<b>#c"), [f"{DOI}10.5/a%3Cb%3E%23c"]),
        (("file:///etc/passwd", "", ""), []),
        (("data:text/html,x", "", ""), []),
        (("https:///a", "", ""), []),
    ],
)
def test_addresses_lead_to_the_web_only(ids: tuple[str, str, str], addresses: list[str]) -> None:
    assert [address for _, address in list_addresses(*ids)] == addresses
    assert find_address(*ids) == [*addresses, ""][0]


def test_numbers_are_read_as_they_are_written_and_other_texts_are_none() -> None:
    texts = ["7", "1,234", "-2", "1.5", "3.0", "many", "", "1,2", "٣", "7 upvotes", "1" * 30]
    numbers = [7, 1234, -2, 1.5, 3, None, None, None, None, None, None]
    assert [*map(parse_number, texts)] == numbers
