"""The columns of a table: the field that each holds, by the config or else by its name.

Names are compared by their letters and digits alone, in any case, so `Article Title`,
`article_title` and `articleTitle` are the same. `COMMON_ALIASES` lists the known names; of a list,
the first that a table has is used.
"""

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, field
from difflib import get_close_matches
from functools import lru_cache

from paperthemes.errors import ConfigError, UserError
from paperthemes.text.titles import collapse_whitespace

MAX_NAMED = 40  # columns that a message names


@dataclass(frozen=True, slots=True, kw_only=True)
class ColumnAliases:
    """Names of columns by what they hold, separated by `|`, the best first.

    Attributes
    ----------
    fields
        Columns by the field of a record that they may hold.
    ids
        Columns by the scheme of the id that they may hold.
    extra
        Columns by the key in `extra` that they may hold; other columns keep their own names.
    left_out
        Columns that are not kept: lists of references, and what repeats another column.
    """

    fields: Mapping[str, str] = field(default_factory=dict)
    ids: Mapping[str, str] = field(default_factory=dict)
    extra: Mapping[str, str] = field(default_factory=dict)
    left_out: str = ""


COMMON_ALIASES = ColumnAliases(
    fields={
        "title": "title|titles|article title|paper title|document title|item title|work title|"
        "primary title|title of paper|title of article|display name|ti|publication title|"
        "titel|titre|título|titolo|标题|题名|論文名|タイトル|название|заголовок|제목",
        "abstract": "abstract|abstract text|paper abstract|abstract note|abstracts|"
        "article abstract|summary|summaries|ab|zusammenfassung|kurzfassung|résumé|resumen|resumo|"
        "riassunto|摘要|抄録|要旨|аннотация|реферат|초록|description|text|content|body",
        "url": "url|link|paper url|article url|document link|source url|pdf url|pdf link|"
        "external url|web link|landing page url",
        "arxiv_id": "arxiv id|arxiv|arxiv number|eprint|arxiv url|id|paper id",
        "doi": "doi|doi link|doi url|item doi|digital object identifier|di",
        "published": "published|publication date|date published|published date|pub date|"
        "published at|published on|date of publication|submitted date|date|publication year|year|"
        "pub year|published year|year of publication|py|datum|jahr|année|año|ano|anno|年份|出版年|"
        "発行年|год",
        "authors": "authors|author full names|author names|author list|author|creators|"
        "paper authors|authors list|au|autoren|autor|auteurs|autores|autori|作者|著者|авторы|저자",
    },
    ids={
        "pmid": "pmid|pubmed id|medline pmid",
        "pmcid": "pmcid|pmc id",
        "openalex": "openalex id",
        "corpusid": "corpus id|s2 corpus id",
        "eid": "scopus eid",
    },
    extra={
        "venue": "venue|journal|source title|journal title|journal name|journal book|"
        "publication name|container title|book title|booktitle|conference|conference name|"
        "publication title|publication|journal ref",
        "keywords": "keywords|author keywords|keyword",
        "citations": "citations|cited by|citation count|times cited|cited by count|cites",
        "categories": "categories|fields of study|subjects|category",
        "type": "document type|publication type|item type|content type|type",
        "language": "language|language of original document",
    },
    left_out="references|cited references|reference list|referenced works|citing works",
)

_SINGLE = ("title", "abstract", "authors")  # a second column of these holds something else
# Normalised names that tables of other things have too, so that they are no sign of papers.
_WEAK = ("id", "paperid", "description", "text", "content", "body", "eprint", "di", "au")
_FIELDS_OF_PAPERS = ("abstract", "arxiv_id", "doi", "authors")


@dataclass(frozen=True, slots=True, kw_only=True)
class ColumnMapping:
    """The columns of one table by what they hold; see `ColumnAliases`.

    `fields` and `ids` are by name of the field or scheme, `extra` by column.
    """

    fields: Mapping[str, tuple[str, ...]]
    ids: Mapping[str, str]
    extra: Mapping[str, str]
    left_out: Set[str]

    @property
    def taken(self) -> dict[str, str]:
        """The columns used for each field, id and key of `extra`, for the parse report."""
        taken = {name: " or ".join(columns) for name, columns in self.fields.items()}
        taken |= self.ids
        return taken | {key: column for column, key in self.extra.items() if column != key}

    @property
    def confidence(self) -> float:
        """The confidence that this is a table of papers, from 0 to 0.5.

        A title is needed, and an abstract, an id, authors or a DOI: many tables have titles.
        """
        if "title" not in self.fields:
            return 0.0
        signs = {
            name
            for name in _FIELDS_OF_PAPERS
            if any(normalise_name(column) not in _WEAK for column in self.fields.get(name, ()))
        }
        if "abstract" in signs:
            return 0.5
        return 0.3 if signs or self.ids else 0.0


