"""Identifiers that several records share, which join these records unless they are unreliable."""

import logging
from collections.abc import Sequence
from itertools import combinations, islice
from typing import Any

from paperthemes.dedupe.features import MAX_UNLIKE_TITLES, Features
from paperthemes.dedupe.title_features import TitleFeatures

logger = logging.getLogger(__name__)

MAX_TITLES = 4  # an id of records with more dissimilar titles is that of a volume, or wrong
MAX_NAMED = 5  # ids of different works in the warning
MAX_COMPARED = 16  # different records of one id that are compared pair by pair: limits time

RULES = {"arxiv": "same arXiv id", "doi": "same DOI"}
OTHER_RULE = "same catalogue id"

Link = tuple[str, int, int]
"""A rule, and the indices of two records that are one work by this rule."""


def identifier_links(rows: Sequence[Any], features: Features) -> list[Link]:
    """Return links between records that share an identifier.

    For each identifier, the first record that has it is linked to each other record that has it.
    The links are sorted by rule: arXiv ids, then DOIs, then other ids. An identifier that different
    works share (see `_is_of_several_works`) gives no links; a warning names the first of these.

    Parameters
    ----------
    rows
        Rows of `tables.RECORDS`, except that `ids` are those of `record_identifiers`: they include
        the arXiv id and the DOI.
    features
        The features of these records.
    """
    indices_by_identifier: dict[str, list[int]] = {}
    for index, row in enumerate(rows):
        for identifier in row.ids:
            indices_by_identifier.setdefault(identifier, []).append(index)
    links: list[Link] = []
    unused: list[str] = []
    for identifier, (first, *others) in indices_by_identifier.items():
        if others and _is_of_several_works(
            (first, *others), features, may_be_volume=identifier.startswith("doi:")
        ):
            unused.append(f"{identifier} ({len(others) + 1} records)")
            continue
        rule = RULES.get(identifier.split(":", 1)[0], OTHER_RULE)
        links += [(rule, first, index) for index in others]
    if unused:
        more = f" and {len(unused) - MAX_NAMED:,} more" if len(unused) > MAX_NAMED else ""
        logger.warning(
            "ids shared by different papers, such as that of a volume, are not used to join "
            "records: %s%s",
            ", ".join(unused[:MAX_NAMED]),
            more,
        )
    rules = [*RULES.values(), OTHER_RULE]
    return sorted(links, key=lambda link: rules.index(link[0]))


def _is_of_several_works(
    indices: Sequence[int], features: Features, *, may_be_volume: bool
) -> bool:
    """Return whether the records of an identifier are different works: of a volume, or by mistake.

    They are if more than `MAX_TITLES` of their titles are dissimilar to each other, or if two of
    them contradict each other (see `Features.contradict`). Of records with the same title, only
    those that differ in their abstracts are compared, and of all records the first `MAX_COMPARED`.
    """
    titles = {features.titles[index].key: features.titles[index] for index in indices}
    if len(titles) == 1:
        return False
    different: dict[tuple[str, bytes], int] = {}  # by title and abstract
    for index in indices:
        text = features.titles[index].key, features.abstracts.word_hashes(index).tobytes()
        different.setdefault(text, index)
    pairs = combinations(islice(different.values(), MAX_COMPARED), 2)
    return _has_many_titles([titles[key] for key in sorted(titles)]) or any(
        features.contradict(*pair, may_be_volume=may_be_volume) for pair in pairs
    )


def _has_many_titles(titles: Sequence[TitleFeatures]) -> bool:
    """Return whether more than `MAX_TITLES` of the titles are dissimilar to each other.

    Two titles are dissimilar if their similarity is below `MAX_UNLIKE_TITLES`. The titles are tried
    in the given order. Each one that is dissimilar to all that have counted so far counts.
    """
    dissimilar: list[TitleFeatures] = []
    for title in titles:
        if all(title.similarity(other) < MAX_UNLIKE_TITLES for other in dissimilar):
            dissimilar.append(title)
        if len(dissimilar) > MAX_TITLES:
            return True
    return False
