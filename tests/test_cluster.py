"""Topics: their number, their members, how sure they are; on corpora of any size and kind."""

import itertools
import json
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.sparse import csr_array, random_array
from sklearn.metrics import adjusted_rand_score

from conftest import papers_of, toy_vectors
from corpora import cloud, corpus, neighbours_of, subjects_of
from paperthemes import tables
from paperthemes.cluster.communities import at_resolution, of_count, without_small
from paperthemes.cluster.copies import copies, joined, united
from paperthemes.cluster.membership import CORE, FRINGE, closeness, grades, memberships
from paperthemes.cluster.neighbours import Neighbours, NeighbourSettings, find_neighbours
from paperthemes.cluster.pairs import Pairs
from paperthemes.cluster.partition import ENGINES, Partition, partition
from paperthemes.cluster.settings import ClusterSettings, HdbscanSettings
from paperthemes.cluster.stage import Clustering, cluster, run
from paperthemes.embed.vectors import Vectors
from paperthemes.tables import UNASSIGNED, UNASSIGNED_NAME

GRANULARITIES = ("broad", "medium", "fine")
LAYOUTS = NeighbourSettings(layouts=8)


@pytest.fixture(scope="module")
def papers() -> pd.DataFrame:
    return corpus(30)


@pytest.fixture(scope="module")
def neighbours(papers: pd.DataFrame) -> Neighbours:
    return find_neighbours(papers, toy_vectors(papers), LAYOUTS)


@pytest.fixture(scope="module")
def clouds() -> tuple[Neighbours, np.ndarray]:
    papers, vectors, labels = cloud(700, 14)
    return find_neighbours(papers, vectors, replace(LAYOUTS, layouts=16)), labels


def clustered(
    papers: pd.DataFrame, vectors: Vectors, settings: ClusterSettings | None = None
) -> Clustering:
    """Cluster from papers and vectors."""
    return cluster(
        papers, vectors, find_neighbours(papers, vectors, LAYOUTS), settings or ClusterSettings()
    )


def count_of(found: Partition) -> int:
    return int(found.topics.max()) + 1


# ---- topics ----


@pytest.mark.parametrize("engine", ENGINES)
def test_subjects_become_topics(papers, neighbours: Neighbours, engine: str) -> None:
    smallest = 10 if engine in ("leiden", "kmeans") else 15  # a third, and half of a subject
    settings = ClusterSettings(engine=engine, min_topic_size=smallest)
    found = partition(neighbours, settings)
    table = pd.crosstab(pd.Series(subjects_of(papers)), found.topics)
    assert count_of(found) == 3
    assert (table.gt(0).sum(axis=1) == 1).all()
    assert set(found.grades) <= {CORE, FRINGE, UNASSIGNED_NAME}
    assert 0 <= found.confidences.min() <= found.confidences.max() <= 1 + 1e-9
    assert found.stability.overall is not None
    assert len(found.stability.topics) == 3


def test_consensus_agrees_with_that_of_other_layouts_better_than_single_layouts_do() -> None:
    papers, vectors, _ = cloud(700, 14, noise=1.6)
    neighbours = find_neighbours(papers, vectors, replace(LAYOUTS, layouts=48))
    settings = ClusterSettings(granularity="broad", max_unassigned=0)

    def topics(first: int, last: int) -> np.ndarray:
        return partition(
            replace(neighbours, layouts=neighbours.layouts[first:last]), settings
        ).topics

    agreement = adjusted_rand_score(topics(0, 24), topics(24, 48))
    singles = [topics(place, place + 1) for place in range(6)]
    alone = [adjusted_rand_score(one, other) for one, other in itertools.pairwise(singles)]
    assert agreement > 0.8
    assert agreement > np.mean(alone)


