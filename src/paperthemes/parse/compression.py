"""Compressed dumps: gzip, bzip2, xz, Zstandard, and zip archives with a single file.

The compression is recognised by the first bytes of a file, not by its name.
"""

import bz2
import gzip
import io
import lzma
import sys
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

from paperthemes.errors import UserError

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

_File = IO[bytes] | gzip.GzipFile | zstd.ZstdFile
_DAMAGE_ERRORS = (EOFError, OSError, zlib.error, lzma.LZMAError, zipfile.BadZipFile, zstd.ZstdError)
# Parts of workbooks: xlsx, xlsb and ods. Each workbook has one of them.
_WORKBOOK_PARTS = frozenset(("xl/workbook.xml", "xl/workbook.bin", "content.xml"))
_MAX_NAMES = 5  # files of a zip archive that a message names


def detect_compression(path: Path) -> str | None:
    """Return the name of a file's compression, such as "gzip"; `None` if none is recognised.

    A compression is recognised by its magic number, the first bytes of the file. A workbook, such
    as an xlsx file, is a zip archive, but does not count as compressed.

    Raises
    ------
    OSError
        If the file cannot be opened.
    """
    with path.open("rb") as file:
        first_bytes = file.read(8)  # no magic number is longer
    for name, (magic, _) in _COMPRESSIONS.items():  # magic numbers exclude each other
        if first_bytes.startswith(magic):
            return None if name == "zip" and _is_workbook(path) else name
    return None


def _is_workbook(path: Path) -> bool:
    """Return true for a zip archive of the parts of one workbook, of Excel or LibreOffice."""
    with suppress(*_DAMAGE_ERRORS, ValueError), zipfile.ZipFile(path) as archive:
        return not _WORKBOOK_PARTS.isdisjoint(archive.namelist())
    return False


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
        """Open the file.

        If a compressed file cannot be opened, the stream is empty, and `damage` gives the reason.
        But some zip archives raise `UserError` instead (see `_open_zip`).
        """
        self.damage: str | None = None
        self._compression = compression
        self._limit = limit
        self._size = 0  # number of expanded bytes read so far
        self._file: _File = io.BytesIO()  # stays if a compressed file cannot be opened
        with self._noting_damage():
            self._file = _COMPRESSIONS[compression][1](path) if compression else path.open("rb")

    def readable(self) -> bool:
        """Return true, so that the base class allows reading."""
        return True

    def readinto(self, buffer) -> int:  # type: ignore[no-untyped-def] # noqa: ANN001
        """Read some expanded bytes into `buffer`, and return their number.

        The number is 0 at the end of the file, and where a compressed file is damaged.

        Raises
        ------
        UserError
            If a compressed file expands to more bytes than the limit.
        OSError
            If a file that is not compressed cannot be read.
        """
        if self.damage:
            return 0
        data = b""
        with self._noting_damage():
            # `read1`, which most of the files have, returns as soon as a few bytes are expanded.
            # With `read`, damage further on would also lose the good bytes before it.
            data = getattr(self._file, "read1", self._file.read)(len(buffer))
        self._size += len(data)
        if self._compression and self._size > self._limit:
            raise UserError(
                f"expands to more than {self._limit / 1e9:g} GB; if that is intended, raise "
                "parse.max_expanded_gb in the config"
            )
        buffer[: len(data)] = data
        return len(data)

    def close(self) -> None:
        """Close the file."""
        self._file.close()
        super().close()

    @contextmanager
    def _noting_damage(self) -> Iterator[None]:
        """Set `damage` to a message for the user if a compressed file cannot be read.

        An error in reading a file that is not compressed comes from the disk, not from damage.
        """
        try:
            yield
        except _DAMAGE_ERRORS as error:
            if self._compression is None:
                raise
            self.damage = (
                f"damaged or cut off after {self._size:,} bytes of the expanded "
                f"{self._compression} file ({error}); download or compress it again"
            )


def _open_zip(path: Path) -> IO[bytes]:
    """Open the only file in a zip archive, as a stream of its expanded bytes.

    Folders, and the metadata that macOS adds in the folder `__MACOSX`, do not count as files.

    Raises
    ------
    UserError
        If the archive's list of files is damaged (as where the archive is cut off), if it holds no
        file or more than one, or if the file has a password or an unsupported compression.
    """
    try:
        archive = zipfile.ZipFile(path)
        entries = [entry for entry in archive.infolist() if not entry.is_dir()]
        files = [entry for entry in entries if not entry.filename.startswith("__MACOSX/")]
        if len(files) == 1:
            return archive.open(files[0])
    except RuntimeError as error:  # it has a password, or an unsupported compression
        raise UserError(f"a zip file that cannot be expanded ({error}); unpack it") from error
    except (zipfile.BadZipFile, OSError, ValueError) as error:
        raise UserError(
            f"a zip file that is damaged or cut off ({error}); download or compress it again"
        ) from error
    names = ", ".join(file.filename for file in files[:_MAX_NAMES])
    more = ", ..." if len(files) > _MAX_NAMES else ""
    content = f"{len(files)} files ({names}{more})" if files else "no file"
    raise UserError(f"a zip file that holds {content}; unpack it, so that each file is a dump")


# By name of the compression: the magic number at the beginning of the file, and a function that
# opens the file as a stream of its expanded bytes.
_COMPRESSIONS: dict[str, tuple[bytes, Callable[[Path], _File]]] = {
    "gzip": (b"\x1f\x8b", gzip.GzipFile),
    "bzip2": (b"BZh", bz2.BZ2File),
    "xz": (b"\xfd7zXZ\0", lzma.LZMAFile),
    "zstd": (b"\x28\xb5\x2f\xfd", zstd.ZstdFile),
    "zip": (b"PK\x03\x04", _open_zip),
}
