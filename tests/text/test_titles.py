"""Titles: which ones are the same, and the hash that identifies them."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from paperthemes.text.titles import collapse_whitespace, normalise_title, title_hash


@pytest.mark.parametrize(
    "other",
    [
        "deep learning: a survey",
        "DEEP LEARNING – A SURVEY.",
        "Deep  Learning :A Survey",
        "Deep-Learning: “A Survey”",
        "Deep Learning: A Survey",
        "Ｄｅｅｐ Learning: A Survey",
    ],
)
def test_spacing_case_and_punctuation_do_not_matter(other: str) -> None:
    assert normalise_title(other) == normalise_title("Deep Learning: A Survey")
    assert title_hash(other) == title_hash("Deep Learning: A Survey")


@pytest.mark.parametrize(
    ("title", "other"),
    [
        ("Testing C Programs", "Testing C++ Programs"),
        ("Testing C Programs", "Testing C# Programs"),
        ("Scaling Model 3.5", "Scaling Model 35"),
        ("Vocabulary-free Classification", "Vocabulary-free Classification and Segmentation"),
        ("???", "!!!"),
        ("数据", "模型"),
    ],
)
def test_different_titles_stay_different(title: str, other: str) -> None:
    assert normalise_title(title) != normalise_title(other)


@given(st.text(min_size=1).filter(str.strip))
def test_hash_and_normal_form_are_stable(title: str) -> None:
    assert re.fullmatch(r"[0-9a-f]{12}", title_hash(title))
    assert normalise_title(collapse_whitespace(title)) == normalise_title(title)
    assert normalise_title(title)


@given(st.text())
def test_collapsed_text_has_single_spaces_only(text: str) -> None:
    assert collapse_whitespace(collapse_whitespace(text)) == collapse_whitespace(text)
    assert not re.search(r"[^\S ]|  |^ | $", collapse_whitespace(text))


@given(st.text(st.characters(max_codepoint=127)))
def test_the_fast_path_for_ascii_gives_the_same_result(title: str) -> None:
    expected = normalise_title(f"é {title} é")  # not ASCII, so not the fast path
    assert expected in (f"é{normalise_title(title)}é", "éé")
