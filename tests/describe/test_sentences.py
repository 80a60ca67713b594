"""First sentences of abstracts."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from paperthemes.describe.sentences import (
    DEFINITION_BONUS,
    find_first_sentence,
    find_subject,
    rate_wording,
)

TIDES = "Tide gauges are instruments that measure the height of the sea at the coast."


@pytest.mark.parametrize(
    "sentence",
    [
        TIDES,
        "Tide gauges, e.g. All of U.S. ports, cf. Fig. Eight, are read by J. Doe every day.",
        "Ports, quays, buoys, etc. have tide gauges that measure the height of the sea in the US.",
        "The sea level of 1 m at 3 p.m. matters to ships, ports, and fish alike in every harbour.",
        'The "tide gauges" of ports (mostly old ones) measure the height of the sea at the coast.',
        "Gezeitenpegel sind Geräte, die den Wasserstand des Meeres an der Küste laufend messen.",
        "Les marégraphes sont des instruments qui mesurent la hauteur de la mer près des côtes.",
        "I modelli delle maree prevedono il livello del mare nei porti e lungo le coste del paese.",
        "Уровнемеры представляют собой приборы, которые измеряют высоту моря у берега каждый час.",
        "Ports have basins, and the tide gauges of these basins measure the height of the sea.",
        "潮位計は沿岸の海面の高さを連続的に測定するための重要な観測装置である。",
        "验潮仪是一种连续测量沿海海面高度的重要仪器，广泛用于航运。",
        "ज्वारमापी ऐसे उपकरण हैं जो तट पर समुद्र की ऊँचाई को लगातार मापते हैं और जहाज़ों के काम आते हैं।",
    ],
)
def test_the_first_sentence_is_found_in_any_language(sentence: str) -> None:
    follow_up = "" if sentence.endswith("。") else " "
    assert find_first_sentence(f"{sentence}{follow_up}{TIDES}") == sentence


@pytest.mark.parametrize(
    "heading", ["BACKGROUND: ", "Background. ", "OBJECTIVES AND AIMS: ", "Aim: "]
)
def test_the_heading_of_a_structured_abstract_is_left_out(heading: str) -> None:
    assert find_first_sentence(f"{heading}{TIDES} METHODS: A survey.") == TIDES


def test_a_word_like_a_heading_is_kept() -> None:
    sentence = "Purpose-built tide gauges measure the height of the sea at the coast of the island."
    assert find_first_sentence(sentence) == sentence


@pytest.mark.parametrize(
    "sentence",
    [
        "",
        "Tides are high.",
        f"{TIDES[:-1]}, and {'so on, ' * 40} and so on.",
        TIDES[:-1],  # without its end
        TIDES.replace(".", " ..."),
        TIDES.replace(".", "?"),
        TIDES.replace("Tide", "tide"),
        TIDES.replace("the sea", "the sea $h_t$"),
        TIDES.replace("the sea", r"the \emph{sea}"),
        TIDES.replace("the sea", "the sea [3, 4]"),
        TIDES.replace("the sea", "the sea (Doe, 2020)"),
        TIDES.replace("the sea", "the sea by Doe et al. There"),
        TIDES.replace("the sea", "the sea (https://example.org)"),
        TIDES.replace("the sea", "the sea (as in the past"),
        TIDES.replace("the sea", "the sea, (i) in ports, (ii)"),
        TIDES.replace("the sea", "the sea with 3.5 mm"),
        TIDES.replace("height", "hei- ght"),
        "© 2020 Example Ltd. All rights reserved by the publisher of the journal of tides.",
        "In this paper, tide gauges are described that measure the height of the sea in ports.",
        "We describe tide gauges that measure the height of the sea at the coast of the island.",
        "I describe tide gauges that measure the height of the sea at the coast of the island.",
        "However, tide gauges measure the height of the sea at the coast, not in the open ocean.",
        "To measure the height of the sea at the coast, tide gauges are needed in every harbour.",
        "Ports have basins, and the tide gauges of these quays measure the height of the sea.",
        "The height of the sea in harbours, in ports and at the coast depends on two components.",
        "Wir beschreiben Gezeitenpegel, die den Wasserstand des Meeres laufend messen.",
        "本文介绍一种连续测量沿海海面高度的重要仪器，广泛用于航运和渔业。",
    ],
)
def test_a_sentence_that_cannot_stand_alone_is_refused(sentence: str) -> None:
    assert find_first_sentence(sentence) == ""


def test_definitions_come_before_claims() -> None:
    claim = "Recent studies have shown that remarkable tide gauges significantly improve forecasts."
    assert rate_wording(TIDES.replace("instruments", "tools")) > rate_wording("Tides rise.")
    assert rate_wording("Tides rise.") > rate_wording(claim) > 0


def test_an_open_problem_is_no_definition() -> None:
    definition = "Tide prediction is a challenging task that serves ports."
    assert rate_wording(definition) > rate_wording("Tide prediction is a challenging task.")
    assert rate_wording(definition) > rate_wording(definition.replace("is", "remains"))
    assert rate_wording("Tides rise.") > rate_wording("Tides rise, but little is known of it.")
    assert rate_wording("Tides are waves.") > rate_wording("Tides are widely studied.")


@pytest.mark.parametrize(
    ("sentence", "subject"),
    [
        ("Tide gauges aim to measure the height of the sea.", "Tide gauges"),
        ("The tides (of springs), often high, are waves.", "The tides"),
        ("Storm surges flood the coast.", "Storm surges flood the coast."),
    ],
)
def test_the_subject_of_a_sentence_stands_before_its_verb(sentence: str, subject: str) -> None:
    assert find_subject(sentence).strip() == subject


@given(st.text() | st.text(alphabet=".。!? \"'()[]aAä潮1eg$\n"))
def test_any_text_has_a_first_sentence_or_none(text: str) -> None:
    sentence = find_first_sentence(text)
    assert sentence in text
    assert 0 < rate_wording(sentence) <= DEFINITION_BONUS
