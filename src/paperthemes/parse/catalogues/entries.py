"""Entries of catalogues as records: JSON objects with values at the paths in `entries.toml`."""

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from importlib.resources import files

from paperthemes.parse.dates import parse_date
from paperthemes.parse.fields import find_first, find_texts, get_text
from paperthemes.parse.format import ParseWarning, ReaderItem, Record, Rejected, excerpt
from paperthemes.parse.json_values import Object
from paperthemes.text.identifiers import find_arxiv_id, find_doi

_PATHS = tomllib.loads(files(__package__).joinpath("entries.toml").read_text("utf-8"))
_MAX_TOPICS = 5  # texts of a list, such as topics, that are kept in `extra`
_ID_FORMS = {"openalex": re.compile(r"W\d+"), "s2": re.compile(r"[0-9a-f]{40}")}  # by the scheme
_NAMES = "author.display_name", "raw_author_name", "name", ""  # paths in an author
_ANY_ID = re.compile(r"\S+")
_ADDRESS = re.compile(r"^https?://\S*/(?=[^/\s]+/?$)")  # all of it but its last part


def read_entry(
    number: int, entry: Object, catalogue: str, untitled: str = "abstract without a title"
) -> Iterator[ReaderItem]:
    """Yield the record of an entry, after any warning; a rejection if it has no title.

    Parameters
    ----------
    number
        Number of the entry in the dump, from 1.
    entry
        The entry.
    catalogue
        Name of the format, a table in `entries.toml`.
    untitled
        Reason for the rejection of an entry that has an abstract, but no title.
    """
    paths = _select_paths(catalogue, tuple(key for key in entry if entry[key] is not None))
    fields = {name: _find_all(entry, places) for name, places in paths["fields"].items()}
    title, abstract = ("".join(fields[name][:1]) for name in ("title", "abstract"))
    if not title:
        reason = untitled if abstract else "entry without a title"
        yield Rejected(
            number, number, reason, excerpt(", ".join(find_texts([*entry.values()], "")))
        )
        return
    published = find_first(parse_date, fields["published"])
    doi = find_first(find_doi, fields["doi"])
    urls = [url for url in fields["urls"] if url.startswith("http")]
    extra = {
        key: "; ".join([*dict.fromkeys(find_texts(entry, *places))][:_MAX_TOPICS])
        for key, places in paths["extra"].items()
    }
    if fields["published"] and not published:
        yield ParseWarning("dates not understood, kept in the field extra", number)
        extra["date_as_given"] = " ".join(fields["published"])
    authors = entry.get("authorships" if "authorships" in entry else "authors")
    names = (get_text(author, *_NAMES) for author in authors) if isinstance(authors, list) else ()
    yield Record(
        number,
        number,
        title,
        abstract,
        url=next(iter(urls), ""),
        arxiv_id=find_first(find_arxiv_id, (*fields["arxiv_id"], *urls, doi)),
        doi=doi,
        ids=tuple(_find_ids(entry, paths["ids"])),
        published=published,
        authors=tuple(filter(None, names)),
        extra={key: text for key, text in extra.items() if text},
    )


@lru_cache(maxsize=1 << 8)
def _select_paths(catalogue: str, keys: tuple[str, ...]) -> dict[str, dict[str, list[str]]]:
    """Return the paths of a catalogue that begin with one of the keys of an entry."""
    return {
        group: {
            name: [path for path in paths if path.partition(".")[0] in keys]
            for name, paths in paths_by_name.items()
        }
        for group, paths_by_name in _PATHS[catalogue].items()
    }


def _find_all(entry: Object, paths: Iterable[str]) -> list[str]:
    """Return the texts at all of the paths."""
    return [text for path in paths for text in find_texts(entry, path)]


def _find_ids(entry: Object, paths_by_scheme: Mapping[str, Sequence[str]]) -> Iterator[str]:
    """Yield the ids of an entry as `scheme:value`, such as `openalex:W1`.

    An address stands for its last part. A value that has not the form of its scheme is no id.
    """
    for scheme, paths in paths_by_scheme.items():
        form = _ID_FORMS.get(scheme, _ANY_ID)
        values = (_ADDRESS.sub("", text).rstrip("/") for text in _find_all(entry, paths))
        if value := next(filter(form.fullmatch, values), ""):
            yield f"{scheme}:{value}"
