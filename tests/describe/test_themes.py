"""Themes: which topics are joined."""

from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from paperthemes.artifacts.vectors import unit_rows
from paperthemes.describe.theme_names import SharedNames
from paperthemes.describe.themes import Theme, find_themes


def make_centres(angles: Sequence[float]) -> np.ndarray:
    radians = np.radians(angles)
    return np.column_stack([np.cos(radians), np.sin(radians)]).astype(np.float32)


ANGLES = [0, 90, 5, 180, 95]
SIZES = np.array([5, 40, 5, 20, 30])


def share_any(topics: Sequence[int]) -> tuple[float, int | None]:
    """Return a name for any two topics; larger groups share none."""
    return (0.5, min(topics)) if len(topics) == 2 else (0.0, None)


def test_similar_topics_with_a_name_are_a_theme_and_the_largest_theme_comes_first() -> None:
    themes = find_themes(make_centres(ANGLES), SIZES, share_any)
    assert [(theme.topics, theme.name) for theme in themes] == [((1, 4), 1), ((0, 2), 0)]


def test_topics_without_a_common_name_stand_alone() -> None:
    assert find_themes(make_centres(ANGLES), SIZES, lambda topics: (0.0, None)) == []


def test_unlike_topics_stand_alone_even_if_they_share_a_name() -> None:
    centres = np.eye(8, dtype=np.float32)
    assert find_themes(centres, np.full(8, 9), lambda topics: (0.9, 1)) == []
    assert find_themes(centres[:0], np.zeros(0, int), lambda topics: (0.9, 1)) == []


@pytest.mark.parametrize(("score", "count"), [(0.45, 3), (0.3, 2)])
def test_a_theme_grows_only_while_its_name_fits_nearly_as_well(score: float, count: int) -> None:
    centres = make_centres([0, 5, 20, 180, 200])

    def find_name(topics: Sequence[int]) -> tuple[float, int | None]:
        if max(topics) > 2:
            return 0.0, None
        return (0.5, 1) if len(topics) == 2 else (score, 2)

    (theme,) = find_themes(centres, np.full(5, 9), find_name)
    assert theme.topics == tuple(range(count))


def test_groups_with_the_same_name_are_one_theme() -> None:
    def find_name(topics: Sequence[int]) -> tuple[float, int | None]:
        return (0.5, 7) if set(topics) in ({0, 1}, {2, 3}) else (0.0, None)

    (theme,) = find_themes(make_centres([0, 5, 60, 65, 200, 210]), np.full(6, 9), find_name)
    assert (theme.topics, theme.name) == ((0, 1, 2, 3), 7)


def test_a_field_is_shared_only_by_topics_of_its_parts() -> None:
    def share(*, second_path: set[int]) -> tuple[float, int | None]:
        shared = SharedNames(
            texts=["natural language processing"],
            fields=np.array([4]),
            widths=np.ones(1),
            ancestors=[{2, 4, 5}, second_path, {9}],
            shares=np.array([[0.9], [0.8], [0.0]]),
            is_free=np.ones(1, np.bool_),
            sizes=np.full(3, 10),
            directions=make_centres([0, 10, 180]),
            embed=lambda names: make_centres([5] * names.size),
        )
        return shared.find([0, 1])

    assert share(second_path={2, 4, 6})[1] == 0
    assert share(second_path={2, 7}) == (0, None)  # recommenders that use language models


def test_all_topics_together_are_no_theme() -> None:
    centres = make_centres([0, 1, 2])
    themes = find_themes(centres, np.full(3, 9), lambda topics: (0.9, 1))
    assert max((len(theme.topics) for theme in themes), default=0) < 3


@given(
    st.lists(st.tuples(st.floats(0, 360), st.integers(1, 500)), max_size=12),
    st.integers(1, 15),
)
def test_a_number_of_themes_can_be_asked_for(topics: list, count: int) -> None:
    sizes = np.array([size for _, size in topics], np.int64)
    centres = make_centres([angle for angle, _ in topics])
    themes = find_themes(unit_rows(centres), sizes, lambda topics: (0.0, None), count)
    assert len(themes) == min(count, len(topics))
    assert sorted(topic for theme in themes for topic in theme.topics) == [*range(len(topics))]
    papers = [int(sizes[[*theme.topics]].sum()) for theme in themes]
    assert papers == sorted(papers, reverse=True)
    assert all(isinstance(theme, Theme) and theme.name is None for theme in themes)
