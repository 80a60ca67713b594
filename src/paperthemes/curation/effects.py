"""Descriptions of what new edits of a clustering change, as the next run applies them."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from paperthemes import tables
from paperthemes.artifacts.clusters import Clusters
from paperthemes.artifacts.identities import Identities
from paperthemes.curation.edits import Curation, apply_curation, explain_missing, resolve_pins
from paperthemes.curation.listings import read_results
from paperthemes.curation.yaml_text import KeyPath, to_one_line
from paperthemes.errors import UserError
from paperthemes.files import HISTORY, RESULTS
from paperthemes.history.store import History
from paperthemes.text.plurals import count_of


@dataclass(frozen=True, slots=True, kw_only=True)
class LastRun:
    """The last run of a clustering.

    Attributes
    ----------
    papers
        A frame of `tables.PAPERS`.
    clusters
        The clusters of these papers before curation.
    clusters_digest
        Result of `artifacts.clusters.clusters_digest` for them.
    topic_ids
        Permanent id of each cluster.
    names
        Names of all topics of any run, by topic_id.
    sizes
        Number of papers of each topic after curation, by topic_id.
    topic_of
        After curation, the topic_id of each paper; empty if it is unassigned.
    """

    papers: pd.DataFrame
    clusters: Clusters
    clusters_digest: str
    topic_ids: tuple[str, ...]
    names: Mapping[str, str]
    sizes: Mapping[str, int]
    topic_of: pd.Series

    @classmethod
    def read(cls, name: str) -> "LastRun":
        """Read the results of the clustering with this name.

        Raises
        ------
        UserError
            If there are none, or if they are not those of one run.
        """
        folder = RESULTS / name
        if (results := read_results(folder)) is None:
            raise UserError(f"{name} has no results yet; run the workflow first")
        topics, assignments = results
        try:
            papers = tables.read(tables.PAPERS, RESULTS / "papers.parquet")
            clusters = Clusters.read(folder / "clusters.npz")
            tables.check_same_ids(papers.paper_id, assignments.paper_id, "the assignments")
            tables.check_same_ids(papers.paper_id, clusters.paper_ids, "the clusters")
            identities = Identities.read(folder / "identities.json")
        except (OSError, ValueError) as error:
            raise UserError(
                f"the results of {name} are not complete ({error}); run the workflow first"
            ) from error
        return cls(
            papers=papers,
            clusters=clusters,
            clusters_digest=identities.clusters_digest,
            topic_ids=tuple(match.topic_id for match in identities.matches),
            names=History(HISTORY / name).registry().topic_names,
            sizes=dict(zip(topics.topic_id, topics["size"].tolist(), strict=True)),
            topic_of=assignments.topic_id,
        )

    def find_rows(self, paths: Iterable[KeyPath]) -> dict[KeyPath, int | None]:
        """Return the row of the paper that each pin among edits is about; `None` for no paper.

        `paths` are the keys that lead to the edits. Other edits than pins are left out.
        """
        pins = dict.fromkeys((path[1] for path in paths if path[0] == "papers"), "")
        rows = resolve_pins(Curation(papers=pins), self.papers)
        return {("papers", reference): row for reference, row in rows.items()}

    def label(self, topic_id: str) -> str:
        """Return the id and the name of a topic."""
        return f"{topic_id} {to_one_line(self.names.get(topic_id, ''))}".strip()


def list_effects(
    edits: Mapping[KeyPath, Any], merged: Curation, last_run: LastRun
) -> Iterator[str]:
    """Yield a line for each new edit, which says what it changes if the papers stay the same.

    Parameters
    ----------
    edits
        Values of the new edits, by the keys below the clustering that lead to them, such as
        `("topics", "T0003", "name")`.
    merged
        All edits of the clustering, the new ones included.
    last_run
        The last run of the clustering.
    """
    curated = apply_curation(
        last_run.clusters, last_run.topic_ids, last_run.papers, merged, last_run.names
    )
    topic_ids = (*curated.topic_ids, "")  # the last is for unassigned papers: their topic is -1
    topic_of = [topic_ids[topic] for topic in curated.clusters.topics]
    rows = last_run.find_rows(edits)
    for path, value in edits.items():
        section, subject, *keys = path
        missing = (
            explain_missing(topic_id, last_run.topic_ids, last_run.names)
            for topic_id in list_topic_ids(path, value)
        )
        if reason := next(filter(None, missing), ""):
            yield reason
        elif keys == ["merge_into"]:
            target = merged.find_merge_target(subject, last_run.topic_ids)
            size = last_run.sizes.get(subject)  # `None` if it was part of another topic
            papers = f", with {count_of(size, 'paper')}," if size else ""
            yield (
                f"{last_run.label(subject)}: merged{papers} into {last_run.label(target)}, "
                f"which will have {topic_of.count(target):,}"
            )
        elif section == "topics":
            yield f"{last_run.label(subject)}: {_explain_display(keys[0], value)}"
        elif (row := rows["papers", subject]) is not None:
            yield _explain_pin(last_run, row, topic_of[row])


def list_topic_ids(path: KeyPath, value: Any) -> list[str]:  # noqa: ANN401 - text, true or false
    """Return the ids of the topics that an edit needs; its parameters are as in `list_effects`."""
    section, subject, *keys = path
    if section == "papers":
        return [value]
    return [subject, value] if keys == ["merge_into"] else [subject]


def _explain_display(key: str, value: Any) -> str:  # noqa: ANN401 - text or true or false
    """Return what an edit changes that affects how a topic is shown; `key` is that in the file."""
    if key == "hide":
        return "hidden in the report" if value else "no longer hidden in the report"
    return f"{'renamed to' if key == 'name' else 'note:'} {to_one_line(value)}"


def _explain_pin(last_run: LastRun, row: int, after: str) -> str:
    """Return where the paper in a row is now, and the topic where it will be, `after`."""
    title, before = to_one_line(last_run.papers.title[row]), last_run.topic_of[row]
    if before == after:
        return f"paper “{title}”: stays in {last_run.label(after)}"
    origin = last_run.label(before) or "unassigned"
    return f"paper “{title}”: from {origin} to {last_run.label(after)}"
