"""Tables as CSV, for people with a spreadsheet: formulas made harmless, never read back."""

import json
import re
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa

from paperthemes.files import write_text
from paperthemes.table import Column, Table

# Patterns that mean the same in Python and in JavaScript, which the report hands them to: hence no
# `\s`, which differs. The long class is white space and what shows nothing.
FORMULA_START = (
    r"^(?:[\u0000\t\n\r]"
    r"|[\u0000-\u0020\u007f-\u00a0\u1680\u2000-\u200f\u2028-\u202f\u205f-\u206f\u3000\ufeff]*"
    r"[=+\-@\uff0b\uff0d\uff1d\uff20])"
)
QUOTED = r'[",;\t\n\r]'  # comma and quote; `;` and tab, where LibreOffice also splits; line ends


def write_csv(table: Table, frame: pd.DataFrame, path: str | Path) -> None:
    """Write `frame` as UTF-8 CSV, without a byte order mark, for people with a spreadsheet.

    The report's export writes the same bytes, so all of this is part of the format:

    - Lines end in a line feed, the last too. The first holds the column names.
    - A text is made `without_formula`. A list becomes JSON, `["a", "b"]`: a blank after each
      comma, non-ASCII characters as they are.
    - An integer is decimal. A real number is Python's `repr`, in JSON too: the fewest digits that
      give it back, at least one after the point (`1.0`); with a two-digit exponent (`1e-05`)
      below 0.0001 or from 1e16. A flag is `True` or `False`, a null nothing at all.
    - A cell is quoted if, and only if, `QUOTED` is found in it; a quote in it is then doubled.
      Blanks at its ends and emptiness are no reason (no table has a single column).

    Neither pandas nor `csv` writes it: before Python 3.11.9 they leave a lone carriage return bare,
    at which many readers end the row (CPython issue 67044); nor do they quote `;` and tabs.
    """
    columns = [_cells(column, frame[column.name]) for column in table.columns]
    lines = [table.names, *zip(*columns, strict=True)]
    write_text(path, "".join(f"{','.join(cells)}\n" for cells in lines))


def without_formula(text: str) -> str:
    """Put an apostrophe before a text that a spreadsheet would take for a formula.

    That is one in which `FORMULA_START` is found. To undo it, drop the first character of a cell
    that begins with an apostrophe and whose rest is such a text. A text that had both from the
    start is not told apart; Parquet keeps every text as it is.

    Notes
    -----
    The signs are those of OWASP, "CSV Injection"
    (https://owasp.org/www-community/attacks/CSV_Injection), in full width too, as East Asian
    spreadsheets read them, and the null character of OWASP ASVS 5.0, 1.2.10. White space and
    invisible characters before a sign do not hide it, since some programs trim them. What no
    writer can prevent is a program told to split the lines at another sign than the comma.
    """
    return f"'{text}" if re.match(FORMULA_START, text) else text


def _cells(column: Column, values: "pd.Series[Any]") -> list[str]:
    """Write one column's cells as they stand between the commas."""
    if pa.types.is_list(column.type):
        lists = (np.asarray(value).tolist() for value in values)
        texts = [without_formula(json.dumps(value, ensure_ascii=False)) for value in lists]
    elif pa.types.is_string(column.type):
        texts = [without_formula(value) for value in values.fillna("")]
    else:
        texts = ["" if pd.isna(value) else str(value) for value in values]
    return [_quoted(text) if re.search(QUOTED, text) else text for text in texts]


def _quoted(text: str) -> str:
    doubled = text.replace('"', '""')
    return f'"{doubled}"'
