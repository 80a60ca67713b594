"""Feeds of arXiv: what its API answers, and its announcements as Atom or RSS.

An answer of the API (`export.arxiv.org/api/query`), and the same entry announced
(`rss.arxiv.org/rss/cs.LG`; before 2024 with the id in the title)::

    <feed xmlns="http://www.w3.org/2005/Atom" xmlns:arxiv="http://arxiv.org/schemas/atom">
      <entry>
        <id>http://arxiv.org/abs/2401.00001v2</id>
        <published>2024-01-01T12:00:00Z</published>      <updated>2024-02-01T12:00:00Z</updated>
        <title>Sorting Apples</title>                    <summary>We sort apples.</summary>
        <author><name>Ada Apple</name></author>          <arxiv:comment>9 pages</arxiv:comment>
        <category term="cs.LG"/>                         <arxiv:doi>10.5555/1</arxiv:doi>
      </entry>
    </feed>

    <item>
      <title>Sorting Apples</title>                      <link>https://arxiv.org/abs/2401.00001</link>
      <description>arXiv:2401.00001v1 Announce Type: new
        Abstract: We sort apples.</description>          <dc:creator>Ada Apple, Bo Pear</dc:creator>
      <pubDate>Tue, 02 Jan 2024 00:00:00 -0500</pubDate>
    </item>

An entry in which the API tells of an error is rejected with what it says. The day of an
announcement counts as the date of what is new in it only.
"""

import re
from collections.abc import Iterator

from lxml import html

from paperthemes.parse import fields
from paperthemes.parse.arxiv.fields import DATE_LEFT, NEW, REPLACE, Paper, day, names
from paperthemes.parse.dump import Dump
from paperthemes.parse.format import (
    Format,
    ParseWarning,
    ReaderItem,
    ReaderOptions,
    Rejected,
    excerpt,
)
from paperthemes.parse.xml_entries import Element, children, elements, text_of
from paperthemes.text.titles import collapse_whitespace

_ROOT = re.compile(r"<(?:\w{1,20}:)?(?:feed|rss|RDF)[\s>]")
_MARK = re.compile(r"\barxiv\.org/(?:schemas/atom|api/|abs/|rss/|atom/)|oai:arXiv\.org:")
_ERROR = "/api/errors"
_ANNOUNCED = re.compile(
    r"arXiv:(\S{1,40}) Announce Type: ([a-z-]{1,20})(?: \\?n?Abstract:| Abstract:)? ?"
)
_OLD_TITLE = re.compile(r"\.? ?\(arXiv:(\S{1,40}) \[([^]]{1,40})\](?: ([A-Z ]{1,20}))?\)$")
_TAGS = re.compile(r"</?(?:p|a|br|span)\b")
_EXTRA = {
    "updated": "updated",
    "comment": "comments",
    "journal_ref": "journal_ref",
    "journal_reference": "journal_ref",
    "affiliation": "affiliations",
    "license": "license",
    "rights": "license",
    "announce_type": "announce_type",
}


def _recognises(dump: Dump) -> float:
    text = dump.head_text
    is_feed = text.lstrip().startswith("<") and _ROOT.search(text)
    return float(bool(is_feed and _MARK.search(text)))


def _read(dump: Dump, _: ReaderOptions) -> Iterator[ReaderItem]:
    for found in elements(dump, "entry", "item"):
        if isinstance(found, tuple):
            yield from _finds(*found)
        else:
            yield found


def _finds(number: int, element: Element) -> Iterator[ReaderItem]:
    entry = _Entry(element)
    if entry.error:
        reason = f"the API of arXiv tells of an error: {entry.error}"
        yield Rejected(number, number, reason, excerpt(entry.id))
        return
    if entry.date_left:
        yield ParseWarning(DATE_LEFT, number)
    yield entry.paper().find(number, number)


class _Entry:
    """The fields of an entry of either kind."""

    def __init__(self, element: Element) -> None:
        self._texts: dict[str, str] = {}
        self._authors: list[str] = []
        self._categories: list[str] = []
        self._extra: dict[str, list[str]] = {}
        for name, child in children(element):
            self._take(name, child)

    @property
    def id(self) -> str:
        """What the entry calls itself."""
        return self._texts.get("id") or self._texts.get("guid") or self._texts.get("link", "")

    @property
    def error(self) -> str:
        """What the API says went wrong, if the entry is no paper but says so."""
        is_error = _ERROR in self.id
        return (self._texts.get("summary") or self._texts.get("title", "")) if is_error else ""

    @property
    def date_left(self) -> bool:
        """Whether there is a date that is not understood."""
        return bool(self._date) and not day(self._date)

    def paper(self) -> Paper:
        """Map the fields, taking an announcement apart."""
        title, abstract = self._texts.get("title", ""), self._texts.get("summary", "")
        extra = {key: "; ".join(dict.fromkeys(texts)) for key, texts in self._extra.items()}
        extra["categories"] = " ".join(dict.fromkeys(self._categories))
        arxiv_id = self.id
        if match := _ANNOUNCED.match(abstract):
            arxiv_id, extra["announce_type"] = match[1], match[2]
            abstract = abstract[match.end() :]
        elif match := _OLD_TITLE.search(title):
            title, arxiv_id = title[: match.start()], match[1]
            extra["categories"] = extra["categories"] or match[2]
            extra["announce_type"] = {"UPDATED": REPLACE, "CROSS LISTED": "cross"}.get(
                match[3] or "", NEW
            )
        published = self._date
        if extra.get("announce_type", NEW) != NEW:
            extra["announced"], published = day(published) or published, ""
        elif published and not day(published):
            extra["published"] = published
        link = self._texts.get("link", "")
        url = link or (self.id if self.id.startswith("http") else "")
        doi = self._texts.get("doi", "")
        return Paper(title, abstract, url, arxiv_id, doi, day(published), self._authors, extra)

    @property
    def _date(self) -> str:
        return self._texts.get("published") or self._texts.get("date", "")

    def _take_author(self, author: Element) -> None:
        for part, inner in children(author):
            if part == "name":
                self._authors.append(text_of(inner))
            elif part == "affiliation":
                self._take(part, inner)

    def _take(self, name: str, child: Element) -> None:
        text = _plain(text_of(child))
        if name == "author" and len(child):
            self._take_author(child)
        elif name in {"author", "creator"}:
            self._authors += names(text)
        elif name in {"category", "primary_category"}:
            terms = [child.get("term") or text]
            self._categories = (
                terms + self._categories if name != "category" else [*self._categories, *terms]
            )
        elif name == "link":
            if child.get("rel", "alternate") == "alternate":
                self._texts.setdefault(name, child.get("href") or text)
        elif name in _EXTRA:
            value = day(text) or text if name == "updated" else text
            self._extra.setdefault(_EXTRA[name], []).append(value)
        else:
            known = {"description": "summary", "pubDate": "published", "DOI": "doi"}
            self._texts.setdefault(known.get(name, name), text)


def _plain(text: str) -> str:
    """Fold a text, and take away the HTML that feeds before 2024 have in theirs."""
    text = collapse_whitespace(text)
    if _TAGS.search(text) and text.startswith("<"):
        return collapse_whitespace(text_of(html.fromstring(f"<div>{text}</div>")))
    return collapse_whitespace(fields.strip_markup(text))


FORMAT = Format("arxiv-atom", _recognises, _read, "entry")
