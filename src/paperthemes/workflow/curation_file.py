"""`curation.yaml`: the user's decisions about topics, with every mistake reported at once."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Annotated, Any

import yaml
from pydantic import Field
from snakemake.common.configfile import load_configfile
from snakemake.exceptions import WorkflowError
from snakemake.logging import logger

from paperthemes.settings import Section
from paperthemes.workflow.config import sort_keys
from paperthemes.workflow.config_errors import make_error, validate

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
    """words that are in no keyword and no name of a topic"""
    clusterings: dict[str, ClusteringEdits] = {}
    """clusterings by name, with the edits of each"""


def read_curation(path: str | Path, clusterings: Iterable[str]) -> dict[str, Any]:
    """Read and check `curation.yaml`.

    Parameters
    ----------
    path
        The file; it need not exist.
    clusterings
        The names of the clusterings; edits of others give a warning.

    Returns
    -------
    dict[str, Any]
        The content with defaults filled in; keys without a value are left out.

    Raises
    ------
    WorkflowError
        If it cannot be read, or with all mistakes in it.
    """
    given: Any = {}
    if Path(path).exists():
        try:
            given = load_configfile(path) if _has_content(path) else {}
        except WorkflowError as error:
            raise WorkflowError(f"{path} cannot be read; nothing was run: {error}") from error
        document = yaml.compose(Path(path).read_text("utf-8-sig"))
        if duplicates := sorted(_duplicate_keys(document)):
            raise make_error(duplicates, str(path))
    content = validate(CurationFile, _without_empty(given), str(path))
    if errors := sorted({*_merge_cycles(content), *_shared_names(content)}):
        raise make_error(errors, str(path))
    for name in sorted({*content.clusterings} - {*clusterings}):
        logger.warning(
            f"{path}: there is no clustering {name} in the config; its edits are ignored"
        )
    return dict(sort_keys(content.model_dump(exclude_none=True)))


def _has_content(path: str | Path) -> bool:
    """Return whether a YAML file has more in it than comments, which Snakemake cannot read."""
    lines = Path(path).read_text("utf-8-sig", errors="replace").splitlines()
    return any(line.split("#")[0].strip() for line in lines)


def _duplicate_keys(node: yaml.Node | None) -> Iterator[str]:
    """Yield keys that a mapping has twice; YAML would silently use the last."""
    if isinstance(node, yaml.MappingNode):
        seen = set()
        for key, value in node.value:
            name = str(key.value)
            if name in seen:
                line = key.start_mark.line + 1
                yield f"{name} is there twice (again in line {line}); join the two"
            seen.add(name)
            yield from _duplicate_keys(value)


def _without_empty(given: Any) -> Any:  # noqa: ANN401 - any value of the file
    """Return the content without empty keys, which must change nothing."""
    if not isinstance(given, dict):
        return given
    content = {key: _without_empty(value) for key, value in given.items()}
    return {key: value for key, value in content.items() if value is not None and value != {}}


def _merge_cycles(content: CurationFile) -> Iterator[str]:
    """Yield topics that are merged into themselves, directly or in the end."""
    for name, edits in content.clusterings.items():
        merges = {topic: edit.merge_into for topic, edit in edits.topics.items() if edit.merge_into}
        for topic in merges:
            path = [topic]
            while (target := merges.get(path[-1])) and target not in path:
                path.append(target)
            if target == topic:
                first = path.index(min(path))
                cycle = [*path[first:], *path[:first], path[first]]
                yield (
                    f"clusterings.{name}.topics: merged in a circle, {' -> '.join(cycle)}; remove "
                    "one of these merges"
                )


def _shared_names(content: CurationFile) -> Iterator[str]:
    """Yield names that two topics of a clustering would get."""
    for name, edits in content.clusterings.items():
        seen: dict[str, str] = {}
        for topic, edit in edits.topics.items():
            if edit.name is not None:
                other = seen.setdefault(edit.name.casefold(), topic)
                if other != topic:
                    yield (
                        f"clusterings.{name}.topics: {other} and {topic} would both be called "
                        f"{edit.name}; use another name, or merge one into the other"
                    )
