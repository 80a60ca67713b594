"""Texts in Markdown stay as they are."""

import pytest
from lxml.html import fromstring
from markdown_it import MarkdownIt

from helpers.pages import HOSTILE
from paperthemes.pages.markdown import escape_markdown, make_markdown_link

ORDINARY = (
    "Signal-to-Noise Ratio: A Robust Distance Metric (v2.0), 100% & more!",
    "DRAEM -- A discriminatively trained reconstruction",
    "003_a8de08fa92a21954.txt (11 March)",
    "2.5D vision: 1 < 2, p > 0.5, 3 * 4 and #hashtags",
)
MARKUP = (
    *("*a* and **b**", "_a_ and __init__", "`code`", "~~struck~~", "[1] [x](y) ![z](w)", "C #"),
    *("# Heading", "> quote", "- item", "+ item", "1. one", "2) two", "---", "===", "| a | b |"),
    *("<b>bold</b> <!-- no --> <https://a.b>", "&lt; &#65; AT&T", "a \\* b \\", "A* search"),
)


def render(text: str) -> str:
    """Return a text in Markdown as HTML, as GitHub does."""
    return MarkdownIt("commonmark").enable(["table", "strikethrough"]).render(text)


@pytest.mark.parametrize("text", ORDINARY)
def test_ordinary_texts_are_not_changed(text: str) -> None:
    assert escape_markdown(text) == text


@pytest.mark.parametrize("text", [*ORDINARY, *MARKUP, *HOSTILE])
def test_texts_stay_text(text: str) -> None:
    line = " ".join(text.split())
    for before, after in (("", "\n\n[1]: x"), ("- ", ""), ("# ", ""), ("A line\n", "\n---|---")):
        page = fromstring(f"<div>{render(f'{before}{escape_markdown(text)}{after}')}</div>")
        assert line in page.text_content()
        assert {element.tag for element in page.iter()} <= {"div", "p", "ul", "li", "h1"}


def test_links_have_the_text_and_a_clean_address() -> None:
    link = make_markdown_link("[Re] A_B", "https://a.b/c d>")
    assert link == r"[\[Re\] A_B](<https://a.b/cd>)"
    assert make_markdown_link("A_B", "") == "A_B"
