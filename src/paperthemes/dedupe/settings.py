"""Settings of the dedupe step."""

from collections.abc import Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class DedupeSettings:
    """The section `dedupe` of the config; defaults and meaning as in the config schema."""

    near_duplicates: bool = True
    cannot_link: Sequence[Sequence[str]] = field(default_factory=list)
    must_link: Sequence[Sequence[str]] = field(default_factory=list)
