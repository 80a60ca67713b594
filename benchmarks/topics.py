"""Topics compared with those of other methods: quality, stability, sizes, time and memory.

    python benchmarks/topics.py LABELLED.parquet [--dumps FOLDER] [--evoc-python PYTHON]
        [--synthetic 25000] [--seeds 3] [--write benchmarks/results] [--cost-only]

All methods get the same vectors. k-means also gets the number of labels; no other method knows
anything about the corpus. Papers without a topic count as one more topic. Random methods run with
several seeds; medians are reported.

- *Quality*: AMI and ARI with the labels; seconds from vectors to topics.
- *Stability*: ARI between runs with different seeds, and between random 80 % of the papers.
- *Size*: how the number of topics changes with a smallest topic 10 % smaller or larger.
- *Cost*: the jobs that the workflow runs from `neighbours` to `changes`, with two clusterings, each
  with its reading and writing of files. The largest corpus is synthetic: each paper mixes four
  similar labelled ones.
"""

import json
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from itertools import combinations
from pathlib import Path
from statistics import median
from typing import Any

import numpy as np
from corpora import THREADS, Corpus, make_synthetic, read_dumps, read_labelled
from measure import (
    describe_machine,
    format_table,
    log,
    make_parser,
    measure_command,
    write_result,
)
from numpy.typing import NDArray
from sklearn.metrics import adjusted_mutual_info_score, adjusted_rand_score
from steps import GRANULARITIES, clustering_jobs, corpus_jobs, run_jobs
from topic_methods import (
    Method,
    Topics,
    cluster,
    cluster_with_bertopic,
    cluster_with_evoc,
    cluster_with_kmeans,
    find_corpus_neighbours,
)

from paperthemes.cluster.settings import ClusterSettings, EngineName

SEED_STEP = 1000  # more than the layouts of a run, so that no two runs share a seed
ENGINES: tuple[EngineName, ...] = ("bertopic-classic", "leiden", "kmeans")
SAMPLE_SHARE = 0.8  # of the papers, for stability


def score_topics(labels: NDArray[np.str_], topics: Topics) -> dict[str, float]:
    """Compare topics with labels."""
    sizes = np.bincount(topics[topics >= 0], minlength=1)
    return {
        "topics": int((sizes > 0).sum()),
        "unassigned": float((topics < 0).mean()),
        "largest": float(sizes.max() / topics.size),
        "AMI": float(adjusted_mutual_info_score(labels, topics)),
        "ARI": float(adjusted_rand_score(labels, topics)),
    }


def our_settings() -> dict[str, ClusterSettings]:
    """Return the settings whose topics are compared with labels."""
    settings = {
        f"consensus, {granularity}, {name}": ClusterSettings(
            granularity=granularity, max_unassigned=share
        )
        for granularity in GRANULARITIES
        for name, share in (("all assigned", 0.0), ("default", 0.1))
    }
    for engine in ENGINES:
        settings[f"engine {engine}, broad"] = ClusterSettings(engine=engine, granularity="broad")
    return settings


def measure_quality(
    corpus: Corpus, peers: Mapping[str, Method], seeds: Sequence[int]
) -> dict[str, dict[str, float]]:
    """Compare the topics of all methods with the labels; return medians over the seeds."""
    assert corpus.labels is not None
    scores: dict[str, list[dict[str, float]]] = {}
    for seed in seeds:
        log(f"quality, seed {seed}")
        started = time.perf_counter()
        neighbours = find_corpus_neighbours(corpus, seed)
        shared_seconds = time.perf_counter() - started
        methods: dict[str, Callable[[], Topics]] = {
            name: partial(cluster, neighbours, settings)
            for name, settings in our_settings().items()
        }
        methods |= {name: partial(peer, corpus, seed) for name, peer in peers.items()}
        for name, method in methods.items():
            started = time.perf_counter()
            topics = method()
            seconds = time.perf_counter() - started + (0 if name in peers else shared_seconds)
            score = score_topics(corpus.labels, topics) | {"seconds": seconds}
            scores.setdefault(name, []).append(score)
    return {
        name: {key: round(median(run[key] for run in runs), 4) for key in runs[0]}
        for name, runs in scores.items()
    }


def measure_stability(
    corpus: Corpus, peers: Mapping[str, Method], seeds: Sequence[int]
) -> dict[str, Any]:
    """Compare runs with different seeds, and runs on random samples of the papers."""
    log("stability")
    count = len(corpus.papers)
    random = np.random.RandomState(0)
    samples = [np.sort(random.permutation(count)[: int(SAMPLE_SHARE * count)]) for _ in seeds]
    parts = [corpus.select(rows) for rows in samples]
    whole_neighbours = [find_corpus_neighbours(corpus, seed) for seed in seeds]
    part_neighbours = [find_corpus_neighbours(part, 0) for part in parts]
    results: dict[str, Any] = {}
    for granularity in GRANULARITIES:
        settings = ClusterSettings(granularity=granularity, max_unassigned=0.0)
        results[f"consensus, {granularity}"] = summarise_agreement(
            [cluster(neighbours, settings) for neighbours in whole_neighbours],
            [cluster(neighbours, settings) for neighbours in part_neighbours],
            samples,
        )
    for name, peer in peers.items():
        results[name] = summarise_agreement(
            [peer(corpus, seed) for seed in seeds], [peer(part, 0) for part in parts], samples
        )
    return results