@lru_cache(maxsize=1 << 12)
def normalise_name(name: str) -> str:
    """Reduce the name of a column to its letters and digits."""
    return "".join(char for char in collapse_whitespace(name).casefold() if char.isalnum())


def unique_names(header: Sequence[str]) -> list[str]:
    """Name the columns without repeats: a second `note` becomes `note.2`."""
    originals = {collapse_whitespace(raw) for raw in header}
    counts: dict[str, int] = {}
    names = []
    for index, raw in enumerate(header):
        base = name = collapse_whitespace(raw) or f"column {index + 1}"
        while name in counts or (name != base and name in originals):
            counts[base] = counts.get(base, 1) + 1
            name = f"{base}.{counts[base]}"
        counts.setdefault(name, 1)
        names.append(name)
    return names


def map_columns(
    columns: Sequence[str], configured: Mapping[str, str], aliases: ColumnAliases | None = None
) -> ColumnMapping:
    """Map the columns of a table to what they hold.

    Parameters
    ----------
    columns
        Their names, each once.
    configured
        Field to column, from the config.
    aliases
        Names that are tried before `COMMON_ALIASES`.

    Raises
    ------
    ConfigError
        If the config names a field or a column that does not exist.
    """
    own, common = aliases or ColumnAliases(), COMMON_ALIASES
    free: dict[str, str] = {}
    for column in columns:
        free.setdefault(normalise_name(column), column)
    fields: dict[str, tuple[str, ...]] = {
        name: (_configured_column(name, column, columns, free),)
        for name, column in configured.items()
    }
    free = {key: column for key, column in free.items() if (column,) not in fields.values()}
    for name in (name for name in common.fields if name not in configured):
        limit = 1 if name in _SINGLE else None
        taken = _take(free, own.fields.get(name, "")) or _take(free, common.fields[name], limit)
        if taken:
            fields[name] = taken
    ids = _take_one_each(free, own.ids, common.ids)
    extra = _take_one_each(free, own.extra, common.extra)
    return ColumnMapping(
        fields=fields,
        ids=ids,
        extra={column: name for name, column in extra.items()},
        left_out={*_take(free, f"{own.left_out}|{common.left_out}")},
    )


def _take(free: dict[str, str], names: str, limit: int | None = None) -> tuple[str, ...]:
    """Remove and return the free columns with these names, in the order of the names."""
    keys = dict.fromkeys(normalise_name(name) for name in names.split("|") if name)
    return tuple(free.pop(key) for key in [key for key in keys if key in free][:limit])


def _take_one_each(
    free: dict[str, str], own: Mapping[str, str], common: Mapping[str, str]
) -> dict[str, str]:
    return {
        name: column
        for name in dict.fromkeys((*own, *common))
        for column in _take(free, f"{own.get(name, '')}|{common.get(name, '')}", 1)
    }


def _configured_column(
    field_name: str, column: str, columns: Sequence[str], by_name: Mapping[str, str]
) -> str:
    if field_name not in COMMON_ALIASES.fields:
        raise ConfigError(
            f"columns: there is no field {field_name!r}; the fields are "
            f"{', '.join(COMMON_ALIASES.fields)}"
        )
    if column in columns:
        return column
    if same := by_name.get(normalise_name(column)):
        return same
    close = get_close_matches(normalise_name(column), by_name, n=1, cutoff=0.5)
    hint = f"did you mean {by_name[close[0]]!r}? " if close else ""
    raise ConfigError(
        f"columns: there is no column {column!r} for {field_name}; {hint}The columns are "
        f"{join_names(columns)}"
    )


def require_title(columns: ColumnMapping, names: Sequence[str], table: str) -> ColumnMapping:
    """Return the mapping of a table with these columns, if one holds the title.

    Raises
    ------
    UserError
        If there is no such column; the message begins with `table`.
    """
    if "title" in columns.fields:
        return columns
    raise UserError(
        f"{table} without a title column; it has {join_names(names)}. Name it in the config: "
        "dumps: [{path: ..., columns: {title: ...}}]"
    )


def join_names(columns: Sequence[str]) -> str:
    """List the columns of a table in a message."""
    rest = len(columns) - MAX_NAMED
    return ", ".join(columns[:MAX_NAMED]) + (f" and {rest} more" if rest > 0 else "")
