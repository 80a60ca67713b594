"""Identifiers of records: evidence that two records are one work, or two."""

import logging
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from paperthemes.dedupe.title_features import TitleFeatures, parse_title, similarity
from paperthemes.text.identifiers import PREPRINT_DOI, normalise_identifier

logger = logging.getLogger(__name__)

MAX_TITLES = 4  # an id with more dissimilar titles belongs to a volume, or is wrong
MIN_TITLE_SIMILARITY = 0.6  # below it, two titles of one id count as dissimilar

RULES = {"arxiv": "same arXiv id", "doi": "same DOI"}
OTHER_RULE = "same catalogue id"

Link = tuple[str, int, int]
"""A rule, and the indices of two records that it makes one work."""


def record_identifiers(row: Any) -> list[str]:  # noqa: ANN401 - a row of tables.RECORDS
    """Return the identifiers of a record as unique `scheme:value`, without versions.

    A DOI of arXiv becomes the arXiv id in it.
    """
    identifiers = [f"arxiv:{row.arxiv_id}", f"doi:{row.doi}", *row.ids]
    return list(dict.fromkeys(filter(None, map(normalise_identifier, identifiers))))


def distinctive_ids(identifiers: Iterable[str]) -> dict[str, set[str]]:
    """Return arXiv ids, PubMed ids and DOIs by scheme; DOIs of preprints are left out."""
    by_scheme: dict[str, set[str]] = {}
    for identifier in identifiers:
        scheme, value = identifier.split(":", 1)
        if scheme in ("arxiv", "pmid") or (scheme == "doi" and not PREPRINT_DOI.match(value)):
            by_scheme.setdefault(scheme, set()).add(value)
    return by_scheme


def differ(first: Mapping[str, set[str]], second: Mapping[str, set[str]], scheme: str) -> bool:
    """Return whether two works have ids of a scheme, but none in common."""
    return scheme in first and scheme in second and first[scheme].isdisjoint(second[scheme])


def identifier_links(rows: Sequence[Any]) -> list[Link]:
    """Return links between records that share an identifier, by rule.

    An identifier with more than `MAX_TITLES` dissimilar titles links nothing.
    """
    holders: dict[str, list[int]] = {}
    for index, row in enumerate(rows):
        for identifier in row.ids:
            holders.setdefault(identifier, []).append(index)
    links: list[Link] = []
    for identifier, (first, *others) in holders.items():
        if others and _has_many_titles([rows[index].title for index in (first, *others)]):
            logger.warning(
                "%s is shared by %d records with different titles: treated as the id of a volume "
                "and not used to join records",
                identifier,
                len(others) + 1,
            )
            continue
        rule = RULES.get(identifier.split(":", 1)[0], OTHER_RULE)
        links += [(rule, first, index) for index in others]
    order = [*RULES.values(), OTHER_RULE]
    return sorted(links, key=lambda link: order.index(link[0]))


def _has_many_titles(titles: Sequence[str]) -> bool:
    """Return whether there are more than `MAX_TITLES` dissimilar titles."""
    dissimilar: list[TitleFeatures] = []
    for title in map(parse_title, sorted(set(titles))):
        if all(similarity(title, other) < MIN_TITLE_SIMILARITY for other in dissimilar):
            dissimilar.append(title)
        if len(dissimilar) > MAX_TITLES:
            return True
    return False
