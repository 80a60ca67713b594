"""Step suggest: read the results of all clusterings, and write what to change."""

from collections.abc import Callable, Mapping, Sequence
from hashlib import sha256
from itertools import chain, islice
from pathlib import Path
from typing import Any

import pandas as pd

from paperthemes import tables
from paperthemes.files import read_arrays, read_json, write_json
from paperthemes.suggest import on_corpus, on_sizes, on_topics
from paperthemes.suggest.inputs import Alternative, Clustering, Corpus, list_alternatives
from paperthemes.suggest.suggestion import Suggestion

MAX_SUGGESTIONS = 5  # for a clustering: more are a list that nobody works through
NEAR_DUPLICATE_DISTANCE = 0.05  # cosine, as in step cluster (docs/clustering.md)


def run(
    inputs: Mapping[str, Any],
    path: str | Path,
    clusterings: Mapping[str, Mapping[str, Any]],
    usual_size: Callable[[int], int],
    *,
    embed: Mapping[str, Any],
    near_duplicates: bool,
    curation: str,
) -> None:
    """Read the results of all clusterings, and write the suggestions for each to a JSON file.

    Parameters
    ----------
    inputs
        Paths of `papers` and `embedding` (the report of step embed), and lists of paths of
        `assignments`, `topics`, `metrics` and `neighbours`, in the order of `clusterings`. There
        may be a list of paths `sweeps`, of the file `points.json` of each sweep.
    path
        File for the suggestions.
    clusterings
        The settings of each clustering, by its name.
    usual_size
        Returns the minimum size of a topic for a number of papers, if the config sets no size.
    embed, near_duplicates, curation
        As in `Corpus`.

    Raises
    ------
    ValueError
        If a table does not have its columns, or if the assignments are not those of the papers.
    """
    papers = tables.read(tables.PAPERS, inputs["papers"], ["paper_id", "abstract", "dumps"])
    corpus = Corpus(
        papers=len(papers),
        without_abstract=int((papers.abstract == "").sum()),
        embed=embed,
        embedding=read_json(inputs["embedding"]),
        merges_near_duplicates=near_duplicates,
        curation=curation,
    )
    results = [
        _read_clustering(inputs, index, papers, usual_size, *item)
        for index, item in enumerate(clusterings.items())
    ]
    sweeps = [read_json(path) for path in inputs.get("sweeps", ())]
    content = {
        clustering.name: {
            **{key: clustering.metrics[key] for key in ("papers", "topics")},
            # So that readers notice if the suggestions are about earlier results.
            "metrics": sha256(Path(metrics_path).read_bytes()).hexdigest(),
            "suggestions": [
                suggestion.to_json()
                for suggestion in suggest(
                    clustering, list_alternatives(clustering, results, sweeps), corpus
                )
            ],
        }
        for clustering, metrics_path in zip(results, inputs["metrics"], strict=True)
    }
    write_json(path, content)


def suggest(
    clustering: Clustering, others: Sequence[Alternative], corpus: Corpus
) -> list[Suggestion]:
    """Return at most `MAX_SUGGESTIONS` suggestions for a clustering, the most useful first.

    What spoils all topics comes first, then what concerns most topics, then single ones. Of the
    `others`, a better one is cited as evidence.
    """
    by_usefulness = (
        on_corpus.read_more_tokens(corpus),
        on_corpus.add_abstracts(corpus),
        on_corpus.merge_near_duplicates(clustering, corpus),
        on_topics.cluster_again(clustering),
        on_sizes.change_size(clustering, others),
        on_topics.assign_more(clustering),
        on_topics.name_seeded_topics(clustering),
        on_topics.merge_topics(clustering, corpus),
    )
    return [*islice(chain.from_iterable(by_usefulness), MAX_SUGGESTIONS)]


def _read_clustering(
    inputs: Mapping[str, Any],
    index: int,
    papers: pd.DataFrame,
    usual_size: Callable[[int], int],
    name: str,
    settings: Mapping[str, Any],
) -> Clustering:
    """Read the results of the clustering at a position of the lists in `inputs`."""
    columns = ["paper_id", "topic", "confidence"]
    assignments = tables.read(tables.ASSIGNMENTS, inputs["assignments"][index], columns)
    tables.check_same_ids(papers.paper_id, assignments.paper_id, f"the assignments of {name}")
    # The first column holds the distance of each paper to itself.
    distances = read_arrays(inputs["neighbours"][index], "distances")["distances"][:, 1:2]
    metrics = read_json(inputs["metrics"][index])
    return Clustering(
        name=name,
        settings=settings,
        metrics=metrics,
        topics=tables.read(tables.TOPICS, inputs["topics"][index]),
        papers=assignments.assign(dumps=papers.dumps),
        near_duplicates=int((distances < NEAR_DUPLICATE_DISTANCE).any(axis=1).sum()),
        usual_size=usual_size(metrics["papers"]),
    )
