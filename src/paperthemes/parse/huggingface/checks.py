"""Checks of what was read from a page: papers without a title, cut-off ends, shared lines."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from paperthemes.parse.format import ParseWarning, ReaderItem, Record, Rejected
from paperthemes.parse.huggingface.page import Piece

ABSTRACT_END = re.compile(r"[.!?\u2026)\]\"'\u201d\u2019]$|https?://\S+$")  # if not cut off


def find_untitled(pieces: Sequence[Piece], title_indices: Sequence[int]) -> Iterator[Rejected]:
    """Yield a rejection for each paper that is linked from a page, but from no title there.

    `title_indices` are the indices of the pieces that are titles.
    """
    known_ids = {pieces[index].paper_id for index in title_indices} | {""}  # `""` is no link
    for piece in pieces:
        if piece.paper_id not in known_ids:
            known_ids.add(piece.paper_id)  # so that each paper is rejected once
            yield piece.reject(f"a card without its title (it links to the paper {piece.paper_id})")


def warn_if_cut_off(last_record: Record) -> Iterator[ParseWarning]:
    """Yield a warning if the abstract of a page's last record lacks an end, such as a full stop."""
    if not ABSTRACT_END.search(last_record.abstract):
        end = last_record.abstract[-40:]  # short enough for a message
        message = f"the last record may be cut off, its abstract ends with “{end}”; it is kept"
        yield ParseWarning(message, last_record.start)


def drop_overlaps(items: Iterable[ReaderItem]) -> Iterator[ReaderItem]:
    """Yield the items without lines that earlier ones have too: no line may be counted twice.

    Records and rejections must be sorted by `start`. One with no line left is replaced by a
    warning.
    """
    end = 0  # the last line of all earlier items
    for item in items:
        if not isinstance(item, Record | Rejected):
            yield item
        elif item.end > end:
            yield item if item.start > end else replace(item, start=end + 1)
            end = item.end
        elif isinstance(item, Record):
            yield ParseWarning("several papers in one line; only the first is kept", item.start)
        else:
            yield ParseWarning(f"{item.reason}, in a line of another record", item.start)
