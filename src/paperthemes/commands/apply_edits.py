"""`paperthemes curate --apply`: add edits from elsewhere, such as a report, to `curation.yaml`."""

import re
import sys
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from snakemake.exceptions import WorkflowError

from paperthemes.curation.yaml_text import KeyPath, quote, to_one_line
from paperthemes.errors import UserError
from paperthemes.files import HISTORY, write_text
from paperthemes.workflow.edit_file import EditFile, Edits, add_edits
from paperthemes.workflow.plan import Plan
from paperthemes.workflow.yaml_file import decode, read_text

if TYPE_CHECKING:  # takes a second
    from paperthemes.curation.effects import LastRun

# The line that reports write; curation_yaml.js makes it.
_ORIGIN = re.compile(r"^# Edits of (\S+) with the clusters ([0-9a-f]+)$", re.MULTILINE)
_NEW_FILE = "# Edits of topics and papers, applied on every run (docs/reruns.md)\n"


def apply_edits(
    plan: Plan, source: str, path: Path, *, replace: bool, dry_run: bool
) -> Iterator[str]:
    """Add the edits of a file to the curation file, and yield lines on what they will change.

    All other text of the curation file stays as it is. The file is created if it does not exist.

    Parameters
    ----------
    plan
        The plan of the next run.
    source
        The file with the edits to add; "-" for standard input.
    path
        The curation file.
    replace
        Whether the new edits replace those that they contradict.
    dry_run
        Whether to write nothing.

    Raises
    ------
    UserError
        If a file cannot be read or has mistakes; if the edits are about topics or papers that are
        not here, or contradict those in the curation file; or if there are no results.
    """
    try:
        added = _read(source)
        own = _read(path) if path.exists() else EditFile.parse(str(path), _NEW_FILE)
        runs = _read_last_runs(plan, added)
        changes = _find_changes(added, own, runs, replace=replace)
        stop_words = [word for word in added.stop_words if word not in own.stop_words]
        comments = {name: _make_comments(changes[name], run) for name, run in runs.items()}
        result = add_edits(own, added, changes, stop_words, comments)
    except WorkflowError as error:
        raise UserError(f"{error}\n{path} was not changed") from error
    if not stop_words and not any(changes.values()):
        yield f"{path} has all of these edits already"
        return
    yield "The next run will change:"
    yield from _list_effects(result, changes, runs)
    if stop_words:
        yield f"  all clusterings: never in keywords or names: {', '.join(stop_words)}"
    if dry_run:
        yield f"{path} was not changed (--dry-run)"
    else:
        write_text(path.resolve(), result.text)  # a link to the file stays one
        yield f"Wrote {path}; run the workflow to apply it"


def _read(source: str | Path) -> EditFile:
    """Read a file with edits; "-" is standard input."""
    if source == "-":
        return EditFile.parse("standard input", decode(sys.stdin.buffer.read(), "standard input"))
    return EditFile.parse(str(source), read_text(Path(source).expanduser()))


def _read_last_runs(plan: Plan, added: EditFile) -> dict[str, "LastRun"]:
    """Return the last run of each clustering that has new edits.

    Raises
    ------
    UserError
        If there are no edits; if they are about a clustering, topic or paper that is not here; or
        if the report that they are from is about other topics.
    """
    from paperthemes.curation.effects import LastRun

    clusterings = [name for name, edits in added.edits.items() if edits]
    if not clusterings and not added.stop_words:
        raise UserError(f"{added.name} has no edits")
    runs = {name: LastRun.read(name) for name in clusterings if name in plan.clusterings}
    unknown = [
        f"{added.places['clusterings', name]}: the config has no clustering {name}"
        for name in clusterings
        if name not in runs
    ]
    for name, digest in _ORIGIN.findall(added.text):
        if name in runs and not _is_known(name, digest, runs[name]):
            unknown.append(
                f"{added.name}: history/ has no run of {name} with the topics of that report; to "
                f"add its edits nevertheless, remove the line “# Edits of {name} …”"
            )
    for name, run in runs.items():
        unknown += _find_unknown(name, run, added)
    if unknown:
        raise UserError(
            f"{added.name} does not fit the results in this folder; it may be from a report of "
            f"other papers. Nothing was changed.{_format_list(unknown)}"
        )
    return runs


