"""arXiv's listings and search results as text: copied in a browser, or saved by a text browser.

The examples are `/list/cs.CV/new`, `/list/cs.CV/recent` as lynx saves it, and a search result::

    Showing new listings for Thursday, 30 May 2024
    Cross submissions (showing 12 of 12 entries)
    [1] arXiv:2405.00001 (cross-list from cs.LG) [pdf, html, other]
    Title: Sorting Apples by Ear
    Ada Li, Bo Ek
    Comments: 9 pages
    Subjects: Computer Vision and Pattern Recognition (cs.CV); Machine Learning (cs.LG)
    We sort apples.

       [1] [12]arXiv:2405.00001 [[13]pdf, [14]html, [15]other]
           Title: Sorting Apples by Ear, by Colour and by the Way That
           They Roll
           [16]Ada Li, [17]Bo Ek

    1. arXiv:2405.00001 [pdf, html, other] cs.CV
    Sorting Apples by Ear
    Authors: Ada Li, Bo Ek
    Abstract: We sort apples. △ Less
    Submitted 30 May, 2024; originally announced May 2024.

Lines without a label continue those above. Below a title these are the rest of the title and the
authors; below the subjects, the abstract. Only for new papers is the day the date of publication.
"""

import re
import tomllib
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from importlib.resources import files

from paperthemes.parse.arxiv.paper import Paper, name_announce_type, parse_day
from paperthemes.parse.authors import split_authors
from paperthemes.parse.dump import Dump
from paperthemes.parse.format import Format, ParseWarning, ReaderItem, Record, Rejected, excerpt
from paperthemes.parse.huggingface.checks import ABSTRACT_END
from paperthemes.parse.limits import MAX_RECORD_LENGTH, TOO_LONG
from paperthemes.text.identifiers import find_arxiv_id

_TEXTS = tomllib.loads(files(__package__).joinpath("listing_text.toml").read_text("utf-8"))
_LABEL, _HEADING, _END, _NO_FIELD = (
    re.compile("|".join(_TEXTS[name])) for name in ("label", "heading", "end", "no_field")
)
# The formats, or nothing, follow the id, unlike in a sentence.
_ENTRY = re.compile(
    r"(?:\[?\d{1,5}[\].]\s{0,4}){0,3}arXiv:\s?(\S{1,40})(|\s*[\[(].*)$", re.IGNORECASE
)
_MARK = re.compile(r"(?<![\w\])])\[\d{1,4}\](?=\w)")  # the number of a link
_ITEM_NUMBER = re.compile(r"\[\d{1,5}\]|\d{1,5}\.")  # that of the entry below
_TOGGLE = re.compile(r"\s*[△▽]\s*(?:Less|More)\s*")
_FIRST_VERSION = re.compile(r"(?:.*v1 submitted|^) ?(\d{1,2} [A-Z][a-z]{2,8},? \d{4})")
_CATEGORY = re.compile(r"\b[a-z-]{2,20}\.[A-Za-z-]{2,20}\b")
_SUBJECT = re.compile(r"\(([a-z-]{2,20}(?:\.[A-Za-z-]{2,20})?)\)")
_MAX_SECTION = 1_000  # characters of the words above and behind an id that are kept
_MAX_SUBJECTS = 200  # characters of a line of subjects that others follow
_SUBJECTS_END = re.compile(rf"{_SUBJECT.pattern}$")
_NAME = r"[^\W\d_a-z][\w.'-]{0,40}(?: (?:[^\W\d_a-z]|de|van|von|der|di|la)[\w.'-]{0,40}){1,4}"
_NAMES = re.compile(rf"{_NAME}(?:(?:,| and|, and) {_NAME}){{1,200}}(?:, [\w.-]+)?,?(?: and)?")


