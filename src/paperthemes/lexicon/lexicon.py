"""The lexicon: known fields of research, each with the field that it is part of and other names."""

import csv
import functools
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from paperthemes.errors import UserError

DEFAULT = "default"  # the name of the table that comes with the package
COLUMNS = ("field", "parent", "aliases")
SEPARATOR = ";"  # between aliases
MAX_FIELDS = 50_000  # of one table; more are no list of fields, and slow
_DEFAULT_PATH = Path(__file__).with_name("fields.csv")
_MAX_NAMED = 5  # errors of one kind that a message names


class _Row(NamedTuple):
    """A field in a table, and its place: file and line."""

    name: str
    parent: str
    aliases: tuple[str, ...]
    place: str


@dataclass(frozen=True, kw_only=True)  # without slots, for `cached_property`
class Lexicon:
    """Fields of research.

    Attributes
    ----------
    names
        Name of each field in running case, such as "object detection" or "Gaussian processes".
    parents
        Number of the field that each field is part of; -1 for none.
    aliases
        Other names of each field, and words by which a text about it is recognised.
    """

    names: tuple[str, ...]
    parents: tuple[int, ...]
    aliases: tuple[tuple[str, ...], ...]

    def path(self, field: int) -> list[int]:
        """Return a field and all fields that it is part of, the widest first; empty for -1."""
        path: list[int] = []
        while field >= 0:
            path.append(field)
            field = self.parents[field]
        return path[::-1]

    @functools.cached_property
    def part_counts(self) -> list[int]:
        """Number of fields that are part of each field, directly or by way of others."""
        counts = [0] * len(self.names)
        for field in range(len(self.names)):
            for ancestor in self.path(field)[:-1]:
                counts[ancestor] += 1
        return counts


def read_lexicon(tables: Sequence[str]) -> Lexicon:
    """Read tables of fields, and join them into one lexicon.

    A table is a CSV file in UTF-8 with the columns `field`, `parent` and `aliases`. The parent is a
    field of the same table or of an earlier one, or empty; aliases are separated by semicolons. A
    field of an earlier table is replaced by one with the same name, case ignored.

    Parameters
    ----------
    tables
        Path of each table, or "default" for the table that comes with the package.

    Raises
    ------
    UserError
        If a table cannot be read or has other columns, a field is there twice, a parent is unknown,
        fields are part of each other, or there are too many fields.
    """
    rows: dict[str, _Row] = {}  # by name in lower case
    for table in tables:
        path = _DEFAULT_PATH if table == DEFAULT else Path(table).expanduser()
        rows |= {row.name.casefold(): row for row in _read_table(path)}
    numbers = {key: number for number, key in enumerate(rows)}
    unknown = [
        f"{row.place}: the parent {row.parent!r} of {row.name!r} is no field; add a row for it"
        for row in rows.values()
        if row.parent and row.parent.casefold() not in numbers
    ]
    _raise_any(unknown)
    lexicon = Lexicon(
        names=tuple(row.name for row in rows.values()),
        parents=tuple(
            numbers[row.parent.casefold()] if row.parent else -1 for row in rows.values()
        ),
        aliases=tuple(row.aliases for row in rows.values()),
    )
    _raise_any(list(_find_cycles(lexicon, [row.place for row in rows.values()])))
    return lexicon


def _read_table(path: Path) -> list[_Row]:
    """Return the fields of a table."""
    reader = csv.DictReader(io.StringIO(_read_text(path), newline=""), strict=True)
    try:
        found = tuple(reader.fieldnames or ())
        if found != COLUMNS:
            raise UserError(
                f"{path}, line 1: the columns are {', '.join(found) or 'missing'}; they must be "
                f"{','.join(COLUMNS)}, separated by commas"
            )
        rows = [(f"{path}, line {reader.line_num}", row) for row in reader]
    except csv.Error as error:
        raise UserError(f"{path}, line {reader.line_num + 1}: {error}; check the quotes") from None
    if len(rows) > MAX_FIELDS:
        raise UserError(f"{path}: {len(rows):,} fields; a table may have up to {MAX_FIELDS:,}")
    return _check_rows([(place, row) for place, row in rows if any(row.values())])


def _read_text(path: Path) -> str:
    """Return the text of a file in UTF-8."""
    try:
        content = path.read_bytes()
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise UserError(f"{path}, line {line}: not UTF-8; save the table as UTF-8") from None
    except OSError as error:
        raise UserError(f"{path}: {error.strerror}; naming.fields names this table") from None


def _check_rows(
    rows: Sequence[tuple[str, Mapping[str | None, str | list[str] | None]]],
) -> list[_Row]:
    """Return the fields in rows, which are given with their places, after checking each."""
    errors: list[str] = []
    places: dict[str, str] = {}
    fields = []
    for place, row in rows:
        if None in row or None in row.values():  # more or fewer cells than the header
            errors.append(f"{place}: the row must have {len(COLUMNS)} cells; quote commas in cells")
            continue
        name, parent, aliases = (" ".join(str(row[column]).split()) for column in COLUMNS)
        if not name:
            errors.append(f"{place}: the field has no name")
        elif first := places.get(name.casefold()):
            errors.append(f"{place}: {name!r} is already in {first}; remove one of the two")
        else:
            places[name.casefold()] = place
            split = (alias.strip() for alias in aliases.split(SEPARATOR))
            fields.append(_Row(name, parent, tuple(filter(None, split)), place))
    _raise_any(errors)
    return fields


def _find_cycles(lexicon: Lexicon, places: Sequence[str]) -> Iterator[str]:
    """Yield an error for each field that is part of itself, directly or by way of others."""
    finished: set[int] = set()  # fields whose ancestors end
    for start in range(len(lexicon.names)):
        seen: dict[int, None] = {}
        field = start
        while field >= 0 and field not in finished and field not in seen:
            seen[field] = None
            field = lexicon.parents[field]
        if field in seen:
            names = [*seen][[*seen].index(field) :]
            circle = " > ".join(lexicon.names[number] for number in [*names, field])
            yield f"{places[field]}: fields are part of each other: {circle}; change a parent"
        finished |= seen.keys()


def _raise_any(errors: Sequence[str]) -> None:
    """Raise a `UserError` with the first of the errors, if there are any."""
    if errors:
        more = len(errors) - _MAX_NAMED
        raise UserError("\n".join([*errors[:_MAX_NAMED], *([f"… and {more} more"] * (more > 0))]))