def summarise_agreement(
    runs: Sequence[Topics], part_runs: Sequence[Topics], samples: Sequence[NDArray[np.int64]]
) -> dict[str, float]:
    """Return the mean and lowest ARI between runs, and between samples on the papers they share.

    Parameters
    ----------
    runs
        Topics of all papers, for each seed.
    part_runs
        Topics of the papers of each sample.
    samples
        Sorted row numbers of the papers of each sample.
    """
    seed_scores = [adjusted_rand_score(first, second) for first, second in combinations(runs, 2)]
    sample_scores = []
    for (first, first_rows), (second, second_rows) in combinations(
        zip(part_runs, samples, strict=True), 2
    ):
        shared = np.intersect1d(first_rows, second_rows)
        score = adjusted_rand_score(
            first[np.searchsorted(first_rows, shared)],
            second[np.searchsorted(second_rows, shared)],
        )
        sample_scores.append(score)
    return {
        "other seeds": round(float(np.mean(seed_scores)), 3),
        "other seeds, lowest": round(min(seed_scores), 3),
        "80 % of the papers": round(float(np.mean(sample_scores)), 3),
        "80 %, lowest": round(min(sample_scores), 3),
    }


def measure_sizes(corpus: Corpus) -> dict[str, Any]:
    """Return the topics of each granularity, and their number with other smallest sizes."""
    neighbours = find_corpus_neighbours(corpus, 0)
    results: dict[str, Any] = {}
    for granularity in GRANULARITIES:
        settings = ClusterSettings(granularity=granularity)
        smallest = settings.min_size(len(corpus.papers))
        changed = [
            ClusterSettings(granularity=granularity, min_topic_size=round(smallest * factor))
            for factor in (0.9, 1.1)
        ]
        topics = cluster(neighbours, settings)
        sizes = np.bincount(topics[topics >= 0])
        results[granularity] = {
            "smallest": smallest,
            "topics": sizes.size,
            "largest": round(float(sizes.max() / topics.size), 3),
            "unassigned": round(float((topics < 0).mean()), 3),
            "topics at -10 %, +10 %": [
                int(cluster(neighbours, chosen).max()) + 1 for chosen in changed
            ],
        }
    return results


def measure_cost(corpus: Corpus) -> dict[str, float]:
    """Measure the steps on a corpus, in a process of their own."""
    log(f"cost of {len(corpus.papers)} papers")
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        corpus.write(folder)
        usage = measure_command([sys.executable, str(Path(__file__).resolve()), "--child"], folder)
    seconds = json.loads(usage.output.splitlines()[-1])
    return {"papers": len(corpus.papers), **seconds, "peak_gb": usage.peak_gb}


def run_child() -> None:
    """Run the steps on the files in the current folder, and print the seconds of each."""
    seconds = run_jobs(corpus_jobs(Path()))
    for number, granularity in (("first", GRANULARITIES[0]), ("second", GRANULARITIES[-1])):
        jobs = clustering_jobs(Path(), granularity)
        seconds |= run_jobs({f"{number} {name}": job for name, job in jobs.items()})
    sys.stdout.write(json.dumps(seconds) + "\n")


def compare_methods(
    corpus: Corpus, peers: Mapping[str, Method], seeds: Sequence[int]
) -> dict[str, Any]:
    """Return quality, if there are labels, stability and sizes."""
    result = {"quality": measure_quality(corpus, peers, seeds)} if corpus.labels is not None else {}
    return result | {
        "stability": measure_stability(corpus, peers, seeds),
        "size": measure_sizes(corpus),
    }


def format_result(result: dict[str, Any]) -> str:
    """Format the result as Markdown."""
    header = f"{result['machine']['cpu']}, {THREADS} threads; medians of {result['seeds']} runs.\n"
    parts = [header]
    for corpus, measurements in result["corpora"].items():
        parts.append(f"## {corpus}\n")
        for title, rows in measurements.items():
            parts.append(format_table([{title: name, **row} for name, row in rows.items()]))
    parts += ["## Seconds and memory\n", format_table(result["cost"])]
    return "\n".join(parts)


def main() -> None:
    """Measure, print the result and, with `--write`, save it."""
    if sys.argv[1:] == ["--child"]:
        run_child()
        return
    parser = make_parser(__doc__, "labelled")
    parser.add_argument("--dumps", type=Path, help="folder of dump files")
    parser.add_argument("--evoc-python", help="Python interpreter with evoc")
    parser.add_argument("--synthetic", type=int, default=25_000, help="papers of that corpus")
    parser.add_argument("--seeds", type=int, default=3, help="runs of each method, 2 or more")
    parser.add_argument("--cost-only", action="store_true", help="update only the cost of a result")
    arguments = parser.parse_args()
    corpora = {arguments.labelled.stem: read_labelled(arguments.labelled)}
    if arguments.dumps:
        corpora["dumps"] = read_dumps(arguments.dumps)
    synthetic = make_synthetic(corpora[arguments.labelled.stem], arguments.synthetic)
    result: dict[str, Any] = {
        "machine": describe_machine(),
        "cost": [measure_cost(corpus) for corpus in (*reversed(corpora.values()), synthetic)],
    }
    if arguments.cost_only:
        result = json.loads((arguments.write / "topics.json").read_text("utf-8")) | result
    else:
        peers: dict[str, Method] = {"BERTopic, defaults": cluster_with_bertopic}
        if arguments.evoc_python:
            peers["EVoC, defaults"] = partial(cluster_with_evoc, arguments.evoc_python)
        peers_with_labels = peers | {"k-means, true k": cluster_with_kmeans}
        seeds = range(0, SEED_STEP * arguments.seeds, SEED_STEP)
        result["seeds"] = arguments.seeds
        result["corpora"] = {
            name: compare_methods(
                corpus, peers if corpus.labels is None else peers_with_labels, seeds
            )
            for name, corpus in corpora.items()
        }
    write_result("topics", result, arguments.write, format_result(result))


if __name__ == "__main__":
    main()
