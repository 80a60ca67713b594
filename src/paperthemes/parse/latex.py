r"""LaTeX as plain text: all of it, as bibliographies hold it, or the letters of titles alone.

`decoded` reads `M{\'a}rton`, `{BERT}s`, `5\%`. Maths stays as it is (`$S^3$`, `\(x\)`), and so
does a macro that nothing is known of, unless it dresses an argument (`\mbox{all}` is `all`).

`letters` changes only what can be nothing else::

    Poincar\'e   G{\"o}del   {\L}ukasiewicz   S\o ren   Erd\H{o}s      become letters
    $\dot{x}$    \(\'a\)     \textbf{bold}    \$5       \"Why?\"       stay as written

What the letters are is pylatexenc's to say.
"""

import re
import unicodedata
from functools import cache, lru_cache

from pylatexenc.latex2text import (
    LatexNodes2Text,
    MacroTextSpec,
    SpecialsTextSpec,
    get_default_latex_context_db,
)
from pylatexenc.latexwalker import LatexMacroNode

_MARKS = re.compile(r"[\\{}$~%]|--|``|''|[?!]`")
_BARE_PERCENT = re.compile(r"(?<!\\)%")
_BARE_DOLLAR = re.compile(r"(?<!\\)\$")
_ESCAPED_IN_ADDRESS = re.compile(r"\{?\\([_%&#~$])\}?")
_TILDE = re.compile(r"\{?\\textasciitilde(?:\{\}|\})?|\\~\{\}")
_LONGEST = 50_000  # characters that are worth decoding
_BASE = r"(?:\\[ij](?![A-Za-z])|[A-Za-z])"  # \i and \j are the letters without a dot
_ACCENT = (
    rf"\\[`'^\"~=.](?:\{{ ?{_BASE} ?\}}|{_BASE})"
    rf"|\\[cvuHkrdbt](?: ?\{{ ?{_BASE} ?\}}| {_BASE}|\\[ij](?![A-Za-z]))"
)
_SPECIAL = r"\\(?:ss|ae|AE|oe|OE|aa|AA|o|O|l|L)(?![A-Za-z])"
_LETTERS = re.compile(
    r"(?P<kept>\\[\\$&%]|\$\$[^$]*\$\$|\$[^$]*\$|\\\(.{0,300}?\\\))"
    rf"|\{{(?P<braced>{_ACCENT}|{_SPECIAL})\}}"
    rf"|(?P<accent>{_ACCENT})"
    rf"|(?P<special>{_SPECIAL})(?:\{{\}}| )?"
)
_QUOTE = re.compile(r"\\\"(?![A-Za-z{\\])")  # a mark with no letter after it is a quotation mark
_LONGEST_TITLE = 20_000  # characters
_LATIN = ("\u00c0", "\u024f")
_PLAIN = LatexNodes2Text(math_mode="verbatim")
_ADDED = {
    "textless": "<",
    "textgreater": ">",
    "textbar": "|",
    "textbackslash": "\\",
    "textasciitilde": "~",
    "textasciicircum": "^",
    "textunderscore": "_",
    "textdollar": "$",
    "textquotesingle": "'",
    "textquotedbl": '"',
    "textbraceleft": "{",
    "textbraceright": "}",
    "slash": "/",
    "par": "\n",
    "relax": "",
    "-": "",
    "url": "%s",
}


def decoded(text: str) -> str | None:
    """Return a LaTeX text as Unicode, `None` where that fails (too deep or long, or broken)."""
    if not _MARKS.search(text):
        return text
    if len(text) > _LONGEST:
        return None
    if len(_BARE_DOLLAR.findall(text)) % 2:
        text = _BARE_DOLLAR.sub(r"\\$", text)  # an amount of money, not maths
    text = _BARE_PERCENT.sub(r"\\%", text)  # or all that follows would be a comment
    try:
        found: str = _decoder().latex_to_text(text)
    except Exception:  # pylatexenc trips in many ways
        return None
    return found


def address(text: str) -> str:
    r"""Return a web address or identifier without LaTeX: `\url{...}`, `\_`, braces."""
    text = _TILDE.sub("~", text).replace("\\url", "")
    return _ESCAPED_IN_ADDRESS.sub(r"\1", text).replace("{", "").replace("}", "").strip()


def letters(text: str) -> str:
    """Replace the TeX accents in `text` by the letters they make; formulas stay as written."""
    if "\\" not in text or len(text) > _LONGEST_TITLE:
        return text
    quoted = bool(_QUOTE.search(text)) or text.endswith('\\"')
    return _LETTERS.sub(lambda match: _letter(match, quoted), text)


def _letter(match: re.Match[str], quoted: bool) -> str:
    tex = match["braced"] or match["accent"] or match["special"]
    if not tex or (quoted and tex.startswith('\\"')):
        return match[0]
    letter = _made_by(tex)
    return letter if len(letter) == 1 and _LATIN[0] <= letter <= _LATIN[1] else match[0]


@lru_cache(maxsize=1_000)
def _made_by(tex: str) -> str:
    return unicodedata.normalize("NFC", _PLAIN.latex_to_text(tex)).strip()


@cache
def _decoder() -> LatexNodes2Text:
    context = get_default_latex_context_db()
    context.add_context_category(
        "bibliographies",
        prepend=True,
        macros=[MacroTextSpec(name, simplify_repl=text) for name, text in _ADDED.items()],
        specials=[SpecialsTextSpec("&", simplify_repl="&")],
    )
    context.set_unknown_macro_spec(MacroTextSpec("", simplify_repl=_unknown))
    return LatexNodes2Text(latex_context=context, math_mode="verbatim")


def _unknown(node: LatexMacroNode, l2tobj: LatexNodes2Text) -> str:
    """Keep a macro as it stands, but of one that dresses its argument only the argument."""
    arguments = [part for part in (node.nodeargd and node.nodeargd.argnlist) or () if part]
    if arguments:
        text: str = l2tobj.nodelist_to_text(arguments[-1:])
        return text
    end = node.pos + node.len
    if node.parsing_state.s[end : end + 1] == "{":
        return ""
    verbatim: str = node.latex_verbatim()
    return verbatim
