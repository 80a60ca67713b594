"""Records that the benchmark of duplicates runs on: papers, copies of them, and lookalikes.

Each record has the number of its work. Authors are random; copies have those of their paper, and so
do most lookalikes, because follow-ups are often by the same people.
"""

import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import pandas as pd
from dedupe_edits import SENTENCES, Editor, SourceRecord
from dedupe_kinds import COPIES, LOOKALIKES

from paperthemes import tables

SURNAMES = re.findall(
    r"\w+",
    "Abe Brandt Costa Diaz Egede Farkas Goto Huang Ivanov Jensen Kaur Lindqvist Lopes Moreau Nagy "
    "Okafor Petrov Quist Rossi Sato Tanaka Ueda Varga Weiss Xu Yilmaz Zhou",
)
FIRST_LOOKALIKE = 1_000_000  # work number, beyond those of all papers


def read_papers(path: Path) -> list[SourceRecord]:
    """Read the labelled papers; give each three random authors."""
    generator = random.Random(0)
    frame = pd.read_parquet(path).sort_values("id")
    return [
        SourceRecord(
            work=work,
            kind="original",
            title=row.title,
            abstract=row.abstract,
            label=row.label,
            authors=tuple(
                f"{generator.choice('ABCDEFGH')}. {name}" for name in generator.sample(SURNAMES, 3)
            ),
            published=f"20{row.id[:2]}-{row.id[2:4]}",
            arxiv_id=row.id,
        )
        for work, row in enumerate(tables.rows(frame))
    ]


def split_papers(papers: Sequence[SourceRecord]) -> tuple[list[SourceRecord], list[SourceRecord]]:
    """Split papers at random: one half to choose thresholds on, the other to report."""
    shuffled = list(papers)
    random.Random(7).shuffle(shuffled)
    return shuffled[::2], shuffled[1::2]


def make_labelled_records(papers: Sequence[SourceRecord], seed: int) -> list[SourceRecord]:
    """Return papers, up to three copies of each, and lookalikes with copies, in random order.

    Two in five papers are donors for lookalikes of half of the others.
    """
    donors = len(papers) * 2 // 5
    editor = Editor(seed, papers[:donors])
    records: list[SourceRecord] = []
    works = iter(range(FIRST_LOOKALIKE, 2 * FIRST_LOOKALIKE))
    for paper in papers[donors:]:
        records.append(_remove_ids(editor, paper, keep=0.3))
        for kind in editor.random.sample(list(COPIES), editor.random.choice((0, 1, 1, 2, 3))):
            copy = replace(COPIES[kind](editor, paper), kind=kind, published="")
            records.append(_remove_ids(editor, copy, keep=0.1))
        if editor.random.random() < 0.5:
            records += _make_lookalikes(editor, paper, next(works))
    editor.random.shuffle(records)
    return records


def _make_lookalikes(editor: Editor, paper: SourceRecord, work: int) -> Iterator[SourceRecord]:
    """Yield a lookalike of a paper and, for some, a copy of it."""
    kind = editor.random.choice(list(LOOKALIKES))
    edited = LOOKALIKES[kind](editor, paper)
    lookalike = replace(edited, work=work, kind=kind, arxiv_id="", published="")
    yield _remove_ids(editor, lookalike, keep=0.1)
    if lookalike.abstract and editor.random.random() < 0.3:
        copy = replace(COPIES["typos"](editor, lookalike), kind="typos")
        yield _remove_ids(editor, copy, keep=0.1)


def _remove_ids(editor: Editor, record: SourceRecord, *, keep: float) -> SourceRecord:
    """Remove identifiers, but for a share, and for most records authors or half of the initials."""
    has_id = editor.random.random() < keep
    authors = record.authors if editor.random.random() < 0.4 else ()
    return replace(
        record,
        arxiv_id=record.arxiv_id if has_id else "",
        authors=tuple(
            name.split()[-1] if editor.random.random() < 0.5 else name for name in authors
        ),
    )


def make_many_records(
    papers: Sequence[SourceRecord], count: int, copies: float, seed: int
) -> list[SourceRecord]:
    """Make `count` records of works that combine sentences of papers; a share are copies."""
    editor, titles = Editor(seed, papers), set()
    records: list[SourceRecord] = []
    while len(records) < count:
        paper = _combine_papers(editor, editor.random.choice(papers), len(records))
        if paper.title in titles:  # long titles of two real works always differ
            continue
        titles.add(paper.title)
        records.append(paper)
        while len(records) < count and editor.random.random() < copies:
            kind = editor.random.choice(list(COPIES))
            records.append(replace(COPIES[kind](editor, paper), kind=kind))
    editor.random.shuffle(records)
    return records


def _combine_papers(editor: Editor, first: SourceRecord, work: int) -> SourceRecord:
    """Make a paper of two half titles, and of two sentences of each of four papers of one label."""
    same_label = editor.by_label[first.label]
    sources = [first, *(editor.random.choice(same_label) for _ in range(3))]
    words = [paper.title.split() for paper in sources[:2]]
    title = words[0][: len(words[0]) // 2] + words[1][len(words[1]) // 2 :]
    abstracts = [SENTENCES.split(paper.abstract) for paper in sources]
    sentences = [
        sentence
        for abstract in abstracts
        for sentence in editor.random.sample(abstract, min(2, len(abstract)))
    ]
    return SourceRecord(work, "original", " ".join(title), " ".join(sentences), first.label)


def make_table(records: Sequence[SourceRecord]) -> pd.DataFrame:
    """Make a `tables.RECORDS`; the position is the index in `records`."""
    cells = {
        "dump": ["records.csv"] * len(records),
        **{name: range(len(records)) for name in ("position", "start", "end")},
        **{
            name: [getattr(record, name) for record in records]
            for name in ("title", "abstract", "arxiv_id", "doi", "published")
        },
        "url": [""] * len(records),
        "ids": [[]] * len(records),
        "authors": [list(record.authors) for record in records],
        "extra": ["{}"] * len(records),
    }
    return tables.make(
        tables.RECORDS, zip(*(cells[name] for name in tables.RECORDS.names), strict=True)
    )
