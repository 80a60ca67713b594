"""Compressed dumps: gzip, bzip2, xz, Zstandard, and zip archives with a single file.

The compression is recognised by the first bytes of a file, not by its name.
"""

import bz2
import gzip
import io
import lzma
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import IO

from backports import zstd

from paperthemes.errors import UserError

_File = IO[bytes] | gzip.GzipFile | zstd.ZstdFile
_DAMAGE_ERRORS = (EOFError, OSError, zlib.error, lzma.LZMAError, zipfile.BadZipFile, zstd.ZstdError)
_MAX_NAMES = 5  # files of a zip archive that a message names


def detect_compression(path: Path) -> str | None:
    """Return the key in `_KINDS` of a file's compression; `None` if the file has none of these.

    Raises
    ------
    OSError
        If the file cannot be opened.
    """
    with path.open("rb") as file:
        start = file.read(8)  # no magic number below is longer
    return next((name for name, (magic, _) in _KINDS.items() if start.startswith(magic)), None)


class ExpandedFile(io.RawIOBase):
    """A stream of the expanded bytes of a file; it ends early if a compressed file is damaged.

    Parameters
    ----------
    path
        The file.
    compression
        Name of its compression; `None` if it is not compressed.
    limit
        Number of bytes that a compressed file may expand to; other files may have any size.

    Attributes
    ----------
    damage
        Reason why the stream ended early; `None` if it did not.

    Raises
    ------
    UserError
        On opening, if a zip archive does not hold exactly one readable file; on reading, if the
        file expands to more than `limit` bytes.
    OSError
        If a file that is not compressed cannot be opened or read.
    """

    def __init__(self, path: Path, compression: str | None, limit: int) -> None:
        self.damage: str | None = None
        self._compression = compression
        self._limit = limit
        self._size = 0
        self._file: _File = io.BytesIO()
        try:
            self._file = _KINDS[compression][1](path) if compression else path.open("rb")
        except _DAMAGE_ERRORS as error:
            self._note_damage(error)

    def readable(self) -> bool:
        """Return true: the base class asks this of a stream that can be read."""
        return True

    def readinto(self, buffer) -> int:  # type: ignore[no-untyped-def] # noqa: ANN001
        """Read some bytes into `buffer`; return their number, 0 at the end and at damage.

        `read1` expands only a few bytes at a time, if the file has it: a read of many bytes that
        meets damage would also lose the good bytes before it.
        """
        if self.damage:
            return 0
        try:
            piece = getattr(self._file, "read1", self._file.read)(len(buffer))
        except _DAMAGE_ERRORS as error:
            self._note_damage(error)
            return 0
        self._size += len(piece)
        if self._compression and self._size > self._limit:
            raise UserError(
                f"expands to more than {self._limit / 1e9:g} GB; if that is intended, raise "
                "parse.max_expanded_gb in the config"
            )
        buffer[: len(piece)] = piece
        return len(piece)

    def close(self) -> None:
        """Close the file."""
        self._file.close()
        super().close()

    def _note_damage(self, error: Exception) -> None:
        """Set `damage` to a message for the user; raise `error` if the file is not compressed."""
        if self._compression is None:
            raise error  # a failing disk, not a damaged file
        self.damage = (
            f"damaged or cut off after {self._size:,} bytes of the expanded {self._compression} "
            f"file ({error}); download or compress it again"
        )


def _open_zip(path: Path) -> IO[bytes]:
    """Open the only file in a zip archive; folders and metadata of macOS are not counted.

    Raises
    ------
    UserError
        If there is no such file or more than one, or if it cannot be read.
    """
    try:
        archive = zipfile.ZipFile(path)
    except zipfile.BadZipFile as error:
        raise UserError(
            f"a zip file that is damaged or cut off ({error}); download or compress it again"
        ) from error
    files = [
        f for f in archive.infolist() if not (f.is_dir() or f.filename.startswith("__MACOSX/"))
    ]
    if len(files) != 1:
        names = [info.filename for info in files[:_MAX_NAMES]] + ["..."] * (len(files) > _MAX_NAMES)
        content = f"{len(files)} files ({', '.join(names)})" if files else "no file"
        raise UserError(f"a zip file that holds {content}; unpack it, so that each file is a dump")
    if files[0].flag_bits & 0x1:  # this bit marks an encrypted file
        raise UserError("a zip file with a password; unpack it")
    try:
        return archive.open(files[0])
    except NotImplementedError as error:
        raise UserError(f"a zip file with unsupported compression ({error}); unpack it") from error


# The magic number at the beginning of compressed files, and a function that opens them.
_KINDS: dict[str, tuple[bytes, Callable[[Path], _File]]] = {
    "gzip": (b"\x1f\x8b", gzip.GzipFile),
    "bzip2": (b"BZh", bz2.BZ2File),
    "xz": (b"\xfd7zXZ\0", lzma.LZMAFile),
    "zstd": (b"\x28\xb5\x2f\xfd", zstd.ZstdFile),
    "zip": (b"PK\x03\x04", _open_zip),
}
