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
abstract, the others are comments. Deleted records are ignored.

`xml.toml` lists where the fields of a paper are.
"""

import re
import tomllib
from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from importlib.resources import files
from typing import Any

from paperthemes.parse.arxiv.paper import name_announce_type
from paperthemes.parse.format import ReaderItem, Record, Rejected, excerpt
from paperthemes.parse.xml.entries import read_entry
from paperthemes.parse.xml.formats import make_format, read_harvested
from paperthemes.parse.xml_entries import Element

# Since 2024, descriptions in announcements begin like this; before, titles ended in `_OLD_TITLE`.
_ANNOUNCED = re.compile(
    r"arXiv:(\S{1,40}) Announce Type: ([a-z-]{1,20})(?: \\?n?Abstract:| Abstract:)? ?"
)
_OLD_TITLE = re.compile(r"\.? ?\(arXiv:(\S{1,40}) \[([^]]{1,40})\](?: ([A-Z ]{1,20}))?\)$")
_RULES = tomllib.loads(files(__package__).joinpath("xml.toml").read_text("utf-8"))
_HARVEST_RULES = dict.fromkeys(_RULES["harvest"]["metadata"], _RULES["harvest"])


def _read_entry(number: int, entry: Element) -> Iterator[ReaderItem]:
    """Yield the record or the rejection of an entry of a feed, and perhaps a warning before it.

    `number` is the place of the entry in the dump. It is rejected if it has no title, or if it
    reports an API error.
    """
    for item in read_entry(number, entry, _RULES["feed"]):
        yield _read_announcement(item) if isinstance(item, Record) else item


def _read_announcement(record: Record) -> Record | Rejected:
    """Return the record of an entry without what announces it in the title or the abstract.

    The date of a replacement or cross-listing is not when the paper was published.
    """
    if "/api/errors" in record.url:
        reason = f"the arXiv API returned an error: {record.abstract or record.title}"
        return Rejected(record.start, record.end, reason, excerpt(record.url))
    changes: dict[str, Any] = {}
    extra = dict(record.extra)
    if match := _ANNOUNCED.match(record.abstract):  # an announcement since 2024
        changes["arxiv_id"], extra["announce_type"] = match.groups()
        changes["abstract"] = record.abstract[match.end() :]
    elif match := _OLD_TITLE.search(record.title):  # an announcement before 2024
        changes["title"], changes["arxiv_id"] = record.title[: match.start()], match[1]
        extra.setdefault("categories", match[2])
        extra["announce_type"] = name_announce_type(
            is_replacement=match[3] == "UPDATED", is_cross=match[3] == "CROSS LISTED"
        )
    if extra.get("announce_type", "new") != "new" and record.published:
        extra["announced"], changes["published"] = record.published, ""
    return replace(record, extra=extra, **changes)


ATOM = make_format("arxiv-atom", _RULES["feed"], _read_entry)
OAI = make_format(
    "arxiv-oai", _RULES["harvest"], partial(read_harvested, rules_by_name=_HARVEST_RULES)
)