def test_topics_are_numbered_by_size(clouds) -> None:
    neighbours, _ = clouds
    for engine in ENGINES:
        settings = ClusterSettings(engine=engine, min_topic_size=12, max_unassigned=0)
        sizes = np.bincount(partition(neighbours, settings).topics)
        assert len(sizes) > 1
        assert (np.diff(sizes) <= 0).all()


def test_the_smallest_topic_is_as_large_as_asked_for(clouds) -> None:
    neighbours, _ = clouds
    for engine in ("consensus", "leiden"):
        for size in (10, 25, 60):
            groups = ENGINES[engine](
                neighbours, ClusterSettings(engine=engine, min_topic_size=size)
            )
            assert np.bincount(groups.labels[groups.labels >= 0]).min() >= size


@pytest.mark.parametrize("engine", ["consensus", "leiden", "kmeans"])
def test_the_number_of_topics_can_be_set(clouds, engine: str) -> None:
    neighbours, _ = clouds
    for count in (4, 9):
        found = partition(neighbours, ClusterSettings(engine=engine, n_topics=count))
        assert abs(count_of(found) - count) <= 1


def test_hdbscan_settings_reach_it() -> None:
    papers, vectors, _ = cloud(500, 10, noise=1.6)
    neighbours = find_neighbours(papers, vectors, LAYOUTS)
    base = ClusterSettings(engine="bertopic-classic", min_topic_size=10, max_unassigned=1)
    plain = partition(neighbours, base)
    changed = [
        HdbscanSettings(min_samples=2),
        HdbscanSettings(cluster_selection_method="leaf"),
        HdbscanSettings(cluster_selection_epsilon=2.0),
        HdbscanSettings(max_cluster_size=60),
        HdbscanSettings(allow_single_cluster=True, cluster_selection_epsilon=50.0),
        HdbscanSettings(metric="chebyshev"),
    ]
    for hdbscan in changed:
        found = partition(neighbours, replace(base, hdbscan=hdbscan))
        assert found.topics.tolist() != plain.topics.tolist(), hdbscan


# ---- granularity ----


@pytest.mark.parametrize("count", [30, 100, 432, 2550, 25_000, 200_000])
def test_smallest_topics_grow_with_the_corpus_and_differ_by_granularity(count: int) -> None:
    sizes = [ClusterSettings(granularity=g).smallest(count) for g in GRANULARITIES]
    assert sizes == sorted(set(sizes), reverse=True)
    usual = [ClusterSettings(granularity=g).usual_count(count) for g in GRANULARITIES]
    assert usual == sorted(set(usual))
    assert usual[0] >= 2


def test_eight_times_the_papers_have_topics_four_times_as_large() -> None:
    few, many = (ClusterSettings().smallest(count) for count in (10_000, 80_000))
    assert many / few == pytest.approx(4, rel=0.01)


def test_sizes_and_counts_yield_to_the_settings() -> None:
    assert ClusterSettings(min_topic_size=2).smallest(400) == 2
    assert ClusterSettings(n_topics=10).smallest(300) == 10
    assert ClusterSettings(n_topics=10).usual_count(300) == 10
    assert ClusterSettings(n_topics=200).smallest(300) == 2
    assert ClusterSettings(min_topic_size=10).usual_count(300) == 10


def test_finer_granularity_finds_more_topics(clouds) -> None:
    neighbours, labels = clouds
    counts = []
    for granularity in GRANULARITIES:
        found = partition(neighbours, ClusterSettings(granularity=granularity, max_unassigned=0))
        counts.append(count_of(found))
        assert adjusted_rand_score(labels, found.topics) > 0.5
    assert counts == sorted(counts)
    assert counts[0] < counts[2]


def test_a_small_corpus_too_has_fewer_topics_when_broad() -> None:
    papers, vectors, _ = cloud(60, 8, seed=3)
    neighbours = find_neighbours(papers, vectors, replace(LAYOUTS, layouts=12))
    broad, fine = (
        count_of(partition(neighbours, ClusterSettings(granularity=granularity)))
        for granularity in ("broad", "fine")
    )
    assert 2 <= broad < fine


