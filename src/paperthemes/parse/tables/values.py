"""Values of typed tables and of JSON as texts, names and dates; lists and objects in cells.

::

    2019.0  ->  2019        ["Ada", "Bo"]                         ->  Ada; Bo
    NaN     ->  (empty)     [{"name": "Ada"}, {"name": "Bo"}]     ->  Ada; Bo
    True    ->  true        {"given": "Ada", "family": "Li"}      ->  Ada Li
    {"value": "We sort."}   ->  We sort.      {"date-parts": [[2024, 5]]}  ->  2024-05

Keys are compared as columns are: `first_name`, `firstName` and `First Name` are equal.
"""

import ast
import json
import re
import warnings
from collections.abc import Mapping, Sequence
from datetime import datetime, time

from paperthemes.parse.fields import is_inverted_index, rebuild_abstract
from paperthemes.parse.tables.aliases import KEYS, normalise_name

_MAX_ITEMS = 10_000  # of a list; a longer one is no list of names or keywords
_MAX_LITERAL_LENGTH = 200_000  # characters of a cell
# Where NumPy's lists have no commas, and pandas' objects have a name that is no literal.
_MISSING_COMMA = re.compile(r"(?<=['\"])\s{1,20}(?=['\"])|(?<=\})\s{0,20}\n\s{0,20}(?=\{)")
_NAN = re.compile(r"(?<=[:,] )nan(?=[,}\]])")


def parse_literal(cell: object) -> object:
    """Return the list or mapping that is written in a cell as JSON or in Python's notation.

    Any other cell, and one that is longer than `_MAX_LITERAL_LENGTH`, is returned as it is.
    """
    if not isinstance(cell, str) or not cell.startswith(("[", "{")):
        return cell
    if len(cell) <= _MAX_LITERAL_LENGTH:
        for parse in (json.loads, _parse_python):
            try:
                value = parse(cell)
            except (ValueError, SyntaxError, TypeError, RecursionError, MemoryError):
                continue
            if isinstance(value, list | tuple | dict):
                return value
    return cell


def _parse_python(text: str) -> object:
    """Return the value of a literal of Python, as pandas writes lists; errors as `literal_eval`."""
    text = _NAN.sub("None", text.strip())
    if text.startswith(("['", '["', "[{")):
        text = _MISSING_COMMA.sub(", ", text)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of unknown escapes
        return ast.literal_eval(text)


def to_text(value: object) -> str:
    """Return a value of a table as text; missing values (null, NaN, NaT) become `""`.

    The first `_MAX_ITEMS` items of a list are joined by semicolons, except empty ones. An object
    becomes the name or the text in it or, if it has none, JSON.
    """
    if isinstance(value, str):
        return value
    if value is None or value != value:  # NaN is not equal to itself
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))  # pandas turns a column of integers with gaps into floats
    if isinstance(value, datetime):
        # A time of midnight means that the table has only dates.
        return value.date().isoformat() if value.time() == time() else value.isoformat(" ")
    if isinstance(value, bytes):
        return value.decode("utf-8", "replace")
    if isinstance(value, list | tuple):
        return "; ".join(filter(None, map(to_text, value[:_MAX_ITEMS])))
    if isinstance(value, Mapping):
        text = _find_name(value) or _find_text(_normalise_keys(value), KEYS["text"])
        return text or json.dumps(value, ensure_ascii=False, default=str)
    return str(value)  # a date becomes `2024-05-06`


def get_prose(value: object) -> str:
    """Return the text of a title or an abstract; `""` for an object of unknown form.

    Texts in a list, and sections with labels, are parts of one text; other objects in a list are
    alternatives, of which the first is taken, or that of the type "Abstract". The words of an
    inverted index, as OpenAlex has it, are put into their order.
    """
    if isinstance(value, list | tuple):
        items = [_normalise_keys(item) for item in value if isinstance(item, Mapping)]
        if not items:
            return " ".join(map(to_text, value))
        items = [item for item in items if "abstract" in _list_kinds(item)] or items
        texts = [text for item in items if (text := _get_section(item))]
        return " ".join(texts if not items[0].keys().isdisjoint(KEYS["section"]) else texts[:1])
    if not isinstance(value, Mapping):
        return to_text(value)
    if is_inverted_index(value):
        return rebuild_abstract(value)[0]
    parts = _normalise_keys(value)
    if text := _get_section(parts):
        return text
    is_by_language = all(len(key) <= 5 and isinstance(parts[key], str) for key in parts)
    return next(map(str, parts.values()), "") if is_by_language else ""


