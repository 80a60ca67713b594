"""Sparklines: small charts of counts, as inline SVG."""

from collections.abc import Sequence

from markupsafe import Markup

_STEP, _HEIGHT = 8, 20  # pixels between two counts, and of the chart


def sparkline(counts: Sequence[int], label: str) -> Markup:
    """Return a line of three or more counts as SVG, described by `label`; nothing for fewer.

    The line has the colour of the text around it, and begins at 0 from below.
    """
    if len(counts) < 3:
        return Markup()
    scale = (_HEIGHT - 2) / max(1, *counts)
    points = " ".join(
        f"{1 + _STEP * index},{_HEIGHT - 1 - scale * count:.1f}"
        for index, count in enumerate(counts)
    )
    width = 2 + _STEP * (len(counts) - 1)
    return Markup(
        '<svg class="sparkline" role="img" aria-label="{}" width="{}" height="{}">'
        '<title>{}</title><polyline points="{}" fill="none" stroke="currentColor"/></svg>'
    ).format(label, width, _HEIGHT, label, points)
