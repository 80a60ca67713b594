r"""What the fields of one BibTeX entry say of a paper.

::

    Reference("article", "li2024", {"title": r"{A}pples \& Pears", "year": "2024"})
"""

import re
from collections.abc import Iterator, Mapping
from functools import cached_property

from bibtexparser.middlewares.names import (
    parse_single_name_into_parts,
    split_multiple_persons_names,
)

from paperthemes.parse import fields
from paperthemes.parse.latex import address, decoded
from paperthemes.parse.references.identifiers import ids_in
from paperthemes.text.identifiers import find_arxiv_id, find_doi
from paperthemes.text.titles import collapse_whitespace

_VENUES = (
    *("journaltitle", "journal", "booktitle", "eventtitle", "school", "institution"),
    *("organization", "series"),
)
_EXTRA = {
    "keywords": ("keywords", "keyword", "author_keywords", "author-keywords"),
    "categories": ("primaryclass", "eprintclass"),
    "language": ("language", "langid"),
    "publisher": ("publisher",),
    "volume": ("volume",),
    "number": ("number", "issue"),
    "pages": ("pages",),
    "isbn": ("isbn",),
    "issn": ("issn",),
    "note": ("note",),
    "citations": ("times-cited",),
}
_ADDRESSES = ("url", "link", "bdsk-url-1", "howpublished", "ee")
_WITH_ARXIV = (
    "arxivid",
    "arxiv",
    "url",
    "doi",
    "journal",
    "journaltitle",
    "number",
    "howpublished",
)
_OTHERS = frozenset(("others", "et al.", "et al", "and", "..."))
_YEAR = re.compile(r"(?<!\d)(?:1[5-9]|20)\d\d(?!\d)")
_CITED_BY = re.compile(r"cited by:? (\d+)", re.IGNORECASE)
_WEB = re.compile(r"https?://\S+")
_MOST_COMMAS = 2  # in one name: "Smith, Jr., John"
_NOT_DECODED = "LaTeX that could not be decoded, kept as it is"
_ODD_DATE = "date not understood, left in extra"


