"""Bytes as text: which encoding, and what to do with bytes that do not fit it."""

import codecs
from dataclasses import dataclass

from charset_normalizer import from_bytes

from paperthemes.errors import UserError

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),  # before UTF-16, whose mark it begins with
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_MOSTLY = 0.9  # of the bytes at even or odd places that are zero in UTF-16 of a Western text
_GUESSED_FROM = 200_000  # bytes
_WESTERN = "cp1252"
_ESCAPED = ("\udc80", "\udcff")
_TO_REPLACEMENT = dict.fromkeys(range(0xDC80, 0xDD00), "\ufffd")


@dataclass(frozen=True, slots=True)
class Encoding:
    """An encoding by the name Python has for it; `guessed` if nothing in the file tells it."""

    name: str
    guessed: bool = False


def encoding_of(head: bytes) -> Encoding:
    """Find the encoding of a text by its beginning.

    A byte order mark decides; else UTF-8, if that fits or most of what is not ASCII fits it; else
    what charset-normalizer takes it for.

    Raises
    ------
    UserError
        If it is no text.
    """
    for mark, name in _MARKS:
        if head.startswith(mark):
            return Encoding(name)
    zero = head.find(b"\0")
    if zero >= 0:
        return _without_mark(head, zero)
    strange, fitting = _beyond_ascii(head)
    if strange == 0:
        return Encoding("utf-8")
    if fitting > strange:
        return Encoding("utf-8", guessed=True)
    return Encoding(_guess(_around_letters(head)), guessed=True)


def without_escapes(line: str) -> tuple[str, bool]:
    """Replace what stands for undecodable bytes by U+FFFD; tell whether there was any."""
    if line.isascii() or not any(_ESCAPED[0] <= char <= _ESCAPED[1] for char in line):
        return line, False
    return line.translate(_TO_REPLACEMENT), True


def _guess(text: bytes) -> str:
    """Guess an 8-bit or Asian encoding; of those that fit equally well, that of Western Windows."""
    matches = from_bytes(text)
    best = matches.best()
    if best is None:
        raise UserError("not text in any encoding that could be told; save the file as UTF-8")
    for match in matches:
        fits = match.chaos <= best.chaos and match.coherence >= best.coherence
        if fits and _WESTERN in match.could_be_from_charset:
            return _WESTERN
    return best.encoding.replace("_", "-")


def _without_mark(head: bytes, zero: int) -> Encoding:
    for first, name in ((1, "utf-16-le"), (0, "utf-16-be")):
        zeros, others = head[first::2].count(0), head[1 - first :: 2].count(0)
        if zeros >= _MOSTLY * (len(head) // 2) and not others:
            return Encoding(name, guessed=True)
    raise UserError(
        f"byte offset {zero}: a zero byte, so this is not text; the file begins with {head[:16]!r}"
    )


def _beyond_ascii(head: bytes) -> tuple[int, int]:
    """Count the bytes that are not UTF-8, and the characters beyond ASCII that are."""
    text = codecs.getincrementaldecoder("utf-8")("surrogateescape").decode(
        head
    )  # a cut-off end waits
    if text.isascii():
        return 0, 0
    beyond = [char for char in text if char > "\x7f"]
    strange = sum(_ESCAPED[0] <= char <= _ESCAPED[1] for char in beyond)
    return strange, len(beyond) - strange


def _around_letters(head: bytes) -> bytes:
    """Return the lines with bytes beyond ASCII, for the others say nothing of the encoding."""
    lines = (line for line in head.split(b"\n") if not line.isascii())
    return b"\n".join(lines)[:_GUESSED_FROM]
