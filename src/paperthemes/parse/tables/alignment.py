"""Alignment of rows that have more cells than the header, by what their cells look like.

Scopus, for example, writes a second text about funding into a cell of its own, without a name::

    Title,DOI,Abstract,Funding Text 1,Document Type,EID
    Sorting,10.5555/1,We sort.,Paid by rain.,Paid by snow.,Article,2-s2.0-1
"""

from collections.abc import Sequence

from paperthemes.parse.cleaning import is_missing
from paperthemes.parse.tables.aliases import CELL_KINDS, normalise_name

_MAX_MORE = 20  # cells that a row may have more than the header
_MIN_MATCHES = 2  # cells of known kinds that must stand below their names


def lacks_first_name(names: Sequence[str], rows: Sequence[Sequence[str]], is_quoted: bool) -> bool:
    """Return true if the first rows of a table show that the first column has no name, as in R.

    All must have one cell more than there are `names`. The first cells, which are the names of the
    rows, must differ. Unless they are quoted, they must be numbers, and no cell may begin with a
    blank: otherwise a delimiter within a text may be the reason. The last cell must not always be
    empty, and the others must be of the kind of their columns.
    """
    is_clear = is_quoted or all(
        row[0].isdecimal() and not any(cell.startswith(" ") for cell in row) for row in rows if row
    )
    return (
        is_clear
        and len(rows) > 0
        and all(len(row) == len(names) + 1 for row in rows)
        and len({row[0] for row in rows}) == len(rows)
        and any(row[-1].strip() for row in rows)
        and all(_count_matches(names, row, 0) >= 0 for row in rows)
    )


def lack_last_cells(names: Sequence[str], rows: Sequence[Sequence[str]]) -> bool:
    """Return true if the first rows of a table show that no row has cells in the last columns.

    All, and at least two, must have the same number of cells, fewer than there are `names`. They
    must not fit the last columns better than the first, by the kinds of their cells.
    """
    widths = {len(row) for row in rows}
    if len(rows) < 2 or len(widths) > 1 or not 1 < (width := max(widths)) < len(names):
        return False
    first, last = names[:width], names[-width:]
    return all(
        _count_matches(first, row, 0) >= max(0, _count_matches(last, row, 0)) for row in rows
    )


def align(
    names: Sequence[str], cells: Sequence[str], text_columns: Sequence[str]
) -> dict[str, str] | None:
    """Return the cells of a row by column; `None` if it is not clear which have no name.

    They are behind a text about funding, if that suits the kinds of the other cells best; or
    anywhere, if the cells of `text_columns` (titles, abstracts) are the same in any case. They are
    joined to the cell before them.
    """
    more = len(cells) - len(names)
    if not 0 < more <= _MAX_MORE:
        return None
    counts = [_count_matches(names, cells, place) for place in range(len(names) + 1)]
    places = [place for place, count in enumerate(counts) if count == max(counts)]
    fundings = [place for place in places if "funding" in normalise_name(names[place - 1])]
    is_clear = fundings or not {*text_columns} & {*names[places[0] : places[-1]]}
    if max(counts) < _MIN_MATCHES or not is_clear:
        return None
    end = max(1, *fundings) if fundings else max(1, places[-1])
    joined = "; ".join(filter(None, cells[end - 1 : end + more]))
    return dict(zip(names, (*cells[: end - 1], joined, *cells[end + more :]), strict=True))


def _count_matches(names: Sequence[str], cells: Sequence[str], place: int) -> int:
    """Return the number of cells that are of the kind of their columns; -1 if one is not.

    The cells without a name are those before the column with index `place`. Missing values are of
    every kind, but do not count.
    """
    more, count = len(cells) - len(names), 0
    for index, name in enumerate(names):
        pattern = CELL_KINDS.get(normalise_name(name))
        cell = cells[index if index < place else index + more].strip() if pattern else ""
        if pattern and not is_missing(cell):
            if not pattern.fullmatch(cell):
                return -1
            count += 1
    return count
