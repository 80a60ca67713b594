"""YAML of users: plain values within limits, and each mistake in one sentence with its line."""

import datetime
from pathlib import Path

import pytest
from snakemake.exceptions import WorkflowError

from paperthemes.workflow import yaml_file
from paperthemes.workflow.yaml_file import MAX_BYTES, MAX_DEPTH, parse_yaml, read_yaml

# Ten times as many values in each line.
LAUGHS = "a: &a [x]\n" + "".join(
    f"{name}: &{name} [{', '.join([f'*{before}'] * 10)}]\n"
    for before, name in zip("abcdefgh", "bcdefghi", strict=True)
)
CHAIN = "a0: &a0 [x]\n" + "".join(f"a{n + 1}: &a{n + 1} [*a{n}]\n" for n in range(MAX_DEPTH))
TOO_MANY = "there are more than 100,000 values; what an alias repeats counts again"
MISTAKES = {
    "mode: !!python/name:os.system": "line 1: !!python/name:os.system is not allowed, only plain",
    "a: 1\nm: !!python/object/apply:os.mkdir [taken]": "line 2: !!python/object/apply:os.mkdir is",
    "%TAG ! tag:yaml.org,2002:python/name:\n---\na: !os.system": "line 3: !!python/name:os.system",
    "a: !!binary aGk=": "line 1: !!binary is not allowed",
    "a: &a [*a]": "line 1: an alias is inside the value that it stands for",
    "a: &a\n  b: {c: *a}": "line 2: an alias is inside the value that it stands for",
    LAUGHS: TOO_MANY,
    "a: " + "[" * 1_000: f"line 1: values are nested more than {MAX_DEPTH} deep",
    CHAIN: f"values are nested more than {MAX_DEPTH} deep",
    "# " + "x" * MAX_BYTES: "it is larger than 1 MB",
    "a: 1\nb: 2026-13-45": "line 2: 2026-13-45 is no date; for text, use quotes",
    "a: !!int ten": "line 1: ten is no whole number; for text, use quotes",
    "a: 0x" + "f" * 5_000: "is no whole number; for text, use quotes",
    'a: "\\ud800"': "line 1: the character U+D800 is not allowed",
    'a: "x\\0"': "line 1: the character U+0000 is not allowed",
    "a: 1\nb: \0": "line 2: the character U+0000 is not allowed",
    'a: "\\UFFFFFFFF"': "is followed by the number of no character",
    "a:\n\t- b": "that cannot start any token; indent with spaces, not tabs",
    "a: 1\n---\nb: 2": "line 2: expected a single document",
    "a: [1\nb: 2": "line 2: while parsing a flow sequence from line 1: expected ',' or ']'",
    "? [a]\n: b": "line 1: while constructing a mapping from line 1: found unhashable key",
    "- a": "it has no keys at top level",
}


@pytest.mark.parametrize("text", MISTAKES, ids=range(len(MISTAKES)))
def test_a_mistake_is_one_sentence(tmp_path: Path, text: str) -> None:
    path = tmp_path / "mine.yaml"
    path.write_text(text, "utf-8")
    with pytest.raises(WorkflowError) as caught:
        read_yaml(path)
    message = str(caught.value)
    assert message.startswith(f"{path} cannot be read; nothing was run: ")
    assert MISTAKES[text] in message
    assert "\n" not in message
    assert len(message) < 300


def test_reading_stops_at_the_largest_number_of_values(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(yaml_file, "MAX_VALUES", 10)
    assert parse_yaml("a: [1, 2, 3, 4, 5, 6, 7]", "x")
    with pytest.raises(WorkflowError, match="line 1: there are more than"):
        parse_yaml("a: [1, 2, 3, 4, 5, 6, 7, 8]\nb: {broken", "x")


@pytest.mark.parametrize(
    ("encoding", "message"),
    [
        ("latin-1", "line 2 is not UTF-8 text (byte 0xe9); save it as UTF-8"),
        ("utf-16", "it is UTF-16 text; save it as UTF-8"),
    ],
)
def test_only_utf_8_is_read(tmp_path: Path, encoding: str, message: str) -> None:
    path, text = tmp_path / "mine.yaml", "mode: assign\nreport: {title: Café}\n"
    path.write_text(text, encoding)
    with pytest.raises(WorkflowError) as caught:
        read_yaml(path)
    assert str(caught.value) == f"{path} cannot be read; nothing was run: {message}"
    path.write_text(text, "utf-8-sig")
    assert read_yaml(path) == {"mode": "assign", "report": {"title": "Café"}}


def test_all_repeated_keys_are_named_with_their_lines() -> None:
    text = "a: 1\nb: [{x: 1,\n     x: 2}]\na: 3\nc: {k: 1, 'k': 1}\na: 4\n"
    with pytest.raises(WorkflowError) as caught:
        parse_yaml(text, "mine.yaml")
    assert str(caught.value).splitlines()[1:] == [
        "  - a occurs more than once (line 1 and line 4 and line 6); combine them",
        "  - k occurs more than once (line 5); combine them",
        "  - x occurs more than once (line 2 and line 3); combine them",
    ]


def test_plain_values_dates_aliases_and_json_are_read() -> None:
    assert parse_yaml("", "x") == parse_yaml("# only this\n", "x") == {}
    text = "day: 2026-11-01\none: &one {a: 1}\ntwo: {<<: *one, b: 0.5}\nthree: *one\n"
    assert parse_yaml(text, "x") == {
        **{"day": datetime.date(2026, 11, 1), "one": {"a": 1}, "two": {"a": 1, "b": 0.5}},
        "three": {"a": 1},
    }
    assert parse_yaml('{"a": [true, null, "\\u00e9"]}', "x") == {"a": [True, None, "é"]}
