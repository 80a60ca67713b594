"""CSS that is made of texts of a page."""

import re

from hypothesis import given
from hypothesis import strategies as st
from markupsafe import Markup, escape

from paperthemes.pages.css import css_string


@given(st.text() | st.text(alphabet="\\\"'<&;a1\n"))
def test_a_string_of_css_has_the_text_and_cannot_end_early(text: str) -> None:
    content = re.fullmatch(r'"([^"<\n]*)"', css_string(escape(text)))
    assert content
    parsed = re.sub(r"\\([\da-f]+) ", lambda match: chr(int(match[1], 16)), content[1])
    assert parsed == text


def test_entities_of_html_are_characters() -> None:
    assert css_string(Markup("R&amp;D")) == '"R&D"'
