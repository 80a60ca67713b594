"""Lines of mails with quoted-printable decoded, and the text between entries.

::

    From cs@example.org Mon Jan  1 01:00:00 2024
    Content-Transfer-Encoding: quoted-printable

    A long line that the mail br=
    eaks, with =E2=80=9Cquotes=E2=80=9D
"""

import quopri
import re
from collections.abc import Iterator
from dataclasses import dataclass

from paperthemes.parse.dump import Dump
from paperthemes.parse.format import Rejected, excerpt

_ENCODING = re.compile(r"Content-Transfer-Encoding:\s*(\S{1,40})", re.IGNORECASE)
_ENVELOPE = re.compile(r"From \S{1,200} .{0,40}\d\d:\d\d")
_HEADER = re.compile(r">?From |[A-Za-z][\w-]{0,60}:(?:\s|$)")
_ENTRY_FIELDS = ("Title:", "Author:", "Authors:")
_MAX_REMARK = 200  # characters: longer paragraphs between entries are content
_MAX_KEPT = 400  # characters of a paragraph, for its excerpt


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a mail, and the first and last line of the dump that it spans."""

    start: int
    end: int
    text: str


def mail_lines(dump: Dump) -> Iterator[Line]:
    """Yield the lines of all mails in a dump, joined where quoted-printable broke them."""
    quoted = False
    parts: list[str] = []
    number = start = 0
    for number, raw in enumerate(dump.lines(), start=1):
        text = raw.rstrip()
        if match := _ENCODING.match(text):
            quoted = match[1].lower() == "quoted-printable"
        elif _ENVELOPE.match(text):
            quoted = False
        start = start if parts else number
        if quoted and text.endswith("="):
            parts.append(text[:-1])
            continue
        joined = "".join((*parts, text))
        parts = []
        yield Line(start, number, _unquote(joined) if quoted and "=" in joined else joined)
    if parts:
        yield Line(start, number, _unquote("".join(parts)))


def _unquote(text: str) -> str:
    content = quopri.decodestring(text.encode("utf-8", "replace"))
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        return content.decode("latin-1")


class Paragraph:
    """Text between entries: mail headers and short remarks are no content."""

    def __init__(self) -> None:
        self._start = self._end = self._size = 0
        self._beginning = ""

    def add(self, line: Line) -> Iterator[Rejected]:
        """Add a line; a blank one ends the paragraph."""
        if not line.text.strip():
            yield from self.end()
            return
        self._start = self._start or line.start
        self._end = line.end
        self._size += len(line.text)
        if len(self._beginning) < _MAX_KEPT:
            self._beginning += f"{line.text[:_MAX_KEPT]} "

    def end(self) -> Iterator[Rejected]:
        """Yield the paragraph if it looks like content, and begin the next."""
        is_field = self._beginning.startswith(_ENTRY_FIELDS)
        if is_field or (self._size > _MAX_REMARK and not _HEADER.match(self._beginning)):
            reason = "text outside of an entry"
            yield Rejected(self._start, self._end, reason, excerpt(self._beginning))
        self._start = self._size = 0
        self._beginning = ""
