"""A dump file: its expanded and decoded content, which is read only as far as needed."""

import codecs
import io
import re
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import IO

from charset_normalizer import from_bytes

from paperthemes.errors import UserError
from paperthemes.parse.compression import ExpandedFile, detect_compression

HEAD_SIZE = 1 << 20  # bytes at the beginning of the content, by which the format is detected
MAX_TEXT_LENGTH = 1 << 29  # characters of a text that is read into memory as a whole
_CHUNK = 1 << 16  # bytes read at once
_NO_LIMIT = 10**16  # bytes
_BYTE_ORDER_MARKS: dict[str, bytes | tuple[bytes, ...]] = {
    "utf-8-sig": codecs.BOM_UTF8,
    "utf-32": (codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE),  # begins with a mark of UTF-16
    "utf-16": (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE),
}
# In UTF-16 nearly every second byte of a Western text is zero: at least this share of them.
_MIN_ZERO_SHARE = 0.9
_GUESS_BYTES = 200_000  # that charset-normalizer gets; its time grows with their number
_WESTERN = "cp1252"
# Characters that stand for undecodable bytes after decoding with `surrogateescape`.
_ESCAPED = re.compile("[\udc80-\udcff]")


@dataclass(frozen=True, slots=True)
class Encoding:
    """The Python name of an encoding; `guessed` unless a byte order mark or UTF-8 proves it."""

    name: str
    guessed: bool = False


class Dump:
    """A dump file, whose content is expanded and decoded as it is read.

    Attributes
    ----------
    path
        The file.
    compression
        Name of its compression, such as "gzip"; `None` if it is not compressed.
    damage
        Reason why the content ends early; `None` if no damage was met so far.
    limit
        Number of bytes that a compressed file, or the parts of a workbook, may expand to.
    line_count
        Number of lines read so far; lines that are read again are not counted again.
    undecodable_lines
        Numbers, from 1, of the lines read so far in which bytes that did not fit the encoding
        became U+FFFD; always empty for UTF-16 and UTF-32.
    """

    def __init__(self, path: Path, limit: int = _NO_LIMIT) -> None:
        """Prepare the reading of a dump, and detect its compression.

        Parameters
        ----------
        path
            The file.
        limit
            Number of bytes that a compressed file may expand to.

        Raises
        ------
        OSError
            If the file cannot be opened.
        """
        self.path = path
        self.compression = detect_compression(path)
        self.line_count = 0
        self.undecodable_lines: list[int] = []
        self.limit = limit
        self._files: list[ExpandedFile] = []  # all that were opened; they know about damage

    @property
    def damage(self) -> str | None:
        """Reason why the content ends early; `None` if no damage was met so far."""
        return next((file.damage for file in self._files if file.damage), None)

    @cached_property
    def head(self) -> bytes:
        """The first `HEAD_SIZE` bytes of the expanded content; all bytes if it has fewer."""
        with self.open() as file:
            return file.read(HEAD_SIZE)

    @cached_property
    def encoding(self) -> Encoding:
        """The encoding of the text.

        Raises
        ------
        UserError
            If the dump is not text in any known encoding.
        """
        return detect_encoding(self.head)

    @cached_property
    def head_text(self) -> str:
        """The text in the first `HEAD_SIZE` bytes: `head_lines` joined by line feeds."""
        return "\n".join(self.head_lines)

    @cached_property
    def head_lines(self) -> list[str]:
        """The lines in the first `HEAD_SIZE` bytes, without line ends; the last may be cut off.

        Bytes that do not fit the encoding become U+FFFD.
        """
        return [line for line, _ in _decode_lines(io.BytesIO(self.head), self.encoding)]

    @property
    def is_blank(self) -> bool:
        """True if the first `HEAD_SIZE` bytes are ASCII white space, apart from a byte order mark.

        It is also true for an empty dump. It is false for blanks in UTF-16 and UTF-32, which have
        zero bytes.
        """
        # The bytes above ASCII are those of the marks of UTF-8 and UTF-16.
        return not self.head.strip(b"\xef\xbb\xbf\xff\xfe \t\r\n")

    def open(self) -> IO[bytes]:
        """Open the expanded bytes as a stream.

        Where a compressed file is damaged, the stream ends early; `damage` then gives the reason.
        Errors are raised as by `ExpandedFile`.
        """
        file = ExpandedFile(self.path, self.compression, self.limit)
        self._files.append(file)
        return io.BufferedReader(file, _CHUNK)

    @contextmanager
    def open_seekable(self) -> Iterator[IO[bytes]]:
        """Open the content as a file that can be read from any offset; expand it first if needed.

        Errors are raised as by `ExpandedFile`.
        """
        if self.compression is None:
            with self.path.open("rb") as file:
                yield file
            return
        with self.open() as content, tempfile.TemporaryFile() as expanded:
            shutil.copyfileobj(content, expanded)
            expanded.seek(0)
            yield expanded

    def lines(self) -> Iterator[str]:
        """Yield the lines without their line ends.

        Bytes that do not fit the encoding become U+FFFD. `line_count` and `undecodable_lines` are
        updated with each line that was not read before.

        Raises
        ------
        UserError
            If the dump is not text, or in the cases of `ExpandedFile`.
        """
        with self.open() as file:
            for number, (line, is_damaged) in enumerate(_decode_lines(file, self.encoding), 1):
                if number > self.line_count:  # not a line that is read again
                    self.line_count = number
                    if is_damaged:
                        self.undecodable_lines.append(number)
                yield line

    @cached_property
    def text(self) -> str:
        """The whole text; each line, even the last, ends in a line feed.

        Raises
        ------
        UserError
            If the dump has more than `MAX_TEXT_LENGTH` characters, or in the cases of `lines`.
        """
        lines, char_count = [], 0
        for line in self.lines():
            lines.append(f"{line}\n")
            char_count += len(lines[-1])
            if char_count > MAX_TEXT_LENGTH:
                megabytes = f"{MAX_TEXT_LENGTH / 1e6:.0f} MB"
                raise UserError(f"more than {megabytes}, too large for this format; split the file")
        return "".join(lines)