@pytest.mark.parametrize("granularity", GRANULARITIES)
def test_a_tenth_more_or_less_in_size_changes_few_topics(clouds, granularity: str) -> None:
    neighbours, _ = clouds
    size = ClusterSettings(granularity=granularity).smallest(700)
    counts = [
        count_of(partition(neighbours, ClusterSettings(min_topic_size=one)))
        for one in (round(0.9 * size), size, round(1.1 * size))
    ]
    assert max(counts) <= 1.2 * counts[1]
    assert min(counts) >= 0.8 * counts[1]


# ---- grades ----


SHARES = (0.9, 0.7, 0.55, 0.45, 0.4)  # of the strays' ties that lead to the first group


def three_groups_and_strays() -> Neighbours:
    """Make 20, 15 and 15 papers in tight groups, and 5 far from them but tied to all."""
    random = np.random.RandomState(0)
    groups = [random.normal(10 * group, 0.1, (size, 2)) for group, size in enumerate((20, 15, 15))]
    layout = np.vstack([*groups, np.outer([50, -60, 70, -80, 90], [1, -1])])
    weights = np.zeros((55, 55), np.float32)
    weights[:20, :20] = weights[20:35, 20:35] = weights[35:50, 35:50] = 1
    for stray, share in enumerate(SHARES, start=50):
        weights[stray, :20] = share / 20
        weights[stray, 20:50] = (1 - share) / 30
    return neighbours_of(np.maximum(weights, weights.T), layout)


CLASSIC = ClusterSettings(engine="bertopic-classic", min_topic_size=10)


@pytest.mark.parametrize(
    ("ceiling", "unassigned"),
    [(0, []), (0.02, [54]), (0.04, [53, 54]), (0.1, [*range(50, 55)]), (1, [*range(50, 55)])],
)
def test_only_the_least_sure_stay_unassigned_and_no_more_than_allowed(
    ceiling: float, unassigned: list[int]
) -> None:
    """HDBSCAN leaves all five strays out: the surer are placed first."""
    found = partition(three_groups_and_strays(), replace(CLASSIC, max_unassigned=ceiling))
    assert np.flatnonzero(found.grades == UNASSIGNED_NAME).tolist() == unassigned
    assert found.topics[:50].tolist() == [0] * 20 + [1] * 15 + [2] * 15
    assert (found.grades[:50] == CORE).all()
    placed = [stray for stray in range(50, 55) if stray not in unassigned]
    assert (found.grades[placed] == FRINGE).all()
    assert (found.topics[placed] == 0).all()
    assert found.confidences[50:] == pytest.approx(SHARES, abs=1e-6)


def test_the_runner_up_and_its_margin_are_told_of_the_unassigned_too() -> None:
    found = partition(three_groups_and_strays(), replace(CLASSIC, max_unassigned=0.04))
    assert set(found.runners_up[50:53]) <= {1, 2}  # both have half of the rest
    assert (found.runners_up[53:] == 0).all()
    margins = [share - (1 - share) / 2 for share in SHARES]
    assert found.margins[50:] == pytest.approx(margins, abs=1e-6)


def test_papers_without_ties_to_a_topic_join_the_nearest_and_are_counted() -> None:
    neighbours = three_groups_and_strays()
    weights = neighbours.graph.toarray()
    weights[50:, :50] = weights[:50, 50:] = 0
    weights[50:, 50:] = 1
    apart = replace(neighbours, graph=csr_array(weights))
    found = partition(apart, replace(CLASSIC, max_unassigned=0.04))
    assert sorted(found.topics[50:].tolist())[:2] == [-1, -1]
    assert sorted(found.topics[50:].tolist())[2:] == [0, 0, 0]
    assert (found.confidences[50:] == 0).all()
    assert found.notes[0].startswith("3 papers have no ties to any topic")


