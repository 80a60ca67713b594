"""Settings and metrics of clusterings side by side."""

from paperthemes.overview.comparison_table import compare_metrics, compare_settings
from paperthemes.pages.wording import MISSING

CORE = {"key": "core_share", "name": "core", "line": "share of core papers"}
AMI = {"key": "ami", "name": "AMI with the labels", "line": "agreement"}
METRICS = [
    {
        **{"engine": "toy", "topics": 2, "themes": 1, "min_topic_size": 2, "core_share": 1.0},
        **{"topic_stability": [0.8, 0.8], "readings": [CORE]},
    },
    {
        **{"engine": "toy", "topics": 3, "themes": 1, "min_topic_size": 2, "core_share": 1.0},
        **{"topic_stability": [0.2, None, 0.8], "ami": 0.5, "readings": [CORE, AMI]},
    },
]
DEFAULTS = {"min_topic_size": None, "n_topics": None, "max_unassigned": 0.1}
SETTINGS = [
    {**DEFAULTS, "granularity": "broad", "hdbscan": {"min_samples": None}},
    {
        **DEFAULTS,
        **{"granularity": "fine", "min_topic_size": 4, "hdbscan": {"min_samples": 3}},
        "seeded_topics": {"Apples": {"words": ["apple"]}},
    },
]


def test_settings_that_differ_have_a_row() -> None:
    assert [(name, cells) for name, cells, _ in compare_settings(SETTINGS, METRICS)] == [
        ("engine", ["toy", "toy"]),
        ("size of topics", ["broad", "min_topic_size: 4"]),
        ("minimum topic size", ["2 papers", "2 papers"]),
        ("hdbscan.min_samples", ["null", "3"]),
        ("seeded_topics", [MISSING, "Apples"]),
    ]


def test_metrics_that_only_some_clusterings_have_are_missing_in_the_others() -> None:
    assert [(name, cells) for name, cells, _ in compare_metrics(METRICS)] == [
        ("topics", ["2", "3"]),
        ("themes", ["1", "1"]),
        ("unstable topics", ["0", "1"]),
        ("core", ["100%", "100%"]),
        ("AMI with the labels", [MISSING, "0.50"]),
    ]
