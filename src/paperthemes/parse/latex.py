r"""Conversion of LaTeX to Unicode: of bibliographies in full, of titles only the accented letters.

`decode_latex` decodes texts such as `M{\'a}rton`, `{BERT}s` and `5\%`. Maths stays as written
(`$S^3$`, `\(x\)`), and so do unknown macros; but formatting macros are removed (`\mbox{all}`
becomes `all`).

`decode_accents` changes only what is unambiguous::

    Poincar\'e   G{\"o}del   {\L}ukasiewicz   S\o ren   Erd\H{o}s      become letters
    $\dot{x}$    \(\'a\)     \textbf{bold}    \$5       \"Why?\"       stay as written

pylatexenc knows the letters.
"""

import re
from collections.abc import Iterator
from functools import cache, lru_cache

from pylatexenc import latex2text
from pylatexenc.latexwalker import LatexMacroNode

from paperthemes.text.titles import normalise

_LATEX = re.compile(r"[\\{}$~%]|--|``|''|[?!]`")
_BEYOND_BRACES = re.compile(r"[\\$~%]|--|``|''|[?!]`")  # what else may be LaTeX
_BARE_PERCENT = re.compile(r"(?<!\\)%")
_BARE_DOLLAR = re.compile(r"(?<!\\)\$")
_ESCAPED_IN_ADDRESS = re.compile(r"\{?\\([_%&#~$])\}?")
_TILDE = re.compile(r"\{?\\textasciitilde(?:\{\}|\})?|\\~\{\}")
_NOT_SPLITTABLE = re.compile(r"\\(?:begin|verb|\(|\[)")
# A macro keeps the white space after it, which may precede its argument.
_TOKEN = re.compile(r"\\(?:[A-Za-z]+\s*|['\"`^~=.]\s*|.)|[{}$]|\s+", re.DOTALL)
_MAX_LENGTH = 20_000  # characters: longer texts would take pylatexenc seconds
_MAX_LEVELS = 40  # of braces; each takes pylatexenc several levels of Python's stack
_BRACE = re.compile(r"[{}]")
_BASE = r"(?:\\[ij](?![A-Za-z])|[A-Za-z])"  # \i and \j are dotless letters
_ACCENT = (
    rf"\\[`'^\"~=.](?:\{{ ?{_BASE} ?\}}|{_BASE})"
    rf"|\\[cvuHkrdb](?: ?\{{ ?{_BASE} ?\}}| {_BASE}|\\[ij](?![A-Za-z]))"
)
_SPECIAL = r"\\(?:ss|ae|AE|oe|OE|aa|AA|o|O|l|L)(?![A-Za-z])"
_ACCENTED = re.compile(
    r"(?P<kept>\\[\\$&%]|\$\$[^$]*\$\$|\$[^$]*\$|\\\(.{0,300}?\\\))"
    rf"|\{{(?P<braced>{_ACCENT}|{_SPECIAL})\}}"
    rf"|(?P<accent>{_ACCENT})"
    rf"|(?P<special>{_SPECIAL})(?:\{{\}}| )?"
)
_QUOTE = re.compile(r"\\\"(?![A-Za-z{\\])")  # not before a letter: a quotation mark
_LOST = re.compile(r"\{(?=['\"`^~]\{?[aeiouyAEIOUY]\}?\})")
_DOUBLED = re.compile(r"\\(?:\\(?=['\"`^~]\{?[A-Za-z])|a(?=['`=]))")
_STRAY = re.compile(r"(?:\A|[\W\d])[\u0300-\u036f]|[A-Za-z][\u0300-\u0302\u0308\u0327]")
_LATIN = ("\u00c0", "\u024f")  # the first and last letter that an accent may produce
# Macros that pylatexenc lacks or decodes in another way.
_SYMBOLS = (
    *("textless", "textgreater", "textbar", "textasciicircum", "textunderscore"),
    *("textquotedbl", "textbraceleft", "textbraceright", "slash"),
)
_MACROS = dict(zip(_SYMBOLS, '<>|^_"{}/', strict=True)) | {"par": "\n", "relax": "", "-": ""}
_MACROS["url"] = "%s"


def decode_latex(text: str) -> str | None:
    r"""Return a LaTeX text as Unicode; `None` if pylatexenc cannot decode it.

    It cannot if the LaTeX is broken, nested too deeply, or in a word of more than `_MAX_LENGTH`
    characters. Maths stays as written, such as `$S^3$`. Dollar signs delimit maths only if their
    number is even, and `%` never begins a comment. White space may change.

    Each word is decoded separately, because pylatexenc is slow and most words contain no LaTeX.
    Words within the same braces or maths are decoded together. A text with an environment or with
    `\(`, `\[` or `\verb` is not split at all.
    """
    if not _LATEX.search(text):
        return text
    if not _BEYOND_BRACES.search(text) and text.count("{") == text.count("}"):
        return text.replace("{", "").replace("}", "")
    if len(_BARE_DOLLAR.findall(text)) % 2:
        text = _BARE_DOLLAR.sub(r"\\$", text)  # an amount of money, not maths
    text = _BARE_PERCENT.sub(r"\\%", text)  # otherwise it would begin a comment
    words = [text] if _NOT_SPLITTABLE.search(text) else _split_words(text)
    try:
        return " ".join(_decode(word) if _LATEX.search(word) else word for word in words)
    except Exception:  # pylatexenc raises many types of errors on broken LaTeX
        return None


