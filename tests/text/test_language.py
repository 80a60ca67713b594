"""Languages of texts."""

import pytest

from paperthemes.text.language import detect_language


@pytest.mark.parametrize(
    ("text", "language"),
    [
        (
            "We sort apples by colour and by size, and a plain rule does as well as learned ones.",
            "en",
        ),
        ("SAM 2++", "en"),
        ("$S^3$ – Semantic Signal Separation", "en"),
        (
            "Wir sortieren Äpfel nach Farbe und Größe und finden, dass einfache Regeln genügen.",
            "de",
        ),
        (
            "Мы сортируем яблоки по цвету и размеру и находим, что простого правила достаточно.",
            "ru",
        ),
        ("", "en"),
    ],
)
def test_languages_are_detected(text: str, language: str) -> None:
    assert detect_language(text) == language
