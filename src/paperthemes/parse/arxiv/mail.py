r"""arXiv's listing mails, one or several, as text or as a mailbox.

::

    Subject: cs daily 1 new + 1 crosses received
    ------------------------------------------------------------------------------
    \\
    arXiv:2401.00001
    Date: Mon, 1 Jan 2024 18:34:08 GMT   (243kb,D)

    Title: Sorting Apples by Colour and Size, and What Comes
      of It
    Authors: Ada Apple and Bo Pear
    Categories: cs.DS cs.LG
    \\
      We sort apples.
    \\ ( https://arxiv.org/abs/2401.00001 ,  243kb)
    %%--%%--%%--%%--%%--%%--%%--%%--%%--%%--%%--%%--%%--%%--%%--%%--%%--%%--%%--%%
    \\
    arXiv:2312.00002 (*cross-listing*)
    replaced with revised version Mon, 1 Jan 2024 18:05:58 GMT   (829kb,D)

    Title: Sorting Pears
    Authors: Bo Pear
    \\ ( https://arxiv.org/abs/2312.00002 ,  829kb)

Before 2007 an id is written `Paper: cs/0401001`. Mails contain no abstracts of replaced papers, so
these are kept with their titles alone. The date of a replacement is `updated`, not `published`.
"""

import quopri
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from paperthemes.parse.arxiv.paper import Paper, announce_type, parse_day, split_names
from paperthemes.parse.dump import Dump
from paperthemes.parse.format import Format, Ignored, ParseWarning, ReaderItem, Rejected, excerpt
from paperthemes.text.identifiers import find_arxiv_id

_ENCODING = re.compile(r"Content-Transfer-Encoding:\s*(\S{1,40})", re.IGNORECASE)
_ENVELOPE = re.compile(r"From \S{1,200} .{0,40}\d\d:\d\d")  # begins a mail in a mailbox
_MARK = "\\\\"  # the line above an entry, and also above its abstract
_ID = re.compile(r"(?:arXiv|Paper) ?(?:\(\*cross-listing\*\))?: ?(\S{1,40})(?=\s|$)")
_REPLACED = re.compile(r"replaced with revised version|(?:figures|part) added", re.IGNORECASE)
_FIELD = re.compile(
    r"(Date|From|Title|Authors?|Categories|Comments|Journal-ref|DOI|Report-no|Subj-class|MSC-class"
    r"|ACM-class|License|Proxy)(?: \(([^)]{1,40})\))?:"
)
# Beginnings of rules above sections, with the `announce_type` of the section ("" keeps the last).
_RULES = {"------------": "", "%-%-%-%-": "cross", "%%--%%--": "replace", "%%%---%%%": "new"}
_CLOSING = re.compile(r"\\\\ ?\( ?(\S{1,200})")
_DAY_HEADING = re.compile(r"/\*.{0,80}\*/")  # in the listing of a whole week
_BOILERPLATE = ("Send any comments regarding submissions directly to submitter", "received from ")
_MAIL_HEADER = re.compile(r">?From |[A-Za-z][\w-]{0,60}:(?:\s|$)")
_ENTRY_FIELDS = ("Title:", "Author:", "Authors:")
_MAX_REMARK = 200  # characters; longer paragraphs between entries look like content
_EXTRA = "Categories Comments Journal-ref Report-no Subj-class MSC-class ACM-class License note"


@dataclass(frozen=True, slots=True)
class _Line:
    """A line of a mail, with the numbers of the first and last line of the dump that it spans."""

    start: int
    end: int
    text: str


def _detect(dump: Dump) -> float:
    """Return 1 if an id is below a mark, 0.9 if all of `_BOILERPLATE` occurs instead, or 0."""
    previous, boilerplate = "", set()
    for line in filter(None, map(str.strip, dump.head_lines)):
        if previous == _MARK and _is_id(line):
            return 1.0
        boilerplate |= {text for text in _BOILERPLATE if line.startswith(text)}
        previous = line
    return 0.9 if len(boilerplate) == len(_BOILERPLATE) else 0.0


def _read(dump: Dump, _: object) -> Iterator[ReaderItem]:
    """Yield the items of all mails."""
    reader = _Reader()
    for line, following in _pair_with_following(_iter_mail_lines(dump)):
        yield from reader.add(line, following)
    yield from reader.end_section()


