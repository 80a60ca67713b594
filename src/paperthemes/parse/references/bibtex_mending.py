r"""Mending of BibTeX entries whose braces or quotes are unbalanced, or whose commas are missing.

::

    title = "The "best" apples"         quotes within quotes become {"}
    title = {Apples, year = {2020}      a missing brace or quote is added before the next field,
    abstract = {We sort apples. @misc…  and at the end of the text
    title = {Apples}}, year = {2020}    a brace too many before the next field is left out
    title = {Apples} year = {2020}      a missing comma is added
"""

import re

_NAME = r"[A-Za-z][\w-]{0,40}\s{0,10}=\s{0,10}"
_TOKEN = re.compile(rf'(?<!\\)[{{}}"]|(?:[,\n]|(?<=\d)\s)\s{{0,40}}{_NAME}(?=[{{"])')
_REPEATED_COMMA = re.compile(r",\s{0,40}(?=,)")
_OPENS_VALUE = re.compile(r"[=#]\s{0,10}\Z")
_AFTER_VALUE = re.compile(rf"\s{{0,40}}(?:#|,?\s{{0,40}}(?:{_NAME}|\}}|\Z))")
_NO_COMMA = re.compile(rf"\s{{1,40}}{_NAME}")
_NEXT_FIELD = re.compile(rf'\s{{0,40}},\s{{0,40}}{_NAME}["{{]')


class _Mender:
    """The state while an entry is mended: the text so far, open braces, an open quote."""

    def __init__(self, text: str) -> None:
        self._text, self._parts, self._start = text, list[str](), 0
        # `_depth` is 1 within the entry and outside of any value in braces.
        self._depth, self._is_quoted, self._last_field = 0, False, ""

    def mend(self) -> str:
        """Return the mended text; the text as it is if its title is cut off.

        White space at its end is removed.
        """
        for token in _TOKEN.finditer(self._text):
            if token[0] == "{":
                self._depth += 1
            elif token[0] == "}":
                self._read_closing_brace(token)
            elif token[0] == '"':
                self._read_quote(token)
            else:
                self._read_field_name(token)
        rest = self._text[self._start :].rstrip()
        if self._depth == 0:
            return "".join((*self._parts, rest))
        if self._last_field == "title" and (self._depth > 1 or self._is_quoted):
            return self._text.rstrip()
        if rest.endswith("}"):  # it was to end the entry, and ended the last value instead
            rest, self._depth = rest[:-1].rstrip().removesuffix(","), self._depth + 1
        self._close_value(rest)
        return "".join((*self._parts, "\n}"))

    def _close_value(self, rest: str) -> None:
        """Add the rest of a value, and the braces and the quote that it lacks."""
        if self._is_quoted:
            rest = rest.removesuffix('"')
        self._parts += rest, "}" * (self._depth - 1), '"' * self._is_quoted
        self._depth, self._is_quoted = 1, False

    def _replace(self, token: re.Match[str], replacement: str) -> None:
        """Replace a brace or quote."""
        self._parts += self._text[self._start : token.start()], replacement
        self._start = token.end()

    def _read_closing_brace(self, token: re.Match[str]) -> None:
        """Count a closing brace; leave it out if it would end a value or the entry too early."""
        end = token.end()
        ends_entry = self._depth == 1 and (self._is_quoted or _NEXT_FIELD.match(self._text, end))
        ends_value = self._depth == 2 and not self._is_quoted
        if ends_entry or (ends_value and not _AFTER_VALUE.match(self._text, end)):
            self._replace(token, "")
        else:
            self._depth = max(self._depth - 1, 0)
            self._add_comma(token)

    def _read_quote(self, token: re.Match[str]) -> None:
        """Open or close a value at a quote outside of braces; replace any other quote in it."""
        if self._depth != 1:
            return
        before = self._text[max(token.start() - 12, 0) : token.start()]
        if not self._is_quoted:
            self._is_quoted = bool(_OPENS_VALUE.search(before))
        elif _AFTER_VALUE.match(self._text, token.end()):
            self._is_quoted = False
            self._add_comma(token)
        else:
            self._replace(token, '{"}')

    def _add_comma(self, token: re.Match[str]) -> None:
        """Add a comma after a closing brace or quote if it is missing before the next field."""
        if self._depth == 1 and not self._is_quoted and _NO_COMMA.match(self._text, token.end()):
            self._replace(token, f"{token[0]},")

    def _read_field_name(self, token: re.Match[str]) -> None:
        """Close the value before a field if it is still open; add a comma after a number."""
        if self._depth > 1 or self._is_quoted:
            if token[0][0] not in ",\n":
                return  # part of the value
            self._close_value(self._text[self._start : token.start()].rstrip())
            self._start = token.start()
            if self._text[token.start()] != ",":
                self._parts.append(",")
        elif self._text[token.start() - 1].isdecimal() and token[0][0] != ",":  # year = 2020
            self._parts += self._text[self._start : token.start()], ","
            self._start = token.start()
        self._last_field = token[0].strip(", \t\n=").rstrip("= \t\n").lower()


def mend(text: str) -> str:
    """Return a text with one entry, whose braces and quotes are balanced by what follows them."""
    return _Mender(_REPEATED_COMMA.sub("", text)).mend()
