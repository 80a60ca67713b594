"""`dedupe.must_link` and `dedupe.cannot_link` of the config, resolved to records."""

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from paperthemes.dedupe.merge import distinct_hash
from paperthemes.dedupe.settings import DedupeSettings
from paperthemes.text.identifiers import paper_keys, reference_keys
from paperthemes.text.titles import title_hash

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Constraints:
    """Constraints of the config on records, by their index.

    Attributes
    ----------
    must_link
        For each list of the config, the records that are one paper.
    cannot_link
        For each list of the config, the reference that names each record. Records named by
        different references are different papers.
    """

    must_link: Sequence[Sequence[int]]
    cannot_link: Sequence[Mapping[int, str]]


def resolve_constraints(
    settings: DedupeSettings, rows: Sequence[Any], identifiers: Sequence[Sequence[str]]
) -> Constraints:
    """Find the records named by the references of the config; warn if a reference names none.

    Parameters
    ----------
    settings
        The section `dedupe` of the config.
    rows
        The rows of a `tables.RECORDS`.
    identifiers
        The identifiers of each record.
    """
    lists = [*settings.must_link, *settings.cannot_link]
    wanted = {reference: reference_keys(reference) for group in lists for reference in group}
    wanted_keys = {key for keys in wanted.values() for key in keys}
    matches: dict[int, list[str]] = {}
    for index, row in enumerate(rows if wanted else ()):
        hashes = [distinct_hash(row, identifiers[index]), title_hash(row.title)]
        keys = paper_keys(row.title, identifiers[index], hashes)
        if matching := [key for key in keys if key in wanted_keys]:
            matches[index] = matching
    matched_keys = {key for keys in matches.values() for key in keys}
    for reference, keys in wanted.items():
        if matched_keys.isdisjoint(keys):
            logger.warning("dedupe: no record has the id, title or paper_id %r", reference)
    return Constraints(
        must_link=[[*_name_records(references, matches)] for references in settings.must_link],
        cannot_link=[_name_records(references, matches) for references in settings.cannot_link],
    )


def _name_records(
    references: Sequence[str], matches: Mapping[int, Sequence[str]]
) -> dict[int, str]:
    """Return the reference that names each record most precisely, for records that have one."""
    by_key = {key: reference for reference in references for key in reference_keys(reference)}
    names = {}
    for index, keys in matches.items():
        if key := next((key for key in keys if key in by_key), None):
            names[index] = by_key[key]
    return names
