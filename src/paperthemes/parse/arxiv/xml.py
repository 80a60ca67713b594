"""arXiv's XML: Atom and RSS feeds, and OAI-PMH harvests.

Feeds are answers of the API (`export.arxiv.org/api/query`) and daily announcements
(`rss.arxiv.org/rss/cs.LG`), which before 2024 had the id in the title. A paper in an answer, and
the same paper in an announcement::

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

If the API reports an error as an entry, the entry is rejected with the message as the reason. Only
for new papers is the day of the announcement the date of publication.

OAI-PMH harvests have their metadata in the formats arXiv, arXivRaw and oai_dc::

    <OAI-PMH><ListRecords>
      <record>
        <header><identifier>oai:arXiv.org:0704.0001</identifier></header>
        <metadata>
          <arXiv xmlns="http://arxiv.org/OAI/arXiv/">
            <id>0704.0001</id><created>2007-04-02</created><updated>2007-07-24</updated>
            <authors><author><keyname>Apple</keyname><forenames>Ada</forenames></author></authors>
            <title>Sorting Apples</title><categories>cs.DS</categories>
            <abstract>We sort apples.</abstract>
          </arXiv>
        </metadata>
      </record>
    </ListRecords></OAI-PMH>

`arXivRaw` has `<version version="v1"><date>…</date></version>` and all `<authors>` in one text.
`oai_dc` has `dc:title`, `dc:creator`, `dc:date`, and several `dc:description`: the first is the
abstract, the others are comments. Deleted records are rejected.
"""

import re
from collections import defaultdict
from collections.abc import Iterator
from functools import partial

from lxml import html

from paperthemes.parse.arxiv.paper import Paper, name_announce_type, parse_day, split_names
from paperthemes.parse.authors import put_given_name_first
from paperthemes.parse.dump import Dump
from paperthemes.parse.format import Format, ParseWarning, ReaderItem, Rejected, excerpt
from paperthemes.parse.markup import strip_markup
from paperthemes.parse.xml_entries import Element, iter_children, iter_entries, text_of
from paperthemes.text.titles import collapse_whitespace

_FEED_ROOT = re.compile(r"<(?:\w{1,20}:)?(?:feed|rss|RDF)[\s>]")
_FEED_SIGN = re.compile(
    r"\barxiv\.org/(?:schemas/atom|api/|rss/|atom/)|oai:arXiv\.org:"
    r"|(?:<(?:id|link|guid)[^<>]{0,99}>|about=\")\s*https?://(?:export\.)?arxiv\.org/abs/"
)
# Since 2024, descriptions in announcements begin like this; before, titles ended in `_OLD_TITLE`.
_ANNOUNCED = re.compile(
    r"arXiv:(\S{1,40}) Announce Type: ([a-z-]{1,20})(?: \\?n?Abstract:| Abstract:)? ?"
)
_OLD_TITLE = re.compile(r"\.? ?\(arXiv:(\S{1,40}) \[([^]]{1,40})\](?: ([A-Z ]{1,20}))?\)$")
_TAGS = re.compile(r"</?(?:p|a|br|span)\b")
# Names in Atom of elements that have other names in RSS, which are the keys.
_ATOM_NAME_BY_RSS_NAME = {"description": "summary", "pubDate": "published", "DOI": "doi"}
_EXTRA_KEY_BY_ELEMENT = {  # keys in `extra` by the name of the element
    "updated": "updated",
    "comment": "comments",
    "journal_ref": "journal_ref",
    "journal_reference": "journal_ref",
    "affiliation": "affiliations",
    "license": "license",
    "rights": "license",
    "announce_type": "announce_type",
}
_OAI_ROOT = re.compile(r"<(?:\w{1,20}:)?(?:OAI-PMH|ListRecords|GetRecord|record)[\s>]")
_OAI_SIGN = re.compile(r"arxiv\.org/OAI/|oai:arXiv\.org:|arxiv\.org/oai2?", re.IGNORECASE)
_OAI_EXTRA = "comments journal-ref report-no msc-class acm-class license submitter categories"


def _detect(dump: Dump, root: re.Pattern[str], sign: re.Pattern[str]) -> float:
    """Return the confidence that a dump is XML of arXiv with a certain root element: 1 or 0.

    It is 1 if the dump starts with "<" and its beginning (`dump.head_text`) matches both `root`,
    the pattern of the root element, and `sign`, that of an address or id of arXiv.
    """
    text = dump.head_text
    return float(text.lstrip().startswith("<") and bool(root.search(text) and sign.search(text)))


def _read_feed(dump: Dump, _: object) -> Iterator[ReaderItem]:
    """Yield the records, rejections and warnings of all entries of Atom and RSS feeds."""
    # Entries are `<entry>` in Atom and `<item>` in RSS. Only they come as tuples.
    for item in iter_entries(dump, "entry", "item"):
        yield from _read_entry(*item) if isinstance(item, tuple) else (item,)


