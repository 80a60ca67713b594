"""Drawing of the map as a slide: dots in the middle, names on either side, themes below."""

import re
import warnings
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import matplotlib as mpl
import numpy as np
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.collections import LineCollection
from matplotlib.colors import to_rgba_array
from matplotlib.figure import Figure
from numpy.typing import NDArray

from paperthemes.figures.content import OPACITIES, Group, MapFigure
from paperthemes.figures.name_places import assign_slots, make_slots
from paperthemes.figures.text_fitting import break_lines, clean, font
from paperthemes.logs import logger
from paperthemes.pages.palette import COLOURS, SYMBOLS, UNASSIGNED
from paperthemes.version import __version__

WIDTH, HEIGHT = 13.333, 7.5  # inches: a slide of 16 to 9
DPI = 300  # of the PNG, and of dots that are drawn as pixels
_MARGIN = 0.35  # inches, as all lengths below
_NAMES_WIDTH = 2.75
_LOW, _HIGH = 0.85, 6.35  # of map and names
_GAP = 0.12  # between a name, its sign and its line
_LEGEND_ROW = 0.26
_LEGEND_SIZES = 12, 11  # points, of themes and of what dots mean
_NAME_SIZES = 12, 11, 10, 9, 8, 7  # points; the first with which all names fit
_LINE_HEIGHT = 1.25 / 72  # inches per point of the font
_MAX_LINES = 2
_MAX_LISTED = 20  # letters in a warning
_MISSING_GLYPH = re.compile(r"Glyph (\d+) .* missing from font")
_MARKERS = {"circle": "o", "diamond": "D", "square": "s", "triangle-up": "^", "cross": "P"}
_MAX_VECTOR_DOTS = 5_000  # more dots are pixels in SVG and PDF, which else grow by megabytes
_INK, _FAINT, _LINE = "#1b2330", "#5b6472", "#b9c0ca"
# Without dates and versions of libraries, so that equal content gives equal bytes.
_METADATA: dict[str, dict[str, None]] = {
    "svg": {"Date": None, "Creator": None},
    "pdf": {"CreationDate": None, "Creator": None, "Producer": None},
    "png": {"Software": None},
}
_SETTINGS = {"svg.fonttype": "none", "pdf.fonttype": 42, "svg.hashsalt": "paperthemes"}


def draw(content: MapFigure) -> Figure:
    """Return the figure; names are texts, in which `$` and `<` mean themselves."""
    figure = Figure(figsize=(WIDTH, HEIGHT), facecolor="white")
    FigureCanvasAgg(figure)  # measures texts
    axes = figure.add_axes((0, 0, 1, 1))
    axes.set(xlim=(0, WIDTH), ylim=(0, HEIGHT))
    axes.set_axis_off()
    draw_text = _TextPen(axes)
    width = WIDTH - 2 * _MARGIN
    top = HEIGHT - 0.5
    draw_text(_MARGIN, top, content.title, size=22, bold=True, fit=width)
    draw_text(_MARGIN, top - 0.38, content.subtitle, size=11, colour=_FAINT, fit=width)
    to_page = _fit_map(content.points)
    _draw_dots(axes, content, to_page)
    _draw_names(axes, draw_text, content.topics, to_page)
    _draw_legend(axes, draw_text, content)
    return figure


def save(figure: Figure, path: Path, format_: str, *, title: str = "") -> None:
    """Write the figure in a format; equal figures with equal titles give equal bytes."""
    metadata = {**_METADATA[format_], "Title": clean(title)}
    with mpl.rc_context(_SETTINGS):
        figure.savefig(path, format=format_, dpi=DPI, metadata=metadata)


@contextmanager
def warn_of_missing_letters() -> Iterator[None]:
    """Log one warning if letters of texts that the block draws are in no font, and no others."""
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        yield
    texts = (str(each.message) for each in caught)
    codes = {int(match[1]) for text in texts if (match := _MISSING_GLYPH.match(text))}
    if codes:
        logger.warning(
            "No font on this computer has the letters %s of names on the map. PDF and PNG show "
            "boxes instead; SVG has the letters. Install a font with them, such as Noto Sans CJK.",
            "".join(map(chr, sorted(codes)[:_MAX_LISTED])),
        )


class _TextPen:
    """Draws texts on axes whose unit is an inch."""

    def __init__(self, axes: Axes) -> None:
        self._axes = axes
        canvas = axes.figure.canvas
        assert isinstance(canvas, FigureCanvasAgg)
        self._renderer, self._dpi = canvas.get_renderer(), axes.figure.dpi

    def measure(self, size: float, *, bold: bool = False) -> Callable[[str], float]:
        """Return a function that returns the width of a text, in inches."""
        properties = font(size, bold=bold)

        def width(text: str) -> float:
            if not text:
                return 0.0
            pixels, _, _ = self._renderer.get_text_width_height_descent(text, properties, False)
            return float(pixels) / self._dpi

        return width

    def __call__(  # the callers name all but the first three
        self,
        x: float,
        y: float,
        text: str,
        *,
        size: float,
        bold: bool = False,
        colour: str = _INK,
        align: str = "left",
        fit: float = 0,
        lines: int = 1,
    ) -> None:
        """Draw a text whose vertical middle is at y, broken into lines of the width `fit`."""
        shown = clean(text)
        if fit:
            shown = break_lines(shown, fit, self.measure(size, bold=bold), lines=lines)
        self._axes.text(
            *(x, y, shown),
            font=font(size, bold=bold),
            color=colour,
            horizontalalignment=align,
            verticalalignment="center",
            multialignment=align,
            linespacing=1.1,
            parse_math=False,
        )


