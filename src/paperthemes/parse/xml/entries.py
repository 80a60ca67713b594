"""A paper in an XML entry, read by the paths of its format in `formats.toml`.

::

    <record>                                            [endnote-xml]
      <titles><title>Sorting Apples</title></titles>    titles = ["titles/title"]
      <abstract>We sort apples.</abstract>              abstracts = ["abstract"]
    </record>                                           entries = ["record"]
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from functools import cache
from itertools import chain
from typing import Any

from lxml import etree

from paperthemes.parse.authors import name_authors, split_authors
from paperthemes.parse.dates import parse_date
from paperthemes.parse.fields import find_catalogue_ids
from paperthemes.parse.format import Ignored, ParseWarning, ReaderItem, Record, Rejected, excerpt
from paperthemes.parse.markup import strip_markup
from paperthemes.parse.xml.descriptions import split_descriptions
from paperthemes.parse.xml_entries import Element, iter_children, local_name, text_of
from paperthemes.text.identifiers import find_arxiv_id, find_doi
from paperthemes.text.titles import collapse_whitespace

Rules = Mapping[str, Any]
"""The table of a format in `formats.toml`."""

# Of a whole article; in any namespace.
_BODIES = [
    f"{{*}}{name}" for name in ("body", "back", "text", "facsimile", "sub-article", "response")
]
_BLOCKS = {"p", "sec", "div", "br", "list", "list-item", "AbstractText", "head", "title"}
_SECTIONS = {"abstract", "trans-abstract", "sec", "div"}  # their titles are headings
_OWN_HEADING = re.compile(r"\s*(?:abstract|summary)\W*", re.IGNORECASE)  # of the whole abstract
_TEX_DOCUMENT = re.compile(r"\\begin\{document\}(.*)\\end\{document\}", re.DOTALL)
# Names of elements with the parts of an author's name; of each line, the first that is there.
_GIVEN_NAMES = "ForeName given-names given_name given first forename forenames Initials"
_SURNAMES, _SUFFIXES = "LastName surname family last keyname", "Suffix suffix genName"
_NAME_PARTS = [*map(str.split, (_GIVEN_NAMES, _SURNAMES, _SUFFIXES))]
_WHOLE_NAMES = ("CollectiveName", "namePart", "institution", "orgName", "organization")
# An XPath that gives nothing without a child of this name.
_CHILD_PATH = re.compile(r"(?:(?:substring-after|normalize-space)\()*([\w-]+)(?:[/\[,)][^|]*)?")
# DBLP numbers authors of the same name; libraries add the years of birth and death.
_HOMONYM = re.compile(r"(?: 0\d{3}|, \d{4}-(?:\d{4})?\.?)$")
_EMAIL = re.compile(r"\S{1,200}@\S{1,200} \((.{1,200})\)")  # `ada@example.org (Ada Li)` in RSS


def read_entry(number: int, entry: Element, rules: Rules) -> Iterator[ReaderItem]:
    """Yield the record or the rejection of an entry, and perhaps a warning before it.

    An entry that the format ignores is yielded as such. The entry is changed (`Fields`).

    Parameters
    ----------
    number
        Place of the entry in the dump.
    entry
        The element.
    rules
        Table of the format.
    """
    if (condition := rules.get("ignored")) and _compile(condition)[0](entry):
        yield Ignored(number, number)
        return
    if rules.get("described"):
        split_descriptions(entry)
    fields = Fields(entry)
    titles = fields.find_texts(rules["titles"])
    if not titles:
        yield Rejected(number, number, "entry without a title", excerpt(text_of(entry)))
        return
    extra = {key: fields.find_texts(paths) for key, paths in rules["extra"].items()}
    published, unread = fields.find_date(rules["dates"])
    if unread:
        yield ParseWarning("date not understood, kept in the field extra", number)
        extra["published"] = [unread]
    if versions := fields.find_texts(rules.get("updated", ())):
        extra["updated"] = [max(map(parse_date, versions)) or versions[0]]
    if glued := fields.find_texts(rules.get("glued", ())):
        yield ParseWarning("names of authors run into their affiliations, kept in extra", number)
        extra["authors_as_given"] = glued
    abstracts = fields.find_texts(rules.get("abstracts", ()))
    yield Record(
        number,
        number,
        titles[0],
        max(abstracts, key=len, default="") if rules.get("longest") else " ".join(abstracts),
        **_find_ids(fields, rules),
        published=published,
        authors=(*fields.read_authors(rules),),
        extra={
            key: (" " if key == "categories" else "; ").join(dict.fromkeys(texts))
            for key, texts in extra.items()
            if texts
        },
    )


class Fields:
    """The texts in an entry, found by XPaths with names without namespaces."""

    def __init__(self, entry: Element) -> None:
        """Simplify the entry, which changes it."""
        _simplify(entry)
        self._entry = entry
        self._children: defaultdict[str, list[Element]] = defaultdict(list)
        for child in entry:
            self._children[str(child.tag)].append(child)

    def find_texts(self, paths: Iterable[str]) -> list[str]:
        """Return the texts, other than blank ones, at the first of `paths` that leads to any.

        A path leads to elements or attributes, or is an expression for a single text.
        """
        for path in paths:
            if (found := self._follow(path)) and (texts := _list_texts(found)):
                return texts
        return []

    def find_all(self, paths: Iterable[str]) -> list[str]:
        """Return the texts at all of the paths."""
        return [text for path in paths for text in _list_texts(self._follow(path))]

    def find_date(self, paths: Iterable[str]) -> tuple[str, str]:
        """Return the earliest date at the first of `paths` that leads to one with a year, and `""`.

        If none does, return `""` and the first text at any of them.
        """
        unread = ""
        for path in paths:
            texts = self.find_texts([path])
            dates = [date for date in map(parse_date, texts) if date and not date.startswith("--")]
            if dates:
                return min(dates), ""
            unread = unread or next(iter(texts), "")
        return "", unread

    def read_authors(self, rules: Rules) -> Iterator[str]:
        """Yield the names of the authors: the single ones, or else those in lists.

        A text with a semicolon is a list, too, if it is the only one; otherwise an affiliation
        follows the name.
        """
        style = rules.get("author_style", "any")
        authors: list[Element] = next(filter(None, map(self._follow, rules["authors"])), [])
        for author in authors:
            name, is_whole = _read_name(author)
            if not is_whole:
                yield name
            elif ";" in name and len(authors) == 1:
                yield from split_authors(name, style)
            else:
                yield from name_authors([name.partition(";")[0]])
        for text in () if authors else self.find_texts(rules.get("listed", ())):
            yield from split_authors(strip_markup(_EMAIL.sub(r"\1", text)), style)

    def _follow(self, path: str) -> Any:  # noqa: ANN401 - as lxml returns it
        """Return what a path leads to: a text, or a list of elements or attributes."""
        if path in self._children:  # faster than an XPath, and so is not following one in vain
            return self._children[path]
        follow, names = _compile(path)
        return [] if names and names.isdisjoint(self._children) else follow(self._entry)


def _list_texts(found: Any) -> list[str]:  # noqa: ANN401 - as lxml returns it
    """Return the texts, other than blank ones, of what an XPath leads to."""
    items = [found] if isinstance(found, str) else found
    texts = (item if isinstance(item, str) else _read_text(item) for item in items)
    return [text for text in map(collapse_whitespace, texts) if text]


def _simplify(entry: Element) -> None:
    """Remove the namespaces of all elements in an entry, and what is not wanted in their texts.

    The body of an article, footnotes of its title, and all forms of a formula but the first are
    removed. The parts of an abstract are separated by blanks, and their headings get a colon.
    """
    for child in [*entry.iterchildren(*_BODIES)]:
        entry.remove(child)
    for element in entry.iterdescendants(etree.Element):
        name = local_name(element)
        if name != element.tag:
            with suppress(ValueError):  # the name is damaged
                element.tag = name
        if name == "article-title":
            etree.strip_elements(element, "{*}fn", "{*}xref", with_tail=False)
        elif name == "alternatives":
            del element[1:]
        elif name == "tex-math" and (match := _TEX_DOCUMENT.search(element.text or "")):
            element.text = match[1]
        elif name in _BLOCKS:
            _separate(element)


def _separate(element: Element) -> None:
    """Put blanks around a part of an abstract, and a colon behind its heading.

    A heading is a `<title>` or an attribute, such as `Label="AIM"`. That of the whole abstract is
    removed.
    """
    text, label = element.text or "", element.get("Label") or ""
    parent = element.getparent()
    if element.tag in {"title", "head"} and parent is not None and parent.tag in _SECTIONS:
        heading = collapse_whitespace(text_of(element))
        etree.strip_elements(element, "*", with_tail=False)
        is_own = not heading or _OWN_HEADING.fullmatch(heading)
        text = "" if is_own else heading if heading[-1] in ":.?!" else f"{heading}:"
    elif label not in {"", "UNLABELLED", "UNASSIGNED"}:
        text = f"{label.rstrip(':')}: {text}"
    element.text, element.tail = f" {text}", f" {element.tail or ''}"


@cache
def _compile(path: str) -> tuple[etree.XPath, frozenset[str]]:
    """Return a compiled XPath, and the names of children without which it leads to nothing.

    There are no names if it may lead to something in any entry.
    """
    matches = [_CHILD_PATH.fullmatch(part) for part in path.split(" | ")]
    names = frozenset(match[1] for match in matches if match)
    return etree.XPath(path), names if all(matches) else frozenset()


def _read_text(element: Element) -> str:
    """Return the text of an element, or the date in one with elements for year, month and day."""
    if not len(element):
        return element.text or ""
    parts = {name.lower(): text_of(child).strip() for name, child in iter_children(element)}
    if "year" not in parts:
        return text_of(element)
    date = [text for name in ("year", "month", "day") if (text := parts.get(name))]
    is_numeric = all(map(str.isdecimal, date))
    return "-".join(text.zfill(2) for text in date) if is_numeric else " ".join(date)


def _read_name(author: Element) -> tuple[str, bool]:
    """Return the name of an author, and whether it is one text, perhaps with the surname first.

    Otherwise it was joined from its parts, the given name first.
    """
    if not len(author):
        return _HOMONYM.sub("", collapse_whitespace(author.text or "")), True
    parts: defaultdict[str, list[str]] = defaultdict(list)
    for name, child in iter_children(author):
        kind = child.get("type") if name == "namePart" else None
        parts[kind or name].append(text_of(child))
    names = [next((" ".join(parts[n]) for n in group if n in parts), "") for group in _NAME_PARTS]
    if names[1].strip():
        return collapse_whitespace(" ".join(names)), False
    whole = next((parts[name][0] for name in _WHOLE_NAMES if name in parts), text_of(author))
    return _HOMONYM.sub("", collapse_whitespace(whole)), True


def _find_ids(fields: Fields, rules: Rules) -> dict[str, Any]:
    """Return the fields `url`, `doi`, `arxiv_id` and `ids` of the record of an entry."""
    address = rules.get("address", "")
    found = fields.find_texts(rules["urls"])
    urls = [text if "://" in text else address.format(text) for text in found]
    dois = fields.find_all(rules["dois"])
    texts = fields.find_all(rules.get("arxiv", ()))
    ids = (
        f"{scheme}:{'PMC' * (scheme == 'pmcid')}{text.removeprefix('PMC')}"
        for scheme, paths in rules.get("ids", {}).items()
        for text in fields.find_texts(paths)[:1]
    )
    last_resorts = (  # read only if it is needed, because that is slow
        text for path in rules.get("arxiv_otherwise", ()) for text in fields.find_texts([path])
    )
    # arXiv's addresses, of which a dump may have many, contain no other ids.
    others = [text for text in dict.fromkeys((*urls, *texts)) if "arxiv.org/abs/" not in text]
    return {
        "url": next(filter(None, urls), ""),
        "doi": next(filter(None, map(find_doi, dois)), ""),
        "arxiv_id": next(
            filter(None, map(find_arxiv_id, chain(texts, urls, dois, last_resorts))), ""
        ),
        "ids": tuple(dict.fromkeys((*ids, *find_catalogue_ids(*others)))),
    }
