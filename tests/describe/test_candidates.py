"""Candidates for names, and names that topics share."""

from collections.abc import Sequence

import numpy as np
import pytest
from scipy.sparse import csr_array

from helpers.papers import make_papers
from helpers.topics import make_abstracts
from paperthemes.artifacts.vectors import unit_rows
from paperthemes.describe.candidates import (
    Candidate,
    average_mentions,
    make_candidates,
)
from paperthemes.describe.field_use import MAX_READ, FieldUse, find_field_use
from paperthemes.describe.name import Name
from paperthemes.describe.ranking import Groups, rank_terms
from paperthemes.describe.term_vectors import average_papers
from paperthemes.describe.theme_names import SharedNames, collect_shared_names, name_themes
from paperthemes.describe.themes import Theme
from paperthemes.lexicon.lexicon import Lexicon
from paperthemes.terms.stage import collect_terms

LEXICON = Lexicon(
    names=("sea science", "tides", "sea waves", "bird science", "bird songs", "sediment"),
    parents=(-1, 0, 0, -1, 3, 0),
    aliases=((), ("tidal ranges",), (), (), ("warbling",), ()),
)
ABSTRACTS = (
    *("Ebb of tides at the mud flats.", "Tidal ranges at the mud flats.", "Tides and shores."),
    *("Sea waves break at the reef.", "Waves of the sea: sea waves.", "Sea waves and sediment."),
    *("Bird songs at dawn.", "Warbling at dawn.", "Dawn and bird songs."),
)
SUBJECTS = np.repeat([0, 1, 2], 3)


class Corpus:
    """Nine papers on three subjects, and what is known of their topics."""

    def __init__(self, labels: Sequence[int] = SUBJECTS.tolist()) -> None:
        self.papers = make_abstracts(*ABSTRACTS)
        random = np.random.RandomState(0)
        subjects = np.eye(3)[SUBJECTS] + [1, 1, 0] * (SUBJECTS < 2)[:, None] * 0.3
        noise = 0.1 * random.normal(size=(9, 3))
        self.vectors = unit_rows((subjects + noise).astype(np.float32))
        self.topics = Groups.from_labels(np.array(labels), np.ones(9, bool), self.vectors)
        self.terms = collect_terms([self.papers])
        self.term_vectors = average_papers(self.terms, self.vectors)
        self.rankings = rank_terms(self.terms, self.topics, self.term_vectors)
        self.use = find_field_use(LEXICON, self.papers, self.topics)
        self.embed = average_mentions(self.use, self.vectors)

    def make_candidates(self) -> tuple[list[list[Candidate]], np.ndarray]:
        """Return the candidates of each topic, and what all names have in common."""
        return make_candidates(
            self.use,
            self.terms,
            self.rankings,
            self.topics,
            vectors=self.vectors,
            embed=self.embed,
        )

    def candidates(self) -> list[list[Candidate]]:
        """Return the candidates of each topic."""
        return self.make_candidates()[0]

    def shared_names(self, *names: Name) -> SharedNames:
        """Return the names that the topics can share; `names` are theirs."""
        return collect_shared_names(
            self.use,
            self.terms,
            self.rankings,
            self.topics,
            embed_fields=self.embed,
            term_vectors=self.term_vectors,
            mean_name=self.make_candidates()[1],
            topic_names=names,
        )


def make_name(text: str) -> Name:
    return Name(text=text, source="field", field=LEXICON.names.index(text.lower()))


NAMES = (make_name("Tides"), make_name("Sea waves"), make_name("Bird songs"))


def test_a_field_that_the_papers_mention_comes_first() -> None:
    first = [topic[0].text for topic in Corpus().candidates()]
    assert first == ["tides", "sea waves", "bird songs"]


def test_a_field_is_mentioned_by_its_aliases_and_by_its_parts() -> None:
    use = Corpus().use
    assert [LEXICON.names[field] for field in use.fields] == [*LEXICON.names]
    assert use.shares()[2] == pytest.approx([0, 0, 0, 1, 1, 0])
    assert use.shares()[1] == pytest.approx([1, 0, 1, 0, 0, 1 / 3])


def test_a_field_that_the_papers_do_not_mention_is_no_candidate() -> None:
    for topic, texts in zip(Corpus().candidates(), ("tides", "sea waves", "bird"), strict=True):
        fields = {candidate.text for candidate in topic if candidate.field >= 0}
        assert not fields & {"sediment"}  # one paper only
        assert any(texts in field for field in fields)
    assert "bird songs" not in {candidate.text for candidate in Corpus().candidates()[0]}


