"""Names of columns by what they hold, in any table and in the exports of databases.

They are listed in `columns.toml`: those of any table under `common`, then those of each export.
"""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from importlib.resources import files

from paperthemes.text.titles import collapse_whitespace


@dataclass(frozen=True, slots=True, kw_only=True)
class ColumnAliases:
    """Names of columns by what they hold, separated by `|`, the best first.

    Attributes
    ----------
    name
        Name of the format.
    fields
        Columns by the field of a record that they may hold.
    ids
        Columns by the scheme of the id that they may hold.
    extra
        Columns by the key in `extra` that they may hold; other columns keep their own names.
    left_out
        Columns that are not kept: lists of references, and what repeats another column.
    signatures
        Sets of columns; a header with all columns of a set has this format.
    authors
        The way authors are listed, one of `_SPLITTERS` in `rows`.
    quoted
        Whether cells may be quoted.
    """

    name: str = ""
    fields: Mapping[str, str] = field(default_factory=dict)
    ids: Mapping[str, str] = field(default_factory=dict)
    extra: Mapping[str, str] = field(default_factory=dict)
    left_out: str = ""
    signatures: Sequence[str] = ()
    authors: str = "semicolons"
    quoted: bool = True

    def match_header(self, header: Sequence[str]) -> bool:
        """Check whether a header has all columns of a signature."""
        names = set(map(normalise_name, header))
        signatures = (map(normalise_name, signature.split("|")) for signature in self.signatures)
        return any(map(names.issuperset, signatures))


@lru_cache(maxsize=1 << 12)
def normalise_name(name: str) -> str:
    """Reduce the name of a column to its letters and digits."""
    return "".join(char for char in collapse_whitespace(name).casefold() if char.isalnum())


_TABLES = tomllib.loads(files(__package__).joinpath("columns.toml").read_text("utf-8"))
COMMON, GENERIC_CSV, *EXPORTS = (
    ColumnAliases(name=name, **aliases) for name, aliases in _TABLES.items()
)