def test_a_paper_goes_where_most_of_its_ties_lead() -> None:
    weights = np.zeros((7, 7))
    weights[:3, :3] = weights[3:6, 3:6] = 1
    weights[6, [0, 1, 3]] = weights[[0, 1, 3], 6] = 1
    np.fill_diagonal(weights, 0)
    labels = np.array([0, 0, 0, 1, 1, 1, 1])
    found = memberships(labels, csr_array(weights), np.full((7, 3), 0.4, np.float32), labels)
    assert found.topics.tolist() == [0, 0, 0, 1, 1, 1, 0]
    assert found.confidences[6] == pytest.approx(2 / 3)
    assert found.runners_up[6] == 1
    assert found.margins[6] == pytest.approx(1 / 3)
    assert found.runners_up[2] == UNASSIGNED


def test_a_recipe_among_papers_is_unassigned_first(papers) -> None:
    recipe = papers_of([("Lemon cake", "Cream butter with sugar, add eggs and flour, then bake.")])
    mixed = pd.concat([corpus(60), recipe]).sort_values("paper_id").reset_index(drop=True)
    vectors = toy_vectors(mixed)
    place = mixed.title.tolist().index("Lemon cake")
    for granularity in GRANULARITIES:
        found = clustered(mixed, vectors, ClusterSettings(granularity=granularity)).assignments
        assert found.grade[place] == UNASSIGNED_NAME
        assert found.confidence[place] == found.confidence.min()
        assert found.runner_up[place] >= 0
    all_placed = clustered(mixed, vectors, ClusterSettings(max_unassigned=0)).assignments
    assert all_placed.grade[place] == FRINGE
    assert (all_placed.topic >= 0).all()


def test_closeness_falls_with_distance_and_does_not_look_at_copies() -> None:
    random = np.random.RandomState(0)
    usual = random.normal(0.5, 0.05, (200, 1)) + np.zeros((1, 4))
    rows = np.vstack([usual, np.full((1, 4), 0.63), np.full((1, 4), 0.95), np.zeros((300, 4))])
    found = closeness(np.hstack([np.zeros((501 + 1, 1)), rows]).astype(np.float32))
    assert 0 < found[200] < 1
    assert found[201] == 0
    assert (found[202:] == 1).all()
    assert np.median(found[:200]) == 1
    assert (closeness(np.zeros((5, 1), np.float32)) == 1).all()
    assert (closeness(np.zeros((5, 3), np.float32)) == 1).all()


@given(
    st.lists(st.floats(0, 1), min_size=1, max_size=40),
    st.floats(0, 1),
    st.integers(0, 2**32 - 1),
)
def test_grades_follow_confidence(given_confidences, ceiling: float, seed: int) -> None:
    confidences = np.array(given_confidences)
    labels = np.random.RandomState(seed).randint(-1, 2, confidences.size)
    graded = grades(labels, confidences, ceiling)
    out = graded == UNASSIGNED_NAME
    assert out.sum() <= ceiling * confidences.size
    assert not (out & (confidences >= 0.5) & (labels >= 0)).any()
    doubtful = (labels < 0) | (confidences < 0.5)
    if out.any() and (doubtful & ~out).any():
        assert confidences[out].max() <= confidences[doubtful & ~out].min()
    assert (confidences[graded == CORE] >= 0.75).all()


# ---- the parts of the consensus ----


def test_pairs_hold_each_edge_once_and_give_it_back() -> None:
    graph = csr_array(np.array([[0, 2, 0], [2, 0, 3], [0, 3, 0]], np.float32))
    pairs = Pairs.of(graph)
    assert pairs.first.tolist() == [0, 1]
    assert pairs.second.tolist() == [1, 2]
    assert (pairs.graph(np.array([2, 3], np.float32)) != graph).nnz == 0
    assert pairs.graph(np.array([0, 3], np.float32)).nnz == 2
    rows = np.array([[1, 0], [1, 1], [0, 2]], np.float32)
    assert pairs.products(rows).tolist() == [1, 2]
    assert pairs.same(np.array([4, 4, 1])).tolist() == [True, False]