def test_phrases_that_are_names_of_fields_are_no_candidates_beside_them() -> None:
    phrases = {c.text for topic in Corpus().candidates() for c in topic if c.field < 0}
    assert "mud flats" in phrases
    assert not phrases & {*LEXICON.names, "tidal ranges", "warbling"}


def test_words_of_all_topics_and_wide_fields_fit_less_well() -> None:
    topic = {candidate.text: candidate.score for candidate in Corpus().candidates()[0]}
    assert topic["tides"] > topic["sea science"]
    assert all(0 <= score <= 1 for score in topic.values())


def test_a_corpus_may_have_a_single_topic() -> None:
    (topic,) = Corpus([0] * 9).candidates()
    assert topic[0].score > 0


def test_of_a_large_topic_evenly_spaced_papers_are_read() -> None:
    papers = make_papers([(f"Tides {number}", "") for number in range(MAX_READ + 50)])
    labels = np.zeros(len(papers), np.int64)
    vectors = np.ones((len(papers), 2), np.float32)
    topics = Groups.from_labels(labels, labels == 0, vectors)
    use = find_field_use(LEXICON, papers, topics)
    assert use.papers[0].size == len(papers) // 2
    assert use.shares()[0].tolist() == [1, 1]


def test_fields_with_stop_words_are_left_out() -> None:
    corpus = Corpus()
    use = find_field_use(LEXICON, corpus.papers, corpus.topics, ["sea"])
    assert [LEXICON.names[field] for field in use.fields] == [
        *("tides", "bird science", "bird songs", "sediment")
    ]


def test_topics_share_the_field_that_theirs_are_part_of() -> None:
    shared = Corpus().shared_names(*NAMES)
    score, number = shared.find((0, 1))
    assert number is not None
    assert shared.texts[number] == "sea science"
    assert 0 < score <= 1
    assert shared.find((0, 2)) == shared.find((1, 2)) == (0.0, None)
    (name,) = name_themes([Theme((0, 1), score, number)], shared, NAMES)
    assert name == Name(text="Sea science", source="field", field=0, score=score)


def test_a_theme_does_not_get_the_name_of_a_topic() -> None:
    shared = Corpus().shared_names(make_name("Sea science"), *NAMES[1:])
    assert shared.find((0, 1)) == (0.0, None)


def test_without_a_common_field_topics_may_share_a_phrase() -> None:
    corpus = Corpus()
    empty = Lexicon(names=(), parents=(), aliases=())
    papers = corpus.papers.assign(
        abstract=[f"{text} Coastal erosion." if n < 6 else text for n, text in enumerate(ABSTRACTS)]
    )
    corpus.terms = collect_terms([papers])
    corpus.term_vectors = average_papers(corpus.terms, corpus.vectors)
    corpus.rankings = rank_terms(corpus.terms, corpus.topics, corpus.term_vectors)
    corpus.use = find_field_use(empty, papers, corpus.topics)
    names = [Name(text=f"Topic {number}", source="phrase") for number in range(3)]
    shared = corpus.shared_names(*names)
    score, number = shared.find((0, 1))
    assert number is not None
    (name,) = name_themes([Theme((0, 1), score, number)], shared, names)
    assert (name.text, name.source, name.field) == ("Coastal erosion", "phrase", -1)


def test_themes_that_the_user_forces_have_mixed_names_or_that_of_their_topic() -> None:
    shared = Corpus().shared_names(*NAMES)
    names = name_themes([Theme((0, 2)), Theme((1,))], shared, NAMES)
    assert [name.text for name in names] == ["Mixed: Tides; Bird songs", "Sea waves (2)"]
    assert {name.source for name in names} == {"mixed"}


def test_there_may_be_no_topics() -> None:
    empty = np.zeros((0, 3), np.float32)
    topics = Groups.from_labels(np.zeros(0, np.int64), np.zeros(0, bool), empty)
    use = find_field_use(LEXICON, make_papers([]), topics)
    assert isinstance(use, FieldUse)
    terms = collect_terms([make_papers([])])
    embed = average_mentions(use, empty)
    assert make_candidates(use, terms, [], topics, vectors=empty, embed=embed)[0] == []
    assert terms.counts.shape == csr_array((0, 0)).shape
