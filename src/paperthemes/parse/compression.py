"""Files as they lie on disk: compressed or not, cut off, or far larger than they look.

What is compressed is known by its first bytes: gzip, bzip2, xz, Zstandard, and zip with one file.
"""

import bz2
import gzip
import lzma
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from backports import zstd

from paperthemes.errors import UserError

_File = IO[bytes] | gzip.GzipFile | zstd.ZstdFile
_CHUNK = 1 << 20
_DAMAGE = (EOFError, OSError, zlib.error, lzma.LZMAError, zipfile.BadZipFile, zstd.ZstdError)


def compression_of(path: Path) -> str | None:
    """Return how the file is compressed, `None` if it is not.

    Raises
    ------
    OSError
        If it cannot be opened.
    """
    with path.open("rb") as file:
        start = file.read(8)
    return next((name for name, (mark, _) in _KINDS.items() if start.startswith(mark)), None)


@contextmanager
def expanded(path: Path, compression: str | None) -> Iterator[_File]:
    """Open a file for reading what it holds, compressed as `compression` says.

    Raises
    ------
    UserError
        If it is a zip file that holds no file, several, or an encrypted one.
    """
    opened = path.open("rb") if compression is None else _KINDS[compression][1](path)
    with opened:
        yield opened


def chunks(path: Path, compression: str | None, limit: int) -> Iterator[bytes]:
    """Yield what a file holds, piece by piece.

    Parameters
    ----------
    path, compression
        The file, and how it is compressed.
    limit
        Bytes it may expand to; files that are not compressed may have any size.

    Raises
    ------
    Damaged
        If it ends too soon or is damaged; what was before has been yielded.
    UserError
        If it expands to more than `limit`, or cannot be opened as what it is.
    """
    total = 0
    with _damage_of(compression, lambda: total), expanded(path, compression) as file:
        while piece := _piece(file):
            total += len(piece)
            if compression is not None and total > limit:
                raise UserError(
                    f"expands to more than {limit / 1e9:g} GB; if that is meant, raise "
                    "parse.max_expanded_gb in the config"
                )
            yield piece


class Damaged(UserError):
    """A compressed file that ends too soon or does not hold what its checksum says."""


@contextmanager
def _damage_of(compression: str | None, position: Callable[[], int]) -> Iterator[None]:
    try:
        yield
    except _DAMAGE as error:
        if compression is None:
            raise  # a fault of the disk, and none of the file
        raise Damaged(
            f"damaged or cut off after {position():,} bytes of what the {compression} file holds "
            f"({error}); download or pack it again"
        ) from error


def _piece(file: _File) -> bytes:
    """Read what there is up to a chunk: near a cut, less at a time, so as to get all before it."""
    reader = getattr(file, "read1", file.read)
    return bytes(reader(_CHUNK))


def _open_zip(path: Path) -> IO[bytes]:
    try:
        archive = zipfile.ZipFile(path)
    except zipfile.BadZipFile as error:
        raise UserError(
            f"a zip file that is damaged or cut off ({error}); download or pack it again"
        ) from error
    files = [
        info
        for info in archive.infolist()
        if not info.is_dir() and not info.filename.startswith("__MACOSX/")
    ]
    if len(files) != 1:
        names = ", ".join(info.filename for info in files[:5]) + (", ..." if len(files) > 5 else "")
        held = f"{len(files)} files ({names})" if files else "no file"
        raise UserError(f"a zip file that holds {held}; unpack it, so that each file is a dump")
    if files[0].flag_bits & 0x1:
        raise UserError("a zip file with a password; unpack it")
    try:
        return archive.open(files[0])
    except NotImplementedError as error:
        raise UserError(f"a zip file packed in a way unknown here ({error}); unpack it") from error


_KINDS: dict[str, tuple[bytes, Callable[[Path], _File]]] = {
    "gzip": (b"\x1f\x8b", lambda path: gzip.open(path, "rb")),  # noqa: SIM115 - closed by expanded
    "bzip2": (b"BZh", lambda path: bz2.open(path, "rb")),  # noqa: SIM115
    "xz": (b"\xfd7zXZ\0", lambda path: lzma.open(path, "rb")),  # noqa: SIM115
    "zstd": (b"\x28\xb5\x2f\xfd", lambda path: zstd.open(path, "rb")),
    "zip": (b"PK\x03\x04", _open_zip),
}