@pytest.mark.parametrize("count", [1, 2, 5, 20])
def test_as_many_communities_as_asked_for(count: int) -> None:
    blocks = np.kron(np.eye(20), np.ones((6, 6))) - np.eye(120)
    ring = np.eye(120, k=6) + np.eye(120, k=-6)
    labels, resolution = of_count(csr_array((blocks + 0.1 * ring).astype(np.float32)), count, 0)
    assert abs(labels.max() + 1 - count) <= max(1, count // 5)
    assert resolution > 0


def test_communities_of_a_graph_without_edges_are_single_papers() -> None:
    assert at_resolution(csr_array(np.zeros((4, 4), np.float32)), 1.0, 0).tolist() == [0, 1, 2, 3]
    alone = np.zeros((3, 3), np.float32)
    alone[0, 2] = alone[2, 0] = 1
    labels = at_resolution(csr_array(alone), 1.0, 0)
    assert labels[0] == labels[2] != labels[1]


def test_small_communities_join_the_one_they_are_most_tied_to() -> None:
    weights = np.zeros((9, 9), np.float32)
    weights[0:4, 0:4] = weights[4:8, 4:8] = 1
    weights[8, 5] = weights[5, 8] = 0.5
    weights[8, 0] = weights[0, 8] = 0.4
    labels = np.array([0, 0, 0, 0, 1, 1, 1, 1, 2])
    assert without_small(labels, csr_array(weights), 2).tolist() == [0] * 4 + [1] * 5
    assert without_small(labels, csr_array(weights), 1) is labels
    weights[8] = weights[:, 8] = 0
    assert without_small(labels, csr_array(weights), 2).tolist() == [0] * 4 + [1] * 4 + [-1]


@given(st.integers(1, 60), st.integers(1, 12), st.integers(0, 2**32 - 1))
def test_no_community_stays_too_small(count: int, smallest: int, seed: int) -> None:
    random = np.random.default_rng(seed)
    half = random_array((count, count), density=0.1, rng=random)
    ties = csr_array(half + half.T, dtype=np.float32)
    labels = np.unique(random.integers(0, 15, count), return_inverse=True)[1]
    found = without_small(labels, ties, smallest)
    sizes = np.bincount(found[found >= 0])
    assert sizes.size == found.max() + 1
    assert (sizes >= smallest).all()
    for label in range(labels.max() + 1):  # none is torn
        assert np.unique(found[labels == label]).size == 1


def test_copies_are_found_and_share_a_label() -> None:
    indices = np.array([[0, 1, 3], [1, 2, 0], [2, 1, 0], [3, 4, 0], [4, 3, 0]], np.int32)
    distances = np.array(
        [[0, 0.01, 0.4], [0, 0.02, 0.01], [0, 0.02, 0.3], [0, 0.2, 0.4], [0, 0.2, 0.3]], np.float32
    )
    groups = copies(indices, distances)
    assert groups[0] == groups[1] == groups[2]
    assert len(set(groups.tolist())) == 3
    assert united(np.array([0, 1, 1, 2, -1]), groups).tolist() == [0, 0, 0, 1, -1]
    assert united(np.array([-1, -1, 0, 1, 1]), groups).tolist() == [0, 0, 0, 1, 1]
    assert joined(np.array([0, 1, -1, 2, 2]), groups).tolist() == [0, 0, -1, 1, 1]
    assert joined(np.array([-1] * 5), groups).tolist() == [-1] * 5


# ---- bad input ----


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("count", [0, 1, 2, 3, 5, 7, 16, 31])
def test_any_number_of_papers_gives_a_result(count: int, engine: str) -> None:
    papers = corpus(14).iloc[:count].reset_index(drop=True)
    settings = ClusterSettings(engine=engine, granularity="fine")
    found = clustered(papers, toy_vectors(papers), settings)
    assigned = found.assignments
    assert assigned.paper_id.tolist() == papers.paper_id.tolist()
    assert found.topics["size"].sum() == (assigned.topic >= 0).sum()
    assert found.metrics["papers"] == count == len(found.map)
    assert np.isfinite(found.map[["x", "y"]].to_numpy(float)).all()
    assert found.metrics["unassigned_share"] <= 0.1 or count < 3
    if count in (1, 2):
        assert (assigned.topic == -1).all()
        assert "too few papers" in found.metrics["notes"][0]
    if count == 3:
        assert (assigned.topic == 0).all()
        assert "no two separate groups" in found.metrics["notes"][0]
    if count == 31:
        assert len(found.topics) >= 2


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("count", [30, 200])
def test_equal_papers_are_one_topic(count: int, engine: str) -> None:
    papers = papers_of([(f"Same {'thing ' * i}", "All say the same.") for i in range(1, count + 1)])
    papers = papers.assign(title="Same thing")
    vectors = toy_vectors(papers)
    found = clustered(papers, vectors, ClusterSettings(engine=engine, granularity="fine"))
    assert (found.assignments.topic == 0).all()
    assert "they are one topic" in found.metrics["notes"][0]


@pytest.mark.parametrize("granularity", GRANULARITIES)
def test_a_giant_block_of_near_copies_is_one_topic_and_leaves_the_others_alone(
    granularity: str,
) -> None:
    papers, vectors, labels = cloud(300, 6)
    random = np.random.RandomState(0)
    matrix = vectors.matrix.copy()
    matrix[100:] = (matrix[100] + random.normal(scale=0.005, size=(200, 32))).astype(np.float16)
    same = papers.title[100]
    papers.loc[100:, ["title", "abstract"]] = same
    found = clustered(
        papers, replace(vectors, matrix=matrix), ClusterSettings(granularity=granularity)
    ).assignments
    assert len(set(found.topic[100:])) == 1
    assert found.topic[:100].nunique() >= 4
    assert (found.topic[:100] == -1).sum() <= 20
    others = found.topic[:100].to_numpy()
    assert adjusted_rand_score(labels[:100][others >= 0], others[others >= 0]) > 0.5


def test_one_word_abstracts_are_enough() -> None:
    words = ["graph", "protein", "galaxy", "market", "poetry"]
    papers = papers_of([(f"{word.title()} {n}", word) for word in words for n in range(18)])
    found = clustered(papers, toy_vectors(papers), ClusterSettings(granularity="broad"))
    assert len(found.topics) == 5
    assert sorted(name.split(",")[0] for name in found.topics.name) == sorted(words)


def test_asking_for_more_neighbours_or_topics_than_papers_is_no_harm() -> None:
    papers = corpus(4)
    vectors = toy_vectors(papers)
    settings = NeighbourSettings(
        n_neighbors=500, n_components=40, lexical_dimensions=900, layouts=2
    )
    neighbours = find_neighbours(papers, vectors, settings)
    assert neighbours.indices.shape == (12, 5)
    for engine in ENGINES:
        found = partition(neighbours, ClusterSettings(engine=engine, n_topics=50))
        assert count_of(found) <= 12


@pytest.mark.parametrize("engine", ["consensus", "leiden"])
def test_a_graph_in_pieces_is_clustered_whole(engine: str) -> None:
    random = np.random.RandomState(0)
    groups = np.repeat([0, 1, 2], 20)
    matrix = np.zeros((60, 64), np.float16)
    matrix[np.arange(60), 3 * groups] = 1
    matrix[np.arange(60), 3 * groups + 1] = random.rand(60)
    ids = np.array([f"{n:012x}" for n in range(60)])
    papers = papers_of([(f"Paper {n}", f"subject{group}") for n, group in enumerate(groups)])
    neighbours = find_neighbours(papers.assign(paper_id=ids), Vectors(ids, matrix), LAYOUTS)
    assert neighbours.graph[:20, 20:].nnz == 0
    found = partition(neighbours, ClusterSettings(engine=engine, min_topic_size=8))
    for topic in range(count_of(found)):
        assert np.unique(groups[found.topics == topic]).size == 1


# ---- the same every time ----


def test_five_thousand_papers_are_clustered_alike_by_any_number_of_threads(tmp_path) -> None:
    papers, vectors, _ = cloud(5000, 20)
    settings = NeighbourSettings(layouts=4)
    written = []
    for threads in (1, 2):
        neighbours = find_neighbours(papers, vectors, settings, threads)
        found = cluster(papers, vectors, neighbours, ClusterSettings())
        found.write(tmp_path / str(threads))
        written.append((tmp_path / str(threads) / "assignments.csv").read_bytes())
    assert written[0] == written[1]
    assert len(found.topics) >= 8


def test_a_clustering_is_the_same_again(neighbours: Neighbours) -> None:
    for engine in ENGINES:
        first, again = (
            partition(neighbours, ClusterSettings(engine=engine, granularity="fine"))
            for _ in range(2)
        )
        assert first.topics.tolist() == again.topics.tolist()
        assert first.confidences.tolist() == again.confidences.tolist()


# ---- the stage ----


def test_settings_come_from_the_config() -> None:
    given_settings = {
        "min_topic_size": 5,
        "neighbours": {"seed": 3},
        "hdbscan": {"min_samples": 2},
    }
    settings = ClusterSettings.from_config(given_settings)
    assert settings == ClusterSettings(
        min_topic_size=5,
        neighbours=NeighbourSettings(seed=3),
        hdbscan=HdbscanSettings(min_samples=2),
    )
    assert ClusterSettings.from_config({}) == ClusterSettings()


def test_results_of_other_papers_are_refused(papers, neighbours: Neighbours) -> None:
    vectors = toy_vectors(papers)
    with pytest.raises(ValueError, match="the vectors do not belong to these papers"):
        cluster(
            papers,
            replace(vectors, paper_ids=vectors.paper_ids[::-1]),
            neighbours,
            ClusterSettings(),
        )
    fewer = papers.iloc[1:].reset_index(drop=True)
    with pytest.raises(ValueError, match="the neighbours do not belong to these papers"):
        cluster(fewer, toy_vectors(fewer), neighbours, ClusterSettings())


def test_stage_writes_all_tables(papers, neighbours: Neighbours, tmp_path) -> None:
    tables.write(tables.PAPERS, papers, tmp_path / "papers.parquet")
    toy_vectors(papers).write(tmp_path / "vectors.npz")
    neighbours.write(tmp_path / "neighbours.npz")
    run(
        tmp_path / "papers.parquet",
        tmp_path / "vectors.npz",
        tmp_path / "neighbours.npz",
        tmp_path / "out",
        ClusterSettings(),
    )
    assignments = tables.read(tables.ASSIGNMENTS, tmp_path / "out/assignments.parquet")
    topics = tables.read(tables.TOPICS, tmp_path / "out/topics.parquet")
    csv = pd.read_csv(tmp_path / "out/assignments.csv")
    assert csv.topic.tolist() == assignments.topic.tolist()
    assert csv.runner_up.tolist() == assignments.runner_up.tolist()
    assert json.loads((tmp_path / "out/topics.json").read_text())[0]["name"] == topics.name[0]
    metrics = json.loads((tmp_path / "out/metrics.json").read_text())
    assert metrics["topics"] == len(topics)
    assert metrics["topic_stability"] == topics.stability.tolist()
    assert len(tables.read(tables.MAP, tmp_path / "out/map.parquet")) == len(papers)