def _is_known(name: str, clusters_digest: str, run: "LastRun") -> bool:
    """Return whether the last run or a stored one of a clustering has the clusters of a digest."""
    from paperthemes.history.store import History

    is_last = clusters_digest == run.clusters_digest
    return is_last or History(HISTORY / name).find_run(clusters_digest) is not None


def _find_unknown(name: str, run: "LastRun", added: EditFile) -> Iterator[str]:
    """Yield a message on each topic or paper of new edits that a clustering does not have."""
    from paperthemes.curation.effects import list_topic_ids

    rows = run.find_rows(added.edits[name])
    for path, value in added.edits[name].items():
        place = added.find_place(name, path)
        for topic_id in list_topic_ids(path, value):
            if topic_id not in run.names:
                yield f"{place}: {name} has never had a topic {topic_id}"
        if rows.get(path, 0) is None:
            yield f"{place}: no paper matches {quote(path[1])}"


def _find_changes(
    added: EditFile, own: EditFile, runs: Mapping[str, "LastRun"], *, replace: bool
) -> Mapping[str, Edits]:
    """Return the new edits that the curation file does not have, by clustering.

    If the file pins the same paper by another reference, its reference is used.

    Raises
    ------
    UserError
        If an edit contradicts one of the file, unless `replace`.
    """
    changes: dict[str, dict[KeyPath, Any]] = {name: {} for name in runs}
    contradictions = []
    for name, run in runs.items():
        old_edits = own.edits.get(name, {})
        old_pins = {row: path for path, row in run.find_rows(old_edits).items()}
        rows = run.find_rows(added.edits[name])
        for source_path, value in added.edits[name].items():
            is_pin = source_path in rows
            path = old_pins.get(rows[source_path], source_path) if is_pin else source_path
            old_value = old_edits.get(path)
            if old_value == value:
                continue
            changes[name][path] = value
            if old_value is not None:
                contradictions.append(
                    f"clusterings.{name}.{'.'.join(path)} is {_show(old_value)} in "
                    f"{own.find_place(name, path)}, and {_show(value)} in "
                    f"{added.find_place(name, source_path)}"
                )
    if contradictions and not replace:
        raise UserError(
            f"{added.name} contradicts {own.name}; nothing was changed. Correct one of the two, or "
            f"take the edits of {added.name} with --replace.{_format_list(contradictions)}"
        )
    return changes


def _make_comments(edits: Edits, run: "LastRun") -> dict[str, str]:
    """Return comments for new topics and pins: their names by topic_id, titles by reference."""
    rows = run.find_rows(edits)
    titles = {key: run.papers.title[row] for (_, key), row in rows.items() if row is not None}
    texts = {**run.names, **{key: title for key, title in titles.items() if key != title}}
    return {key: to_one_line(text) for key, text in texts.items()}


def _list_effects(
    result: EditFile, changes: Mapping[str, Edits], runs: Mapping[str, "LastRun"]
) -> Iterator[str]:
    """Yield a line for each new edit of a topic or paper, which says what it will change."""
    from paperthemes.curation.edits import Curation
    from paperthemes.curation.effects import list_effects

    for name, edits in changes.items():
        merged = Curation.of(result.content["clusterings"].get(name, {}))
        yield from (f"  {name}: {line}" for line in list_effects(edits, merged, runs[name]))


def _show(value: object) -> str:
    """Return the value of an edit as it may stand in the file."""
    return quote(value) if isinstance(value, str) else str(value).lower()


def _format_list(lines: Iterable[str]) -> str:
    """Return lines as a list that follows a sentence."""
    return "".join(f"\n  - {line}" for line in lines)
