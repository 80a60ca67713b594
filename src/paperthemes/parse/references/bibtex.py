r"""BibTeX and BibLaTeX, as reference managers, publishers and archives write them.

::

    @string{joo = {Journal of Orders}}
    @article{li2024,
      title    = "Sorting {A}pples in {M}{\"u}nchen",
      author   = {Li, Ada and {Guild of Sorters} and others},
      journal  = joo, year = 2024, month = may,
      eprint   = {2405.01234}, archivePrefix = {arXiv},
      abstract = {We sort 5\% of all apples.},
    }

Every entry with a title is a record; its type is kept in `extra`. LaTeX becomes Unicode, but maths
stays as written. An entry without a title, or one that bibtexparser cannot read, is rejected;
`@string`, `@comment`, `@preamble` and text between the entries are boilerplate. The place of an
entry is its number among all blocks, because several may share a line. Values may be joined, and
commas may be missing::

    month = 10 # "~" # jan           title = {Sorting}
                                     year  = 2024,
"""

import logging
import re
from collections.abc import Iterable, Iterator

from bibtexparser.exceptions import BlockAbortedException
from bibtexparser.model import Block, Entry, Field, ImplicitComment, ParsingFailedBlock, String
from bibtexparser.splitter import Splitter

from paperthemes.parse.dump import Dump
from paperthemes.parse.format import Format, Ignored, ParseWarning, ReaderItem, Rejected, excerpt
from paperthemes.parse.references.bibtex_entry import Reference

logging.getLogger("bibtexparser").setLevel(logging.ERROR)  # the parse report has its warnings

_BLOCK = re.compile(r"\s*@\w*[ \t]*[{(]")
_TYPES = (
    "article|book|booklet|collection|conference|data|dataset|electronic|inbook|incollection|"
    "inproceedings|manual|mastersthesis|misc|mvbook|online|patent|periodical|phdthesis|preprint|"
    "proceedings|reference|report|software|suppbook|techreport|thesis|unpublished|webpage|www|"
    "comment|preamble|string"
)
# Detection requires a known type, because "@word{" also occurs in other texts.
_KNOWN_BLOCK = re.compile(rf"\s*@(?:{_TYPES})[ \t]*[{{(]", re.IGNORECASE)
_TITLE_FIELD = re.compile(r"\btitle\s?=\s?[{\"]", re.IGNORECASE)
_MARK = re.compile(r'(?<!\\)[{}"#]')
_CLOSING = {"{": "}", '"': '"'}
_NEXT_FIELD = re.compile(r"([A-Za-z][\w-]*)\s*=\s*")


def _detect(dump: Dump) -> float:
    """Return 0.95 or 0.6 if a line of the head begins a block of a known type, otherwise 0.

    It is 0.95 if the first line that is not blank begins a block or is a TeX comment.
    """
    if not any("@" in line and _KNOWN_BLOCK.match(line) for line in dump.head_lines):
        return 0.0
    first_line = next(line for line in dump.head_lines if line.strip())
    return 0.95 if _BLOCK.match(first_line) or first_line.lstrip().startswith("%") else 0.6


def _read(dump: Dump, _: object) -> Iterator[ReaderItem]:
    """Yield what the blocks of a dump give: records, rejections, warnings, ignored places."""
    reader = _Reader()
    for first_line, text in _split_pieces(dump.lines()):
        yield from reader.read(first_line, text)


def _split_pieces(lines: Iterable[str]) -> Iterator[tuple[int, str]]:
    """Yield the text in pieces, each after the number of its first line, counted from 1.

    A new piece begins at each line that begins a block (`@word{`). bibtexparser, too, starts a new
    block there even if a brace is still open.
    """
    start, piece = 1, list[str]()
    for number, line in enumerate(lines, start=1):
        if piece and "@" in line and _BLOCK.match(line):
            yield start, "\n".join(piece)
            start, piece = number, []
        piece.append(line)
    if piece:
        yield start, "\n".join(piece)


