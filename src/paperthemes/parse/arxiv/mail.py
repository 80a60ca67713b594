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
from itertools import pairwise

from paperthemes.parse.arxiv.mail_header import begins_with_id, parse_header
from paperthemes.parse.arxiv.paper import Paper, name_announce_type, parse_day
from paperthemes.parse.authors import split_authors
from paperthemes.parse.cleaning import join_lines
from paperthemes.parse.dump import Dump
from paperthemes.parse.format import Format, Ignored, ParseWarning, ReaderItem, Rejected, excerpt
from paperthemes.parse.limits import MAX_RECORD_LENGTH, TOO_LONG

# The encoding of a mail, or the line with which the next one begins in a mailbox.
_ENCODING = re.compile(
    r"Content-Transfer-Encoding:\s*(\S{1,40})|From \S{1,200} .{0,40}\d\d:\d\d", re.IGNORECASE
)
_BACKSLASHES = "\\\\"  # the line above an entry, and also above its abstract
# Beginnings of rules (lines of dashes and the like) above sections, with the `announce_type` of the
# section; "" keeps that of the section above.
_RULES = {"-" * 12: "", "%-" * 6: "cross", "%%--" * 3: "replace", "%%%---" * 2: "new"}
_ENTRY_END = re.compile(rf"$|\\\\|{'|'.join(_RULES)}")  # below the last line of an entry
_CLOSING = re.compile(r"\\\\ ?\( ?(\S{1,200})")
_DAY_HEADING = re.compile(r"/\*.{0,80}\*/")  # in the listing of a whole week
_BOILERPLATE = ("Send any comments regarding submissions directly to submitter", "received from ")
_MAIL_HEADER = re.compile(r">?From |[A-Za-z][\w-]{0,60}:(?:\s|$)")
_ENTRY_FIELDS = ("Title:", "Author:", "Authors:")
_MAX_REMARK = 200  # characters; longer paragraphs between entries look like content
_EXTRA = "Categories Comments Journal-ref Report-no Subj-class MSC-class ACM-class License note"


@dataclass(frozen=True, slots=True)
class _Line:
    """A line of a mail, which may span several lines of the dump: `start` to `end`, from 1."""

    start: int
    end: int
    text: str


def _detect(dump: Dump) -> float:
    r"""Return the confidence that a dump has arXiv's listing mails.

    Only the beginning of the dump counts. The confidence is 1 if the next line that is not blank
    after a line `\\` begins with an arXiv id. Otherwise it is 0.9 if each text of `_BOILERPLATE`
    begins a line, and 0 if not.
    """
    lines = [*filter(None, map(str.strip, dump.head_lines))]
    if any(line == _BACKSLASHES and begins_with_id(below) for line, below in pairwise(lines)):
        return 1.0
    has_boilerplate = all(any(line.startswith(text) for line in lines) for text in _BOILERPLATE)
    return 0.9 if has_boilerplate else 0.0


def _read(dump: Dump, _: object) -> Iterator[ReaderItem]:
    """Yield the records, rejections, ignored places and warnings of all mails in a dump."""
    entry: _Entry | None = None  # `None` between entries
    section = "new"  # the `announce_type` of the entries below
    paragraph: list[_Line] = []  # the lines so far of a paragraph between entries
    for line, text_below in _pair_with_text_below(_iter_mail_lines(dump)):
        text = line.text.strip()
        rule = _RULES.get(text[:12])
        is_start = entry.ends_before(text, text_below) if entry else _begins_entry(text)
        if rule is not None or is_start:
            yield from _finish(entry, paragraph)
            entry, paragraph = None, []
            section = rule or section
            if rule is None:
                entry = _Entry(line.start, line.end, section, [line.text] * (text != _BACKSLASHES))
        elif entry:
            entry.add(line, text_below)
            if entry.is_complete:
                yield from _read_entry(entry)
                entry = None
        elif text:
            paragraph.append(line)
        else:
            yield from _finish(None, paragraph)
            paragraph = []
    yield from _finish(entry, paragraph)


def _iter_mail_lines(dump: Dump) -> Iterator[_Line]:
    """Yield the lines of all mails in a dump, without white space at their ends.

    Quoted-printable is decoded; its long lines, which a "=" at the end breaks, are joined again.
    """
    is_quoted = False  # the current mail is in quoted-printable
    broken_lines: list[str] = []  # the beginning of a line that is not complete yet
    number = start = 0
    for number, raw in enumerate(dump.lines(), start=1):
        text = raw.rstrip()
        if match := _ENCODING.match(text):
            is_quoted = (match[1] or "").lower() == "quoted-printable"
        start = start if broken_lines else number  # first line of the dump in the joined line
        if is_quoted and text.endswith("="):
            broken_lines.append(text[:-1])
            continue
        joined = "".join((*broken_lines, text))
        broken_lines = []
        yield _Line(start, number, _unquote(joined) if is_quoted and "=" in joined else joined)
    if broken_lines:
        yield _Line(start, number, _unquote("".join(broken_lines)))


def _unquote(text: str) -> str:
    """Decode quoted-printable text, such as `M=C3=BCller`; its bytes are UTF-8 or else Latin-1."""
    content = quopri.decodestring(text.encode("utf-8", "replace"))
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        return content.decode("latin-1")


def _pair_with_text_below(lines: Iterable[_Line]) -> Iterator[tuple[_Line, str]]:
    """Yield each line with the stripped text of the next line that is not blank, or with `""`."""
    pending: list[_Line] = []  # a line and the blank lines below it, which have the same text below
    for line in lines:
        if text := line.text.strip():
            yield from ((earlier, text) for earlier in pending)
            pending = []
        pending.append(line)
    yield from ((line, "") for line in pending)


