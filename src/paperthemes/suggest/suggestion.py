"""A suggestion: what to change after a run, the evidence for it, and what the change would do."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

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
        The settings to change, with their new values; empty if no setting helps.
    file
        The file that the change belongs into.
    topics
        The topic_id of each topic that it is about.
    """

    title: str
    evidence: str
    effect: str
    change: Mapping[str, Any] = field(default_factory=dict)
    file: str = LOCAL_CONFIG
    topics: tuple[str, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """Return its entry in `suggestions.json`: the change is YAML, and without one, no file."""
        text = yaml.safe_dump(self.change, sort_keys=False, allow_unicode=True).rstrip()
        place = {"change": text, "file": self.file} if self.change else {"change": "", "file": ""}
        return asdict(self) | place
