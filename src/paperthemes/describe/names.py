"""Names of topics: fields of research, or phrases of the papers; no two names are equal."""

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import count
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linear_sum_assignment

from paperthemes.describe.candidates import Candidate
from paperthemes.describe.coverage import Coverage
from paperthemes.describe.keywords import stem_words
from paperthemes.describe.term_vectors import TextVectors
from paperthemes.lexicon.mentions import make_key

MIN_COVERAGE = 0.4  # share of a topic's papers that its name must be about; else it is mixed
MIN_PART = 0.25  # share of them that are about one part of a name with two parts, not the other
MAX_PART_SIMILARITY = 0.6  # cosine of the parts of a name; more similar ones are one concept
MIN_PART_SCORE = 0.5  # score of the second part, as a share of that of the first
MIN_PART_SHARE = 0.2  # share of the papers that mention the second part
MAX_PARTS = 10  # candidates that are tried as second part
MIN_KEPT_SCORE = 0.8  # score of a name that is kept, as a share of that of the best name
MAX_TITLE_LENGTH = 60  # characters of a title that serves as a name
MIXED = "Mixed: "
Source = Literal["field", "phrase", "mixed", "title", "config", "curation", "language model"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Name:
    """Name of a topic or theme.

    Attributes
    ----------
    text
        The name.
    source
        What it was made of, or who gave it.
    field
        Number of the field in the lexicon that it states; -1 if it states none.
    score
        How well it fits, 0 to 1; `None` if the user or a language model gave it.
    former
        Name of the topic in the earlier run, if that was replaced because it no longer fits.
    """

    text: str
    source: Source
    field: int = -1
    score: float | None = None
    former: str = ""

    @property
    def is_draft(self) -> bool:
        """True if neither the user nor a language model gave the name."""
        return self.source in ("field", "phrase", "mixed", "title")


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


def name_topics(
    candidates: Sequence[Sequence[Candidate]],
    coverage: Coverage,
    titles: Sequence[str],
    *,
    given: GivenNames,
    embed_kept: TextVectors | None = None,
) -> list[Name]:
    """Return the name of each topic.

    A topic gets the best of its candidates. If several topics want the same, names are given so
    that the sum of all scores is highest. A second part follows if the topic holds two groups of
    papers (`_is_apart`). If less than `MIN_COVERAGE` of the papers are about the name, it says
    that the topic is mixed. A topic without candidates is named by a title.

    A name from the earlier run is kept while no other fits much better (`_keep`), unless it has
    two parts and one is now the best name of a topic that needs one. A second part is never the
    name of another topic.

    Parameters
    ----------
    candidates
        Candidates of each topic, best first.
    coverage
        Tells which papers are about a name.
    titles
        Title of each topic's most central paper.
    given
        Names that topics have already.
    embed_kept
        Function from names to unit vectors, if a language model gave the kept names.
    """
    names = _keep_names(candidates, coverage, given, embed_kept)
    taken = {text.casefold() for text in given.reserved}
    taken |= {name.text.casefold() for name in names if name}
    unnamed = [topic for topic, name in enumerate(names) if name is None]
    chosen = _assign([candidates[topic] for topic in unnamed], taken)
    firsts = {_make_key(text) for text in (*taken, *(first.text for first in chosen if first))}
    for topic, first in zip(unnamed, chosen, strict=True):
        seconds = [c for c in candidates[topic] if _make_key(c.text) not in firsts]
        name = _complete(first, topic, seconds, coverage) if first else None
        text = name.text if name else _shorten(titles[topic])
        unique = make_unique(text, taken)
        taken.add(unique.casefold())
        kept = given.kept[topic]
        former = "" if unique.casefold() == kept.casefold() else kept
        names[topic] = replace(name or Name(text=text, source="title"), text=unique, former=former)
    return [name for name in names if name]


def make_unique(text: str, taken: Collection[str]) -> str:
    """Return a name, or "Robots (2)" if `taken` has it; `taken` is in lower case."""
    numbered = (f"{text} ({number})" for number in count(2))
    return (
        text
        if text.casefold() not in taken
        else next(other for other in numbered if other.casefold() not in taken)
    )


def source_of(field: int) -> Source:
    """Return the source of a name that states a field of the lexicon; that of a phrase for -1."""
    return "phrase" if field < 0 else "field"


def capitalise(name: str) -> str:
    """Return the name with a capital first letter, unless its first word is like "mRNA"."""
    return name[0].upper() + name[1:] if re.split(r"[\s-]", name)[0].islower() else name


def _assign(
    candidates: Sequence[Sequence[Candidate]], taken: Collection[str]
) -> list[Candidate | None]:
    """Return a candidate for each topic, no two alike and none `taken`, with the highest scores.

    `None` for a topic for which there is none (Kuhn, "The Hungarian method for the assignment
    problem", Naval Research Logistics 2, 1955).
    """
    columns: dict[str, int] = {}
    for topic in candidates:
        for candidate in topic:
            if capitalise(candidate.text).casefold() not in taken:
                columns.setdefault(_make_key(candidate.text), len(columns))
    # The last columns, one per topic, are for topics without a name.
    scores = np.zeros((len(candidates), len(columns) + len(candidates)))
    by_place: dict[tuple[int, int], Candidate] = {}
    for row, topic in enumerate(candidates):
        for candidate in topic:
            column = columns.get(_make_key(candidate.text))
            if column is not None and (row, column) not in by_place and candidate.score > 0:
                by_place[row, column] = candidate
                scores[row, column] = candidate.score
    rows, best = linear_sum_assignment(scores, maximize=True)
    return [by_place.get(place) for place in zip(rows.tolist(), best.tolist(), strict=True)]


def _complete(
    first: Candidate, topic: int, candidates: Sequence[Candidate], coverage: Coverage
) -> Name:
    """Return the name of a topic that begins with a candidate: one part, two, or a mixed name."""
    near = coverage.find_near(topic, first.vector)
    seconds = [*_list_seconds(first, candidates)]
    second = next(
        (c for c in seconds if _is_apart(near, coverage.find_near(topic, c.vector))), None
    )
    if near.mean() < MIN_COVERAGE:
        second = second or next(iter(seconds), None)
        text = MIXED + "; ".join(part.text for part in (first, second) if part)
        return Name(text=text, source="mixed", score=first.score)
    return Name(
        text=capitalise(_join(first.text, second.text) if second else first.text),
        source=source_of(first.field),
        field=-1 if second else first.field,
        score=first.score,
    )


def _is_apart(first: NDArray[np.bool_], second: NDArray[np.bool_]) -> bool:
    """Return whether a topic holds two groups: papers near to one part of a name, not the other.

    Each must have at least `MIN_PART` of the papers. `first` and `second` tell which papers are
    near to each part.
    """
    return bool(min((first & ~second).mean(), (second & ~first).mean()) >= MIN_PART)


def _list_seconds(first: Candidate, candidates: Sequence[Candidate]) -> Iterator[Candidate]:
    """Yield the candidates that can follow the first part of a name, best first.

    A field follows a field, and a phrase follows a phrase. Parts of one concept, with a cosine
    above `MAX_PART_SIMILARITY`, make no name.
    """
    words = stem_words(_make_key(first.text))
    for candidate in candidates[:MAX_PARTS]:
        others = stem_words(_make_key(candidate.text))
        if (
            (candidate.field >= 0) == (first.field >= 0)
            and candidate.score >= MIN_PART_SCORE * first.score
            and candidate.share >= MIN_PART_SHARE
            and float(candidate.vector @ first.vector) < MAX_PART_SIMILARITY
            and not (words <= others or others <= words)
        ):
            yield candidate


def _keep_names(
    candidates: Sequence[Sequence[Candidate]],
    coverage: Coverage,
    given: GivenNames,
    embed_kept: TextVectors | None,
) -> list[Name | None]:
    """Return the name of each topic that has one already; the parameters are as in `name_topics`.

    A kept name with two parts is dropped if one of them is the best name of a topic without a name,
    because most of its papers are there now.
    """
    names = [
        name
        or _keep(given.kept[topic], topic, candidates[topic], coverage)
        or _keep_from_model(given.kept[topic], topic, coverage, embed_kept)
        for topic, name in enumerate(given.fixed)
    ]
    pairs = zip(candidates, names, strict=True)
    wanted = {_make_key(own[0].text) for own, name in pairs if own and not name}
    for topic, (own, kept) in enumerate(zip(candidates, given.kept, strict=True)):
        parts = {_make_key(part.text) for part in _find_parts(kept, own)}
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
    by_key = {_make_key(candidate.text): candidate for candidate in reversed(candidates)}
    if whole := by_key.get(_make_key(text)):
        return [whole]
    first, separator, second = text.partition(" and ")
    last_word = second.split()[-1:]  # missing in the first part: "image and video retrieval"
    for key in (f"{first} {' '.join(last_word)}", first):
        if separator and (part := by_key.get(_make_key(key))):
            other = by_key.get(_make_key(second))
            return [part, other] if other else []
    return []


def _join(first: str, second: str) -> str:
    """Join two parts by "and"; if both have several words, write a common last word only once.

    "image retrieval" and "video retrieval" become "image and video retrieval".
    """
    *words_before, last_word = first.split()
    if words_before and second.split()[-1].lower() == last_word.lower() and " " in second:
        return f"{' '.join(words_before)} and {second}"
    return f"{first} and {second}"


def _shorten(title: str) -> str:
    """Return a title; one too long for a name is cut, if possible between words, and gets "…"."""
    if len(title) <= MAX_TITLE_LENGTH:
        return title
    return title[:MAX_TITLE_LENGTH].rsplit(" ", 1)[0] + "…"


def _make_key(text: str) -> str:
    """Return a key that is the same for all spellings of a phrase."""
    return " ".join(make_key(text))
