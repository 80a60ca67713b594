"""A point of a sweep as an entry of the config."""

from typing import Any

import pytest
import yaml

from helpers.sweeps import CLUSTERINGS, DEFAULTS
from paperthemes.sweep.entry import make_entry, propose_name
from paperthemes.workflow.config import Clustering, read_config

FINE = CLUSTERINGS["fine"]


def read_entry(entry: str) -> dict[str, Any]:
    """Put an entry into a config, and return the settings of its clustering."""
    config = yaml.safe_load(f"dumps: [dumps/*]\nclusterings:\n  other: {{}}\n{entry}")
    return dict(read_config(config)[0]["clusterings"]["new"])


@pytest.mark.parametrize(
    ("point", "lines"),
    [
        ({"max_unassigned": 0.0}, ["granularity: fine", "max_unassigned: 0"]),
        ({"granularity": "medium", "max_unassigned": 0.1}, []),  # the defaults
        (
            {"neighbours.lexical_weight": 0.0, "hdbscan.min_samples": 4, "n_topics": 12},
            [
                "granularity: fine",
                *("n_topics: 12", "hdbscan:", "  min_samples: 4"),
                *("neighbours:", "  lexical_weight: 0"),
            ],
        ),
    ],
)
def test_an_entry_has_the_settings_that_are_not_the_defaults(
    point: dict[str, Any], lines: list[str]
) -> None:
    entry = make_entry("new", FINE, point, DEFAULTS)
    first, *others = entry.splitlines()
    assert first == ("  new:" if lines else "  new: {}")
    assert others == [f"    {line}" for line in lines]
    settings = read_entry(entry)
    for key, value in point.items():
        *sections, last = key.split(".")
        section = settings
        for name in sections:
            section = section[name]
        assert section[last] == value


def test_an_entry_keeps_the_other_settings_of_the_clustering() -> None:
    seeds = {"Prompts: a #1": {"words": ["'prompt'", "yes", "é\u2028"], "papers": []}}
    base = Clustering(seeded_topics=seeds, n_themes=3).model_dump()
    settings = read_entry(make_entry("new", base, {"max_unassigned": 0.2}, DEFAULTS))
    assert settings["seeded_topics"] == seeds
    assert (settings["n_themes"], settings["max_unassigned"]) == (3, 0.2)
    assert base == Clustering(seeded_topics=seeds, n_themes=3).model_dump()


def test_a_proposed_name_is_not_taken() -> None:
    assert propose_name("fine", 19, ["fine"]) == "fine-19"
    assert propose_name("fine", 19, ["fine-19", "fine-19-2"]) == "fine-19-3"
