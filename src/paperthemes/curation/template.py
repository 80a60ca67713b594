"""A commented `curation.yaml` to start with: all possible edits of the current topics.

As written, the file changes nothing. Lines that start with `# ` are explanations. Lines that start
with `#` and no space are edits: any one of them can be uncommented on its own.
"""

import json
from collections.abc import Mapping
from pathlib import Path

import jinja2
import pandas as pd

from paperthemes import tables
from paperthemes.errors import UserError
from paperthemes.files import write_text
from paperthemes.tables import UNASSIGNED
from paperthemes.text.plurals import count_of

EXAMPLE_PINS = 3  # least certain papers, as examples of pins

Results = tuple[pd.DataFrame, pd.DataFrame]
"""A `tables.TOPICS` and a `tables.ASSIGNMENTS` of one clustering."""


def read_results(folder: Path) -> Results | None:
    """Read the results of a clustering; `None` if there are none yet.

    Raises
    ------
    UserError
        If they are damaged or another version of paperthemes wrote them.
    """
    try:
        return (
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


def write_template(path: Path, clusterings: Mapping[str, Results]) -> None:
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


def format_template(clusterings: Mapping[str, Results]) -> str:
    """Return the text of the template for results by clustering name."""
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(Path(__file__).parent), trim_blocks=True, lstrip_blocks=True
    )
    environment.filters |= {"quote": quote, "one_line": to_one_line, "count_of": count_of}
    contents = {}
    for name, (topics, assignments) in clusterings.items():
        assigned = assignments[assignments.topic != UNASSIGNED].drop_duplicates("title")
        examples = assigned.nsmallest(EXAMPLE_PINS, "confidence")
        contents[name] = ([*tables.rows(topics)], [*tables.rows(examples)])
    return environment.get_template("curation.yaml.j2").render(clusterings=contents)


def quote(text: str) -> str:
    """Return any text as a quoted YAML string, with unprintable characters escaped."""
    quoted = json.dumps(text, ensure_ascii=False)
    return "".join(
        character if character.isprintable() else f"\\U{ord(character):08X}" for character in quoted
    )


def to_one_line(text: str) -> str:
    """Return a text without line breaks and unprintable characters, for comments."""
    return " ".join("".join(part if part.isprintable() else " " for part in text).split())
