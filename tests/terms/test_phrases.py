"""The phrases of texts: which words stand in one, how they are spelled, which say the same."""

import re
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from paperthemes.describe.stems import is_echo, stems
from paperthemes.terms.acronyms import acronyms
from paperthemes.terms.phrases import LONGEST, Phrase, phrases
from paperthemes.terms.spelling import usual_spelling
from paperthemes.terms.stop_words import is_stop, stop_words_of
from paperthemes.text.words import normalise_dashes, singular, words_of

CJK = re.compile("[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff]{2,6}")
# What papers are made of, and what upsets readers of text.
PIECES = (
    "the of we learning few-shot models' users' CLIP GPT-4 3.5 1,024 state-of-the-art transformer-"
    "based / | < > & $ $x$ \\alpha \\( \\) https://x.org/y . ... ?! ( ) - -- _ a_b #1 C++ don't 's "
    "\u200b e\u0301 \u2028 \x85 \x1c 图像分割 テスト हिन्दी שלום ﬁeld İstanbul ẞ 😀"
)
MIXED = st.lists(st.sampled_from(PIECES.split(" ")), max_size=20).map(" ".join)
TEXTS = st.text(max_size=100) | MIXED


def written(text: str) -> list[str]:
    return [phrase.written for phrase in phrases(text)]


def keys(text: str) -> set[str]:
    return {phrase.key for phrase in phrases(text)}


def test_words_keep_hyphens_signs_and_decimal_points() -> None:
    text = "C++ and F# beat GPT-3.5 – by 4 points… don't they? α‑helix"
    found = "C++ and F# beat GPT-3.5 by 4 points don't they α-helix"
    assert words_of(text) == found.split()
    assert normalise_dashes("a‐b—c−d") == "a-b-c-d"


@pytest.mark.parametrize(
    ("word", "shared"),
    [
        ("Models", "model"),
        ("Few-Shot", "few shot"),
        ("studies", "study"),
        ("GPUs", "gpu"),
        ("gas", "gas"),
        ("pre--training-", "pre training"),
    ],
)
def test_spellings_of_a_word_share_the_singular_of_its_parts(word: str, shared: str) -> None:
    assert singular(word) == shared


@pytest.mark.parametrize(
    ("one", "several"),
    [
        ("process", "processes"),
        ("loss", "losses"),
        ("bias", "biases"),
        ("curve", "curves"),
        ("database", "databases"),
        ("analysis", "analyses"),
    ],
)
def test_one_and_several_of_a_thing_are_the_same(one: str, several: str) -> None:
    assert singular(one) == singular(several)


def test_a_phrase_ends_in_a_noun_and_keeps_what_goes_before() -> None:
    assert list(phrases("Vision transformers for Tumors")) == [
        Phrase("vision", "Vision", whole=False),
        Phrase("vision transformer", "Vision transformers"),
        Phrase("transformer", "transformers"),
        Phrase("tumor", "Tumors"),
    ]
    assert "weakly supervised object detection" in written("weakly supervised object detection")
    assert "supervised" not in written("weakly supervised object detection")
    assert written("forever chemicals") == ["chemicals"]


def test_hyphens_and_case_are_kept_as_written() -> None:
    found = written("We study Few-Shot Segmentation of LiDAR scans, and the patients' mRNA.")
    assert {"Few-Shot Segmentation", "LiDAR scans", "patients mRNA"} <= set(found)
    assert written("UV lamps") == ["UV", "UV lamps", "lamps"]
    assert keys("Zero shot segmentations") >= keys("zero-shot segmentation")


def test_phrases_do_not_cross_punctuation_or_stop_words() -> None:
    for text in ("apples, pears", "apples (pears)", "apples of pears", "apples show pears"):
        assert written(text) == ["apples", "pears"]


def test_verbs_begin_no_phrase() -> None:
    assert written("to compress molecules") == ["molecules"]
    assert written("By compressing the molecules") == ["molecules"]
    assert written("Compressing molecules") == ["molecules"]
    assert "compressing molecules" in written("with compressing molecules")


