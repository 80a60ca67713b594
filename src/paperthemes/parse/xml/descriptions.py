"""Descriptions of papers in feeds: the abstract is told apart from the lines around it.

Publishers write HTML whose paragraphs give the journal, the DOI, the date and the authors::

    <p>J Orchard. 2024 Jan 2. doi: 10.5555/1. Online ahead of print.</p>      PubMed
    <p><b>ABSTRACT</b></p><p>We sort apples.</p>
    <p>Publication date: March 2024</p><p>Author(s): Ada Li, Bo Ek</p>        Elsevier
    <p><b>Fruit, Vol. 1, Pages 2: Sorting Apples</b></p>                      MDPI
    <p>Fruit <a href="…">doi: 10.5555/1</a></p><p>Authors: Ada Li Bo Ek</p><p>We sort apples.</p>
    <p>by Ada Li, Bo Ek</p>We sort apples.                                    PLoS
"""

import re

from lxml import etree

from paperthemes.parse.markup import strip_markup
from paperthemes.parse.xml_entries import Element, local_name, text_of
from paperthemes.text.titles import collapse_whitespace

_DESCRIPTIONS = {"description", "summary", "encoded", "content", "abstract"}
_BLOCKS = r"p|div|br|hr|h[1-6]|li|ul|ol|table|tr|section|figure|cite|blockquote"
_BLOCK_TAG = re.compile(rf"</?(?:{_BLOCKS})(?:\s[^<>]{{0,2000}})?/?>", re.IGNORECASE)
_HEADING_TAG = re.compile(r"<h([1-6])(?:\s[^<>]{0,500})?>([^<>]{1,80})</h\1>", re.IGNORECASE)
_CITE = re.compile(r"<cite>[^<>]{0,500}</cite>")  # the journal
_TAG = re.compile(r"</?[a-z][a-z0-9:]{0,30}(?:\s[^<>]{0,5000})?/?>", re.IGNORECASE)
_HEADING = re.compile(r"(?:graphical )?abstract:?|summary:?", re.IGNORECASE)
_OWN_HEADING = re.compile(r"(?:ABSTRACT|Abstract)(?:[:.]\s*|\s+(?=[A-Z]))")
_MAX_LINE = 400  # characters of a line about a paper; a longer one is the abstract
_AUTHORS = re.compile(r"(?:Authors?|Author\(s\)):\s*(.+)|by\s([^\W\d_a-z].+)", re.DOTALL)
_DATE = re.compile(
    r"(?:Publication date|Published online|Available online(?: on)?|Published):?\s"
    r"([\w ,]{4,30}?)(?:[;.]|$)"
)
_DOI = re.compile(r"\bdoi:?\s{0,3}((?:https?://(?:dx\.)?doi\.org/)?10\.\d{4,9}/\S{1,300})", re.I)
_FURNITURE = re.compile(
    r"Source:|PMID:|PMCID:|Volume \d|Vol\. \d|Issue \d|Publication date:|Available online"
    r"|\[?[A-Z][^.]{0,120}(?:, Vol(?:\.|ume)? \d|, Volume \d|, Ahead of Print|, Early View)"
    r"|[A-Z][^.]{1,80}\. (?:19|20)\d\d\b|.{0,150}\bPublished (?:online|[A-Z][a-z]{2})\b"
    r"|(?:Read more|Continue reading|The post .{1,300} appeared first on)\b"
)


def split_descriptions(entry: Element) -> None:
    """Reduce the descriptions of an entry of a feed to abstracts.

    What the removed lines say is added to the entry, as elements `described-author`,
    `described-date` and `described-doi`.
    """
    for child in entry.iterchildren(etree.Element):
        if local_name(child) not in _DESCRIPTIONS:
            continue
        text = text_of(child)
        if len(child):  # XHTML
            text = f"<p>{etree.tostring(child, encoding='unicode', with_tail=False)}"
        kept: list[str] = []
        for line in _split_lines(text):
            if _HEADING.fullmatch(line):
                kept = []  # what stands above the heading is not the abstract
            elif len(line) > _MAX_LINE or not _read_line(line, entry):
                kept.append(_OWN_HEADING.sub("", line, count=1) if not kept else line)
        tail = child.tail
        etree.strip_elements(child, "*", with_tail=False)
        child.text, child.tail = " ".join(kept), tail


def _split_lines(text: str) -> list[str]:
    """Return the lines of a description: of HTML, which has tags of blocks, or the text itself."""
    lines = [text]
    if _BLOCK_TAG.search(text):
        text = _HEADING_TAG.sub(r"<p>\2:</p>", _CITE.sub("", text))
        lines = [_TAG.sub("", line) for line in _BLOCK_TAG.split(text)]
    lines = [collapse_whitespace(strip_markup(line)) for line in lines]
    return [line for line in lines if any(map(str.isalnum, line))]


def _read_line(line: str, entry: Element) -> bool:
    """Return whether a line is about a paper, not of its abstract; add what it says to `entry`."""
    matches = {
        "described-author": _AUTHORS.fullmatch(line),
        "described-date": _DATE.search(line) if len(line) <= _MAX_LINE // 2 else None,
        "described-doi": _DOI.search(line),
    }
    doi_match = matches["described-doi"]
    if doi_match and len(line) - len(doi_match[0]) > _MAX_LINE // 2:  # an abstract with a DOI
        return False
    for name, match in matches.items():
        if match:
            value = next(filter(None, match.groups()))
            etree.SubElement(entry, name).text = value.rstrip(".,;")
    is_furniture = len(line) <= _MAX_LINE // 2 and _FURNITURE.match(line) is not None
    return is_furniture or any(matches[f"described-{name}"] for name in ("author", "doi"))
