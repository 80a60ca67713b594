"""Changes since an earlier run, as tables."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

import pandas as pd
from pydantic import TypeAdapter, ValidationError

from paperthemes.changes.compare import PAPER_COLUMNS, Changes
from paperthemes.changes.events import TopicChange
from paperthemes.changes.growth import Growth, TopicGrowth
from paperthemes.changes.moves import Move
from paperthemes.changes.new_papers import NewPaper
from paperthemes.changes.trends import Trends
from paperthemes.errors import UserError
from paperthemes.files import read_json
from paperthemes.results.result_files import RUN_AGAIN


@dataclass(frozen=True, kw_only=True)
class ChangeTables:
    """Changes since an earlier run, the baseline run; `results/README.md` has the columns.

    For a first run, `baseline` is `None`, and the tables but `growth` and `trends` have no rows.

    Attributes
    ----------
    number, recorded
        Number of this run, and when it was archived, such as `2026-11-30T04:59:12Z`.
    baseline
        The baseline run: `number`, `name` and `recorded`.
    new
        Papers that only this run has, the most notable first: `changes.new` of `changes.json`.
    gone
        Papers that only the baseline run has: `changes.gone`.
    moved
        Papers that changed topic, the clearest first: `changes.moved`.
    topics
        The topics of both runs with their events: `changes.topics`.
    flows
        Number of papers for each pair of topics, before and after: `changes.flows`.
    growth
        Topics in recent months compared with earlier ones, those that grow most first:
        `growth.topics`; no rows if there are too few months.
    trends
        Number of papers of each topic in each run and month, as in `trends.csv`.
    notes
        Warnings for the reader.
    """

    number: int
    recorded: str
    baseline: Mapping[str, Any] | None
    new: pd.DataFrame
    gone: pd.DataFrame
    moved: pd.DataFrame
    topics: pd.DataFrame
    flows: pd.DataFrame
    growth: pd.DataFrame
    trends: pd.DataFrame
    notes: list[str]


def read_changes(path: Path) -> ChangeTables:
    """Read `changes.json`.

    Raises
    ------
    FileNotFoundError
        If there is no such file.
    UserError
        If the file is damaged, or of another version of paperthemes.
    """
    if not path.is_file():
        raise FileNotFoundError(f"{path} is missing: {RUN_AGAIN}")
    try:
        content = read_json(path)
        changes = TypeAdapter(Changes | None).validate_python(content["changes"])
        growth = TypeAdapter(Growth | None).validate_python(content["growth"])
        trends = TypeAdapter(Trends).validate_python(content["trends"])
        run = {key: content[key] for key in ("number", "recorded", "baseline")}
    except (KeyError, TypeError, ValueError, ValidationError) as error:
        raise UserError(
            f"{path} is damaged or of another version of paperthemes: {RUN_AGAIN}"
        ) from error
    return ChangeTables(
        **run,
        new=_make_frame(NewPaper, changes.new if changes else []),
        gone=pd.DataFrame(changes.gone if changes else [], columns=PAPER_COLUMNS),
        moved=_make_frame(Move, changes.moved if changes else []),
        topics=_make_frame(TopicChange, changes.topics if changes else []),
        flows=pd.DataFrame(changes.flows if changes else [], columns=["before", "after", "papers"]),
        growth=_make_frame(TopicGrowth, growth.topics if growth else []),
        trends=trends.table(),
        notes=changes.notes if changes else [],
    )


def _make_frame(row_type: type[Any], rows: list[Any]) -> pd.DataFrame:
    """Return a table with a row per dataclass object, and its fields as columns."""
    return pd.DataFrame(rows, columns=[field.name for field in fields(row_type)])