def _fit_map(points: NDArray[np.int64]) -> Callable[[NDArray[np.float64]], NDArray[np.float64]]:
    """Return a function from places on the map to inches, with the map between the names."""
    left = _MARGIN + _NAMES_WIDTH + 3 * _GAP
    box = np.array([WIDTH - 2 * left, _HIGH - _LOW])
    low, high = (
        (points.min(axis=0), points.max(axis=0)) if len(points) else (np.zeros(2), np.ones(2))
    )
    scale = (box / np.maximum(high - low, 1)).min()
    centre = np.array([WIDTH / 2, (_LOW + _HIGH) / 2])
    return lambda places: centre + (np.asarray(places) - (low + high) / 2) * scale


def _draw_dots(
    axes: Axes, content: MapFigure, to_page: Callable[[NDArray[np.float64]], NDArray[np.float64]]
) -> None:
    """Draw a dot for each paper, on a soft glow of the same colour."""
    count = len(content.points)
    if not count:
        return
    x, y = to_page(content.points.astype(float)).T
    area = float(np.clip(9_000 / count, 1.5, 34))
    shared: dict[str, Any] = {"linewidths": 0, "rasterized": count > _MAX_VECTOR_DOTS}
    axes.scatter(x, y, s=40 * area, c=content.colours, alpha=0.03, zorder=1, **shared)
    colours = to_rgba_array(content.colours, content.opacities)
    symbols = np.array(content.symbols)
    for symbol in np.unique(symbols):
        drawn = symbols == symbol
        own = {**shared, "marker": _MARKERS[SYMBOLS[symbol]]}
        axes.scatter(x[drawn], y[drawn], s=area, c=colours[drawn], zorder=3, **own)


def _draw_names(
    axes: Axes,
    draw_text: _TextPen,
    topics: Sequence[Group],
    to_page: Callable[[NDArray[np.float64]], NDArray[np.float64]],
) -> None:
    """Draw the names of the topics on either side, with signs and lines; as many as fit."""
    if not topics:
        return
    ends = _MARGIN + _NAMES_WIDTH, WIDTH - _MARGIN - _NAMES_WIDTH
    size, slots = _fit_slots(len(topics), ends)
    named = topics[: len(slots)]
    places = to_page(np.array([[topic.x, topic.y] for topic in named]))
    lines = []
    for topic, place, slot in zip(named, places, assign_slots(places, slots), strict=True):
        x, y = slots[slot]
        is_left = bool(x == ends[0])
        inwards = _GAP if is_left else -_GAP
        _draw_sign(axes, x + inwards, y, topic)
        lines.append([(x + 2 * inwards, y), place])
        draw_text(
            *(x, y, f"{topic.name}\u00a0({topic.size:,})"),
            size=size,
            bold=not topic.is_island,
            colour=topic.colour,
            align="right" if is_left else "left",
            fit=_NAMES_WIDTH,
            lines=_MAX_LINES,
        )
    axes.add_collection(LineCollection(lines, colors=_LINE, linewidths=0.8, zorder=2))
    axes.scatter(
        places[:, 0], places[:, 1], s=16, c="white", edgecolors=_INK, linewidths=0.9, zorder=4
    )
    count = sum(not topic.is_island for topic in topics)
    if len(named) < count:
        text = f"The {len(named)} largest of {count} topics are named."
        draw_text(WIDTH - _MARGIN, _HIGH + 0.2, text, size=9, colour=_FAINT, align="right")


def _fit_slots(count: int, ends: tuple[float, float]) -> tuple[int, NDArray[np.float64]]:
    """Return the largest font size with which as many names fit, and the slots; else the smallest.

    `ends` has the x of the inner end of the slots on the left and on the right.
    """
    for size in _NAME_SIZES:
        height = (_MAX_LINES * size + 0.5 * size) * _LINE_HEIGHT
        slots = make_slots(ends, _LOW, _HIGH, height=height)
        if len(slots) >= count:
            break
    return size, slots


def _draw_sign(axes: Axes, x: float, y: float, group: Group) -> None:
    """Draw a dot like those of a topic or theme beside its name."""
    marker = _MARKERS[SYMBOLS[group.symbol]]
    axes.scatter(x, y, s=30, c=group.colour, marker=marker, linewidths=0)


def _draw_legend(axes: Axes, draw_text: _TextPen, content: MapFigure) -> None:
    """Draw the themes in up to two rows, and below them what dots and places mean."""
    x, y = _MARGIN, _LOW - 0.22
    theme_size, dot_size = _LEGEND_SIZES
    measure = draw_text.measure(theme_size)
    for theme in content.themes:
        text = f"{theme.name} ({theme.size:,})"
        length = min(measure(clean(text)), WIDTH / 3)
        if x + 0.2 + length > WIDTH - _MARGIN:
            x, y = _MARGIN, y - _LEGEND_ROW
            if y < _MARGIN:
                break
        _draw_sign(axes, x + 0.05, y, theme)
        draw_text(x + 0.15, y, text, size=theme_size, fit=length + 0.01)
        x += 0.45 + length
    y = 0.16
    x = _MARGIN
    for grade, opacity in OPACITIES.items():
        colour = UNASSIGNED[0] if grade == "unassigned" else COLOURS[0][0]
        axes.scatter(x + 0.05, y, s=30, c=colour, alpha=opacity, linewidths=0)
        draw_text(x + 0.15, y, grade, size=dot_size, colour=_FAINT)
        x += 0.35 + draw_text.measure(dot_size)(grade)
    islands = "; names in thin type: sub-groups" * any(topic.is_island for topic in content.topics)
    note = (
        f"A dot is a paper; near papers are similar{islands}. Made with paperthemes {__version__}"
    )
    draw_text(WIDTH - _MARGIN, y, note, size=8, colour=_FAINT, align="right")
