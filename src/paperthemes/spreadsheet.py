"""Tables as CSV for spreadsheets, with formulas made harmless.

The workflow itself never reads these files.
"""

import json
import re
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa

from paperthemes.files import write_text
from paperthemes.table import Column, Table

# These patterns mean the same in Python and in JavaScript, because the scripts of the report use
# them too. Therefore they avoid `\s`, which differs: the long class is all white space and
# invisible characters.
FORMULA_START = (
    r"^(?:[\u0000\t\n\r]"
    r"|[\u0000-\u0020\u007f-\u00a0\u1680\u2000-\u200f\u2028-\u202f\u205f-\u206f\u3000\ufeff]*"
    r"[=+\-@\uff0b\uff0d\uff1d\uff20])"
)
QUOTED = r'[",;\t\n\r]'  # LibreOffice also splits at `;` and tab


def write_csv(
    table: Table, frame: pd.DataFrame, path: str | Path, *, byte_order_mark: bool = False
) -> None:
    """Write the columns of `table` from `frame` as UTF-8 CSV.

    With a byte order mark, Excel takes the file for UTF-8 when it is double-clicked.

    The report's export writes the same bytes, so all of this is part of the format:

    - Each line, including the last, ends in a line feed. The first has the column names, written
      as other texts.
    - Text is made `without_formula`. A list becomes JSON, `["a", "b"]`: a space after each comma,
      non-ASCII characters as they are.
    - An integer is decimal. A real number is Python's `repr`, in JSON too: the fewest digits that
      restore it, at least one after the point (`1.0`); with a two-digit exponent (`1e-05`)
      below 0.0001 or from 1e16. A flag is `True` or `False`, a null is empty.
    - A cell is quoted if and only if it contains `QUOTED`; quotes in it are then doubled. An empty
      cell is not quoted, nor is a cell only because of spaces at its ends.

    pandas and `csv` cannot write this format. Before Python 3.11.9 they do not quote a single
    carriage return, at which many readers end the row (CPython issue 67044). They also do not quote
    `;` and tabs.
    """
    columns = [_format_cells(column, frame[column.name]) for column in table.columns]
    header = [_quote(without_formula(name)) for name in table.names]
    lines = [header, *zip(*columns, strict=True)]
    text = "".join(f"{','.join(cells)}\n" for cells in lines)
    write_text(path, "\ufeff" + text if byte_order_mark else text)


def without_formula(text: str) -> str:
    """Return a text, with an apostrophe before it if a spreadsheet would take it for a formula.

    Such a text starts with `FORMULA_START`. To undo the change, drop the apostrophe of a cell that
    begins with an apostrophe and `FORMULA_START`. A text that itself begins like this would lose
    its own apostrophe; the Parquet file has every text unchanged.

    Notes
    -----
    The signs at which a formula starts are those of OWASP, "CSV Injection"
    (https://owasp.org/www-community/attacks/CSV_Injection), and the null character of OWASP ASVS
    5.0, 1.2.10. Full-width signs count too, because East Asian spreadsheets accept them. White
    space and invisible characters before a sign are skipped, because some programs remove them. A
    program that splits lines at another character than the comma is still at risk.
    """
    return f"'{text}" if re.match(FORMULA_START, text) else text


def _format_cells(column: Column, values: "pd.Series[Any]") -> list[str]:
    """Return the cells of a column as text in the format of `write_csv`."""
    if pa.types.is_list(column.type):
        lists = (np.asarray(value).tolist() for value in values)  # JSON takes lists, not arrays
        texts = [without_formula(json.dumps(value, ensure_ascii=False)) for value in lists]
    elif pa.types.is_string(column.type):
        texts = [without_formula(value) for value in values.fillna("")]
    else:
        texts = ["" if pd.isna(value) else str(value) for value in values]
    return [*map(_quote, texts)]


def _quote(text: str) -> str:
    """Return a text as a cell: in quotes if it needs them, with the quotes in it doubled."""
    return '"' + text.replace('"', '""') + '"' if re.search(QUOTED, text) else text
