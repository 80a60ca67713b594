r"""Tables in Markdown, as in lists of papers that a script renews; other lines are left out.

::

    ## Sorting
    | Date           | Title                                                | PDF              |
    |----------------|:----------------------------------------------------:|------------------|
    | **2024-05-16** | **Apples** (Read more on [arXiv](https://arxiv.org)) | [2405.10314](…)  |
    | 2024-05-17     | A title that goes on
      in the next line                                                      | [link](…)        |

Ids and addresses are those of the links in a row. Cells that hold only links become addresses.
Tables of HTML are read as well, and the rows that scripts such as cv-arxiv-daily keep as JSON::

    {"Sorting": {"2405.10314": "|**2024-05-16**|**Apples**|Ada Li et.al.|[2405.10314](…)|null|\n"}}
"""

import json
import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from importlib.resources import files
from itertools import chain, pairwise, takewhile

from paperthemes.errors import UserError
from paperthemes.parse.dump import Dump
from paperthemes.parse.fields import find_first
from paperthemes.parse.format import (
    Columns,
    Format,
    ParseWarning,
    ReaderItem,
    Record,
    Rejected,
    excerpt,
)
from paperthemes.parse.huggingface.checks import drop_overlaps
from paperthemes.parse.huggingface.markdown_links import PAPER_ADDRESS
from paperthemes.parse.markup import strip_markup
from paperthemes.parse.settings import ReaderOptions
from paperthemes.parse.tables.aliases import COMMON, GENERIC_CSV
from paperthemes.parse.tables.columns import HOW_TO_NAME, map_columns, unique_names
from paperthemes.parse.tables.rows import RowReader
from paperthemes.text.identifiers import find_arxiv_id, find_doi

_PATTERNS = tomllib.loads(files(__package__).joinpath("markdown_table.toml").read_text("utf-8"))
_RE = {name: re.compile("|".join(parts)) for name, parts in _PATTERNS.items()}
IMAGE = _RE["image"]
_JSON_BEGINNING = 20_000  # characters
_JSON_HEADER = "|Date|Title|Authors|PDF|Code|Comments|Notes|"
_TEXT_FIELDS = ("title", "abstract", "authors", "published")  # whose links are only their texts
_MAX_NAME_WORDS = 8  # of an author
_MAX_ROW_LINES = 50
_SAMPLE_LINES = 10  # below a header, of which one must have a link if there are no abstracts
_ALIASES = replace(GENERIC_CSV, fields={"title": f"{COMMON.fields['title']}|{COMMON.weak_titles}"})


def _split_row(line: str, width: int = 0) -> list[str]:
    """Return the cells of a row; bars in formulas and code divide them only if `width` needs it."""
    cells = _RE["bar"].split(line.strip().removeprefix("|").rstrip())
    if len(cells) > 1 and not cells[-1].strip():
        cells.pop()  # behind the last bar
    if 0 < width < len(cells):
        masked = _RE["formula"].sub(lambda match: _RE["bar"].sub(r"\\|", match[0]), line)
        return _split_row(masked)
    return cells


def _read_cell(cell: str) -> tuple[str, list[str], list[str]]:
    """Return the text of a cell without its Markdown, the texts of its links, and its addresses.

    Addresses within the repository of the list are left out.
    """
    cell = IMAGE.sub("", cell).replace("[]()", "")
    links = _RE["link"].findall(cell)
    text = _RE["link"].sub(lambda match: "" if _RE["label"].fullmatch(match[1]) else match[1], cell)
    if not _RE["letter"].search(text):  # nothing but such links
        text = _RE["link"].sub(r"\1", cell)
    addresses = [address for _, address in links if "://" in address]
    addresses += _RE["address"].findall(_RE["link"].sub("", cell))
    text = _RE["tex_break"].sub(" ", _RE["break"].sub("\n", _RE["filler"].sub("", text)))
    text = _RE["escaped"].sub(r"\1", text).strip()
    if len(text) > 1 and text[0] == text[-1] and text[0] in "*_`":
        text = text[1:-1]
    return text, [_RE["filler"].sub("", label) for label, _ in links], addresses


