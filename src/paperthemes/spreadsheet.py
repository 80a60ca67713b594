"""Tables as CSV for spreadsheets, with formulas made harmless; nothing reads them back."""

import json
import re
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa

from paperthemes.files import write_text
from paperthemes.table import Column, Table

# Patterns that mean the same in Python and JavaScript, as the report uses them too. Hence no `\s`,
# which differs. The long class is white space and invisible characters.
FORMULA_START = (
    r"^(?:[\u0000\t\n\r]"
    r"|[\u0000-\u0020\u007f-\u00a0\u1680\u2000-\u200f\u2028-\u202f\u205f-\u206f\u3000\ufeff]*"
    r"[=+\-@\uff0b\uff0d\uff1d\uff20])"
)
QUOTED = r'[",;\t\n\r]'  # LibreOffice also splits at `;` and tab


def write_csv(table: Table, frame: pd.DataFrame, path: str | Path) -> None:
    """Write `frame` as UTF-8 CSV without a byte order mark.

    The report's export writes the same bytes, so all of this is part of the format:

    - Each line, including the last, ends in a line feed. The first has the column names.
    - Text is made `without_formula`. A list becomes JSON, `["a", "b"]`: a space after each comma,
      non-ASCII characters as they are.
    - An integer is decimal. A real number is Python's `repr`, in JSON too: the fewest digits that
      restore it, at least one after the point (`1.0`); with a two-digit exponent (`1e-05`)
      below 0.0001 or from 1e16. A flag is `True` or `False`, a null is empty.
    - A cell is quoted if and only if it contains `QUOTED`; quotes in it are then doubled. Spaces
      at its ends and empty cells are not quoted (no table has a single column).

    pandas and `csv` cannot write this: before Python 3.11.9 they leave a lone carriage return
    unquoted, at which many readers end the row (CPython issue 67044), and they do not quote `;`
    and tabs.
    """
    columns = [_cells(column, frame[column.name]) for column in table.columns]
    lines = [table.names, *zip(*columns, strict=True)]
    write_text(path, "".join(f"{','.join(cells)}\n" for cells in lines))


def without_formula(text: str) -> str:
    """Put an apostrophe before a text that a spreadsheet would take for a formula.

    Such a text starts with `FORMULA_START`. To undo it, drop the first character of a cell that
    begins with an apostrophe followed by such a text. A text that had both from the start cannot be
    distinguished; Parquet has every text unchanged.

    Notes
    -----
    The signs are those of OWASP, "CSV Injection"
    (https://owasp.org/www-community/attacks/CSV_Injection), also in full width, as East Asian
    spreadsheets read them, and the null character of OWASP ASVS 5.0, 1.2.10. White space and
    invisible characters before a sign do not hide it, since some programs trim them. A program that
    is set to split lines at another character than the comma is still at risk.
    """
    return f"'{text}" if re.match(FORMULA_START, text) else text


def _cells(column: Column, values: "pd.Series[Any]") -> list[str]:
    """Return the cells of a column as they are written between commas."""
    if pa.types.is_list(column.type):
        lists = (np.asarray(value).tolist() for value in values)
        texts = [without_formula(json.dumps(value, ensure_ascii=False)) for value in lists]
    elif pa.types.is_string(column.type):
        texts = [without_formula(value) for value in values.fillna("")]
    else:
        texts = ["" if pd.isna(value) else str(value) for value in values]
    is_quoted = re.compile(QUOTED).search
    return ['"' + text.replace('"', '""') + '"' if is_quoted(text) else text for text in texts]
