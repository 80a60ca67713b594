"""Metadata harvested from arXiv by OAI-PMH, in its formats arXiv, arXivRaw and oai_dc.

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

`arXivRaw` has `<version version="v1"><date>…</date></version>` and one text `<authors>`; `oai_dc`
has `dc:title`, `dc:creator`, `dc:date` and `dc:description`, the first of which is the abstract.
A record that was deleted is rejected.
"""

import re
from collections import defaultdict
from collections.abc import Iterator

from paperthemes.parse.arxiv.fields import Paper, day, inverted, names
from paperthemes.parse.dump import Dump
from paperthemes.parse.format import Format, ReaderItem, ReaderOptions, Rejected, excerpt
from paperthemes.parse.xml_entries import Element, children, elements, text_of
from paperthemes.text.titles import collapse_whitespace

_ROOT = re.compile(r"<(?:\w{1,20}:)?(?:OAI-PMH|ListRecords|GetRecord|record)[\s>]")
_MARK = re.compile(r"arxiv\.org/OAI/|oai:arXiv\.org:|arxiv\.org/oai2?", re.IGNORECASE)
_EXTRA = {
    "comments": "comments",
    "journal-ref": "journal_ref",
    "report-no": "report_no",
    "msc-class": "msc_class",
    "acm-class": "acm_class",
    "license": "license",
    "submitter": "submitter",
    "categories": "categories",
}


def _recognises(dump: Dump) -> float:
    text = dump.head_text
    is_harvest = text.lstrip().startswith("<") and _ROOT.search(text)
    return float(bool(is_harvest and _MARK.search(text)))


def _read(dump: Dump, _: ReaderOptions) -> Iterator[ReaderItem]:
    for found in elements(dump, "record"):
        if isinstance(found, tuple):
            yield _find(*found)
        else:
            yield found


def _find(number: int, record: Element) -> ReaderItem:
    parts = dict(children(record))
    header = parts.get("header")
    identifier = (
        "".join(text_of(c) for n, c in children(header) if n == "identifier")
        if (header is not None)
        else ""
    )
    if header is not None and header.get("status") == "deleted":
        return Rejected(number, number, "a record that was deleted at arXiv", excerpt(identifier))
    metadata = parts.get("metadata")
    for name, element in children(metadata) if metadata is not None else ():
        paper = _dublin_core(element) if name == "dc" else _arxiv(element)
        paper.arxiv_id = paper.arxiv_id or identifier
        return paper.find(number, number)
    return Rejected(number, number, "a record without metadata", excerpt(identifier))


def _arxiv(element: Element) -> Paper:
    """Map the formats arXiv and arXivRaw."""
    texts: dict[str, str] = {}
    authors: tuple[str, ...] = ()
    versions: list[str] = []
    for name, child in children(element):
        if name == "authors":
            listed = [_author(author) for part, author in children(child) if part == "author"]
            authors = tuple(listed) or names(text_of(child))
        elif name == "version":
            versions += [day(text_of(c)) for part, c in children(child) if part == "date"]
        else:
            texts.setdefault(name, text_of(child))
    updated = day(texts.get("updated", "")) or (versions[-1] if versions[1:] else "")
    extra = {key: texts.get(name, "") for name, key in _EXTRA.items()}
    return Paper(
        texts.get("title", ""),
        texts.get("abstract", ""),
        arxiv_id=texts.get("id", ""),
        doi=texts.get("doi", ""),
        published=day(texts.get("created", "")) or (versions[0] if versions else ""),
        authors=authors,
        extra={**extra, "updated": updated},
    )


def _author(author: Element) -> str:
    parts = {name: collapse_whitespace(text_of(child)) for name, child in children(author)}
    return collapse_whitespace(
        " ".join(parts.get(name, "") for name in ("forenames", "keyname", "suffix"))
    )


def _dublin_core(element: Element) -> Paper:
    texts: dict[str, list[str]] = defaultdict(list)
    for name, child in children(element):
        texts[name].append(collapse_whitespace(text_of(child)))
    identifiers = texts["identifier"]
    dates = sorted(filter(None, map(day, texts["date"])))
    urls = [text for text in identifiers if "arxiv.org/abs/" in text]
    dois = [text for text in identifiers if "10." in text and text not in urls]
    return Paper(
        "".join(texts["title"][:1]),
        "".join(texts["description"][:1]),
        url="".join(urls[:1]),
        arxiv_id="".join(urls[:1]),
        doi="".join(dois[:1]),
        published="".join(dates[:1]),
        authors=tuple(map(inverted, texts["creator"])),
        extra={
            "subjects": "; ".join(texts["subject"]),
            "comments": " ".join(texts["description"][1:]).removeprefix("Comment: "),
            "updated": "".join(dates[1:][-1:]),
        },
    )


FORMAT = Format("arxiv-oai", _recognises, _read, "entry")
