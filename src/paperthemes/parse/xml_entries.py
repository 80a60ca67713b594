"""Entries of an XML dump one at a time, whatever its size: feeds, harvests, several in one file.

::

    <?xml version="1.0"?><feed> <entry>…</entry> <entry>…</entry> </feed>
    <?xml version="1.0"?><feed> <entry>…</entry> </feed>

What is not well-formed is read as far as it can be, and said. A document type declaration is
refused, for with it come entities, which can grow without bound or read other files.
"""

from collections.abc import Iterable, Iterator
from contextlib import suppress
from itertools import groupby
from operator import itemgetter

from lxml import etree

from paperthemes.errors import UserError
from paperthemes.parse.dump import Dump
from paperthemes.parse.format import ParseWarning, Rejected, excerpt

_PIECE = 1 << 16  # characters that are read before the next entries are looked for
_DECLARATION = "<?xml "
_TYPE = "<!DOCTYPE"
_UNFINISHED = "Premature end of data in tag "
_MOST_ERRORS = 3  # that are named
_CONTROLS = dict.fromkeys([*range(0x09), 0x0B, 0x0C, *range(0x0E, 0x20)])

Element = etree._Element


def elements(dump: Dump, *names: str) -> Iterator[tuple[int, Element] | Rejected | ParseWarning]:
    """Yield the elements of these names with their numbers from 1, and what could not be read.

    An element is emptied when the next is asked for.

    Raises
    ------
    UserError
        If the dump has a document type declaration.
    """
    number = 0
    for _, pieces in groupby(_pieces(dump), key=itemgetter(0)):
        document = _Document(names, number)
        yield from document.elements(text for _, text in pieces)
        number = document.number


def local_name(element: Element) -> str:
    """Return the name of an element without its namespace, given or only meant."""
    return str(element.tag).rpartition("}")[2].rpartition(":")[2]


def text_of(element: Element) -> str:
    """Return all text of an element, that of elements in it too."""
    return "".join(map(str, element.itertext()))


def children(element: Element) -> Iterator[tuple[str, Element]]:
    """Yield the elements in an element with their local names."""
    for child in element.iterchildren(etree.Element):
        yield local_name(child), child


class _Document:
    """Reads one document; `number` is the number of its last entry."""

    def __init__(self, names: Iterable[str], number: int) -> None:
        self.number = number
        self._open = 0  # entries that have begun and not ended
        self._parser = etree.XMLPullParser(
            events=("start", "end"),
            tag=[f"{{*}}{name}" for name in names],
            encoding="utf-8",
            resolve_entities=False,
            load_dtd=False,
            no_network=True,
            recover=True,
            remove_comments=True,
            remove_pis=True,
        )

    def elements(
        self, pieces: Iterable[str]
    ) -> Iterator[tuple[int, Element] | Rejected | ParseWarning]:
        """Feed the parser and yield what comes out."""
        begun = False
        for piece in pieces:
            if not begun and _TYPE in piece:
                raise _declared_type()
            self._parser.feed(piece.encode("utf-8", "replace"))
            for element in self._ended():
                begun = True
                yield self._numbered(element)
                _empty(element)
        with suppress(etree.XMLSyntaxError):  # nothing in it; the log says it too
            self._parser.close()
        yield from self._rest()

    def _ended(self) -> Iterator[Element]:
        for event, element in self._parser.read_events():
            if not isinstance(element, Element):
                continue
            if element.getroottree().docinfo.internalDTD is not None:
                raise _declared_type()
            self._open += 1 if event == "start" else -1
            if event == "end":
                yield element

    def _numbered(self, element: Element) -> tuple[int, Element]:
        self.number += 1
        return self.number, element

    def _rest(self) -> Iterator[tuple[int, Element] | Rejected | ParseWarning]:
        """Yield what came out when the parser had to close the tags that were left open."""
        errors = [error for error in self._parser.feed_error_log if error.level_name == "FATAL"]
        last = errors[-1].message if errors else ""
        cut_off = last.startswith(_UNFINISHED) and self._is_in_an_entry(last)
        elements = list(self._ended())
        for place, element in enumerate(elements, start=1):
            if cut_off and place == len(elements):
                reason = "the file is cut off or damaged in this entry"
                self.number += 1
                yield Rejected(self.number, self.number, reason, excerpt(text_of(element)))
            else:
                yield self._numbered(element)
            _empty(element)
        if self._open:
            self.number += 1
            reason = f"cannot be read from here on ({last.strip()})"
            yield Rejected(self.number, self.number, reason, "")
        seen = dict.fromkeys(f"{e.message.strip()} (line {e.line})" for e in errors)
        for message in list(seen)[:_MOST_ERRORS]:
            yield ParseWarning(f"XML that is not well-formed, read as well as it can be: {message}")

    def _is_in_an_entry(self, message: str) -> bool:
        """Tell whether the innermost tag that was left open is an entry or within one.

        Those around entries have names that do not occur within.
        """
        tag = message.removeprefix(_UNFINISHED).split(" ")[0].rpartition(":")[2]
        return tag not in {"feed", "rss", "channel", "RDF", "OAI-PMH", "ListRecords", "GetRecord"}


def _pieces(dump: Dump) -> Iterator[tuple[int, str]]:
    """Yield the text a piece at a time, with the number of the document it is of."""
    document, waiting, size = 0, [""], 0
    for line in dump.lines():
        for index, part in enumerate(f"{line}\n".translate(_CONTROLS).split(_DECLARATION)):
            if index:
                yield from _cut(document, "".join(waiting))
                document, waiting, size = document + 1, [_DECLARATION], 0
            waiting.append(part)
            size += len(part)
        if size > _PIECE:
            yield from _cut(document, "".join(waiting))
            waiting, size = [], 0
    yield from _cut(document, "".join(waiting))


def _cut(document: int, text: str) -> Iterator[tuple[int, str]]:
    if document == 0 and not text.strip():
        return  # before a declaration there may be nothing, not even blanks
    for start in range(0, len(text), _PIECE):
        yield document, text[start : start + _PIECE]


def _empty(element: Element) -> None:
    """Free what an element holds and what comes before it, unless it stands in another entry."""
    element.clear()
    parent = element.getparent()
    within = {local_name(above) for above in element.iterancestors()}
    while parent is not None and local_name(element) not in within and parent[0] is not element:
        del parent[0]


def _declared_type() -> UserError:
    return UserError(
        f"an XML file with a document type declaration ({_TYPE} …), which is refused: entities "
        "declared in it can read other files or fill the memory; remove the declaration, or fetch "
        "the file again from where it came"
    )
