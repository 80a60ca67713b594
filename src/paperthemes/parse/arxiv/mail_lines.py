"""Lines of mails, with quoted-printable decoded.

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

_ENCODING = re.compile(r"Content-Transfer-Encoding:\s*(\S{1,40})", re.IGNORECASE)
_ENVELOPE = re.compile(r"From \S{1,200} .{0,40}\d\d:\d\d")


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