def restore_accents(text: str) -> str:
    r"""Return a LaTeX text with the accents that lost their backslash or have one too many.

    `{'e}` and `\\'e` become `{\'e}` and `\'e`; so does `\a'e`, an accent within tables.
    """
    return _DOUBLED.sub(r"\\", _LOST.sub(r"{\\", text))


def has_stray_accent(text: str) -> bool:
    """Return whether a decoded text has an accent over no letter, or over one that never has it."""
    return not text.isascii() and bool(_STRAY.search(normalise("NFC", text)))


def strip_latex(text: str) -> str:
    r"""Return a web address or identifier without LaTeX.

    Braces and `\url` are removed. An escaped sign loses its backslash: `\_` becomes `_`. Both
    `\textasciitilde` and `\~{}` become `~`.
    """
    text = _TILDE.sub("~", text).replace("\\url", "")
    return _ESCAPED_IN_ADDRESS.sub(r"\1", text).replace("{", "").replace("}", "").strip()


def decode_accents(text: str) -> str:
    r"""Return a text with TeX accents and special letters as Unicode letters, but not in formulas.

    `G{\"o}del` becomes `Gödel`. An accent that gives no letter of the range `_LATIN` stays as
    written. If the text also has quotation marks written `\"`, no `\"` is taken for an accent. A
    text of more than `_MAX_LENGTH` characters is returned as it is.
    """
    if "\\" not in text or len(text) > _MAX_LENGTH:
        return text
    has_quotes = bool(_QUOTE.search(text)) or text.endswith('\\"')
    return _ACCENTED.sub(lambda match: _replace_accent(match, has_quotes), text)


def _replace_accent(match: re.Match[str], has_quotes: bool) -> str:
    r"""Return the Unicode letter for a match of `_ACCENTED`, or the match as written.

    A match stays as written in three cases: it is a formula or an escaped sign such as `\$`; it
    is an accent `\"`, and the whole text has quotation marks that are written so (`has_quotes`); or
    it does not give a single letter from the range `_LATIN`.
    """
    # All three groups are empty for a formula or an escaped sign.
    tex = match["braced"] or match["accent"] or match["special"]
    if not tex or (has_quotes and tex.startswith('\\"')):
        return match[0]
    letter = normalise("NFC", _decode(tex)).strip()
    return letter if len(letter) == 1 and _LATIN[0] <= letter <= _LATIN[1] else match[0]


@cache
def _make_converter() -> latex2text.LatexNodes2Text:
    """Return pylatexenc's converter of LaTeX to text, which is made once, with four changes.

    It also knows the macros in `_MACROS`. It keeps `&`, which otherwise separates the columns of a
    table. It converts unknown macros with `_convert_unknown_macro`. It leaves maths as written.
    """
    context = latex2text.get_default_latex_context_db()
    context.add_context_category(
        "bibliographies",
        prepend=True,
        macros=[latex2text.MacroTextSpec(name, text) for name, text in _MACROS.items()],
        specials=[latex2text.SpecialsTextSpec("&", "&")],
    )
    context.set_unknown_macro_spec(latex2text.MacroTextSpec("", _convert_unknown_macro))
    return latex2text.LatexNodes2Text(latex_context=context, math_mode="verbatim")


def _split_words(text: str) -> Iterator[str]:
    """Yield the words of a LaTeX text, which is split at white space.

    It is not split within braces or maths, nor directly after an accent or a macro with a name,
    whose argument may follow.
    """
    start, depth, in_maths = 0, 0, False
    # The tokens are macros (accents and names with the white space after them), braces, dollar
    # signs, and other white space.
    for token in _TOKEN.finditer(text):
        if token[0] == "{":
            depth += 1
        elif token[0] == "}":
            depth = max(depth - 1, 0)  # 0 also after a brace too many
        elif token[0] == "$":
            in_maths = not in_maths
        elif token[0].isspace() and not depth and not in_maths:
            yield text[start : token.start()]
            start = token.end()
    yield text[start:]


@lru_cache(maxsize=1 << 12)
def _decode(text: str) -> str:
    """Return LaTeX as Unicode, decoded by pylatexenc.

    Raises
    ------
    ValueError
        If the text has more than `_MAX_LENGTH` characters or `_MAX_LEVELS` levels of braces. On
        broken LaTeX pylatexenc raises other types of errors.
    """
    if len(text) > _MAX_LENGTH or _count_levels(text) > _MAX_LEVELS:
        raise ValueError("too long or nested too deep for pylatexenc")
    return str(_make_converter().latex_to_text(text))


def _count_levels(text: str) -> int:
    """Return the largest number of braces that are open at once in a LaTeX text."""
    level = most = 0
    for brace in _BRACE.findall(text):
        level += 1 if brace == "{" else -1
        most = max(most, level)
    return most


def _convert_unknown_macro(node: LatexMacroNode, l2tobj: latex2text.LatexNodes2Text) -> str:
    r"""Return the text for a macro that pylatexenc cannot convert; pylatexenc calls this function.

    `l2tobj`, a name that pylatexenc requires, is its converter.

    If pylatexenc has parsed arguments of the macro, return the text of the last one. If braces
    follow, as in `\mbox{all}`, return `""`, because their content is decoded on its own. Otherwise
    return the macro as written.
    """
    # pylatexenc has `None` for a macro without arguments, and for each optional one left out.
    arguments = [item for item in (node.nodeargd and node.nodeargd.argnlist) or () if item]
    if arguments:
        return str(l2tobj.nodelist_to_text(arguments[-1:]))
    end = node.pos + node.len
    if node.parsing_state.s[end : end + 1] == "{":  # `s` is the whole text
        return ""
    return str(node.latex_verbatim())