def _iter_mail_lines(dump: Dump) -> Iterator[_Line]:
    """Yield the lines of all mails in a dump; lines that quoted-printable broke are joined."""
    quoted = False  # the current mail is in quoted-printable
    parts: list[str] = []
    number = start = 0
    for number, raw in enumerate(dump.lines(), start=1):
        text = raw.rstrip()
        if match := _ENCODING.match(text):
            quoted = match[1].lower() == "quoted-printable"
        elif _ENVELOPE.match(text):
            quoted = False
        start = start if parts else number
        if quoted and text.endswith("="):
            parts.append(text[:-1])
            continue
        joined = "".join((*parts, text))
        parts = []
        yield _Line(start, number, _unquote(joined) if quoted and "=" in joined else joined)
    if parts:
        yield _Line(start, number, _unquote("".join(parts)))


def _unquote(text: str) -> str:
    """Decode quoted-printable text, which is UTF-8 or else Latin-1."""
    content = quopri.decodestring(text.encode("utf-8", "replace"))
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        return content.decode("latin-1")


def _pair_with_following(lines: Iterable[_Line]) -> Iterator[tuple[_Line, str]]:
    """Yield each line with the text of the next line that is not blank; `""` if there is none."""
    pending: list[_Line] = []
    for line in lines:
        if text := line.text.strip():
            yield from ((earlier, text) for earlier in pending)
            pending = []
        pending.append(line)
    yield from ((line, "") for line in pending)


@dataclass(slots=True)
class _Entry:
    """The lines of an entry that were read so far."""

    start: int
    end: int
    section: str  # `announce_type` of the section that the entry is in
    header: list[str] = field(default_factory=list)
    abstract: list[str] | None = None
    url: str = ""

    def add(self, line: _Line) -> None:
        """Add a line to the header or, once that has ended, to the abstract."""
        (self.header if self.abstract is None else self.abstract).append(line.text)
        self.end = line.end

    def ends_before(self, following: str) -> bool:
        """Return true if a mark, with the text `following` below it, begins another entry.

        It does so if the header of this one is still blank or, below an abstract, above an id.
        """
        if self.abstract is None:
            return not any(map(str.strip, self.header))
        return _is_id(following)


class _Reader:
    """Splitter of mails into entries and the paragraphs between them."""

    def __init__(self) -> None:
        self._entry: _Entry | None = None
        self._section = "new"
        self._paragraph: list[_Line] = []  # between entries

    def add(self, line: _Line, following: str) -> Iterator[ReaderItem]:
        """Add the next line, and yield the items that it completes."""
        entry, text = self._entry, line.text.strip()
        section = next((name for rule, name in _RULES.items() if text.startswith(rule)), None)
        if section is not None:
            yield from self.end_section()
            self._section = section or self._section
        elif text == _MARK and (entry is None or entry.ends_before(following)):
            yield from self._open_entry(line)
        elif entry is not None:
            yield from self._add_to_entry(entry, line, following)
        elif _is_id(text):
            yield from self._open_entry(line, line.text)
        elif text:
            self._paragraph.append(line)
        else:
            yield from self._end_paragraph()

    def end_section(self) -> Iterator[ReaderItem]:
        """End the entry and the paragraph, at a rule or the end of the dump."""
        yield from self._close_entry(complete=False)
        yield from self._end_paragraph()

    def _end_paragraph(self) -> Iterator[ReaderItem]:
        """Yield the paragraph if it looks like content; mail headers and remarks do not."""
        lines, self._paragraph = self._paragraph, []
        text = " ".join(line.text for line in lines)
        is_long = sum(len(line.text) for line in lines) > _MAX_REMARK
        if text.startswith(_ENTRY_FIELDS) or (is_long and not _MAIL_HEADER.match(text)):
            yield Rejected(lines[0].start, lines[-1].end, "text outside of an entry", excerpt(text))

    def _open_entry(self, line: _Line, *header: str) -> Iterator[ReaderItem]:
        """Begin an entry at a line; `header` is its text if it is not a mark but an id."""
        yield from self.end_section()
        self._entry = _Entry(line.start, line.end, self._section, [*header])

    def _add_to_entry(self, entry: _Entry, line: _Line, following: str) -> Iterator[ReaderItem]:
        """Add a line to the entry, or end it: at its last line, or a mark below a day's heading."""
        text = line.text.strip()
        if match := _CLOSING.match(text):
            entry.url = match[1].rstrip(",)") if text.endswith(")") else ""
            entry.end = line.end
            yield from self._close_entry(complete=True)
        elif text != _MARK or (entry.abstract is not None and following):
            entry.add(line)
        elif any(_DAY_HEADING.fullmatch(text.strip()) for text in entry.header):
            yield from self._close_entry(complete=True)
        elif entry.abstract is None:
            entry.abstract, entry.end = [], line.end

    def _close_entry(self, *, complete: bool) -> Iterator[ReaderItem]:
        """Yield the items of the current entry, if there is one."""
        entry, self._entry = self._entry, None
        if entry:
            yield from _read_entry(entry, complete=complete)


