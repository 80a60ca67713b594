"""Identifiers of records, and references to them in `must_link` and `cannot_link` of the config."""

import logging
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from paperthemes.dedupe.settings import DedupeSettings
from paperthemes.dedupe.title_features import TitleFeatures, parse_title
from paperthemes.text.identifiers import PREPRINT, normalise_identifier, paper_keys, reference_keys
from paperthemes.text.titles import collapse_whitespace, normalise_title, short_hash, title_hash

logger = logging.getLogger(__name__)

MAX_TITLES = 4  # an id with more dissimilar titles belongs to a volume, or is wrong
MIN_TITLE_SIMILARITY = 0.6  # below it, two titles of one id count as dissimilar

RULES = {"arxiv": "same arXiv id", "doi": "same DOI"}
OTHER_RULE = "same catalogue id"

Link = tuple[str, int, int]
"""A rule, and the indices of two records that it makes one work."""
Constraint = Mapping[int, str]
"""For a list of the config, the reference that names each record, by index."""


def record_identifiers(row: Any) -> list[str]:  # noqa: ANN401 - a row of tables.RECORDS
    """Return the identifiers of a record as unique `scheme:value`, without versions.

    A DOI of arXiv becomes the arXiv id in it.
    """
    identifiers = [f"arxiv:{row.arxiv_id}", f"doi:{row.doi}", *row.ids]
    return list(dict.fromkeys(filter(None, map(normalise_identifier, identifiers))))


def distinct_hash(row: Any) -> str:  # noqa: ANN401 - a row of tables.RECORDS
    """Return the id of a paper whose title is that of another paper: 12 hex digits.

    It hashes the normalised title of the anchor and its first identifier; without an identifier,
    its abstract; without either, its authors, date and URL.
    """
    if row.ids:
        content = row.ids[:1]
    elif row.abstract:
        content = [collapse_whitespace(row.abstract).casefold()]
    else:
        content = [*row.authors, row.published, row.url]
    return short_hash(normalise_title(row.title), *content)


def distinctive_ids(identifiers: Iterable[str]) -> dict[str, set[str]]:
    """Return arXiv ids, PubMed ids and DOIs by scheme; DOIs of preprints are left out."""
    by_scheme: dict[str, set[str]] = {}
    for identifier in identifiers:
        scheme, value = identifier.split(":", 1)
        if scheme in ("arxiv", "pmid") or (scheme == "doi" and not PREPRINT.match(value)):
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
        if all(title.similarity(other) < MIN_TITLE_SIMILARITY for other in dissimilar):
            dissimilar.append(title)
        if len(dissimilar) > MAX_TITLES:
            return True
    return False


def resolve_constraints(
    settings: DedupeSettings, rows: Sequence[Any]
) -> tuple[list[Constraint], list[Constraint]]:
    """Find the records named by the references of the config; warn if a reference names none.

    Parameters
    ----------
    settings
        The section `dedupe` of the config.
    rows
        The rows of a `tables.RECORDS`, their `ids` normalised.

    Returns
    -------
    must_link : list
        For each list of the config, the records that are one paper.
    cannot_link : list
        For each list of the config, the records that are different papers if different references
        name them.
    """
    lists = [*settings.must_link, *settings.cannot_link]
    keys = {reference: reference_keys(reference) for group in lists for reference in group}
    wanted = {key for reference in keys for key in keys[reference]}
    matches: dict[int, list[str]] = {}  # the wanted keys of each record, the most precise first
    for index, row in enumerate(rows if wanted else ()):
        hashes = [distinct_hash(row), title_hash(row.title)]
        record_keys = paper_keys(row.title, row.ids, hashes)
        matches[index] = [key for key in record_keys if key in wanted]
    matched = {key for matching in matches.values() for key in matching}
    for reference in keys:
        if matched.isdisjoint(keys[reference]):
            logger.warning("dedupe: no record has the id, title or paper_id %r", reference)
    constraints = [_name_records(references, matches) for references in lists]
    return constraints[: len(settings.must_link)], constraints[len(settings.must_link) :]


def _name_records(references: Sequence[str], matches: Mapping[int, Sequence[str]]) -> Constraint:
    """Return the reference that names each record most precisely, for records that have one."""
    by_key = {key: reference for reference in references for key in reference_keys(reference)}
    return {
        index: by_key[key]
        for index, keys in matches.items()
        for key in reversed(keys)  # the last one, which stays, is the most precise
        if key in by_key
    }
