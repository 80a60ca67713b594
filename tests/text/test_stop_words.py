"""Stop words, and the language of a text."""

import pytest

from paperthemes.text.stop_words import ENGLISH, find_language, is_stop_word, list_stop_words


def test_generic_words_are_stop_words_except_those_in_names_of_fields() -> None:
    assert is_stop_word("propose") and is_stop_word("the") and is_stop_word("novel")
    assert not is_stop_word("learning") and not is_stop_word("protein")


@pytest.mark.parametrize(
    ("text", "stop_word"),
    [
        ("la segmentation des images dans les vidéos", "dans"),
        ("ein verfahren für die sprache und das bild", "für"),
    ],
)
def test_the_language_of_a_text_is_detected_by_its_stop_words(text: str, stop_word: str) -> None:
    assert stop_word in list_stop_words(find_language(text.split()))


@pytest.mark.parametrize(
    "text",
    [
        "the segmentation of images in the wild",
        "segmentation",
        "",
        "commitThread : linked issues , patches and discussions",
    ],
)
def test_english_and_unknown_languages_have_no_foreign_stop_words(text: str) -> None:
    assert find_language(text.split()) == ENGLISH
