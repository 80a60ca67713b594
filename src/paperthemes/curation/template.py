"""A `curation.yaml` to begin with: all that can be said of the current topics, as comments.

The file says nothing as it is. Its comments that are to read begin with `# `; its lines that are to
use with `#`, which any editor takes away, and each works alone.
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

_DOUBTFUL = 3  # papers whose topic is least sure, as examples of what to pin
_KEYWORDS = 8

_HEAD = """\
# What readers decide about topics. It is applied on every run.
#
# Take the "#" away before a line you want, change it, and run again. Lines that begin with "#" do
# nothing. Topics are named by their permanent ids; what is said of one that a run does not have
# waits until it comes back. `paperthemes curate` lists the topics and what of this is in effect.
#
#   name        what the topic is called from now on
#   note        what its card in the report says beside
#   hide        true: the report does not show it
#   merge_into  the topic that takes its papers
#   papers      the topic that a paper belongs to; papers by arXiv id, DOI, paper_id or title,
#               always in quotes

# Words that are in no keyword and no name of a topic, in any clustering:
#stop_words: ["framework", "state of the art"]

clusterings:
"""


@dataclass(frozen=True, slots=True)
class CurrentResults:
    """The results of one clustering that its part of the file is written from.

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
        """Read them; `None` if there are none yet.

        Raises
        ------
        UserError
            If another version of paperthemes wrote them.
        """
        try:
            return cls(
                tables.read(tables.TOPICS, folder / "topics.parquet"),
                tables.read(tables.ASSIGNMENTS, folder / "assignments.parquet"),
            )
        except FileNotFoundError:
            return None
        except ValueError as error:  # what Arrow raises of damaged files is one too
            raise UserError(
                f"the results in {folder} are damaged, or of another version of paperthemes: "
                f"{error}. Run the workflow again"
            ) from error


def write_template(path: Path, clusterings: Mapping[str, CurrentResults]) -> None:
    """Write the file.

    Raises
    ------
    UserError
        If there is one already, or there are no topics to write of.
    """
    if path.exists() or path.is_symlink():
        raise UserError(
            f"{path} is there already and was left as it is. `paperthemes curate` lists the topics "
            "with their ids, to add to it; to begin anew, rename it first, or name another file: "
            "--file FILE"
        )
    if not clusterings:
        raise UserError("there are no topics here yet; run the workflow first")
    write_text(path, template(clusterings))


def template(clusterings: Mapping[str, CurrentResults]) -> str:
    """Return the text of the file.

    Parameters
    ----------
    clusterings
        Results by the name of the clustering.
    """
    lines = [line for name, results in clusterings.items() for line in _clustering(name, results)]
    return _HEAD + "".join(f"{line}\n" for line in lines)


def _clustering(name: str, results: CurrentResults) -> Iterator[str]:
    yield f"  {quoted(name)}:"
    yield "    topics:"
    ids = results.topics.topic_id.tolist()
    for topic in tables.rows(results.topics):
        other = next((one for one in ids if one != topic.topic_id), None)
        papers = "1 paper" if topic.size == 1 else f"{topic.size:,} papers"
        yield f"      # {plain(topic.name)}: {papers}"
        yield f"      # {plain(', '.join(topic.keywords[:_KEYWORDS]))}"
        yield f"      {topic.topic_id}:"
        yield f"        #name: {quoted(topic.name)}"
        yield f"        #note: {quoted('what a reader should know of it')}"
        yield "        #hide: true"
        if other is not None:
            yield f"        #merge_into: {other}"
        yield ""
    yield "    # These papers are least surely in their topics:"
    yield "    papers:"
    placed = results.assignments[results.assignments.topic != UNASSIGNED]
    doubtful = placed.drop_duplicates("title").nsmallest(_DOUBTFUL, "confidence")
    for paper in tables.rows(doubtful):
        yield f"      #{quoted(paper.title)}: {paper.topic_id}"
    yield ""


def quoted(text: str) -> str:
    """Write any text as YAML reads it back: in quotes, what cannot be printed as an escape."""
    written = json.dumps(text, ensure_ascii=False)
    return "".join(one if one.isprintable() else _escape(one) for one in written)


def plain(text: str) -> str:
    """Return a text that can stand in a comment: on one line, without what cannot be printed."""
    return " ".join("".join(one if one.isprintable() else " " for one in text).split())


def _escape(character: str) -> str:
    code = ord(character)
    return f"\\U{code:08X}" if code > 0xFFFF else f"\\u{code:04X}"
