"""Markdown that shows any text as it is."""

import re

_MARKDOWN = re.compile(r"[\\`*_\[\]<>#|~&!]")
_LIST_START = re.compile(r"^(?:\d{1,9}(?=[.)])|(?=[-+]))")  # as in "1. one" and "- one"


def escape_markdown(text: str) -> str:
    """Return a text in which Markdown and HTML mean nothing."""
    return _LIST_START.sub(r"\g<0>\\", _MARKDOWN.sub(r"\\\g<0>", text))


def make_markdown_link(text: str, address: str) -> str:
    """Return a link in Markdown; only the escaped text if there is no address."""
    address = re.sub(r"[\s<>\\]", "", address)  # would end the link
    return f"[{escape_markdown(text)}](<{address}>)" if address else escape_markdown(text)
