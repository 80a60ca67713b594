"""arXiv's OAI-PMH harvests, with metadata in the formats arXiv, arXivRaw and oai_dc.

::

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

`arXivRaw` has `<version version="v1"><date>…</date></version>` and all `<authors>` in one text;
`oai_dc` has `dc:title`, `dc:creator`, `dc:date`, and `dc:description`, whose first is the
abstract. Deleted records are rejected.
"""

import re
from collections import defaultdict
from collections.abc import Iterator

from paperthemes.parse import fields
from paperthemes.parse.arxiv.paper import Paper, parse_day, split_names
from paperthemes.parse.dump import Dump
from paperthemes.parse.format import Format, ReaderItem, Rejected, excerpt
from paperthemes.parse.xml_entries import Element, iter_children, iter_entries, text_of
from paperthemes.text.titles import collapse_whitespace

_ROOT = re.compile(r"<(?:\w{1,20}:)?(?:OAI-PMH|ListRecords|GetRecord|record)[\s>]")
_MARK = re.compile(r"arxiv\.org/OAI/|oai:arXiv\.org:|arxiv\.org/oai2?", re.IGNORECASE)
_EXTRA = "comments journal-ref report-no msc-class acm-class license submitter categories"


def _detect(dump: Dump) -> float:
    text = dump.head_text
    return float(text.lstrip().startswith("<") and bool(_ROOT.search(text) and _MARK.search(text)))


def _read(dump: Dump, _: object) -> Iterator[ReaderItem]:
    for item in iter_entries(dump, "record"):
        yield _read_record(*item) if isinstance(item, tuple) else item


def _read_record(number: int, record: Element) -> ReaderItem:
    identifier, metadata = "", None
    for name, part in iter_children(record):
        if name == "header":
            identifier = "".join(text_of(c) for n, c in iter_children(part) if n == "identifier")
            if part.get("status") == "deleted":
                reason = "record deleted at arXiv"
                return Rejected(number, number, reason, excerpt(identifier))
        elif name == "metadata":
            metadata = next(iter_children(part), None)
    if metadata is None:
        return Rejected(number, number, "record without metadata", excerpt(identifier))
    name, element = metadata
    paper = _read_dublin_core if name == "dc" else _read_arxiv
    return paper(element, identifier).to_record(number, number)


def _read_arxiv(element: Element, identifier: str) -> Paper:
    """Map the formats arXiv and arXivRaw."""
    texts: dict[str, str] = {}
    authors: tuple[str, ...] = ()
    versions: list[str] = []
    for name, child in iter_children(element):
        if name == "authors":
            names = [_join_name(part) for tag, part in iter_children(child) if tag == "author"]
            authors = tuple(names) or split_names(text_of(child))
        elif name == "version":
            versions += [parse_day(text_of(c)) for tag, c in iter_children(child) if tag == "date"]
        else:
            texts.setdefault(name, text_of(child))
    updated = parse_day(texts.get("updated", "")) or (versions[-1] if versions[1:] else "")
    extra = {name.replace("-", "_"): texts.get(name, "") for name in _EXTRA.split()}
    return Paper(
        title=texts.get("title", ""),
        abstract=texts.get("abstract", ""),
        arxiv_id=texts.get("id") or identifier,
        doi=texts.get("doi", ""),
        published=parse_day(texts.get("created", "")) or "".join(versions[:1]),
        authors=authors,
        extra={**extra, "updated": updated},
    )


def _join_name(author: Element) -> str:
    parts = {name: text_of(child) for name, child in iter_children(author)}
    names = (parts.get(name, "") for name in ("forenames", "keyname", "suffix"))
    return collapse_whitespace(" ".join(names))


def _read_dublin_core(element: Element, identifier: str) -> Paper:
    texts: dict[str, list[str]] = defaultdict(list)
    for name, child in iter_children(element):
        texts[name].append(collapse_whitespace(text_of(child)))
    dates = sorted(filter(None, map(parse_day, texts["date"])))
    url = next((text for text in texts["identifier"] if "arxiv.org/abs/" in text), "")
    dois = (t for t in texts["identifier"] if "10." in t and "arxiv.org/abs/" not in t)
    return Paper(
        title="".join(texts["title"][:1]),
        abstract="".join(texts["description"][:1]),
        url=url,
        arxiv_id=url or identifier,
        doi=next(dois, ""),
        published="".join(dates[:1]),
        authors=map(fields.given_name_first, texts["creator"]),
        extra={
            "subjects": "; ".join(texts["subject"]),
            "comments": " ".join(texts["description"][1:]).removeprefix("Comment: "),
            "updated": "".join(dates[1:][-1:]),
        },
    )


FORMAT = Format("arxiv-oai", _detect, _read, "entry")
