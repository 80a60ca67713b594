"""Small workbooks, written without a library: xlsx, ods and xls."""

import io
import struct
import zipfile
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from xml.sax.saxutils import escape

Sheets = Mapping[str, Sequence[Sequence[object]]]
"""Rows of cells by name of the sheet; `None` is an empty cell."""

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
_STYLES = (
    f'<styleSheet xmlns="{_MAIN}"><cellXfs count="2"><xf numFmtId="0"/><xf numFmtId="14"/>'
    "</cellXfs></styleSheet>"
)
_DAY_ZERO = datetime(1899, 12, 30)


def make_zip(parts: Mapping[str, str | bytes]) -> bytes:
    """Return a zip archive of parts by name."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return file.getvalue()


def make_xlsx(sheets: Sheets, *, after: str = "", parts: Mapping[str, str] | None = None) -> bytes:
    """Return an xlsx file.

    A text that begins with "=" is a formula, with the text behind "->" as its saved value. `after`
    is put behind the rows of each sheet, such as `<mergeCells>`; `parts` are added or replaced.
    """
    names = "".join(
        f'<sheet name="{escape(name)}" sheetId="{i}" r:id="s{i}"/>'
        for i, name in enumerate(sheets, start=1)
    )
    relations = "".join(
        f'<Relationship Id="s{i}" Type="{_OFFICE}/worksheet" Target="worksheets/sheet{i}.xml"/>'
        for i in range(1, len(sheets) + 1)
    )
    relations += f'<Relationship Id="z" Type="{_OFFICE}/styles" Target="styles.xml"/>'
    contents = {
        f"xl/worksheets/sheet{i}.xml": f'<worksheet xmlns="{_MAIN}"><sheetData>'
        f"{_xlsx_rows(rows)}</sheetData>{after}</worksheet>"
        for i, rows in enumerate(sheets.values(), start=1)
    }
    root = f'<Relationship Id="r" Type="{_OFFICE}/officeDocument" Target="xl/workbook.xml"/>'
    return make_zip(
        {
            "_rels/.rels": f'<Relationships xmlns="{_PACKAGE}">{root}</Relationships>',
            "xl/workbook.xml": f'<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><sheets>{names}'
            "</sheets></workbook>",
            "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{_PACKAGE}">{relations}'
            "</Relationships>",
            "xl/styles.xml": _STYLES,
            **contents,
            **(parts or {}),
        }
    )


def _xlsx_rows(rows: Sequence[Sequence[object]]) -> str:
    texts = []
    for r, row in enumerate(rows, start=1):
        cells = (_xlsx_cell(f"{_letters(c)}{r}", cell) for c, cell in enumerate(row))
        texts.append(f'<row r="{r}">{"".join(cells)}</row>')
    return "".join(texts)


def _letters(column: int) -> str:
    head, tail = divmod(column, 26)
    return (_letters(head - 1) if head else "") + chr(ord("A") + tail)


def _xlsx_cell(place: str, value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, date):
        days = (datetime(value.year, value.month, value.day) - _DAY_ZERO).days
        return f'<c r="{place}" s="1"><v>{days}</v></c>'
    if isinstance(value, int | float):
        return f'<c r="{place}"><v>{value}</v></c>'
    if str(value).startswith("="):
        formula, _, saved = str(value)[1:].partition("->")
        return f'<c r="{place}" t="str"><f>{escape(formula)}</f><v>{escape(saved)}</v></c>'
    return f'<c r="{place}" t="inlineStr"><is><t>{escape(str(value))}</t></is></c>'


def make_ods(sheets: Sheets) -> bytes:
    """Return an ods file; as LibreOffice does, it ends in 10^6 empty rows that are one element."""
    tables = "".join(
        f'<table:table table:name="{escape(name)}">'
        + "".join(
            f"<table:table-row>{''.join(map(_ods_cell, row))}</table:table-row>" for row in rows
        )
        + '<table:table-row table:number-rows-repeated="1048000"><table:table-cell '
        'table:number-columns-repeated="16384"/></table:table-row></table:table>'
        for name, rows in sheets.items()
    )
    spaces = " ".join(
        f'xmlns:{prefix}="urn:oasis:names:tc:opendocument:xmlns:{prefix}:1.0"'
        for prefix in ("office", "table", "text", "manifest")
    )
    mime = "application/vnd.oasis.opendocument.spreadsheet"
    return make_zip(
        {
            "mimetype": mime,
            "content.xml": f"<office:document-content {spaces}><office:body><office:spreadsheet>"
            f"{tables}</office:spreadsheet></office:body></office:document-content>",
            "META-INF/manifest.xml": f"<manifest:manifest {spaces}><manifest:file-entry "
            f'manifest:full-path="/" manifest:media-type="{mime}"/></manifest:manifest>',
        }
    )


def _ods_cell(value: object) -> str:
    if value is None:
        return "<table:table-cell/>"
    if isinstance(value, date):
        kind, text = f'office:value-type="date" office:date-value="{value}"', f"{value:%d.%m.%y}"
    elif isinstance(value, int | float):
        kind, text = f'office:value-type="float" office:value="{value}"', str(value)
    else:
        kind, text = 'office:value-type="string"', escape(str(value))
    return f"<table:table-cell {kind}><text:p>{text}</text:p></table:table-cell>"


def make_xls(name: str, rows: Sequence[Sequence[object]]) -> bytes:
    """Return an xls file (BIFF8) with one sheet of texts and numbers."""
    start = struct.pack("<HHHHII", 0x600, 5, 0, 0, 0, 0)
    end = _biff(0x0A, b"")
    label = struct.pack("<IHBB", 0, 0, len(name), 0) + name.encode("latin-1")
    size = len(_biff(0x809, start)) + len(_biff(0x85, label)) + len(end)
    label = struct.pack("<I", size) + label[4:]
    cells = b"".join(
        _xls_cell(r, c, value) for r, row in enumerate(rows) for c, value in enumerate(row)
    )
    sheet = _biff(0x809, start[:2] + struct.pack("<H", 16) + start[4:]) + cells + end
    return make_ole("Workbook", _biff(0x809, start) + _biff(0x85, label) + end + sheet)


def _biff(kind: int, content: bytes) -> bytes:
    return struct.pack("<HH", kind, len(content)) + content


def _xls_cell(row: int, column: int, value: object) -> bytes:
    place = struct.pack("<HHH", row, column, 0)
    if isinstance(value, int | float):
        return _biff(0x203, place + struct.pack("<d", value))
    text = str(value)
    return _biff(0x204, place + struct.pack("<HB", len(text), 1) + text.encode("utf-16-le"))


def make_ole(name: str, content: bytes) -> bytes:
    """Return an OLE compound file with one stream, as Excel used before 2007, and for passwords."""
    sector = 512
    content = content.ljust(4096, b"\0")  # shorter streams are stored in another way
    content += b"\0" * (-len(content) % sector)
    count = len(content) // sector
    # Sector 0 is the table of sectors, 1 the directory, the rest the stream.
    chain = [0xFFFFFFFD, 0xFFFFFFFE, *range(3, count + 2), 0xFFFFFFFE]
    table = struct.pack(f"<{len(chain)}I", *chain).ljust(sector, b"\xff")
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 16
    header += struct.pack(
        "<HHHHH6xIIIIIIIII", 62, 3, 0xFFFE, 9, 6, 0, 1, 1, 0, 4096, *[0xFFFFFFFE, 0, 0xFFFFFFFE], 0
    )
    header += struct.pack("<I", 0)
    header = header.ljust(sector, b"\xff")

    def entry(title: str, kind: int, child: int, start: int, size: int) -> bytes:
        text = title.encode("utf-16-le")
        return text.ljust(64, b"\0") + struct.pack(
            "<HBBIII36xIQ", len(text) + 2, kind, 1, 0xFFFFFFFF, 0xFFFFFFFF, child, start, size
        )

    directory = entry("Root Entry", 5, 1, 0xFFFFFFFE, 0) + entry(
        name, 2, 0xFFFFFFFF, 2, len(content)
    )
    assert len(chain) <= sector // 4
    return header + table + directory.ljust(sector, b"\0") + content
