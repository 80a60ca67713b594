"""Subjects: themes and topics that stand alone, and their numbers in words."""

import pandas as pd
import pytest

from paperthemes.pages.subjects import count_topics, number_subjects


def make_topics(themes: list[int], sizes: list[int] | None = None) -> pd.DataFrame:
    """Make topics of these themes, which have one paper each unless sizes are given."""
    sizes = sizes or [1] * len(themes)
    return pd.DataFrame({"topic": range(len(themes)), "theme": themes, "size": sizes})


@pytest.mark.parametrize(
    ("themes", "sizes", "numbers"),
    [
        ([0, 1, 0, 1], [9, 8, 7, 6], [0, 1, 0, 1]),
        ([-1, 0, 0, -1], [9, 8, 7, 6], [1, 0, 0, 2]),  # the theme has 15 papers
        ([-1, -1, -1], [9, 8, 7], [0, 1, 2]),
        ([-1, 0, 0], [5, 3, 2], [1, 0, 0]),  # equal sizes: the theme is first
        ([], None, []),
    ],
)
def test_subjects_are_numbered_by_size(
    themes: list[int], sizes: list[int] | None, numbers: list[int]
) -> None:
    assert number_subjects(make_topics(themes, sizes)) == numbers


@pytest.mark.parametrize(
    ("themes", "text"),
    [
        ([0, 0, 1], "3 topics in 2 themes"),
        ([0, 0, -1], "3 topics, 2 of them in 1 theme"),
        ([-1, -1], "2 topics and no themes"),
        ([-1], "1 topic and no themes"),
        ([0], "1 topic in 1 theme"),
    ],
)
def test_numbers_of_topics_and_themes_are_in_words(themes: list[int], text: str) -> None:
    assert count_topics(make_topics(themes)) == text
