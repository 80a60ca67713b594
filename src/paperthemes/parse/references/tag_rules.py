"""Rules of the formats with tagged lines, read from `tags.toml`."""

import re
import tomllib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from importlib.resources import files

from paperthemes.parse import fields
from paperthemes.parse.dump import Dump

Values = Mapping[str, Sequence[str]]
"""Texts by tag."""
NUMBERED = "#"
"""Stands for the tag of a line with the number of a record."""

TABLES = tomllib.loads(files(__package__).joinpath("tags.toml").read_text("utf-8"))
"""The rules in `tags.toml`, by the name of the format."""

# Taken out of the tables, because it is no format.
_ID_BY_SCHEME = {scheme: re.compile(pattern) for scheme, pattern in TABLES.pop("ids").items()}


class TagRules:
    """Rules of one format: the form of its lines, and the use of its tags in `tags.toml`.

    Attributes
    ----------
    tags
        Tags by their use, such as `TI T1` by `title`, the preferred ones first; an empty list for
        a use that the format has no tag for.
    extra
        Tags by the key that their texts get in `extra` of a record.
    end
        Tag of the last line of a record; `None` if the format has none.
    """

    def __init__(self, name: str) -> None:
        table = TABLES[name]
        self.tags: Mapping[str, list[str]] = defaultdict(list, _split_tags(table))
        self.extra = _split_tags(table["extra"])
        self.end = next(iter(self.tags["end"]), None)  # the only tag, if there is one
        self._ids = _split_tags(table.get("ids", {}))
        self._pmid_tags: Mapping[str, str] = table.get("pmid_of", {})
        patterns = table["lines"]
        self._detect = [re.compile(pattern) for pattern in patterns["detect"]]
        self._tag = re.compile(patterns["tag"].replace("\n", ""))
        self._record = re.compile(patterns["record"]) if "record" in patterns else None

    def detect(self, dump: Dump) -> float:
        """Return 1 if each pattern of `detect` matches a line in the head of the dump, else 0."""
        return float(all(any(map(known.match, dump.head_lines)) for known in self._detect))

    def split_line(self, line: str) -> tuple[str | None, str]:
        """Return the tag and the text of a line; `None` and the whole line if it has no tag."""
        if match := self._tag.match(line):
            return _name_tag(match[match.lastindex or 0]), line[match.end() :]
        if self._record is not None and self._record.match(line):
            return NUMBERED, ""
        return None, line

    def find_ids(self, values: Values, notes: Iterable[str]) -> tuple[str, ...]:
        """Return the distinct ids in the texts of a record, and in its addresses and notes."""
        tagged = (
            f"{scheme}:{match[1].replace('-', '') if scheme == 'isbn' else match[1]}"
            for scheme, tags in self._list_id_tags(values)
            for text in list_texts(values, tags)
            if (match := _ID_BY_SCHEME[scheme].search(text))
        )
        return tuple(dict.fromkeys((*tagged, *fields.find_catalogue_ids(*notes))))

    def _list_id_tags(self, values: Values) -> Iterator[tuple[str, Sequence[str]]]:
        """Yield the schemes of ids that a record may have, each with the tags that hold them."""
        yield from self._ids.items()
        database = " ".join(list_texts(values, self.extra.get("database", ()))).lower()
        yield from (("pmid", [tag]) for name, tag in self._pmid_tags.items() if name in database)
        if "BOOK" in map(str.upper, list_texts(values, self.extra.get("entry_type", ()))):
            yield "isbn", self.extra.get("issn", ())  # that of a chapter would be its book's


def list_texts(values: Values, tags: Iterable[str]) -> list[str]:
    """Return the texts of all of the tags."""
    return [text for tag in tags if tag in values for text in values[tag]]


@lru_cache
def _name_tag(text: str) -> str:
    """Return a tag as in `tags.toml`, in capitals: `PUBLICATION_DATE` for `Publication date`."""
    return text.strip().replace(" ", "_").upper()


def _split_tags(table: Mapping[str, object]) -> dict[str, list[str]]:
    """Return the tags of each use in a table."""
    return {use: tags.upper().split() for use, tags in table.items() if isinstance(tags, str)}
