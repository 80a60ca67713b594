"""JSON of any shape and size is read one object at a time; other values are rejected."""

import json
from pathlib import Path

import pytest

from paperthemes.parse.dump import Dump
from paperthemes.parse.format import Ignored, Rejected
from paperthemes.parse.json_places import read_head
from paperthemes.parse.json_values import ITEM, Entry, Place, iter_objects, json_shape

OBJECTS = [{"title": "Apples", "n": 1.5}, {"title": "Bridges", "of": {"x": [1]}}]


def read_objects(folder: Path, text: str | bytes, place: Place = ()) -> list:
    path = folder / "x.json"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return list(iter_objects(Dump(path), place))


@pytest.mark.parametrize(
    ("text", "shape", "place"),
    [
        ("\n".join(map(json.dumps, OBJECTS)), "lines", ()),
        (json.dumps(OBJECTS), "array", ()),
        (json.dumps(OBJECTS, indent=1), "array", ()),
        (json.dumps({"results": OBJECTS}, indent=1), "object", ("results", ITEM)),
        (json.dumps({"results": OBJECTS}), "object", ("results", ITEM)),
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_objects_in_every_shape(
    tmp_path: Path, text: str, shape: str, place: Place, encoding: str
) -> None:
    assert read_objects(tmp_path, text.encode(encoding), place) == [
        Entry(number, value) for number, value in enumerate(OBJECTS, start=1)
    ]
    assert json_shape(Dump(tmp_path / "x.json")) == shape


@pytest.mark.parametrize("text", ["", "title,abstract\n", "<html>", '"text"', "12"])
def test_other_texts_are_not_json(tmp_path: Path, text: str) -> None:
    (tmp_path / "x").write_text(text)
    assert json_shape(Dump(tmp_path / "x")) is None
    assert read_head(Dump(tmp_path / "x")) is None


def test_lines_without_an_object_are_rejected_or_ignored(tmp_path: Path) -> None:
    text = f'{json.dumps(OBJECTS[0])}\n\n[1, 2]\n{{"title": "Cut\n{json.dumps(OBJECTS[1])}\n'
    first, blank, array, cut, last = read_objects(tmp_path, text)
    assert (first, last) == (Entry(1, OBJECTS[0]), Entry(5, OBJECTS[1]))
    assert blank == Ignored(2, 2)
    assert (array.reason, array.excerpt) == ("not a JSON object", "[1, 2]")
    assert cut.reason.startswith("not readable as JSON (")


def test_objects_before_a_cut_are_kept(tmp_path: Path) -> None:
    *kept, cut = read_objects(tmp_path, json.dumps(OBJECTS * 3)[:-20])
    assert [entry.value for entry in kept] == (OBJECTS * 3)[:5]
    assert (cut.start, type(cut)) == (6, Rejected)
    assert "cut off or damaged here" in cut.reason


@pytest.mark.parametrize("deep", ["[" * 300_000, '{"a":' * 300_000])
@pytest.mark.parametrize("start", ["[", "[{}, ", '{\n"results": ', ""])
def test_deeply_nested_values_do_not_fill_the_memory(tmp_path: Path, deep: str, start: str) -> None:
    items = read_objects(tmp_path, start + deep, ("results", ITEM) if "results" in start else ())
    assert isinstance(items[-1], Rejected)
    read_head(Dump(tmp_path / "x.json"))


def test_first_object_of_a_document_longer_than_the_head(tmp_path: Path) -> None:
    path = tmp_path / "x.json"
    path.write_text(json.dumps([{"id": 7, "title": "Apples", "more": ["x" * 9] * 200_000}]))
    (found,) = read_head(Dump(path))
    assert found == {"id": 7, "title": "Apples", "more": ["x" * 9] * len(found["more"])}


def test_lone_surrogates_are_replaced(tmp_path: Path) -> None:
    text = '{"title": "half \\ud83d of", "of": ["\\uD83D\\uDE00", "\\udc00"]}\n'
    value = {"title": "half \ufffd of", "of": ["😀", "\ufffd"]}
    assert read_objects(tmp_path, 2 * text) == [Entry(1, value), Entry(2, value)]
