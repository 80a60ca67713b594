"""Which column of a table holds which field: as the config says, or else by its name.

Names are compared by their letters and digits alone, in any case, so `Article Title`,
`article_title` and `articleTitle` are one. `GUESSED` lists the names that are known; the first of
a list that a table has is taken.
"""

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, field
from difflib import get_close_matches
from functools import lru_cache

from paperthemes.errors import ConfigError
from paperthemes.text.titles import collapse_whitespace

Names = Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Wanted:
    """Names of columns, the best first.

    Attributes
    ----------
    fields
        Field of a record to the columns that may hold it.
    ids
        Scheme of an id to the columns that may hold it.
    extra
        Key in `extra` to the columns that may hold it; other columns keep their own names.
    left_out
        Columns that are not kept: lists of references, and what says the same as another column.
    """

    fields: Names = field(default_factory=dict)
    ids: Names = field(default_factory=dict)
    extra: Names = field(default_factory=dict)
    left_out: tuple[str, ...] = ()


GUESSED = Wanted(
    fields={
        "title": (
            *("title", "titles", "article title", "paper title", "document title", "item title"),
            *("work title", "primary title", "title of paper", "title of article"),
            *("display name", "ti", "publication title"),
            *("titel", "titre", "título", "titolo", "标题", "题名", "論文名", "タイトル"),
            *("название", "заголовок", "제목"),
        ),
        "abstract": (
            *("abstract", "abstract text", "paper abstract", "abstract note", "abstracts"),
            *(
                "article abstract",
                "summary",
                "summaries",
                "ab",
                "zusammenfassung",
                "kurzfassung",
                "résumé",
            ),
            *("resumen", "resumo", "riassunto", "摘要", "抄録", "要旨", "аннотация", "реферат"),
            *("초록", "description", "text", "content", "body"),
        ),
        "url": (
            *("url", "link", "paper url", "article url", "document link", "source url", "pdf url"),
            *("pdf link", "external url", "web link", "landing page url"),
        ),
        "arxiv_id": ("arxiv id", "arxiv", "arxiv number", "eprint", "arxiv url", "id", "paper id"),
        "doi": ("doi", "doi link", "doi url", "item doi", "digital object identifier", "di"),
        "published": (
            *("published", "publication date", "date published", "published date", "pub date"),
            *("published at", "published on", "date of publication", "submitted date", "date"),
            *(
                "publication year",
                "year",
                "pub year",
                "published year",
                "year of publication",
                "py",
            ),
            *("datum", "jahr", "année", "año", "ano", "anno", "年份", "出版年", "発行年", "год"),
        ),
        "authors": (
            *("authors", "author full names", "author names", "author list", "author", "creators"),
            *("paper authors", "authors list", "au", "autoren", "autor", "auteurs", "autores"),
            *("autori", "作者", "著者", "авторы", "저자"),
        ),
    },
    ids={
        "pmid": ("pmid", "pubmed id", "medline pmid"),
        "pmcid": ("pmcid", "pmc id"),
        "openalex": ("openalex id",),
        "corpusid": ("corpus id", "s2 corpus id"),
        "eid": ("scopus eid",),
    },
    extra={
        "venue": (
            *("venue", "journal", "source title", "journal title", "journal name", "journal book"),
            *("publication name", "container title", "book title", "booktitle", "conference"),
            *("conference name", "publication title", "publication", "journal ref"),
        ),
        "keywords": ("keywords", "author keywords", "keyword"),
        "citations": (
            *("citations", "cited by", "citation count", "times cited", "cited by count", "cites"),
        ),
        "categories": ("categories", "fields of study", "subjects", "category"),
        "type": ("document type", "publication type", "item type", "content type", "type"),
        "language": ("language", "language of original document"),
    },
    left_out=(
        "references",
        "cited references",
        "reference list",
        "referenced works",
        "citing works",
    ),
)

_ONE_ONLY = ("title", "abstract", "authors")  # a second such column is something else
_SAYS_LITTLE = ("id", "paper id", "description", "text", "content", "body", "eprint", "di", "au")
_OF_PAPERS = ("abstract", "arxiv_id", "doi", "authors")


