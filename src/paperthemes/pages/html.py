"""Self-contained HTML pages: template, styles, scripts and data in one file."""

import gzip
import json
from base64 import b64encode
from collections.abc import Mapping, Sequence
from functools import partial
from hashlib import sha256
from pathlib import Path
from typing import Any

import jinja2
from jinja2.utils import htmlsafe_json_dumps
from markupsafe import Markup

from paperthemes.pages.css import css_string, make_palette_css
from paperthemes.pages.dates import format_time
from paperthemes.pages.wording import (
    metric_value,
    percent,
    shorten_dump,
    thousands,
    two_decimals,
)
from paperthemes.text.dates import format_date
from paperthemes.text.plurals import count_of
from paperthemes.version import __version__

_TEMPLATES = Path(__file__).parent / "templates"
# allow_nan: NaN is not JSON, so raise an error instead of writing a page that no browser can read.
_dumps = partial(json.dumps, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
_FILTERS = (
    count_of,
    css_string,
    format_date,
    format_time,
    metric_value,
    percent,
    shorten_dump,
    thousands,
    two_decimals,
)
_ENVIRONMENT = jinja2.Environment(
    loader=jinja2.FileSystemLoader(_TEMPLATES),
    autoescape=True,
    undefined=jinja2.StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
_ENVIRONMENT.filters |= {function.__name__: function for function in _FILTERS}
BASE_SCRIPTS = ("dom", "page_location")
"""Scripts of every page that has scripts."""
FLOW_SCRIPTS = ("search_terms", "scheme", "clusterings", "sankey_layout", "sankey", "flow_table")
"""Scripts that show the papers that two topics share, of two clusterings or of two runs."""
PACKED_SCRIPTS = ("packed", "plotly")
"""Scripts that read packed data, and run Plotly's library."""
_MAX_PLAIN = 500_000  # characters of a block of data; more is packed
_PLOTLY = "vendor/plotly-gl2d.min.js"
_INFLATE = "vendor/pako_inflate.min.js"


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
    """Return a page, with its styles, scripts and data in it, as HTML.

    The template escapes `values`, and `data` is written so that it cannot end its element. Styles
    and scripts, which come from `templates/`, are not escaped.

    Parameters
    ----------
    template
        File name in `templates/`; the template extends `base.html.j2`.
    values
        Variables of the template. If `own_dumps` is among them and not "", the page says that it
        shows the sample data, and that the user's dumps belong there.
    styles
        Names of files in `templates/css/`; later ones override earlier ones. The colours of the
        palette are always in the page, as CSS variables.
    scripts
        Names of files in `templates/js/`; each may use those before it.
    data
        Data for the scripts by element id, embedded as JSON; like `packed` if it is large.
    packed
        Large data for the scripts by element id, embedded as gzipped JSON in base64.
    plotly
        Whether to embed the part of Plotly's library that draws points and lines, packed: it does
        nothing until `plotly.js` runs it. Its WebGL charts generate code at run time, so the
        Content-Security-Policy then allows `unsafe-eval`.
    """
    script_text = "\n".join(_read_template(f"js/{name}.js") for name in scripts)
    # All scripts stand inside one function, so that none of their names becomes global.
    code = f'(() => {{\n"use strict";\n{script_text}}})();\n' if scripts else ""
    if "packed" in scripts:
        code = f"/* pako, MIT licence */ {_read_template(_INFLATE)}\n{code}"
    library = _read_template(_PLOTLY) if plotly else ""
    style = "".join(_read_template(f"css/{name}.css") for name in styles)
    blocks = {key: _dumps(value) for key, value in (data or {}).items()}
    packed_texts = {key: _dumps(value) for key, value in (packed or {}).items()}
    packed_texts |= {key: text for key, text in blocks.items() if len(text) > _MAX_PLAIN}
    packed_texts |= {"plotly": library} if plotly else {}
    return _ENVIRONMENT.get_template(template).render(
        {"own_dumps": "", **values},
        version=__version__,
        policy=_make_policy([code, library], allow_eval=plotly),
        style=Markup(make_palette_css() + style),
        blocks={key: _escape(text) for key, text in blocks.items() if key not in packed_texts},
        packed_blocks={key: _pack(text) for key, text in packed_texts.items()},
        code=Markup(code),
    )


def _make_policy(scripts: Sequence[str], *, allow_eval: bool) -> str:
    """Return a Content-Security-Policy that allows no network access and only the given scripts.

    `scripts` are the texts of the scripts; empty ones are left out. The browser compares digests of
    the scripts on the page with those in the policy. If `allow_eval` is true, scripts may generate
    code.
    """
    digests = [b64encode(sha256(text.encode()).digest()).decode() for text in scripts if text]
    sources = [f"'sha256-{digest}'" for digest in digests] + ["'unsafe-eval'"] * allow_eval
    allowed = " ".join(sources) or "'none'"
    return (
        f"default-src 'none'; script-src {allowed}; "
        "style-src 'unsafe-inline'; img-src data: blob:; base-uri 'none'; form-action 'none'"
    )


def _escape(json_text: str) -> Markup:
    """Return JSON as it may stand in HTML: without what could end its element."""
    return htmlsafe_json_dumps(json_text, str)


def _pack(text: str) -> str:
    """Return a text, gzipped, in base64; equal texts give equal results."""
    # gzip writes a time stamp; with `mtime=0`, it is always the same. Level 9 would take twice as
    # long, and save 0.4 %.
    return b64encode(gzip.compress(text.encode(), compresslevel=6, mtime=0)).decode()


def _read_template(name: str) -> str:
    """Return the text of the file `name` in `templates/`."""
    return (_TEMPLATES / name).read_text(encoding="utf-8")
