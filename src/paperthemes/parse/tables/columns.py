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

HOW_TO_NAME = (
    "Name the columns in the config: dumps: [{path: ..., columns: {title: ..., abstract: ...}}] "
    "(or, to try: paperthemes inspect --column title=...)"
)
_MAX_NAMED = 40  # columns that a message names
_SINGLE_FIELDS = ("title", "abstract", "authors")  # a second column holds something else
_WEAK_SIGNS = frozenset(map(normalise_name, COMMON.weak_signs.split("|")))
_FIELDS_OF_PAPERS = ("abstract", "arxiv_id", "doi", "authors")


@dataclass(frozen=True, slots=True, kw_only=True)
class ColumnMapping:
    """Names of the columns of one table, by what the columns hold.

    Attributes
    ----------
    fields
        Columns by field of a record, such as `("year",)` by `published`, the preferred one first.
    ids
        Column by scheme of an id, such as `pmid`.
    extra
        Key in `extra` of a record, by column.
    left_out
        Columns that are not kept.
    """

    fields: Mapping[str, tuple[str, ...]]
    ids: Mapping[str, str]
    extra: Mapping[str, str]
    left_out: Set[str]

    @property
    def used(self) -> dict[str, str]:
        """Names of columns by what they hold (a field, an id, a key of `extra`), for the report.

        Several columns of one field are joined by "or". Columns that are kept in `extra` under
        their own names are not listed.
        """
        used = {field: " or ".join(columns) for field, columns in self.fields.items()}
        extra = {key: column for column, key in self.extra.items() if column != key}
        return {**used, **self.ids, **extra}

    @property
    def confidence(self) -> float:
        """The confidence that this is a table of papers, from 0 to 0.5.

        It is 0 without a title. It is 0.5 with a title and an abstract, and 0.3 with a title and
        authors, an arXiv id, a DOI or another id. It is 0 with a title alone, because many tables
        of other things have titles. For the same reason, columns with names such as `text` or `AU`
        do not count, unless the title is a tag too, `TI` or `T1`, and there are three fields.
        """
        if "title" not in self.fields:
            return 0.0
        is_tagged = normalise_name(self.fields["title"][0]) in ("ti", "t1") and len(self.fields) > 2
        signs = {
            field
            for field in _FIELDS_OF_PAPERS
            for column in self.fields.get(field, ())
            if is_tagged or normalise_name(column) not in _WEAK_SIGNS
        }
        if "abstract" in signs:
            return 0.5
        return 0.3 if signs or self.ids else 0.0


def unique_names(header: Sequence[str]) -> list[str]:
    """Return distinct names for the columns of a header.

    A second `note` becomes `note.2`, or gets the next number that makes a name which no column has.
    The empty name of the third column becomes `column 3`. White space is collapsed.
    """
    original_names = {collapse_whitespace(cell) for cell in header}
    number_by_name: dict[str, int] = {}  # the last number that was tried for a name
    names = []
    for position, cell in enumerate(header, start=1):
        base = name = collapse_whitespace(cell) or f"column {position}"
        # A numbered name must also differ from the names of later columns.
        while name in number_by_name or (name != base and name in original_names):
            number_by_name[base] = number_by_name.get(base, 1) + 1
            name = f"{base}.{number_by_name[base]}"
        number_by_name.setdefault(name, 1)
        names.append(name)
    return names


def map_columns(
    columns: Sequence[str],
    configured: Mapping[str, str],
    aliases: ColumnAliases,
    label: str | None = None,
) -> ColumnMapping:
    """Return what the columns of a table hold: fields of a record, ids or values of `extra`.

    A column holds one of them at most. The result also has the columns that are not kept
    (`left_out`), but no columns with unknown names. Of columns with equal names (see the module
    docstring), only the first is mapped, unless the config names another one exactly.

    Parameters
    ----------
    columns
        The names of the columns, which are distinct.
    configured
        Column by field, from the config. It comes before any other column.
    aliases
        Names of columns in one format. For a field, all columns with these names are used, the
        preferred one first; only if there is none, those with the names in `COMMON` (for title,
        abstract and authors, only the preferred one). For an id or a key of `extra`, only the
        preferred column is used.
    label
        Description of the table, with which the error message begins; `None` if a title column is
        optional.

    Raises
    ------
    ConfigError
        If the config names a column that does not exist.
    UserError
        If there is a `label`, and no column holds the title.
    """
    # Columns by their normalised names, such as `itemtitle`; of equal ones, the first column.
    unmapped = {normalise_name(column): column for column in reversed(columns)}
    _add_unprefixed_names(columns, unmapped)
    fields: dict[str, tuple[str, ...]] = {
        field: (_find_configured_column(field, name, columns, unmapped),)
        for field, name in configured.items()
    }
    # Zotero has dates of its library beside that of the paper.
    library_dates = "date added|date modified" if "dateadded" in unmapped else ""
    left_out = {*_pop_columns(unmapped, library_dates)}
    # The columns that the config names are mapped now.
    unmapped = {key: column for key, column in unmapped.items() if (column,) not in fields.values()}
    for field in (field for field in COMMON.fields if field not in configured):
        # A second column for a title, abstract or authors would hold something else.
        limit = 1 if field in _SINGLE_FIELDS else None
        names = _pop_columns(unmapped, aliases.fields.get(field, ""))
        if names := names or _pop_columns(unmapped, COMMON.fields[field], limit):
            fields[field] = names
    if "title" not in fields and "abstract" in fields:
        weak_names = _pop_columns(unmapped, COMMON.weak_titles, 1)
        fields |= {"title": weak_names} if weak_names else {}
    if label and "title" not in fields:
        raise UserError(
            f"{label} without a title column; it has {join_names(columns)}. {HOW_TO_NAME}"
        )
    ids = _pop_one_each(unmapped, aliases.ids, COMMON.ids)
    extra = _pop_one_each(unmapped, aliases.extra, COMMON.extra)
    return ColumnMapping(
        fields=fields,
        ids=ids,
        extra={column: key for key, column in extra.items()},
        left_out={*left_out, *_pop_columns(unmapped, f"{aliases.left_out}|{COMMON.left_out}")},
    )


