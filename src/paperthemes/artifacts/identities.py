"""Artifact `identities.json`: permanent topic ids, before and after curation."""

from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Literal

from pydantic import TypeAdapter

from paperthemes.files import write_json


@dataclass(frozen=True, slots=True, kw_only=True)
class TopicMatch:
    """A cluster matched to its permanent topic id.

    Attributes
    ----------
    topic_id
        Permanent id.
    state
        `same`: the baseline has this topic; `back`: only an earlier run has it; `born`: it is new.
    jaccard
        Jaccard index of its papers now and in the earlier run, among the papers of both runs;
        `None` if the topic is new or was matched by content.
    name
        Name it keeps; empty if it still needs one.
    """

    topic_id: str
    state: Literal["same", "back", "born"]
    jaccard: float | None = None
    name: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class DisplayedTopic:
    """A topic after curation.

    Attributes
    ----------
    topic_id
        Permanent id.
    name
        Name given by curation or kept from earlier runs; empty if it still needs one.
    name_is_curated
        Whether curation gave the name.
    hidden, note
        Values from curation.
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
        Name of the run that the topics were matched with; empty for a first run.
    number
        Number of this run, from 1.
    clusters_digest
        `clusters_digest` of the clusters before curation.
    matches
        Permanent id of each cluster, by cluster number.
    topics
        Topics after curation, by topic number.
    terms
        Most distinctive terms of each cluster, as stemmed keys, best first.
    reserved_names
        Names of retired, renamed and merged topics, which no other topic may get.
    notes
        Messages for the report.
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
