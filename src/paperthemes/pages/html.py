"""One HTML file that needs nothing else: template, style, scripts and data put together."""

import base64
import gzip
import json
from collections.abc import Mapping, Sequence
from hashlib import sha256
from pathlib import Path
from typing import Any

import jinja2
from jinja2.utils import htmlsafe_json_dumps
from markupsafe import Markup
from plotly.offline import get_plotlyjs

from paperthemes import __version__
from paperthemes.pages import dates, wording
from paperthemes.pages.palette import COLOURS, UNASSIGNED
from paperthemes.text.plurals import count_of

_TEMPLATES = Path(__file__).parent / "templates"
# NaN is not JSON: better that no page is written than one that no browser can read.
_COMPACT: dict[str, Any] = {
    "ensure_ascii": False,
    "separators": (",", ":"),
    "allow_nan": False,
}
_FILTERS = {
    one.__name__: one
    for one in (
        *(count_of, wording.thousands, wording.percent),
        *(wording.two_decimals, wording.reading),
    )
} | {"date_said": dates.said}


def render(
    template: str,
    values: Mapping[str, Any],
    *,
    styles: Sequence[str] = (),
    scripts: Sequence[str] = (),
    data: Mapping[str, Any] | None = None,
    packed: Mapping[str, Any] | None = None,
    plotly: bool = False,
) -> str:
    """Fill in a template; all values are escaped.

    Parameters
    ----------
    template
        Its name in `templates/`; it extends `base.html.j2`.
    values
        What it shows.
    styles
        Names of files in `templates/css/`; each overrules those before it.
    scripts
        Names of files in `templates/js/`, in the order of their use of each other.
    data
        Id of a block to what stands there as JSON, for the scripts.
    packed
        The same for what is large: gzip in base64.
    plotly
        Whether Plotly's library goes with the page, inert until `plotly.js` runs it. The page may
        then evaluate code made at run time, which its WebGL charts need.
    """
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(_TEMPLATES),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= _FILTERS
    own = _joined(scripts) if scripts else ""
    library = get_plotlyjs() if plotly else ""
    return environment.get_template(template).render(
        values,
        version=__version__,
        policy=_policy([code for code in (own, library) if code], evaluates=plotly),
        style=Markup(_palette() + "".join(_own(f"css/{name}.css") for name in styles)),
        blocks=[(key, _json(value)) for key, value in (data or {}).items()],
        packed_blocks=[(key, _packed(value)) for key, value in (packed or {}).items()],
        code=Markup(own),
        plotly=Markup(library),
    )


def _policy(code: Sequence[str], *, evaluates: bool) -> str:
    """Return a Content-Security-Policy that lets these scripts run, and nothing come from afar."""
    digests = [base64.b64encode(sha256(text.encode()).digest()).decode() for text in code]
    sources = [f"'sha256-{digest}'" for digest in digests] + ["'unsafe-eval'"] * evaluates
    rules = {
        "default-src": "'none'",
        "script-src": " ".join(sources) or "'none'",
        "style-src": "'unsafe-inline'",
        "img-src": "data: blob:",
        "base-uri": "'none'",
        "form-action": "'none'",
    }
    return "; ".join(f"{rule} {value}" for rule, value in rules.items())


def _joined(scripts: Sequence[str]) -> str:
    """Join scripts into one, whose names stay among them."""
    parts = "\n".join(_own(f"js/{name}.js") for name in scripts)
    return f'(() => {{\n"use strict";\n{parts}}})();\n'


def _json(content: object) -> Markup:
    """Write JSON that cannot end the element it stands in."""
    return htmlsafe_json_dumps(content, dumps=json.dumps, **_COMPACT)


def _packed(content: object) -> str:
    """Write JSON, gzip it (without a time stamp, so that equal content gives equal bytes)."""
    text = json.dumps(content, **_COMPACT)
    return base64.b64encode(gzip.compress(text.encode(), compresslevel=6, mtime=0)).decode()


def _palette() -> str:
    """Write the palette as CSS variables, `--c0` and on, and `--none` for unassigned."""
    pairs = {f"c{index}": pair for index, pair in enumerate(COLOURS)} | {"none": UNASSIGNED}
    lines = [f"--{name}:light-dark({light},{dark})" for name, (light, dark) in pairs.items()]
    return f":root{{{';'.join(lines)}}}\n"


def _own(name: str) -> str:
    return (_TEMPLATES / name).read_text(encoding="utf-8")
