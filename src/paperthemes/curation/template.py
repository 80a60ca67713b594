"""A commented `curation.yaml` to start with: all possible edits of the current topics.

As written, the file changes nothing. Lines that start with `# ` are explanations. Lines that start
with `#` and no space are edits: any one of them can be uncommented on its own.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from paperthemes import tables
from paperthemes.errors import UserError
from paperthemes.files import write_text
from paperthemes.tables import UNASSIGNED
from paperthemes.text.plurals import count_of

EXAMPLE_PINS = 3  # least certain papers, as examples of pins
MAX_KEYWORDS = 8  # fit on one line

_HEAD = """\
# Edits of topics and papers, applied on every run.
#
# Remove the "#" in front of a line, change the line, and run the workflow again. Topics are named
# by their permanent ids; edits of a topic that a run does not have wait until it comes back.
# `paperthemes curate` lists the topics and the state of each edit.
#
#   name        name of the topic
#   note        text on the topic's card in the report
#   hide        true: the report does not show the topic
#   merge_into  the topic that takes over its papers
#   papers      the topic that a paper belongs to; papers by arXiv id, DOI, paper_id or title,
#               always in quotes

# Words that never appear in keywords and topic names, in any clustering:
#stop_words: ["framework", "state of the art"]

clusterings:
"""


@dataclass(frozen=True, slots=True)
class CurrentResults:
    """Results of one clustering that the template lists.

    Attributes
    ----------
    topics
        A `tables.TOPICS`.
    assignments
        A `tables.ASSIGNMENTS`.
    """

    topics: pd.DataFrame
    assignments: pd.DataFrame

    @classmethod
    def read(cls, folder: Path) -> "CurrentResults | None":
        """Read the results; `None` if there are none yet.

        Raises
        ------
        UserError
            If they are damaged or another version of paperthemes wrote them.
        """
        try:
            return cls(
                tables.read(tables.TOPICS, folder / "topics.parquet"),
                tables.read(tables.ASSIGNMENTS, folder / "assignments.parquet"),
            )
        except FileNotFoundError:
            return None
        except ValueError as error:  # Arrow's errors about damaged files included
            raise UserError(
                f"the results in {folder} are damaged or from another version of paperthemes: "
                f"{error}. Run the workflow again"
            ) from error


def write_template(path: Path, clusterings: Mapping[str, CurrentResults]) -> None:
    """Write the template for these clusterings.

    Raises
    ------
    UserError
        If the file exists, or there are no results.
    """
    if path.exists() or path.is_symlink():
        raise UserError(
            f"{path} already exists and was not changed. `paperthemes curate` lists the topic ids "
            "to add to it. To start again, rename it first, or write another file with --file FILE"
        )
    if not clusterings:
        raise UserError("there are no topics yet; run the workflow first")
    write_text(path, format_template(clusterings))


def format_template(clusterings: Mapping[str, CurrentResults]) -> str:
    """Return the text of the template for results by clustering name."""
    lines = [line for name, results in clusterings.items() for line in _list_lines(name, results)]
    return _HEAD + "".join(f"{line}\n" for line in lines)


def _list_lines(name: str, results: CurrentResults) -> Iterator[str]:
    """Yield the lines of one clustering."""
    yield f"  {quote(name)}:"
    yield "    topics:"
    ids = results.topics.topic_id.tolist()
    for topic in tables.rows(results.topics):
        yield f"      # {to_one_line(topic.name)}: {count_of(topic.size, 'paper')}"
        yield f"      # {to_one_line(', '.join(topic.keywords[:MAX_KEYWORDS]))}"
        yield f"      {topic.topic_id}:"
        yield f"        #name: {quote(topic.name)}"
        yield f"        #note: {quote('text for readers of the report')}"
        yield "        #hide: true"
        if other := next((topic_id for topic_id in ids if topic_id != topic.topic_id), ""):
            yield f"        #merge_into: {other}"
        yield ""
    yield "    # The papers that fit their topics least:"
    yield "    papers:"
    placed = results.assignments[results.assignments.topic != UNASSIGNED]
    examples = placed.drop_duplicates("title").nsmallest(EXAMPLE_PINS, "confidence")
    for paper in tables.rows(examples):
        yield f"      #{quote(paper.title)}: {paper.topic_id}"
    yield ""


def quote(text: str) -> str:
    """Return any text as a quoted YAML string, with unprintable characters escaped."""
    quoted = json.dumps(text, ensure_ascii=False)
    return "".join(
        character if character.isprintable() else f"\\U{ord(character):08X}" for character in quoted
    )


def to_one_line(text: str) -> str:
    """Return a text without line breaks and unprintable characters, for comments."""
    return " ".join("".join(part if part.isprintable() else " " for part in text).split())