def _decode_lines(file: IO[bytes], encoding: Encoding) -> Iterator[tuple[str, bool]]:
    """Yield each line without its line end, and true if it has bytes that do not fit the encoding.

    Such bytes become U+FFFD. In UTF-16 and UTF-32 they are not found, so the second value is false
    for all lines. At the end, `file` is closed.
    """
    # `surrogateescape` decodes such bytes to characters that can be found; UTF-16 and UTF-32 do not
    # support it.
    errors = "replace" if encoding.name.startswith(("utf-16", "utf-32")) else "surrogateescape"
    with io.TextIOWrapper(file, encoding.name, errors, newline=None) as text:
        for line in text:
            line, bad_count = (line, 0) if line.isascii() else _ESCAPED.subn("\ufffd", line)
            yield line.removesuffix("\n"), bad_count > 0


def detect_encoding(head: bytes) -> Encoding:
    """Return the encoding of a text, judged by its beginning `head`.

    It is the first of these that applies:

    1. the encoding of the byte order mark at the beginning;
    2. UTF-16, if there are zero bytes as in a Western text;
    3. UTF-8, if no bytes are invalid in it, or if there are more valid non-ASCII characters than
       invalid bytes;
    4. the encoding that `_guess_encoding` returns.

    It is `guessed` in case 2, in case 4, and in case 3 if there are invalid bytes.

    Raises
    ------
    UserError
        If there are zero bytes, but not as in UTF-16, or if no encoding can be guessed.
    """
    for name, marks in _BYTE_ORDER_MARKS.items():
        if head.startswith(marks):
            return Encoding(name)
    if b"\0" in head:
        return _detect_utf16_without_mark(head)
    # An incremental decoder: a character cut off at the end of `head` is no error.
    text = codecs.getincrementaldecoder("utf-8")("surrogateescape").decode(head)
    invalid_count = len(_ESCAPED.findall(text))  # one character for each invalid byte
    # The sum also counts the invalid bytes; the rest, valid characters, must be more than these.
    if not invalid_count or sum(not char.isascii() for char in text) > 2 * invalid_count:
        return Encoding("utf-8", guessed=invalid_count > 0)
    # ASCII lines carry no information about the encoding.
    lines = (line for line in head.split(b"\n") if not line.isascii())
    return Encoding(_guess_encoding(b"\n".join(lines)[:_GUESS_BYTES]), guessed=True)


def _guess_encoding(content: bytes) -> str:
    """Return the Python name of the encoding that fits `content` best.

    An encoding fits if the decoded text has little disorder (`chaos`) and is like a language
    (`coherence`). If Windows-1252, the most common one, fits as well as the best, it is preferred.

    Raises
    ------
    UserError
        If no encoding fits.
    """
    matches = from_bytes(content)
    best = matches.best()
    if best is None:
        raise UserError("not text in any known encoding; save the file as UTF-8")
    for match in matches:
        is_as_good = match.chaos <= best.chaos and match.coherence >= best.coherence
        # A match also has the names of other encodings that decode the text in the same way.
        if is_as_good and _WESTERN in match.could_be_from_charset:
            return _WESTERN
    return best.encoding.replace("_", "-")


def _detect_utf16_without_mark(head: bytes) -> Encoding:
    """Return UTF-16 if nearly every second byte is zero, and none of the bytes between these is.

    A Western character has two bytes in UTF-16, of which the upper one is zero. It comes second in
    the little-endian encoding (`utf-16-le`), and first in the other.

    Raises
    ------
    UserError
        If the zero bytes are distributed in another way, so the content is not text.
    """
    for upper_offset, name in ((1, "utf-16-le"), (0, "utf-16-be")):
        upper_bytes, lower_bytes = head[upper_offset::2], head[1 - upper_offset :: 2]
        has_zeros = upper_bytes.count(0) >= _MIN_ZERO_SHARE * (len(head) // 2)
        if has_zeros and 0 not in lower_bytes:
            return Encoding(name, guessed=True)
    raise UserError(
        f"byte offset {head.find(0)}: a zero byte, so this is not text; the file begins with "
        f"{head[:16]!r}"
    )
