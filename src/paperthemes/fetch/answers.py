"""Answers of services: a single pass that counts the papers and collects a few values.

The memory does not depend on the size of an answer.
"""

import re
from collections.abc import Collection, Iterator, Set
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from paperthemes.fetch.source import AnswerError

MAX_EXCERPT = 150  # characters of an answer in a message
_EXCERPT_BYTES = 5000
_ERROR_KEYS = ("error", "message", "detail")


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """The papers and values of an answer.

    Attributes
    ----------
    count
        Number of the papers.
    values
        The first value at each of the places that were asked for, as text.
    """

    count: int
    values: dict[str, str]


def scan_json(path: Path, items: str, places: Collection[str] = ()) -> Answer:
    """Count the items of an array in a JSON file, and collect values.

    Parameters
    ----------
    path
        The file.
    items
        Place of the array in ijson's notation, such as `results`; `""` if the answer is the array.
    places
        Places of values, such as `meta.next_cursor`. Null has no value.

    Raises
    ------
    AnswerError
        If the file is not JSON in UTF-8 or is cut off, or if there is no such array.
    """
    import ijson  # lazy: the settings, which other commands read too, do not need it

    count, is_there = 0, False
    item = f"{items}.item".lstrip(".")
    wanted = {*places, *_ERROR_KEYS}
    values: dict[str, str] = {}
    try:
        with path.open("rb") as file:
            for prefix, event, value in ijson.parse(file):
                if prefix == item and event == "start_map":
                    count += 1
                elif prefix == items and event == "start_array":
                    is_there = True
                elif prefix in wanted and event in ("string", "number"):
                    values.setdefault(prefix, str(value))
    except (ijson.JSONError, UnicodeDecodeError) as error:
        raise AnswerError(f"not JSON in UTF-8, or cut off: {excerpt(path)}") from error
    if not is_there:
        reasons = ": ".join(values[key] for key in _ERROR_KEYS if key in values)
        raise AnswerError(
            f"an error: “{shorten(reasons)}”"
            if reasons
            else f"JSON without {f'the list `{items}`' if items else 'a list'}: {excerpt(path)}"
        )
    return Answer(count=count, values=values)


def scan_xml(
    path: Path, roots: Set[str], entries: Set[str], places: Set[str] = frozenset()
) -> Answer:
    """Count elements of an XML file, and collect texts.

    Parameters
    ----------
    path
        The file.
    roots
        Names that the root element may have, without namespaces, as all names here.
    entries
        Names of the elements that are papers.
    places
        Places of texts: the names of the elements that lead there from the root, which is left out,
        such as `entry/id`; for an attribute, its name follows, as in `error/@code`.

    Raises
    ------
    AnswerError
        If the file is not XML or is cut off, or has another root element.
    """
    from lxml import etree  # lazy: as ijson

    count = 0
    values: dict[str, str] = {}
    try:
        for names, element in _iter_elements(path):
            if names[0] not in roots:
                raise AnswerError(f"XML with the root element <{names[0]}>: {excerpt(path)}")
            count += names[-1] in entries
            place = "/".join(names[1:])
            texts = {place: element.text}
            texts |= {f"{place}/@{name}": text for name, text in element.attrib.items()}
            for found in texts.keys() & places:
                values.setdefault(found, (texts[found] or "").strip())
    except etree.XMLSyntaxError as error:
        raise AnswerError(f"not XML, or cut off: {excerpt(path)}") from error
    return Answer(count=count, values=values)


def _iter_elements(path: Path) -> Iterator[tuple[list[str], Any]]:
    """Yield each element at its end, after the names from the root to it; then empty it."""
    from lxml import etree

    names: list[str] = []
    options = {"resolve_entities": False, "no_network": True, "load_dtd": False}
    for event, element in etree.iterparse(str(path), events=("start", "end"), **options):
        if event == "start":
            names.append(etree.QName(element).localname)
            continue
        yield names, element
        names.pop()
        element.clear()
        while names and element.getprevious() is not None:  # emptied elements take memory, too
            del element.getparent()[0]


def excerpt(path: Path) -> str:
    """Return the beginning of an answer for a message; of an HTML page, its title."""
    with path.open("rb") as file:
        text = file.read(_EXCERPT_BYTES).decode("utf-8", "replace")
    if re.match(r"\s*<(?:!doctype )?html", text, re.IGNORECASE):
        title = re.search(r"<title[^>]*>(.*?)</title>", text, re.DOTALL | re.IGNORECASE)
        return f"an HTML page, “{shorten(title[1] if title else '')}”"
    return f"“{shorten(text)}”" if text.strip() else "nothing"


def shorten(text: str) -> str:
    """Return a text on one line of printable characters, shortened if it is long."""
    text = " ".join("".join(c if c.isprintable() else " " for c in text).split())
    return text if len(text) <= MAX_EXCERPT else f"{text[:MAX_EXCERPT]}…"
