"""Hugging Face "Daily Papers" pages saved as plain text.

Two layouts, differing in blank lines and header::

    Get trending papers in your email inbox!        new
    SubscribeTitle of the first paper
    Its abstract, one long line.                    Get trending papers in your email inbox!
    Title of the second paper
    Its abstract.                                   Subscribe

                                                    Daily Papers

                                                    byAK and the research community

                                                    Aug 1

                                                    Title of the first paper

                                                    Its abstract, one long line.

A record is a title line followed by an abstract line, whatever blank lines and furniture lie
between. A line that finds no partner is rejected: in plain text a title alone cannot be told from
page furniture, nor can an abstract alone be named.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from paperthemes.parse import fields
from paperthemes.parse.dump import Dump
from paperthemes.parse.reading import Doubt, Find, Format, Options, Record, Rejected, excerpt
from paperthemes.titles import fold

_MAILING = re.compile(r"Get trending papers in your email inbox.*", re.IGNORECASE)
_BYLINE = re.compile(r"by ?AK and the research community", re.IGNORECASE)
_FURNITURE = re.compile(
    r"new|Subscribe|Daily Papers|Daily|Weekly|Monthly|Hugging Face|Search by arxiv id or title"
    r"|Submit a paper|Previous|Next|Trending Papers",
    re.IGNORECASE,
)
_GLUED = "Subscribe"
_SEARCHED_LINES = 200

_LONG = 200
_LONGEST_TITLE = 300
_SENTENCE_WORDS = 6
_CAPITALISED = 0.6  # of the longer words of a title, at least
_LONGER_WORD = re.compile(r"[^\W\d_][\w-]{3,}")
_ENDED = re.compile(r"[.!?\u2026)\]\"'\u201d\u2019]$|https?://\S+$")
_SENTENCE_BREAK = re.compile(r"[a-z)][.!?] [A-Z]")


@dataclass(frozen=True, slots=True)
class _Line:
    """A line of content.

    An abstract is *prose*: long, or at least a sentence of some words that ends in a full stop. A
    title may end in one too, or be long, but then most of its words are capitalised; and it may
    hold a sentence break ("What does a platypus look like? Generating ..."), but not both.
    """

    number: int
    text: str
    date: str

    @property
    def is_prose(self) -> bool:
        ends = self.text.endswith((".", "\u2026"))
        is_sentence = ends and len(self.text.split()) >= _SENTENCE_WORDS
        if len(self.text) > _LONGEST_TITLE:
            return True
        if ends and _SENTENCE_BREAK.search(self.text):
            return True
        return (len(self.text) >= _LONG or is_sentence) and not self._is_capitalised

    @property
    def _is_capitalised(self) -> bool:
        words = _LONGER_WORD.findall(self.text)
        return bool(sum(word[0].isupper() for word in words) >= _CAPITALISED * max(len(words), 1))


def _recognises(dump: Dump) -> float:
    head = (fold(line) for line in dump.head_lines[:_SEARCHED_LINES])
    return 0.7 * any(_MAILING.fullmatch(line) or _BYLINE.fullmatch(line) for line in head)


def _read(dump: Dump, _: Options) -> Iterator[Find]:
    content = _without_furniture(dump.lines())
    last: Record | None = None
    index = 0
    while index < len(content):
        line = content[index]
        following = content[index + 1] if index + 1 < len(content) else None
        if following and following.is_prose and not line.is_prose:
            last = Record(
                line.number, following.number, line.text, following.text, published=line.date
            )
            yield last
            index += 2
        else:
            yield _reject(line, len(content) - index - 1)
            index += 1
    if last and last.end == content[-1].number:
        yield from _cut_off(last)


def _without_furniture(lines: Iterable[str]) -> list[_Line]:
    content: list[_Line] = []
    date = ""
    after_mailing = False
    for number, raw in enumerate(lines, start=1):
        text = fold(raw)
        if not text:
            continue
        glued = after_mailing and text.startswith(_GLUED) and text[len(_GLUED) :].strip()
        after_mailing = bool(_MAILING.fullmatch(text))
        if len(text) > len("YYYY") and (found := fields.iso_date(text)):
            date = found
        elif glued and not text.startswith(_GLUED + " "):
            content.append(_Line(number, text.removeprefix(_GLUED), date))
        elif not (after_mailing or _BYLINE.fullmatch(text) or _FURNITURE.fullmatch(text)):
            content.append(_Line(number, text, date))
    return content


def _reject(line: _Line, following: int) -> Rejected:
    """Say why a line with so many lines of content following makes no record."""
    reason = "abstract without a title" if line.is_prose else "title without an abstract"
    if following == 0:
        reason += " (the dump ends here)"
    elif following == 1 and not line.is_prose:
        reason += " (or of a record that is cut off at the end of the dump)"
    return Rejected(line.number, line.number, reason, excerpt(line.text))


def _cut_off(last: Record) -> Iterator[Doubt]:
    """Warn when the dump stops in the middle of its last abstract."""
    if not _ENDED.search(last.abstract):
        yield Doubt(
            f"the last record may be cut off, its abstract ends with “{last.abstract[-40:]}”; it "
            "is kept",
            last.start,
        )


FORMAT = Format("hf-daily-text", _recognises, _read)
