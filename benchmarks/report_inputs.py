"""What the benchmark of the report runs on: results of 432, 25,000 and 200,000 papers."""

import shutil
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from material import IDENTIFIED, THREADS, Corpus, embedded, labelled, made

from paperthemes import tables
from paperthemes.cluster import stage as clustering
from paperthemes.cluster.settings import ClusterSettings
from paperthemes.dedupe.stage import dedupe
from paperthemes.describe import stage as describing
from paperthemes.encoders.settings import EmbedSettings
from paperthemes.files import read_arrays, read_json, write_arrays, write_json
from paperthemes.identify import stage as identifying
from paperthemes.neighbours import stage
from paperthemes.neighbours.settings import NeighbourSettings
from paperthemes.parse.stage import parse
from paperthemes.terms import vocabulary

MADE, TIMES = 25_000, 8
SETTINGS = ClusterSettings(granularity="fine")  # of all, the one with the most topics


def say(what: str) -> None:
    """Tell what is done now."""
    sys.stderr.write(f"{what}\n")


def prepare(folder: Path, make: Callable[[Path], None]) -> None:
    """Let `make` fill a folder, unless it was done before."""
    if (folder / "done").exists():
        return
    say(f"preparing {folder.name}")
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    make(folder)
    (folder / "done").touch()


def of_dumps(dumps: Path, folder: Path) -> None:
    """Run all stages on dumps."""
    files = sorted(path for path in dumps.iterdir() if path.is_file())
    parsed = [parse(path, path.name) for path in files]
    papers, dropped = dedupe(pd.concat([records for records, _ in parsed]))
    find_topics(embedded(papers), dropped, [account for _, account in parsed], folder)


def of_labelled(path: Path, folder: Path) -> None:
    """Make papers of labelled ones, and run all stages on them."""
    corpus = made(labelled(path), MADE)
    papers = dressed(corpus.papers)
    counts = papers.dumps.str[0].value_counts().sort_index()
    accounts = [
        {"dump": name, "path": name, "format": "csv", "records": count, "boilerplate": 0}
        | {"lines": count, "rejected": [], "warnings": []}
        for name, count in counts.items()
    ]
    find_topics(
        Corpus(papers, corpus.vectors), tables.make(tables.DUPLICATES, []), accounts, folder
    )


def dressed(papers: pd.DataFrame) -> pd.DataFrame:
    """Give made papers what real ones have besides: four authors, date, arXiv id, a dump."""
    random = np.random.RandomState(0)
    count = len(papers)
    syllables = [first + last for first in "bdfgklmnprstvz" for last in ("a", "er", "i", "on", "u")]
    given, middle, end = (random.choice(syllables, 2_000) for _ in range(3))
    parts = zip(given, middle, end, strict=True)
    people = np.array([f"{one.title()} {two.title()}{three}" for one, two, three in parts])
    days = np.datetime64("2022-01-01") + random.randint(1_200, size=count)
    months = days.astype("datetime64[M]").astype(str)
    return papers.assign(
        authors=people[random.randint(len(people), size=(count, 4))].tolist(),
        published=days.astype(str),
        arxiv_id=[f"{month[2:4]}{month[5:]}.{row:05}v1" for row, month in enumerate(months)],
        dumps=[[f"dump-{number:02}.csv"] for number in random.randint(12, size=count)],
    )


def find_topics(
    corpus: Corpus, dropped: pd.DataFrame, accounts: Sequence[dict[str, Any]], folder: Path
) -> None:
    """Run the stages from `neighbours` to `describe`, and write all that a report is made of."""
    papers, vectors, near, terms = (
        str(folder / name) for name in ("papers.parquet", "vectors.npz", "near.npz", "terms.npz")
    )
    found, metrics = str(folder / "found.npz"), str(folder / "found.json")
    names = {name: str(folder / file) for name, file in IDENTIFIED.items()}
    tables.write(tables.PAPERS, corpus.papers, papers)
    tables.write(tables.DUPLICATES, dropped, folder / "duplicates.parquet")
    for account in accounts:
        write_json(folder / "parsed" / f"{account['dump']}.json", account)
    write_json(folder / "embedding.json", embedding(len(corpus.papers)))
    corpus.vectors.write(vectors)
    stage.run(papers, vectors, near, NeighbourSettings(), THREADS)
    clustering.run(papers, vectors, near, found, metrics, SETTINGS)
    vocabulary.run(papers, terms)
    sources = {"papers": papers, "vectors": vectors, "neighbours": near, "partition": found}
    sources |= {"vocabulary": terms, "metrics": metrics}
    identifying.run(sources, names, folder / "history", identifying.IdentifySettings())
    sources = describing.Sources(
        papers, vectors, names["partition"], names["identities"], terms, names["metrics"]
    )
    settings = describing.DescribeSettings()
    describing.run(sources, folder, EmbedSettings(), settings, cache=None, threads=THREADS)


def embedding(texts: int) -> dict[str, Any]:
    """Return an account as the stage embed gives it."""
    return {
        **{"encoder": EmbedSettings().encoder, "dimension": 384, "max_tokens": 256},
        **{"texts": texts, "cached": 0, "cached_share": 0.0, "encoded": texts},
        **{"shards": 1, "texts_per_second": 60.0, "truncated": 0, "truncated_share": 0.0},
    }


def of_made(source: Path, folder: Path) -> None:
    """Write the results in `source`, whose ids count its papers, several times as one."""
    shutil.copytree(source / "parsed", folder / "parsed")
    shutil.copy(source / "duplicates.parquet", folder)
    near = read_arrays(source / "near.npz", "paper_id", "indices")
    count = near["paper_id"].size
    ids = [f"{number:012x}" for number in range(TIMES * count)]
    indices = np.concatenate([near["indices"] + np.int32(part * count) for part in range(TIMES)])
    write_arrays(folder / "near.npz", paper_id=np.array(ids), indices=indices)
    write_json(folder / "embedding.json", embedding(len(ids)))
    for kind, name in ((tables.PAPERS, "papers"), (tables.ASSIGNMENTS, "assignments")):
        frame = several(kind, source / f"{name}.parquet", ids)
        part = np.arange(len(ids)) // count
        frame["title"] = [f"{title} ({n})" for title, n in zip(frame.title, part, strict=True)]
        tables.write(kind, frame, folder / f"{name}.parquet")
    places = several(tables.MAP, source / "map.parquet", ids)
    moved = np.random.RandomState(0).normal(scale=0.02, size=(len(ids), 2))
    places[["x", "y"]] += moved * places[["x", "y"]].std().to_numpy()
    tables.write(tables.MAP, places, folder / "map.parquet")
    for kind, name in ((tables.TOPICS, "topics"), (tables.THEMES, "themes")):
        groups = tables.read(kind, source / f"{name}.parquet")
        tables.write(kind, groups.assign(size=groups["size"] * TIMES), folder / f"{name}.parquet")
    metrics = read_json(source / "metrics.json")
    counts = {key: metrics[key] * TIMES for key in ("papers", "core", "fringe", "unassigned")}
    sizes = [size * TIMES for size in metrics["sizes"]]
    write_json(folder / "metrics.json", metrics | counts | {"sizes": sizes})


def several(kind: tables.Table, path: Path, ids: Sequence[str]) -> pd.DataFrame:
    """Read a table several times over, and give its rows these ids."""
    frame = pd.concat([tables.read(kind, path)] * TIMES, ignore_index=True)
    return frame.assign(paper_id=ids)
