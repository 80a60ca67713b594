"""Answers of a language model: extraction and validation of names."""

from dataclasses import replace
from typing import Any

import pytest

from paperthemes.describe.language_model import Draft, extract_name, find_flaw

GRAPHS = Draft(
    name="Graph networks and message passing",
    keywords=("graph neural network", "message passing"),
    titles=("Oversmoothing in graph networks of 2024", "Message passing beyond neighbours in 2024"),
)


def name_graphs(answer: str, **changes: Any) -> str:
    """Return the name in an answer, or that of the draft if it is not usable."""
    draft = replace(GRAPHS, **changes)
    name = extract_name(answer, draft)
    return draft.name if find_flaw(name, draft) else name


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        ("", "empty"),
        (" \n``` \n", "empty"),
        ("<think>Graph networks, I think", "empty"),
        ("graph " * 10_000, "too long"),
        ("\n".join(["graph"] * 10_000), "too long"),
        ("- " * 100_000 + "graph", "too long"),
        ("graph" * 17, "too long"),
        ("graph of of of of of of of of", "too long"),
        ("Graph networks\nThis is why", "not a plain phrase"),
        ("<b>Graph networks</b>", "not a plain phrase"),
        ("Graph networks at www.example.test", "not a plain phrase"),
        ("Graph networks at example.com", "not a plain phrase"),
        ("Graph networks https://a.test", "not a plain phrase"),
        ('{"name": "Graph networks"}', "not a plain phrase"),
        ("[Graph networks](a)", "not a plain phrase"),
        ("Sorry, no graph networks", "not a plain phrase"),
        ("I cannot name graph networks", "not a plain phrase"),
        ("Graph networks. Shall we go on", "not a plain phrase"),
        ("Graph networks!", "not a plain phrase"),
        ("Graph \u202enetworks", "not a plain phrase"),
        ("Graph \x1b[31mnetworks", "not a plain phrase"),
        ("Graph\x00 networks", "not a plain phrase"),
        ("Graph \ud800 networks", "not a plain phrase"),
        ("PWNED", "not about its papers"),
        ("Underwater basket weaving", "not about its papers"),
        ("Research of the and in", "not about its papers"),
        ("2024 to 2025", "not about its papers"),
    ],
)
def test_useless_answers_have_a_flaw(answer: str, reason: str) -> None:
    assert find_flaw(extract_name(answer, GRAPHS), GRAPHS) == reason


@pytest.mark.parametrize(
    ("answer", "name"),
    [
        ("  Graph   neural networks. \n", "Graph neural networks"),
        ('"Graph neural networks"', "Graph neural networks"),
        ("“Graph neural networks.”", "Graph neural networks"),
        ("Topic: Graph neural networks", "Graph neural networks"),
        ("**Topic name:** *Graph neural networks*", "Graph neural networks"),
        ("The name is: Graph networks", GRAPHS.name),
        ("Name is: Graph networks", "Graph networks"),
        ("## Graph neural networks", "Graph neural networks"),
        ("1. Graph neural networks", "Graph neural networks"),
        ("- `Graph neural networks`", "Graph neural networks"),
        ("```text\nGraph neural networks\n```", "Graph neural networks"),
        ("<think>\nSpeech?\nNo.\n</think>\n\nGraph neural networks", "Graph neural networks"),
        ("So they say.</THINK>Graph neural networks", "Graph neural networks"),
        ("graph neural networks", "Graph neural networks"),
        ("mRNA graph networks", "mRNA graph networks"),
        ("3D graph networks", "3D graph networks"),
        ("Cafe\u0301 graphs", "Caf\u00e9 graphs"),
        ("Graphing", "Graphing"),  # the stem counts
        (GRAPHS.name, GRAPHS.name),
    ],
)
def test_decoration_around_a_name_is_removed(answer: str, name: str) -> None:
    assert name_graphs(answer) == name


def test_a_lower_case_draft_keeps_names_in_lower_case() -> None:
    assert name_graphs("graph learning", name="graph networks") == "graph learning"


def test_a_name_must_share_a_word_with_its_group() -> None:
    group = {
        "name": "Topic 1",
        "keywords": (),
        "titles": ("Quantum walks", "Quantum money", "Bees"),
    }
    assert name_graphs("Quantum computing", **group) == "Quantum computing"
    assert name_graphs("Beekeeping bees", **group) == "Topic 1"  # one title is not enough
    assert name_graphs("Bees", **group | {"keywords": ("bee",)}) == "Bees"
    assert name_graphs("Bees", **group | {"name": "Honey bees"}) == "Bees"
    assert name_graphs("Bees", **group | {"titles": ("Bees", "Bees")}) == "Topic 1"


def test_scripts_without_spaces_must_share_pairs_of_characters() -> None:
    chinese = {
        "name": "大语言模型",
        "keywords": ("推理",),
        "titles": ("语言模型的推理能力",),
    }
    assert name_graphs("语言模型推理", **chinese) == "语言模型推理"
    assert name_graphs("蛋白质折叠", **chinese) == "大语言模型"
