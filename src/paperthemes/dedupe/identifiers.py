"""The identifiers of records: which say that two are one work, and which that they are two."""

import logging
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from paperthemes.dedupe.headings import heading_of, likeness
from paperthemes.text.identifiers import _PREPRINT, normalise_identifier

logger = logging.getLogger(__name__)

_MOST_TITLES = 4  # an id with more titles that are unlike is a volume's, or a mistake
_UNLIKE = 0.6

NAMES = {"arxiv": "same arXiv id", "doi": "same DOI"}
OTHER = "same catalogue id"


@dataclass(slots=True)
class Known:
    """The identifiers known of one work that tell works apart."""

    arxiv: set[str] = field(default_factory=set)
    doi: set[str] = field(default_factory=set)
    pmid: set[str] = field(default_factory=set)

    def add(self, identifiers: Sequence[str]) -> None:
        """Take in the identifiers of a record."""
        for identifier in identifiers:
            scheme, value = identifier.split(":", 1)
            if scheme in ("arxiv", "pmid") or (scheme == "doi" and not _PREPRINT.match(value)):
                getattr(self, scheme).add(value)

    def differs(self, other: "Known") -> bool:
        """Tell whether an archive that gives each work one id gave two."""
        return any(
            mine and theirs and not mine & theirs
            for mine, theirs in ((self.arxiv, other.arxiv), (self.pmid, other.pmid))
        )

    def published_twice(self, other: "Known") -> bool:
        """Tell whether two publishers, or one twice, gave a DOI."""
        return bool(self.doi and other.doi and not self.doi & other.doi)


def identifiers_of(row: Any) -> list[str]:  # noqa: ANN401 - a row of tables.RECORDS
    """Return the identifiers of a record as `scheme:value`, versions and doubles taken out.

    The DOI of arXiv is the arXiv id it holds.
    """
    given = [f"arxiv:{row.arxiv_id}", f"doi:{row.doi}", *row.ids]
    return list(dict.fromkeys(filter(None, map(normalise_identifier, given))))


def links(
    rows: Sequence[Any], identifiers: Sequence[Sequence[str]]
) -> Iterator[tuple[str, int, int]]:
    """Yield the rule and the two places of records that share an identifier.

    An identifier with more than four titles that are unlike each other is of a volume, or wrong: it
    links nothing.
    """
    holders: dict[str, list[int]] = {}
    for index, given in enumerate(identifiers):
        for identifier in given:
            holders.setdefault(identifier, []).append(index)
    by_rule: dict[str, list[tuple[int, int]]] = {name: [] for name in (*NAMES.values(), OTHER)}
    for identifier, indices in holders.items():
        if len(indices) < 2:
            continue
        if _is_volume([rows[index].title for index in indices]):
            logger.warning(
                "%s stands with %d records of different titles: taken for a volume's, not joined",
                identifier,
                len(indices),
            )
            continue
        rule = NAMES.get(identifier.split(":", 1)[0], OTHER)
        by_rule[rule] += [(indices[0], index) for index in indices[1:]]
    for rule, pairs in by_rule.items():
        yield from ((rule, first, second) for first, second in pairs)


def _is_volume(titles: Sequence[str]) -> bool:
    kinds: list[str] = []
    for title in sorted(set(titles)):
        heading = heading_of(title)
        if all(likeness(heading, heading_of(kind)) < _UNLIKE for kind in kinds):
            kinds.append(title)
        if len(kinds) > _MOST_TITLES:
            return True
    return False
