r"""Values of BibTeX fields: their delimiters, abbreviations, and commas that were forgotten.

::

    title = {Sorting}               month = 10 # "~" # jan           title = {Sorting}
    journal = joo                                                    year  = 2024,
"""

import re
from collections.abc import Iterable, Iterator

from bibtexparser.model import Field

_MARK = re.compile(r'(?<!\\)[{}"#]')
_ENDS = {"{": "}", '"': '"'}
_NEXT_FIELD = re.compile(r"([A-Za-z][\w-]*)\s*=\s*")
_NO_COMMA = "a comma between two fields is missing"
_LEFT_OUT = "text behind the end of a field, left out"
_TWICE = "a field stands twice, the first is taken"


class Values:
    """Reads values; remembers the abbreviations that `@string` has made known."""

    def __init__(self) -> None:
        self._strings: dict[str, str] = {}

    def abbreviate(self, name: str, raw: str) -> None:
        """Make an abbreviation known."""
        self._strings[name.lower()] = self._value(raw)

    def of(self, fields: Iterable[Field]) -> tuple[dict[str, str], list[str]]:
        """Return the values of an entry by the names of their fields in lower case, and doubts."""
        found: dict[str, str] = {}
        names: set[str] = set()
        doubts: dict[str, None] = {}
        for field in fields:
            name, rest = field.key.lower(), str(field.value).strip()
            while name:
                if name in names:
                    doubts[_TWICE] = None
                names.add(name)
                raw, rest = _first(rest)
                value = self._value(raw)
                if value.strip():
                    found.setdefault(name, value)
                following = _NEXT_FIELD.match(rest)
                if rest:
                    doubts[_NO_COMMA if following else _LEFT_OUT] = None
                name = following[1].lower() if following else ""
                rest = rest[following.end() :] if following else ""
        return found, list(doubts)

    def _value(self, raw: str) -> str:
        return "".join(map(self._part, _concatenated(raw)))

    def _part(self, raw: str) -> str:
        raw = raw.strip()
        if len(raw) > 1 and _ENDS.get(raw[0]) == raw[-1]:
            return raw[1:-1]
        return self._strings.get(raw.lower(), raw)


def _first(raw: str) -> tuple[str, str]:
    """Divide where a value in delimiters ends and something else than `#` follows."""
    if raw[:1] not in _ENDS:
        return raw, ""
    depth, quoted = 0, False
    for mark in _MARK.finditer(raw):
        if mark[0] == "{":
            depth += 1
        elif mark[0] == "}":
            depth -= 1
        elif mark[0] == '"' and depth == 0:
            quoted = not quoted
        if depth == 0 and not quoted and mark[0] != "#":
            rest = raw[mark.end() :].lstrip()
            return (raw, "") if rest.startswith("#") else (raw[: mark.end()], rest)
    return raw, ""


def _concatenated(raw: str) -> Iterator[str]:
    """Split a value at each `#` outside of braces and quotes."""
    start, depth, quoted = 0, 0, False
    if "#" in raw:
        for mark in _MARK.finditer(raw):
            if mark[0] == "{":
                depth += 1
            elif mark[0] == "}":
                depth -= 1
            elif depth == 0 and mark[0] == '"':
                quoted = not quoted
            elif depth == 0 and mark[0] == "#" and not quoted:
                yield raw[start : mark.start()]
                start = mark.end()
    yield raw[start:]
