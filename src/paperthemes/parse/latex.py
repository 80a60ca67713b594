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
from collections.abc import Iterator
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
_BEYOND_WORDS = re.compile(r"\\(?:begin|verb|\(|\[)")
# A macro keeps the white space behind it: it may be waiting for its argument.
_SPLITTING = re.compile(r"\\(?:[A-Za-z]+\s*|['\"`^~=.]\s*|.)|[{}$]|\s+", re.DOTALL)
_BRACE = re.compile(r"(?<!\\)[{}]")
_SHORT, _LONGEST = 100, 20_000  # characters that are kept decoded; that are worth decoding
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
    """Return a LaTeX text as Unicode, `None` where that fails (too deep or long, or broken).

    White space is not kept. The words are decoded one by one, those that stand together in braces
    or maths as one: pylatexenc takes its time, and most words have no LaTeX in them.
    """
    if not _MARKS.search(text):
        return text
    if len(_BARE_DOLLAR.findall(text)) % 2:
        text = _BARE_DOLLAR.sub(r"\\$", text)  # an amount of money, not maths
    text = _BARE_PERCENT.sub(r"\\%", text)  # or all that follows would be a comment
    words: list[str] = []
    for word in [text] if _BEYOND_WORDS.search(text) else _words(_without_braces(text)):
        found: str | None = word
        if _MARKS.search(word):
            found = _often(word) if len(word) < _SHORT else _once(word)
        if found is None:
            return None
        words.append(found)
    return " ".join(words)


def address(text: str) -> str:
    r"""Return a web address or identifier without LaTeX: `\url{...}`, `\_`, braces."""
    text = _TILDE.sub("~", text).replace("\\url", "")
    return _ESCAPED_IN_ADDRESS.sub(r"\1", text).replace("{", "").replace("}", "").strip()


def letters(text: str) -> str:
    """Replace the TeX accents in `text` by the letters they make; formulas stay as written."""
    if "\\" not in text or len(text) > _LONGEST:
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


def _words(text: str) -> Iterator[str]:
    """Split a text at white space, but not within braces or maths nor behind a macro."""
    start, depth, maths = 0, 0, False
    for mark in _SPLITTING.finditer(text):
        if mark[0] == "{":
            depth += 1
        elif mark[0] == "}":
            depth = max(depth - 1, 0)
        elif mark[0] == "$":
            maths = not maths
        elif mark[0].isspace() and not depth and not maths:
            yield text[start : mark.start()]
            start = mark.end()
    yield text[start:]


def _without_braces(text: str) -> str:
    """Return a text that stands in braces as a whole without them."""
    text = text.strip()
    while text[:1] == "{":
        depth = 0
        for mark in _BRACE.finditer(text):
            depth += 1 if mark[0] == "{" else -1
            if depth == 0:
                break
        if depth or mark.end() < len(text):
            break
        text = text[1:-1].strip()
    return text


def _once(text: str) -> str | None:
    if len(text) > _LONGEST:
        return None
    try:
        found: str = _decoder().latex_to_text(text)
    except Exception:  # pylatexenc trips in many ways
        return None
    return found


_often = lru_cache(1 << 14)(_once)


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
