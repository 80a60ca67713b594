"""Colours and symbols of the pages, distinguishable on light and dark backgrounds.

The colours were found by a search over named hues that maximises the smallest OKLab distance
between any two of them, for normal and colour-blind vision. Earlier colours weigh more because
most reports have few themes. `tests/pages/test_palette.py` checks the distances.
"""

from collections.abc import Sequence
from typing import NamedTuple

COLOURS = (  # on a light and on a dark background
    ("#137cf1", "#61affc"),  # blue
    ("#d17803", "#fd9f16"),  # orange
    ("#b81f8e", "#fe6bbc"),  # magenta
    ("#077435", "#66dd8c"),  # green
    ("#742fc6", "#9c76ff"),  # violet
    ("#cf1b25", "#f56045"),  # red
    ("#62166b", "#994daf"),  # plum
    ("#291da3", "#4563e2"),  # deep blue
    ("#6f2a02", "#ae5a3d"),  # brown
    ("#8c6dc2", "#cabfff"),  # lavender
    ("#004837", "#24a380"),  # pine
    ("#b76568", "#ffc2be"),  # rose
)
UNASSIGNED = ("#8a8f98", "#6a707a")
SYMBOLS = ("circle", "diamond", "square", "triangle-up", "cross")
# Index into `SYMBOLS` for the first topic of each colour: colours whose CIEDE2000 distance is below
# 17 have different ones, such as violet, plum and deep blue.
_FIRST_SYMBOLS = (0, 0, 0, 0, 0, 0, 1, 2, 1, 1, 1, 1)
# From one topic of a colour to the next; coprime with the number of symbols. So the CIEDE2000
# distance of two colours with the same symbol is 14.7 or more for up to 30 topics on a light
# background, and 18 or more for up to 28 on a dark one (12.0 and 15.5 with equal steps).
_SYMBOL_STEPS = (3, 3, 3, 3, 3, 3, 3, 2, 1, 1, 1, 1)
GRADES = {"core": COLOURS[0], "fringe": COLOURS[1], "unassigned": UNASSIGNED}
_SEQUENCE_LIGHT = "#471063 #482c7b #3f4688 #355e8d #2b758f #228b8d #20a188 #2eb47b #59c566"
_SEQUENCE_DARK = "#3b4f8b #306a8e #25838e #1e9c8a #2bb37d #5bc665 #8dd644 #c7e124 #fde725"
SEQUENCE = (_SEQUENCE_LIGHT.split(), _SEQUENCE_DARK.split())
"""Colours of dates from early to late, on a light and on a dark background.

Each is the part of the colour map viridis (van der Walt & Smith, 2015) that is visible on the
background, in even steps of OKLab.
"""


class Look(NamedTuple):
    """Colour and symbol of a theme or topic.

    Attributes
    ----------
    colour
        Index into `COLOURS`.
    symbol
        Index into `SYMBOLS`.
    """

    colour: int
    symbol: int


def assign_looks(topic_ids: Sequence[str]) -> list[Look]:
    """Return the look of each topic, which a topic keeps from run to run.

    The number in a permanent id leads to a colour, so no state is needed. Older topics choose
    first. A topic whose colour is used more than others has the next one that is used least, so
    that all colours differ as long as they suffice; it can change when an older topic comes or
    goes. Topics of the same colour differ in their symbols, of which there are enough for 60, and
    so do the first topics of similar colours.

    Parameters
    ----------
    topic_ids
        Permanent ids, such as "T0012", all different.
    """
    count = len(COLOURS)
    uses = [0] * count
    looks = {}
    for topic_id in sorted(topic_ids, key=id_number):
        first, least = id_number(topic_id) - 1, min(uses)
        colour = next(c % count for c in range(first, first + count) if uses[c % count] == least)
        symbol = _FIRST_SYMBOLS[colour] + _SYMBOL_STEPS[colour] * uses[colour]
        looks[topic_id] = Look(colour, symbol % len(SYMBOLS))
        uses[colour] += 1
    return [looks[topic_id] for topic_id in topic_ids]


def id_number(topic_id: str) -> int:
    """Return the number in a permanent id: topics that are older have smaller ones."""
    return int(topic_id[1:])
