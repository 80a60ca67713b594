"""Names that columns have in any table and in the exports of databases, by what the columns hold.

They are listed in `columns.toml`: names in any table under `common`, then names in each export.
`KEYS` has the keys of objects in cells, normalised, by what they hold; the best are first.
`CELL_KINDS` has patterns of cells by the normalised names of their columns.
"""

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from importlib.resources import files

from paperthemes.text.titles import collapse_whitespace


@dataclass(frozen=True, slots=True, kw_only=True)
class ColumnAliases:
    """Names that columns may have in one format of tables, by what the columns hold.

    A text of names, such as `title|article title`, has the preferred ones first.

    Attributes
    ----------
    name
        Name of the format.
    fields
        Column names by field of a record.
    ids
        Column names by scheme of an id.
    extra
        Column names by key in `extra`; other columns are kept under their own names.
    left_out
        Names of columns that are not kept: lists of references, and repetitions of other columns.
    weak_titles
        Names that a title column has only if there is a column of abstracts, such as `paper`.
    weak_signs
        Names of columns that occur in tables of other things too.
    signatures
        Texts of names; a header that contains all names of one of them has this format.
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
    weak_titles: str = ""
    weak_signs: str = ""
    signatures: Sequence[str] = ()
    authors: str = "semicolons"
    quoted: bool = True


@lru_cache(maxsize=1 << 12)
def normalise_name(name: str) -> str:
    """Return the letters and digits of a name, case-folded: `itemtitle` for `Item_Title`."""
    return "".join(char for char in collapse_whitespace(name).casefold() if char.isalnum())


_TABLES = tomllib.loads(files(__package__).joinpath("columns.toml").read_text("utf-8"))
KEYS: Mapping[str, Sequence[str]] = {
    name: [*map(normalise_name, keys.split("|"))] for name, keys in _TABLES.pop("keys").items()
}
CELL_KINDS: Mapping[str, re.Pattern[str]] = {
    normalise_name(name): re.compile(pattern)
    for names, pattern in _TABLES.pop("kinds").items()
    for name in names.split("|")
}
COMMON, GENERIC_CSV, *EXPORTS = (
    ColumnAliases(name=name, **aliases) for name, aliases in _TABLES.items()
)
