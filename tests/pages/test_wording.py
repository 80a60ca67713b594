"""Dates, numbers and levels of stability as text."""

import pytest

from paperthemes.pages.dates import format_date_range, format_time, to_days
from paperthemes.pages.stability import clustering_level, topic_level
from paperthemes.pages.wording import (
    MISSING,
    flatten_settings,
    metric_value,
    percent,
    shorten_dump,
    thousands,
    two_decimals,
)
from paperthemes.text.dates import format_date

DIGEST = "a8de08fa92a21954" * 3


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("003_a8de08fa92a21954.txt", "003_a8de08fa92a21954.txt"),
        (f"003_{DIGEST}.txt", "003_a8de\N{HORIZONTAL ELLIPSIS}.txt"),
        (f"{DIGEST}-week.csv.gz", "a8de\N{HORIZONTAL ELLIPSIS}-week.csv.gz"),
        ("20261130123456.txt", "20261130123456.txt"),
        ("scopus export.csv", "scopus export.csv"),
    ],
)
def test_digests_in_long_names_of_dumps_are_shortened(name: str, text: str) -> None:
    assert shorten_dump(name) == text


def test_dates_share_one_scale() -> None:
    days = to_days(["2026-03-01", "2026-03-02", "", "2026", "bad"])
    assert days[1] == days[0] + 1
    assert days[2] is days[4] is None
    assert to_days(["2026-13-40", "0000", "-", "--03-11"]) == [None] * 4


@pytest.mark.parametrize(
    ("published", "text"),
    [
        ("2026-03-09", "9 March 2026"),
        ("2026-03", "March 2026"),
        ("2026", "2026"),
        ("--08-11", "11 August"),
        ("soon", "soon"),
    ],
)
def test_dates_are_written_as_far_as_they_are_known(published: str, text: str) -> None:
    assert format_date(published) == text


@pytest.mark.parametrize(
    ("published", "text"),
    [
        (["2026-03-09", "", "2025-12"], "December 2025 to 9 March 2026"),
        (["2026-03-01", "2026-03"], "1 March 2026"),
        (["2026-03-05", "2026-03"], "March 2026 to 5 March 2026"),
        (["2026-03-05", ""], "5 March 2026"),
        (["", ""], ""),
    ],
)
def test_date_ranges_name_the_first_and_the_last_date(published: list[str], text: str) -> None:
    assert format_date_range(published) == text


def test_numbers_are_rounded_and_missing_ones_are_dashes() -> None:
    assert [percent(share) for share in (0.123, 0.0123, 0)] == ["12%", "1.2%", "0%"]
    assert [thousands(25_000), thousands(1234.56, 1)] == ["25,000", "1,234.6"]
    assert thousands(None) == MISSING
    assert [two_decimals(-0.001), two_decimals(0.126)] == ["0.00", "0.13"]


def test_metrics_whose_key_ends_in_share_are_percentages() -> None:
    assert metric_value(0.5, "core_share") == "50%"
    assert metric_value(0.5, "ami") == "0.50"
    assert metric_value(None, "ami") == MISSING


@pytest.mark.parametrize(
    ("stability", "of_topic", "of_clustering"),
    [
        (None, "unknown", "unknown"),
        (0.2, "unstable", "unstable"),
        (0.5, "fair", "unstable"),
        (0.6, "fair", "fair"),
        (0.75, "stable", "stable"),
    ],
)
def test_stability_has_levels(stability: float | None, of_topic: str, of_clustering: str) -> None:
    assert topic_level(stability).name == of_topic
    assert clustering_level(stability).name == of_clustering


def test_nested_settings_get_dotted_keys() -> None:
    nested = {"a": 1, "b": {"c": [2], "d": {"e": None}}, "f": {}}
    assert flatten_settings(nested) == {"a": 1, "b.c": [2], "b.d.e": None}


def test_times_of_runs_are_written_with_their_zone() -> None:
    assert format_time("2026-11-30T04:59:12Z") == "30 November 2026, 04:59 UTC"
    assert format_time("2026-11-30") == "30 November 2026"
    assert format_date("2026-11-30T04:59:12Z") == "30 November 2026"
