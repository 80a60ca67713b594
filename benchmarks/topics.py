"""Topics side by side with those of other methods: quality, steadiness, time and memory.

    python benchmarks/topics.py LABELLED.parquet [--dumps FOLDER] [--evoc-python PYTHON]
                                [--made 25000] [--write benchmarks/results] [--cost-only]

LABELLED has the columns title, abstract and label. All methods get the same vectors, and none is
told anything about the corpus but k-means, which is told the number of labels. Papers without a
topic count as one more topic. What is random is run three times on other seeds: medians.

- *Quality*: AMI and ARI with the labels; seconds from vectors to topics.
- *Steadiness*: ARI of two runs on other seeds, and of runs on two random 80 % of the papers.
- *Size*: how the number of topics changes when the smallest is made 10 % larger or smaller.
- *Cost*: the jobs `neighbours`, `vocabulary`, and twice `cluster`, `identify` and `describe`, as
  the workflow runs them, files included.
  Larger corpora are made of the labelled one: each paper of four that are alike.
"""

import argparse
import json
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from functools import partial
from itertools import combinations
from pathlib import Path
from statistics import median
from typing import Any

import numpy as np
from material import THREADS, Corpus, labelled, made, of_dumps
from measuring import machine, measured, report, table
from numpy.typing import NDArray
from sklearn.metrics import adjusted_mutual_info_score, adjusted_rand_score

from paperthemes import tables
from paperthemes.artifacts.neighbours import Neighbours
from paperthemes.cluster import stage as cluster_stage
from paperthemes.cluster.settings import ClusterSettings
from paperthemes.cluster.topics import find_topics
from paperthemes.describe import stage as describe_stage
from paperthemes.encoders.settings import EmbedSettings
from paperthemes.identify import stage as identify_stage
from paperthemes.identify.settings import IdentifySettings
from paperthemes.neighbours import stage as neighbours_stage
from paperthemes.neighbours.settings import NeighbourSettings
from paperthemes.neighbours.stage import find_neighbours
from paperthemes.terms import stage as terms_stage
from paperthemes.text.paper_text import texts_of

SEEDS = (0, 1000, 2000)  # of the first layout: no two runs share one
GRANULARITIES = ("broad", "medium", "fine")

Labels = NDArray[np.int64]
Method = Callable[[Corpus, int], Labels]


# ---- methods ----


def prepared(corpus: Corpus, seed: int) -> Neighbours:
    """Find the neighbours that our clusterings share."""
    settings = NeighbourSettings(seed=seed)
    return find_neighbours(corpus.papers, corpus.vectors, settings, THREADS)


def ours(found: Neighbours, settings: ClusterSettings) -> Labels:
    """Cluster with our settings."""
    return find_topics(found, settings).topics


def bertopic(corpus: Corpus, seed: int) -> Labels:
    """Cluster as BERTopic does by default; only UMAP's seed is set, and no names are made."""
    from bertopic import BERTopic
    from bertopic.backend import BaseEmbedder
    from umap import UMAP

    reducer = UMAP(n_neighbors=15, n_components=5, min_dist=0.0, metric="cosine", random_state=seed)
    model = BERTopic(embedding_model=BaseEmbedder(), umap_model=reducer)
    points = corpus.vectors.matrix.astype(np.float32)
    return np.array(model.fit_transform(texts_of(corpus.papers), points)[0])


def kmeans(corpus: Corpus, seed: int) -> Labels:
    """Cluster by k-means, told the number of labels."""
    from sklearn.cluster import KMeans

    assert corpus.labels is not None
    model = KMeans(np.unique(corpus.labels).size, n_init=10, random_state=seed)
    return model.fit_predict(corpus.vectors.matrix.astype(np.float32)).astype(np.int64)


def evoc(python: str) -> Method:
    """Return a method: EVoC with its defaults, in another Python."""
    code = (
        "import sys, numpy; from evoc import EVoC; points = numpy.load('points.npy');"
        "numpy.save('labels.npy', EVoC(random_state=int(sys.argv[1])).fit_predict(points))"
    )

    def method(corpus: Corpus, seed: int) -> Labels:
        with tempfile.TemporaryDirectory() as folder:
            np.save(Path(folder) / "points.npy", corpus.vectors.matrix.astype(np.float32))
            measured([python, "-c", code, str(seed)], Path(folder))
            return np.load(Path(folder) / "labels.npy")

    return method


# ---- what is measured ----


def say(what: str) -> None:
    """Tell what is done now."""
    sys.stderr.write(f"{what}\n")


