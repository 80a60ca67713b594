"""JSON objects of a dump one at a time, whatever its size: JSON Lines, an array, or one object.

::

    {"title": ...}            [{"title": ...},          {"results": [{"title": ...},
    {"title": ...}             {"title": ...}]                       {"title": ...}]}

An entry is a line in JSON Lines, and else an object of the array.
"""

import io
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import IO, Any, Literal

import ijson

from paperthemes.parse.dump import Dump
from paperthemes.parse.format import Ignored, Rejected, excerpt

Object = Mapping[str, Any]
Shape = Literal["lines", "array", "object"]
_DEEPEST = 100  # objects and arrays within each other
_CUT_OFF = "the file is cut off or damaged here"


@dataclass(frozen=True, slots=True)
class Entry:
    """An object, and its place from 1."""

    number: int
    value: Object


def shape_of(dump: Dump) -> Shape | None:
    """Tell what JSON a dump is by its beginning, `None` if it is none."""
    start = dump.head_text.lstrip()
    if start.startswith("["):
        return "array"
    if not start.startswith("{"):
        return None
    first, _, rest = start.partition("\n")
    if not rest.strip():
        return "lines"  # one object in one line is both
    try:
        json.loads(first)
    except ValueError:
        return "object"
    return "lines"


def first_object(dump: Dump) -> Object | None:
    """Return the first object of a dump, for recognition; `None` if there is none.

    Of one that goes on beyond the head, what is whole of it: its keys, with values where these
    are numbers, texts or null.
    """
    shape = shape_of(dump)
    if shape is None:
        return None
    prefix = "item" if shape == "array" else ""
    found: dict[str, Any] = {}
    key, depth = "", 0
    try:
        for event, value in ijson.basic_parse(io.BytesIO(_utf8(dump.head_text)), use_float=True):
            if event == "start_map" or event == "start_array":
                depth += 1
            elif event == "end_map" or event == "end_array":
                depth -= 1
                if depth == (1 if prefix else 0):
                    break
            elif event == "map_key" and depth == (2 if prefix else 1):
                key = value
                found[key] = None
            elif depth == (2 if prefix else 1):
                found[key] = value
    except ijson.JSONError:
        pass
    return found or None


def iter_objects(dump: Dump, prefix: str = "") -> Iterator[Entry | Rejected | Ignored]:
    """Yield the objects of a dump, and what in their place is none.

    Parameters
    ----------
    dump
        The dump.
    prefix
        Where the array is in a dump that is one object, in ijson's notation (`results.item`);
        empty if the object itself is the one entry.
    """
    shape = shape_of(dump)
    if shape == "lines" and not prefix:
        yield from _of_lines(dump)
    else:
        yield from _of_document(dump, prefix if shape != "array" else "item")


def items_at(file: IO[bytes], prefix: str) -> Iterator[Any]:
    """Yield the values at a place of a JSON document, in ijson's notation.

    Raises
    ------
    ijson.JSONError
        If it is no JSON, cut off, or nested so deep that memory would go.
    """
    yield from ijson.items(events_of(file), prefix)


def events_of(file: IO[bytes]) -> Iterator[tuple[str, str, Any]]:
    """Yield what `ijson.parse` does: place, event, value; it raises as `items_at` does."""
    yield from ijson.parse(_shallow(ijson.basic_parse(file, use_float=True)))


def _shallow(events: Iterator[tuple[str, Any]]) -> Iterator[tuple[str, Any]]:
    """Pass the events of a parser on, as long as they are not nested too deep."""
    depth = 0
    for event, value in events:
        depth += event in ("start_map", "start_array")
        depth -= event in ("end_map", "end_array")
        if depth > _DEEPEST:
            raise ijson.JSONError(f"nested more than {_DEEPEST} deep")
        yield event, value


def _of_lines(dump: Dump) -> Iterator[Entry | Rejected | Ignored]:
    for number, line in enumerate(dump.lines(), start=1):
        if not line.strip():
            yield Ignored(number, number)
            continue
        try:
            value = json.loads(line)
        except (ValueError, RecursionError) as error:
            yield Rejected(number, number, f"not readable as JSON ({error})", excerpt(line))
            continue
        yield _entry(number, _whole(value) if "\\ud" in line.lower() else value)


def _of_document(dump: Dump, prefix: str) -> Iterator[Entry | Rejected]:
    number = 0
    with _stream(dump) as file:
        try:
            for value in items_at(file, prefix):
                number += 1
                yield _entry(number, value)
        except (ijson.JSONError, RecursionError) as error:
            reason = f"{_CUT_OFF}, so nothing after it could be read ({error})"
            yield Rejected(number + 1, number + 1, reason, "")


def _entry(number: int, value: object) -> Entry | Rejected:
    if isinstance(value, dict):
        return Entry(number, value)
    return Rejected(number, number, "not a JSON object", excerpt(json.dumps(value)))


def _whole(value: Any) -> Any:  # noqa: ANN401 - any JSON value
    """Replace halves of characters (lone surrogates), which no file can hold, by U+FFFD."""
    if isinstance(value, str):
        return value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    if isinstance(value, list):
        return [_whole(one) for one in value]
    if isinstance(value, dict):
        return {_whole(key): _whole(one) for key, one in value.items()}
    return value


def _stream(dump: Dump) -> IO[bytes]:
    """Open a dump as UTF-8 without a byte order mark, which is what JSON has to be."""
    if dump.encoding.name == "utf-8" and not dump.encoding.guessed:
        return dump.open()
    return io.BytesIO(_utf8(dump.text))


def _utf8(text: str) -> bytes:
    return text.encode("utf-8", "replace")
