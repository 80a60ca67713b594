r"""LaTeX as bibliographies hold it, as plain text: `M{\'a}rton`, `{BERT}s`, `5\%`, `T{\o}nder`.

Maths stays as it is (`$S^3$`, `\(x\)`), and so does a macro that nothing is known of, unless
it dresses an argument (`\mbox{all}` is `all`).
"""

import re
from functools import cache

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
