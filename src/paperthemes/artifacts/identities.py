"""Artifact `identities.json`: permanent topic ids, before and after curation."""

from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Literal

from pydantic import TypeAdapter

from paperthemes.files import write_json


@dataclass(frozen=True, slots=True, kw_only=True)
class TopicMatch:
    """The permanent topic id of a cluster, and how it was found.

    Attributes
    ----------
    topic_id
        Permanent id.
    state
        `same`: the baseline has this topic; `back`: only a run before the baseline has it; `born`:
        the topic is new.
    jaccard
        Jaccard index of the topic's papers now and in the earlier run, counting only papers that
        are in both runs; `None` if the topic is new or was matched by content.
    name
        Name that the topic keeps; empty if it still needs a name.
    """

    topic_id: str
    state: Literal["same", "back", "born"]
    jaccard: float | None = None
    name: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class DisplayedTopic:
    """A topic after curation, as the report displays it.

    Attributes
    ----------
    topic_id
        Permanent id.
    name
        Name from curation or from earlier runs; empty if the topic still needs a name.
    name_is_curated
        Whether the name is from curation.
    hidden
        Whether curation hides the topic.
    note
        The note of curation; empty if there is none.
    """

    topic_id: str
    name: str = ""
    name_is_curated: bool = False
    hidden: bool = False
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Identities:
    """The topics of a run, before and after curation.

    Attributes
    ----------
    baseline
        Name of the run with which topics were matched; empty for a first run.
    number
        Number of this run, from 1.
    clusters_digest
        Result of `clusters_digest` for the clusters before curation.
    matches
        The match of each cluster, in the order of cluster numbers.
    topics
        Topics after curation, in the order of topic numbers.
    terms
        Most distinctive terms of each cluster, as stemmed keys, best first.
    reserved_names
        Names of renamed and merged topics; no other topic may get these.
    notes
        Messages for the reader of the report.
    """

    baseline: str
    number: int
    clusters_digest: str
    matches: tuple[TopicMatch, ...]
    topics: tuple[DisplayedTopic, ...]
    terms: tuple[tuple[str, ...], ...]
    reserved_names: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()

    def write(self, path: str | Path) -> None:
        """Write as JSON."""
        write_json(path, asdict(self))

    @classmethod
    def read(cls, path: str | Path) -> "Identities":
        """Read the JSON that `write` wrote."""
        return TypeAdapter(cls).validate_json(Path(path).read_bytes())
