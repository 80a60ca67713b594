"""`dedupe.same` and `dedupe.keep_apart` of the config: which records their references name."""

import logging
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from paperthemes.dedupe.merge import own_hash
from paperthemes.dedupe.settings import DedupeSettings
from paperthemes.text.identifiers import find_arxiv_id, find_doi, normalise_identifier
from paperthemes.text.titles import normalise_title, title_hash

logger = logging.getLogger(__name__)

_PAPER_ID = re.compile("[0-9a-f]{12}")
_SCHEME = re.compile(r"[a-z][a-z0-9]*:\S+")


@dataclass(frozen=True, slots=True)
class Overrides:
    """What the config decides about records, by their places.

    Attributes
    ----------
    same
        Places of records that are one paper: one list for each of the config.
    apart
        For each list of the config, the reference that names a record: those of different
        references are different papers.
    """

    same: Sequence[Sequence[int]]
    apart: Sequence[Mapping[int, str]]


def resolve(
    settings: DedupeSettings,
    rows: Sequence[Any],
    identifiers: Sequence[Sequence[str]],
) -> Overrides:
    """Find the records that the references of the config name; warn of one that names none.

    Parameters
    ----------
    settings
        The section of the config.
    rows
        A `tables.RECORDS`, as rows.
    identifiers
        The identifiers of each record.
    """
    wanted = {
        key: reference
        for references in (*settings.same, *settings.keep_apart)
        for reference in references
        for key in _keys_of_reference(reference)
    }
    named: dict[int, list[str]] = {}
    if wanted:
        for index, row in enumerate(rows):
            keys = _keys_of_record(row, identifiers[index])
            if found := [key for key in keys if key in wanted]:
                named[index] = found
    seen = {key for found in named.values() for key in found}
    for reference in dict.fromkeys(wanted.values()):
        if not seen & set(_keys_of_reference(reference)):
            logger.warning("dedupe: %r names no record: no id, title or paper_id is so", reference)
    return Overrides(
        [_same(references, named) for references in settings.same],
        [_apart(references, named) for references in settings.keep_apart],
    )


def _same(references: Sequence[str], named: Mapping[int, Sequence[str]]) -> list[int]:
    keys = {key for reference in references for key in _keys_of_reference(reference)}
    return [index for index, found in named.items() if keys & set(found)]


def _apart(references: Sequence[str], named: Mapping[int, Sequence[str]]) -> dict[int, str]:
    """Give each record the reference that names it most precisely: by an id sooner than a title."""
    of_key = {key: reference for reference in references for key in _keys_of_reference(reference)}
    found = {}
    for index, keys in named.items():
        if chosen := next((of_key[key] for key in keys if key in of_key), None):
            found[index] = chosen
    return found


def _keys_of_reference(reference: str) -> Iterator[str]:
    """Yield all that a reference may mean."""
    reference = reference.strip()
    if inside := find_arxiv_id(reference):
        yield normalise_identifier(f"arxiv:{inside}")
    elif inside := find_doi(reference):
        yield normalise_identifier(f"doi:{inside}")
    elif _PAPER_ID.fullmatch(reference):
        yield f"paper:{reference}"
    elif _SCHEME.fullmatch(reference):
        yield normalise_identifier(reference)
    yield f"title:{normalise_title(reference)}"


def _keys_of_record(row: Any, identifiers: Sequence[str]) -> list[str]:  # noqa: ANN401
    """Return what a reference may call a record, the most precise first."""
    return [
        *identifiers,
        f"paper:{own_hash(row, identifiers)}",
        f"paper:{title_hash(row.title)}",
        f"title:{normalise_title(row.title)}",
    ]