@dataclass
class _Entry:
    """The lines of an entry, as far as they were read, with the numbers of links."""

    start: int
    end: int
    arxiv_id: str
    day: str
    section: str  # the heading above, and the words behind the id
    fields: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    name: str = "title"  # of the field that the next line continues
    length: int = 0  # characters of the lines; beyond `MAX_RECORD_LENGTH`, lines are not kept

    def add(self, number: int, text: str) -> None:
        """Add a line to the entry."""
        self.end = number
        self.length += len(text)
        if self.length > MAX_RECORD_LENGTH:
            return
        if match := _LABEL.match(text):
            label = next(filter(None, match.groups())).lower()
            self.name = label.replace("-", " ").rstrip("s")
            text = text[match.end() :]
        elif self.name == "subject" and not text.startswith(";"):
            is_whole = _SUBJECTS_END.search("".join(self.fields["subject"][-1:]))
            self.name = "abstract" if is_whole or len(text) > _MAX_SUBJECTS else "subject"
        elif not self.fields["title"]:
            if _NO_FIELD.fullmatch(text):
                self.section += f" {text}" if len(self.section) < _MAX_SECTION else ""
                return
            self.name = "title"
        if text or self.name == "title":
            self.fields[self.name].append(text)

    def to_item(self) -> Record | Rejected:
        """Return the record of the entry; a rejection if it has no title, or is too long."""
        if self.length > MAX_RECORD_LENGTH:
            return Rejected(self.start, self.end, TOO_LONG, excerpt("".join(self.fields["title"])))
        return self._to_paper().to_record(self.start, self.end)

    def _to_paper(self) -> Paper:
        """Return the paper of the entry."""
        lines = self.fields["title"]
        count = len(lines) if self.fields["author"] else _count_title_lines(lines)
        authors = self.get("author") or _join(lines[count:])
        section = self.section.lower()
        is_cross = "cross" in section
        announce_type = name_announce_type(is_replacement="replace" in section, is_cross=is_cross)
        submitted = _FIRST_VERSION.search(self.get("submitted"))
        published = self.day if announce_type == "new" else ""
        categories = _SUBJECT.findall(self.get("subject")) or _CATEGORY.findall(self.section)
        return Paper(
            title=_join(lines[:count]),
            abstract=self.abstract,
            url=self.arxiv_id and f"https://arxiv.org/abs/{self.arxiv_id}",
            arxiv_id=self.arxiv_id,
            doi=self.get("doi"),
            published=parse_day(submitted[1]) if submitted else published,
            authors=split_authors(authors, "affiliations"),
            extra={
                "comments": self.get("comment"),
                "journal_ref": self.get("journal ref"),
                "categories": " ".join(categories),
                "announce_type": announce_type,
                "announced": "" if announce_type == "new" else self.day,
            },
        )

    def get(self, name: str) -> str:
        """Return the text of a field; `""` if the entry lacks it."""
        return _join(self.fields[name])

    @property
    def abstract(self) -> str:
        """The abstract, without the words that fold it; if it is there twice, the longer one."""
        return max(_TOGGLE.split(self.get("abstract")), key=len)

    @property
    def is_whole(self) -> bool:
        """True unless the entry seems to be cut off."""
        is_listed = bool(_SUBJECTS_END.search(self.get("subject")) or self.fields["submitted"])
        return is_listed and bool(ABSTRACT_END.search(self.abstract or "."))


def _join(lines: list[str]) -> str:
    """Return lines as one text without the numbers of links."""
    return _MARK.sub("", " ".join(lines))


def _count_title_lines(lines: list[str]) -> int:
    """Return how many of the lines below "Title:" are the title; those below are the authors.

    If nothing is in the line of "Title:" itself, the next line is the title. Names are links, which
    may be numbered. Otherwise, the first line that is a list of names ends the title, or the last.
    """
    if lines[:1] == [""]:
        return 2
    for count, line in enumerate(lines[1:], start=1):
        if _MARK.match(line) or _NAMES.fullmatch(line):
            return count
    return max(len(lines) - 1, 1)


def _detect(dump: Dump) -> float:
    """Return 0.9 for a dump with an entry: an id, and within a few lines formats and a title."""
    if "pdf" not in dump.head_text or "arXiv:" not in dump.head_text:
        return 0.0
    lines = [line.strip() for line in dump.head_lines if line.strip()]
    for index, line in enumerate(lines):
        if _ENTRY.match(line):
            text = "\n".join(lines[index : index + 12])
            if re.search(r"\bpdf\b", text) and re.search(r"^(?:Title|Authors?)\s?:", text, re.M):
                return 0.9
    return 0.0


def _read(dump: Dump, _: object) -> Iterator[ReaderItem]:
    """Yield the records and rejections of the entries; a warning if the last may be cut off."""
    entry: _Entry | None = None
    day, section, is_open = "", "", False
    for number, line in enumerate(dump.lines(), start=1):
        text = line.strip()
        if match := _ENTRY.match(text):
            if entry:
                yield entry.to_item()
            arxiv_id, is_open = find_arxiv_id(match[1]), True
            entry = _Entry(number, number, arxiv_id, day, f"{section} {match[2]}")
        elif match := _HEADING.match(text):
            day, section, is_open = parse_day(text) or day, match[1] or "", False
        elif _END.match(text):
            is_open = False
        elif entry and is_open and text and not _ITEM_NUMBER.fullmatch(text):
            entry.add(number, text)
    if entry:
        yield entry.to_item()
        if not entry.is_whole:
            yield ParseWarning("the last entry may be cut off; it is kept", entry.start)


FORMAT = Format("arxiv-text", _detect, _read)
