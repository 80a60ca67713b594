r"""Text as it reads whatever it was typeset in: LaTeX, Unicode and HTML brought to the same words.

`H$_2$O`, `H\N{SUBSCRIPT TWO}O` and `H<sub>2</sub>O` all become `h2o`; `Poincar\'e` and `Poincaré`
become `poincare`; `$\alpha$` and the letter itself become `alpha`. What is left is for comparing,
never for showing.
"""

import html
import re
import unicodedata

_TAG = re.compile(
    r"</?(?:[a-z]+:)?(?:[biup]|em|strong|su[bp]|title|sc|span|italic|bold)\b[^<>]*>", re.I
)
_ACCENT = re.compile(r"""\\(?:["'`^~=.]|[cHkruvbdt](?=[\s{]))\s*\{?\s*\\?([A-Za-z])(?:\s*\})?""")
_COMMAND = re.compile(r"\\([A-Za-z]+)\*?(\s*)")
_FONT = re.compile(
    r"(?:math|text|operatorname|emph|rm|bf|it|sf|tt|sc)[a-z]*|ensuremath|mbox|left|right"
)
_LETTERS = {"aa": "a", "ell": "l", "hbar": "h", "ss": "ss"} | {
    name: name for name in ("ae", "i", "j", "l", "o", "oe")
}
_FUNCTIONS = frozenset(("arg", "cos", "det", "exp", "lim", "ln", "log", "max", "min", "sin", "tan"))
_UNDECOMPOSED = str.maketrans(
    dict(zip("øłđð\u0131ħ", "olddih", strict=True)) | {"æ": "ae", "œ": "oe", "þ": "th"}
)
# One of a formula, not of a Greek word.
_GREEK = re.compile("(?<![\u03b1-\u03c9])[\u03b1-\u03c9](?![\u03b1-\u03c9])")
_GREEK_NAMES = {
    chr(code): unicodedata.name(chr(code)).split()[-1].lower().replace("lamda", "lambda")
    for code in range(0x3B1, 0x3CA)
}
_NAMES_OF_GREEK = frozenset(_GREEK_NAMES.values())
_COMBINING = re.compile("[\u0300-\u036f]+")
_MARKUP = re.compile(r"[${}^_\u00ad\u200b-\u200d\u2060]+")
_UNSPACED = "\u3040-\u30ff\u3400-\u9fff"  # written without blanks: each sign counts as a word
_ASCII_WORD = re.compile("[a-z0-9]+")
_WORD = re.compile(f"[{_UNSPACED}]|[^\\W_{_UNSPACED}]+")

_HEADING = re.compile(r"^\W*(?:abstract|summary)\b\W*", re.I)
_NOTICE = re.compile(
    r"(?:©|\(c\)\s*(?:\d{4}|the\b)|copyright\b\W*(?:©|\(c\)|\d{4}|the\b)|all rights reserved)", re.I
)
_LEADING_NOTICE = re.compile(
    r"^\W*(?:©|\(c\)\s|copyright\b)[^.]*?(?:\d{4}|reserved|authors?(?:\(s\))?|ltd|inc|b\.?v)\b[^.]*\.\s+",
    re.I,
)
_LONGEST_NOTICE = 400
_LONGEST_CUT = 40
_CUT = re.compile(r"(?:…|\.\.\.|\[\.\.\.\])\W*(?:\(?(?:read |show )?more\)?)?\W*$", re.I)


def plain(text: str) -> str:
    """Bring a text to small letters without accents, markup and LaTeX."""
    if "&" in text or "<" in text:
        text = html.unescape(_TAG.sub("", text))
    if "\\" in text:
        text = _COMMAND.sub(_command, _ACCENT.sub(r"\1", text))
    if not text.isascii():
        text = _COMBINING.sub("", unicodedata.normalize("NFKD", text.casefold()))
        text = text.casefold().translate(_UNDECOMPOSED)
        text = _GREEK.sub(lambda match: f" {_GREEK_NAMES[match[0]]} ", text)
    return _MARKUP.sub("", text.replace("~", " ")).lower()


def words(text: str) -> list[str]:
    """Return the words of a text, as `plain` has them."""
    text = plain(text)
    found: list[str] = (_ASCII_WORD if text.isascii() else _WORD).findall(text)
    return found


def abstract_words(abstract: str) -> list[str]:
    """Return the words of an abstract without the publisher's copyright notice about it."""
    text = _LEADING_NOTICE.sub("", _HEADING.sub("", abstract), count=1)
    notice = _NOTICE.search(text, max(1, len(text) - _LONGEST_NOTICE))
    return words(text[: notice.start()] if notice else text)


def is_cut(abstract: str) -> bool:
    """Tell whether an abstract says that it goes on: it ends in three dots or "read more"."""
    return _CUT.search(abstract[-_LONGEST_CUT:]) is not None


def _command(match: re.Match[str]) -> str:
    """Write a LaTeX command as the letters it sets, if any; others part words, as a blank does."""
    name, blanks = match[1], match[2]
    greek = name.removeprefix("var").lower()
    if greek in _NAMES_OF_GREEK:
        return f" {greek} "
    if name in _FUNCTIONS:
        return f" {name} "
    if name in _LETTERS:
        return _LETTERS[name]
    return "" if _FONT.fullmatch(name) else f" {blanks}"
