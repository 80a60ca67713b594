r"""Conversion of BibTeX entries into records.

::

    {"title": r"{A}pples \& Pears", "year": "2024"}    Record(1, 1, "Apples & Pears", …)
"""

import re
import tomllib
from collections import defaultdict
from collections.abc import Iterator, Mapping
from importlib.resources import files

from bibtexparser.middlewares import names as bibtex_names

from paperthemes.parse import fields, latex
from paperthemes.parse.authors import name_authors, split_authors
from paperthemes.parse.dates import parse_date
from paperthemes.parse.format import Ignored, ParseWarning, ReaderItem, Record, Rejected
from paperthemes.text.identifiers import find_arxiv_id, find_doi
from paperthemes.text.titles import collapse_whitespace

RULES = tomllib.loads(files(__package__).joinpath("bibtex.toml").read_text("utf-8"))
"""Types of entries, and the fields of each use."""

_YEAR = re.compile(r"(?<!\d)(?:1[5-9]|20)\d\d(?!\d)")
_CITED_BY = re.compile(r"cited by:? (\d+)", re.IGNORECASE)
_URL = re.compile(r"https?://\S+")
_MAX_COMMAS = 2  # in one name: "Smith, Jr., John"


class Reference:
    """A BibTeX entry.

    Parameters
    ----------
    entry_type
        Type of the entry in lower case, such as `article`.
    key
        Citation key, such as `li2024`.
    raw
        Texts of the fields, still in LaTeX, by the name of the field in lower case.
    warnings
        Messages about the entry; more are added while it is read.
    rejection
        For the case that it has no title. It also has the place of the entry.
    """

    def __init__(
        self,
        *,
        entry_type: str,
        key: str,
        raw: Mapping[str, str],
        warnings: list[str],
        rejection: Rejected,
    ) -> None:
        self.type, self.key, self.raw = entry_type, collapse_whitespace(key), raw
        self._warnings, self._rejection = warnings, rejection
        self._plain: Mapping[str, str] = {}
        self._archive = ""

    def read(self) -> Iterator[ReaderItem]:
        """Yield the warnings about the entry, then its record, or its rejection without a title."""
        number = self._rejection.start
        if self.type in RULES["ignored"].split():
            yield Ignored(number, number)
            return
        # For identifiers and dates: the texts with LaTeX removed, not decoded. A field that the
        # entry lacks is "".
        plain = {
            name: collapse_whitespace(latex.strip_latex(text))
            for name, text in self.raw.items()
            if name != "abstract"  # long, and has neither
        }
        self._plain = defaultdict(str, plain)
        # The archive that `eprint` is an id of, such as `arxiv`; "" if the entry names none.
        self._archive = (self._plain["archiveprefix"] or self._plain["eprinttype"]).lower()
        title = self._read_title()
        item = self._make_record(number, title) if title else self._rejection
        if self._plain["crossref"] and not (self._plain["date"] or self._plain["year"]):
            self._warnings.append("no date, and no entry with a date that `crossref` names")
        yield from (ParseWarning(warning, number) for warning in dict.fromkeys(self._warnings))
        yield item

    def _make_record(self, number: int, title: str) -> Record:
        """Return the entry, decoded from LaTeX, as the record at place `number`."""
        urls = (_URL.search(self._plain[name]) for name in RULES["urls"].split())
        url = next((match[0] for match in urls if match), "")
        published = self._read_date()
        extra = self._read_extra()
        if not published and (date := self._plain["date"] or self._plain["year"]):
            self._warnings.append("date not understood, kept in the field extra")
            extra["date_as_given"] = date
        return Record(
            number,
            number,
            title,
            self._decode_field("abstract"),
            url=url,
            arxiv_id=self._find_arxiv_id(),
            doi=find_doi(self._plain["doi"]) or find_doi(url),
            ids=tuple(dict.fromkeys(self._find_ids(url))),
            published=published,
            authors=self._read_authors(),
            extra=extra,
        )

    def _read_title(self) -> str:
        """Return the title, with the subtitle after a colon unless the title ends with it.

        Without a title, return `""`, even if there is a subtitle.
        """
        title, subtitle = self._decode_field("title"), self._decode_field("subtitle")
        if title and subtitle and not title.endswith(subtitle):
            return f"{title.rstrip(':')}: {subtitle}"
        return title

    def _read_authors(self) -> tuple[str, ...]:
        """Return the names of the authors, such as `Ada Li`, with the given name first.

        BibTeX separates authors by "and"; names such as "others" and "et al." are left out. But a
        text with more commas than names can have, or a text without "and" that has a semicolon, is
        split by `split_authors`.
        """
        # Some lists have a superfluous "and" after the last name.
        text = collapse_whitespace(self.raw.get("author", "")).removesuffix(" and")
        raw_names = bibtex_names.split_multiple_persons_names(text)
        has_lists = any(name.count(",") > _MAX_COMMAS and "{" not in name for name in raw_names)
        if has_lists or (len(raw_names) == 1 and ";" in text):
            return split_authors(self._decode(text))
        full_names = (
            bibtex_names.parse_single_name_into_parts(name, strict=False).merge_first_name_first
            for name in raw_names
            if name_authors([name])  # not "others" or "et al."
        )
        return tuple(filter(None, map(self._decode, full_names)))

    def _read_date(self) -> str:
        """Return the date in `date`, or else the date joined from `year`, `month` and `day`.

        It is as precise as the entry allows: `2024-05-01`, `2024-05` or `2024`. If `year` has no
        year, one in `date` is used; if that has none either, return `""`. But a day without a year
        in `date` gives `--05-01`.
        """
        plain = self._plain
        if date := parse_date(plain["date"]):
            return date
        match = _YEAR.search(plain["year"]) or _YEAR.search(plain["date"])
        if match is None:
            return ""
        year, day = match[0], plain["day"]
        # In LaTeX, "~" is a blank and "--" is a dash.
        month = plain["month"].replace("~", " ").replace("--", "-").strip(" .,")
        # The most precise text comes first. `parse_date` returns "" for one that is no date.
        candidates = [f"{year}/{month}/{day}"] if month.isdecimal() else []
        candidates += [f"{day} {month} {year}", f"{month} {year}"] if month else [plain["year"]]
        return next(filter(None, map(parse_date, candidates)), year)

    def _read_extra(self) -> dict[str, str]:
        """Return the values of `extra` that are not empty, without the date."""
        extra = {"entry_type": self.type, "citation_key": self.key}
        for key, names in RULES["extra"].items():
            extra[key] = next(filter(None, map(self._decode_field, names.split())), "")
        if match := _CITED_BY.search(extra["note"]):  # as Scopus writes it
            extra["citations"] = match[1]
        return {name: text for name, text in extra.items() if text}

    def _find_arxiv_id(self) -> str:
        """Return the arXiv id from the first field that has one, or `""`.

        `eprint` comes first, unless the entry names another archive than arXiv. `note` comes last,
        and is used only if it begins with "arXiv", because it may mention other papers.
        """
        candidates = [self._plain["eprint"]] if self._archive in {"arxiv", ""} else []
        candidates += (self._plain[name] for name in RULES["arxiv_ids"].split())
        if (note := self._plain["note"]).lower().startswith("arxiv"):
            candidates.append(note)
        return next(filter(None, map(find_arxiv_id, candidates)), "")

    def _find_ids(self, url: str) -> Iterator[str]:
        """Yield the ids of the entry in catalogues, and the ISBN of a book, as `scheme:value`.

        An example is `pmid:123`. An id may be repeated. `url` is the address of the entry, or `""`;
        some addresses contain an id.
        """
        yield from fields.find_catalogue_ids(url, self._plain["biburl"], self._plain["note"])
        pmid = self._plain["pmid"] or (self._plain["eprint"] if self._archive == "pubmed" else "")
        if pmid.isdecimal():
            yield f"pmid:{pmid}"
        if pmcid := self._plain["pmcid"]:
            yield f"pmcid:{pmcid.upper()}"
        unique_id = self._plain["unique-id"] or self._plain["unique_id"]
        if unique_id.upper().startswith(("WOS:", "ISI:")):
            yield f"wos:{unique_id[len('WOS:') :]}"  # "ISI:" has the same length
        if self.key.startswith("DBLP:"):
            yield f"dblp:{self.key.removeprefix('DBLP:')}"
        if self.type == "book" and (isbn := self._plain["isbn"]):  # a chapter has its book's
            yield f"isbn:{isbn.replace('-', '')}"

    def _decode_field(self, name: str) -> str:
        """Return the decoded text of a field, or `""` if the entry lacks it."""
        raw = self.raw.get(name)  # most fields that are looked for are missing
        return self._decode(raw) if raw else ""

    def _decode(self, raw: str) -> str:
        r"""Return a text as Unicode without LaTeX, such as `Müller` for `M{\"u}ller`.

        From a text with broken LaTeX only the braces are removed, with a warning.
        """
        restored = latex.restore_accents(raw)
        text = latex.decode_latex(restored)
        if text is not None and (restored != raw or latex.has_stray_accent(text)):
            self._warnings.append(
                "accents in LaTeX are damaged, mended if possible: check the texts"
            )
        elif text is None:
            self._warnings.append("LaTeX that could not be decoded, kept as it is")
            text = raw.replace("{", "").replace("}", "")
        return collapse_whitespace(text)
