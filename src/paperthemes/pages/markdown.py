"""Markdown that shows any text as it is, and reads well as plain text."""

import re

# What means something in a line of CommonMark, or of GitHub's Markdown.
_MARKUP = re.compile(
    r"[`\[\]|~]"
    r"|\\(?=[!-/:-@\[-`{-~]|$)"  # before punctuation
    r"|(?<!\s)\*|\*(?!\s)"  # but not between spaces
    r"|(?<![^\W_])_|_(?![^\W_])"  # but not inside a word
    r"|<(?=[a-z/!?])"  # a tag
    r"|&(?=#?[a-z0-9]+;)"  # a character
    r"|(?<=\s)#(?=#*$)",  # the end of a heading
    re.IGNORECASE,
)
# Beginnings of quotations, headings, lists and lines, with what comes before the escape.
_BLOCK = re.compile(r"^(?:(?=>|#{1,6}(?:\s|$)|[-+=](?:\s|$)|[-=]{2})|\d{1,9}(?=[.)](?:\s|$)))")


def escape_markdown(text: str) -> str:
    """Return a text, in one line, in which Markdown and HTML mean nothing.

    Only characters that would mean something there are escaped.
    """
    return _BLOCK.sub(r"\g<0>\\", _MARKUP.sub(r"\\\g<0>", " ".join(text.split())))


def make_markdown_link(text: str, address: str) -> str:
    """Return a link in Markdown; only the escaped text if there is no address."""
    address = clean_address(address)
    return f"[{escape_markdown(text)}](<{address}>)" if address else escape_markdown(text)


def clean_address(address: str) -> str:
    """Return an address without what would end it between angle brackets."""
    return re.sub(r"[\s<>\\]", "", address)
