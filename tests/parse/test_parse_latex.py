"""LaTeX becomes plain text; what cannot be decoded is kept."""

import pytest

from paperthemes.parse import latex


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("A & B \\& C", "A & B & C"),
        ("costs $5, not {SIX}", "costs $5, not SIX"),
        ("{\\textless}i{\\textgreater}", "<i>"),
        ("CO\\textsubscript{2} and \\mbox{all}", "CO2 and all"),
        ("C:\\temp\\new", "C:\\temp\\new"),
        ("a -- b --- c ``d''", "a – b — c “d”"),
        ("plain", "plain"),
        ("{" * 60_000, None),
    ],
)
def test_latex_is_decoded(text: str, expected: str | None) -> None:
    assert latex.decode_latex(text) == expected


def test_latex_is_removed_from_addresses() -> None:
    assert latex.strip_latex(r"\url{https://x.y/\~{}a\_b{\_}c\%20d}") == "https://x.y/~a_b_c%20d"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Poincar\\'e, G{\\\"o}del, {\\L}ukasiewicz", "Poincaré, Gödel, Łukasiewicz"),
        ("Erd\\H{o}s, \\v{S}r\\'amek, S\\o ren, Fran\\c cois", "Erdős, Šrámek, Søren, François"),
        ('na\\"{\\i}ve, \\AA{}ngstr\\"om, Stra\\ss e', "naïve, Ångström, Straße"),
        ("$\\'a$ and \\(\\'a\\) at \\$5 or $\\bar\\'a$", None),
        ("\\\"All\\\" of it: \\textbf{bold}, \\cite{a}, \\'x, \\omega, \\'", None),
        ("a $ alone and \\'e", "a $ alone and é"),
    ],
)
def test_tex_accents_become_letters_outside_formulas(text: str, expected: str | None) -> None:
    assert latex.decode_accents(text) == (text if expected is None else expected)


def test_accents_of_long_texts_are_read_quickly() -> None:
    for text in ("$", "\\(", "{\\'", "\\'{", '\\"', "\\"):
        assert len(latex.decode_accents(text * 200_000)) == len(text) * 200_000
