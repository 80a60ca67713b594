"""A note says if the encoder does not know the language of many papers."""

import numpy as np
import pandas as pd
import pytest

from helpers.papers import make_papers
from paperthemes.artifacts.vectors import Vectors
from paperthemes.embed.languages import MULTILINGUAL_MODEL, note_languages
from paperthemes.encoders.settings import EmbedSettings

ENGLISH = "We compare the boats of the harbour with those of the lake, and count their sails."
GERMAN = "Wir vergleichen die Boote im Hafen mit denen auf dem See und zählen ihre Segel."


def papers_with(german: int) -> pd.DataFrame:
    """Make 100 papers, of which some are in German; half of these have a title only."""
    texts = [
        (GERMAN, "") if n < german // 2 else (f"Boats {n}", GERMAN if n < german else ENGLISH)
        for n in range(100)
    ]
    return make_papers(texts, paper_id=[f"{n:012x}" for n in range(100)])


@pytest.mark.parametrize("encoder", ["minilm-int8", "sentence-transformers", "lsa"])
def test_a_note_has_the_share_and_a_model(encoder: str) -> None:
    (note,) = note_languages(papers_with(30), EmbedSettings(encoder=encoder))
    assert note.startswith("30% of the papers are not in English (30% de), and the encoder")
    assert encoder in note and MULTILINGUAL_MODEL in note


def test_few_papers_in_other_languages_are_no_reason_for_a_note() -> None:
    assert note_languages(papers_with(4), EmbedSettings()) == ()
    assert note_languages(papers_with(0)[:0], EmbedSettings()) == ()


@pytest.mark.parametrize(
    "text", ["3 9 27. 81.5", r"$\alpha = 1$ \cite{a1}, \beta_{ij}", "🦆🌊", "❤️"]
)
def test_a_note_has_the_share_of_papers_without_words(text: str) -> None:
    papers = papers_with(0)
    papers.loc[:39, "abstract"] = f"{text} " * 20
    (note,) = note_languages(papers, EmbedSettings())
    assert note.startswith("40% of the papers have an abstract")


def test_a_model_that_the_user_chose_is_taken_for_multilingual() -> None:
    settings = EmbedSettings(encoder="bert-int8", model=MULTILINGUAL_MODEL)
    assert note_languages(papers_with(30), settings) == ()
    folder = EmbedSettings(encoder="minilm-fp32", model="models/minilm")  # always all-MiniLM-L6-v2
    assert note_languages(papers_with(30), folder) != ()


def test_notes_are_kept_with_the_vectors(tmp_path) -> None:
    vectors = Vectors(np.array(["a"]), np.ones((1, 2), np.float16), ("a note",))
    vectors.write(tmp_path / "vectors.npz")
    assert Vectors.read(tmp_path / "vectors.npz").notes == ("a note",)
