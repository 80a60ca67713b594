"""A dump file: its content, expanded and decoded, read no further than needed."""

import io
from collections.abc import Iterator
from functools import cached_property
from pathlib import Path
from typing import IO

from paperthemes.errors import UserError
from paperthemes.parse.compression import ExpandedFile, compression_of
from paperthemes.parse.encoding import Encoding, encoding_of, replace_undecodable

HEAD = 1 << 20  # bytes by which a format is detected
IN_MEMORY = 1 << 29  # bytes that may be read into memory as one text
_CHUNK = 1 << 16  # bytes read at once
_NO_LIMIT = 10**16  # bytes


class Dump:
    """A dump file.

    Attributes
    ----------
    path
        The file.
    compression
        Name of its compression, or `None`.
    damage
        Reason why the content ends early, as far as it was read; `None` if it does not.
    line_count
        Number of lines read so far.
    undecodable
        Numbers of the lines with bytes that did not fit the encoding and became U+FFFD.
    """

    def __init__(self, path: Path, limit: int = _NO_LIMIT) -> None:
        """Open a dump.

        Parameters
        ----------
        path
            The file.
        limit
            Bytes that a compressed file may expand to.

        Raises
        ------
        OSError
            If the file cannot be opened.
        """
        self.path = path
        self.compression = compression_of(path)
        self.line_count = 0
        self.undecodable: list[int] = []
        self._limit = limit
        self._files: list[ExpandedFile] = []

    @property
    def damage(self) -> str | None:
        """Reason why the content ends early, as far as it was read; `None` if it does not."""
        return next((file.damage for file in self._files if file.damage), None)

    @cached_property
    def head(self) -> bytes:
        """The first `HEAD` bytes of the content."""
        with self.open() as file:
            return file.read(HEAD)

    @cached_property
    def encoding(self) -> Encoding:
        """The encoding of the text.

        Raises
        ------
        UserError
            If the dump is not text.
        """
        return encoding_of(self.head)

    @cached_property
    def head_text(self) -> str:
        """The beginning of the text, at most `HEAD` bytes of it; lines end in a line feed."""
        return "\n".join(self.head_lines)

    @cached_property
    def head_lines(self) -> list[str]:
        """The lines of the beginning; the last may be cut off."""
        return [line for line, _ in _decode_lines(io.BytesIO(self.head), self.encoding)]

    @property
    def is_blank(self) -> bool:
        """True if the dump holds nothing but white space and perhaps a byte order mark."""
        return not self.head.strip(b"\xef\xbb\xbf\xff\xfe \t\r\n")

    def pieces(self) -> Iterator[bytes]:
        """Yield the expanded bytes in pieces; they end early where the file is damaged."""
        with self.open() as file:
            while piece := file.read(_CHUNK):
                yield piece

    def open(self) -> IO[bytes]:
        """Open the expanded bytes as a stream, which ends early where the file is damaged."""
        file = ExpandedFile(self.path, self.compression, self._limit)
        self._files.append(file)
        return io.BufferedReader(file, _CHUNK)

    def lines(self) -> Iterator[str]:
        """Yield the lines without their line ends.

        Bytes that do not fit the encoding become U+FFFD; see `undecodable`.

        Raises
        ------
        UserError
            If the dump is not text.
        """
        with self.open() as file:
            for number, (line, is_damaged) in enumerate(_decode_lines(file, self.encoding), 1):
                if number > self.line_count:
                    self.line_count = number
                    if is_damaged:
                        self.undecodable.append(number)
                yield line

    @cached_property
    def text(self) -> str:
        """The whole text; each line ends in a line feed.

        Raises
        ------
        UserError
            If the dump is not text, or larger than `IN_MEMORY`.
        """
        lines, size = [], 0
        for line in self.lines():
            lines.append(f"{line}\n")
            size += len(line) + 1
            if size > IN_MEMORY:
                raise UserError(
                    f"more than {IN_MEMORY / 1e6:.0f} MB, too large for this format; split the file"
                )
        return "".join(lines)


def _decode_lines(file: IO[bytes], encoding: Encoding) -> Iterator[tuple[str, bool]]:
    """Yield lines without their ends; the flag is true for those with undecodable bytes."""
    errors = "replace" if encoding.name.startswith(("utf-16", "utf-32")) else "surrogateescape"
    with io.TextIOWrapper(file, encoding.name, errors, newline=None) as text:
        for line in text:
            yield replace_undecodable(line.removesuffix("\n"))
