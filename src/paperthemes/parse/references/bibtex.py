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
commas, keys, braces and quotes may be missing::

    month = 10 # "~" # jan           title = {Sorting}        @article{title = {Sorting},
                                     year  = 2024,              abstract = {We sort.
"""

import logging
import re
from collections.abc import Iterable, Iterator

from bibtexparser.exceptions import BlockAbortedException
from bibtexparser.model import Block, Entry, ImplicitComment, ParsingFailedBlock, String
from bibtexparser.splitter import Splitter

from paperthemes.parse.dump import Dump
from paperthemes.parse.format import Format, Ignored, ReaderItem, Rejected, excerpt
from paperthemes.parse.limits import MAX_RECORD_LENGTH, TOO_LONG
from paperthemes.parse.references.bibtex_entry import RULES, Reference
from paperthemes.parse.references.bibtex_mending import mend
from paperthemes.parse.references.bibtex_parents import resolve_parents

logging.getLogger("bibtexparser").setLevel(logging.ERROR)  # the parse report has its warnings

_BLOCK_START = re.compile(r"\s*@\w*[ \t]*[{(]")
# Detection requires a known type, because "@word{" also occurs in other texts.
_KNOWN_BLOCK_START = re.compile(
    rf"\s*@(?:{'|'.join(RULES['types'].split())})[ \t]*[{{(]", re.IGNORECASE
)
_BRACE_QUOTE_OR_HASH = re.compile(r'(?<!\\)[{}"#]')
_CLOSING_BY_OPENING = {"{": "}", '"': '"'}
# A field where the citation key, or a comma after it, should be, as in `@misc{title = {Apples}}`.
_NO_KEY = re.compile(
    r"@(?!string)\w+[ \t]*[{(]\s*(?:[^\s,={}\"]+\s+)?(?=[A-Za-z][\w-]*\s*=)", re.IGNORECASE
)
_NO_COMMA = re.compile(r"[}\"\d]\s{1,99}[A-Za-z][\w-]{0,40}\s{0,9}=\s{0,9}[{\"\d]")
_FIELD = re.compile(r"(?:\A[\s}]{0,99}|[,{]\s{0,99})[A-Za-z][\w-]{0,40}\s{0,9}=\s{0,9}[{\"\d]")
_MAX_EXPANSION = 1_000_000  # characters that abbreviations may give to an entry, or all `@string`
_MENDED = "a brace, quote or comma is missing or one too many, mended: check the texts"


def _detect(dump: Dump) -> float:
    """Return the confidence that a dump is BibTeX: 0.95, 0.6 or 0.

    It is 0 if no line at the beginning of the dump starts a block of a known type, such as
    `@article{`. If one does, it is 0.95 if the first line that is not blank starts a block or is a
    TeX comment, and 0.6 if other text comes first.
    """
    # Looking for "@" first is faster than trying the pattern on each line.
    if not any("@" in line and _KNOWN_BLOCK_START.match(line) for line in dump.head_lines):
        return 0.0
    first_line = next(line for line in dump.head_lines if line.strip())
    return 0.95 if _BLOCK_START.match(first_line) or first_line.lstrip().startswith("%") else 0.6


def _read(dump: Dump, _: object) -> Iterator[ReaderItem]:
    """Yield the records, rejections, warnings and ignored places of a BibTeX dump.

    The second argument, the options of a reader, is not used: BibTeX needs none.
    """
    reader = _Reader()
    pieces = _split_at_blocks(dump.lines())
    yield from resolve_parents(item for piece in pieces for item in reader.read_piece(*piece))


def _split_at_blocks(lines: Iterable[str]) -> Iterator[tuple[int, str]]:
    """Split a dump into pieces; yield the number of the first line, from 1, and the text of each.

    A new piece begins at each line that begins a block, such as `@article{`. No block is torn by
    this, because bibtexparser, too, starts a new block there even if a brace is still open.
    """
    first_line_number, piece_lines, length = 1, list[str](), 0
    for number, line in enumerate(lines, start=1):
        # Looking for "@" first is faster than trying the pattern on each line.
        if piece_lines and "@" in line and _BLOCK_START.match(line):
            yield first_line_number, "\n".join(piece_lines)
            first_line_number, piece_lines, length = number, [], 0
        if length <= MAX_RECORD_LENGTH:  # a longer piece is rejected
            piece_lines.append(line)
        length += len(line) + 1
    if piece_lines:
        yield first_line_number, "\n".join(piece_lines)


class _ExpansionError(Exception):
    """Raised when abbreviations of abbreviations give a text that is too long."""


class _Reader:
    """Reader of the pieces of one dump; it remembers their abbreviations and citation keys."""

    def __init__(self) -> None:
        self._block_number = 0  # of the current block, counted from 1 in the whole dump
        # Texts that `@string` defines; the abbreviations are in lower case.
        self._text_by_abbreviation: dict[str, str] = {}
        self._known_keys: set[str] = set()  # citation keys of the entries so far
        # Characters that abbreviations gave to the current block, and to all `@string` before.
        self._expanded = self._expanded_strings = 0

    def read_piece(self, first_line_number: int, piece: str) -> Iterator[ReaderItem | Reference]:
        """Yield the entries, rejections and ignored places of a piece of the dump.

        A piece is the text of one or more blocks, such as `@article{...}`. `first_line_number` is
        the number of its first line in the dump.
        """
        if len(piece) > MAX_RECORD_LENGTH:
            self._block_number += 1
            yield self._reject(first_line_number, TOO_LONG, piece)
            return
        blocks, is_mended = _split_into_blocks(piece)
        is_after_broken = False  # the previous block could not be read
        for block in blocks:
            if is_after_broken and isinstance(block, ImplicitComment):
                continue  # the rest of the block before, which could not be read
            self._block_number += 1
            # A block that fails only because it repeats a key or a field has its content here.
            content = block.ignore_error_block if isinstance(block, ParsingFailedBlock) else block
            is_after_broken = content is None
            # `start_line` counts from 0, within the piece.
            line_number = first_line_number + (block.start_line or 0)
            try:
                if isinstance(content, Entry):
                    self._expanded = 0
                    yield self._read_entry(content, line_number, [_MENDED] * is_mended)
                elif isinstance(content, String):
                    self._read_string(content)
                    yield Ignored(self._block_number, self._block_number)
                else:
                    yield self._read_other(block, line_number)
            except _ExpansionError as error:
                yield self._reject(line_number, str(error), block.raw or "")

    def _read_entry(self, entry: Entry, line_number: int, warnings: list[str]) -> Reference:
        """Return an entry whose first line in the dump has the given number.

        If a field occurs more than once, its value is the first that is not blank. Warnings about
        this, and about the key, are added to `warnings`.
        """
        values: dict[str, str] = {}  # by the name of the field in lower case
        for field in entry.fields:
            name = field.key.lower()
            if name in values:
                warnings.append("a field occurs twice, the first is used")
            if not values.get(name, "").strip():
                values[name] = self._read_value(str(field.value))
        if entry.key and entry.key in self._known_keys:
            warnings.append("the same key as an earlier entry, both are kept")
        self._known_keys.add(entry.key)
        number, type_ = self._block_number, entry.entry_type.strip().lower()
        reason = f"line {line_number}: @{type_} without a title"
        rejection = Rejected(number, number, reason, excerpt(entry.raw or ""))
        return Reference(
            entry_type=type_, key=entry.key, raw=values, warnings=warnings, rejection=rejection
        )

    def _read_string(self, block: String) -> None:
        """Remember the text of an abbreviation, or `""` if `_ExpansionError` is raised."""
        abbreviation = block.key.lower()
        self._text_by_abbreviation[abbreviation] = ""
        self._expanded = self._expanded_strings
        self._text_by_abbreviation[abbreviation] = self._read_value(block.value)
        self._expanded_strings = self._expanded

    def _read_value(self, raw_value: str) -> str:
        """Return the text of a value: `10~jan` for `10 # "~" # jan`, whose parts are joined."""
        parts = _split_into_parts(raw_value) if "#" in raw_value else [raw_value]
        return "".join(map(self._read_part, parts))

    def _read_part(self, part: str) -> str:
        """Return the text of one part of a value.

        It is the text within the braces or quotes (`Sorting` for `{Sorting}`), or the text that
        `@string` gave to an abbreviation. Any other part, such as a number or an unknown
        abbreviation, is returned as it is, without white space around it.

        Raises
        ------
        _ExpansionError
            If the entry, or all `@string`, get more than `_MAX_EXPANSION` characters from such
            parts.
        """
        part = part.strip()
        if len(part) > 1 and _CLOSING_BY_OPENING.get(part[0]) == part[-1]:
            return part[1:-1]
        text = self._text_by_abbreviation.get(part.lower(), part)
        self._expanded += len(text)
        if self._expanded > _MAX_EXPANSION:
            raise _ExpansionError(f"its abbreviations give more than {_MAX_EXPANSION:,} characters")
        return text

    def _read_other(self, block: Block, line_number: int) -> ReaderItem:
        """Return a rejection for a block that may be an unreadable entry; else an ignored place.

        Two kinds of blocks may be one: a block that bibtexparser cannot parse, unless it is an
        `@comment`; and text between the entries that has fields. `line_number` is the number of the
        block's first line in the dump.
        """
        raw, number = block.raw or "", self._block_number
        if isinstance(block, ParsingFailedBlock) and not raw.lower().startswith("@comment"):
            error = block.error
            cause = error.abort_reason if isinstance(error, BlockAbortedException) else str(error)
            reason = f"not readable as BibTeX ({' '.join(cause.split()).rstrip('.')})"
        elif isinstance(block, ImplicitComment) and _is_broken(block):
            reason = "fields outside of any entry: is an “@” missing, or a brace one too many?"
        else:
            return Ignored(number, number)
        return self._reject(line_number, reason, raw)

    def _reject(self, line_number: int, reason: str, raw: str) -> Rejected:
        """Return a rejection for the current block, whose first line has the given number."""
        number = self._block_number
        return Rejected(number, number, f"line {line_number}: {reason}", excerpt(raw))


def _split_into_blocks(piece: str) -> tuple[list[Block], bool]:
    """Return the blocks of a piece, and whether its braces, quotes or commas had to be mended."""
    piece = _NO_KEY.sub(r"\g<0>,", piece)
    blocks = Splitter(piece).split().blocks
    if any(map(_is_doubtful, blocks)) and (mended := mend(piece)) != piece.rstrip():
        mended_blocks = Splitter(mended).split().blocks
        broken_count = sum(map(_is_broken, mended_blocks))
        if broken_count == 0 or broken_count < sum(map(_is_broken, blocks)):
            return mended_blocks, True
    return blocks, False


def _is_broken(block: Block) -> bool:
    """Return whether a block could not be read, or is a field outside of any entry."""
    if isinstance(block, ParsingFailedBlock):
        return block.ignore_error_block is None
    return isinstance(block, ImplicitComment) and bool(_FIELD.search(block.comment))


def _is_doubtful(block: Block) -> bool:
    """Return whether a block is broken, has quotes in a value between quotes, or lacks a comma."""
    return _is_broken(block) or (
        isinstance(block, Entry)
        and any(
            _has_inner_quotes(field.value) or _lacks_comma(field.value) for field in block.fields
        )
    )


def _lacks_comma(value: str) -> bool:
    """Return whether another field follows after the end of a value."""
    found = _NO_COMMA.search(value)
    if found is None or value[0] not in _CLOSING_BY_OPENING:
        return found is not None
    depth = 0  # the number of open braces
    for match in _BRACE_QUOTE_OR_HASH.finditer(value):
        depth += (match[0] == "{") - (match[0] == "}")
        if depth == 0 and match.start() and match[0] == _CLOSING_BY_OPENING[value[0]]:
            return _NO_COMMA.match(value, match.start()) is not None
    return False


def _has_inner_quotes(value: str) -> bool:
    r"""Return whether a value between quotes may have more of them, apart from `{"}` and `\"`."""
    quote_count = value.count('"') if value[:1] == '"' else 0
    # 2 for those around the value; others are counted only now, because they are rare
    return quote_count > 2 and quote_count - value.count('\\"') - value.count('{"}') > 2


def _split_into_parts(raw_value: str) -> Iterator[str]:
    """Split a value, such as `10 # "~" # jan`, at each `#` outside of braces and quotes."""
    start, depth, is_quoted = 0, 0, False  # `depth` is the number of open braces
    for match in _BRACE_QUOTE_OR_HASH.finditer(raw_value):
        depth += (match[0] == "{") - (match[0] == "}")
        if match[0] == '"' and depth == 0:  # within braces it is an ordinary character
            is_quoted = not is_quoted
        elif match[0] == "#" and depth == 0 and not is_quoted:
            yield raw_value[start : match.start()]
            start = match.end()
    yield raw_value[start:]


FORMAT = Format("bibtex", _detect, _read, "entry")
