"""The wide table, the topics and the themes as a workbook for Excel and LibreOffice."""

import re
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd
import pyarrow as pa

from paperthemes import tables
from paperthemes.export.wide_table import flatten_lists
from paperthemes.files import atomic_write
from paperthemes.spreadsheet import FORMULA_START

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

# Limits of Excel, in characters and links of a sheet.
_MAX_CELL, _MAX_ADDRESS, _MAX_LINKS = 32_767, 2_079, 65_530
_CREATED = datetime(2000, 1, 1)  # the same for each run, so that equal papers give equal bytes
_FORMULA_START = re.compile(FORMULA_START)
_WIDTHS = {"title": 60, "abstract": 60, "url": 32, "name": 40, "topic_name": 32, "keywords": 60}
_DEFAULT_WIDTH = 14  # characters
_TOPIC_COLUMNS = (
    *("topic_id", "name", "size", "theme_name", "keywords", "summary"),
    *("stability", "exemplars", "note"),
)
_THEME_COLUMNS = ("theme", "name", "size", "keywords", "summary", "topics")


def write_workbook(
    path: str | Path,
    wide: tuple[tables.Table, pd.DataFrame],
    topics: pd.DataFrame,
    themes: pd.DataFrame,
    *,
    comment: str,
) -> None:
    """Write the sheets `papers`, `topics` and `themes` to an xlsx file.

    Addresses are links, and every other text stays a text, also after it is edited, even if it
    looks like a formula. Cells longer than Excel allows are cut.

    Parameters
    ----------
    path
        The file to write.
    wide
        Table and rows from `make_wide_table`.
    topics, themes
        Tables `tables.TOPICS` and `tables.THEMES`. Exemplars are shown by their titles, and the
        topics of a theme by their names.
    comment
        Comment in the properties of the file.
    """
    import xlsxwriter  # a tenth of a second, only where it is asked for

    titles = dict(zip(wide[1].paper_id, wide[1].title, strict=True))
    names = dict(zip(topics.topic, topics.name, strict=True))
    shown_topics = topics.assign(exemplars=_replace(topics.exemplars, titles))
    shown_themes = themes.assign(topics=_replace(themes.topics, names))
    sheets = {
        "papers": wide,
        "topics": _pick(tables.TOPICS, shown_topics, _TOPIC_COLUMNS),
        "themes": _pick(tables.THEMES, shown_themes, _THEME_COLUMNS),
    }
    with atomic_write(path) as partial:
        # Rows are written as they come, so that a large corpus does not fill the memory.
        workbook = xlsxwriter.Workbook(str(partial), {"constant_memory": True})
        workbook.set_properties({"created": _CREATED, "comments": comment})
        formats = {
            "head": workbook.add_format({"bold": True, "bottom": 1, "quote_prefix": True}),
            "text": workbook.add_format({"quote_prefix": True}),
        }
        for name, (table, frame) in sheets.items():
            _write_sheet(workbook.add_worksheet(name), *flatten_lists(table, frame), formats)
        workbook.close()


def _replace(lists: "pd.Series[Any]", texts: dict[Any, str]) -> "pd.Series[Any]":
    """Return lists of ids as lists of the texts that stand for them."""
    return lists.map(lambda ids: [texts[id_] for id_ in ids])


def _pick(
    table: tables.Table, frame: pd.DataFrame, names: Sequence[str]
) -> tuple[tables.Table, pd.DataFrame]:
    """Return some columns of a table, in the order of `names`, and its rows."""
    columns = {column.name: column for column in table.columns}
    return tables.Table(table.name, table.key, tuple(columns[name] for name in names)), frame


def _write_sheet(
    sheet: "Worksheet", table: tables.Table, frame: pd.DataFrame, formats: dict[str, "Format"]
) -> None:
    """Write a table without lists to a sheet, with a header that stays in sight and can filter."""
    for index, column in enumerate(table.columns):
        sheet.set_column(index, index, _WIDTHS.get(column.name, _DEFAULT_WIDTH))
        _write_text(sheet, (0, index), column.name, formats["head"])
    sheet.freeze_panes(1, 2)
    sheet.autofilter(0, 0, len(frame), len(table.columns) - 1)
    links = 0
    for row, cells in enumerate(tables.rows(frame[table.names]), start=1):
        for index, (column, cell) in enumerate(zip(table.columns, cells, strict=True)):
            if not pa.types.is_string(column.type):
                if not pd.isna(cell):
                    sheet.write_number(row, index, cell)
            elif column.name == "url" and 0 < len(cell) <= _MAX_ADDRESS and links < _MAX_LINKS:
                links += 1
                sheet.write_url(row, index, cell, string=cell)
            elif cell:
                is_formula = _FORMULA_START.match(cell)
                _write_text(sheet, (row, index), cell, formats["text"] if is_formula else None)


def _write_text(
    sheet: "Worksheet", place: tuple[int, int], text: str, format_: "Format | None"
) -> None:
    """Write a text that is no formula, number or link, whatever it looks like."""
    short = text if len(text) <= _MAX_CELL else f"{text[: _MAX_CELL - 1]}…"
    sheet.write_string(*place, short, format_)
