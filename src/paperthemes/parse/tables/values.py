"""Values of typed tables and of JSON as texts.

::

    2019.0  ->  2019        ["Ada", "Bo"]                         ->  Ada; Bo
    NaN     ->  (empty)     [{"name": "Ada"}, {"name": "Bo"}]     ->  Ada; Bo
    True    ->  true        {"given": "Ada", "family": "Li"}      ->  Ada Li
"""

import json
from collections.abc import Mapping
from datetime import datetime, time

_NAME_KEYS = ("name", "display_name", "full_name", "fullname", "raw_author_name")
_GIVEN_AND_FAMILY_KEYS = (
    *(("given", "family"), ("first", "last"), ("first_name", "last_name")),
    *(("firstname", "lastname"), ("forename", "lastname"), ("forenames", "keyname")),
)
_MAX_ITEMS = 10_000  # of a list; a longer one is no list of names or keywords


def to_text(value: object) -> str:
    """Return a value of a table as text; missing values (null, NaN, NaT) become `""`.

    The first `_MAX_ITEMS` items of a list are joined by semicolons, except empty ones. An object
    becomes the name in it or, if it has none, JSON.
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
        return _mapping_to_text(value)
    return str(value)  # a date becomes `2024-05-06`


def _mapping_to_text(value: Mapping[object, object]) -> str:
    """Return the name in a mapping, such as `{"given": …, "family": …}`; without one, its JSON."""
    for key in _NAME_KEYS:
        if isinstance(name := value.get(key), str):
            return name
    for given_key, family_key in _GIVEN_AND_FAMILY_KEYS:
        if isinstance(family_name := value.get(family_key), str):
            return f"{to_text(value.get(given_key))} {family_name}".strip()
    return json.dumps(value, ensure_ascii=False, default=str)
