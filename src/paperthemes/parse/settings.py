"""What the config says of the stage parse."""

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class ParseSettings:
    """Settings of the stage, as under `parse` in the config.

    Attributes
    ----------
    max_expanded_gb
        Gigabytes (10^9 bytes) that a compressed dump may expand to.
    """

    max_expanded_gb: float = 20.0

    @property
    def limit(self) -> int:
        """The same in bytes."""
        return int(self.max_expanded_gb * 1e9)


OnBadDump = Literal["skip", "fail"]
