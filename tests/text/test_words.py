"""Words regardless of spelling."""

import pytest

from paperthemes.text.words import normalise_dashes, singular, words_of


def test_words_keep_hyphens_signs_and_decimal_points() -> None:
    text = "C++ and F# beat GPT-3.5 – by 4 points… don't they? α‑helix"
    expected = "C++ and F# beat GPT-3.5 by 4 points don't they α-helix"
    assert words_of(text) == expected.split()
    assert normalise_dashes("a‐b—c−d") == "a-b-c-d"


@pytest.mark.parametrize(
    ("word", "key"),
    [
        ("Models", "model"),
        ("Few-Shot", "few shot"),
        ("studies", "study"),
        ("GPUs", "gpu"),
        ("gas", "gas"),
        ("pre--training-", "pre training"),
    ],
)
def test_spellings_of_a_word_share_the_singular_of_its_parts(word: str, key: str) -> None:
    assert singular(word) == key


@pytest.mark.parametrize(
    ("word", "plural"),
    [
        ("process", "processes"),
        ("loss", "losses"),
        ("bias", "biases"),
        ("curve", "curves"),
        ("database", "databases"),
        ("analysis", "analyses"),
    ],
)
def test_singular_and_plural_are_equal(word: str, plural: str) -> None:
    assert singular(word) == singular(plural)