class _Table:
    """A table below one header.

    Attributes
    ----------
    names
        The names of the columns.
    reader
        The reader of its rows.
    fields
        The columns by field of a record.
    has_outer_bars
        Whether its rows begin with a bar.
    """

    def __init__(self, header: str, configured: Mapping[str, str]) -> None:
        cells = [strip_markup(_read_cell(cell)[0]) for cell in _split_row(header)]
        self.names = unique_names(
            ["Title" if _RE["title_name"].match(cell) else cell for cell in cells]
        )
        self.reader = RowReader(map_columns(self.names, configured, _ALIASES))
        self.fields = self.reader.columns.fields
        self.has_outer_bars = header.lstrip().startswith("|")

    def begins_row(self, line: str) -> bool:
        """Return true if a row begins in a line."""
        return line.lstrip().startswith("|") if self.has_outer_bars else "|" in line

    def is_complete(self, lines: Sequence[str]) -> bool:
        """Return true if the lines of a row have all its cells and the bar at its end."""
        cells = _split_row(" ".join(lines))
        return len(cells) >= len(self.names) and lines[-1].rstrip().endswith("|")

    def read_row(self, lines: Sequence[str], start: int) -> Iterator[ReaderItem]:
        """Yield the record or the rejection of a row, and warnings; `start` is its first line."""
        line, end = " ".join(map(str.strip, lines)), start + len(lines) - 1
        if "title" not in self.fields:
            if _RE["address"].search(line):
                yield ParseWarning("tables without a title column left out, with links", start)
            return
        cells = _split_row(line, len(self.names))
        if any(map(str.strip, cells[len(self.names) :])):
            reason = f"the row has {len(cells)} cells, the header {len(self.names)}"
            yield Rejected(start, end, reason, excerpt(line))
            return
        text_columns = {column for field in _TEXT_FIELDS for column in self.fields.get(field, ())}
        texts, labels, addresses = {}, [], []
        for name, cell in zip(self.names, cells, strict=False):
            text, cell_labels, cell_addresses = _read_cell(cell)
            labels += cell_labels
            addresses += cell_addresses
            if name == self.fields["title"][0] and _RE["marked"].match(IMAGE.sub("", cell)):
                # A title in bold or as a link, and behind a line break the authors or the like.
                text, _, texts["below the title"] = text.partition("\n")
            elif name not in text_columns and not _RE["letter"].search(_strip_links(cell)):
                text = "; ".join(cell_addresses) or text
            texts[name] = text
        for item in self.reader.read(start, end, texts):
            yield from _check(item, labels, addresses) if isinstance(item, Record) else (item,)


def _strip_links(cell: str) -> str:
    """Return a cell without its links and addresses."""
    return _RE["address"].sub("", _RE["link"].sub("", cell))


def _check(record: Record, labels: Sequence[str], addresses: Sequence[str]) -> Iterator[ReaderItem]:
    """Yield a record with the ids and the address that the links in its row give.

    Its own ones are kept. `labels` are the texts of the links, which may be ids without a version.
    A row of numbers is rejected, and there is a warning if no link of the row leads to a paper.
    """
    if not addresses and not record.abstract and _RE["no_title"].fullmatch(record.title):
        yield Rejected(record.start, record.end, "a row of numbers", excerpt(record.title))
        return
    if any(len(name.split()) > _MAX_NAME_WORDS for name in record.authors):
        yield ParseWarning("no authors in the column of authors, left out", record.start)
        record = replace(record, authors=())
    texts = (*labels, *addresses)
    address = next(filter(find_arxiv_id, addresses), next(iter(addresses), ""))
    record = replace(
        record,
        url=record.url if "://" in record.url else address,
        arxiv_id=record.arxiv_id or find_first(find_arxiv_id, texts),
        doi=record.doi or find_first(find_doi, texts),
    )
    yield record
    has_id = record.arxiv_id or record.doi or any(map(PAPER_ADDRESS.search, addresses))
    if addresses and not (has_id or record.abstract or record.authors):
        yield ParseWarning("rows whose links lead to no paper, kept", record.start)


def _read_header(line: str, rule: str, configured: Mapping[str, str]) -> _Table | None:
    """Return the table whose header is the line above a rule; `None` if the second is no rule."""
    is_header = "|" in line and _RE["rule"].fullmatch(rule.replace(" ", "").strip())
    return _Table(line, configured) if is_header else None


