r"""TeX accents in titles and names as letters: `Schr\"odinger` is Schrödinger.

Only what can be nothing else is changed::

    Poincar\'e   G{\"o}del   {\L}ukasiewicz   S\o ren   Erd\H{o}s      become letters
    $\dot{x}$    \(\'a\)     \textbf{bold}    \$5       \"Why?\"       stay as written

What the letters are is pylatexenc's to say.
"""

import re
import unicodedata
from functools import lru_cache

from pylatexenc.latex2text import LatexNodes2Text

_BASE = r"(?:\\[ij](?![A-Za-z])|[A-Za-z])"  # \i and \j are the letters without a dot
_ACCENT = (
    rf"\\[`'^\"~=.](?:\{{ ?{_BASE} ?\}}|{_BASE})"
    rf"|\\[cvuHkrdbt](?: ?\{{ ?{_BASE} ?\}}| {_BASE}|\\[ij](?![A-Za-z]))"
)
_SPECIAL = r"\\(?:ss|ae|AE|oe|OE|aa|AA|o|O|l|L)(?![A-Za-z])"
_TEX = re.compile(
    r"(?P<kept>\\[\\$&%]|\$\$[^$]*\$\$|\$[^$]*\$|\\\(.{0,300}?\\\))"
    rf"|\{{(?P<braced>{_ACCENT}|{_SPECIAL})\}}"
    rf"|(?P<accent>{_ACCENT})"
    rf"|(?P<special>{_SPECIAL})(?:\{{\}}| )?"
)
_QUOTE = re.compile(r"\\\"(?![A-Za-z{\\])")  # a mark with no letter after it is a quotation mark
_LONGEST = 20_000  # characters of what can be a title
_LATIN = ("\u00c0", "\u024f")
_TO_TEXT = LatexNodes2Text(math_mode="verbatim")


def letters(text: str) -> str:
    """Replace the TeX accents in `text` by the letters they make; formulas stay as written."""
    if "\\" not in text or len(text) > _LONGEST:
        return text
    quoted = bool(_QUOTE.search(text)) or text.endswith('\\"')
    return _TEX.sub(lambda match: _letter(match, quoted), text)


def _letter(match: re.Match[str], quoted: bool) -> str:
    tex = match["braced"] or match["accent"] or match["special"]
    if not tex or (quoted and tex.startswith('\\"')):
        return match[0]
    letter = _decoded(tex)
    return letter if len(letter) == 1 and _LATIN[0] <= letter <= _LATIN[1] else match[0]


@lru_cache(maxsize=1_000)
def _decoded(tex: str) -> str:
    return unicodedata.normalize("NFC", _TO_TEXT.latex_to_text(tex)).strip()
