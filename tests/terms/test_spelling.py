"""Spellings of terms, and acronyms."""

import pytest

from helpers.papers import make_papers
from paperthemes.terms.acronyms import choose_expansions, find_definitions
from paperthemes.terms.spelling import is_foreign, is_title_case
from paperthemes.terms.stage import collect_terms


@pytest.mark.parametrize(
    ("text", "acronyms"),
    [
        ("We use graph neural networks (GNNs).", {"gnn": "graph neural network"}),
        ("the Retrieval–Augmented generation (RAG)", {"rag": "retrieval augmented generation"}),
        ("mean squared error (see below)", {}),
        ("a graph network (GNN)", {}),
        ("its Darcy (Da)", {}),
        ("with -- - (AB)", {}),
    ],
)
def test_an_acronym_stands_for_words_with_its_initials(text: str, acronyms: dict) -> None:
    assert choose_expansions(find_definitions([text])) == acronyms


def test_an_acronym_with_two_common_definitions_is_left_out() -> None:
    first, second = "partial least squares (PLS)", "probable light sources (PLS)"
    assert choose_expansions(find_definitions([first, second])) == {}
    expansions = choose_expansions(find_definitions([first] * 4 + [second]))
    assert expansions == {"pls": "partial least square"}


def spell(*abstracts: str, titles: str = "") -> dict[str, str]:
    """Return the spelling of the terms of abstracts, and of titles in capitals."""
    papers = make_papers([(titles, ""), *(("", abstract) for abstract in abstracts)])
    terms = collect_terms([papers])
    return dict(zip(terms.keys, terms.spellings, strict=True))


def test_a_term_is_spelled_as_in_most_abstracts() -> None:
    spellings = spell(
        "With few-shot segmentation, for ImageNet.",
        "For few shot segmentation and IMAGENET.",
        "On few-shot segmentation and ImageNet.",
        titles="Few Shot Segmentation; Few Shot Segmentation; IMAGENET; IMAGENET",
    )
    assert spellings["few shot segmentation"] == "few-shot segmentation"
    assert spellings["imagenet"] == "ImageNet"


def test_a_plural_is_preferred_unless_it_is_much_rarer() -> None:
    singulars = ["With a robot arm and a switch.", "With a robot arm and a switch."]
    spellings = spell(*singulars, "For robot arms and switches.")
    assert (spellings["robot arm"], spellings["switch"]) == ("robot arms", "switch")
    spellings = spell(
        *singulars, "With a robot arm.", "For robot arms, for switches, for switches."
    )
    assert (spellings["robot arm"], spellings["switch"]) == ("robot arm", "switches")


def test_the_capital_at_the_start_of_a_sentence_is_undone() -> None:
    spellings = spell("Robot hands, by Kalman filters.", "Of a robot and its robot arm.")
    assert spellings["robot hand"] == "robot hands"
    assert spell("Robots, by Kalman filters.")["kalman filter"] == "Kalman filters"
    assert spell("GPU clusters, of a gpu and its gpu.")["gpu cluster"] == "GPU clusters"


def test_a_term_of_titles_only_is_spelled_as_its_words_in_abstracts() -> None:
    spellings = spell("By Kalman filters.", titles="Kalman Hand Tracking with CLIP on iPhones")
    assert spellings["kalman hand tracking"] == "Kalman hand tracking"
    assert (spellings["clip"], spellings["iphone"]) == ("CLIP", "iPhones")


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("Robot Hands for Harbour Cranes", True),
        ("A Survey of Robot Hands", True),
        ("Robot hands for Gaussian cranes in harbours", False),
        ("Robot hand", False),
        ("ROBOT", True),
        ("", True),
        ("Robot Face and AI Hands", True),
    ],
)
def test_title_case_is_recognised(title: str, expected: bool) -> None:
    assert is_title_case(title) is expected


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("Sortierung von Äpfeln und Birnen nach Farbe", True),
        ("Robot Face and AI Hands", False),  # "face" and "ai" are function words elsewhere
        ("", False),
    ],
)
def test_titles_in_other_languages_are_recognised(title: str, expected: bool) -> None:
    assert is_foreign(title) is expected


def test_nouns_in_foreign_titles_keep_their_capitals() -> None:
    fruits = ("Äpfeln", "Birnen", "Quitten")
    papers = [
        (f"Die Lagerung von {fruit} in Kisten", f"Im Keller sind {fruit}.") for fruit in fruits
    ]
    assert "Lagerung" in collect_terms([make_papers(papers)]).spellings


def spell_titles(*titles: str) -> dict[str, str]:
    """Return the spelling of the terms of papers that only have titles."""
    terms = collect_terms([make_papers(titles)])
    return dict(zip(terms.keys, terms.spellings, strict=True))


def test_titles_in_title_case_alone_give_running_case_and_keep_names() -> None:
    spellings = spell_titles(
        "Natural Language Processing with Large Language Models",
        "Self-Supervised Robot Learning by Gaussian Splatting",
        "Bayesian Networks on ImageNet and Monte-Carlo Sampling of LLM Agents",
        "Chinese Harbours: Em Face of Federated Learning",
    )
    expected = {
        "large language model": "large language models",
        "natural language processing": "natural language processing",
        "self supervised robot learning": "self-supervised robot learning",
        "gaussian splatting": "Gaussian splatting",
        "bayesian network": "Bayesian networks",
        "imagenet": "ImageNet",
        "monte carlo sampling": "Monte-Carlo sampling",
        "llm agent": "LLM agents",
        "chinese harbour": "Chinese harbours",
        "federated learning": "federated learning",
    }
    assert {key: spellings[key] for key in expected} == expected


def test_titles_in_running_case_show_which_words_are_names() -> None:
    spellings = spell_titles(
        "Tides of the Quux Lake", "Storms on Quux lakes", "Unsupervised boats", "Boat Tides"
    )
    assert spellings["unsupervised boat"] == "unsupervised boats"
    assert spellings["quux lake"] == "Quux lakes" and spellings["boat tide"] == "boat tides"


def test_capitals_of_a_definition_do_not_decide_about_a_term_of_titles() -> None:
    papers = make_papers(
        [
            ("On robots", "We study Natural Language Processing (NLP) by robots, for processing."),
            ("Natural Language Robots of the North", ""),
            ("Natural Language Robots of the South", ""),
        ]
    )
    terms = collect_terms([papers])
    assert terms.spellings[terms.keys.index("natural language robot")] == "natural language robots"
