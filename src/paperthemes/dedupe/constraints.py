"""`dedupe.must_link` and `dedupe.cannot_link` of the config, resolved to records."""

import logging
from collections.abc import Mapping, Sequence
from typing import Any

from paperthemes.dedupe.merge import distinct_hash
from paperthemes.dedupe.settings import DedupeSettings
from paperthemes.text.identifiers import paper_keys, reference_keys
from paperthemes.text.titles import title_hash

logger = logging.getLogger(__name__)

Constraint = Mapping[int, str]
"""For a list of the config, the reference that names each record, by index."""


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
    must_link, cannot_link = (
        [_name_records(references, matches) for references in groups]
        for groups in (settings.must_link, settings.cannot_link)
    )
    return must_link, cannot_link


def _name_records(references: Sequence[str], matches: Mapping[int, Sequence[str]]) -> Constraint:
    """Return the reference that names each record most precisely, for records that have one."""
    by_key = {key: reference for reference in references for key in reference_keys(reference)}
    return {
        index: by_key[key]
        for index, keys in matches.items()
        for key in reversed(keys)  # the last one, which stays, is the most precise
        if key in by_key
    }