def rate_columns(columns: Sequence[str], aliases: ColumnAliases) -> float:
    """Return the confidence, from 0 to 0.9, that columns are those of the format of some aliases.

    If the aliases have signatures, as those of a database's export do, it is 0.9 for a header with
    all columns of a signature, otherwise 0. Without signatures, it is the confidence that such
    columns are those of papers, 0 to 0.5 (see `ColumnMapping.confidence`).
    """
    if not aliases.signatures:
        return map_columns(columns, {}, aliases).confidence
    names = set(map(normalise_name, columns))
    signatures = (map(normalise_name, signature.split("|")) for signature in aliases.signatures)
    return 0.9 if any(map(names.issuperset, signatures)) else 0.0


def _add_unprefixed_names(columns: Sequence[str], column_by_name: dict[str, str]) -> None:
    """Add `title` for `bib.title`, and the names of all other columns with the same prefix.

    A prefix is what stands before the last full stop in the name of a column of titles.
    `column_by_name` has the columns by their normalised names; none is replaced.
    """
    titles = (column for column in columns if column.endswith(".title"))
    if prefix := next(titles, "").removesuffix("title"):
        for column in columns:
            if column.startswith(prefix):
                column_by_name.setdefault(normalise_name(column.removeprefix(prefix)), column)


def join_names(columns: Sequence[str]) -> str:
    """Join the names of columns for a message; after `_MAX_NAMED` say only how many follow."""
    more_count = len(columns) - _MAX_NAMED
    return ", ".join(columns[:_MAX_NAMED]) + (f" and {more_count} more" if more_count > 0 else "")


def _pop_columns(unmapped: dict[str, str], names: str, limit: int | None = None) -> tuple[str, ...]:
    """Remove at most `limit` columns with the given names from `unmapped`, and return them.

    `unmapped` has columns by their normalised names. `names` are separated by `|`, the preferred
    ones first; the columns are found and returned in this order.
    """
    keys = dict.fromkeys(normalise_name(name) for name in names.split("|") if name)
    return tuple(map(unmapped.pop, [key for key in keys if key in unmapped][:limit]))


def _pop_one_each(
    unmapped: dict[str, str], own_names: Mapping[str, str], common_names: Mapping[str, str]
) -> dict[str, str]:
    """Remove the preferred column for each key from `unmapped`, and return these columns by key.

    `unmapped` has columns by their normalised names. The other arguments have, by key, the names
    that a column may have, separated by `|`. `own_names`, those of one format, are tried before
    `common_names`. A key for which there is no column is left out.
    """
    columns = {
        key: _pop_columns(unmapped, f"{own_names.get(key, '')}|{common_names.get(key, '')}", 1)
        for key in dict.fromkeys((*own_names, *common_names))
    }
    return {key: found[0] for key, found in columns.items() if found}


def _find_configured_column(
    field: str, name: str, columns: Sequence[str], column_by_name: Mapping[str, str]
) -> str:
    """Return the column of a table that has the name given in the config for a field.

    If no column has exactly this name, return the one with an equal normalised name. If there is
    none either, raise a `ConfigError`. `column_by_name` has the columns by their normalised names.
    """
    if name in columns:
        return name
    if column := column_by_name.get(normalise_name(name)):
        return column
    similar_names = get_close_matches(normalise_name(name), column_by_name, n=1, cutoff=0.5)
    hint = f"did you mean {column_by_name[similar_names[0]]!r}? " if similar_names else ""
    raise ConfigError(
        f"columns: there is no column {name!r} for {field}; {hint}The columns are "
        f"{join_names(columns)}"
    )