def _iter_lines(lines: Iterable[str]) -> Iterator[tuple[int, str]]:
    """Yield lines with their numbers; a row of an HTML table with titles is a line with bars."""
    row: list[str] = []
    is_table = is_header = False
    for number, line in enumerate(lines, start=1):
        if "<table" in line:
            is_table = is_header = True
        if not is_table or not (row or _RE["html_row"].search(line)):
            yield number, line
            continue
        row.append(line)
        if _RE["html_row_end"].search(line) or len(row) >= _MAX_ROW_LINES:
            for text in _RE["html_row"].split("\n".join(row))[1:]:
                cells = [
                    _RE["bar"].sub(r"\\|", to_markdown(cell))
                    for cell in _RE["html_cell"].findall(text)
                ]
                is_table = not is_header or bool(_RE["html_titles"].search(text))
                if is_table:
                    yield number - len(row) + 1, f"|{'|'.join(cells)}|"
                if is_table and is_header:
                    yield number, "|" + "---|" * len(cells)
                is_header = False
            row = []


def to_markdown(text: str) -> str:
    """Return a text without HTML; links and bold text are in Markdown, pictures are left out."""
    if "<" in text:
        text = _RE["html_link"].sub(
            r"[\2](\1)", _RE["html_bold"].sub("**", _RE["html_image"].sub("", text))
        )
    return strip_markup(text)


def _detect(dump: Dump) -> float:
    """Return 0.9 if there is a table of papers: titles, and abstracts, authors, ids or links."""
    lines = [line for _, line in _iter_lines(dump.head_lines)]
    for index, (line, rule) in enumerate(pairwise(lines)):
        table = _read_header(line, rule, {})
        if table and "title" in table.fields:
            rows = takewhile(str.strip, lines[index + 2 : index + 2 + _SAMPLE_LINES])
            if table.reader.columns.confidence or any(map(_RE["address"].search, rows)):
                return 0.9
    return 0.0


def _read(dump: Dump, options: ReaderOptions) -> Iterator[ReaderItem]:
    """Yield the columns of each table, then records, rejections and warnings for its rows.

    Raises
    ------
    UserError
        If no table has a title column.
    """
    table, has_titles = None, False
    row: list[str] = []  # the lines of a row, or the line that may be the next header
    start, previous = 0, ""
    for number, line in chain(_iter_lines(dump.lines()), [(0, "")]):  # "" ends the last row
        if next_table := _read_header(previous, line, options.columns):
            table, row = next_table, []
            has_titles = has_titles or "title" in table.fields
            yield Columns(table.reader.columns.used)
        elif table:
            is_end = not line.strip() or line.startswith("#") or table.begins_row(line)
            if row and (is_end or table.is_complete(row)):
                yield from table.read_row(row, start)
                row = []
            if table.begins_row(line):
                row, start = [line], number
            elif row and len(row) < _MAX_ROW_LINES:
                row.append(line)
        previous = line
    if not has_titles:
        raise UserError(f"no Markdown table with a title column. {HOW_TO_NAME}")


def _detect_json(dump: Dump) -> float:
    """Return 0.9 for JSON in which rows of a Markdown table are texts."""
    text = dump.head_text.lstrip()[:_JSON_BEGINNING]
    return 0.9 if text.startswith("{") and _RE["json_row"].search(text) else 0.0


def _read_json(dump: Dump, options: ReaderOptions) -> Iterator[ReaderItem]:
    """Yield the columns, then records, rejections and warnings for the rows in JSON."""
    table = _Table(_JSON_HEADER, options.columns)
    yield Columns(table.reader.columns.used)
    number = 0
    for number, match in enumerate(_RE["json_row"].finditer(dump.text), start=1):
        try:
            yield from table.read_row([json.loads(match[1], strict=False)], number)
        except ValueError as error:
            yield Rejected(number, number, f"not readable ({error})", excerpt(match[1]))
    if not dump.text.rstrip().endswith("}"):
        yield ParseWarning("the dump is cut off; its last entry may be lost", number)


FORMAT = Format("markdown-table", _detect, lambda *dump: drop_overlaps(_read(*dump)))
JSON = Format("arxiv-daily-json", _detect_json, _read_json, "entry")
