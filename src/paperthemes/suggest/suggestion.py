"""A suggestion: what to change after a run, the evidence for it, and what the change would do."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, TypedDict

import yaml

LOCAL_CONFIG = "config.local.yaml"  # in the working folder; its settings win over config.yaml


@dataclass(frozen=True, slots=True, kw_only=True)
class Suggestion:
    """A suggestion.

    Attributes
    ----------
    title
        What to do, as an imperative without a full stop.
    evidence
        What was measured, in sentences.
    effect
        What the change would do, in sentences.
    change
        The change as YAML; empty if no setting helps.
    file
        The file that the change belongs into; empty if there is no change.
    topics
        The topic_id of each topic that it is about.
    """

    title: str
    evidence: str
    effect: str
    change: str = ""
    file: str = ""
    topics: tuple[str, ...] = ()


class Change(TypedDict):
    """The attributes of a suggestion that say what to write, and where."""

    change: str
    file: str


def format_change(change: Mapping[str, Any]) -> str:
    """Return settings as YAML, in the order given."""
    return str(yaml.safe_dump(change, sort_keys=False, allow_unicode=True)).rstrip()


def change_setting(*keys_and_value: Any) -> Change:  # noqa: ANN401 - any YAML value
    """Return the change of a suggestion that changes a setting of the config.

    The last argument is the new value; those before are the keys that lead to the setting.
    """
    *keys, change = keys_and_value
    for key in reversed(keys):
        change = {key: change}
    return {"change": format_change(change), "file": LOCAL_CONFIG}
