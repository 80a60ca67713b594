"""A point of a sweep as an entry of `clusterings` in the config."""

import textwrap
from collections.abc import Collection, Mapping
from itertools import chain, count
from typing import Any

import yaml

from paperthemes.sweep.combinations import apply_values

Settings = Mapping[str, Any]


def make_entry(name: str, settings: Settings, point: Settings, defaults: Settings) -> str:
    """Return the YAML of a clustering with the settings of a point, to be put into the config.

    It is indented, because it belongs below `clusterings:`. Settings that are the defaults are left
    out.

    Parameters
    ----------
    name
        Name of the clustering.
    settings
        All settings of the clustering whose settings were varied.
    point
        The settings of the point, by dotted keys such as `neighbours.lexical_weight`.
    defaults
        The defaults of all settings of a clustering.
    """
    entry = {name: _leave_out_defaults(apply_values(settings, point), defaults)}
    text = yaml.safe_dump(entry, sort_keys=False, allow_unicode=True, width=100)
    return textwrap.indent(text, "  ")


def propose_name(clustering: str, topic_count: int, taken: Collection[str]) -> str:
    """Return a name for a new clustering, such as `fine-19`, that is not yet taken."""
    first = f"{clustering}-{topic_count}"
    names = chain([first], (f"{first}-{number}" for number in count(2)))
    return next(name for name in names if name not in taken)


def _leave_out_defaults(settings: Settings, defaults: Settings) -> dict[str, Any]:
    """Return the settings that are not the defaults, in the order of the defaults.

    Sections are searched too. But `seeded_topics`, whose default is {}, is a single setting.
    """
    changed: dict[str, Any] = {}
    for key, default in defaults.items():
        value = settings[key]
        if isinstance(default, Mapping) and default:
            if section := _leave_out_defaults(value, default):
                changed[key] = section
        elif value != default:
            is_whole = isinstance(value, float) and value.is_integer()
            changed[key] = int(value) if is_whole else value  # 0 instead of 0.0
    return changed
