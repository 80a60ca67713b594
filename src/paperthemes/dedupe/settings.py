"""What of the config decides which records are one paper."""

from collections.abc import Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class DedupeSettings:
    """The section `dedupe` of the config; defaults and meaning as in the config schema."""

    near_duplicates: bool = True
    keep_apart: Sequence[Sequence[str]] = field(default_factory=list)
    same: Sequence[Sequence[str]] = field(default_factory=list)
