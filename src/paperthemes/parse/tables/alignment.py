"""Alignment of rows that have more cells than the header, by what their cells look like.

Scopus, for example, writes a second text about funding into a cell of its own, without a name::

    Title,DOI,Abstract,Funding Text 1,Document Type,EID
    Sorting,10.5555/1,We sort.,Paid by rain.,Paid by snow.,Article,2-s2.0-1
"""

import re
from collections.abc import Sequence

from paperthemes.parse.cleaning import is_missing
from paperthemes.parse.tables.aliases import normalise_name
from paperthemes.parse.tables.columns import ColumnMapping

_MAX_MORE = 20  # cells that a row may have more than the header
_MIN_MATCHES = 2  # cells of known kinds that must stand below their names
_KINDS = {  # patterns of cells by the normalised names of their columns
    **dict.fromkeys(("doi", "di", "itemdoi"), r"(?:https?://\S*|doi:\s?)?10\.\S+"),
    **dict.fromkeys(("year", "pubyear", "publicationyear", "py"), r"\d{4}(?:\.0)?"),
    **dict.fromkeys(("link", "url", "doilink", "pdflink", "dimensionsurl"), r"https?://\S+"),
    **dict.fromkeys(("pmid", "pubmedid"), r"\d{1,9}(?:\.0)?"),
    **{"eid": r"2-s2\.0-\d+", "issn": r"[\dXx; ,-]{8,}", "ut": r"\w+:\S+"},
}


class Aligner:
    """Finder of the places where rows of one table have cells without a name.

    Parameters
    ----------
    names
        The names of the columns.
    columns
        What the columns hold.
    """

    def __init__(self, names: Sequence[str], columns: ColumnMapping) -> None:
        self._names = names
        keys = [*map(normalise_name, names)]
        self._patterns = {i: re.compile(_KINDS[key]) for i, key in enumerate(keys) if key in _KINDS}
        self._funding_ends = [i + 1 for i, key in enumerate(keys) if "funding" in key]
        texts = {*columns.fields.get("title", ()), *columns.fields.get("abstract", ())}
        self._text_columns = [i for i, name in enumerate(names) if name in texts]

    def lacks_first_name(self, rows: Sequence[Sequence[str]]) -> bool:
        """Return true if the first rows of a table show that the first column has no name, as in R.

        All must have one cell more than there are names, and the first cells, which are the names
        of the rows, must differ. The last cell must not always be empty, and the others must be of
        the kind of their columns.
        """
        rows = [*filter(None, rows)]
        return (
            len(rows) > 0
            and all(len(row) == len(self._names) + 1 for row in rows)
            and len({row[0] for row in rows}) == len(rows)
            and any(row[-1].strip() for row in rows)
            and all(self._count_matches(row, 0) >= 0 for row in rows)
        )

    def align(self, cells: Sequence[str]) -> dict[str, str] | None:
        """Return the cells of a row by column; `None` if it is not clear which have no name.

        They are behind a text about funding, if that suits the kinds of the other cells best; or
        anywhere, if the titles and abstracts stand in the same columns in any case. They are joined
        to the cell before them.
        """
        more = len(cells) - len(self._names)
        if not 0 < more <= _MAX_MORE:
            return None
        counts = [self._count_matches(cells, place) for place in range(len(self._names) + 1)]
        best = max(counts)
        places = [place for place, count in enumerate(counts) if count == best]
        funding_ends = [place for place in self._funding_ends if place in places]
        is_clear = not any(places[0] <= index < places[-1] for index in self._text_columns)
        if best < _MIN_MATCHES or not (funding_ends or is_clear):
            return None
        end = max((*funding_ends, 1) if funding_ends else (places[-1], 1))
        joined = "; ".join(filter(None, cells[end - 1 : end + more]))
        return dict(
            zip(self._names, (*cells[: end - 1], joined, *cells[end + more :]), strict=True)
        )

    def _count_matches(self, cells: Sequence[str], place: int) -> int:
        """Return the number of cells that are of the kind of their columns; -1 if one is not.

        The cells without a name are those before the column with index `place`. Missing values
        are of every kind, but do not count.
        """
        more, count = len(cells) - len(self._names), 0
        for index, pattern in self._patterns.items():
            cell = cells[index if index < place else index + more].strip()
            if not is_missing(cell):
                if not pattern.fullmatch(cell):
                    return -1
                count += 1
        return count
