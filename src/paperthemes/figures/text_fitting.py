"""Text of the figure: fonts for every script, and names that are broken into lines."""

import re
import unicodedata
from collections.abc import Callable

from matplotlib.font_manager import FontProperties, fontManager

# DejaVu Sans comes with Matplotlib; the others are looked up on this computer, for the scripts that
# it lacks: the usual ones of Linux, macOS and Windows.
_FAMILIES = (
    *("DejaVu Sans", "Noto Sans", "Noto Sans CJK SC", "Noto Sans CJK JP", "Noto Sans SC"),
    *("Source Han Sans SC", "WenQuanYi Micro Hei", "WenQuanYi Zen Hei", "Droid Sans Fallback"),
    *("PingFang SC", "Hiragino Sans", "Apple SD Gothic Neo", "Microsoft YaHei", "Yu Gothic"),
    *("Malgun Gothic", "Arial Unicode MS", "Noto Sans Devanagari", "Noto Sans Arabic"),
)
_INVISIBLE = ("Cc", "Cf", "Cs", "Co", "Cn")  # Unicode categories
ELLIPSIS = "…"


def find_families() -> list[str]:
    """Return the families of fonts on this computer, in the order of looking up letters."""
    known = set(fontManager.get_font_names())
    return [family for family in _FAMILIES if family in known]


def clean(text: str) -> str:
    """Return a text without invisible signs, such as those that change its direction."""
    visible = "".join(" " if unicodedata.category(sign) in _INVISIBLE else sign for sign in text)
    return re.sub(" +", " ", visible).strip()


def break_lines(text: str, width: float, measure: Callable[[str], float], *, lines: int) -> str:
    """Break a text into at most `lines` lines; what does not fit is replaced by an ellipsis.

    Parameters
    ----------
    text
        One line of text.
    width
        Largest width of a line.
    measure
        Function that returns the width of a text.
    lines
        Largest number of lines.
    """
    words, result = text.split(" "), [""]
    while words:
        longer = f"{result[-1]} {words[0]}".strip()
        if measure(longer) <= width:
            result[-1] = longer
            words.pop(0)
        elif result[-1] and len(result) < lines:
            result.append("")
        elif len(result) < lines:  # a single word that is wider than a line
            fitting = _cut(words[0], width, measure)
            result[-1], words[0] = fitting, words[0][len(fitting) :]
            result.append("")
        else:
            result[-1] = _cut(longer, width - measure(ELLIPSIS), measure).rstrip() + ELLIPSIS
            break
    return "\n".join(result)


def _cut(text: str, width: float, measure: Callable[[str], float]) -> str:
    """Return the longest beginning of a text that fits, but at least one letter."""
    low, high = 1, len(text)
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if measure(text[:middle]) <= width else (low, middle - 1)
    return text[:low]


def font(size: float, *, bold: bool = False) -> FontProperties:
    """Return a font of this size, in points; viewers of SVG without it take their own."""
    return FontProperties(
        family=[*find_families(), "sans-serif"], size=size, weight="bold" if bold else "normal"
    )
