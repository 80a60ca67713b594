"""A name of a topic or theme, and what makes two names the same."""

from collections.abc import Collection
from dataclasses import dataclass
from itertools import chain, count
from typing import Literal

from paperthemes.lexicon.mentions import make_key

MIN_COVERAGE = 0.4  # share of a topic's papers that its name must be about; else it is mixed
MIN_PART_SHARE = 0.2  # share of the papers that mention the second part of a name
Source = Literal["field", "phrase", "mixed", "title", "config", "curation", "language model"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Name:
    """Name of a topic or theme.

    Attributes
    ----------
    text
        The name.
    source
        What it was made of, or who gave it.
    field
        Number of the field in the lexicon that it states; -1 if it states none.
    score
        How well it fits, 0 to 1; `None` if the user or a language model gave it.
    former
        Name of the topic in the earlier run, if that was replaced because it no longer fits.
    """

    text: str
    source: Source
    field: int = -1
    score: float | None = None
    former: str = ""

    @property
    def is_draft(self) -> bool:
        """True if neither the user nor a language model gave the name."""
        return self.source in ("field", "phrase", "mixed", "title")


def make_unique(text: str, taken: Collection[str]) -> str:
    """Return a name, or "Robots (2)" if `taken` has it; `taken` is in lower case."""
    names = chain([text], (f"{text} ({number})" for number in count(2)))
    return next(name for name in names if name.casefold() not in taken)


def source_of(field: int) -> Source:
    """Return the source of a name that states a field of the lexicon; that of a phrase for -1."""
    return "phrase" if field < 0 else "field"


def name_key(text: str) -> str:
    """Return a key that is the same for all spellings of a phrase."""
    return " ".join(make_key(text))
