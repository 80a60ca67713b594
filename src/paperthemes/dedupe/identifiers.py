"""Identifiers of records, and references to them in `must_link` and `cannot_link` of the config."""

import logging
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from paperthemes.dedupe.settings import DedupeSettings
from paperthemes.dedupe.title_features import TitleFeatures, parse_title
from paperthemes.text.identifiers import PREPRINT, normalise_identifier, paper_keys, reference_keys
from paperthemes.text.titles import collapse_whitespace, normalise_title, short_hash, title_hash

logger = logging.getLogger(__name__)

MAX_TITLES = 4  # an id of records with more dissimilar titles is that of a volume, or wrong
MIN_TITLE_SIMILARITY = 0.6  # below it, two titles of one id count as dissimilar

RULES = {"arxiv": "same arXiv id", "doi": "same DOI"}
OTHER_RULE = "same catalogue id"

Link = tuple[str, int, int]
"""A rule, and the indices of two records that are one work by this rule."""
Constraint = Mapping[int, str]
"""A list in the config, resolved: for each record that it names, by index, the reference to it."""


def record_identifiers(row: Any) -> list[str]:  # noqa: ANN401 - a row of tables.RECORDS
    """Return the different identifiers of a record: arXiv id, DOI, then those in `ids`.

    They are as from `normalise_identifier`: `scheme:value` without version numbers; a DOI that
    arXiv has given becomes the arXiv id that it contains.
    """
    identifiers = [f"arxiv:{row.arxiv_id}", f"doi:{row.doi}", *row.ids]
    return list(dict.fromkeys(filter(None, map(normalise_identifier, identifiers))))


def distinct_hash(row: Any) -> str:  # noqa: ANN401 - a row of tables.RECORDS
    """Return an id (12 hex digits) for a paper whose title another paper has too.

    It is a hash of the normalised title and the first identifier of the paper's anchor. If the
    anchor has no identifiers, its abstract is used instead of them; if it has no abstract either,
    its authors, date and URL.

    Parameters
    ----------
    row
        The anchor of the paper: the record that precedes the paper's others, mostly by its date
        (see `stage.dedupe`). Its `ids` are those of `record_identifiers`.
    """
    if row.ids:
        content = row.ids[:1]
    elif row.abstract:
        content = [collapse_whitespace(row.abstract).casefold()]
    else:
        content = [*row.authors, row.published, row.url]
    return short_hash(normalise_title(row.title), *content)


def distinctive_ids(identifiers: Iterable[str]) -> dict[str, set[str]]:
    """Return the values of the ids of which a work should have only one, by scheme.

    They are arXiv ids, PubMed ids, and DOIs except those of preprint servers, which a paper may
    have besides the publisher's DOI.
    """
    by_scheme: dict[str, set[str]] = {}
    for identifier in identifiers:
        scheme, value = identifier.split(":", 1)
        if scheme in ("arxiv", "pmid") or (scheme == "doi" and not PREPRINT.match(value)):
            by_scheme.setdefault(scheme, set()).add(value)
    return by_scheme


def differ(first: Mapping[str, set[str]], second: Mapping[str, set[str]], scheme: str) -> bool:
    """Return whether both works have ids of this scheme, but none in common."""
    return scheme in first and scheme in second and first[scheme].isdisjoint(second[scheme])


def identifier_links(rows: Sequence[Any]) -> list[Link]:
    """Return links between the first record with an identifier and each other one with it.

    They are sorted by rule: arXiv ids, then DOIs, then other ids. An identifier with more than
    `MAX_TITLES` dissimilar titles links nothing, and is logged.
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
    """Return whether more than `MAX_TITLES` titles are found that are dissimilar to each other.

    The different titles are tried in order of characters.
    """
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
    """Find the records that `must_link` and `cannot_link` name; warn about references to none.

    Parameters
    ----------
    settings
        The section `dedupe` of the config.
    rows
        Records with the columns of `tables.RECORDS`; their `ids` are those of `record_identifiers`.

    Returns
    -------
    must_link : list
        For each list of the config, the records that it names, which are one paper.
    cannot_link : list
        For each list of the config, the records that it names. Records that different references
        of a list name are different papers.
    """
    lists = [*settings.must_link, *settings.cannot_link]
    keys = {reference: reference_keys(reference) for group in lists for reference in group}
    wanted = {key for reference in keys for key in keys[reference]}
    matches: dict[int, list[str]] = {}  # the wanted keys that each record has, most precise first
    for index, row in enumerate(rows if wanted else ()):
        hashes = [distinct_hash(row), title_hash(row.title)]
        record_keys = paper_keys(row.title, row.ids, hashes)
        matches[index] = [key for key in record_keys if key in wanted]
    matched = {key for record_matches in matches.values() for key in record_matches}
    for reference in keys:
        if matched.isdisjoint(keys[reference]):
            logger.warning("dedupe: no record has the id, title or paper_id %r", reference)
    # The first of `lists` are those of `must_link`.
    constraints = [_name_records(references, matches) for references in lists]
    return constraints[: len(settings.must_link)], constraints[len(settings.must_link) :]


def _name_records(references: Sequence[str], matches: Mapping[int, Sequence[str]]) -> Constraint:
    """Return the records that a list of the config names, each with its most precise reference.

    Parameters
    ----------
    references
        A list of the config.
    matches
        For each record, by index, the keys of references that it has, the most precise first.
    """
    by_key = {key: reference for reference in references for key in reference_keys(reference)}
    return {
        index: by_key[key]
        for index, keys in matches.items()
        for key in reversed(keys)  # the last one, which stays, is the most precise
        if key in by_key
    }
