"""CSS that is made of the palette and of texts of a page."""

import re

from markupsafe import Markup

from paperthemes.pages.palette import COLOURS, UNASSIGNED


def make_palette_css() -> str:
    """Return the palette as CSS variables: `--c0`, `--c1`, …, and `--none` for unassigned.

    The value of each is one colour for a light background, and one for a dark background.
    """
    pairs = {f"c{index}": pair for index, pair in enumerate(COLOURS)} | {"none": UNASSIGNED}
    lines = [f"--{name}:light-dark({light},{dark})" for name, (light, dark) in pairs.items()]
    return f":root{{{';'.join(lines)}}}\n"


def css_string(text: Markup) -> Markup:
    """Return the text of some HTML as a string of CSS that cannot end its string or element."""
    escaped = re.sub(r'["\\<\x00-\x1f]', lambda match: f"\\{ord(match[0]):x} ", text.unescape())
    return Markup(f'"{escaped}"')
