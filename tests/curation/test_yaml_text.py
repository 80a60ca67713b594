"""Changes of YAML text: a value is set, and all other text stays as it is."""

from textwrap import dedent

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from paperthemes.curation.yaml_text import add_items, find_lines, quote, set_value, to_one_line

NAME = ("clusterings", "fine", "topics", "T0002", "name")
# Texts with the lines that are added (+) and removed (-) when T0002 is called Kilns.
DIFFS = {
    "comments only": """
         # mine
        +clusterings:
        +  fine:
        +    topics:
        +      T0002:  # the topic
        +        name: "Kilns"
        """,
    "the template": """
         clusterings:
           fine:
             topics:
               # about kilns
               T0002: # kilns
        +        name: "Kilns"
                 #name: "Potters"
                 #hide: true

               T0003:
                 #hide: true
        """,
    "below the last topic": """
         clusterings:
           fine:
             topics:
               T0001:
                 #name: "Boats"

                 #hide: true
        +      T0002:  # the topic
        +        name: "Kilns"

             # Pins:
             papers:
        """,
    "below another edit": """
         clusterings:
           fine:
             topics:
               T0002:
                 hide: yes # for now
        +        name: "Kilns"
         # The end
        """,
    "another name": """
         clusterings:
           fine:
             topics:
               T0002:
        -        name:   'Potters'   # mine
        +        name:   "Kilns"   # mine
                 hide: no
        """,
    "no name": """
         clusterings:
           fine:
             topics:
               T0002:
        -        name: # ?
        +        name: "Kilns" # ?
        """,
    "a name over lines": """
         clusterings:
          fine:
           topics:
            T0002:
        -    name: >
        -     Pots and
        -     kilns
        +    name: "Kilns"
             hide: no
        """,
    "wide indentation": """
         clusterings:
             fine:
                 topics:
                     T0001: {hide: true}
        +            T0002:  # the topic
        +              name: "Kilns"
        """,
    "braces": """
        -clusterings: {fine: {topics: {T0001: {hide: true}, }}} # one
        +clusterings: {fine: {topics: {T0001: {hide: true}, T0002: {name: "Kilns"}, }}} # one
        """,
    "empty braces": """
        -clusterings: {fine: {topics: {}, papers: {}}}
        +clusterings: {fine: {topics: {T0002: {name: "Kilns"}}, papers: {}}}
        """,
    "null": """
         clusterings:
        -  fine: null # none
        +  fine:  # none
        +    topics:
        +      T0002:  # the topic
        +        name: "Kilns"
         stop_words: [a]
        """,
}


def sides_of(diff: str) -> list[str]:
    """Return the text before and after a diff."""
    lines = (dedent(diff).strip("\n") + "\n").splitlines(keepends=True)
    return ["".join(line[1:] or "\n" for line in lines if line[0] != sign) for sign in "+-"]


@pytest.mark.parametrize("kind", DIFFS)
def test_only_the_value_is_added(kind: str) -> None:
    before, after = sides_of(DIFFS[kind])
    assert set_value(before, NAME, '"Kilns"', {"T0002": "the topic"}) == after
    assert yaml.safe_load(after)["clusterings"]["fine"]["topics"]["T0002"]["name"] == "Kilns"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", 'stop_words: ["on"]\n'),
        ("stop_words: # none\nclusterings:\n", 'stop_words: ["on"] # none\nclusterings:\n'),
        ("stop_words: [a, 'b',] # two\n", "stop_words: [a, 'b', \"on\",] # two\n"),
        ("stop_words:\n- a # one\n# end\n", 'stop_words:\n- a # one\n- "on"\n# end\n'),
        ("stop_words:\n    - a", 'stop_words:\n    - a\n    - "on"\n'),
    ],
)
def test_stop_words_are_added(text: str, expected: str) -> None:
    assert add_items(text, "stop_words", ['"on"']) == expected
    before = (yaml.safe_load(text) or {}).get("stop_words") or []
    assert yaml.safe_load(expected)["stop_words"] == [*before, "on"]


@given(st.text(st.characters(exclude_categories=["Cs"])), st.text())
def test_any_texts_can_be_keys_and_comments(key: str, comment: str) -> None:
    text = "papers:  # all\n  a: T0001\n"
    changed = set_value(text, ("papers", key), "T0002", {key: to_one_line(comment)})
    assert yaml.safe_load(changed) == {"papers": {"a": "T0001"} | {key: "T0002"}}
    assert find_lines(changed)["papers", key] == (2 if key == "a" else 3)


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_any_text_can_be_a_value(value: str) -> None:
    assert yaml.safe_load(set_value("# notes\n", ("note",), quote(value), {})) == {"note": value}
