"""Model of `curation.yaml`, the user's edits of topics; its mistakes are reported together."""

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Annotated, Any

from pydantic import Field
from snakemake.logging import logger

from paperthemes.curation.yaml_text import KeyPath
from paperthemes.settings import Section
from paperthemes.workflow.config import sort_keys
from paperthemes.workflow.config_errors import make_error, validate
from paperthemes.workflow.yaml_file import read_yaml

TopicId = Annotated[
    str, Field(pattern=r"^T[0-9]{4,}$(?!\n)", description="a permanent id, such as T0042")
]
NotBlank = Annotated[str, Field(pattern=r"\S")]


class TopicEdit(Section):
    """The edits of one topic."""

    name: NotBlank | None = None
    """its name; not only spaces"""
    note: NotBlank | None = None
    """a note that its card shows; not only spaces"""
    hide: bool | None = None
    """true: the report does not show it"""
    merge_into: TopicId | None = None
    """permanent id of the topic that takes its papers, such as T0042"""


class ClusteringEdits(Section):
    """The edits of one clustering."""

    topics: dict[TopicId, TopicEdit] = {}
    """topics by their permanent id, with the edits of each"""
    papers: dict[str, TopicId] = {}
    """papers by arXiv id, DOI, paper_id or title, with the permanent id of the topic of each"""


class CurationFile(Section):
    """Everything that `curation.yaml` may say."""

    stop_words: list[Annotated[str, Field(min_length=1, description="a word")]] = []
    """words to keep out of all keywords and topic names"""
    clusterings: dict[str, ClusteringEdits] = {}
    """clusterings by name, with the edits of each"""


def read_curation(path: str | Path, clusterings: Iterable[str]) -> dict[str, Any]:
    """Read and check `curation.yaml`.

    Parameters
    ----------
    path
        The file; it need not exist.
    clusterings
        Names of the clusterings in the config; edits of other clusterings cause a warning.

    Returns
    -------
    dict[str, Any]
        The content with `stop_words`, `clusterings` and their `topics` and `papers` filled in, if
        missing. Other keys without a value are left out. Keys are sorted.

    Raises
    ------
    WorkflowError
        If the file cannot be read or has mistakes. The message lists all repeated keys; if there
        are none, all that the model `CurationFile` finds; if it finds none, all circles of merges
        and names that several topics are given.
    """
    content = check_curation(read_yaml(path) if Path(path).exists() else {}, str(path))
    for name in sorted({*content["clusterings"]} - {*clusterings}):
        logger.warning(
            f"{path}: there is no clustering {name} in the config; its edits are ignored"
        )
    return content


def check_curation(
    raw_content: Mapping[str, Any], source: str, places: Mapping[KeyPath, str] | None = None
) -> dict[str, Any]:
    """Check the content of a curation file; return it as `read_curation` does.

    Parameters
    ----------
    raw_content
        The content of the file.
    source
        Name of the file, for messages.
    places
        Where each edit stands, by the keys that lead to it. If given, the messages about circles of
        merges and names given twice list the places.

    Raises
    ------
    WorkflowError
        As `read_curation`.
    """
    content = validate(CurationFile, _remove_empty(raw_content), source)
    conflicts = [*_find_merge_cycles(content), *_find_shared_names(content)]
    if conflicts:
        errors = {
            message + (f" ({'; '.join(places[path] for path in paths)})" if places else "")
            for message, paths in conflicts
        }
        raise make_error(sorted(errors), source)
    return dict(sort_keys(content.model_dump(exclude_none=True)))


def leave_out_ids(
    config: dict[str, Any], curation: dict[str, Any]
) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return copies of config and curation without what refers to ids of the user's own runs.

    For the sample data, these ids would be those of other topics and runs. The curation loses all
    edits of topics and papers, the config its `baseline`. Log a warning if either had any.
    """
    keys = {"curation": curation["clusterings"], "baseline": config["baseline"]}
    if unused := [key for key, value in keys.items() if value]:
        logger.warning(
            "Not used with the sample data, because its ids are not permanent: "
            f"{' and '.join(unused)}"
        )
    return config | {"baseline": None}, curation | {"clusterings": {}}


def _remove_empty(node: Any) -> Any:  # noqa: ANN401 - any value of the file
    """Return a copy of a mapping, and of mappings nested in it, without keys that have no value.

    No value means null, an empty mapping, or a mapping that is empty after this removal. An edit
    without a value, such as `name:`, must change nothing. A node that is no mapping is returned
    unchanged.
    """
    if not isinstance(node, dict):
        return node
    content = {key: _remove_empty(value) for key, value in node.items()}
    return {key: value for key, value in content.items() if value is not None and value != {}}


def _find_merge_cycles(content: CurationFile) -> Iterator[tuple[str, list[KeyPath]]]:
    """Yield an error for each topic that is merged into itself, directly or through other topics.

    With it come the keys that lead to the merges. The errors of all topics in one circle are equal,
    so that the caller can keep one of them.
    """
    for name, edits in content.clusterings.items():
        merges = {topic: edit.merge_into for topic, edit in edits.topics.items() if edit.merge_into}
        for topic in merges:
            # Follow the merges from this topic, until they end or reach a topic again.
            path = [topic]
            while (target := merges.get(path[-1])) and target not in path:
                path.append(target)
            if target == topic:
                start = path.index(min(path))  # every circle is written from its lowest id
                cycle = [*path[start:], *path[:start], path[start]]
                yield (
                    f"clusterings.{name}.topics: merged in a circle, {' -> '.join(cycle)}; remove "
                    "one of these merges",
                    [("clusterings", name, "topics", each, "merge_into") for each in cycle[:-1]],
                )


def _find_shared_names(content: CurationFile) -> Iterator[tuple[str, list[KeyPath]]]:
    """Yield an error for each topic with a name that the user also gave to an earlier topic.

    With it come the keys that lead to the two names. Only names that the user gave in the same
    clustering are compared; case is ignored. The error names the first topic with the name.
    """
    for name, edits in content.clusterings.items():
        topics_by_name: dict[str, str] = {}
        for topic, edit in edits.topics.items():
            if edit.name is not None:
                first_topic = topics_by_name.setdefault(edit.name.casefold(), topic)
                if first_topic != topic:
                    pair = (first_topic, topic)
                    yield (
                        f"clusterings.{name}.topics: {first_topic} and {topic} would both be "
                        f"called {edit.name}; use another name, or merge one into the other",
                        [("clusterings", name, "topics", each, "name") for each in pair],
                    )
