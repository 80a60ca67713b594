"""Records and made-up papers for tests of dedupe."""

import pandas as pd

from paperthemes import tables

DEFAULTS = {
    "dump": "a.txt",
    "start": 1,
    "end": 2,
    "abstract": "Some abstract.",
    "url": "",
    "arxiv_id": "",
    "doi": "",
    "ids": [],
    "published": "",
    "authors": [],
    "extra": "{}",
}

TITLE = "Counting Lighthouses from Orbit: A Survey of Coastal Beacons"
ABSTRACT = (
    "Lighthouses mark the edges of continents, yet no register of them is complete. We train a "
    "small detector on night images of 4,100 coasts and ask volunteers to confirm what it finds. "
    "The detector recovers 97 percent of the beacons that mariners have on their charts and adds "
    "312 that no chart shows. Most of these stand on private islands, where surveys seldom land. "
    "We release the images, the labels and the votes of all volunteers, and describe how weather, "
    "glare and passing ships mislead the model. Our register makes it possible to study how "
    "shipping lanes follow the light."
)
# Another paper by the same authors, with the same beginning.
FOLLOW_UP = (
    "Lighthouses mark the edges of continents, yet no register of them is complete. Earlier work "
    "trained a detector on night images of coasts. Here we turn to fog signals, which no satellite "
    "can see, and place microphones on forty buoys in the northern sea. Horns are told apart by "
    "their rhythm with a network that listens for six hours. Two thirds of the signals in the "
    "official list had fallen silent. The silence is explained by budgets and not by storms, as "
    "interviews with nine harbour masters suggest."
)


def make_records(*rows: dict) -> pd.DataFrame:
    """Make a `tables.RECORDS`; missing cells are those of `DEFAULTS`."""
    complete = [DEFAULTS | {"position": index} | row for index, row in enumerate(rows)]
    cells = [tuple(row[name] for name in tables.RECORDS.names) for row in complete]
    return tables.make(tables.RECORDS, cells)