def score(labels: NDArray[np.str_], topics: Labels) -> dict[str, float]:
    """Compare topics with labels."""
    sizes = np.bincount(topics[topics >= 0], minlength=1)
    return {
        "topics": int((sizes > 0).sum()),
        "unassigned": float((topics < 0).mean()),
        "largest": float(sizes.max() / topics.size),
        "AMI": float(adjusted_mutual_info_score(labels, topics)),
        "ARI": float(adjusted_rand_score(labels, topics)),
    }


def medians(scores: list[dict[str, float]]) -> dict[str, float]:
    """Return the median of each number."""
    return {key: round(median(one[key] for one in scores), 4) for key in scores[0]}


def variants(found: Neighbours) -> dict[str, Callable[[], Labels]]:
    """Return our clusterings on the same neighbours."""
    settings = {
        f"consensus, {granularity}, {said}": ClusterSettings(
            granularity=granularity, max_unassigned=most
        )
        for granularity in GRANULARITIES
        for said, most in (("all placed", 0.0), ("default", 0.1))
    }
    for engine in ("bertopic-classic", "leiden", "kmeans"):
        settings[f"engine {engine}, broad"] = ClusterSettings(engine=engine, granularity="broad")
    return {name: partial(ours, found, chosen) for name, chosen in settings.items()}


def quality(corpus: Corpus, peers: Mapping[str, Method]) -> dict[str, dict[str, float]]:
    """Compare the methods with the labels, round by round."""
    assert corpus.labels is not None
    scores: dict[str, list[dict[str, float]]] = {}
    for seed in SEEDS:
        say(f"quality, seed {seed}")
        started = time.perf_counter()
        found = prepared(corpus, seed)
        shared = time.perf_counter() - started
        methods = variants(found) | {
            name: partial(peer, corpus, seed) for name, peer in peers.items()
        }
        for name, method in methods.items():
            started = time.perf_counter()
            topics = method()
            seconds = time.perf_counter() - started + (0 if name in peers else shared)
            scores.setdefault(name, []).append(score(corpus.labels, topics) | {"seconds": seconds})
    return {name: medians(runs) for name, runs in scores.items()}


def steadiness(corpus: Corpus, peers: Mapping[str, Method]) -> dict[str, Any]:
    """Compare runs on other seeds, and on random 80 % of the papers."""
    say("steadiness")
    n = len(corpus.papers)
    whole = {seed: prepared(corpus, seed) for seed in SEEDS}
    random = np.random.RandomState(0)
    rows = [np.sort(random.permutation(n)[: int(0.8 * n)]) for _ in SEEDS]
    parts = [corpus.part(some) for some in rows]
    near = [prepared(part, 0) for part in parts]
    results: dict[str, Any] = {}
    for granularity in GRANULARITIES:
        chosen = ClusterSettings(granularity=granularity, max_unassigned=0.0)
        seeds = [ours(found, chosen) for found in whole.values()]
        samples = [ours(found, chosen) for found in near]
        results[f"consensus, {granularity}"] = agreements(seeds, samples, rows)
    for name, peer in peers.items():
        seeds = [peer(corpus, seed) for seed in SEEDS]
        results[name] = agreements(seeds, [peer(part, 0) for part in parts], rows)
    return results


def agreements(
    seeds: list[Labels], samples: list[Labels], rows: list[NDArray[np.int64]]
) -> dict[str, float]:
    """Return the mean and the least ARI of any two runs, and of any two samples where they meet."""
    across = [adjusted_rand_score(one, other) for one, other in combinations(seeds, 2)]
    shared = []
    for (one, here), (other, there) in combinations(zip(samples, rows, strict=True), 2):
        both = np.intersect1d(here, there)
        shared.append(
            adjusted_rand_score(
                one[np.searchsorted(here, both)], other[np.searchsorted(there, both)]
            )
        )
    return {
        "other seeds": round(float(np.mean(across)), 3),
        "other seeds, least": round(min(across), 3),
        "80 % of the papers": round(float(np.mean(shared)), 3),
        "80 %, least": round(min(shared), 3),
    }


def sizes(corpus: Corpus) -> dict[str, Any]:
    """Return topics and largest share per granularity, and what 10 % in the size change."""
    found = prepared(corpus, 0)
    results = {}
    for granularity in GRANULARITIES:
        settings = ClusterSettings(granularity=granularity)
        smallest = settings.min_size(len(corpus.papers))
        near = [round(smallest * factor) for factor in (0.9, 1.1)]
        changed = [
            find_topics(found, ClusterSettings(granularity=granularity, min_topic_size=size))
            for size in near
        ]
        topics = ours(found, settings)
        counts = np.bincount(topics[topics >= 0])
        results[granularity] = {
            "smallest": smallest,
            "topics": counts.size,
            "largest": round(float(counts.max() / topics.size), 3),
            "unassigned": round(float((topics < 0).mean()), 3),
            "topics at -10 %, +10 %": [int(one.topics.max()) + 1 for one in changed],
        }
    return results


