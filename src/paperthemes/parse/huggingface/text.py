"""Hugging Face pages of papers saved as plain text.

Lists of titles and abstracts come in two layouts, which differ in their blank lines and in the
order of the lines at the top::

    Get trending papers in your email inbox!        new
    SubscribeTitle of the first paper
    Its abstract, one long line.                    Get trending papers in your email inbox!
    Title of the second paper
    Its abstract.                                   Subscribe

                                                    Daily Papers

                                                    byAK and the research community

                                                    Aug 1

                                                    Title of the first paper

                                                    Its abstract, one long line.

A record is a line with a title and the next line with an abstract; blank lines and page furniture
(menus and buttons) may stand between them. A title without an abstract is rejected, because it may
be page furniture, and so is an abstract without a title.

Text that a tool took from the visible page (BeautifulSoup's `get_text`, inscriptis, copying) has
the parts of cards (see `page`) and perhaps no abstracts::

    Submitted by ada
    94
    Title of the first paper
    · 12 authors
    5

A title is a line below a submitter or a number of upvotes, or a line above an abstract. It is also
the line above a number of authors if there was no title since the previous number of authors. Such
a title gives a record, with or without an abstract. Lines that were wrapped to a common width are
joined again.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import zip_longest

from paperthemes.parse.dates import parse_date
from paperthemes.parse.dump import Dump
from paperthemes.parse.format import Format, ParseWarning, ReaderItem, Record, Rejected
from paperthemes.parse.huggingface import page
from paperthemes.parse.huggingface.cards import read_cards
from paperthemes.parse.huggingface.checks import drop_overlaps, warn_if_cut_off
from paperthemes.parse.huggingface.markdown_links import attach_addresses
from paperthemes.parse.huggingface.page import Piece, Role
from paperthemes.parse.huggingface.text_lines import find_hidden_titles, join_lines
from paperthemes.parse.huggingface.text_links import split_lines
from paperthemes.text.titles import collapse_whitespace

_BUTTON = "Subscribe"  # may be joined to the first title: "SubscribeTitle of the paper"
_DETECTION_LINES = 400  # lines that are searched for the head of a page; menus may precede it
_CARD_LINE = re.compile(r"\d authors?\b|^\s{0,40}Submitted by\b", re.MULTILINE)
_MIN_CARDS = 2  # on a page without its head; other documents may have one such line
_CARD_ROLES = {"authors", "submitter", "upvotes"}  # of pieces (`page.Role`) in cards alone
_SUBMITTED_BY = Role("submitter")  # without a name in its line
_ROLES_ABOVE = {"submitter", "number", "upvotes"}  # of pieces directly above a title
_MAX_JOINED_LENGTH = 21  # characters of a day or a number with its label
_LABEL = re.compile(r"(Upvote|GitHub) \d[\d.,]*[kM]?", re.IGNORECASE)


def _detect(dump: Dump) -> float:
    """Return the confidence that a dump is a page of papers saved as plain text.

    It is 0.7 if one of the first `_DETECTION_LINES` lines is a text that stands at the top of every
    such page. It is 0.6 if these lines have the parts of `_MIN_CARDS` cards: numbers of authors, or
    submitters, and as many counts. Otherwise it is 0.
    """
    head_lines = dump.head_lines[:_DETECTION_LINES]
    if any(map(page.is_page_head, map(collapse_whitespace, head_lines))):
        return 0.7
    if len(_CARD_LINE.findall("\n".join(head_lines))) < _MIN_CARDS:
        return 0.0
    roles = Counter(line.role.name for line in split_lines(head_lines) if line)
    card_count = max(roles["authors"], roles["submitter"])
    counts = roles["number"] + roles["upvotes"] + roles["comments"]
    return 0.6 if min(card_count, counts) >= _MIN_CARDS else 0.0


def _read(dump: Dump, _: object) -> Iterator[ReaderItem]:
    """Yield the records, rejections and warnings of a page saved as plain text.

    If the page has a number of authors, a submitter or upvotes, the papers are read from their
    cards, as on the visible page. Otherwise they are pairs of a title and an abstract.
    """
    lines = list(split_lines(dump.page.split("\n")[:-1]))
    has_cards = any(line and line.role.name in _CARD_ROLES for line in lines)
    pieces = _join_divided(attach_addresses(join_lines(lines, has_cards=has_cards)))
    if any(piece.paper_id for piece in pieces):
        yield from read_cards(pieces, page.find_titles(pieces), dump.head_lines)
    elif has_cards:
        yield from read_cards(pieces, _find_titles(pieces), dump.head_lines)
    else:
        yield from drop_overlaps(_pair_titles(list(_iter_content(pieces))))
        for number in find_hidden_titles(lines, pieces):
            yield ParseWarning("a title may be within an abstract", number)


def _join_divided(pieces: Iterable[Piece]) -> list[Piece]:
    """Return the pieces; any two neighbours that are one text of the page are joined.

    They are a month and a day or year, such as `Aug` and `1`, or a label and a number, such as
    `Upvote` and `94`, or a text and the address of a paper in parentheses in the line below.
    """
    joined: list[Piece] = []
    for piece in pieces:
        previous = joined[-1] if joined else Piece(0, 0, "")
        text = f"{previous.text} {piece.text}"
        is_day = previous.text.isalpha() and parse_date(text)  # the name of a month first
        if len(text) <= _MAX_JOINED_LENGTH and (is_day or _LABEL.fullmatch(text)):
            joined[-1] = Piece(previous.start, piece.end, text)
        elif (
            (piece.paper_id and not piece.text)
            and (previous.role.name == "text" and not previous.target)
            and piece.start <= previous.end + 1
        ):
            joined[-1] = replace(previous, end=piece.end, target=piece.target)
        else:
            joined.append(piece)
    return joined


def _find_titles(pieces: Sequence[Piece]) -> list[int]:
    """Return the indices of the pieces (lines of plain text) that are titles of papers.

    A title is a text above an abstract or a number of authors (`_is_above_details`), or a text that
    may be a title (`_may_be_title`) below a submitter or a number, which may be of upvotes. The
    name of a submitter, directly below "Submitted by", is never a title. Blank pieces between the
    others are ignored.
    """
    shown = [(index, piece) for index, piece in enumerate(pieces) if piece.role.name != "blank"]
    roles = [Role("blank"), Role("blank"), *(piece.role for _, piece in shown)]
    title_indices = []
    lacks_authors = False  # there is a title above, and no number of authors since
    for position, (index, piece) in enumerate(shown):
        before, above, role = roles[position : position + 3]
        below = [other for _, other in shown[position + 1 : position + 3]]  # the next two
        if role.name != "text":
            lacks_authors = lacks_authors and role.name != "authors"
        elif above != _SUBMITTED_BY and (  # otherwise, it is the submitter's name
            _is_above_details(piece, below, lacks_authors=lacks_authors)
            or (
                (above.name in _ROLES_ABOVE or (above.name == "text" and before == _SUBMITTED_BY))
                and _may_be_title(piece, below)
            )
        ):
            title_indices.append(index)
            lacks_authors = True
    return title_indices


def _may_be_title(piece: Piece, below: Sequence[Piece]) -> bool:
    """Return true if a text below a submitter or a number of upvotes may be a title.

    A text that reads like an abstract may be a title only if an abstract or a number of authors is
    directly below it; the dot "·" begins the line of that number. `below` has the next pieces, of
    which only the first counts.
    """
    if not piece.is_prose:
        return True
    role_name = below[0].role.name if below else ""
    return below[0].is_prose if role_name == "text" else role_name in ("authors", "dot")


def _is_above_details(piece: Piece, below: Sequence[Piece], *, lacks_authors: bool) -> bool:
    """Return true if a text is a title because an abstract or a number of authors is below it.

    A text that itself reads like an abstract is never such a title. `below` has the next two
    pieces; the first may be the dot "·" before the number of authors. If the previous title still
    `lacks_authors`, the number is that title's and shows nothing.
    """
    if piece.is_prose or not below:
        return False
    role_names = [other.role.name for other in below]
    if role_names[0] == "text":
        return below[0].is_prose
    return not lacks_authors and "authors" in role_names and role_names[0] in ("authors", "dot")


def _iter_content(pieces: Iterable[Piece]) -> Iterator[tuple[Piece, str]]:
    """Yield the titles and abstracts among the pieces, each with the day of its page or `""`.

    This is the last day above, as `parse_date` returns it: `--08-01` if it has no year. All pieces
    but menus, buttons and days are titles or abstracts. The text of the button "Subscribe" may be
    joined to the first title; it is removed from the title.
    """
    day = ""
    is_below_mailing = False  # the previous piece asks for the e-mail address of subscribers
    for piece in pieces:
        text = piece.text
        has_button = is_below_mailing and text.startswith(_BUTTON)
        # The other text at the top of a page, "by AK …", has no button below it.
        is_below_mailing = page.is_page_head(text) and not text.lower().startswith("by")
        if piece.role.name == "date":
            day = piece.role.value
        # "Subscribe to …" is a title; in "SubscribeTitle …" the button is joined to one.
        elif has_button and text != _BUTTON and not text.startswith(f"{_BUTTON} "):
            yield replace(piece, text=text.removeprefix(_BUTTON)), day
        elif not page.is_furniture(text) and page.strip_bullets(text):
            yield piece, day


def _pair_titles(
    content: Sequence[tuple[Piece, str]],
) -> Iterator[Record | Rejected | ParseWarning]:
    """Yield a record for each title with an abstract directly below it; reject the other pieces.

    `content` has all titles and abstracts, each with its day. There is also a warning if the last
    of them is the abstract of a record and seems to be cut off.
    """
    record, abstract = None, None  # the last ones
    for (piece, day), below in zip_longest(content, (piece for piece, _ in content[1:])):
        if piece is abstract:
            continue
        if below and below.is_prose and not piece.is_prose:
            record = Record(piece.start, below.end, piece.text, below.text, published=day)
            abstract = below
            yield record
            continue
        reason = "abstract without a title" if piece.is_prose else "title without an abstract"
        yield piece.reject(reason if below else f"{reason} (the dump ends here)")
    if record and record.end == content[-1][0].end:
        yield from warn_if_cut_off(record)


FORMAT = Format("hf-daily-text", _detect, _read)