def test_no_phrase_is_of_filler_alone_or_longer_than_four_words() -> None:
    assert written("our models") == written("a data model") == []
    assert "language models" in written("language models")
    longest = written("protein structure graph attention transformer")
    assert max(len(one.split()) for one in longest) == LONGEST
    assert "protein structure graph attention transformer" not in longest


def test_what_is_based_on_something_is_not_the_thing() -> None:
    assert written("graph-based") == []
    assert written("graph-based segmentation") == ["graph-based segmentation", "segmentation"]


@pytest.mark.parametrize(
    "text",
    [
        "",
        " \n\u2028 ",
        "https://speech.org/recognition-models",
        r"$\alpha_{speech recognition}$ and \(p_{speech}\), \beta",
        r"\(p(speech)\)",
        "state-of-the-art",
        "State of the Arts; state-of-the art",
        "The code is available, models are available.",
        "2024 3.5 1,024 (17) § ☃",
        "of the and",
        "x" * 41,
    ],
)
def test_some_texts_have_no_phrases(text: str) -> None:
    assert written(text) == []


@given(TEXTS)
def test_any_text_has_phrases_of_one_to_four_words_or_pieces_of_scripts_without_blanks(
    text: str,
) -> None:
    for phrase in phrases(text):
        words = phrase.written.split()
        assert 1 <= len(words) <= LONGEST
        assert phrase.written == " ".join(words)
        assert phrase.key == phrase.key.lower() == " ".join(phrase.key.split()) != ""
        if CJK.search(phrase.written):
            assert CJK.fullmatch(phrase.written)
            assert phrase.key == " ".join(phrase.written).lower()


@given(TEXTS)
def test_phrases_stand_in_the_text_as_they_are_written(text: str) -> None:
    said = normalise_dashes(text)
    for phrase in phrases(text):
        assert all(word in said for word in phrase.written.split())


def test_chinese_titles_share_pieces() -> None:
    one, other = written("基于深度学习的图像分割"), written("图像分割与目标检测")
    assert set(one) & set(other) == {"图像", "像分", "分割", "图像分", "像分割", "图像分割"}
    assert {len(piece) for piece in one} == {2, 3, 4, 5, 6}
    assert "图 像 分 割" in keys("图像分割")
    assert written("学 of CLIP") == ["CLIP"]


def test_a_tagger_that_loses_words_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("paperthemes.terms.phrases.tag", lambda text, tokenize: [])
    with pytest.raises(AssertionError, match="0 parts of speech for 2 words"):
        written("soft robots")


FRENCH = {"de", "la", "le", "les", "des", "du", "dans", "pour", "une", "et", "nous", "sur"}
GERMAN = {"der", "die", "das", "wir", "für", "mit", "und", "von", "eine", "des", "auf", "zur"}
NOUNS = st.sampled_from(("segmentation", "parole", "images", "Erkennung", "Bilder", "Sprache"))


@given(st.lists(NOUNS, min_size=3, max_size=3), st.permutations(sorted(FRENCH)))
def test_french_phrases_keep_no_stop_words_at_their_ends(nouns, small) -> None:
    first, second, third = nouns
    text = f"Nous étudions une {first} de la {second} dans les {third} {' '.join(small[:3])}"
    for one in written(text):
        assert not {one.lower().split()[0], one.lower().split()[-1]} & FRENCH


@given(st.lists(NOUNS, min_size=3, max_size=3), st.permutations(sorted(GERMAN)))
def test_german_phrases_keep_no_stop_words_at_their_ends(nouns, small) -> None:
    first, second, third = nouns
    text = f"Wir zeigen die {first} der {second} mit und für das {third} {' '.join(small[:3])}"
    for one in written(text):
        assert not {one.lower().split()[0], one.lower().split()[-1]} & GERMAN


def test_a_short_spanish_title_keeps_no_article() -> None:
    assert written("Aprendizaje de la lengua") == ["Aprendizaje", "lengua"]


