"""Identifiers of records, and references to them in `must_link` and `cannot_link` of the config."""

import logging
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from paperthemes.dedupe.settings import DedupeSettings
from paperthemes.text.identifiers import PREPRINT, normalise_identifier, paper_keys, reference_keys
from paperthemes.text.titles import collapse_whitespace, normalise_title, short_hash, title_hash

logger = logging.getLogger(__name__)

Constraint = Mapping[int, str]
"""The records that a list in the config names: by index of a record, the reference to it."""


def record_identifiers(row: Any) -> list[str]:  # noqa: ANN401 - a row of tables.RECORDS
    """Return the identifiers of a record without repetition: arXiv id, DOI, then those in `ids`.

    They have the form of `normalise_identifier`: `scheme:value`, such as `arxiv:2401.00001`,
    without version numbers. A DOI that arXiv has given becomes the arXiv id that it contains.
    Identifiers without a value or of a volume, such as an ISSN, are left out.
    """
    identifiers = [f"arxiv:{row.arxiv_id}", f"doi:{row.doi}", *row.ids]
    # `normalise_identifier` returns `""` for identifiers to leave out.
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
    """Return the identifiers that can show that two works differ: sets of values, by scheme.

    They are arXiv ids, PubMed ids (`pmid`), and DOIs of publishers: one work has only one of each.
    A DOI of a preprint server is left out, because a work may have one besides the publisher's DOI.
    An example of the result is `{"arxiv": {"2401.00001"}, "doi": {"10.1000/1"}}`.

    `identifiers` have the form of `normalise_identifier`.
    """
    by_scheme: dict[str, set[str]] = {}
    for identifier in identifiers:
        scheme, value = identifier.split(":", 1)
        if scheme in ("arxiv", "pmid") or (scheme == "doi" and not PREPRINT.match(value)):
            by_scheme.setdefault(scheme, set()).add(value)
    return by_scheme


def ids_differ(first: Mapping[str, set[str]], second: Mapping[str, set[str]], scheme: str) -> bool:
    """Return whether two works both have ids of this scheme, but none in common.

    The ids of a work are given as by `distinctive_ids`.
    """
    return scheme in first and scheme in second and first[scheme].isdisjoint(second[scheme])


def resolve_constraints(
    settings: DedupeSettings, rows: Sequence[Any]
) -> tuple[list[Constraint], list[Constraint]]:
    """Return the records that `must_link` and `cannot_link` name.

    The lists in the config name records by references, such as an arXiv id or a title. A reference
    names all records that it fits. If it fits none, a warning is logged.

    Parameters
    ----------
    settings
        The section `dedupe` of the config.
    rows
        Records with the columns of `tables.RECORDS`; their `ids` are those of `record_identifiers`.

    Returns
    -------
    must_link : list of dict
        For each list in the config, the records that it names, which are one paper: by index of a
        record, the reference that names it. Empty if the list names no record.
    cannot_link : list of dict
        For each list in the config, the records that it names, in the same form. Records with
        different references are different papers.
    """
    lists = [*settings.must_link, *settings.cannot_link]
    keys = {reference: reference_keys(reference) for group in lists for reference in group}
    wanted = {key for reference in keys for key in keys[reference]}
    # By index of a record: those of the wanted keys that it has, the most precise first.
    matches: dict[int, list[str]] = {}
    for index, row in enumerate(rows if wanted else ()):  # without references, no hash is needed
        # The anchors are not known yet. If this record is one, its `paper_id` may be either hash.
        hashes = [distinct_hash(row), title_hash(row.title)]
        record_keys = paper_keys(row.title, row.ids, hashes)
        matches[index] = [key for key in record_keys if key in wanted]
    matched = {key for record_matches in matches.values() for key in record_matches}
    for reference in keys:
        if matched.isdisjoint(keys[reference]):
            logger.warning("dedupe: no record has the id, title or paper_id %r", reference)
    # `lists` begins with those of `must_link`.
    constraints = [_find_named_records(references, matches) for references in lists]
    return constraints[: len(settings.must_link)], constraints[len(settings.must_link) :]


def _find_named_records(references: Sequence[str], keys: Mapping[int, list[str]]) -> Constraint:
    """Return the records that one list in the config names: by index, the reference to each record.

    If several references in the list name a record, the one with the most precise key counts. If
    several have that key, such as two spellings of an id, the last one counts.

    Parameters
    ----------
    references
        The references in the list.
    keys
        By index of a record: its keys (see `paper_keys`) that a reference in any list has, the most
        precise first.
    """
    by_key = {key: reference for reference in references for key in reference_keys(reference)}
    return {
        index: by_key[key]
        for index, record_keys in keys.items()
        for key in reversed(record_keys)  # the most precise comes last, and replaces the others
        if key in by_key
    }