def _is_id(text: str) -> bool:
    """Return true if a line begins with `arXiv:` or `Paper:` and an arXiv id."""
    match = _ID.match(text)
    return bool(match and find_arxiv_id(match[1]))


def _read_entry(entry: _Entry, *, complete: bool) -> Iterator[ReaderItem]:
    """Yield the items of an entry, which is `complete` if the line that closes it was read."""
    lines = [text for line in (*entry.header, *(entry.abstract or ())) if (text := line.strip())]
    if all(map(_DAY_HEADING.fullmatch, lines)):
        yield Ignored(entry.start, entry.end)
        return
    fields = _parse_header(entry.header)
    record = _to_paper(entry, fields).to_record(entry.start, entry.end)
    if isinstance(record, Rejected):
        yield Rejected(entry.start, entry.end, record.reason, excerpt(" ".join(lines)))
        return
    if fields.get("Date") and not record.published:
        yield ParseWarning("date not understood, kept in the field extra", entry.start)
    if not complete:
        warning = "an entry without its last line, kept although it may be cut off"
        yield ParseWarning(warning, entry.start)
    yield record


def _to_paper(entry: _Entry, fields: dict[str, str]) -> Paper:
    """Return the paper of an entry, whose header has the `fields` of `_parse_header`."""
    date, replaced, crossed = fields.get("Date", ""), "replaced" in fields, "crossed" in fields
    published = parse_day(date)
    announcement = entry.section
    if replaced or crossed:
        replaced |= announcement == "replace"
        announcement = announce_type(replaced=replaced, crossed=crossed)
    extra = {name.lower().replace("-", "_"): fields.get(name, "") for name in _EXTRA.split()}
    extra |= {
        "announce_type": announcement,
        "submitter": fields.get("From", "").split("<")[0],
        "updated": parse_day(fields.get("revised", "")) or parse_day(fields.get("replaced", "")),
        "date": "" if published else date,
    }
    return Paper(
        title=fields.get("Title", ""),
        abstract=" ".join(entry.abstract or ()),
        url=entry.url,
        arxiv_id=fields.get("id", ""),
        doi=fields.get("DOI", ""),
        published=published,
        authors=split_names(fields.get("Authors") or fields.get("Author", "")),
        extra=extra,
    )


def _parse_header(lines: list[str]) -> dict[str, str]:
    """Return the fields of a header by name; a line without a name continues the field above it.

    Five names are not from the mail: `id`, `revised` (all dates but the first), `note` (the lines
    above all fields), and two that are signs by being there: `crossed`, always empty, in a
    cross-listing; and `replaced`, with a date or empty, in a replacement.
    """
    fields: dict[str, list[str]] = {}
    name = "note"
    for line in lines:
        text = line.strip()
        if (match := _FIELD.match(line)) and match[1] not in fields:
            name, text = match[1], text[match.end() :]
        elif match and match[1] == "Date":
            name, text = "revised", text[match.end() :]
        elif (match := _ID.match(line)) and "id" not in fields:
            fields["id"] = [match[1]]
            if "(*cross-listing*)" in text:
                fields["crossed"] = []
            continue
        elif match := _REPLACED.match(line):
            name, text = "replaced", text[match.end() :]
        fields.setdefault(name, []).append(text)
    return {name: " ".join(texts).strip() for name, texts in fields.items()}


FORMAT = Format("arxiv-mail", _detect, _read)
