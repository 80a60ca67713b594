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
import tomllib
from collections.abc import Iterator
from importlib.resources import files
from itertools import chain

from paperthemes.parse.arxiv.paper import Paper, name_announce_type, parse_day, split_names
from paperthemes.parse.format import ParseWarning, ReaderItem, Rejected, excerpt
from paperthemes.parse.markup import strip_markup
from paperthemes.parse.xml.entries import Fields
from paperthemes.parse.xml.formats import make_format, split_record
from paperthemes.parse.xml_entries import Element

# Since 2024, descriptions in announcements begin like this; before, titles ended in `_OLD_TITLE`.
_ANNOUNCED = re.compile(
    r"arXiv:(\S{1,40}) Announce Type: ([a-z-]{1,20})(?: \\?n?Abstract:| Abstract:)? ?"
)
_OLD_TITLE = re.compile(r"\.? ?\(arXiv:(\S{1,40}) \[([^]]{1,40})\](?: ([A-Z ]{1,20}))?\)$")
_CATEGORIES = ("primary_category", "category")
_RULES = tomllib.loads(files(__package__).joinpath("xml.toml").read_text("utf-8"))


def _read_entry(number: int, element: Element) -> Iterator[ReaderItem]:
    """Yield the record or the rejection of an entry of a feed, and perhaps a warning before it.

    `number` is the place of the entry in the dump. It is rejected if it has no title, or if it
    reports an API error.
    """
    fields, rules = Fields(element), _RULES["feed"]
    texts, extra = _read_fields(fields, "feed")
    entry_id, abstract = texts["id"], texts["abstract"]
    if "/api/errors" in entry_id and (message := abstract or texts["title"]):
        reason = f"the arXiv API returned an error: {message}"
        yield Rejected(number, number, reason, excerpt(entry_id))
        return
    published = parse_day(date := texts["date"])
    if date and not published:
        yield ParseWarning("date not understood, kept in the field extra", number)
    title, arxiv_id = texts["title"], entry_id
    creators = ", ".join(fields.find_texts(rules["creators"]))
    categories = (fields.find_texts([f"{name}/@term", name]) for name in _CATEGORIES)
    extra["categories"] = " ".join(dict.fromkeys(chain.from_iterable(categories)))
    extra["updated"] = parse_day(extra["updated"]) or extra["updated"]
    if match := _ANNOUNCED.match(abstract):  # an announcement since 2024
        arxiv_id, extra["announce_type"] = match.groups()
        abstract = abstract[match.end() :]
    elif match := _OLD_TITLE.search(title):  # an announcement before 2024
        title, arxiv_id = title[: match.start()], match[1]
        extra["categories"] = extra["categories"] or match[2]
        extra["announce_type"] = name_announce_type(
            is_replacement=match[3] == "UPDATED", is_cross=match[3] == "CROSS LISTED"
        )
    # The date of a replacement or cross-listing is not when the paper was published.
    if extra["announce_type"] not in {"", "new"}:
        extra["announced"], published = published or date, ""
    elif not published:  # the date was not understood, or there is none
        extra["published"] = date
    yield Paper(
        title=title,
        abstract=abstract,
        url=texts["url"] or (entry_id if entry_id.startswith("http") else ""),
        arxiv_id=arxiv_id,
        doi=texts["doi"],
        published=published,
        authors=fields.find_texts(rules["names"]) or split_names(strip_markup(creators)),
        extra=extra,
    ).to_record(start=number, end=number)


def _read_fields(fields: Fields, kind: str) -> tuple[dict[str, str], dict[str, str]]:
    """Return the first text of each field of a paper, and the texts of its extra fields, joined.

    `kind` is a key of `_RULES`. A field without a text is empty.
    """
    rules = _RULES[kind]
    texts = {key: fields.find_texts(paths) for key, paths in rules["fields"].items()}
    extra = {key: "; ".join(fields.find_texts(paths)) for key, paths in rules["extra"].items()}
    return {key: "".join(values[:1]) for key, values in texts.items()}, extra


def _read_record(number: int, record: Element) -> Iterator[ReaderItem]:
    """Yield the record of a `<record>` of a harvest, or its rejection.

    It is rejected if arXiv has deleted it, or if it has no metadata or title. `number` is the place
    of the `<record>` in the dump.
    """
    identifier, is_deleted, metadata = split_record(record)
    if is_deleted or metadata is None:
        reason = "record deleted at arXiv" if is_deleted else "record without metadata"
        yield Rejected(number, number, reason, excerpt(identifier))
    else:
        yield _read_metadata(metadata, identifier).to_record(start=number, end=number)


def _read_metadata(element: Element, identifier: str) -> Paper:
    """Return the paper in a harvest's metadata in the format arXiv, arXivRaw or oai_dc (`dc`).

    `identifier`, such as `oai:arXiv.org:0704.0001`, is used if the metadata has no id. The date of
    publication is the earliest day.
    """
    fields, rules = Fields(element), _RULES["harvest"]
    texts, extra = _read_fields(fields, "harvest")
    days = sorted(filter(None, map(parse_day, fields.find_texts(rules["dates"]))))
    # A paper with a single version was not updated.
    extra["updated"] = parse_day(extra["updated"]) or (days[-1] if len(days) > 1 else "")
    extra["comments"] = extra["comments"].removeprefix("Comment: ")
    authors = [*fields.read_authors(rules["authors"])]
    return Paper(
        title=texts["title"],
        abstract=texts["abstract"],
        url=texts["url"],
        arxiv_id=texts["id"] or identifier,
        doi=texts["doi"],
        published=next(iter(days), ""),
        authors=authors or split_names("".join(fields.find_texts(rules["listed"]))),
        extra=extra,
    )


ATOM = make_format("arxiv-atom", _RULES["feed"], _read_entry)
OAI = make_format("arxiv-oai", _RULES["harvest"], _read_record)
