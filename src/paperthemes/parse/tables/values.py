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
from collections.abc import Mapping
from datetime import datetime, time
from functools import lru_cache

from paperthemes.parse.fields import is_inverted_index, parse_json, rebuild_abstract, scalar_text
from paperthemes.parse.tables.aliases import KEYS, normalise_name

NESTED = list, tuple, dict
_LISTS = list, tuple
_MAX_ITEMS = 10_000  # of a list; a longer one is no list of names or keywords
_MAX_LITERAL_LENGTH = 200_000  # characters of a cell
# Where NumPy's lists have no commas, and pandas' objects have a name that is no literal.
_MISSING_COMMA = re.compile(r"(?<=['\"])\s{1,20}(?=['\"])|(?<=\})\s{0,20}\n\s{0,20}(?=\{)")
_SURROGATE = re.compile(r"\\ud[89a-f][0-9a-f]{2}")  # cannot be encoded
_NAN = re.compile(r"(?<=[:,] )nan(?=[,}\]])")


def parse_literal(cell: object) -> object:
    """Return the list or mapping that is written in a cell as JSON or in Python's notation.

    Any other cell, and one that is longer than `_MAX_LITERAL_LENGTH`, is returned as it is.
    """
    if not isinstance(cell, str) or cell[:1] not in ("[", "{"):
        return cell
    if len(cell) <= _MAX_LITERAL_LENGTH:
        for parse in (parse_json, _parse_python):
            try:
                value = parse(cell)
            except (ValueError, SyntaxError, TypeError, RecursionError, MemoryError):
                continue
            if isinstance(value, NESTED):
                return value
    return cell


def _parse_python(text: str) -> object:
    """Return the value of a literal of Python, as pandas writes lists; errors as `literal_eval`."""
    text = _SURROGATE.sub("\ufffd", _NAN.sub("None", text.strip()))
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
    if isinstance(value, _LISTS):
        return "; ".join(filter(None, map(to_text, value[:_MAX_ITEMS])))
    if isinstance(value, dict):
        text = _find_name(value) or _find_text(value, "text")
        return text or json.dumps(value, ensure_ascii=False, default=str)
    return str(value)  # a date becomes `2024-05-06`


def get_prose(value: object) -> str:
    """Return the text of a title or an abstract; `""` for an object of unknown form.

    Texts in a list, and sections with labels, are parts of one text; other objects in a list are
    alternatives, of which the first is taken, or that of the type "Abstract". The words of an
    inverted index, as OpenAlex has it, are put into their order.
    """
    if isinstance(value, _LISTS):
        items = [item for item in value if isinstance(item, dict)]
        if not items:
            return " ".join(map(to_text, value))
        items = [item for item in items if "abstract" in _list_types(item)] or items
        texts = [*filter(None, map(get_prose, items))]
        return " ".join(texts if _order_keys(tuple(items[0]), "section") else texts[:1])
    if not isinstance(value, dict):
        return to_text(value)
    if is_inverted_index(value):
        return rebuild_abstract(value)[0]
    texts = [text for key in _order_keys(tuple(value), "text") if (text := get_prose(value[key]))]
    if texts:
        label = to_text(value.get("label") or value.get("@Label"))
        return f"{label}: {texts[0]}" if label else texts[0]
    is_by_language = all(len(key) <= 5 and isinstance(value[key], str) for key in value)
    return next(iter(value.values()), "") if is_by_language else ""