def get_date(value: object) -> str:
    """Return the date in an object or a list, such as `2024-05` for `{"date-parts": [[2024, 5]]}`.

    In a list of dates of different types, it is the first in `KEYS["date_types"]`.
    """
    if isinstance(value, list | tuple):
        by_kind = {kind.lower(): date for kind, date in as_mapping(value).items()}
        kinds = [kind for kind in KEYS["date_types"] if kind in by_kind]
        dates = [by_kind[kind] for kind in kinds] or ([] if by_kind else value)
        return get_date(dates[0]) if dates else ""
    if not isinstance(value, Mapping):
        return to_text(value)
    parts = _normalise_keys(value)
    numbers = parts.get("dateparts") or [parts.get(key) for key in ("year", "month", "day")]
    while isinstance(numbers, list) and numbers and isinstance(numbers[0], list):
        numbers = numbers[0]  # the beginning of a range
    texts = [*filter(None, map(to_text, numbers))] if isinstance(numbers, list) else []
    if texts:
        is_numeric = all(map(str.isdecimal, texts))
        return "-".join(text.zfill(2) for text in texts) if is_numeric else " ".join(texts)
    return _find_text(parts, KEYS["text"])


def join_names(value: object) -> str:
    """Return the names in a list of authors, or in an object that is an author or has such a list.

    There is a semicolon after each, unless the only item is a text, which may have several names.
    Persons in other roles than that of an author are left out.
    """
    if isinstance(value, Mapping):
        parts = _normalise_keys(value)
        lists = [parts[key] for key in KEYS["authors"] if isinstance(parts.get(key), list | dict)]
        name = _find_name(value)
        return f"{name};" if name or not lists else join_names(lists[0])
    if not isinstance(value, list | tuple) or (len(value) == 1 and isinstance(value[0], str)):
        return to_text(value)
    names = [
        _find_name(item) if isinstance(item, Mapping) else to_text(item)
        for item in value[:_MAX_ITEMS]
        if not isinstance(item, Mapping) or item.get("creatorType", "author") == "author"
    ]
    return "".join(f"{name};" for name in names if name)


def as_mapping(value: object) -> Mapping[str, object]:
    """Return a list of objects that have a type, such as ids, as an object by type; else an object.

    `[{"type": "doi", "id": "10.5555/1"}]` becomes `{"doi": "10.5555/1"}`. Of several of a type, the
    first is used; those with a relation belong to other works. Another value becomes empty.
    """
    if isinstance(value, Mapping):
        return value
    found: dict[str, object] = {}
    for item in value if isinstance(value, list | tuple) else ():
        parts = _normalise_keys(item) if isinstance(item, Mapping) else {}
        kinds = _list_kinds(parts) if not any(key.startswith("relation") for key in parts) else []
        text = _find_text(parts, ("value", "id", "identifier", *KEYS["text"]))
        for kind in kinds:
            found.setdefault(kind, text)
    return found


def _list_kinds(parts: Mapping[str, object]) -> list[str]:
    """Return the types of an object, in lower case, such as "abstract" for its descriptionType."""
    return [
        kind.lower()
        for key, kind in parts.items()
        if isinstance(kind, str) and (key.endswith("type") or key in ("scheme", "schema"))
    ]


def _get_section(parts: Mapping[str, object]) -> str:
    """Return the text of an object, after its label if it has one; the keys are normalised."""
    texts = (get_prose(parts[key]) for key in KEYS["text"] if key in parts)
    text, label = next(filter(None, texts), ""), to_text(parts.get("label"))
    return f"{label}: {text}" if text and label else text


def _find_name(value: Mapping[str, object]) -> str:
    """Return the name in an object, such as `{"given": …, "family": …}`; `""` without one."""
    parts = _normalise_keys(value)
    family, given = _find_text(parts, KEYS["family"]), _find_text(parts, KEYS["given"])
    if family and given and not given.endswith(family):
        particle = _find_text(parts, ("nondroppingparticle", "droppingparticle"))
        return " ".join(filter(None, (given, particle, family)))
    return _find_text(parts, KEYS["name"]) or family


def _find_text(parts: Mapping[str, object], keys: Sequence[str]) -> str:
    """Return the first text under one of `keys`, also that in an object; `""` if there is none."""
    for key in keys:
        value = parts.get(key)
        text = _find_name(value) if isinstance(value, Mapping) else value
        if isinstance(text, int) and not isinstance(text, bool):
            text = str(text)
        if isinstance(text, str) and text.strip():
            return text
    return ""


def _normalise_keys(value: Mapping[str, object]) -> dict[str, object]:
    """Return an object with its keys as `normalise_name` writes them."""
    return {normalise_name(str(key)): inner for key, inner in value.items()}
