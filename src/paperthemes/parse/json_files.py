"""Files of JSON for ijson: bounded in the length of texts, and mended where they are not JSON."""

import io
import re
from typing import Protocol

import ijson

from paperthemes.parse.dump import Dump
from paperthemes.parse.limits import MAX_RECORD_LENGTH

_CONSTANT = re.compile(r"NaN|Infinity")  # only Python writes these numbers
_MENDED = re.compile(r"NaN|Infinity|UTF8")
# A surrogate pair, half of one, another escaped sign, a quote, or a number that only Python writes.
_TOKEN = re.compile(
    r"\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}"
    r"|(\\u[dD][89a-fA-F][0-9a-fA-F]{2})|\\.|\"|-?\b(?:NaN|Infinity)\b",
    re.DOTALL,
)
_MAX_TOKEN = 12  # characters
_STRING_OR_CONSTANT = re.compile(r'("(?:[^"\\]|\\.)*+"?)|-?\b(?:NaN|Infinity)\b', re.DOTALL)
_CHUNK = 1 << 16  # characters read at once


class Readable(Protocol):
    """A file for ijson."""

    def read(self, size: int, /) -> bytes:
        """Return the next bytes."""


class BoundedFile:
    """A file of JSON, in which no text has more than `MAX_RECORD_LENGTH` bytes.

    ijson holds a text in memory as a whole, and copies it several times.
    """

    def __init__(self, file: Readable) -> None:
        self._file, self._length = file, 0

    def read(self, size: int) -> bytes:
        """Return the next bytes; raise `ijson.JSONError` in a text that is too long."""
        chunk = self._file.read(size)
        self._length = 0 if b'"' in chunk else self._length + len(chunk)
        if self._length > MAX_RECORD_LENGTH:
            raise ijson.JSONError(f"a text of more than {MAX_RECORD_LENGTH:,} characters")
        return chunk


class MendedFile(io.BufferedIOBase):
    """A dump as valid UTF-8 without a byte order mark, in which `null` replaces NaN.

    U+FFFD replaces single halves of surrogate pairs.
    """

    def __init__(self, dump: Dump) -> None:
        self._pieces = dump.pieces(_CHUNK)
        self._rest = ""
        self._in_text = False  # the rest begins within a text

    def read(self, size: int | None = -1) -> bytes:
        """Return some of the next bytes; `size` only says whether any are wanted."""
        while size:
            piece = next(self._pieces, "")
            text = self._rest + piece
            # Until the end of the dump, no escaped sign or word is torn.
            mended, length = self._mend(text, len(text) - _MAX_TOKEN * bool(piece))
            self._rest = text[length:]
            if mended or not piece:
                return mended.encode("utf-8", "replace")
        return b""

    def _mend(self, text: str, end: int) -> tuple[str, int]:
        """Return a text that ends at `end` or a little behind it, mended, and its length before."""
        parts, start = list[str](), 0
        for token in _TOKEN.finditer(text):
            if token.start() >= end:
                break
            if token[0] == '"':
                self._in_text = not self._in_text
            elif token[1] or (token[0][0] != "\\" and not self._in_text):
                parts += text[start : token.start()], "\\ufffd" if token[1] else "null"
                start = token.end()
            end = max(end, token.end())
        end = max(end, start)
        return "".join((*parts, text[start:end])), end


def is_mended(error: Exception) -> bool:
    """Return whether an error of ijson is about something that `MendedFile` mends."""
    return isinstance(error, UnicodeDecodeError) or bool(_MENDED.search(str(error)))


def replace_constants(text: str) -> str:
    """Return JSON in which `null` replaces NaN and Infinity, which only Python writes."""
    if not _CONSTANT.search(text):
        return text
    return _STRING_OR_CONSTANT.sub(lambda match: match[1] or "null", text)
