"""The encoding of a text, and bytes that do not fit it."""

import codecs
import re
from dataclasses import dataclass

from charset_normalizer import from_bytes

from paperthemes.errors import UserError

_BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),  # before UTF-16, whose mark it begins with
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# Western text in UTF-16: at least this share of the bytes at odd (or even) offsets is zero.
_MIN_ZERO_SHARE = 0.9
_GUESS_BYTES = 200_000  # given to charset-normalizer, whose time grows with them
_WESTERN = "cp1252"
_ESCAPED = re.compile("[\udc80-\udcff]")  # undecodable bytes under `surrogateescape`


@dataclass(frozen=True, slots=True)
class Encoding:
    """An encoding by its Python name; `guessed` if neither a mark nor valid UTF-8 proves it."""

    name: str
    guessed: bool = False


def encoding_of(head: bytes) -> Encoding:
    """Return the encoding of a text, judged by its beginning.

    A byte order mark decides; then UTF-8, if all or most non-ASCII characters are valid; then
    charset-normalizer.

    Raises
    ------
    UserError
        If it is not text.
    """
    for mark, name in _BYTE_ORDER_MARKS:
        if head.startswith(mark):
            return Encoding(name)
    if b"\0" in head:
        return _utf16_without_mark(head)
    # An incremental decoder: a character cut off at the end of `head` is no error.
    text = codecs.getincrementaldecoder("utf-8")("surrogateescape").decode(head)
    invalid = len(_ESCAPED.findall(text))
    valid = sum(char > "\x7f" for char in text) - invalid if invalid else 0
    if not invalid or valid > invalid:
        return Encoding("utf-8", guessed=invalid > 0)
    # ASCII lines carry no information about the encoding.
    lines = (line for line in head.split(b"\n") if not line.isascii())
    return Encoding(_guess(b"\n".join(lines)[:_GUESS_BYTES]), guessed=True)


def replace_undecodable(line: str) -> tuple[str, bool]:
    """Replace escaped undecodable bytes by U+FFFD; the flag is true if there were any."""
    if line.isascii():
        return line, False
    replaced, count = _ESCAPED.subn("\ufffd", line)
    return replaced, count > 0


def _guess(text: bytes) -> str:
    """Guess an 8-bit or Asian encoding; prefer Windows-1252 among equally good matches."""
    matches = from_bytes(text)
    best = matches.best()
    if best is None:
        raise UserError("not text in any known encoding; save the file as UTF-8")
    for match in matches:
        is_as_good = match.chaos <= best.chaos and match.coherence >= best.coherence
        if is_as_good and _WESTERN in match.could_be_from_charset:
            return _WESTERN
    return best.encoding.replace("_", "-")


def _utf16_without_mark(head: bytes) -> Encoding:
    for zero_offset, name in ((1, "utf-16-le"), (0, "utf-16-be")):
        zeros, others = head[zero_offset::2].count(0), head[1 - zero_offset :: 2].count(0)
        if zeros >= _MIN_ZERO_SHARE * (len(head) // 2) and not others:
            return Encoding(name, guessed=True)
    raise UserError(
        f"byte offset {head.find(0)}: a zero byte, so this is not text; the file begins with "
        f"{head[:16]!r}"
    )
