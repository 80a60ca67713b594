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

Every entry with a title is a record, whatever its type (which goes into `extra`); LaTeX becomes
Unicode, maths stays. An entry without a title, and one that bibtexparser cannot read, is rejected;
`@string`, `@comment`, `@preamble` and text between the entries are boilerplate. Entries may share a
line, so it is blocks that are counted.
"""

import logging
import re
from collections.abc import Iterable, Iterator

from bibtexparser.exceptions import BlockAbortedException
from bibtexparser.model import Block, Entry, ImplicitComment, ParsingFailedBlock, String
from bibtexparser.splitter import Splitter

from paperthemes.parse.dump import Dump
from paperthemes.parse.format import (
    Format,
    Ignored,
    ParseWarning,
    ReaderItem,
    ReaderOptions,
    Record,
    Rejected,
    excerpt,
)
from paperthemes.parse.references.bibtex_entry import Reference
from paperthemes.parse.references.bibtex_values import Values

logging.getLogger("bibtexparser").setLevel(logging.ERROR)  # what it warns of is in the report

_BLOCK = re.compile(r"\s*@\w*[ \t]*[{(]")
_TYPES = (
    "article|book|booklet|collection|conference|data|dataset|electronic|inbook|incollection|"
    "inproceedings|manual|mastersthesis|misc|mvbook|online|patent|periodical|phdthesis|preprint|"
    "proceedings|reference|report|software|suppbook|techreport|thesis|unpublished|webpage|www|"
    "comment|preamble|string"
)
_KNOWN_BLOCK = re.compile(rf"\s*@(?:{_TYPES})[ \t]*[{{(]", re.IGNORECASE)
_TITLE_FIELD = re.compile(r"\btitle\s?=\s?[{\"]", re.IGNORECASE)


def _recognises(dump: Dump) -> float:
    """Look for an entry; surely BibTeX is what begins with one, or with a comment in TeX."""
    if not any("@" in line and _KNOWN_BLOCK.match(line) for line in dump.head_lines):
        return 0.0
    first = next(line for line in dump.head_lines if line.strip())
    return 0.95 if _BLOCK.match(first) or first.lstrip().startswith("%") else 0.6


def _read(dump: Dump, _: ReaderOptions) -> Iterator[ReaderItem]:
    reader = _Reader()
    for line, text in _pieces(dump.lines()):
        yield from reader.finds(line, text)


def _pieces(lines: Iterable[str]) -> Iterator[tuple[int, str]]:
    """Yield the dump in pieces, each with its first line.

    It is cut before each line that begins a block: there bibtexparser too starts afresh, whatever
    is open.
    """
    start, kept = 1, list[str]()
    for number, line in enumerate(lines, start=1):
        if kept and "@" in line and _BLOCK.match(line):
            yield start, "\n".join(kept)
            start, kept = number, []
        kept.append(line)
    if kept:
        yield start, "\n".join(kept)


class _Reader:
    """Turns blocks into finds; remembers abbreviations and keys."""

    def __init__(self) -> None:
        self._number = 0
        self._values = Values()
        self._keys: set[str] = set()

    def finds(self, line: int, text: str) -> Iterator[ReaderItem]:
        """Read what begins at `line`."""
        failed = False
        for block in Splitter(text).split().blocks:
            if failed and isinstance(block, ImplicitComment):
                continue  # the rest of an entry that is rejected already
            self._number += 1
            place = line + (block.start_line or 0)
            known = block.ignore_error_block if isinstance(block, ParsingFailedBlock) else block
            failed = known is None
            if isinstance(known, Entry):
                yield from self._entry(known, place)
            elif isinstance(known, String):
                self._values.abbreviate(known.key, known.value)
                yield Ignored(self._number, self._number)
            else:
                yield self._other(block, place)

    def _entry(self, entry: Entry, line: int) -> Iterator[ReaderItem]:
        number = self._number
        values, doubts = self._values.of(entry.fields)
        reference = Reference(entry.entry_type, entry.key, values)
        for doubt in (*doubts, *self._same_key(entry), *reference.doubts):
            yield ParseWarning(doubt, number)
        if not reference.title:
            reason = f"line {line}: @{entry.entry_type} without a title"
            yield Rejected(number, number, reason, excerpt(entry.raw or ""))
            return
        yield Record(
            number,
            number,
            reference.title,
            reference.abstract,
            url=reference.url,
            arxiv_id=reference.arxiv_id,
            doi=reference.doi,
            ids=reference.ids,
            published=reference.published,
            authors=reference.authors,
            extra=reference.extra,
        )

    def _same_key(self, entry: Entry) -> Iterator[str]:
        if entry.key and entry.key in self._keys:
            yield "the same key as an earlier entry, both are kept"
        self._keys.add(entry.key)

    def _other(self, block: Block, line: int) -> ReaderItem:
        raw = block.raw or ""
        reason = None
        if isinstance(block, ParsingFailedBlock) and not raw.lower().startswith("@comment"):
            reason = f"not readable as BibTeX ({_said(block.error)})"
        elif isinstance(block, ImplicitComment) and _TITLE_FIELD.search(raw):
            reason = "a title outside of any entry: is an “@” or a brace missing?"
        if reason is None:
            return Ignored(self._number, self._number)
        return Rejected(self._number, self._number, f"line {line}: {reason}", excerpt(raw))


def _said(error: Exception) -> str:
    said = error.abort_reason if isinstance(error, BlockAbortedException) else str(error)
    return " ".join(said.split()).rstrip(".")


FORMAT = Format("bibtex", _recognises, _read, "entry")
