"""Entries of an XML dump, read one at a time: feeds and harvests, or several of them in one file.

::

    <?xml version="1.0"?><feed> <entry>…</entry> <entry>…</entry> </feed>
    <?xml version="1.0"?><feed> <entry>…</entry> </feed>

XML that is not well-formed is read as far as possible, with a warning. A document type declaration
that only names an external DTD is ignored; the DTD is never loaded. Named entities are those of
HTML, which the DTDs of publishers and catalogues share. A declaration with an internal subset is
refused, because the entities it declares can grow without bound or read other files.
"""

import html
import re
from collections.abc import Iterable, Iterator
from contextlib import suppress
from html.entities import html5
from itertools import count, groupby
from operator import itemgetter

from lxml import etree

from paperthemes.errors import UserError
from paperthemes.parse.dump import Dump
from paperthemes.parse.format import ParseWarning, Rejected, excerpt
from paperthemes.parse.limits import MAX_RECORD_LENGTH

_CHUNK = 1 << 16  # characters given to the parser at once
_MAX_UNTAGGED = 20 * _CHUNK  # characters without a tag; where longer texts are cut is no matter
_DECLARATION = "<?xml "
_ROOT = "dump"  # name of an element around each document, so that it may have several roots
_DOCTYPE = "<!DOCTYPE"
# It names an external DTD at most, and follows a tag or a line end: others are texts of papers.
_EXTERNAL_DOCTYPE = re.compile(rf"(?:^|(?<=>))\s{{0,9}}{_DOCTYPE}[^\[<>]*+(?:>|\Z)", re.MULTILINE)
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
# A reference to a character or an entity, or "&" alone, which is an error in XML.
_REFERENCE = re.compile(r"&(?:#\d{1,8};|#[xX][0-9a-fA-F]{1,7};|([A-Za-z]\w{1,31};))?")
_XML_ENTITIES = {"lt;", "gt;", "amp;", "quot;", "apos;"}
# The messages of libxml2 about elements without an end; the first ones name the innermost of them.
_UNCLOSED = "Premature end of data in tag "
_UNCLOSED_ROOT = f"{_UNCLOSED}{_ROOT} "
_MISMATCH = "Opening and ending tag mismatch"
_MAX_ERRORS = 3  # that are listed for one document
# Control characters, which XML does not allow; line ends and tabs are kept.
_CONTROLS = dict.fromkeys([*range(0x09), 0x0B, 0x0C, *range(0x0E, 0x20)])

Element = etree._Element
Item = tuple[int, Element] | Rejected | ParseWarning


def iter_entries(dump: Dump, *names: str) -> Iterator[Item]:
    """Yield the entries of an XML dump, each as a pair of its number and its element.

    Entries are the elements with one of `names`, in any namespace. Rejections and warnings are
    yielded for what cannot be read. Entries and rejections are numbered together, from 1. To save
    memory, an element is emptied when the next item is requested.

    Raises
    ------
    UserError
        If the dump has a document type declaration with an internal subset.
    """
    numbers = count(1)
    # `_iter_chunks` yields the number of a document with each chunk of its text.
    for _, chunks in groupby(_iter_chunks(dump), key=itemgetter(0)):
        yield from _Document(names, numbers).read(text for _, text in chunks)


def local_name(element: Element) -> str:
    """Return the name of an element without its namespace: "title" for `<dc:title>`."""
    # lxml writes `{namespace}title`; if the prefix is not declared, it writes `dc:title`.
    tag = str(element.tag)
    return tag.rpartition("}")[2].rpartition(":")[2] if "}" in tag or ":" in tag else tag


def text_of(element: Element) -> str:
    """Return the text of an element, including that of nested elements."""
    return "".join(map(str, element.itertext())) if len(element) else element.text or ""


def iter_children(element: Element) -> Iterator[tuple[str, Element]]:
    """Yield the local name of each child element (see `local_name`), and the child itself."""
    for child in element.iterchildren(etree.Element):
        yield local_name(child), child


