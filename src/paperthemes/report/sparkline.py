"""Small charts as inline SVG: sparklines, and shares of a topic over time."""

from collections.abc import Mapping, Sequence
from typing import Any

from markupsafe import Markup, escape

from paperthemes.pages.wording import percent

Json = Mapping[str, Any]
"""An object of `changes.json`, whose keys results/README.md lists."""

_BAR, _GAP, _HEIGHT = 4, 1, 20  # of a sparkline, in pixels
MIN_BARS, MAX_BARS = 3, 24
_WIDTH, _LEFT, _RIGHT, _TOP, _BOTTOM = 260, 34, 6, 8, 82  # of a chart: edges of its axes
# Largest values on an axis of shares.
_TICKS = (0.01, 0.02, 0.05, 0.1, 0.15, 0.2, 0.3, 0.5, 0.75, 1.0)


def sparkline(counts: Sequence[int], label: str) -> Markup:
    """Return a bar for each count as inline SVG, described by `label`; nothing for too few counts.

    The bars have the colour of the text around them; the height of the largest is that of the
    chart. A count above 0 is at least one pixel high.
    """
    if len(counts) < MIN_BARS:
        return Markup()
    scale = (_HEIGHT - 1) / max(1, *counts)
    bars = "".join(
        f'<rect x="{place * (_BAR + _GAP)}" y="{_HEIGHT - height:g}" width="{_BAR}" '
        f'height="{height:g}"/>'
        for place, count in enumerate(counts)
        if (height := round(1 + scale * count, 1) if count else 0)
    )
    width = len(counts) * (_BAR + _GAP) - _GAP
    return Markup(
        f'<svg class="sparkline" role="img" width="{width}" height="{_HEIGHT}" '
        f'viewBox="0 0 {width} {_HEIGHT}"><title>{escape(label)}</title>{bars}</svg>'
    )


def make_topic_sparklines(content: Json) -> dict[str, Markup]:
    """Return a sparkline of the papers of each topic, by topic_id.

    It has a bar per period of publication or, if there are fewer than `MIN_BARS`, per run. If there
    are fewer runs, too, there are no sparklines.

    Parameters
    ----------
    content
        The content of `changes.json`.
    """
    timeline, runs = content.get("timeline"), content["trends"]["runs"]
    periods, unit = (timeline["periods"], timeline["unit"]) if timeline else ([], "")
    if len(periods) < MIN_BARS:
        periods, unit = runs, "run"
    if len(periods) < MIN_BARS:
        return {}
    shown = periods[-MAX_BARS:]
    label = f"Papers per {unit}, {shown[0]['name']} to {shown[-1]['name']}"
    topic_ids = {topic_id for period in shown for topic_id in period["sizes"]} - {""}
    charts = {}
    for topic_id in sorted(topic_ids):
        counts = [period["sizes"].get(topic_id, 0) for period in shown]
        charts[topic_id] = sparkline(counts, f"{label}: {', '.join(map(str, counts))}")
    return charts


def draw_shares(timeline: Json, topic_id: str, label: str) -> Markup:
    """Return a chart of the shares of a topic over time as inline SVG.

    A line has the shares, a band their intervals; a period without papers interrupts both. An
    unfinished last period is a circle of its own. The highest tick is a whole percentage.

    Parameters
    ----------
    timeline
        The object `timeline` of `changes.json`.
    topic_id
        A topic of `timeline["shares"]`.
    label
        Text that describes the chart.
    """
    periods, shares = timeline["periods"], timeline["shares"][topic_id]
    largest = max(share[0] for share in shares if share)
    top = next((tick for tick in _TICKS if tick >= largest), 1.0)
    step = (_WIDTH - _LEFT - _RIGHT) / max(1, len(periods) - 1)

    def place(index: int, share: float) -> str:
        y = _BOTTOM - (_BOTTOM - _TOP) * min(1.0, share / top)
        x = _LEFT + index * step if len(periods) > 1 else (_WIDTH + _LEFT) / 2
        return f"{x:.1f},{y:.1f}"

    finished = len(periods) - bool(periods[-1]["unfinished"])
    marks = []
    for run in _find_runs(shares[:finished]):
        high = [place(index, shares[index][2]) for index in run]
        low = [place(index, shares[index][1]) for index in reversed(run)]
        marks.append(f'<polygon points="{" ".join(high + low)}"/>')
        marks.append(f'<polyline points="{" ".join(place(i, shares[i][0]) for i in run)}"/>')
    dots = [index for index, share in enumerate(shares) if share]
    for index in dots:
        x, y = place(index, shares[index][0]).split(",")
        kind = ' class="unfinished"' if index >= finished else ""
        text = f"{periods[index]['name']}: {percent(shares[index][0])}"
        marks.append(f'<circle{kind} cx="{x}" cy="{y}" r="2"><title>{text}</title></circle>')
    return Markup(
        f'<svg class="shares" role="img" viewBox="0 0 {_WIDTH} 100" aria-label="{escape(label)}">'
        f'<path d="M{_LEFT} {_TOP}H{_WIDTH - _RIGHT}M{_LEFT} {_BOTTOM}H{_WIDTH - _RIGHT}"/>'
        f'<text x="{_LEFT - 4}" y="{_TOP + 4}" text-anchor="end">{top:.0%}</text>'
        f'<text x="{_LEFT - 4}" y="{_BOTTOM + 4}" text-anchor="end">0</text>'
        f'<text x="{_LEFT}" y="97">{periods[0]["name"]}</text>'
        f'<text x="{_WIDTH - _RIGHT}" y="97" text-anchor="end">{_name_last(periods)}</text>'
        f"{''.join(marks)}</svg>"
    )


def _name_last(periods: Sequence[Json]) -> str:
    """Return the name of the last of several periods, or nothing if there is only one."""
    return str(periods[-1]["name"]) if len(periods) > 1 else ""


def _find_runs(shares: Sequence[object]) -> list[list[int]]:
    """Return the places of values in a row, without those that are `None`."""
    runs: list[list[int]] = []
    for index, share in enumerate(shares):
        if share is None:
            continue
        if runs and runs[-1][-1] == index - 1:
            runs[-1].append(index)
        else:
            runs.append([index])
    return runs
