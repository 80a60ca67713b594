"""Islands of topics on the map, and their names."""

import numpy as np
import pandas as pd
import pytest

from paperthemes.pages.islands import Island, find_named_islands

HOME = (10_000, 10_000)
APART = (50_000, 20_000)


def find(home_parts: list[str], apart_parts: list[str]) -> list[Island]:
    """Return the named islands of a topic whose papers are at two places, in these sub-groups."""
    count = len(home_parts) + len(apart_parts)
    points = np.array([HOME] * len(home_parts) + [APART] * len(apart_parts))
    cells = {"topic": 4, "topic_name": "Learning", "subgroup": [*home_parts, *apart_parts]}
    papers = pd.DataFrame(cells, index=range(count))
    return find_named_islands(points, papers, np.ones(count, bool), HOME, "Learning")


def test_an_island_has_the_name_and_the_size_of_the_sub_group_of_most_of_its_papers() -> None:
    term = "anomaly detection"
    found = find([""] * 20 + [term] * 3, [term] * 4 + [""] * 2)
    assert found == [Island("Anomaly detection", 7, *APART, topic=4, subgroup=term)]


@pytest.mark.parametrize("parts", [[""] * 6, ["pears", "plums", "figs"] * 2])
def test_an_island_without_a_main_sub_group_is_not_named(parts: list[str]) -> None:
    assert find([""] * 20, parts) == []


def test_an_island_does_not_have_the_name_of_a_sub_group_that_is_mostly_elsewhere() -> None:
    assert find([""] * 20 + ["pears"] * 6, ["pears"] * 6) == []


def test_few_papers_apart_and_topics_in_one_place_have_no_island() -> None:
    assert find([""] * 20, ["pears"] * 4) == []
    assert find([""] * 100, ["pears"] * 5) == []  # a small share
    assert find(["pears"] * 20, []) == []


def test_the_islands_of_a_theme_have_the_names_of_its_topics() -> None:
    points = np.array([HOME] * 20 + [APART] * 6)
    names = np.repeat(["Apples", "Pears"], [20, 6])
    topics = np.repeat([0, 1], [20, 6])
    papers = pd.DataFrame({"topic": topics, "topic_name": names, "subgroup": [""] * 26})
    found = find_named_islands(points, papers, np.ones(26, bool), HOME, "Fruit")
    assert found == [Island("Pears", 6, *APART, topic=1, subgroup="")]