class _Document:
    """Reader of one XML document, in which the elements with one of `names` are entries.

    It takes the numbers of the entries from `numbers`, which all documents of a dump share.
    """

    def __init__(self, names: Iterable[str], numbers: Iterator[int]) -> None:
        """Make the parser, which reports where each entry begins and ends."""
        self._names = frozenset(names)
        self._numbers = numbers
        self._open_count = 0  # entries that have begun but not ended
        self._parser = etree.XMLPullParser(
            events=("start", "end"),
            tag=[f"{{*}}{name}" for name in names],  # these names in any namespace
            encoding="utf-8",
            resolve_entities=False,
            recover=True,  # read on after errors
            remove_comments=True,
            remove_pis=True,
        )
        # Another root element around the document: several may follow each other without an XML
        # declaration, and a document type declaration within an element has no effect.
        self._parser.feed(f"<{_ROOT}>".encode())

    def read(self, texts: Iterable[str]) -> Iterator[Item]:
        """Yield the entries of the document, then rejections and warnings for what is unreadable.

        Parameters
        ----------
        texts
            The text of the document, cut between lines.

        Raises
        ------
        UserError
            If there is a document type declaration with an internal subset.
        """
        has_entry = False
        length = 0  # characters since the last entry ended
        for text in texts:
            length += len(text)
            if length > MAX_RECORD_LENGTH:  # the parser keeps what is not of an ended entry
                reason = f"{MAX_RECORD_LENGTH:,} characters without the end of an entry"
                yield self._reject(f"cannot be read from here on ({reason})", "")
                return
            if _DOCTYPE in text:
                text = _remove_doctypes(text, has_entry=has_entry)
            for start in range(0, len(text), _CHUNK):
                self._parser.feed(text[start : start + _CHUNK].encode("utf-8", "replace"))
                for element in self._iter_ended():
                    has_entry, length = True, 0
                    yield next(self._numbers), element
                    self._free_memory(element)
        is_cut_off = self._open_count > 0
        # Only an empty document raises this error. Other errors are in the error log, because of
        # `recover`.
        with suppress(etree.XMLSyntaxError):
            self._parser.close()
        yield from self._read_end(is_cut_off=is_cut_off)

    def _iter_ended(self) -> Iterator[Element]:
        """Yield the entries that have ended since the last call.

        `_open_count` is updated with each entry that begins or ends.
        """
        for event, element in self._parser.read_events():
            if not isinstance(element, Element):  # for the type checker; always an element here
                continue
            self._open_count += 1 if event == "start" else -1
            if event == "end":
                yield element

    def _read_end(self, *, is_cut_off: bool) -> Iterator[Item]:
        """Yield what is left at the end of the document: entries without an end, and then errors.

        The parser closes elements that have no end. If the file is cut off within an entry
        (`is_cut_off`), the last of these is incomplete, and is rejected. If the parser
        could not close all entries, another rejection stands for the rest of the document. The
        first `_MAX_ERRORS` different fatal errors become warnings.
        """
        errors = [error for error in self._parser.feed_error_log if error.level_name == "FATAL"]
        message = errors[-1].message.strip() if errors else ""
        if message.startswith(_UNCLOSED_ROOT):  # the document was read to its end
            del errors[-1]
        # Other errors than these end the reading.
        is_stopped = bool(errors) and not message.startswith((_UNCLOSED, _MISMATCH))
        elements = list(self._iter_ended())
        for element in elements:
            if is_cut_off and element is elements[-1]:
                reason = "the file is cut off or damaged in this entry"
                yield self._reject(reason, excerpt(text_of(element)))
            else:
                yield next(self._numbers), element
            self._free_memory(element)
        if self._open_count or (is_stopped and not is_cut_off):
            yield self._reject(f"cannot be read from here on ({message})", "")
        messages = dict.fromkeys(f"{e.message.strip()} (line {e.line})" for e in errors)
        for text in list(messages)[:_MAX_ERRORS]:
            yield ParseWarning(f"XML that is not well-formed, read as far as possible: {text}")

    def _reject(self, reason: str, text: str) -> Rejected:
        """Return a rejection for an entry, which gets the next number; `text` is its excerpt."""
        number = next(self._numbers)
        return Rejected(number, number, reason, text)

    def _free_memory(self, element: Element) -> None:
        """Empty an entry that was read, and remove its preceding siblings from the document.

        But the first sibling is kept if it is no entry, because it may describe all of them, such
        as the volume in which they are. The siblings of an entry within another entry are kept,
        too, because they are parts of the outer entry, which is read later.
        """
        element.clear()
        parent = element.getparent()
        if parent is None or self._open_count:
            return
        index = int(local_name(parent[0]) not in self._names)
        while parent[index] is not element:
            del parent[index]


def _iter_chunks(dump: Dump) -> Iterator[tuple[int, str]]:
    """Yield the text of a dump in chunks, each in a pair with the number of its document.

    Each XML declaration (`<?xml …`) begins a new document. Text before the first declaration is
    document 0, which does not exist if this text is blank. Control characters, which XML does not
    allow, are removed, and references are mended (see `_mend_reference`). The declaration becomes
    another processing instruction, which has no effect: the dump is already decoded.
    """
    document, text = 0, ""
    for part in _iter_parts(dump):
        first, *others = part.split(_DECLARATION)
        text += first
        for other in others:
            # The parser would report an error for a document that is blank.
            if document or text.strip():
                yield document, _mend(text)
            document, text = document + 1, f"<?declaration {other}"
        if len(text) > _CHUNK:
            yield document, _mend(text)
            text = ""
    if document or text.strip():
        yield document, _mend(text)


def _iter_parts(dump: Dump) -> Iterator[str]:
    """Yield the lines of a dump, long ones in parts that end behind a tag, which tear nothing."""
    rest = ""
    for piece in dump.pieces(_CHUNK):
        rest += piece
        end = len(rest) if piece.endswith("\n") else rest.rfind(">") + 1
        if end or len(rest) > _MAX_UNTAGGED:
            yield rest[: end or None]
            rest = rest[end:] if end else ""


def _mend(text: str) -> str:
    """Return a text without control characters, and with mended references."""
    text = text.translate(_CONTROLS)
    return _REFERENCE.sub(_mend_reference, text) if "&" in text else text


def _mend_reference(match: re.Match[str]) -> str:
    """Return a reference that needs no DTD; "&" alone and unknown entities become text.

    Numbers that are no characters, such as halves of surrogate pairs, become U+FFFD.
    """
    text, name = match.group(0, 1)
    if name in _XML_ENTITIES:
        return str(text)
    return html.escape(html5.get(name, text) if name else html.unescape(text))


def _remove_doctypes(text: str, *, has_entry: bool) -> str:
    """Return a text without document type declarations, which must have no internal subset.

    Raises
    ------
    UserError
        If one has an internal subset. But if the text before it `has_entry`, or there is CDATA in
        front of it, it may be the text of a paper.
    """
    text = _EXTERNAL_DOCTYPE.sub("", text)
    before, doctype, _ = _COMMENT.sub("", text).partition(_DOCTYPE)
    if doctype and "<![CDATA[" not in before and not has_entry:
        raise UserError(
            f"an XML file with a document type declaration ({_DOCTYPE} …) that has declarations in "
            "it, which is refused: entities declared there can read other files or fill the "
            "memory; remove the declaration, or download the file again"
        )
    return text