@dataclass(frozen=True, slots=True)
class Layout:
    """The columns of one table, by what they hold; see `Wanted`."""

    fields: Names
    ids: Mapping[str, str]
    extra: Mapping[str, str]
    left_out: Set[str]

    @property
    def said(self) -> dict[str, str]:
        """Field, id and key of `extra` to the columns taken for it, for the report."""
        found = {name: " or ".join(columns) for name, columns in self.fields.items()}
        found |= self.ids
        return found | {key: column for column, key in self.extra.items() if column != key}

    @property
    def sure(self) -> float:
        """How surely this is a table of papers: a title alone, or with a text or a link, is not."""
        if "title" not in self.fields:
            return 0.0
        telling = {
            name
            for name in _OF_PAPERS
            if any(key(column) not in _LITTLE for column in self.fields.get(name, ()))
        }
        if "abstract" in telling:
            return 0.5
        return 0.3 if telling or self.ids else 0.0


@lru_cache(maxsize=1 << 12)
def key(name: str) -> str:
    """Reduce the name of a column to its letters and digits."""
    return "".join(char for char in collapse_whitespace(name).casefold() if char.isalnum())


_LITTLE = frozenset(map(key, _SAYS_LITTLE))


def unique(header: Sequence[str]) -> list[str]:
    """Name the columns without repeats: a second `note` becomes `note.2`."""
    given = {collapse_whitespace(raw) for raw in header}
    seen: dict[str, int] = {}
    names = []
    for index, raw in enumerate(header):
        plain = name = collapse_whitespace(raw) or f"column {index + 1}"
        while name in seen or (name != plain and name in given):
            seen[plain] = seen.get(plain, 1) + 1
            name = f"{plain}.{seen[plain]}"
        seen.setdefault(name, 1)
        names.append(name)
    return names


def layout(columns: Sequence[str], said: Mapping[str, str], wanted: Wanted) -> Layout:
    """Find what the columns of a table hold.

    Parameters
    ----------
    columns
        Their names, each once.
    said
        What the config says: field to column.
    wanted
        The names by which the others are known; what it does not find is guessed.

    Raises
    ------
    ConfigError
        If the config names a field or a column that there is not.
    """
    of_key: dict[str, str] = {}
    for column in columns:
        of_key.setdefault(key(column), column)
    fields: dict[str, tuple[str, ...]] = {
        name: (_mapped(name, given, columns, of_key),) for name, given in said.items()
    }
    taken = {column for found in fields.values() for column in found}
    for name, guessed in GUESSED.fields.items():
        if name in fields:
            continue
        found = _known(wanted.fields.get(name, ()), of_key, taken)
        if not found:
            found = _known(guessed, of_key, taken)[: 1 if name in _ONE_ONLY else None]
        if found:
            fields[name] = found
            taken.update(found)
    ids = _each(wanted.ids, GUESSED.ids, of_key, taken)
    extra = _each(wanted.extra, GUESSED.extra, of_key, taken)
    left_out = _known(wanted.left_out + GUESSED.left_out, of_key, taken)
    return Layout(fields, ids, {column: name for name, column in extra.items()}, {*left_out})


def _each(own: Names, guessed: Names, of_key: Mapping[str, str], taken: set[str]) -> dict[str, str]:
    found = {}
    for name in dict.fromkeys((*own, *guessed)):
        for candidates in (own.get(name, ()), guessed.get(name, ())):
            for column in _known(candidates, of_key, taken)[:1]:
                if name not in found:
                    found[name] = column
                    taken.add(column)
    return found


def _known(
    candidates: Sequence[str], of_key: Mapping[str, str], taken: set[str]
) -> tuple[str, ...]:
    found = dict.fromkeys(of_key.get(key(name), "") for name in candidates)
    return tuple(column for column in found if column and column not in taken)


def _mapped(name: str, given: str, columns: Sequence[str], of_key: Mapping[str, str]) -> str:
    if name not in GUESSED.fields:
        raise ConfigError(
            f"columns: there is no field {name!r}; the fields are {', '.join(GUESSED.fields)}"
        )
    if given in columns:
        return given
    if column := of_key.get(key(given)):
        return column
    close = get_close_matches(key(given), of_key, n=1, cutoff=0.5)
    meant = f"did you mean {of_key[close[0]]!r}? " if close else ""
    raise ConfigError(
        f"columns: there is no column {given!r} for {name}; {meant}The columns are "
        f"{listed(columns)}"
    )


def listed(columns: Sequence[str], most: int = 40) -> str:
    """Name the columns of a table in a message."""
    more = f" and {len(columns) - most} more" if len(columns) > most else ""
    return ", ".join(columns[:most]) + more
