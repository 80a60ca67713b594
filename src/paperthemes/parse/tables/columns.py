"""Mapping of the columns of a table to the fields that they hold.

The config decides, or else the name of the column. Names that differ only in case, white space and
punctuation are equal, such as `Article Title`, `article_title` and `articleTitle`.
"""

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from difflib import get_close_matches

from paperthemes.errors import ConfigError, UserError
from paperthemes.parse.tables.aliases import COMMON, ColumnAliases, normalise_name
from paperthemes.text.titles import collapse_whitespace

_MAX_NAMED = 40  # columns that a message names
_SINGLE_FIELDS = ("title", "abstract", "authors")  # a second column holds something else
# Normalised names that occur in tables of other things too, so they are no sign of papers.
_WEAK = {"id", "paperid", "description", "text", "content", "body", "eprint", "di", "au"}
_FIELDS_OF_PAPERS = ("abstract", "arxiv_id", "doi", "authors")


@dataclass(frozen=True, slots=True, kw_only=True)
class ColumnMapping:
    """The columns of one table by what they hold; see `ColumnAliases`.

    `fields` has the columns by field, `ids` the column by scheme, `extra` the key by column.
    """

    fields: Mapping[str, tuple[str, ...]]
    ids: Mapping[str, str]
    extra: Mapping[str, str]
    left_out: Set[str]

    @property
    def used(self) -> dict[str, str]:
        """The columns that hold each field, id and key of `extra`, for the parse report.

        Columns that are kept in `extra` under their own names are not listed.
        """
        used = {name: " or ".join(columns) for name, columns in self.fields.items()}
        extra = {key: column for column, key in self.extra.items() if column != key}
        return {**used, **self.ids, **extra}

    @property
    def confidence(self) -> float:
        """The confidence that this is a table of papers, from 0 to 0.5.

        It is 0 without a title, and with nothing but a title, because many tables of other things
        have titles. It is 0.5 with a title and an abstract, otherwise 0.3 with a title and an id,
        authors or a DOI. A field does not count if all its columns have names in `_WEAK`.
        """
        if "title" not in self.fields:
            return 0.0
        signs = {
            name
            for name in _FIELDS_OF_PAPERS
            if not _WEAK.issuperset(map(normalise_name, self.fields.get(name, ())))
        }
        if "abstract" in signs:
            return 0.5
        return 0.3 if signs or self.ids else 0.0


def unique_names(header: Sequence[str]) -> list[str]:
    """Return distinct names for the columns of a header.

    A second `note` becomes `note.2`, or the next number that no column has; the empty name of the
    third column becomes `column 3`.
    """
    originals = {collapse_whitespace(raw) for raw in header}
    counts: dict[str, int] = {}
    names = []
    for index, raw in enumerate(header):
        base = name = collapse_whitespace(raw) or f"column {index + 1}"
        while name in counts or (name != base and name in originals):
            counts[base] = counts.get(base, 1) + 1
            name = f"{base}.{counts[base]}"
        counts.setdefault(name, 1)
        names.append(name)
    return names


def map_columns(
    columns: Sequence[str],
    configured: Mapping[str, str],
    aliases: ColumnAliases,
    table: str | None = None,
) -> ColumnMapping:
    """Map the columns of a table to what they hold.

    Parameters
    ----------
    columns
        The names of the columns, which are distinct.
    configured
        Column by field, from the config.
    aliases
        Names in the exports of a database, which are tried before the names in any table. Several
        of these columns may hold the same field; the first that is not empty is read.
    table
        Description of the table, with which the error message begins; `None` if the title is
        optional.

    Raises
    ------
    ConfigError
        If the config names a column that does not exist.
    UserError
        If no column holds the title.
    """
    free: dict[str, str] = {}  # columns that are not mapped yet, by their normalised names
    for column in columns:
        free.setdefault(normalise_name(column), column)
    fields: dict[str, tuple[str, ...]] = {
        name: (_find_configured_column(name, column, columns, free),)
        for name, column in configured.items()
    }
    free = {key: column for key, column in free.items() if (column,) not in fields.values()}
    for name in (name for name in COMMON.fields if name not in configured):
        limit = 1 if name in _SINGLE_FIELDS else None
        names = _take(free, aliases.fields.get(name, "")) or _take(free, COMMON.fields[name], limit)
        if names:
            fields[name] = names
    if table and "title" not in fields:
        raise UserError(
            f"{table} without a title column; it has {join_names(columns)}. Name it in the config: "
            "dumps: [{path: ..., columns: {title: ...}}]"
        )
    ids = _take_one_each(free, aliases.ids, COMMON.ids)
    extra = _take_one_each(free, aliases.extra, COMMON.extra)
    return ColumnMapping(
        fields=fields,
        ids=ids,
        extra={column: name for name, column in extra.items()},
        left_out={*_take(free, f"{aliases.left_out}|{COMMON.left_out}")},
    )


def join_names(columns: Sequence[str]) -> str:
    """Join the names of columns for a message; of many, only the first `_MAX_NAMED`."""
    more_count = len(columns) - _MAX_NAMED
    return ", ".join(columns[:_MAX_NAMED]) + (f" and {more_count} more" if more_count > 0 else "")


def _take(free: dict[str, str], names: str, limit: int | None = None) -> tuple[str, ...]:
    """Remove from `free`, and return, the columns with these names, at most `limit`.

    The names are separated by `|`; the columns are in the order of the names. `free` has columns by
    their normalised names.
    """
    keys = dict.fromkeys(normalise_name(name) for name in names.split("|") if name)
    return tuple(free.pop(key) for key in [key for key in keys if key in free][:limit])


def _take_one_each(
    free: dict[str, str], own: Mapping[str, str], common: Mapping[str, str]
) -> dict[str, str]:
    """Remove from `free`, and return, one column for each key that has one.

    `own` and `common` have names of columns by key; the own names are tried first.
    """
    return {
        name: column
        for name in dict.fromkeys((*own, *common))
        for column in _take(free, f"{own.get(name, '')}|{common.get(name, '')}", 1)
    }


def _find_configured_column(
    field: str, column: str, columns: Sequence[str], by_name: Mapping[str, str]
) -> str:
    """Return the column that the config names for a field.

    If there is none of exactly this name, it is the one whose normalised name is equal; if there is
    none either, raise a `ConfigError`. `by_name` has the columns by their normalised names.
    """
    if column in columns:
        return column
    if same := by_name.get(normalise_name(column)):
        return same
    close = get_close_matches(normalise_name(column), by_name, n=1, cutoff=0.5)
    hint = f"did you mean {by_name[close[0]]!r}? " if close else ""
    raise ConfigError(
        f"columns: there is no column {column!r} for {field}; {hint}The columns are "
        f"{join_names(columns)}"
    )
