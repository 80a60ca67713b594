"""`paperthemes share`: pack the pages with what they link to into one file."""

import argparse
import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import unquote
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from paperthemes.errors import UserError
from paperthemes.files import RESULTS, atomic_write
from paperthemes.text.plurals import count_of

_DEFAULT = Path("share.zip")
# What only makes sense on this computer, such as vectors and logs; index.html.j2 has the marks.
_LOCAL = re.compile(r"<!-- only here -->.*?<!-- /only here -->", re.DOTALL)
_LINK = re.compile(r'<a href="([^"#:]+)')
_DATE = (1980, 1, 1, 0, 0, 0)  # the earliest that ZIP knows: equal files give equal bytes


def add(commands: "argparse._SubParsersAction[Any]") -> None:
    """Add `share` and its options to the subcommands of `paperthemes`."""
    help_text = "pack all pages, figures and exports into one ZIP file, for others or a web site"
    parser = commands.add_parser("share", help=help_text)
    target_help = f"file to write (default: {_DEFAULT}); an old one is replaced"
    parser.add_argument("file", type=Path, nargs="?", default=_DEFAULT, help=target_help)
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> Iterator[str]:
    """Write the ZIP file; yield lines on its size and use.

    Raises
    ------
    UserError
        If there are no results, one of them is missing, or the file cannot be written.
    """
    target: Path = arguments.file
    try:
        index = _LOCAL.sub("", (RESULTS / "index.html").read_text("utf-8"))
        paths = sorted({unquote(unescape(link)) for link in _LINK.findall(index)})
        with atomic_write(target) as path, ZipFile(path, "w") as archive:
            _add(archive, "index.html", index.encode())
            for name in paths:
                _add(archive, name, (RESULTS / name).read_bytes())
    except FileNotFoundError as error:
        raise UserError(f"{error.filename} is missing; first: paperthemes run") from error
    except OSError as error:
        raise UserError(f"{target} cannot be written: {error}") from error
    size = target.stat().st_size / 1e6
    yield f"Wrote {target}: {count_of(len(paths) + 1, 'file')}, {size:.1f} MB."
    yield "Unpack it and open index.html, or put its content on a web server."


def _add(archive: ZipFile, name: str, content: bytes) -> None:
    """Add a file to an archive."""
    entry = ZipInfo(name, _DATE)
    entry.compress_type = ZIP_DEFLATED
    entry.external_attr = 0o644 << 16  # readable by everyone
    archive.writestr(entry, content)