def _read_entry(number: int, element: Element) -> Iterator[ReaderItem]:
    """Yield the record or the rejection of an entry of a feed, and perhaps a warning before it.

    `number` is the place of the entry in the dump. It is rejected if it has no title, or if it
    reports an API error.
    """
    texts_by_name = _collect_texts(element)
    texts = {name: values[0] for name, values in texts_by_name.items() if values}
    entry_id = texts.get("id") or texts.get("guid") or texts.get("link", "")
    if "/api/errors" in entry_id and (message := texts.get("summary") or texts.get("title")):
        reason = f"the arXiv API returned an error: {message}"
        yield Rejected(number, number, reason, excerpt(entry_id))
        return
    date = texts.get("published") or texts.get("date", "")
    if date and not parse_day(date):
        yield ParseWarning("date not understood, kept in the field extra", number)
    title, abstract, arxiv_id = texts.get("title", ""), texts.get("summary", ""), entry_id
    extra = _collect_feed_extra(texts_by_name)
    if match := _ANNOUNCED.match(abstract):  # an announcement since 2024
        arxiv_id, extra["announce_type"] = match.groups()
        abstract = abstract[match.end() :]
    elif match := _OLD_TITLE.search(title):  # an announcement before 2024
        title, arxiv_id = title[: match.start()], match[1]
        extra["categories"] = extra["categories"] or match[2]
        extra["announce_type"] = name_announce_type(
            is_replacement=match[3] == "UPDATED", is_cross=match[3] == "CROSS LISTED"
        )
    published = parse_day(date)
    # The date of a replacement or cross-listing is not when the paper was published.
    if extra.get("announce_type", "new") != "new":
        extra["announced"], published = published or date, ""
    elif not published:  # the date was not understood, or there is none
        extra["published"] = date
    yield Paper(
        title=title,
        abstract=abstract,
        url=texts.get("link") or (entry_id if entry_id.startswith("http") else ""),
        arxiv_id=arxiv_id,
        doi=texts.get("doi", ""),
        published=published,
        authors=texts_by_name["author"],
        extra=extra,
    ).to_record(start=number, end=number)


def _collect_texts(entry: Element) -> dict[str, list[str]]:
    """Return the texts of an entry of a feed by the names that their elements have in Atom.

    Under `author` are the names of authors, under `affiliation` their affiliations, under
    `category` the codes of categories (the primary one first), and under `link` the addresses of
    the entry's page. A missing name gives an empty list.
    """
    texts: dict[str, list[str]] = defaultdict(list)
    for tag, child in iter_children(entry):
        name, text = _ATOM_NAME_BY_RSS_NAME.get(tag, tag), _remove_tags(text_of(child))
        if name == "author" and len(child):  # in Atom, an author has child elements
            details = [(tag, text_of(element)) for tag, element in iter_children(child)]
            texts["author"] += [text for tag, text in details if tag == "name"]
            texts["affiliation"] += [_remove_tags(t) for tag, t in details if tag == "affiliation"]
        elif name in {"author", "creator"}:
            texts["author"] += split_names(text)
        elif name == "primary_category":
            texts["category"].insert(0, child.get("term") or text)
        elif name == "category":
            texts["category"].append(child.get("term") or text)
        elif name != "link":
            texts[name].append(text)
        elif child.get("rel", "alternate") == "alternate":  # other links lead to files, DOIs …
            texts["link"].append(child.get("href") or text)
    return texts


def _collect_feed_extra(texts_by_name: dict[str, list[str]]) -> dict[str, str]:
    """Return the extra fields of a record in a feed, given the texts of its entry.

    `texts_by_name` is from `_collect_texts`. The field `categories` is always there, perhaps empty.
    """
    values: dict[str, list[str]] = defaultdict(list)
    for name, texts in texts_by_name.items():
        if name == "updated":
            values["updated"] += [parse_day(text) or text for text in texts]
        elif name in _EXTRA_KEY_BY_ELEMENT:
            values[_EXTRA_KEY_BY_ELEMENT[name]] += texts
    # `dict.fromkeys` removes repetitions and keeps the order.
    extra = {key: "; ".join(dict.fromkeys(texts)) for key, texts in values.items()}
    return {**extra, "categories": " ".join(dict.fromkeys(texts_by_name["category"]))}


def _remove_tags(text: str) -> str:
    """Collapse white space and remove HTML tags, which feeds before 2024 contain.

    A text that begins with "<" and has a tag of `_TAGS`, such as `<p>`, is parsed as HTML. Other
    texts lose only inline tags, such as `<i>`, because their "<" may be a sign of maths.
    """
    text = collapse_whitespace(text)
    if _TAGS.search(text) and text.startswith("<"):
        return collapse_whitespace(text_of(html.fromstring(f"<div>{text}</div>")))
    return collapse_whitespace(strip_markup(text))


