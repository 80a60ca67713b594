"""Names that topics have before they are named: by the user, or from the earlier run."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from paperthemes.describe.candidates import Candidate
from paperthemes.describe.coverage import Coverage
from paperthemes.describe.name import MIN_COVERAGE, MIN_PART_SHARE, Name, name_key, source_of
from paperthemes.describe.term_vectors import TextVectors
from paperthemes.text.grammar import CONJUNCTIONS

MIN_KEPT_SCORE = 0.9  # score of a name that is kept, as a share of that of the best name
_CONJUNCTION = re.compile("|".join(sorted({*CONJUNCTIONS.values()})))


@dataclass(frozen=True, slots=True, kw_only=True)
class GivenNames:
    """Names that topics have before they are named, in the order of topic numbers.

    Attributes
    ----------
    fixed
        Name that the user gave to each topic; `None` for none.
    kept
        Name of each topic in the earlier run; empty for none.
    kept_from_model
        Whether a language model gave the kept names.
    reserved
        Names that no topic may newly get; case is ignored.
    """

    fixed: Sequence[Name | None]
    kept: Sequence[str]
    kept_from_model: bool = False
    reserved: Sequence[str] = ()


def keep_names(
    candidates: Sequence[Sequence[Candidate]],
    coverage: Coverage,
    given: GivenNames,
    embed_kept: TextVectors | None,
) -> list[Name | None]:
    """Return the name of each topic that has one already; the parameters are as in `name_topics`.

    A kept name with two parts is dropped if one of them is the best name of a topic without a name,
    because most of its papers are there now.
    """
    embed = embed_kept if given.kept_from_model else None
    names = [
        name
        or _keep(given.kept[topic], topic, candidates[topic], coverage)
        or _keep_from_model(given.kept[topic], topic, coverage, embed)
        for topic, name in enumerate(given.fixed)
    ]
    pairs = zip(candidates, names, strict=True)
    wanted = {name_key(own[0].text) for own, name in pairs if own and not name}
    for topic, (own, kept) in enumerate(zip(candidates, given.kept, strict=True)):
        parts = {name_key(part.text) for part in _find_parts(kept, own)}
        if given.fixed[topic] is None and len(parts) > 1 and parts & wanted:
            names[topic] = None
    return names


def _keep(
    text: str, topic: int, candidates: Sequence[Candidate], coverage: Coverage
) -> Name | None:
    """Return the name from an earlier run, or `None` if it does not hold any more.

    It holds if it is made of candidates of the topic, the score of its first part is at least
    `MIN_KEPT_SCORE` of the best one, enough papers are about that part, and each further part is
    still mentioned by enough papers. A mixed name is always made anew.
    """
    parts = _find_parts(text, candidates)
    if not parts or parts[0].score < MIN_KEPT_SCORE * candidates[0].score:
        return None
    first, *others = parts
    if coverage.find_near(topic, first.vector).mean() < MIN_COVERAGE:
        return None
    if any(part.share < MIN_PART_SHARE for part in others):
        return None
    field = -1 if others else first.field
    return Name(text=text, source=source_of(first.field), field=field, score=first.score)


def _keep_from_model(
    text: str, topic: int, coverage: Coverage, embed: TextVectors | None
) -> Name | None:
    """Return the name that a language model gave, if enough papers are still about it."""
    if not text or embed is None:
        return None
    share = coverage.find_near(topic, embed([text])[0]).mean()
    return Name(text=text, source="language model") if share >= MIN_COVERAGE else None


def _find_parts(text: str, candidates: Sequence[Candidate]) -> list[Candidate]:
    """Return the candidates that a name is made of: one or two; none if it is not made of them."""
    by_key = {name_key(candidate.text): candidate for candidate in reversed(candidates)}
    if whole := by_key.get(name_key(text)):
        return [whole]
    first, second, *_ = [*_CONJUNCTION.split(text, maxsplit=1), ""]
    last_word = second.split()[-1:]  # missing in the first part: "image and video retrieval"
    for key in (f"{first} {' '.join(last_word)}", first):
        if second and (part := by_key.get(name_key(key))):
            other = by_key.get(name_key(second))
            return [part, other] if other else []
    return []
