r"""Removal of mark-up that publishers, catalogues and tools leave in texts: HTML, JATS, entities.

::

    Sorting <i>Malus</i> &amp; H<sub>2</sub>O     <jats:title>Aim</jats:title><jats:p>Sort.</jats:p>
    &lt;p&gt;We sort.&lt;/p&gt;     $\less$i$\greater$Malus$\less$/i$\greater$
"""

import html
import re

from paperthemes.text.titles import collapse_whitespace

_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
_TEX_BRACKET = re.compile(r"\$\\(less|greater)\$")
_VALUE = r"(?:\"[^\"<>]{0,500}\"|'[^'<>]{0,500}'|[^\s<>]{1,200})"
_ATTRIBUTES = rf"(?:\s+[\w:.-]{{1,40}}={_VALUE})*\s*/?"
_INLINE = (
    r"i|b|u|em|strong|sub|sup|scp|small|big|tt|span|font|a|italic|bold|sc|underline|"
    r"monospace|roman|inf|ovl|xref|ext-link|inline-formula|tex-math|"
    r"named-content|fixed-case"
)
_BLOCK = (
    r"p|br|div|sec|section|li|ul|ol|list|list-item|h[1-6]|abstract|abstracttext|"
    r"disp-formula|hr|title|label"
)
_HEADING_NAME = r"title|h[1-6]|label"
_HEADING = re.compile(
    rf"<(?:jats:)?({_HEADING_NAME}){_ATTRIBUTES}>([^<>]{{0,80}})</(?:jats:)?\1 ?>",
    re.IGNORECASE,
)
_BLOCK_TAG = re.compile(rf"</?(?:jats:)?(?:{_BLOCK}){_ATTRIBUTES}>", re.IGNORECASE)
_INLINE_TAG = re.compile(
    rf"</?(?:(?:jats:)?(?:{_INLINE})|(?:mml|jats|m):[a-z-]{{1,30}}){_ATTRIBUTES}>", re.IGNORECASE
)
_OWN_HEADING = re.compile(r"(?:abstract|summary)[\s:.]*", re.IGNORECASE)  # of the whole abstract


def strip_markup(text: str) -> str:
    """Return a text without mark-up; white space is collapsed if there was any.

    Only known tags of HTML, JATS and MathML are removed, for "<" may be a sign of maths. The text
    between the tags stays; a heading gets a colon, but "Abstract" is left out. Entities, such as
    `&amp;`, become their characters, also where they were escaped twice.
    """
    for _ in range(2):  # `&amp;lt;` is escaped twice
        text = _ENTITY.sub(lambda match: html.unescape(match[0]), text) if "&" in text else text
    if "$\\" in text:
        text = _TEX_BRACKET.sub(lambda match: "<" if match[1] == "less" else ">", text)
    if "<" not in text:
        return text
    text = _HEADING.sub(_format_heading, text)
    return collapse_whitespace(_INLINE_TAG.sub("", _BLOCK_TAG.sub(" ", text)))


def _format_heading(match: re.Match[str]) -> str:
    """Return the heading of a section followed by a colon; a blank for that of the abstract."""
    heading = match[2].strip()
    if not heading or _OWN_HEADING.fullmatch(heading):
        return " "
    return f" {heading} " if heading.endswith((":", ".", "?", "!")) else f" {heading}: "
