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

_RENDERED_MATHS = re.compile(r"\bMathJax(?:_Preview|_Display|_SVG|_CHTML)?\b")


def parse_html(text: str) -> tuple[Element, str]:
    """Return the root element of an HTML page, and why the page could not be read to its end.

    The page need not be well-formed. The reason is `""` unless its elements nest too deep for
    libxml2, at 2,048 levels.

    Raises
    ------
    UserError
        If the page is empty.
    """
    # A parser of its own, because the log of errors is that of the parser.
    parser = html.HTMLParser(
        encoding="utf-8", huge_tree=True, remove_comments=True, remove_pis=True
    )
    try:
        # As bytes, because lxml rejects a `str` that declares an encoding.
        root = html.document_fromstring(text.encode("utf-8", "replace"), parser=parser)
    except etree.ParserError as error:
        raise UserError(f"not readable as HTML ({error}); save the page again") from error
    fatal = [error for error in parser.error_log if error.level_name == "FATAL"]
    cause = fatal[-1].message.partition(",")[0] if fatal else ""
    return root, f"cannot be read from here on ({cause})" if fatal else ""


def separate(root: Element, *tags: str, class_: str = "") -> list[Element]:
    """Return the elements with one of the tags, and of a class, in the order of the document.

    Those within others, as on pages with missing end tags, are taken out of them: then each part of
    the page is in one of the elements at most.
    """
    elements: list[Element] = []
    inner: list[html.HtmlElement] = []
    depth = 0  # elements that have begun but not ended
    for event, element in etree.iterwalk(root, events=("start", "end"), tag=tags):
        if class_ and class_ not in classes(element):
            continue
        if event == "start":
            elements.append(element)
            if depth:
                inner.append(element)
        depth += 1 if event == "start" else -1
    for element in reversed(inner):
        element.drop_tree()
    return elements


def classes(element: Element) -> set[str]:
    """Return the names in an element's `class` attribute; an empty set if it has none."""
    return set((element.get("class") or "").split())


def first_with_class(element: Element, name: str) -> Element | None:
    """Return the first element with the class `name`; `None` if there is none.

    `element` itself and all elements in it are searched, in the order of the document.
    """
    return next((e for e in element.iter(etree.Element) if name in classes(e)), None)


def text_of(element: Element | None, without: str = "") -> str:
    """Return the text of an element, with collapsed white space; `""` if the element is `None`.

    Formulas in the text are TeX, such as `$x^2$`. Scripts, pictures and the like are left out, and
    elements that have the class `without`, unless `without` is `""`.
    """
    return "" if element is None else collapse_whitespace("".join(_iter_texts(element, without)))


def _iter_texts(element: Element, without: str) -> Iterator[str]:
    """Yield the pieces of text in an element, in the order of the document; some may be empty.

    A formula is yielded as TeX, such as `$x^2$`, and a line break as a blank. The text in elements
    for which `_is_skipped` is true is left out, but not the text after them. There is no recursion,
    because pages nest deeply.
    """
    walk = etree.iterwalk(element, events=("start", "end"))
    for event, inner in walk:
        if event == "end":
            # `tail` is the text after the end of `inner`: for `element` itself, outside of it.
            if inner is not element:
                yield inner.tail or ""
        elif (inner.get("type") or "").startswith("math/tex"):  # a script for MathJax
            yield f"${inner.text or ''}$"
        elif _is_skipped(inner, without):
            walk.skip_subtree()
        else:
            yield " " if inner.tag == "br" else ""
            yield inner.text or ""


def _is_skipped(element: Element, without: str) -> bool:
    """Return true if the text of an element is to be left out.

    This is so if the element is not text, such as a script or picture; if it is a formula as
    rendered by MathJax, which the page also has as TeX; or if it has the class `without`.
    """
    is_no_text = element.tag in {"script", "style", "mjx-math", "svg"}
    is_rendered_formula = _RENDERED_MATHS.search(element.get("class") or "") is not None
    return is_no_text or is_rendered_formula or without in classes(element)
