"""Values of typed tables and of JSON as the text that a cell of a CSV file would hold.

::

    2019.0  ->  2019        ["Ada", "Bo"]                         ->  Ada; Bo
    NaN     ->  (empty)     [{"name": "Ada"}, {"name": "Bo"}]     ->  Ada; Bo
    True    ->  true        {"given": "Ada", "family": "Li"}      ->  Ada Li
"""

import json
from collections.abc import Mapping
from datetime import date, datetime, time

_NAMES = ("name", "display_name", "full_name", "fullname", "raw_author_name")
_PARTS = (
    *(("given", "family"), ("first", "last"), ("first_name", "last_name")),
    *(("firstname", "lastname"), ("forename", "lastname"), ("forenames", "keyname")),
)
_MOST = 10_000  # members of a list: more are numbers or a text in pieces


def as_text(value: object) -> str:
    """Return a value as text; what is missing (null, NaN, NaT) is empty."""
    if isinstance(value, str):
        return value
    if value is None or value != value:  # NaN is not equal to itself
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))  # pandas keeps whole numbers with gaps as floats
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(" ")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, bytes):
        return value.decode("utf-8", "replace")
    if isinstance(value, list | tuple):
        return "; ".join(filter(None, map(as_text, value[:_MOST])))
    if isinstance(value, Mapping):
        return _of_mapping(value)
    return str(value)


def _of_mapping(value: Mapping[object, object]) -> str:
    for name in _NAMES:
        if isinstance(found := value.get(name), str):
            return found
    for first, last in _PARTS:
        if isinstance(surname := value.get(last), str):
            return f"{as_text(value.get(first))} {surname}".strip()
    return json.dumps(value, ensure_ascii=False, default=str)
