"""A dump file: its expanded and decoded content, which is read only as far as needed."""

import io
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from typing import IO

from paperthemes.errors import UserError
from paperthemes.parse.compression import ExpandedFile, detect_compression
from paperthemes.parse.encodings import ESCAPED, Encoding, detect_encoding
from paperthemes.parse.limits import (
    MAX_PAGE_LENGTH,
    MAX_PAGE_LINES,
    MAX_PAGE_TAGS,
    MAX_RECORD_LENGTH,
    MAX_TEXT_LENGTH,
)

HEAD_SIZE = 1 << 20  # bytes at the beginning of the content, by which the format is detected
_CHUNK = 1 << 16  # bytes read at once
_NO_LIMIT = 10**16  # bytes


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
    zero_lines
        Numbers, from 1, of the lines read so far from which zero bytes were removed.
    long_lines
        Numbers, from 1, of the lines of which `lines` gave only the beginning.
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
        self.zero_lines: list[int] = []
        self.long_lines: list[int] = []
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
        pieces = _decode(io.BytesIO(self.head), self.encoding, HEAD_SIZE)
        return [piece.removesuffix("\n") for piece, *_ in pieces]

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
        """Yield the lines without their line ends, of a very long one only the beginning.

        These are the first `MAX_RECORD_LENGTH` characters. Bytes that do not fit the encoding
        become U+FFFD, and zero bytes are removed. `line_count`, `undecodable_lines`, `zero_lines`
        and `long_lines` are updated with each line that was not read before.

        Raises
        ------
        UserError
            If the dump is not text, or in the cases of `ExpandedFile`.
        """
        last = 0
        for number, piece in self._number_pieces(MAX_RECORD_LENGTH):
            if number > last:
                yield piece.removesuffix("\n")
                last = number
            elif piece != "\n" and number > max(self.long_lines, default=0):
                self.long_lines.append(number)

    def pieces(self, size: int) -> Iterator[str]:
        """Yield the text in pieces of at most `size` characters: its lines, long ones in several.

        Each line, even the last, ends in a line feed. In all else this is like `lines`.
        """
        return (piece for _, piece in self._number_pieces(size))

    @cached_property
    def text(self) -> str:
        """The whole text; each line, even the last, ends in a line feed.

        Raises
        ------
        UserError
            If the dump has more than `MAX_TEXT_LENGTH` characters, or in the cases of `lines`.
        """
        return "".join(_check_length(self.pieces(_CHUNK), MAX_TEXT_LENGTH))

    @cached_property
    def page(self) -> str:
        """The lines of a page, each with a line feed.

        Errors are raised as by `text`; the limits are `MAX_PAGE_LENGTH`, `MAX_PAGE_LINES` and
        `MAX_PAGE_TAGS`.
        """
        lines = (f"{line}\n" for line in self.lines())
        page = "".join(_check_length(lines, MAX_PAGE_LENGTH, MAX_PAGE_LINES))
        if page.count("<") > MAX_PAGE_TAGS:
            raise UserError(_make_message(f"{MAX_PAGE_TAGS:,} tags"))
        return page

    def _number_pieces(self, size: int) -> Iterator[tuple[int, str]]:
        """Yield the pieces of `pieces`, each with the number of its line, from 1."""
        read_before = self.line_count
        number, piece = 1, "\n"
        with self.open() as file:
            for piece, is_damaged, has_zero in _decode(file, self.encoding, size):
                if number > read_before:
                    self.line_count = number
                    self.undecodable_lines += [number] * (
                        is_damaged and number not in self.undecodable_lines[-1:]
                    )
                    self.zero_lines += [number] * (has_zero and number not in self.zero_lines[-1:])
                yield number, piece
                number += piece.endswith("\n")
        if not piece.endswith("\n"):
            yield number, "\n"


def _check_length(texts: Iterator[str], limit: int, max_count: int = _NO_LIMIT) -> Iterator[str]:
    """Yield the texts; raise a `UserError` if they are too many, or have too many characters."""
    length = 0
    for count, text in enumerate(texts, start=1):
        length += len(text)
        if length > limit or count > max_count:
            size = f"{limit / 1e6:.0f} MB" if length > limit else f"{max_count:,} lines"
            raise UserError(_make_message(size))
        yield text


def _make_message(limit: str) -> str:
    """Return the message about a dump that exceeds a limit."""
    return f"more than {limit}, too large for this format; split the file"


def _decode(file: IO[bytes], encoding: Encoding, size: int) -> Iterator[tuple[str, bool, bool]]:
    """Yield each line in pieces of `size` characters, and whether it has bad bytes, zero bytes.

    Bad bytes, which do not fit the encoding, become U+FFFD; in UTF-16 and UTF-32 they are not
    found. Zero bytes are removed. At the end, `file` is closed.
    """
    # `surrogateescape` decodes such bytes to characters that can be found; UTF-16 and UTF-32 do not
    # support it.
    errors = "replace" if encoding.name.startswith(("utf-16", "utf-32")) else "surrogateescape"
    with io.TextIOWrapper(file, encoding.name, errors, newline=None) as text:
        while piece := text.readline(size):
            bad_count, has_zero = 0, "\0" in piece
            if not piece.isascii():
                piece, bad_count = ESCAPED.subn("\ufffd", piece)
            yield piece.replace("\0", "") if has_zero else piece, bad_count > 0, has_zero
