r"""Values of BibTeX fields: delimiters, abbreviations, and missing commas.

::

    title = {Sorting}               month = 10 # "~" # jan           title = {Sorting}
    journal = joo                                                    year  = 2024,
"""

import re
from collections.abc import Iterable, Iterator

from bibtexparser.model import Field

_MARK = re.compile(r'(?<!\\)[{}"#]')
_CLOSING = {"{": "}", '"': '"'}
_NEXT_FIELD = re.compile(r"([A-Za-z][\w-]*)\s*=\s*")


class ValueReader:
    """Reader of field values, which remembers the abbreviations that `@string` defines."""

    def __init__(self) -> None:
        self._strings: dict[str, str] = {}

    def define(self, name: str, raw: str) -> None:
        """Define an abbreviation."""
        self._strings[name.lower()] = self._value(raw)

    def read(self, fields: Iterable[Field]) -> tuple[dict[str, str], list[str]]:
        """Return the values of an entry by field name in lower case, and warnings."""
        values: dict[str, str] = {}
        names: set[str] = set()
        warnings: dict[str, None] = {}
        for field in fields:
            name, rest = field.key.lower(), str(field.value).strip()
            while name:
                if name in names:
                    warnings["a field occurs twice, the first is used"] = None
                names.add(name)
                raw, rest = _split_first(rest)
                value = self._value(raw)
                if value.strip():
                    values.setdefault(name, value)
                following = _NEXT_FIELD.match(rest)
                if following:
                    warnings["a comma between two fields is missing"] = None
                elif rest:
                    warnings["text after the end of a field, left out"] = None
                name = following[1].lower() if following else ""
                rest = rest[following.end() :] if following else ""
        return values, list(warnings)

    def _value(self, raw: str) -> str:
        return "".join(map(self._part, _split_concatenation(raw)))

    def _part(self, raw: str) -> str:
        raw = raw.strip()
        if len(raw) > 1 and _CLOSING.get(raw[0]) == raw[-1]:
            return raw[1:-1]
        return self._strings.get(raw.lower(), raw)


def _split_first(raw: str) -> tuple[str, str]:
    """Split after the first value in delimiters, unless a `#` continues it."""
    if raw[:1] not in _CLOSING:
        return raw, ""
    end = next((mark.end() for mark in _outer_marks(raw) if mark[0] != "#"), len(raw))
    rest = raw[end:].lstrip()
    return (raw, "") if rest.startswith("#") else (raw[:end], rest)


def _split_concatenation(raw: str) -> Iterator[str]:
    """Split a value at each `#` outside of braces and quotes."""
    start = 0
    for mark in _outer_marks(raw):
        if mark[0] == "#":
            yield raw[start : mark.start()]
            start = mark.end()
    yield raw[start:]


def _outer_marks(raw: str) -> Iterator[re.Match[str]]:
    """Yield the marks after which no brace or quote is open."""
    depth, quoted = 0, False
    for mark in _MARK.finditer(raw):
        depth += (mark[0] == "{") - (mark[0] == "}")
        if mark[0] == '"' and depth == 0:
            quoted = not quoted
        if depth == 0 and not quoted:
            yield mark
