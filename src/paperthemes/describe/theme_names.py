"""Names of themes: fields of research, or phrases, that all topics of a theme share."""

from collections import Counter
from collections.abc import Callable, Sequence, Set
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from paperthemes.artifacts.terms import Terms
from paperthemes.artifacts.vectors import unit_rows
from paperthemes.describe.candidates import compute_contrasts, reduce_for_width
from paperthemes.describe.field_use import FieldUse
from paperthemes.describe.name import Name, make_unique, source_of
from paperthemes.describe.names import MIXED
from paperthemes.describe.ranking import Groups, Ranking
from paperthemes.describe.term_vectors import TermVectors, TextVectors
from paperthemes.describe.themes import Theme
from paperthemes.text.words import capitalise

MIN_SHARE = 0.25  # of the papers of each topic must mention the field that names its theme
MIN_PHRASE_SHARE = 0.5  # the same for a phrase
MIN_CONTRAST = 0.2  # how much more the topics' papers must mention it than all others
MIN_SIMILARITY = 0.05  # cosine of the name with each topic, less what all topics have in common
MIN_SCORE = 0.07  # of a name; below, it says too little of its topics
PHRASE_FACTOR = 2 / 3  # times the score of a phrase: fields tell more
MAX_COMPARED = 8  # names with the highest contrast that are compared with a group: encoding costs


@dataclass(frozen=True, slots=True, kw_only=True)
class SharedNames:
    """The fields and phrases that k topics could share: c names.

    Attributes
    ----------
    texts
        Length c: the names in running case.
    fields
        Length c: number of each field in the lexicon; -1 for a phrase.
    widths
        Shape `(c,)`: factor for the score of each name, lower for fields with many parts.
    ancestors
        For each topic, the fields that the field of its name is part of, and itself.
    shares
        Shape `(k, c)`: share of each topic's papers that mention each name.
    is_free
        Shape `(c,)`: whether a theme may have the name.
    sizes
        Shape `(k,)`: number of papers of each topic.
    directions
        Shape `(k, d)`: centre of each topic, less the mean of these centres.
    embed
        Function from numbers of names to their vectors, less what all names have in common.
    """

    texts: Sequence[str]
    fields: NDArray[np.int64]
    widths: NDArray[np.float64]
    ancestors: Sequence[Set[int]]
    shares: NDArray[np.float64]
    is_free: NDArray[np.bool_]
    sizes: NDArray[np.int64]
    directions: NDArray[np.float32]
    embed: Callable[[NDArray[np.int64]], NDArray[np.float32]]

    def find(self, topics: Sequence[int]) -> tuple[float, int | None]:
        """Return the score and the number of the name that topics share best; 0, None for none.

        A name is shared if at least `MIN_SHARE` of the papers of each topic mention it (of a phrase
        `MIN_PHRASE_SHARE`), far more than of all other papers, and if it is near to each topic. The
        field of each topic must be part of a field that they share. The score is that of
        `make_candidates`.
        """
        rows = np.array(topics, np.int64)
        others = np.setdiff1d(np.arange(self.sizes.size), rows)
        contrasts = compute_contrasts(self._average(rows), self._average(others))
        min_shares = np.where(self.fields < 0, MIN_PHRASE_SHARE, MIN_SHARE)
        is_shared = self.shares[rows].min(axis=0) >= min_shares
        names = np.flatnonzero(is_shared & self.is_free & (contrasts >= MIN_CONTRAST))
        names = names[np.argsort(-contrasts[names], kind="stable")[:MAX_COMPARED]]
        vectors = unit_rows(self.embed(names))
        theme = unit_rows(self.directions[rows].mean(axis=0)[None])[0]
        # Cosine of each name with the topic that is farthest from it.
        lowest = (vectors @ unit_rows(self.directions[rows]).T).min(axis=1)
        has_all = [all(f in self.ancestors[t] for t in topics) for f in self.fields[names].tolist()]
        factors = np.where(self.fields[names] < 0, PHRASE_FACTOR, has_all)
        scores = (vectors @ theme) * np.sqrt(contrasts[names]) * self.widths[names] * factors
        scores *= lowest >= MIN_SIMILARITY
        if scores.max(initial=0) < MIN_SCORE:
            return 0.0, None
        best = min(np.flatnonzero(scores == scores.max()), key=lambda place: names[place])
        return float(scores[best]), int(names[best])

    def _average(self, topics: NDArray[np.int64]) -> NDArray[np.float64]:
        """Return the share of the papers of topics that mention each name: shape `(c,)`."""
        if not topics.size:
            return np.zeros(len(self.texts))
        return np.average(self.shares[topics], axis=0, weights=self.sizes[topics])