@pytest.mark.parametrize(
    ("text", "small"),
    [
        ("la segmentation des images dans les vidéos", "dans"),
        ("ein verfahren für die sprache und das bild", "für"),
    ],
)
def test_the_language_of_a_text_is_told_by_its_stop_words(text: str, small: str) -> None:
    assert small in stop_words_of(text.split())


@pytest.mark.parametrize(
    "text",
    [
        "the segmentation of images in the wild",
        "segmentation",
        "",
        "commitThread : linked issues , patches and discussions",
    ],
)
def test_english_and_no_language_add_no_stop_words(text: str) -> None:
    assert stop_words_of(text.split()) == frozenset()


def test_filler_has_no_place_but_what_names_fields_has() -> None:
    assert is_stop("propose") and is_stop("the") and is_stop("novel")
    assert not is_stop("learning") and not is_stop("protein")


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("We use graph neural networks (GNNs).", {"gnn": "graph neural network"}),
        ("the Retrieval–Augmented generation (RAG)", {"rag": "retrieval augmented generation"}),
        ("mean squared error (see below)", {}),
        ("a graph network (GNN)", {}),
        ("its Darcy (Da)", {}),
        ("with -- - (AB)", {}),
    ],
)
def test_an_acronym_stands_for_words_with_its_initials(text: str, found: dict) -> None:
    assert acronyms([text]) == found


def test_an_acronym_that_is_explained_in_two_ways_is_left_out() -> None:
    one, other = "partial least squares (PLS)", "probable light sources (PLS)"
    assert acronyms([one, other]) == {}
    assert acronyms([one] * 4 + [other]) == {"pls": "partial least square"}


def spelled(*abstracts: str, titles: str = "") -> dict[str, str]:
    """Return how the terms of abstracts, and of titles in capitals, are written."""
    running = Counter(phrase for text in abstracts for phrase in phrases(text))
    loud = Counter(phrases(titles))
    whole = {phrase.key for phrase in running | loud if phrase.whole}
    return usual_spelling(whole, running, loud)


def test_a_term_is_spelled_as_mostly_in_abstracts() -> None:
    found = spelled(
        "With few-shot segmentation, for ImageNet.",
        "For few shot segmentation and IMAGENET.",
        "On few-shot segmentation and ImageNet.",
        titles="Few Shot Segmentation; Few Shot Segmentation; IMAGENET; IMAGENET",
    )
    assert found["few shot segmentation"] == "few-shot segmentation"
    assert found["imagenet"] == "ImageNet"


def test_a_plural_is_preferred_to_a_singular_that_is_not_much_commoner() -> None:
    often = ["With a robot arm and a switch.", "With a robot arm and a switch."]
    found = spelled(*often, "For robot arms and switches.")
    assert (found["robot arm"], found["switch"]) == ("robot arms", "switch")
    found = spelled(*often, "With a robot arm.", "For robot arms, for switches, for switches.")
    assert (found["robot arm"], found["switch"]) == ("robot arm", "switches")


def test_the_capital_of_a_sentence_is_not_the_term_s() -> None:
    found = spelled("Robot hands, by Kalman filters.", "Of a robot and its robot arm.")
    assert found["robot hand"] == "robot hands"
    assert spelled("Robots, by Kalman filters.")["kalman filter"] == "Kalman filters"
    assert spelled("GPU clusters, of a gpu and its gpu.")["gpu cluster"] == "GPU clusters"


def test_what_stands_in_titles_alone_is_written_as_its_words_are_elsewhere() -> None:
    titles = "Kalman Hand Tracking with CLIP on iPhones"
    found = spelled("By Kalman filters.", titles=titles)
    assert found["kalman hand tracking"] == "Kalman hand tracking"
    assert (found["clip"], found["iphone"]) == ("CLIP", "iPhones")


def test_terms_of_the_same_stems_are_echoes() -> None:
    assert stems("image captions") == stems("captioning images")
    assert is_echo("captioning image", ["image caption"])
    assert is_echo("image", ["image caption"])
    assert is_echo("dense image caption", ["image caption"])
    assert not is_echo("image caption", ["image"])
    assert not is_echo("image retrieval", ["image caption"])
    assert not is_echo("image", [])
