"""Lists of topics with the state of their edits, and a template for `curation.yaml`.

The template has all possible edits of the current topics, with comments. It changes nothing until
the user uncomments an edit. Lines that start with `# ` are explanations. Lines that start with `#`
and no space are edits, and each can be uncommented on its own.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import asdict
from functools import partial
from pathlib import Path

import jinja2
import pandas as pd

from paperthemes import tables
from paperthemes.artifacts.identities import Identities
from paperthemes.curation.edits import Curation, TopicEdit, explain_missing, resolve_pins
from paperthemes.curation.yaml_text import quote, to_one_line
from paperthemes.errors import UserError
from paperthemes.files import HISTORY, RESULTS, write_text
from paperthemes.history.store import History
from paperthemes.tables import UNASSIGNED
from paperthemes.text.plurals import count_of

IN_EFFECT = "in effect"
NEXT_RUN = "takes effect on the next run"
EXAMPLE_PINS = 3  # examples of pins: the papers with the lowest confidence

Results = tuple[pd.DataFrame, pd.DataFrame]
"""Topics and assignments of a clustering, as in `tables.TOPICS` and `tables.ASSIGNMENTS`."""


def read_results(folder: Path) -> Results | None:
    """Read a clustering's topics and assignments from `folder`; `None` if a file is missing.

    Raises
    ------
    UserError
        If the files are damaged or another version of paperthemes wrote them.
    """
    try:
        return (
            tables.read(tables.TOPICS, folder / "topics.parquet"),
            tables.read(tables.ASSIGNMENTS, folder / "assignments.parquet"),
        )
    except FileNotFoundError:
        return None
    except ValueError as error:  # Arrow's errors about damaged files are among them
        raise UserError(
            f"the results in {folder} are damaged or from another version of paperthemes: "
            f"{error}. Run the workflow again"
        ) from error


def list_clustering(name: str, wanted: Curation, applied: Curation) -> Iterator[str]:
    """Yield lines of text that list the topics of a clustering, and its edits with their state.

    If there are no results yet, yield one line that says so.

    Parameters
    ----------
    name
        Name of the clustering.
    wanted
        Edits in `curation.yaml`.
    applied
        Edits that the results were made with.
    """
    if (results := read_results(RESULTS / name)) is None:
        yield f"{name}: no results yet; run the workflow first"
        return
    topics, _ = results  # assignments are not listed
    yield f"{name}: {count_of(len(topics), 'topic')}"
    for topic in tables.rows(topics):
        hidden = " (hidden)" if topic.hidden else ""
        yield f"  {topic.topic_id}  {topic.size:>6,}  {to_one_line(topic.name)}{hidden}"
    if wanted:
        yield "  curation:"
        identities = Identities.read(RESULTS / name / "identities.json")
        present = {match.topic_id for match in identities.matches}
        names = History(HISTORY / name).registry().topic_names
        explain = partial(explain_missing, present=present, names=names)
        papers = tables.read(tables.PAPERS, RESULTS / "papers.parquet")
        edits = list_edits(wanted, applied, papers, explain)
        yield from (f"    {edit}: {state}" for edit, state in edits)


def list_edits(
    wanted: Curation, applied: Curation, papers: pd.DataFrame, explain: Callable[[str], str]
) -> Iterator[tuple[str, str]]:
    """Yield a description of each edit in `wanted`, such as `T0003 hide: true`, and its state.

    If a topic or paper of the edit is missing, the state is the reason why the edit has no effect.
    Otherwise it is `IN_EFFECT` if the results were made with the edit, and `NEXT_RUN` if not.

    Parameters
    ----------
    wanted
        Edits in `curation.yaml`.
    applied
        Edits that the results were made with.
    papers
        A table with the columns of `tables.PAPERS`.
    explain
        Function of a topic_id that returns why edits of this topic have no effect; empty if the
        clustering has the topic before curation.
    """

    def state_of(topic_ids: Iterable[str], *, is_applied: bool) -> str:
        """Return the state of an edit that needs all these topics; a missing topic comes first.

        `is_applied` says whether the results were made with the edit.
        """
        reasons = filter(None, map(explain, topic_ids))  # a reason for each missing topic
        return next(reasons, IN_EFFECT if is_applied else NEXT_RUN)

    for topic_id, edit in wanted.topics.items():
        applied_edit = asdict(applied.topics.get(topic_id, TopicEdit()))
        for key, value in asdict(edit).items():
            if value:
                targets = [topic_id, value] if key == "merge_into" else [topic_id]
                state = state_of(targets, is_applied=applied_edit[key] == value)
                yield f"{topic_id} {key}: {'true' if value is True else value}", state
    rows = resolve_pins(wanted, papers)
    for reference, topic_id in wanted.papers.items():
        state = state_of([topic_id], is_applied=applied.papers.get(reference) == topic_id)
        if rows[reference] is None:
            state = "no effect: there is no such paper"
        yield f"paper {reference!r} in {topic_id}", state


def write_template(path: Path, clusterings: Mapping[str, Results]) -> None:
    """Write a template for `curation.yaml`, with the current topics of each clustering.

    `clusterings` has the results of each clustering by its name.

    Raises
    ------
    UserError
        If the file exists, or if there are no results.
    """
    if path.exists() or path.is_symlink():
        raise UserError(
            f"{path} already exists and was not changed. `paperthemes curate` lists the topic ids "
            "to add to it. To start again, rename it first, or write another file with --file FILE"
        )
    if not clusterings:
        raise UserError("there are no topics yet; run the workflow first")
    write_text(path, format_template(clusterings))


def format_template(clusterings: Mapping[str, Results]) -> str:
    """Return the text of a template for `curation.yaml`, with the topics of each clustering.

    It also has `EXAMPLE_PINS` pins of papers for each clustering as examples, if it has so many
    papers with a topic. `clusterings` has the results of each clustering by its name.
    """
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(Path(__file__).parent), trim_blocks=True, lstrip_blocks=True
    )
    environment.filters |= {"quote": quote, "one_line": to_one_line, "count_of": count_of}
    contents = {}
    for name, (topics, assignments) in clusterings.items():
        # Pins refer to papers by title, so titles must differ.
        assigned = assignments[assignments.topic != UNASSIGNED].drop_duplicates("title")
        # The papers that a user is most likely to move.
        examples = assigned.nsmallest(EXAMPLE_PINS, "confidence")
        contents[name] = ([*tables.rows(topics)], [*tables.rows(examples)])
    return environment.get_template("curation.yaml.j2").render(clusterings=contents)
