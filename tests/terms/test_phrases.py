"""Phrases of texts: which words form one, and how each is written."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from paperthemes.terms.phrases import MAX_WORDS, Phrase, extract_phrases
from paperthemes.text.words import normalise_dashes

CJK = re.compile("[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff]{2,6}")
# Typical pieces of papers, and characters that text processing often handles wrongly.
PIECES = (
    "the of we learning few-shot models' users' CLIP GPT-4 3.5 1,024 state-of-the-art transformer-"
    "based / | < > & $ $x$ \\alpha \\( \\) https://x.org/y . ... ?! ( ) - -- _ a_b #1 C++ don't 's "
    "\u200b e\u0301 \u2028 \x85 \x1c 图像分割 テスト हिन्दी שלום ﬁeld İstanbul ẞ 😀"
)
TEXTS = st.text(max_size=100) | st.lists(st.sampled_from(PIECES.split(" ")), max_size=20).map(
    " ".join
)


def spellings(text: str) -> list[str]:
    return [phrase.spelling for phrase in extract_phrases(text)]


def keys(text: str) -> set[str]:
    return {phrase.key for phrase in extract_phrases(text)}


def test_a_phrase_ends_in_a_noun_and_includes_the_modifiers_before() -> None:
    assert list(extract_phrases("Vision transformers for Tumors")) == [
        Phrase("vision", "Vision", is_final=False),
        Phrase("vision transformer", "Vision transformers"),
        Phrase("transformer", "transformers"),
        Phrase("tumor", "Tumors"),
    ]
    assert "weakly supervised object detection" in spellings("weakly supervised object detection")
    assert "supervised" not in spellings("weakly supervised object detection")
    assert spellings("forever chemicals") == ["chemicals"]


def test_the_spelling_keeps_hyphens_and_case() -> None:
    phrases = spellings("We study Few-Shot Segmentation of LiDAR scans, and the patients' mRNA.")
    assert {"Few-Shot Segmentation", "LiDAR scans", "patients mRNA"} <= set(phrases)
    assert spellings("UV lamps") == ["UV", "UV lamps", "lamps"]
    assert keys("Zero shot segmentations") >= keys("zero-shot segmentation")


@pytest.mark.parametrize(
    "text", ["apples, pears", "apples (pears)", "apples of pears", "apples show pears"]
)
def test_phrases_do_not_cross_punctuation_or_stop_words(text: str) -> None:
    assert spellings(text) == ["apples", "pears"]


def test_phrases_do_not_begin_with_a_verb() -> None:
    for text in ("to compress molecules", "By compressing the molecules", "Compressing molecules"):
        assert spellings(text) == ["molecules"]
    assert "compressing molecules" in spellings("with compressing molecules")


def test_phrases_of_generic_words_or_more_than_four_words_are_left_out() -> None:
    assert spellings("our models") == spellings("a data model") == []
    assert "language models" in spellings("language models")
    phrases = spellings("protein structure graph attention transformer")
    assert max(len(phrase.split()) for phrase in phrases) == MAX_WORDS
    assert "protein structure graph attention transformer" not in phrases


def test_a_phrase_does_not_end_in_based() -> None:
    assert spellings("graph-based") == []
    assert spellings("graph-based segmentation") == ["graph-based segmentation", "segmentation"]


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
    assert spellings(text) == []


@given(TEXTS)
def test_any_text_has_well_formed_phrases(text: str) -> None:
    normalised = normalise_dashes(text)
    for phrase in extract_phrases(text):
        words = phrase.spelling.split()
        assert 1 <= len(words) <= MAX_WORDS
        assert phrase.spelling == " ".join(words)
        assert all(word in normalised for word in words)
        assert phrase.key == phrase.key.lower() == " ".join(phrase.key.split()) != ""
        if CJK.search(phrase.spelling):
            assert CJK.fullmatch(phrase.spelling)
            assert phrase.key.replace(" ", "") == phrase.spelling


def test_chinese_titles_share_pieces() -> None:
    first, second = spellings("基于深度学习的图像分割"), spellings("图像分割与目标检测")
    assert set(first) & set(second) == {"图像", "像分", "分割", "图像分", "像分割", "图像分割"}
    assert {"深度学习", "图像分割"} <= set(first)
    assert not any("的" in piece or "基于" in piece for piece in first)
    assert {len(piece) for piece in spellings("卷积神经网络模型")} == {*range(2, 9)}
    assert "機械学習" in spellings("機械学習による画像認識") and "画像認識" in spellings(
        "画像認識の"
    )
    assert "图 像 分 割" in keys("图像分割")
    assert spellings("学 of CLIP") == ["CLIP"]


def test_foreign_words_in_japanese_are_not_divided() -> None:
    phrases = spellings("リチウムイオン電池の")
    assert phrases == ["リチウムイオン", "リチウムイオン電", "電池", "リチウムイオン電池"]


def test_thai_titles_share_pieces() -> None:
    first, second = spellings("การแปลภาษาโดยใช้โครงข่ายประสาท"), spellings("โครงข่ายประสาทสำหรับโดรน")
    assert {"การแปลภาษา", "โครงข่ายประสาท"} <= {*first}
    assert {"โครงข่ายประสาท", "โดรน"} <= {*second}
    assert not any("โดยใช้" in piece for piece in first)


def test_phrases_in_hindi_end_with_the_sentence_and_have_no_postpositions() -> None:
    phrases = spellings("हम धान रोग का अध्ययन करते हैं। फसल उपज में सुधार होता है।")
    assert set(phrases) == {"धान", "धान रोग", "रोग", "फसल", "फसल उपज", "उपज"}


FRENCH = {"de", "la", "le", "les", "des", "du", "dans", "pour", "une", "et", "nous", "sur"}
GERMAN = {"der", "die", "das", "wir", "für", "mit", "und", "von", "eine", "des", "auf", "zur"}
NOUNS = ("segmentation", "parole", "images", "Erkennung", "Bilder", "Sprache")


@given(st.data())
@pytest.mark.parametrize(
    ("template", "stop_words"),
    [
        ("Nous étudions une {} de la {} dans les {}", FRENCH),
        ("Wir zeigen die {} der {} mit und für das {}", GERMAN),
    ],
)
def test_phrases_in_other_languages_do_not_begin_or_end_with_stop_words(
    template: str, stop_words: set[str], data: st.DataObject
) -> None:
    nouns = data.draw(st.lists(st.sampled_from(NOUNS), min_size=3, max_size=3))
    ending = data.draw(st.permutations(sorted(stop_words)))[:3]
    for phrase in spellings(f"{template.format(*nouns)} {' '.join(ending)}"):
        words = phrase.lower().split()
        assert not {words[0], words[-1]} & stop_words


@pytest.mark.parametrize(
    ("text", "phrases", "others"),
    [
        (
            "Neuartige Verfahren verbessern die häusliche Pflege. Wir untersuchen neuronale Netze.",
            ["häusliche Pflege", "Pflege", "neuronale Netze"],
            ["Verfahren", "Netze", "verbessern", "Neuartige"],
        ),
        (
            "Nous étudions l'analyse d’émotions par des réseaux de neurones profonds.",
            ["analyse d'émotions", "réseaux de neurones", "neurones profonds"],
            ["analyse", "étudions", "l'analyse", "réseaux de", "de neurones"],
        ),
        (
            "Proponemos un método para el cambio climático en las zonas costeras de España.",
            ["cambio climático", "zonas costeras", "zonas costeras de España"],
            ["proponemos", "método", "costeras de"],
        ),
        (
            "Apresentamos uma análise da floresta amazônica e da qualidade do ar nos municípios.",
            ["floresta amazônica", "qualidade do ar", "municípios"],
            ["Apresentamos", "análise", "qualidade", "e da"],
        ),
        ("Vi studerar hur språk och bilder hör ihop.", ["språk", "bilder"], ["och bilder"]),
    ],
    ids=["German", "French", "Spanish", "Portuguese", "Swedish"],
)
def test_phrases_follow_the_language_of_the_text(
    text: str, phrases: list[str], others: list[str]
) -> None:
    found = spellings(text)
    assert set(phrases) <= set(found)
    assert not set(others) & set(found)


def test_inflected_forms_have_one_key() -> None:
    assert keys("Wir sehen die neuronalen Netze.") == keys("Das sind neuronale Netze.")
    plural, singular = "Nous avons des réseaux de neurones.", "Dans un réseau de neurones et pour."
    assert keys(plural) == keys(singular) == {"réseau de neuron", "neuron"}


def test_a_short_spanish_title_keeps_no_article() -> None:
    assert spellings("Aprendizaje de la lengua") == ["Aprendizaje", "lengua"]
