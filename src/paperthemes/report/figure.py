"""The map of papers as a Plotly figure."""

import html
import textwrap
from collections.abc import Iterator

import numpy as np
import pandas as pd
import plotly.graph_objects as go

# Told apart by most colour-blind readers on light and dark ground; where topics outnumber them,
# the marker changes with each round.
_COLOURS = (
    "#4477aa",
    "#ee6677",
    "#228833",
    "#ccbb44",
    "#66ccee",
    "#aa3377",
    "#ee7733",
    "#009988",
    "#997700",
    "#8888dd",
    "#cc6699",
    "#77aa44",
)
_SYMBOLS = ("circle", "diamond", "square", "triangle-up", "cross")
_UNASSIGNED_COLOUR = "#999999"
_HOVER_WIDTH = 60
_LABEL_WIDTH = 22
_LABEL_HEIGHT = 0.95  # of a topic's papers lie below its label
_LEGEND_WIDTH = 34


def colour(topic: int) -> str:
    """Return the colour of a topic, the same all over the report."""
    return _UNASSIGNED_COLOUR if topic < 0 else _COLOURS[topic % len(_COLOURS)]


def map_figure(points: pd.DataFrame, names: dict[int, str]) -> go.Figure:
    """Draw the papers, one trace per topic, the title on hover.

    Parameters
    ----------
    points
        One row per paper, with columns `paper_id`, `title`, `topic`, `grade`, `x`, `y`.
    names
        The name of each topic, -1 included, in the order of the legend.
    """
    figure = go.Figure([*_traces(points, names)])
    figure.update_layout(
        margin={"l": 0, "r": 0, "t": 0, "b": 0},
        hovermode="closest",
        dragmode="pan",
        paper_bgcolor="rgba(0,0,0,0)",
        plot_bgcolor="rgba(0,0,0,0)",
        template="none",
        legend={"itemsizing": "constant", "font": {"size": 12}},
        annotations=[*_labels(points, names)],
    )
    figure.update_xaxes(visible=False)
    figure.update_yaxes(visible=False)
    return figure


def _traces(points: pd.DataFrame, names: dict[int, str]) -> Iterator[go.Scattergl]:
    for topic, name in names.items():
        members = points[points.topic == topic]
        if members.empty:
            continue
        label = _wrapped(name, _LEGEND_WIDTH)
        yield go.Scattergl(
            x=members.x.to_numpy(np.float32),
            y=members.y.to_numpy(np.float32),
            mode="markers",
            name=label,
            marker={
                "color": colour(topic),
                "size": 7 if topic >= 0 else 5,
                "opacity": 0.85 if topic >= 0 else 0.5,
                "symbol": _SYMBOLS[max(topic, 0) // len(_COLOURS) % len(_SYMBOLS)],
            },
            text=[_wrapped(title, _HOVER_WIDTH) for title in members.title],
            customdata=members.paper_id.tolist(),
            meta=topic,
            hovertemplate=f"%{{text}}<br><i>{label.replace('%', '&#37;')}</i><extra></extra>",
        )


def _labels(points: pd.DataFrame, names: dict[int, str]) -> Iterator[dict[str, object]]:
    """Put the first words of each topic's name over the core of its papers."""
    for topic, name in names.items():
        members = points[points.topic == topic]
        core = members[members.grade == "core"]
        members = members if core.empty else core
        if topic >= 0 and not members.empty:
            yield {
                "x": float(members.x.median()),
                "y": float(members.y.quantile(_LABEL_HEIGHT)),
                "yanchor": "bottom",
                "text": _wrapped(name.split(",")[0], _LABEL_WIDTH),
                "showarrow": False,
                "font": {"size": 12},
            }


def _wrapped(text: str, width: int) -> str:
    """Break `text` into lines for Plotly, which reads its labels as HTML."""
    return "<br>".join(html.escape(line) for line in textwrap.wrap(text, width))
