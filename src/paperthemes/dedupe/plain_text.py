r"""Plain text for comparison: LaTeX, Unicode and HTML reduced to the same words.

`H$_2$O`, `H\N{SUBSCRIPT TWO}O` and `H<sub>2</sub>O` all become `h2o`; `Poincar\'e` and `Poincaré`
become `poincare`; `$\alpha$` and the letter itself become `alpha`. The result is never displayed.
"""

import html
import re
import unicodedata

from paperthemes.text.titles import normalise

_TAG = re.compile(
    r"</?(?:[a-z]+:)?(?:[biup]|em|strong|su[bp]|title|sc|span|italic|bold)\b[^<>]*>", re.I
)
_ACCENT = re.compile(r"""\\(?:["'`^~=.]|[cHkruvbdt](?=[\s{]))\s*\{?\s*\\?([A-Za-z])(?:\s*\})?""")
_COMMAND = re.compile(r"\\([A-Za-z]+)\*?(\s*)")
_FONT_COMMANDS = re.compile(
    r"(?:math|text|operatorname|emph|rm|bf|it|sf|tt|sc)[a-z]*|ensuremath|mbox|left|right"
)
_FUNCTIONS = ("arg", "cos", "det", "exp", "lim", "ln", "log", "max", "min", "sin", "tan")
_PRINTED_COMMANDS = {name: name for name in ("ae", "i", "j", "l", "o", "oe", "ss")}
_PRINTED_COMMANDS |= {"aa": "a", "ell": "l", "hbar": "h"}
_PRINTED_COMMANDS |= {name: f" {name} " for name in _FUNCTIONS}
_LETTERS_WITHOUT_DECOMPOSITION = str.maketrans(
    dict(zip("øłđð\u0131ħ", "olddih", strict=True)) | {"æ": "ae", "œ": "oe", "þ": "th"}
)
# A single letter, as in a formula; Greek words are left alone.
_SINGLE_GREEK_LETTER = re.compile("(?<![\u03b1-\u03c9])[\u03b1-\u03c9](?![\u03b1-\u03c9])")
_GREEK_NAMES = {
    chr(code): unicodedata.name(chr(code)).split()[-1].lower().replace("lamda", "lambda")
    for code in range(0x3B1, 0x3CA)
}
_COMBINING = re.compile("[\u0300-\u036f]+")
_MARKUP = re.compile(r"[${}^_\u00ad\u200b-\u200d\u2060]+")
_CJK = "\u3040-\u30ff\u3400-\u9fff"  # written without spaces: each character is a word
_ASCII_WORD = re.compile("[a-z0-9]+")
_WORD = re.compile(f"[{_CJK}]|[^\\W_{_CJK}]+")

_HEADING = re.compile(r"^\W*(?:abstract|summary)\b\W*", re.I)
_NOTICE = re.compile(
    r"(?:©|\(c\)\s*(?:\d{4}|the\b)|copyright\b\W*(?:©|\(c\)|\d{4}|the\b)|all rights reserved)", re.I
)
_LEADING_NOTICE = re.compile(
    r"^\W*(?:©|\(c\)\s|copyright\b)[^.]*?(?:\d{4}|reserved|authors?(?:\(s\))?|ltd|inc|b\.?v)\b[^.]*\.\s+",
    re.I,
)
MAX_NOTICE_LENGTH = 400  # characters at the end that are searched for a copyright notice
MAX_ELLIPSIS_LENGTH = 40  # characters at the end that are searched for "… (read more)"
_ELLIPSIS = re.compile(r"(?:…|\.\.\.|\[\.\.\.\])\W*(?:\(?(?:read |show )?more\)?)?\W*$", re.I)


def to_plain_text(text: str) -> str:
    """Return a text in lower case without accents, markup and LaTeX, to compare it with others.

    A single Greek letter becomes its name, such as "alpha". A letter such as `ø` or `æ` becomes the
    ASCII letters closest to it. Punctuation stays, except `$`, `{`, `}`, `^` and `_`.
    """
    if "&" in text or "<" in text:
        text = html.unescape(_TAG.sub("", text))
    if "\\" in text:
        text = _COMMAND.sub(_replace_command, _ACCENT.sub(r"\1", text))
    if not text.isascii():
        # NFKD separates letters from their accents, and may produce capitals.
        text = _COMBINING.sub("", normalise("NFKD", text.casefold()))
        text = text.casefold().translate(_LETTERS_WITHOUT_DECOMPOSITION)
        text = _SINGLE_GREEK_LETTER.sub(lambda match: f" {_GREEK_NAMES[match[0]]} ", text)
    return _MARKUP.sub("", text.replace("~", " ")).lower()  # in LaTeX, `~` is a space


def split_words(text: str) -> list[str]:
    """Return the words of a text, in the form of `to_plain_text`.

    Each Chinese or Japanese character is a word.
    """
    text = to_plain_text(text)
    return (_ASCII_WORD if text.isascii() else _WORD).findall(text)


def abstract_words(abstract: str) -> list[str]:
    """Return the words of an abstract without heading and copyright notices.

    A heading such as "Abstract" and a notice at the beginning are left out. So is the end of the
    abstract, from the first notice in its last `MAX_NOTICE_LENGTH` characters on.
    """
    text = _LEADING_NOTICE.sub("", _HEADING.sub("", abstract), count=1)
    # From 1 on: a notice at the very beginning of what is left would leave no words.
    notice = _NOTICE.search(text, max(1, len(text) - MAX_NOTICE_LENGTH))
    return split_words(text[: notice.start()] if notice else text)


def is_truncated(abstract: str) -> bool:
    """Return whether an abstract ends in "…", "..." or "[...]".

    "more", "read more" or "show more" may follow, with or without parentheses.
    """
    return _ELLIPSIS.search(abstract[-MAX_ELLIPSIS_LENGTH:]) is not None


def _replace_command(match: re.Match[str]) -> str:
    r"""Return the text that replaces a LaTeX command and the spaces after it.

    - A Greek letter is replaced by its name: `\varepsilon` by ` epsilon `, `\Omega` by ` omega `.
    - A command in `_PRINTED_COMMANDS` is replaced by what it prints: `\oe` by `oe`.
    - A font command, such as `\mathbf`, is removed with the spaces after it.
    - Any other command is replaced by a space, and the spaces after it stay.
    """
    name, spaces = match[1], match[2]
    greek = name.removeprefix("var").lower()
    if greek in _GREEK_NAMES.values():
        return f" {greek} "
    if name in _PRINTED_COMMANDS:
        return _PRINTED_COMMANDS[name]
    return "" if _FONT_COMMANDS.fullmatch(name) else f" {spaces}"
