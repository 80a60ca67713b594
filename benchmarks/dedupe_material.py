"""What the benchmark of duplicates runs on: papers, copies of them, and their neighbours.

Every record carries the number of its work. Authors are made up: the same for copies, and for most
neighbours too, for follow-ups are by the same people.
"""

import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

import pandas as pd
from dedupe_edits import COPIES, NEIGHBOURS, SENTENCES, Item, Writer

from paperthemes import tables

SURNAMES = re.findall(
    r"\w+",
    "Abe Brandt Costa Diaz Egede Farkas Goto Huang Ivanov Jensen Kaur Lindqvist Lopes Moreau Nagy "
    "Okafor Petrov Quist Rossi Sato Tanaka Ueda Varga Weiss Xu Yilmaz Zhou",
)


def read(path: str) -> list[Item]:
    """Read the labelled papers; authors are drawn for each."""
    lot = random.Random(0)
    frame = pd.read_parquet(path).sort_values("id")
    return [
        Item(
            work,
            "original",
            row.title,
            row.abstract,
            row.label,
            tuple(f"{lot.choice('ABCDEFGH')}. {name}" for name in lot.sample(SURNAMES, 3)),
            f"20{row.id[:2]}-{row.id[2:4]}",
            row.id,
        )
        for work, row in enumerate(tables.rows(frame))
    ]


def halves(papers: Sequence[Item]) -> tuple[list[Item], list[Item]]:
    """Divide papers by lot: one half to tune thresholds on, the other to report."""
    drawn = list(papers)
    random.Random(7).shuffle(drawn)
    return drawn[::2], drawn[1::2]


def labelled(papers: Sequence[Item], seed: int) -> list[Item]:
    """Make the labelled set: papers, up to three copies each, and neighbours with copies.

    Two in five papers are donors, for neighbours of half of the others.
    """
    donors = len(papers) * 2 // 5
    writer, items = Writer(seed, papers[:donors]), []
    works = iter(range(1_000_000, 2_000_000))
    for paper in papers[donors:]:
        items.append(_with_fewer_ids(writer, paper, original=True))
        for kind in writer.lot.sample(list(COPIES), writer.lot.choice((0, 1, 1, 2, 3))):
            copy = replace(COPIES[kind](writer, paper), kind=kind, published="")
            items.append(_with_fewer_ids(writer, copy, original=False))
        if writer.lot.random() < 0.5:
            items += _neighbours(writer, paper, works)
    writer.lot.shuffle(items)
    return items


def _neighbours(writer: Writer, paper: Item, works: Iterator[int]) -> Iterator[Item]:
    kind = writer.lot.choice(list(NEIGHBOURS))
    found = replace(
        NEIGHBOURS[kind](writer, paper), work=next(works), kind=kind, arxiv_id="", published=""
    )
    yield _with_fewer_ids(writer, found, original=False)
    if found.abstract and writer.lot.random() < 0.3:
        copy = replace(COPIES["typos"](writer, found), kind="typos")
        yield _with_fewer_ids(writer, copy, original=False)


def _with_fewer_ids(writer: Writer, item: Item, *, original: bool) -> Item:
    """Take identifiers and authors away from most records, or half of their initials."""
    keeps = writer.lot.random() < (0.3 if original else 0.1)
    authors = item.authors if writer.lot.random() < 0.4 else ()
    return replace(
        item,
        arxiv_id=item.arxiv_id if keeps else "",
        authors=tuple(name.split()[-1] if writer.lot.random() < 0.5 else name for name in authors),
    )


def recombined(papers: Sequence[Item], count: int, share: float, seed: int) -> list[Item]:
    """Make `count` records of works put together from others' sentences, a share of them copies."""
    writer, items = Writer(seed, papers), []
    titles: set[str] = set()
    while len(items) < count:
        paper = _put_together(writer, writer.lot.choice(papers), len(items))
        if paper.title in titles:  # as no two real works of so many words have one
            continue
        titles.add(paper.title)
        items.append(paper)
        while len(items) < count and writer.lot.random() < share:
            kind = writer.lot.choice(list(COPIES))
            items.append(replace(COPIES[kind](writer, paper), kind=kind))
    writer.lot.shuffle(items)
    return items


def _put_together(writer: Writer, first: Item, work: int) -> Item:
    """Make a paper of half a title each of two, and two sentences each of four of one field."""
    some = [first, *(writer.lot.choice(writer.by_label[first.label]) for _ in range(3))]
    words = [paper.title.split() for paper in some[:2]]
    title = words[0][: len(words[0]) // 2] + words[1][len(words[1]) // 2 :]
    sentences = [SENTENCES.split(paper.abstract) for paper in some]
    drawn = [part for own in sentences for part in writer.lot.sample(own, min(2, len(own)))]
    return Item(work, "original", " ".join(title), " ".join(drawn), first.label)


def records_of(items: Sequence[Item]) -> pd.DataFrame:
    """Make a `tables.RECORDS`; the position is the place among the items."""
    return tables.make(
        tables.RECORDS,
        (
            (
                *("made", place, place, place, item.title, item.abstract, "", item.arxiv_id),
                *(item.doi, [], item.published, list(item.authors), "{}"),
            )
            for place, item in enumerate(items)
        ),
    )