def collect_shared_names(
    field_use: FieldUse,
    terms: Terms,
    rankings: Sequence[Ranking],
    topics: Groups,
    *,
    embed_fields: TextVectors,
    term_vectors: TermVectors,
    mean_name: NDArray[np.float32],
    topic_names: Sequence[Name],
) -> SharedNames:
    """Collect the names that several topics could share: fields, and phrases of two topics or more.

    Parameters
    ----------
    field_use
        Mentions of fields in the topics' papers.
    terms, rankings
        Terms of the corpus, and the ranked terms of each topic.
    topics
        The topics.
    embed_fields, term_vectors
        Functions from names of fields, and from indices of terms, to unit vectors.
    mean_name
        Shape `(d,)`: what the vectors of all names have in common.
    topic_names
        Names of the topics; no theme may have one of these.
    """
    phrases = _list_shared_phrases(field_use, terms, rankings)
    names = [field_use.lexicon.names[field] for field in field_use.fields]
    texts = [*names, *(terms.spellings[term] for term in phrases)]
    presence = terms.presence[:, phrases]
    uses = [np.asarray(presence[rows].mean(axis=0)) for rows in topics.members]

    def embed(numbers: NDArray[np.int64]) -> NDArray[np.float32]:
        """Return the vectors of the names with these numbers, less the mean of all names."""
        is_phrase = numbers >= len(names)
        vectors = np.zeros((numbers.size, topics.centres.shape[1]), np.float32)
        vectors[~is_phrase] = embed_fields([texts[number] for number in numbers[~is_phrase]])
        vectors[is_phrase] = term_vectors(phrases[numbers[is_phrase] - len(names)])
        return vectors - mean_name

    lexicon, parts = field_use.lexicon, field_use.lexicon.part_counts
    fields = np.append(field_use.fields, np.full(phrases.size, -1))
    taken = {name.text.casefold() for name in topic_names}
    return SharedNames(
        texts=texts,
        fields=fields,
        widths=np.array([reduce_for_width(0 if f < 0 else parts[f]) for f in fields], np.float64),
        ancestors=[{*lexicon.path(name.field)} for name in topic_names],
        shares=np.hstack([field_use.shares(), np.reshape(uses, (len(uses), phrases.size))]),
        is_free=np.array([text.casefold() not in taken for text in texts], np.bool_),
        sizes=np.array([rows.size for rows in topics.members], np.int64),
        directions=topics.centres - topics.centres.mean(axis=0) if len(uses) else topics.centres,
        embed=embed,
    )


def _list_shared_phrases(
    field_use: FieldUse, terms: Terms, rankings: Sequence[Ranking]
) -> NDArray[np.int64]:
    """Return the terms of several words, but no fields, that are ranked in two topics or more."""
    ranked = Counter(term for ranking in rankings for term in ranking.terms.tolist())
    spellings = {term: terms.spellings[term] for term, count in ranked.items() if count > 1}
    return np.array(
        sorted(
            term
            for term, spelling in spellings.items()
            if " " in spelling and not field_use.finder.has(spelling)
        ),
        np.int64,
    )


def name_themes(
    themes: Sequence[Theme], shared: SharedNames, topic_names: Sequence[Name]
) -> list[Name]:
    """Return the name of each theme: the one that its topics share, or else a mixed name.

    A mixed name has the names of the theme's two largest topics. Names are unique in the tree.

    Parameters
    ----------
    themes
        The themes.
    shared
        The names that topics could share.
    topic_names
        Names of all topics, the largest topic first.
    """
    taken = {name.text.casefold() for name in topic_names}
    names: list[Name] = []
    for theme in themes:
        if theme.name is None:  # the user asks for a number of themes
            first, *others = (topic_names[topic].text for topic in theme.topics[:2])
            text = f"{MIXED}{first}; {others[0]}" if others else first
            name = Name(text=text, source="mixed", score=0.0)
        else:
            field = int(shared.fields[theme.name])
            text = capitalise(shared.texts[theme.name])
            name = Name(text=text, source=source_of(field), field=field, score=theme.score)
        names.append(replace(name, text=make_unique(name.text, taken)))
        taken.add(names[-1].text.casefold())
    return names
