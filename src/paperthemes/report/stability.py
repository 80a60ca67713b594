"""What a topic's stability means, in words."""

from dataclasses import dataclass

STEADY, SHAKY = 0.75, 0.5


@dataclass(frozen=True, slots=True)
class Level:
    """A range of stability: its name, and what it means for a reader."""

    name: str
    meaning: str


_STEADY = Level("steady", "comes back almost the same on other seeds: it is there to stay")
_FAIR = Level("fair", "its core comes back on other seeds, its edges do not")
_SHAKY = Level("shaky", "often comes apart on other seeds: do not lean on it")
_UNKNOWN = Level("unknown", "could not be repeated, so nothing is known")

LEVELS = (_STEADY, _FAIR, _SHAKY, _UNKNOWN)


def level_of(stability: float | None) -> Level:
    """Return the level of a stability from 0 to 1, `None` where it is not known."""
    if stability is None:
        return _UNKNOWN
    if stability >= STEADY:
        return _STEADY
    return _SHAKY if stability < SHAKY else _FAIR
