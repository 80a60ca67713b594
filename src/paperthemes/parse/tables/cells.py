"""Values of typed tables and of JSON, as the text of a CSV cell.

::

    2019.0  ->  2019        ["Ada", "Bo"]                         ->  Ada; Bo
    NaN     ->  (empty)     [{"name": "Ada"}, {"name": "Bo"}]     ->  Ada; Bo
    True    ->  true        {"given": "Ada", "family": "Li"}      ->  Ada Li
"""

import json
from collections.abc import Mapping
from datetime import date, datetime, time

_NAME_KEYS = ("name", "display_name", "full_name", "fullname", "raw_author_name")
_NAME_PARTS = (
    *(("given", "family"), ("first", "last"), ("first_name", "last_name")),
    *(("firstname", "lastname"), ("forename", "lastname"), ("forenames", "keyname")),
)
_MAX_ITEMS = 10_000  # of a list: a longer one is no list of names or keywords


def to_text(value: object) -> str:
    """Return a value as text; missing values (null, NaN, NaT) are empty."""
    if isinstance(value, str):
        return value
    if value is None or value != value:  # NaN is not equal to itself
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))  # pandas turns integers with gaps into floats
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(" ")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, bytes):
        return value.decode("utf-8", "replace")
    if isinstance(value, list | tuple):
        return "; ".join(filter(None, map(to_text, value[:_MAX_ITEMS])))
    if isinstance(value, Mapping):
        return _mapping_to_text(value)
    return str(value)


def _mapping_to_text(value: Mapping[object, object]) -> str:
    for name in _NAME_KEYS:
        if isinstance(text := value.get(name), str):
            return text
    for first, last in _NAME_PARTS:
        if isinstance(surname := value.get(last), str):
            return f"{to_text(value.get(first))} {surname}".strip()
    return json.dumps(value, ensure_ascii=False, default=str)
