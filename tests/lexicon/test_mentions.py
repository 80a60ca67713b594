"""Mentions of fields in texts."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from paperthemes.lexicon.lexicon import Lexicon
from paperthemes.lexicon.mentions import MentionFinder, add_parents

FIELDS = {
    "fruit growing": ("orchards", "apple trees"),
    "graph neural networks": ("GNN", "message-passing networks"),
    "color vision": (),
    "beam splitting": ("LIDAR", "C++"),
    "目标检测": (),
}
LEXICON = Lexicon(names=tuple(FIELDS), parents=(-1, 0, 1, -1, -1), aliases=tuple(FIELDS.values()))
FINDER = MentionFinder(LEXICON)


@pytest.mark.parametrize(
    ("text", "fields"),
    [
        ("We plant apple trees.", ["fruit growing"]),
        ("An Apple-Tree falls", ["fruit growing"]),
        ("Graph Neural Network (GNNs)", ["graph neural networks"]),
        ("message passing network", ["graph neural networks"]),
        ("gnn and lidar are no acronyms here", []),
        ("LIDAR; colour vision", ["color vision", "beam splitting"]),
        ("Code in C++ is fast", ["beam splitting"]),
        ("Code in C is fast", []),
        ("apple pie under trees", []),
        ("研究目标检测方法", ["目标检测"]),
        ("", []),
    ],
)
def test_fields_are_found_by_names_and_aliases(text: str, fields: list[str]) -> None:
    assert [LEXICON.names[field] for field in sorted(FINDER.find(text))] == fields


def test_a_text_can_be_exactly_a_field() -> None:
    assert FINDER.has("Apple-trees")
    assert FINDER.has("GNNs")
    assert not FINDER.has("apple")
    assert not FINDER.has("")


def test_parents_are_added() -> None:
    assert add_parents([2], LEXICON) == {0, 1, 2}


@given(st.text(), st.sampled_from(LEXICON.names), st.text())
def test_a_name_between_other_words_is_found(before: str, name: str, after: str) -> None:
    assert LEXICON.names.index(name) in FINDER.find(f"{before} {name} {after}")
