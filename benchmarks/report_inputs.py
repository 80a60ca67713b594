"""Inputs of the benchmark of the report: results of the dumps, of 25,000 and of 200,000 papers."""

import shutil
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from corpora import Corpus, embed_papers, make_synthetic, parse_dumps, read_labelled
from measure import log
from steps import clustering_jobs, clustering_paths, corpus_jobs, corpus_paths, run_jobs

from paperthemes import tables
from paperthemes.cluster.settings import Granularity
from paperthemes.dedupe.stage import dedupe
from paperthemes.encoders.settings import EmbedSettings
from paperthemes.files import read_arrays, read_json, write_arrays, write_json

COPIES = 8  # of the large corpus in the huge one
CLUSTERING: Granularity = "fine"  # it has the most topics
DUMPS = 12  # of the synthetic papers
SHIFT = 0.02  # of copies on the map, as a share of its standard deviation


def prepare(folder: Path, fill: Callable[[Path], None]) -> None:
    """Let `fill` write the inputs to a folder, unless it did so before."""
    if (folder / "done").exists():
        return
    log(f"preparing {folder.name}")
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    fill(folder)
    (folder / "done").touch()


def report_paths(folder: Path) -> dict[str, Any]:
    """Return the inputs of the step; suggestions, which are a few lines of the page, are none."""
    write_json(folder / "suggestions.json", {CLUSTERING: {"suggestions": []}})
    reports = sorted(str(path) for path in (folder / "parsed").iterdir())
    paths = corpus_paths(folder) | clustering_paths(folder, CLUSTERING)
    return paths | {"parse_reports": reports, "suggestions": str(folder / "suggestions.json")}


def process_dumps(dumps: Path, folder: Path) -> None:
    """Run all steps on dumps."""
    records, reports = parse_dumps(dumps)
    papers, duplicates = dedupe([records])
    run_steps(embed_papers(papers), duplicates, reports, folder)


def process_synthetic(labelled: Path, count: int, folder: Path) -> None:
    """Run all steps on synthetic papers."""
    corpus = make_synthetic(read_labelled(labelled), count)
    papers = add_details(corpus.papers)
    (folder / "dumps").mkdir()
    for name, part in papers.groupby(papers.dumps.str[0]):
        cells = part[["title", "abstract", "published"]].assign(authors=part.authors.str.join("; "))
        cells.to_csv(folder / "dumps" / str(name), index=False)
    _, reports = parse_dumps(folder / "dumps")
    duplicates = tables.make(tables.DUPLICATES, [])
    run_steps(Corpus(papers=papers, vectors=corpus.vectors), duplicates, reports, folder)


def add_details(papers: pd.DataFrame) -> pd.DataFrame:
    """Add four random authors, a date, an arXiv id and a dump to each synthetic paper."""
    random = np.random.RandomState(0)
    count = len(papers)
    syllables = [first + last for first in "bdfgklmnprstvz" for last in ("a", "er", "i", "on", "u")]
    parts = (random.choice(syllables, 2_000) for _ in range(3))
    names = [
        f"{first.title()} {last.title()}{end}" for first, last, end in zip(*parts, strict=True)
    ]
    people = np.array(names)
    days = np.datetime64("2022-01-01") + random.randint(1_200, size=count)
    months = days.astype("datetime64[M]").astype(str)
    return papers.assign(
        authors=people[random.randint(len(people), size=(count, 4))].tolist(),
        published=days.astype(str),
        arxiv_id=[f"{month[2:4]}{month[5:]}.{row:05}v1" for row, month in enumerate(months)],
        dumps=pd.Series(random.randint(DUMPS, size=count))
        .map("dump-{:02}.csv".format)
        .map(lambda name: [name]),
    )


def run_steps(
    corpus: Corpus, duplicates: pd.DataFrame, reports: Sequence[Mapping[str, Any]], folder: Path
) -> None:
    """Write all inputs of the report: the given ones, and those of the steps before it."""
    corpus.write(folder)
    tables.write(tables.DUPLICATES, duplicates, folder / "duplicates.parquet")
    for report in reports:
        write_json(folder / "parsed" / f"{report['dump']}.json", report)
    write_json(folder / "embedding.json", make_embed_report(len(corpus.papers)))
    run_jobs(corpus_jobs(folder))
    run_jobs(clustering_jobs(folder, CLUSTERING))


def make_embed_report(texts: int) -> dict[str, Any]:
    """Return a report of step embed."""
    return {
        **{"encoder": EmbedSettings().encoder, "dimension": 384, "max_tokens": 256},
        **{"texts": texts, "cached": 0, "cached_share": 0.0, "encoded": texts},
        **{"shards": 1, "texts_per_second": 60.0, "truncated": 0, "truncated_share": 0.0},
    }


def repeat_papers(source: Path, folder: Path) -> None:
    """Write the inputs in `source` with `COPIES` of each paper, under other ids."""
    shutil.copytree(source / "parsed", folder / "parsed")
    shutil.copy(source / "duplicates.parquet", folder)
    neighbours = read_arrays(source / "neighbours.npz", "paper_id", "indices")
    count = neighbours["paper_id"].size
    ids = [f"{number:012x}" for number in range(COPIES * count)]
    offsets = np.arange(COPIES, dtype=np.int32)[:, None, None] * np.int32(count)
    indices = (neighbours["indices"] + offsets).reshape(len(ids), -1)
    write_arrays(folder / "neighbours.npz", paper_id=np.array(ids), indices=indices)
    write_json(folder / "embedding.json", make_embed_report(len(ids)))
    inputs = corpus_paths(source) | clustering_paths(source, CLUSTERING)
    outputs = corpus_paths(folder) | clustering_paths(folder, CLUSTERING)
    (folder / CLUSTERING).mkdir()
    for name in ("changes", "related_terms"):
        shutil.copy(inputs[name], outputs[name])
    numbers = np.repeat(np.arange(COPIES), count)
    for table in (tables.PAPERS, tables.ASSIGNMENTS):
        frame = repeat_rows(table, inputs[table.name], ids)
        frame["title"] = [f"{title} ({n})" for title, n in zip(frame.title, numbers, strict=True)]
        tables.write(table, frame, outputs[table.name])
    places = repeat_rows(tables.MAP, inputs["map"], ids)
    shifts = np.random.RandomState(0).normal(scale=SHIFT, size=(len(ids), 2))
    places[["x", "y"]] += shifts * places[["x", "y"]].std().to_numpy()
    tables.write(tables.MAP, places, outputs["map"])
    for table in (tables.TOPICS, tables.THEMES):
        groups = tables.read(table, inputs[table.name])
        tables.write(table, groups.assign(size=groups["size"] * COPIES), outputs[table.name])
    metrics = read_json(inputs["metrics"])
    counts = {key: metrics[key] * COPIES for key in ("papers", "core", "fringe", "unassigned")}
    sizes = [size * COPIES for size in metrics["sizes"]]
    write_json(outputs["metrics"], metrics | counts | {"sizes": sizes})


def repeat_rows(table: tables.Table, path: str, ids: Sequence[str]) -> pd.DataFrame:
    """Read a table, repeat it `COPIES` times and give the rows these ids."""
    frame = pd.concat([tables.read(table, path)] * COPIES, ignore_index=True)
    return frame.assign(paper_id=ids)
