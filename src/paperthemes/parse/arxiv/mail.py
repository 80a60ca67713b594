r"""Listing mails of arXiv, one or several, as text or as a mailbox.

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

Before 2007 `Paper: cs/0401001` stands for `arXiv:2401.00001`. Replaced papers have no abstract in a
mail: they are kept with their titles alone, `announce_type` says why. The date of a replacement is
no date of publication and becomes `updated`.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from paperthemes.parse.arxiv.fields import (
    CROSS,
    DATE_LEFT,
    NEW,
    REPLACE,
    REPLACE_CROSS,
    Paper,
    day,
    names,
)
from paperthemes.parse.arxiv.mail_lines import Line, Outside, mail_lines
from paperthemes.parse.dump import Dump
from paperthemes.parse.format import (
    Format,
    Ignored,
    ParseWarning,
    ReaderItem,
    ReaderOptions,
    Rejected,
    excerpt,
)
from paperthemes.text.identifiers import find_arxiv_id

_MARK = "\\\\"
_ID = re.compile(r"(?:arXiv|Paper) ?(?:\(\*cross-listing\*\))?: ?(\S{1,40})(?=\s|$)")
_CROSS = "(*cross-listing*)"
_REPLACED = re.compile(r"replaced with revised version|(?:figures|part) added", re.IGNORECASE)
_FIELD = re.compile(
    r"(Date|From|Title|Authors?|Categories|Comments|Journal-ref|DOI|Report-no|Subj-class|MSC-class"
    r"|ACM-class|License|Proxy)(?: \(([^)]{1,40})\))?:"
)
_RULES = {"------------": "", "%-%-%-%-": CROSS, "%%--%%--": REPLACE, "%%%---%%%": NEW}
_CLOSING = re.compile(r"\\\\ ?\( ?(\S{1,200})")
_DIVIDER = re.compile(r"/\*.{0,80}\*/")  # a day in a listing of a week
_BLURB = ("Send any comments regarding submissions directly to submitter", "received from ")
_EXTRA = {
    "Categories": "categories",
    "Comments": "comments",
    "Journal-ref": "journal_ref",
    "Report-no": "report_no",
    "Subj-class": "subj_class",
    "MSC-class": "msc_class",
    "ACM-class": "acm_class",
    "License": "license",
    "note": "note",
}
CUT_OFF = "an entry without its last line, it may be cut off; it is kept"


def _recognises(dump: Dump) -> float:
    last, blurbs = "", set()
    for raw in dump.head_lines:
        line = raw.strip()
        if last == _MARK and _is_id(line):
            return 1
        blurbs |= {blurb for blurb in _BLURB if line.startswith(blurb)}
        last = line or last
    return 0.9 if len(blurbs) == len(_BLURB) else 0


def _read(dump: Dump, _: ReaderOptions) -> Iterator[ReaderItem]:
    mail = _Mail()
    for line in mail_lines(dump):
        yield from mail.take(line)
    yield from mail.end()


@dataclass
class _Entry:
    """The lines of an entry so far."""

    start: int
    end: int
    section: str
    header: list[str] = field(default_factory=list)
    abstract: list[str] | None = None
    url: str = ""

    def add(self, line: Line) -> None:
        """Take a line of either part."""
        (self.header if self.abstract is None else self.abstract).append(line.text)
        self.end = line.end


class _Mail:
    """Parts a mail into entries and what is between them."""

    def __init__(self) -> None:
        self._entry: _Entry | None = None
        self._mark: Line | None = None  # one within an abstract: TeX, or the next entry
        self._section = NEW
        self._outside = Outside()

    def take(self, line: Line) -> Iterator[ReaderItem]:
        """Take the next line, and yield what it ends."""
        text = line.text.strip()
        if text and self._mark:
            yield from self._decide(_is_id(text))
        rule = next((rule for rule in _RULES if text.startswith(rule)), None)
        if rule:
            yield from self.end()
            self._section = _RULES[rule] or self._section
        elif text == _MARK:
            yield from self._divide(line)
        elif self._entry:
            yield from self._add(line, text)
        elif _is_id(text):
            yield from self._open(line)
            yield from self._add(line, text)
        else:
            yield from self._outside.take(line)

    def end(self) -> Iterator[ReaderItem]:
        """Yield what a rule or the end of the dump ends."""
        yield from self._finish(closed=False)
        yield from self._outside.end()

    def _divide(self, line: Line) -> Iterator[ReaderItem]:
        """Take a mark: the beginning of an entry or of an abstract, or one within an abstract."""
        entry = self._entry
        if entry is None:
            yield from self._open(line)
        elif entry.abstract is not None:
            self._mark = line
        elif any(text.strip() for text in entry.header):
            if any(map(_DIVIDER.fullmatch, map(str.strip, entry.header))):
                yield from self._finish(closed=True)
            else:
                entry.abstract, entry.end = [], line.end
        else:
            yield from self._open(line)

    def _decide(self, opens: bool) -> Iterator[ReaderItem]:
        mark, self._mark = self._mark, None
        if mark and opens:
            yield from self._finish(closed=False)
            yield from self._open(mark)
        elif mark and self._entry:
            self._entry.add(mark)

    def _open(self, line: Line) -> Iterator[ReaderItem]:
        yield from self._outside.end()
        self._entry = _Entry(line.start, line.end, self._section)

    def _add(self, line: Line, text: str) -> Iterator[ReaderItem]:
        entry = self._entry
        if entry and (match := _CLOSING.match(text)):
            entry.url = match[1].rstrip(",)") if text.endswith(")") else ""
            entry.end = line.end
            yield from self._finish(closed=True)
        elif entry:
            entry.add(line)

    def _finish(self, closed: bool) -> Iterator[ReaderItem]:
        entry, self._entry, self._mark = self._entry, None, None
        if entry:
            yield from _finds(entry, closed)


def _is_id(text: str) -> bool:
    match = _ID.match(text)
    return bool(match and find_arxiv_id(match[1]))


def _finds(entry: _Entry, closed: bool) -> Iterator[ReaderItem]:
    told = [text.strip() for text in (*entry.header, *(entry.abstract or ())) if text.strip()]
    if all(map(_DIVIDER.fullmatch, told)):
        yield Ignored(entry.start, entry.end)
        return
    paper, date_left = _paper(entry)
    find = paper.find(entry.start, entry.end)
    if isinstance(find, Rejected):
        yield Rejected(entry.start, entry.end, find.reason, excerpt(" ".join(told)))
        return
    if date_left:
        yield ParseWarning(DATE_LEFT, entry.start)
    if not closed:
        yield ParseWarning(CUT_OFF, entry.start)
    yield find


def _paper(entry: _Entry) -> tuple[Paper, bool]:
    """Map the fields of an entry, and tell whether its date is left as it is."""
    said = _header(entry.header)
    replaced, crossed = "replaced" in said, "crossed" in said
    kind = entry.section
    if replaced:
        kind = REPLACE_CROSS if crossed else REPLACE
    elif crossed:
        kind = REPLACE_CROSS if kind == REPLACE else CROSS
    given = said.get("Date", "")
    extra = {key: said.get(name, "") for name, key in _EXTRA.items()}
    extra |= {
        "announce_type": kind,
        "submitter": said.get("From", "").split("<")[0],
        "updated": day(said.get("revised", "")) or day(said.get("replaced", "")),
        "date": "" if day(given) else given,
    }
    paper = Paper(
        said.get("Title", ""),
        " ".join(entry.abstract or ()),
        entry.url,
        said.get("id", ""),
        said.get("DOI", ""),
        day(given),
        names(said.get("Authors") or said.get("Author", "")),
        extra,
    )
    return paper, bool(given and not paper.published)


def _header(lines: list[str]) -> dict[str, str]:
    """Return the fields of a header; lines that go on are indented, or begin with no name."""
    said: dict[str, list[str]] = {}
    key = "note"
    for line in lines:
        text = line.strip()
        if (match := _FIELD.match(line)) and match[1] not in said:
            key = match[1]
            text = text[match.end() :]
        elif match and match[1] == "Date":
            key, text = "revised", text[match.end() :]
        elif (match := _ID.match(line)) and "id" not in said:
            said["id"] = [match[1]]
            if _CROSS in text:
                said["crossed"] = [""]
            continue
        elif match := _REPLACED.match(line):
            key, text = "replaced", text[match.end() :]
        said.setdefault(key, []).append(text)
    return {name: " ".join(texts).strip() for name, texts in said.items()}


FORMAT = Format("arxiv-mail", _recognises, _read)