@dataclass(slots=True)
class _Entry:
    """The lines of an entry (the text about one paper) that were read so far."""

    start: int
    end: int
    section: str  # `announce_type` of the section that the entry is in
    header: list[str] = field(default_factory=list)  # from the id to the categories
    abstract: list[str] | None = None  # `None` until the header has ended
    url: str = ""
    is_complete: bool = False  # the line that closes the entry was read
    length: int = 0  # characters of the lines; beyond `MAX_RECORD_LENGTH`, lines are not kept

    def add(self, line: _Line, text_below: str) -> None:
        r"""Add a line to the header or, once that has ended, to the abstract.

        The first `\\` ends the header, or the entry if its header has the heading of a day. A later
        `\\` is added to the abstract, but ends the entry if a rule, or nothing, is below. The usual
        end is `\\ ( <address> …)`.
        """
        self.end = line.end
        self.length += len(line.text)
        text = line.text.strip()
        if match := _CLOSING.match(text):
            # Without its ")" the line is cut off, perhaps within the address.
            self.url = match[1].rstrip(",)") if text.endswith(")") else ""
            self.is_complete = True
        elif text == _BACKSLASHES and self.abstract is None:
            self.abstract = []
            self.is_complete = any(_DAY_HEADING.fullmatch(text.strip()) for text in self.header)
        elif text == _BACKSLASHES and _ENTRY_END.match(text_below):
            self.is_complete = True
        elif self.length <= MAX_RECORD_LENGTH:
            (self.header if self.abstract is None else self.abstract).append(line.text)

    def ends_before(self, text: str, text_below: str) -> bool:
        r"""Return true if a line `\\` above `text_below` begins the next entry.

        A `\\` in the header begins the abstract. But if the header is still blank, this `\\` is the
        beginning of an entry, and the one above it was not. A `\\` in the abstract belongs to the
        abstract, unless an id is below.
        """
        if text != _BACKSLASHES:
            return False
        if self.abstract is None:
            return not any(map(str.strip, self.header))  # true if all lines are blank
        return begins_with_id(text_below)


def _begins_entry(text: str) -> bool:
    r"""Return true if a line between entries is `\\`, or an id without that line above it."""
    return text == _BACKSLASHES or begins_with_id(text)


def _finish(entry: _Entry | None, paragraph: list[_Line]) -> Iterator[ReaderItem]:
    """Yield the items of an entry that has no end, or of a paragraph between entries.

    The paragraph is rejected if it looks like a part of an entry: if it begins with a field of an
    entry, or if it is long and no header of a mail.
    """
    if entry:
        yield from _read_entry(entry)
    text = " ".join(line.text for line in paragraph)
    is_long = sum(len(line.text) for line in paragraph) > _MAX_REMARK
    if text.startswith(_ENTRY_FIELDS) or (is_long and not _MAIL_HEADER.match(text)):
        start, end = paragraph[0].start, paragraph[-1].end
        yield Rejected(start, end, "text outside of an entry", excerpt(text))


def _read_entry(entry: _Entry) -> Iterator[ReaderItem]:
    """Yield the record of an entry after warnings about it, or its rejection if it has no title.

    An entry that is blank or just headings of days (`/* Mon, 1 Jan 2024 */`) is yielded as ignored.
    If the entry is not complete, a record has a warning. An entry that is too long is rejected.
    """
    if entry.length > MAX_RECORD_LENGTH:
        yield Rejected(entry.start, entry.end, TOO_LONG, excerpt(" ".join(entry.header[:20])))
        return
    lines = [text for line in (*entry.header, *(entry.abstract or ())) if (text := line.strip())]
    if all(map(_DAY_HEADING.fullmatch, lines)):
        yield Ignored(entry.start, entry.end)
        return
    fields = parse_header(entry.header)
    record = _to_paper(entry, fields).to_record(entry.start, entry.end)
    if isinstance(record, Rejected):  # the excerpt shall show the whole entry
        yield Rejected(entry.start, entry.end, record.reason, excerpt(" ".join(lines)))
        return
    if fields.get("Date") and not record.published:
        yield ParseWarning("date not understood, kept in the field extra", entry.start)
    if not entry.is_complete:
        warning = "an entry without its last line, kept although it may be cut off"
        yield ParseWarning(warning, entry.start)
    yield record


def _to_paper(entry: _Entry, fields: dict[str, str]) -> Paper:
    """Return the paper of an entry, given the fields that `parse_header` found in its header.

    The type of the announcement is that of the section in which the entry is, unless the header
    shows that the paper is a replacement or a cross-listing.
    """
    date = fields.get("Date", "")
    published = parse_day(date)
    announce_type = entry.section
    is_replacement, is_cross = "replaced" in fields, "crossed" in fields
    if is_replacement or is_cross:
        is_replacement |= announce_type == "replace"  # a cross-listing in that section is both
        announce_type = name_announce_type(is_replacement=is_replacement, is_cross=is_cross)
    extra = {name.lower().replace("-", "_"): fields.get(name, "") for name in _EXTRA.split()}
    extra |= {
        "announce_type": announce_type,
        "submitter": fields.get("From", "").split("<")[0],  # without the e-mail address
        "updated": parse_day(fields.get("revised", "")) or parse_day(fields.get("replaced", "")),
        "date": "" if published else date,
    }
    return Paper(
        title=fields.get("Title", ""),
        abstract=join_lines(entry.abstract or ()),
        url=entry.url,
        arxiv_id=fields.get("id", ""),
        doi=fields.get("DOI", ""),
        published=published,
        authors=split_authors(fields.get("Authors") or fields.get("Author", ""), "affiliations"),
        extra=extra,
    )


FORMAT = Format("arxiv-mail", _detect, _read)
