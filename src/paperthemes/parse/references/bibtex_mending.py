r"""Mending of BibTeX entries whose braces or quotes are unbalanced, or whose commas are missing.

::

    title = "The "best" apples"         becomes {The "best" apples}
    title = {Apples, year = {2020}      a missing brace or quote is added before the next field,
    abstract = {We sort apples.         and at the end of the text
    title = {Apples}}, year = {2020}    a brace too many before the next field is left out
    title = {Apples} year = {2020}      a missing comma is added
"""

import re

_NAME = r"[A-Za-z][\w-]{0,40}"
# A brace, or the beginning of a field up to its value.
_TOKEN = re.compile(
    rf"(?<!\\)[{{}}]|(?:[,\n]|(?<=[\d}}\"])\s)\s{{0,40}}({_NAME})\s{{0,40}}=\s{{0,40}}(?=[{{\"\w])"
)
_CLOSING_BY_OPENING = {"{": "}", '"': '"'}
_BRACE = re.compile(r"(?<!\\)[{}]")
_REPEATED_COMMA = re.compile(r",\s{0,40}(?=,)")
# What follows a value: a comma, or the name of a field that is cut off.
_REST = re.compile(rf"(?<=[}}\"\d])\s*(?:,\s*(?:{_NAME}\s*)?=?\s*)?\Z")
_JOINED = re.compile(r"[}\"]\s{0,10}#|#\s{0,10}[{\"]")  # parts of a value
_HARMLESS_QUOTE = re.compile(r"\\\"|\{\"\}")


def mend(text: str) -> str:
    """Return a text with one entry, whose values are balanced, each up to the next field.

    White space at its end is removed. If the title is cut off, the text is returned as it is.
    """
    text = _REPEATED_COMMA.sub("", text).rstrip()
    parts, start, name = list[str](), 0, ""  # `start` is that of the current value
    depth, end = -1, len(text)  # open braces of the value; where the entry ends
    for token in _TOKEN.finditer(text):
        if token[0] in "{}":
            depth += 1 if token[0] == "{" else -1
            end = min(end, token.start()) if depth < 0 <= start and name else end
        elif text[end + 1 : token.start()].strip() or (end < len(text) and token[0][0] != ","):
            break  # it is no field of this entry
        elif (depth == 0 and _is_closed(text[start], text[token.start() - 1])) or (
            token[0][0] in ",\n" and text[token.end()] in _CLOSING_BY_OPENING
        ):
            value = text[start : token.start()]
            parts.append(_mend_value(value) if name else value)
            parts.append(token[0] if token[0][0] == "," else f",{token[0]}")
            start, name, depth, end = token.end(), token[1].lower(), 0, len(text)
    value = text[start:end] if end < len(text) else _REST.sub("", text[start:])
    mended = _mend_value(value) if name else value
    if end == len(text) and name == "title" and mended != value:
        return text
    return "".join((*parts, mended, text[end:] or "\n}"))


def _is_closed(first: str, last: str) -> bool:
    """Return whether a value is whole that begins and ends with these characters."""
    return _CLOSING_BY_OPENING.get(first, last) == last


def _mend_value(value: str) -> str:
    """Return a value whose braces are balanced; one with quotes in quotes gets braces."""
    closing = _CLOSING_BY_OPENING.get(value[:1])
    if _JOINED.search(value) or (closing is None and _balance(value) == value):
        return value
    body = value.rstrip(", \t\n")
    inner = body[1:].removesuffix(closing) if closing else body
    balanced = _balance(inner)
    has_quotes = closing == '"' and '"' in _HARMLESS_QUOTE.sub("", inner)
    is_closed = len(inner) == len(body) - len("{}")
    return value if balanced == inner and is_closed and not has_quotes else f"{{{balanced}}}"


def _balance(text: str) -> str:
    """Return a text without closing braces that nothing opens, and with those that are missing."""
    depth, start, parts = 0, 0, list[str]()
    for brace in _BRACE.finditer(text):
        if brace[0] == "}" and not depth:
            parts.append(text[start : brace.start()])
            start = brace.end()
        else:
            depth += 1 if brace[0] == "{" else -1
    return "".join((*parts, text[start:], "}" * depth))
