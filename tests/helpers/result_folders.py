"""A folder with results of made-up papers, as the workflow leaves it, without what changed."""

from pathlib import Path

import pandas as pd

from helpers.pages import make_results
from paperthemes import tables
from paperthemes.embed import stage
from paperthemes.encoders.settings import EmbedSettings
from paperthemes.files import write_json


def write_results_of(papers: pd.DataFrame, working_folder: Path, embed: EmbedSettings) -> Path:
    """Write results with the topics of `make_results`; return the folder of the clustering."""
    folder = write_tables_of(papers, working_folder, embed.encoder)
    write_embeddings(folder.parent, embed)
    return folder


def write_tables_of(papers: pd.DataFrame, working_folder: Path, encoder: str) -> Path:
    """Write the same results without vectors; return the folder of the clustering."""
    folder = working_folder / "results/fine"
    folder.mkdir(parents=True)
    results = make_results(papers)
    tables.write(tables.PAPERS, papers, folder.parent / "papers.parquet")
    for table in (tables.ASSIGNMENTS, tables.TOPICS, tables.THEMES, tables.MAP):
        tables.write(table, getattr(results, table.name), folder / f"{table.name}.parquet")
    write_json(folder / "metrics.json", results.metrics | {"encoder": encoder})
    return folder


def write_embeddings(results: Path, embed: EmbedSettings) -> None:
    """Run step embed on the papers of a results folder."""
    base = results / "embeddings" / embed.encoder
    papers, shard = str(results / "papers.parquet"), f"{base}/shard.npz"
    stage.run_shard(
        {"papers": papers},
        {"shard": shard},
        embed,
        shard_index=0,
        shard_count=1,
        cache=None,
        offline=True,
        threads=1,
    )
    outputs = {"vectors": f"{base}.npz", "report": f"{base}.report.json"}
    stage.run({"papers": papers, "shards": [shard]}, outputs, embed, cache=None)