class _Reader:
    """Reader of the pieces of one dump; it remembers their abbreviations and citation keys."""

    def __init__(self) -> None:
        self._number = 0  # of the current block
        self._strings: dict[str, str] = {}  # texts by abbreviation, as `@string` defines them
        self._keys: set[str] = set()

    def read(self, first_line: int, text: str) -> Iterator[ReaderItem]:
        """Yield what the blocks of a piece give; `first_line` is the number of its first line."""
        is_broken = False  # the previous block could not be read
        for block in Splitter(text).split().blocks:
            if is_broken and isinstance(block, ImplicitComment):
                continue  # the rest of an entry that is rejected already
            self._number += 1
            # A block that fails only because it repeats a key or a field has its content here.
            content = block.ignore_error_block if isinstance(block, ParsingFailedBlock) else block
            is_broken = content is None
            if isinstance(content, Entry):
                # `start_line` counts from 0, within the piece.
                yield from self._read_entry(content, first_line + (block.start_line or 0))
            elif isinstance(content, String):
                self._strings[content.key.lower()] = self._read_value(content.value)
                yield Ignored(self._number, self._number)
            else:
                yield self._read_other(block, first_line + (block.start_line or 0))

    def _read_entry(self, entry: Entry, line_number: int) -> Iterator[ReaderItem]:
        """Yield the warnings about an entry, then its record, or a rejection if it has no title.

        `line_number` is that of its first line in the dump.
        """
        number = self._number
        values, warnings = self._read_fields(entry.fields)
        reference = Reference(entry.entry_type, entry.key, values)
        if entry.key and entry.key in self._keys:
            warnings.append("the same key as an earlier entry, both are kept")
        self._keys.add(entry.key)
        for warning in (*warnings, *reference.warnings):
            yield ParseWarning(warning, number)
        if reference.title:
            yield reference.to_record(number)
        else:
            reason = f"line {line_number}: @{entry.entry_type} without a title"
            yield Rejected(number, number, reason, excerpt(entry.raw or ""))

    def _read_fields(self, fields: Iterable[Field]) -> tuple[dict[str, str], list[str]]:
        """Return the values of an entry by field name in lower case, and the different warnings.

        If a field occurs more than once, its value is the first that is not blank.
        """
        values: dict[str, str] = {}
        warnings: list[str] = []
        for field in fields:
            # The value contains the next fields too if the comma in front of them is missing.
            name, rest = field.key.lower(), str(field.value).strip()
            while name:
                if name in values:
                    warnings.append("a field occurs twice, the first is used")
                raw, rest = _split_first(rest)
                if not values.get(name, "").strip():
                    values[name] = self._read_value(raw)
                following = _NEXT_FIELD.match(rest)
                if following:
                    warnings.append("a comma between two fields is missing")
                elif rest:
                    warnings.append("text after the end of a field, left out")
                name = following[1].lower() if following else ""
                rest = rest[following.end() :] if following else ""
        return values, list(dict.fromkeys(warnings))

    def _read_value(self, raw: str) -> str:
        """Return the text of a value, such as `10 # "~" # jan`: its parts, joined."""
        return "".join(map(self._read_part, _split_concatenation(raw)))

    def _read_part(self, raw: str) -> str:
        """Return the text within braces or quotes, or the text that an abbreviation stands for.

        Any other text, such as a number or an unknown abbreviation, is returned as it is.
        """
        raw = raw.strip()
        if len(raw) > 1 and _CLOSING.get(raw[0]) == raw[-1]:
            return raw[1:-1]
        return self._strings.get(raw.lower(), raw)

    def _read_other(self, block: Block, line_number: int) -> ReaderItem:
        """Reject a block that seems to contain an unreadable entry; ignore any other.

        It seems so of a block that cannot be parsed and is no `@comment`, and of text between the
        blocks in which a title field occurs.
        """
        raw, number = block.raw or "", self._number
        if isinstance(block, ParsingFailedBlock) and not raw.lower().startswith("@comment"):
            error = block.error
            text = error.abort_reason if isinstance(error, BlockAbortedException) else str(error)
            reason = f"not readable as BibTeX ({' '.join(text.split()).rstrip('.')})"
        elif isinstance(block, ImplicitComment) and _TITLE_FIELD.search(raw):
            reason = "a title outside of any entry: is an “@” or a brace missing?"
        else:
            return Ignored(number, number)
        return Rejected(number, number, f"line {line_number}: {reason}", excerpt(raw))


def _split_first(raw: str) -> tuple[str, str]:
    """Split the text of a field into its value, and the rest after its closing brace or quote.

    The whole text is the value if it begins with neither brace nor quote, if what it begins with is
    never closed, or if a `#`, which joins another part to the value, follows.
    """
    if raw[:1] not in _CLOSING:
        return raw, ""
    end = next((mark.end() for mark in _find_outer_marks(raw) if mark[0] != "#"), len(raw))
    rest = raw[end:].lstrip()
    return (raw, "") if rest.startswith("#") else (raw[:end], rest)


def _split_concatenation(raw: str) -> Iterator[str]:
    """Split a value at each `#` outside of braces and quotes."""
    start = 0
    for mark in _find_outer_marks(raw):
        if mark[0] == "#":
            yield raw[start : mark.start()]
            start = mark.end()
    yield raw[start:]


def _find_outer_marks(raw: str) -> Iterator[re.Match[str]]:
    """Yield the closing braces, closing quotes and `#` after which no brace or quote is open."""
    depth, quoted = 0, False
    for mark in _MARK.finditer(raw):
        depth += (mark[0] == "{") - (mark[0] == "}")
        if mark[0] == '"' and depth == 0:
            quoted = not quoted
        if depth == 0 and not quoted:
            yield mark


FORMAT = Format("bibtex", _detect, _read, "entry")
