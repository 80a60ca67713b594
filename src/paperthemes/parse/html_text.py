"""Elements of saved HTML pages and their text, in which formulas are TeX.

::

    <span class="MathJax">x²</span><script type="math/tex">x^2</script>     becomes $x^2$
"""

import re
from collections.abc import Iterator

from lxml import etree, html

from paperthemes.errors import UserError
from paperthemes.text.titles import collapse_whitespace

Element = etree._Element

_PARSER = html.HTMLParser(encoding="utf-8", huge_tree=True, remove_comments=True, remove_pis=True)
_RENDERED_MATHS = re.compile(r"\bMathJax(?:_Preview|_Display|_SVG|_CHTML)?\b")


def parse_html(text: str) -> Element:
    """Return the root element of a page, which need not be well-formed.

    Raises
    ------
    UserError
        If the page is empty.
    """
    try:
        return html.document_fromstring(text.encode("utf-8", "replace"), parser=_PARSER)
    except etree.ParserError as error:
        raise UserError(f"not readable as HTML ({error}); save the page again") from error


def classes(element: Element) -> set[str]:
    """Return the classes in an element's `class` attribute."""
    return set((element.get("class") or "").split())


def first_with_class(element: Element, name: str) -> Element | None:
    """Return the first element of class `name` in an element, which may be the element itself."""
    return next((e for e in element.iter(etree.Element) if name in classes(e)), None)


def text_of(element: Element | None, without: str = "") -> str:
    """Return the text of an element, with collapsed white space; `""` if there is no element.

    Elements in it that have the class `without` are left out; with `""`, none are.
    """
    return "" if element is None else collapse_whitespace("".join(_iter_texts(element, without)))


def _iter_texts(element: Element, without: str) -> Iterator[str]:
    """Yield the texts of an element in document order; formulas are TeX, line breaks blanks.

    No recursion is used, because pages nest deeply.
    """
    walk = etree.iterwalk(element, events=("start", "end"))
    for event, inner in walk:
        if event == "end":
            if inner is not element:  # the text after the element itself is outside of it
                yield inner.tail or ""
        elif (inner.get("type") or "").startswith("math/tex"):
            yield f"${inner.text or ''}$"
        elif _is_skipped(inner, without):
            walk.skip_subtree()
        else:
            yield " " if inner.tag == "br" else ""
            yield inner.text or ""


def _is_skipped(element: Element, without: str) -> bool:
    """Return true if the text of an element is not shown, or repeats a formula, or is unwanted.

    It is unwanted if the element has the class `without`.
    """
    is_rendered = _RENDERED_MATHS.search(element.get("class") or "")
    is_hidden = element.tag in {"script", "style", "mjx-math", "svg"}
    return is_hidden or bool(is_rendered) or without in classes(element)
