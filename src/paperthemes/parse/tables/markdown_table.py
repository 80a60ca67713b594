"""Tables in Markdown, as in lists of papers that a script renews; other lines are left out.

::

    ## Sorting
    | Date           | Title                                                | PDF              |
    |----------------|:----------------------------------------------------:|------------------|
    | **2024-05-16** | **Apples** (Read more on [arXiv](https://arxiv.org)) | [2405.10314](…)  |
    | 2024-05-17     | A title that goes on
      in the next line                                                      | [link](…)        |

Ids and addresses are those of the links in a row. Cells that hold only links become addresses.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain, pairwise

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
from paperthemes.parse.settings import ReaderOptions
from paperthemes.parse.tables.aliases import COMMON, GENERIC_CSV
from paperthemes.parse.tables.columns import HOW_TO_NAME, map_columns, unique_names
from paperthemes.parse.tables.rows import RowReader
from paperthemes.text.identifiers import find_arxiv_id, find_doi

_RULE = re.compile(r"\|?:?-+:?(?:\|(?::?-+:?)?)+")  # the line below a header, without blanks
_BAR = re.compile(r"(?<!\\)\|")
_FORMULA = re.compile(r"\$[^$]*\$|`[^`]*`")  # its bars divide nothing
_TARGET = r"\(\s?<?((?:[^()\s<>]|\([^()\s]*\))+)>?(?:\s[^()]*)?\)"  # an address in parentheses
_IMAGE = re.compile(rf"!\[[^][]*\]{_TARGET}")
_LINK = re.compile(rf"\[((?:[^][]|\[[^][]*\])*)\]{_TARGET}")
_ADDRESS = re.compile(r"https?://[^\s<>\"'|]+")
_LABEL = re.compile(  # of a link beside a text
    r"\W*(?:pdf|paper|code|link|arxiv|project(?: page)?|page|website|github|video|demo)\W*",
    re.IGNORECASE,
)
_FILLER = re.compile(
    r"\(Read more on[^()]*\)|</?details>|<summary>[^<>]*</summary>|\*\*", re.IGNORECASE
)
_BREAK = re.compile(r"<br ?/?>", re.IGNORECASE)
_ESCAPED = re.compile(r"\\([|*_#~\[\]])")
_MARKED = re.compile(r"(?:<br ?/?>|\s)*(?:\*\*|\[)", re.IGNORECASE)
_LETTER = re.compile(r"[^\W_]")
_TEXT_FIELDS = ("title", "abstract", "authors", "published")  # whose links are only their texts
_MAX_ROW_LINES = 50
_SAMPLE_LINES = 10  # below a header, of which one must have a link if there are no abstracts
_ALIASES = replace(GENERIC_CSV, fields={"title": f"{COMMON.fields['title']}|{COMMON.weak_titles}"})


def _split_row(line: str, width: int = 0) -> list[str]:
    """Return the cells of a row; bars in formulas and code divide them only if `width` needs it."""
    cells = _BAR.split(line.strip().removeprefix("|").rstrip())
    if len(cells) > 1 and not cells[-1].strip():
        cells.pop()  # behind the last bar
    if 0 < width < len(cells):
        masked = _FORMULA.sub(lambda match: _BAR.sub(r"\\|", match[0]), line)
        return _split_row(masked)
    return cells


def _read_cell(cell: str) -> tuple[str, list[str], list[str]]:
    """Return the text of a cell without its Markdown, the texts of its links, and its addresses."""
    cell = _IMAGE.sub("", cell)
    links = _LINK.findall(cell)
    text = _LINK.sub(lambda match: "" if _LABEL.fullmatch(match[1]) else match[1], cell)
    if not _LETTER.search(text):  # nothing but such links
        text = _LINK.sub(r"\1", cell)
    addresses = [address for _, address in links] + _ADDRESS.findall(_LINK.sub("", cell))
    text = _ESCAPED.sub(r"\1", _BREAK.sub("\n", _FILLER.sub("", text))).strip()
    if len(text) > 1 and text[0] == text[-1] and text[0] in "*_`":
        text = text[1:-1]
    return text, [_FILLER.sub("", label) for label, _ in links], addresses


@dataclass(frozen=True, slots=True)
class _Table:
    """A table below one header.

    Attributes
    ----------
    names
        The names of the columns.
    reader
        The reader of its rows.
    has_outer_bars
        Whether its rows begin with a bar.
    """

    names: list[str]
    reader: RowReader
    has_outer_bars: bool = True

    @property
    def fields(self) -> Mapping[str, Sequence[str]]:
        """The columns by field of a record."""
        return self.reader.columns.fields

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
            if _ADDRESS.search(line):
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
            if name == self.fields["title"][0] and _MARKED.match(_IMAGE.sub("", cell)):
                # A title in bold or as a link, and behind a line break the authors or the like.
                text, _, texts["below the title"] = text.partition("\n")
            elif name not in text_columns and not _LETTER.search(_strip_links(cell)):
                text = "; ".join(cell_addresses) or text
            texts[name] = text
        for item in self.reader.read(start, end, texts):
            yield _add_links(item, labels, addresses) if isinstance(item, Record) else item


def _strip_links(cell: str) -> str:
    """Return a cell without its links and addresses."""
    return _ADDRESS.sub("", _LINK.sub("", cell))


def _add_links(record: Record, labels: Sequence[str], addresses: Sequence[str]) -> Record:
    """Return a record with the ids and the address that the links in its row give.

    Its own ones are kept. `labels` are the texts of the links, which may be ids without a version.
    """
    texts = (*labels, *addresses)
    arxiv_address = next(filter(find_arxiv_id, addresses), "")
    return replace(
        record,
        url=record.url or arxiv_address or next(iter(addresses), ""),
        arxiv_id=record.arxiv_id or find_first(find_arxiv_id, texts),
        doi=record.doi or find_first(find_doi, texts),
    )


def _read_header(line: str, rule: str, configured: Mapping[str, str]) -> _Table | None:
    """Return the table whose header is the line above a rule; `None` if the second is no rule."""
    rule = rule.replace(" ", "").strip()
    if "|" not in line or not _RULE.fullmatch(rule):
        return None
    names = unique_names([_read_cell(cell)[0] for cell in _split_row(line)])
    reader = RowReader(map_columns(names, configured, _ALIASES))
    return _Table(names, reader, has_outer_bars=line.lstrip().startswith("|"))


def _detect(dump: Dump) -> float:
    """Return 0.9 if there is a table of papers: titles, and abstracts, authors, ids or links."""
    lines = dump.head_lines
    for index, (line, rule) in enumerate(pairwise(lines)):
        table = _read_header(line, rule, {})
        if table and "title" in table.fields:
            rows = lines[index + 2 : index + 2 + _SAMPLE_LINES]
            if table.reader.columns.confidence or any(map(_ADDRESS.search, rows)):
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
    for number, line in enumerate(chain(dump.lines(), [""]), start=1):  # "" ends the last row
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


FORMAT = Format("markdown-table", _detect, _read)
