"""Rules of the formats with tagged lines, read from `tags.toml`."""

import re
import tomllib
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from importlib.resources import files

from paperthemes.parse import fields
from paperthemes.parse.dump import Dump

Values = Mapping[str, Sequence[str]]
"""Texts by tag."""
SplitLine = Callable[[str], tuple[str | None, str]]
"""A function that splits a line into its tag and its text; see `tagged.make_tagged_format`."""
FindIds = Callable[[Values], Iterable[str]]
"""A function that yields the ids in the texts of a record; see `tagged.make_tagged_format`."""
NUMBERED = "#"
"""Stands for the tag of a line with the number of a record."""

TABLES = tomllib.loads(files(__package__).joinpath("tags.toml").read_text("utf-8"))
"""The rules in `tags.toml`, by the name of the format."""

_ID_BY_SCHEME = {
    "pmid": re.compile(r"^(?:PUBMED |MEDLINE:|PMID:? ?)?(\d{1,8})$", re.IGNORECASE),
    "pmcid": re.compile(r"^(PMC\d+)", re.IGNORECASE),
    "wos": re.compile(r"(?:WOS|ISI):(\w+)"),
    "eid": re.compile(r"^(2-s2\.0-\d+)"),
    "eric": re.compile(r"^(E[DJ]\d+)$"),
}


class TagRules:
    """Rules of one format: the form of its lines, and the use of its tags in `tags.toml`.

    Attributes
    ----------
    tags
        Tags by their use, such as `TI T1` by `title`, the preferred ones first; an empty list for
        a use that the format has no tag for.
    extra, ids
        Tags by the key that their texts get in `extra` of a record, and by the scheme of ids.
    end
        Tag of the last line of a record; `None` if the format has none.
    split_line, find_ids
        Functions; see `make_tagged_format`.
    """

    def __init__(self, name: str, split_line: SplitLine | None, find_ids: FindIds) -> None:
        table = TABLES[name]
        uses = {use: tags.split() for use, tags in table.items() if isinstance(tags, str)}
        self.tags: Mapping[str, list[str]] = defaultdict(list, uses)
        self.extra = {key: tags.split() for key, tags in table["extra"].items()}
        self.ids = {key: tags.split() for key, tags in table.get("ids", {}).items()}
        self.end = next(iter(self.tags["end"]), None)  # the only tag, if there is one
        patterns = table["lines"]
        self._detect = [re.compile(pattern) for pattern in patterns["detect"]]
        self._tag = re.compile(patterns.get("tag", "").replace("\n", ""))
        self._record = re.compile(patterns["record"]) if "record" in patterns else None
        self.split_line = split_line or self._split_line
        self.find_ids = find_ids

    def detect(self, dump: Dump) -> float:
        """Return 1 if each pattern of `detect` matches a line in the head of the dump, else 0."""
        return float(all(any(map(known.match, dump.head_lines)) for known in self._detect))

    def find_all_ids(self, values: Values, notes: Sequence[str]) -> tuple[str, ...]:
        """Return the distinct ids in the texts of a record, and in its addresses and notes."""
        tagged = (
            f"{scheme}:{match[1]}"
            for scheme, tags in self.ids.items()
            for tag in tags
            for text in values.get(tag, ())
            if (match := _ID_BY_SCHEME[scheme].search(text))
        )
        ids = (*tagged, *self.find_ids(values), *fields.find_catalogue_ids(*notes))
        return tuple(dict.fromkeys(ids))

    def _split_line(self, line: str) -> tuple[str | None, str]:
        """Return the tag and the text of a line; `None` and the whole line if it has no tag."""
        if match := self._tag.match(line):
            tag = match[match.lastindex or 0].strip().replace(" ", "_")
            return tag, line[match.end() :]
        if self._record is not None and self._record.match(line):
            return NUMBERED, ""
        return None, line
