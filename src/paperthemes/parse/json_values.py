"""JSON objects of a dump, read one at a time: from JSON Lines, an array, or an array in an object.

::

    {"title": ...}            [{"title": ...},          {"results": [{"title": ...},
    {"title": ...}             {"title": ...}]                       {"title": ...}]}

An entry is a line in JSON Lines, and an object of the array otherwise.
"""

import io
import json
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import IO, Any, Literal

import ijson

from paperthemes.parse.dump import Dump
from paperthemes.parse.format import Ignored, Rejected, excerpt

Object = Mapping[str, Any]
# Levels of nesting: more than in any catalogue, but so few that no document can fill the memory.
_MAX_DEPTH = 100


@dataclass(frozen=True, slots=True)
class Entry:
    """An object, with its number among the lines or entries of the dump, from 1."""

    number: int
    value: Object


def json_shape(dump: Dump) -> Literal["lines", "array", "object"] | None:
    """Return the shape of a JSON dump, judged by its beginning.

    "array" is one array: the dump begins with "[". If it begins with "{", it is "lines", that is
    JSON Lines, if the first line is valid JSON or the only line; otherwise it is "object", one
    object over several lines. A dump with another beginning is not JSON: its shape is `None`.
    """
    start = dump.head_text.lstrip()
    if start.startswith("["):
        return "array"
    if not start.startswith("{"):
        return None
    first_line, _, rest = start.partition("\n")
    if not rest.strip():
        return "lines"  # a single object in a single line could be either
    try:
        json.loads(first_line)
    except ValueError:
        return "object"
    return "lines"


def first_object(dump: Dump, place: str = "") -> Object | None:
    """Return the first object of a dump, by which its format can be detected.

    Only `dump.head` is read, so keys after it are missing. Values that are arrays or objects are
    replaced by `None`. If there is no object, or if the first one is empty or comes after an array,
    return `None`.

    Parameters
    ----------
    dump
        The dump.
    place
        Place of the object in ijson's notation, such as `results.item` for an object in the array
        `results`. If it is `""`, the object is the first item of an array, the first line of JSON
        Lines, or the dump itself.
    """
    shape = json_shape(dump)
    if shape is None:
        return None
    root = place or ("item" if shape == "array" else "")
    values: dict[str, Any] = {}
    key = None  # in the first object, the last key so far
    head = io.BytesIO(dump.head_text.encode("utf-8", "replace"))
    with suppress(ijson.JSONError):  # raised where the head ends, within the document
        for prefix, event, value in iter_events(head):
            if prefix == root and event in ("end_map", "end_array"):  # the first value ends
                break
            if prefix == root and event == "map_key":
                key = value
                values[key] = None
            elif key is not None and prefix == (f"{root}.{key}" if root else key):
                values[key] = value  # `None` in the events that begin and end an array or object
    return values or None


def iter_objects(dump: Dump, prefix: str = "") -> Iterator[Entry | Rejected | Ignored]:
    """Return an iterator over the objects of a dump, each with its number.

    In their places, it also has a rejection for each value that is not an object or cannot be read,
    and an ignored place for each blank line of JSON Lines.

    Parameters
    ----------
    dump
        The dump.
    prefix
        Place of the entries in a dump that is one object, in ijson's notation, such as
        `results.item`. If it is `""`, that object itself is the only entry, or each line of JSON
        Lines is one. It is not used if the dump is an array, whose items are the entries.
    """
    shape = json_shape(dump)
    if shape == "lines" and not prefix:
        return _iter_lines(dump)
    return _iter_document(dump, "item" if shape == "array" else prefix)


def iter_items(file: IO[bytes], prefix: str) -> Iterator[Any]:
    """Yield the values at a place of a JSON document, such as the items of an array.

    `prefix` is the place in ijson's notation, such as `results.item`.

    Raises
    ------
    ijson.JSONError
        If the document is not JSON, is cut off, or has more than `_MAX_DEPTH` levels of nesting.
    """
    yield from ijson.items(iter_events(file), prefix)


def iter_events(file: IO[bytes]) -> Iterator[tuple[str, str, Any]]:
    """Yield the place, the event and the value of each token of a JSON document.

    They are as from `ijson.parse`, such as `("results.item.title", "string", "A Title")`. As in
    `iter_items`, `ijson.JSONError` is raised for a document that cannot be read.
    """
    yield from ijson.parse(_limit_depth(ijson.basic_parse(file, use_float=True)))


def _limit_depth(events: Iterator[tuple[str, Any]]) -> Iterator[tuple[str, Any]]:
    """Yield the events of ijson; raise `ijson.JSONError` beyond `_MAX_DEPTH` levels of nesting."""
    depth = 0
    for event, value in events:
        # `True` counts as 1.
        depth += event in ("start_map", "start_array")
        depth -= event in ("end_map", "end_array")
        if depth > _MAX_DEPTH:
            raise ijson.JSONError(f"nested more than {_MAX_DEPTH} deep")
        yield event, value


def _iter_lines(dump: Dump) -> Iterator[Entry | Rejected | Ignored]:
    """Yield an item for each line of a dump in JSON Lines.

    It is the object in the line, or an ignored place if the line is blank. If the line cannot be
    read, or has another value than an object, it is a rejection.
    """
    for number, line in enumerate(dump.lines(), start=1):
        if not line.strip():
            yield Ignored(number, number)
            continue
        try:
            value = json.loads(line)
            if "\\ud" in line.lower():  # such as `\ud83d`, which may be half of a surrogate pair
                value = _replace_lone_surrogates(value)
        except (ValueError, RecursionError) as error:
            yield Rejected(number, number, f"not readable as JSON ({error})", excerpt(line))
            continue
        yield make_entry(number, value)


def _iter_document(dump: Dump, prefix: str) -> Iterator[Entry | Rejected]:
    """Yield the objects at a place of a dump that is one JSON document, numbered from 1.

    `prefix` is the place in ijson's notation. Values there that are not objects are yielded as
    rejections. If the dump cannot be read to its end, the last item is a rejection that says so.
    """
    number = 0
    with _open_utf8(dump) as file:
        try:
            for number, value in enumerate(iter_items(file, prefix), start=1):
                yield make_entry(number, value)
        except (ijson.JSONError, RecursionError) as error:
            reason = f"the file is cut off or damaged here; the rest could not be read ({error})"
            yield Rejected(number + 1, number + 1, reason, "")


def make_entry(number: int, value: object) -> Entry | Rejected:
    """Return the entry with this number and value; a rejection if the value is not an object."""
    if isinstance(value, dict):
        return Entry(number, value)
    return Rejected(number, number, "not a JSON object", excerpt(json.dumps(value)))


def _replace_lone_surrogates(value: object) -> object:
    """Return a JSON value in which U+FFFD replaces single halves of surrogate pairs.

    Such halves cannot be encoded as UTF-8.
    """
    # In UTF-16 a half is invalid if it is single; the halves of a pair become one character.
    text = json.dumps(value, ensure_ascii=False).encode("utf-16", "surrogatepass")
    return json.loads(text.decode("utf-16", "replace"))


def _open_utf8(dump: Dump) -> IO[bytes]:
    """Open a dump as valid UTF-8 without a byte order mark, which ijson requires.

    A dump that is such UTF-8 already is streamed. Any other dump, even UTF-8 with invalid bytes
    (its encoding is then `guessed`), is decoded and encoded again in memory, so it can have
    `dump.MAX_TEXT_LENGTH` characters at most.
    """
    if dump.encoding.name == "utf-8" and not dump.encoding.guessed:
        return dump.open()
    return io.BytesIO(dump.text.encode("utf-8", "replace"))