def get_date(value: object) -> str:
    """Return the date in an object or a list, such as `2024-05` for `{"date-parts": [[2024, 5]]}`.

    In a list of dates of different types, it is the first in `KEYS["date_types"]`.
    """
    if isinstance(value, _LISTS):
        by_type = as_mapping(value)
        dates = [by_type[name] for name in KEYS["date_types"] if name in by_type]
        return get_date(next(iter(dates or ([] if by_type else value)), ""))
    if not isinstance(value, dict):
        return to_text(value)
    numbers = value.get("date-parts") or [_find_text(value, k) for k in ("year", "month", "day")]
    while isinstance(numbers, list) and numbers and isinstance(numbers[0], list):
        numbers = numbers[0]  # the beginning of a range
    texts = [*filter(None, map(to_text, numbers))] if isinstance(numbers, list) else []
    if texts:
        is_numeric = all(map(str.isdecimal, texts))
        return "-".join(text.zfill(2) for text in texts) if is_numeric else " ".join(texts)
    return _find_text(value, "text")


def get_url(value: object) -> str:
    """Return the first address in a list of texts or objects; one of an API only if all are."""
    items = value if isinstance(value, _LISTS) else (value,)
    urls = [_find_text(item, "url") if isinstance(item, dict) else to_text(item) for item in items]
    return next((url for url in urls if url and "://api." not in url), "".join(urls[:1]))


def join_names(value: object) -> str:
    """Return the names in a list of authors, or in an object that is an author or has such a list.

    There is a semicolon after each name, but not after a single text or name with several commas,
    which may have several names. Persons in other roles than that of an author are left out.
    """
    if isinstance(value, dict) and not _find_name(value):
        lists = (value[key] for key in _order_keys(tuple(value), "authors"))
        return join_names(next((inner for inner in lists if isinstance(inner, NESTED)), ""))
    items = value if isinstance(value, _LISTS) else (value,)
    names = [
        _find_name(item) if isinstance(item, dict) else to_text(item)
        for item in items[:_MAX_ITEMS]
        if not isinstance(item, dict) or item.get("creatorType", "author") == "author"
    ]
    if len(names) == 1 and (isinstance(items[0], str) or names[0].count(",") > 1):
        return names[0]
    return "".join(f"{name}; " for name in names if name)


def as_mapping(value: object) -> Mapping[str, object]:
    """Return a list of objects that have a type, such as ids, as an object by type; else an object.

    `[{"type": "doi", "id": "10.5555/1"}]` becomes `{"doi": "10.5555/1"}`. Of several of a type, the
    first is used; those with a relation belong to other works. Another value becomes empty.
    """
    if isinstance(value, dict):
        return value
    found: dict[str, object] = {}
    for item in value if isinstance(value, _LISTS) else ():
        if isinstance(item, dict) and not any(str(key).startswith("relation") for key in item):
            text = _find_text(item, "id") or _find_text(item, "text")
            for name in _list_types(item):
                found.setdefault(name, text)
    return found


def _list_types(value: Mapping[str, object]) -> list[str]:
    """Return the types of an object, in lower case, such as "abstract" for its descriptionType."""
    return [
        name.lower()
        for key, name in value.items()
        if isinstance(name, str) and normalise_name(str(key)).endswith(("type", "scheme", "schema"))
    ]


def _find_name(value: Mapping[str, object]) -> str:
    """Return the name in an object, such as `{"given": …, "family": …}`; `""` without one."""
    if family := _find_text(value, "family"):
        given = _find_text(value, "given")
        if given and not given.endswith(family):
            return " ".join(filter(None, (given, _find_text(value, "particle"), family)))
    return _find_text(value, "name") or family


def _find_text(value: Mapping[str, object], kind: str) -> str:
    """Return the first text or number under a key of a kind, also that in an object, or `""`."""
    for key in _order_keys(tuple(value), kind):
        inner = value[key]
        text = _find_name(inner) if isinstance(inner, dict) else scalar_text(inner)
        if text:
            return text
    return ""


@lru_cache(maxsize=1 << 10)
def _order_keys(keys: tuple[str, ...], kind: str) -> tuple[str, ...]:
    """Return the keys of an object that have a name in `KEYS[kind]`, the preferred one first."""
    key_by_name = {normalise_name(str(key)): key for key in keys}
    return tuple(key_by_name[name] for name in KEYS[kind] if name in key_by_name)
