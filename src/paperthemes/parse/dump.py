"""A dump file: what is in it, expanded and decoded, as much of it at a time as is needed."""

import io
from collections.abc import Iterator
from functools import cached_property
from pathlib import Path
from typing import IO

from paperthemes.errors import UserError
from paperthemes.parse.compression import Damaged, chunks, compression_of
from paperthemes.parse.encoding import Encoding, encoding_of, without_escapes

HEAD = 1 << 20  # bytes by which formats are recognised
IN_MEMORY = 1 << 29  # bytes that may be read as one text
_TEN_MILLION_GB = 10**16


class Dump:
    """A dump file.

    Attributes
    ----------
    path
        Where it lies.
    compression
        How it is compressed, or `None`.
    damage
        Why it ends too soon, as far as that has been read; `None` if it does not.
    line_count
        How many lines have been read, by the reading that went furthest.
    undecodable
        Numbers of the lines in which bytes did not fit the encoding and became U+FFFD.
    """

    def __init__(self, path: Path, limit: int = _TEN_MILLION_GB) -> None:
        """Open a dump.

        Parameters
        ----------
        path
            The file.
        limit
            Bytes it may expand to, if it is compressed.

        Raises
        ------
        OSError
            If it cannot be opened.
        """
        self.path = path
        self.compression = compression_of(path)
        self.damage: str | None = None
        self.line_count = 0
        self.undecodable: list[int] = []
        self._limit = limit

    @cached_property
    def head(self) -> bytes:
        """The first `HEAD` bytes of what it holds."""
        pieces, size = [], 0
        for piece in self.pieces():
            pieces.append(piece)
            size += len(piece)
            if size >= HEAD:
                break
        return b"".join(pieces)[:HEAD]

    @cached_property
    def encoding(self) -> Encoding:
        """The encoding of its text.

        Raises
        ------
        UserError
            If it is no text.
        """
        return encoding_of(self.head)

    @cached_property
    def head_text(self) -> str:
        """The beginning of the text, at most `HEAD` bytes of it, lines ending in a line feed."""
        return "\n".join(self.head_lines)

    @cached_property
    def head_lines(self) -> list[str]:
        """The lines of the beginning, the last perhaps cut off."""
        return [line for line, _ in _decoded(io.BytesIO(self.head), self.encoding)]

    @property
    def is_blank(self) -> bool:
        """Whether there is nothing but white space and perhaps a byte order mark."""
        return not self.head.strip(b"\xef\xbb\xbf\xff\xfe \t\r\n")

    def pieces(self) -> Iterator[bytes]:
        """Yield the expanded bytes piece by piece; where the file is damaged they end."""
        try:
            yield from chunks(self.path, self.compression, self._limit)
        except Damaged as damage:
            self.damage = str(damage)

    def open(self) -> IO[bytes]:
        """Open the expanded bytes as one stream; where the file is damaged it ends."""
        return io.BufferedReader(_Stream(self.pieces()), 1 << 16)

    def lines(self) -> Iterator[str]:
        """Yield the lines one at a time, without line ends.

        Bytes that do not fit the encoding become U+FFFD, and the line is noted in `undecodable`.

        Raises
        ------
        UserError
            If the dump is no text.
        """
        with self.open() as file:
            for number, (line, damaged) in enumerate(_decoded(file, self.encoding), start=1):
                if number > self.line_count:
                    self.line_count = number
                    if damaged:
                        self.undecodable.append(number)
                yield line

    @cached_property
    def text(self) -> str:
        """The whole text, each line ending in a line feed.

        Raises
        ------
        UserError
            If it is no text, or more than `IN_MEMORY`.
        """
        parts, size = [], 0
        for line in self.lines():
            parts.append(line)
            size += len(line) + 1
            if size > IN_MEMORY:
                raise UserError(
                    f"more than {IN_MEMORY / 1e6:.0f} MB, too much for this format; divide the file"
                )
        return "".join(f"{line}\n" for line in parts)


def _decoded(file: IO[bytes], encoding: Encoding) -> Iterator[tuple[str, bool]]:
    errors = "replace" if encoding.name.startswith(("utf-16", "utf-32")) else "surrogateescape"
    with io.TextIOWrapper(file, encoding.name, errors, newline=None) as text:
        for line in text:
            yield without_escapes(line.removesuffix("\n"))


class _Stream(io.RawIOBase):
    """Pieces of bytes as a file."""

    def __init__(self, pieces: Iterator[bytes]) -> None:
        self._pieces = pieces
        self._rest = memoryview(b"")

    def readable(self) -> bool:
        return True

    def readinto(self, buffer) -> int:  # type: ignore[no-untyped-def] # noqa: ANN001
        if not self._rest:
            self._rest = memoryview(next(self._pieces, b""))
        size = min(len(buffer), len(self._rest))
        buffer[:size] = self._rest[:size]
        self._rest = self._rest[size:]
        return size
