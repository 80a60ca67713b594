"""The lines of mails: quoted-printable undone, and what is no content told from what may be.

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
from paperthemes.parse.format import ReaderItem, Rejected, excerpt

_ENCODING = re.compile(r"Content-Transfer-Encoding:\s*(\S{1,40})", re.IGNORECASE)
_ENVELOPE = re.compile(r"From \S{1,200} .{0,40}\d\d:\d\d")
_HEADER = re.compile(r">?From |[A-Za-z][\w-]{0,60}:(?:\s|$)")
_CONTENT = ("Title:", "Author:", "Authors:")
_MUCH = 200  # characters that are more than a remark between entries
_KEPT = 400


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a mail; `start` and `end` are the lines of the dump that it stands in."""

    start: int
    end: int
    text: str


def mail_lines(dump: Dump) -> Iterator[Line]:
    """Yield the lines of all mails in a dump, joined where quoted-printable broke them."""
    quoted = False
    held: list[str] = []
    number = start = 0
    for number, raw in enumerate(dump.lines(), start=1):
        text = raw.rstrip()
        if match := _ENCODING.match(text):
            quoted = match[1].lower() == "quoted-printable"
        elif _ENVELOPE.match(text):
            quoted = False
        start = start if held else number
        if quoted and text.endswith("="):
            held.append(text[:-1])
            continue
        held.append(text)
        joined = "".join(held)
        yield Line(start, number, _unquoted(joined) if quoted and "=" in joined else joined)
        held = []
    if held:
        yield Line(start, number, _unquoted("".join(held)))


def _unquoted(text: str) -> str:
    decoded = quopri.decodestring(text.encode("utf-8", "replace"))
    try:
        return decoded.decode("utf-8")
    except UnicodeDecodeError:
        return decoded.decode("latin-1")


class Outside:
    """Judges paragraphs between entries: mail headers and short remarks are no content."""

    def __init__(self) -> None:
        self._start = self._end = self._size = 0
        self._beginning = ""

    def take(self, line: Line) -> Iterator[ReaderItem]:
        """Take a line that stands outside of entries, and yield the paragraph that it ends."""
        if not line.text.strip():
            yield from self.end()
            return
        if not self._size:
            self._start, self._beginning = line.start, ""
        self._end = line.end
        self._size += len(line.text)
        if len(self._beginning) < _KEPT:
            self._beginning += f"{line.text[:_KEPT]} "

    def end(self) -> Iterator[ReaderItem]:
        """Yield the paragraph if it looks like content."""
        size, self._size = self._size, 0
        if not size:
            return
        is_field = self._beginning.startswith(_CONTENT)
        if is_field or (size > _MUCH and not _HEADER.match(self._beginning)):
            reason = "text outside of an entry"
            yield Rejected(self._start, self._end, reason, excerpt(self._beginning))
