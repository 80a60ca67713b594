"""arXiv's Atom and RSS feeds: answers of its API, and daily announcements.

An answer of the API (`export.arxiv.org/api/query`), and the same paper announced
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

An entry in which the API reports an error is rejected with its message. The day of an announcement
is the date of publication for new papers only.
"""

import re
from collections import defaultdict
from collections.abc import Iterator

from lxml import html

from paperthemes.parse import fields
from paperthemes.parse.arxiv.paper import Paper, announce_type, parse_day, split_names
from paperthemes.parse.dump import Dump
from paperthemes.parse.format import Format, ParseWarning, ReaderItem, Rejected, excerpt
from paperthemes.parse.xml_entries import Element, iter_children, iter_entries, text_of
from paperthemes.text.titles import collapse_whitespace

_ROOT = re.compile(r"<(?:\w{1,20}:)?(?:feed|rss|RDF)[\s>]")
_MARK = re.compile(r"\barxiv\.org/(?:schemas/atom|api/|abs/|rss/|atom/)|oai:arXiv\.org:")
_ANNOUNCED = re.compile(
    r"arXiv:(\S{1,40}) Announce Type: ([a-z-]{1,20})(?: \\?n?Abstract:| Abstract:)? ?"
)
_OLD_TITLE = re.compile(r"\.? ?\(arXiv:(\S{1,40}) \[([^]]{1,40})\](?: ([A-Z ]{1,20}))?\)$")
_TAGS = re.compile(r"</?(?:p|a|br|span)\b")
_RSS_NAMES = {"description": "summary", "pubDate": "published", "DOI": "doi"}
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


def _detect(dump: Dump) -> float:
    text = dump.head_text
    return float(text.lstrip().startswith("<") and bool(_ROOT.search(text) and _MARK.search(text)))


def _read(dump: Dump, _: object) -> Iterator[ReaderItem]:
    for item in iter_entries(dump, "entry", "item"):
        yield from _read_entry(*item) if isinstance(item, tuple) else (item,)


def _read_entry(number: int, element: Element) -> Iterator[ReaderItem]:
    parts = _collect_parts(element)
    first = {name: texts[0] for name, texts in parts.items() if texts}
    entry_id = first.get("id") or first.get("guid") or first.get("link", "")
    if "/api/errors" in entry_id and (message := first.get("summary") or first.get("title")):
        reason = f"the arXiv API returned an error: {message}"
        yield Rejected(number, number, reason, excerpt(entry_id))
        return
    date = first.get("published") or first.get("date", "")
    if date and not parse_day(date):
        yield ParseWarning("date not understood, left in extra", number)
    title, abstract, arxiv_id = first.get("title", ""), first.get("summary", ""), entry_id
    extra = _collect_extra(parts)
    if match := _ANNOUNCED.match(abstract):
        arxiv_id, extra["announce_type"] = match.groups()
        abstract = abstract[match.end() :]
    elif match := _OLD_TITLE.search(title):
        title, arxiv_id = title[: match.start()], match[1]
        extra["categories"] = extra["categories"] or match[2]
        extra["announce_type"] = announce_type(
            replaced=match[3] == "UPDATED", crossed=match[3] == "CROSS LISTED"
        )
    published = parse_day(date)
    if extra.get("announce_type", "new") != "new":
        extra["announced"], published = published or date, ""
    elif not published:
        extra["published"] = date
    yield Paper(
        title=title,
        abstract=abstract,
        url=first.get("link") or (entry_id if entry_id.startswith("http") else ""),
        arxiv_id=arxiv_id,
        doi=first.get("doi", ""),
        published=published,
        authors=parts["author"],
        extra=extra,
    ).to_record(number, number)


def _collect_parts(entry: Element) -> dict[str, list[str]]:
    """Return the texts of an entry by the Atom name of their element."""
    parts: dict[str, list[str]] = defaultdict(list)
    for tag, child in iter_children(entry):
        name, text = _RSS_NAMES.get(tag, tag), _clean(text_of(child))
        if name == "author" and len(child):
            inner = [(part, text_of(element)) for part, element in iter_children(child)]
            parts["author"] += [text for part, text in inner if part == "name"]
            parts["affiliation"] += [_clean(text) for part, text in inner if part == "affiliation"]
        elif name in {"author", "creator"}:
            parts["author"] += split_names(text)
        elif name == "primary_category":
            parts["category"].insert(0, child.get("term") or text)
        elif name == "category":
            parts["category"].append(child.get("term") or text)
        elif name != "link":
            parts[name].append(text)
        elif child.get("rel", "alternate") == "alternate":
            parts["link"].append(child.get("href") or text)
    return parts


def _collect_extra(parts: dict[str, list[str]]) -> dict[str, str]:
    values: dict[str, list[str]] = defaultdict(list)
    for name, texts in parts.items():
        if name == "updated":
            values["updated"] += [parse_day(text) or text for text in texts]
        elif name in _EXTRA:
            values[_EXTRA[name]] += texts
    extra = {key: "; ".join(dict.fromkeys(texts)) for key, texts in values.items()}
    return {**extra, "categories": " ".join(dict.fromkeys(parts["category"]))}


def _clean(text: str) -> str:
    """Collapse white space and remove the HTML tags that feeds before 2024 contain."""
    text = collapse_whitespace(text)
    if _TAGS.search(text) and text.startswith("<"):
        return collapse_whitespace(text_of(html.fromstring(f"<div>{text}</div>")))
    return collapse_whitespace(fields.strip_markup(text))


FORMAT = Format("arxiv-atom", _detect, _read, "entry")
