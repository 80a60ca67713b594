"""Which clustering to use, in words."""

from paperthemes.overview.recommendation import recommend


def metrics(topics: int, stability: float | None, core: float, npmi: float | None) -> dict:
    """Return the metrics that count."""
    return {"topics": topics, "stability": stability, "core_share": core, "npmi": npmi}


def test_few_topics_are_for_an_overview_and_many_for_details() -> None:
    fine, broad = metrics(16, 0.82, 0.2, 0.24), metrics(9, 0.88, 0.38, 0.14)
    assert recommend({"fine": fine, "broad": broad}) == [
        "Use broad (9 topics) for an overview, and fine (16 topics) to read in more detail.",
        "fine compared with broad: equally stable (0.82, against 0.88); fewer core papers (20%,"
        " against 38%); keywords more coherent (0.24, against 0.14).",
    ]


def test_an_unstable_clustering_is_not_recommended() -> None:
    both = {"broad": metrics(9, 0.8, 0.4, 0.1), "fine": metrics(30, 0.4, 0.2, 0.2)}
    assert recommend(both) == [
        "Use broad.",
        "Do not rely on single topics of fine: it is unstable (0.40).",
    ]
    assert len(recommend({"fine": both["fine"]})) == 1


def test_of_similarly_many_topics_the_better_clustering_is_kept() -> None:
    both = {"a": metrics(10, 0.8, 0.4, None), "b": metrics(11, 0.9, 0.42, 0.2)}
    assert recommend(both)[0].startswith("Keep b")
    assert recommend({"a": both["b"], "b": both["a"]})[0].startswith("Keep a")
    both["b"]["core_share"] = 0.2
    assert recommend(both)[0].startswith("Neither is better")
    assert "npmi" not in str(recommend(both))
    assert "equally good" in recommend({"a": both["a"], "b": both["a"]})[0]


def test_unknown_stability_is_no_reason_against_a_clustering() -> None:
    both = {"a": metrics(4, None, 0.4, None), "b": metrics(9, None, 0.4, None)}
    assert recommend(both)[0].startswith("Use a (4 topics)")
    assert recommend({}) == []