def _read_harvest(dump: Dump, _: object) -> Iterator[ReaderItem]:
    """Yield the record or the rejection of each `<record>` of OAI-PMH harvests, and warnings."""
    # Only entries come as tuples.
    for item in iter_entries(dump, "record"):
        yield _read_record(*item) if isinstance(item, tuple) else item


def _read_record(number: int, record: Element) -> ReaderItem:
    """Return the record of a `<record>` of a harvest, or its rejection.

    It is rejected if arXiv has deleted it, or if it has no metadata or title. `number` is the place
    of the `<record>` in the dump.
    """
    identifier, metadata = "", None
    for name, child in iter_children(record):
        if name == "header":
            identifier = "".join(text_of(c) for n, c in iter_children(child) if n == "identifier")
            if child.get("status") == "deleted":
                return Rejected(number, number, "record deleted at arXiv", excerpt(identifier))
        elif name == "metadata":
            metadata = next(iter_children(child), None)
    if metadata is None:
        return Rejected(number, number, "record without metadata", excerpt(identifier))
    format_name, element = metadata
    read_paper = _read_dublin_core if format_name == "dc" else _read_arxiv
    return read_paper(element, identifier).to_record(start=number, end=number)


def _read_arxiv(element: Element, identifier: str) -> Paper:
    """Return the paper in a harvest's metadata in the format arXiv or arXivRaw.

    `identifier`, such as `oai:arXiv.org:0704.0001`, is used if the metadata has no id. The date of
    publication is the day of creation or, in arXivRaw, the day of the first version.
    """
    texts: dict[str, str] = {}
    authors: tuple[str, ...] = ()
    days: list[str] = []  # of the versions
    for name, child in iter_children(element):
        if name == "authors":
            names = [_join_name(c) for tag, c in iter_children(child) if tag == "author"]
            authors = tuple(names) or split_names(text_of(child))
        elif name == "version":
            days += [parse_day(text_of(c)) for tag, c in iter_children(child) if tag == "date"]
        else:
            texts.setdefault(name, text_of(child))  # the first element with this name counts
    # A paper with a single version was not updated.
    updated = parse_day(texts.get("updated", "")) or (days[-1] if len(days) > 1 else "")
    extra = {name.replace("-", "_"): texts.get(name, "") for name in _OAI_EXTRA.split()}
    return Paper(
        title=texts.get("title", ""),
        abstract=texts.get("abstract", ""),
        arxiv_id=texts.get("id") or identifier,
        doi=texts.get("doi", ""),
        published=parse_day(texts.get("created", "")) or next(iter(days), ""),
        authors=authors,
        extra={**extra, "updated": updated},
    )


def _join_name(author: Element) -> str:
    """Return the full name in an `<author>` of a harvest, such as `Ada Apple Jr.`."""
    texts = {name: text_of(child) for name, child in iter_children(author)}
    names = (texts.get(name, "") for name in ("forenames", "keyname", "suffix"))
    return collapse_whitespace(" ".join(names))


def _read_dublin_core(element: Element, identifier: str) -> Paper:
    """Return the paper in a harvest's metadata in the format oai_dc (Dublin Core).

    `identifier`, such as `oai:arXiv.org:0704.0001`, is used if the metadata has no address of the
    paper's page. The earliest date is that of publication; the latest of several is `updated`.
    """
    texts: dict[str, list[str]] = defaultdict(list)
    for name, child in iter_children(element):
        texts[name].append(collapse_whitespace(text_of(child)))
    dates = sorted(filter(None, map(parse_day, texts["date"])))
    url = next((text for text in texts["identifier"] if "arxiv.org/abs/" in text), "")
    dois = (t for t in texts["identifier"] if "10." in t and "arxiv.org/abs/" not in t)
    return Paper(
        title=next(iter(texts["title"]), ""),
        abstract=next(iter(texts["description"]), ""),
        url=url,
        arxiv_id=url or identifier,  # the id is part of both
        doi=next(dois, ""),
        published=dates[0] if dates else "",
        authors=map(put_given_name_first, texts["creator"]),
        extra={
            "subjects": "; ".join(texts["subject"]),
            # The first description is the abstract.
            "comments": " ".join(texts["description"][1:]).removeprefix("Comment: "),
            "updated": dates[-1] if len(dates) > 1 else "",
        },
    )


ATOM = Format("arxiv-atom", partial(_detect, root=_FEED_ROOT, sign=_FEED_SIGN), _read_feed, "entry")
OAI = Format("arxiv-oai", partial(_detect, root=_OAI_ROOT, sign=_OAI_SIGN), _read_harvest, "entry")