class Reference:
    """One entry.

    Attributes
    ----------
    doubts
        What was odd, known as far as the other attributes have been looked at.
    """

    def __init__(self, entry_type: str, key: str, given: Mapping[str, str]) -> None:
        """Take the type, the key and the fields (names in lower case) as BibTeX has them."""
        self._type = collapse_whitespace(entry_type).lower()
        self._key = collapse_whitespace(key)
        self._given = given
        self._failed = False

    @property
    def doubts(self) -> Iterator[str]:
        """What a user should look at."""
        texts = (self.title, self.abstract, *self.authors, *self.extra.values())
        if any(texts) and self._failed:
            yield _NOT_DECODED
        if not self.published and self._date:
            yield _ODD_DATE

    @cached_property
    def title(self) -> str:
        """The title, with its subtitle after a colon."""
        title, subtitle = self._text("title"), self._text("subtitle")
        if title and subtitle and not title.endswith(subtitle):
            return f"{title.rstrip(':')}: {subtitle}"
        return title

    @cached_property
    def abstract(self) -> str:
        """The abstract."""
        return self._text("abstract")

    @cached_property
    def authors(self) -> tuple[str, ...]:
        """The authors, first names first."""
        text = collapse_whitespace(self._given.get("author", "")).removesuffix(" and")
        names = split_multiple_persons_names(text)
        if len(names) == 1 and (";" in text or text.count(",") > _MOST_COMMAS):
            return tuple(map(fields.given_name_first, fields.split_authors(self._decode(text))))
        found = (self._name(name) for name in names if name.lower() not in _OTHERS)
        return tuple(filter(None, found))

    @cached_property
    def published(self) -> str:
        """The date, as far as it is known."""
        date = fields.parse_date(self._plain("date"))
        if date:
            return date
        year = _YEAR.search(self._plain("year")) or _YEAR.search(self._plain("date"))
        if year is None:
            return ""
        month = self._plain("month").replace("~", " ").replace("--", "-").strip(" .,")
        day = self._plain("day")
        if month.isdecimal():
            month, day = f"{year[0]}-{month:0>2}", day and f"-{day:0>2}"
            return fields.parse_date(month + day) or fields.parse_date(month) or year[0]
        found = fields.parse_date(f"{day} {month} {year[0]}") if month and day else ""
        return found or (fields.parse_date(f"{month} {year[0]}") if month else "") or year[0]

    @cached_property
    def url(self) -> str:
        """The first web address."""
        for name in _ADDRESSES:
            if match := _WEB.search(address(self._given.get(name, ""))):
                return match[0]
        return ""

    @cached_property
    def doi(self) -> str:
        """The DOI."""
        return find_doi(self._plain("doi")) or find_doi(self.url)

    @cached_property
    def arxiv_id(self) -> str:
        """The arXiv id, wherever an archive, a publisher or a search engine puts it."""
        if self._archive in {"arxiv", ""} and (found := find_arxiv_id(self._plain("eprint"))):
            return found
        for name in _WITH_ARXIV:
            if found := find_arxiv_id(self._plain(name)):
                return found
        if self._plain("volume").startswith("abs/"):  # as DBLP has it, with the journal CoRR
            return find_arxiv_id(self._plain("volume").removeprefix("abs/"))
        note = self._plain("note")
        return find_arxiv_id(note) if note.lower().startswith("arxiv") else ""

    @cached_property
    def ids(self) -> tuple[str, ...]:
        """Identifiers in catalogues."""
        found = list(ids_in(self.url, self._plain("biburl"), self._plain("note")))
        pmid = self._plain("pmid") or (self._plain("eprint") if self._archive == "pubmed" else "")
        if pmid.isdecimal():
            found.append(f"pmid:{pmid}")
        if self._plain("pmcid"):
            found.append(f"pmcid:{self._plain('pmcid').upper()}")
        for name in ("unique-id", "unique_id"):
            if self._plain(name).upper().startswith(("WOS:", "ISI:")):
                found.append(f"wos:{self._plain(name)[4:]}")
        if self._key.startswith("DBLP:"):
            found.append(f"dblp:{self._key[5:]}")
        if self._type == "book" and self._plain("isbn"):  # that of a chapter is its book's
            found.append(f"isbn:{self._plain('isbn').replace('-', '')}")
        return tuple(dict.fromkeys(found))

    @cached_property
    def extra(self) -> Mapping[str, str]:
        """All else that is worth keeping."""
        found = {"entry_type": self._type, "citation_key": self._key}
        found["venue"] = next(filter(None, map(self._text, _VENUES)), "")
        for name, sources in _EXTRA.items():
            found[name] = next(filter(None, map(self._text, sources)), "")
        if match := _CITED_BY.search(found["note"]):
            found["citations"] = match[1]
        if not self.published:
            found["date_as_given"] = self._date
        return {name: text for name, text in found.items() if text}

    @property
    def _archive(self) -> str:
        return (self._plain("archiveprefix") or self._plain("eprinttype")).lower()

    @property
    def _date(self) -> str:
        return self._plain("date") or self._plain("year")

    def _text(self, name: str) -> str:
        return self._decode(self._given.get(name, ""))

    def _plain(self, name: str) -> str:
        """Return a field in which LaTeX is but noise."""
        return collapse_whitespace(address(self._given.get(name, "")))

    def _name(self, name: str) -> str:
        parts = parse_single_name_into_parts(name, strict=False)
        return self._decode(parts.merge_first_name_first)

    def _decode(self, text: str) -> str:
        found = decoded(text)
        if found is None:
            self._failed = True
            found = text.replace("{", "").replace("}", "")
        return collapse_whitespace(found)
