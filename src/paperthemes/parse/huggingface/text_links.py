"""Links of pages saved as plain text, and lines that hold several parts of a card.

Text browsers number the links and list the addresses at the end; other tools write the address
behind the text. Some tools put a whole card in one line::

    [45]Sorting Apples by Ear             Sorting Apples by Ear (/papers/2407.01234)
    Submitted by ada 94 Sorting Apples by Ear · 3 authors · May 305
    References
      45. https://huggingface.co/papers/2407.01234
"""

import re
from collections.abc import Iterator, Mapping, Sequence

from paperthemes.parse.huggingface.page import Piece
from paperthemes.parse.huggingface.text_lines import Line
from paperthemes.text.titles import collapse_whitespace

_LISTED = re.compile(r"\s{0,8}\[?(\d{1,4})[\].]:?\s+((?:https?://|mailto:|file:/|/)\S{0,2000})\s*")
_MARK = re.compile(r"\[(\d{1,4})\]")
_ADDRESS = re.compile(r"\s?[(\[<]((?:https?:/)?/[^\s()\[\]<>]{0,500})[)\]>]")
_STARS = re.compile(r"^\*{2,6}\s*|\s*\*{2,6}$")  # around a heading
_LETTER_BULLET = re.compile(r"^o(?:\s+o)*(?=$|\s+(?:·|\d))")  # of items of lists
_SITE_ADDRESS = re.compile(
    r"(?:https?://(?:www\.)?(?:huggingface\.co|hf\.co))?/(?:papers/\d|login\?next)|/"
)
_MAX_CARD_LENGTH = 600  # characters of a card in one line
_DIGIT = re.compile(r"\d")
_COUNT = r"-|\d[\d.,]{0,8}[kM]?"
_MONTH = r"(?:Published on )?[A-Z][a-z]{2,8}"
_HEAD = re.compile(rf"(?:^|\s)(Submitted by(?: \S{{1,60}}){{1,3}}?) ({_COUNT}) (?=\S)")
_COUNT_HEAD = re.compile(rf"^({_COUNT}) (?=.{{1,500}}\n.{{1,60}}\n ?\d{{1,5}}$)", re.DOTALL)
_DETAIL = re.compile(
    rf"(?<=\S) (· ?(?:\d[\d,]{{0,6}} authors?|{_MONTH} \d{{1,2}}(?:, \d{{4}})?))\b"
)
_AUTHORS = re.compile(r"(?<![·\n]) (\d[\d,]{0,6} authors?)\b")
_GITHUB = re.compile(rf"^(GitHub (?:{_COUNT})) (?=\w)")
_DAY_AND_COUNT = re.compile(rf"(?:· ?)?{_MONTH} \d{{1,2}}(?:, \d{{4}})? ?\d{{1,4}}")
_COUNT_ALONE = re.compile(r"0|[1-9]\d*")


def split_lines(lines: Sequence[str]) -> Iterator[Line | None]:
    """Yield the lines of a page; those with several links, or parts of a card, are divided.

    `None` stands for a blank line, and for each line of a list of addresses.
    """
    listed = [_LISTED.fullmatch(line[:2_100]) for line in lines]
    tables = _collect_addresses(listed)
    for number, (line, is_listed, table) in enumerate(zip(lines, listed, tables, strict=True), 1):
        if is_listed or not line.strip():
            yield None
            continue
        indent = len(line) - len(line.lstrip())
        text = collapse_whitespace(line)
        is_heading = text.startswith("**"), text.endswith("**")
        text = _STARS.sub("", text) if any(is_heading) else _LETTER_BULLET.sub("•", text)
        has_links = bool(table) or "/" in text
        parts = _split_links(text, table) if has_links else [(text, "", False, False)]
        for part, target, opens, closes in parts:
            *first, last = _split_card(part)
            for head in first:
                yield Line(number, number, head, indent=indent, closes=True)
            opens, closes = opens or is_heading[0], closes or is_heading[1] or bool(first)
            yield Line(number, number, last, target, indent=indent, opens=opens, closes=closes)


def _collect_addresses(listed: Sequence[re.Match[str] | None]) -> list[Mapping[str, str]]:
    """Return for each line the addresses by their numbers in the next list of addresses below.

    A list whose numbers do not rise begins another one.
    """
    tables: list[Mapping[str, str]] = []
    table: dict[str, str] = {}
    last = 0  # the number read before, which is the next one of the page
    for match in reversed(listed):
        if match:
            table = table if table and int(match[1]) < last else {}
            last = int(match[1])
            table[match[1]] = match[2]
        tables.append(table)
    return tables[::-1]


def _split_links(text: str, addresses: Mapping[str, str]) -> Iterator[tuple[str, str, bool, bool]]:
    """Yield the parts of a line with their addresses, and whether a link begins or ends there.

    The number of a link stands before its text, or behind if none begins the line. Numbers and
    addresses within a text stay, unless they are of papers or votes.
    """
    target, opens, start = "", False, 0
    marks = [mark for mark in _MARK.finditer(text) if mark[1] in addresses] if addresses else []
    is_before = bool(marks) and marks[0].start() == 0
    for mark in marks or _ADDRESS.finditer(text):
        address = addresses[mark[1]] if marks else mark[1]
        before = text[start : mark.start()].strip()
        is_end = mark.end() == len(text) and not before.endswith(".")
        is_outside = bool(marks) and (is_end or mark.start() == 0)
        if not (is_outside or _SITE_ADDRESS.match(address) or not _has_role(before, "text")):
            continue
        if not is_before:
            yield before, address, False, True
        elif before or start:
            yield before, target, opens, True
        target, opens, start = address if is_before else "", is_before, mark.end()
    if start == 0 or is_before or text[start:].strip():
        yield text[start:].strip(), target, opens, False


def _has_role(text: str, name: str) -> bool:
    """Return true if a text has the role `name` on the page, such as `date`; see `page.Role`."""
    return Piece(0, 0, text).role.name == name


def _split_card(text: str) -> list[str]:
    """Return the parts of a card that a line holds, such as a submitter, a title and a day."""
    if " " not in text or len(text) > _MAX_CARD_LENGTH or not _DIGIT.search(text):
        return [text]
    divided = _HEAD.sub(r"\n\1\n\2\n", text)
    if divided != text:  # the dot may be missing
        divided = _AUTHORS.sub(r"\n\1\n", divided)
    divided = _GITHUB.sub(r"\1\n", _DETAIL.sub(r"\n\1\n", divided))
    divided = _COUNT_HEAD.sub(r"\1\n", divided, count=1)
    parts = [collapse_whitespace(part) for part in divided.split("\n") if part.strip(" ·")]
    return [piece for part in parts or [text] for piece in _split_day(part)]


def _split_day(text: str) -> list[str]:
    """Divide a day and the number of comments behind it, such as `May 305`, if it is certain."""
    if not _DAY_AND_COUNT.fullmatch(text) or _has_role(text, "date"):
        return [text]
    parts = [(text[:-digits], text[-digits:]) for digits in range(1, 5)]
    certain = [
        [day.strip(), count]
        for day, count in parts
        if _COUNT_ALONE.fullmatch(count) and _has_role(day, "date")
    ]
    return certain[0] if len(certain) == 1 else [text]
