"""Artifact `identities.json`: the permanent ids of topics, before and after curation."""

from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Literal

from paperthemes.files import read_json, write_json


@dataclass(frozen=True, slots=True)
class TopicMatch:
    """Who a topic is that was found.

    Attributes
    ----------
    topic_id
        Its permanent id.
    state
        Whether the run before had it too (same), an earlier one (back), or none (born).
    jaccard
        Jaccard index of its papers and those it had, of the papers that both runs have; `None`
        where it is born or was told by its content.
    name
        The name it keeps; empty if it needs one.
    """

    topic_id: str
    state: Literal["same", "back", "born"]
    jaccard: float | None = None
    name: str = ""


@dataclass(frozen=True, slots=True)
class DisplayedTopic:
    """A topic after curation.

    Attributes
    ----------
    topic_id
        Its permanent id.
    name
        The name it has by curation or keeps; empty if it needs one.
    name_is_curated
        Whether the name is by curation.
    hidden, note
        What curation says of it.
    """

    topic_id: str
    name: str = ""
    name_is_curated: bool = False
    hidden: bool = False
    note: str = ""


@dataclass(frozen=True, slots=True)
class Identities:
    """The topics of a run, before and after curation.

    Attributes
    ----------
    baseline
        The name of the run they were compared with; empty for none.
    number
        The number of this run.
    partition
        Digest of what was found: `digest_of`.
    found
        Who each topic is that was found, by number.
    topics
        Each topic after curation, by its new number.
    terms
        For each topic that was found, its most telling terms, in no spelling.
    reserved_names
        Names of topics that do not show them, which no other topic shall get.
    notes
        What a reader should know.
    """

    baseline: str
    number: int
    partition: str
    found: tuple[TopicMatch, ...]
    topics: tuple[DisplayedTopic, ...]
    terms: tuple[tuple[str, ...], ...]
    reserved_names: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()

    def write(self, path: str | Path) -> None:
        """Write as JSON."""
        write_json(path, asdict(self))

    @classmethod
    def read(cls, path: str | Path) -> "Identities":
        """Read what `write` wrote."""
        content: dict[str, Any] = read_json(path)
        content["found"] = tuple(TopicMatch(**one) for one in content["found"])
        content["topics"] = tuple(DisplayedTopic(**one) for one in content["topics"])
        content["terms"] = tuple(map(tuple, content["terms"]))
        content |= {name: tuple(content[name]) for name in ("reserved_names", "notes")}
        return cls(**content)