def cost(corpus: Corpus) -> dict[str, float]:
    """Run the stages in a process of their own, and measure it."""
    say(f"cost of {len(corpus.papers)} papers")
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        tables.write(tables.PAPERS, corpus.papers, folder / "papers.parquet")
        corpus.vectors.write(folder / "vectors.npz")
        usage = measured([sys.executable, str(Path(__file__).resolve()), "--work"], folder)
    seconds = json.loads(usage.said.splitlines()[-1])
    return {"papers": len(corpus.papers), **seconds, "peak_gb": usage.peak_gb}


def work() -> None:
    """Run the steps on the files in this folder, and print how long each took."""
    paths = {
        "papers": "papers.parquet",
        "vectors": "vectors.npz",
        "neighbours": "neighbours.npz",
        "terms": "terms.npz",
    }
    seconds: dict[str, float] = {}
    jobs: dict[str, Callable[[], None]] = {
        "neighbours": partial(
            neighbours_stage.run, paths, paths["neighbours"], NeighbourSettings(), THREADS
        ),
        "terms": partial(terms_stage.run, paths["papers"], paths["terms"]),
    }
    for which, granularity in (("first", "broad"), ("second", "fine")):
        settings = ClusterSettings(granularity=granularity)
        clusters = {"clusters": f"{granularity}.npz"}
        curated = {"clusters": "curated.npz", "identities": "identities.json", "map": "map.parquet"}
        jobs[f"{which} cluster"] = partial(cluster_stage.run, paths, clusters["clusters"], settings)
        jobs[f"{which} identify"] = partial(
            identify_stage.run,
            paths | clusters,
            curated,
            f"history-{granularity}",
            IdentifySettings(),
        )
        jobs[f"{which} describe"] = partial(
            describe_stage.run,
            paths | curated,
            granularity,
            EmbedSettings(),
            describe_stage.DescribeSettings(),
            cache=None,
            threads=THREADS,
        )
    for name, job in jobs.items():
        started = time.perf_counter()
        job()
        seconds[name] = round(time.perf_counter() - started, 1)
    sys.stdout.write(json.dumps(seconds) + "\n")


# ---- the whole ----


def as_text(result: dict[str, Any]) -> str:
    """Write the results for people."""
    described = result["machine"]
    parts = [f"{described['cpu']}, {THREADS} threads; medians of {len(SEEDS)} runs.\n"]
    for corpus, found in result["corpora"].items():
        parts.append(f"## {corpus}\n")
        for title, rows in found.items():
            listed = [{title: name, **row} for name, row in rows.items()]
            parts.append(table(listed))
    parts += ["## Seconds and memory\n", table(result["cost"])]
    return "\n".join(parts)


def main() -> None:
    """Measure, print, and with `--write` keep the result."""
    if sys.argv[1:] == ["--work"]:
        work()
        return
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("labelled", type=Path, help="Parquet file with title, abstract, label")
    parser.add_argument("--dumps", type=Path, help="folder of dump files")
    parser.add_argument("--evoc-python", help="a Python that has evoc")
    parser.add_argument("--made", type=int, default=25_000, help="papers of the largest corpus")
    parser.add_argument("--write", type=Path, help="folder to keep the result in")
    parser.add_argument(
        "--cost-only", action="store_true", help="measure the cost anew, and keep the rest"
    )
    given = parser.parse_args()
    corpora = {given.labelled.stem: labelled(given.labelled)}
    if given.dumps:
        corpora["dumps"] = of_dumps(given.dumps)
    largest = made(corpora[given.labelled.stem], given.made)
    costs = [cost(corpus) for corpus in (*reversed(corpora.values()), largest)]
    if given.cost_only:
        last = json.loads((given.write / "topics.json").read_text("utf-8"))
        result = last | {"machine": machine(), "cost": costs}
        report("topics", result, given.write, as_text(result))
        return
    results: dict[str, Any] = {}
    for name, corpus in corpora.items():
        peers = {"BERTopic, defaults": bertopic}
        if given.evoc_python:
            peers["EVoC, defaults"] = evoc(given.evoc_python)
        if corpus.labels is not None:
            peers["k-means, true k"] = kmeans
            results[name] = {"quality": quality(corpus, peers)}
        results[name] = results.get(name, {}) | {
            "steadiness": steadiness(corpus, peers),
            "size": sizes(corpus),
        }
    result = {"machine": machine(), "corpora": results, "cost": costs}
    report("topics", result, given.write, as_text(result))


if __name__ == "__main__":
    main()
