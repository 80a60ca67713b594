"""Figures step: draw the map of one clustering as files for slides and papers."""

from collections.abc import Mapping
from pathlib import Path

from paperthemes import tables
from paperthemes.figures.content import Labels, make_content
from paperthemes.figures.drawing import draw, save, warn_of_missing_letters
from paperthemes.figures.settings import FORMATS
from paperthemes.files import atomic_write, read_json


def run(inputs: Mapping[str, str], outputs: Mapping[str, str], title: str) -> None:
    """Draw the map of a clustering in the formats that are asked for.

    Files of formats that are no longer asked for are removed, because they would grow old.

    Parameters
    ----------
    inputs
        Paths of the tables `map`, `assignments` and `topics`, and of `changes.json`.
    outputs
        Paths by format, at least one (see `FORMATS`).
    title
        Heading of the figure.

    Raises
    ------
    ValueError
        If a table does not have its columns, or if the files do not hold the same papers in the
        same order.
    """
    places, assignments, topics = (
        tables.read(table, inputs[table.name])
        for table in (tables.MAP, tables.ASSIGNMENTS, tables.TOPICS)
    )
    changes = read_json(inputs["changes"])
    labels = Labels(
        title=title,
        clustering=changes["clustering"],
        run=changes["number"],
        date=changes["recorded"][:10],
    )
    content = make_content(places, assignments, topics, labels=labels)
    with warn_of_missing_letters():
        figure = draw(content)
        for format_, output in outputs.items():
            with atomic_write(output) as path:
                save(figure, path, format_, title=title)
    for format_ in {*FORMATS} - {*outputs}:
        Path(next(iter(outputs.values()))).with_suffix(f".{format_}").unlink(missing_ok=True)
