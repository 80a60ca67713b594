"""Spans of days, their labels, and the spans that a source is asked for."""

from pathlib import Path

import pytest

from helpers.stand_in_services import TODAY
from paperthemes.fetch.download import plan_spans
from paperthemes.fetch.sources.huggingface import HuggingFace
from paperthemes.fetch.spans import divide_span, parse_span


@pytest.mark.parametrize(
    "label",
    ["2026-11-20", "2026-W47", "2026-11", "2024-02", "2026-W53", "2025-12-30-to-2026-01-02"],
)
def test_labels_can_be_read(label: str) -> None:
    assert parse_span(label).label == label


@pytest.mark.parametrize(
    "text", ["", "2026-13", "2026-11-31", "2025-W53", "20261120", "today", "26"]
)
def test_other_texts_are_no_labels(text: str) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        parse_span(text)


def test_spans_are_divided_into_periods() -> None:
    span = parse_span("2026-10-28-to-2026-12-02")
    months = [part.label for part in divide_span(span, "month")]
    assert months == ["2026-10-28-to-2026-10-31", "2026-11", "2026-12-01-to-2026-12-02"]
    weeks = [part.label for part in divide_span(span, "week", only_whole=True)]
    assert weeks == [f"2026-W{number}" for number in range(44, 49)]


def plan(folder: Path, *names: str, is_continuing: bool = True, **settings: str) -> list[str]:
    """Return the labels of the spans that Hugging Face is asked for, given files in a folder."""
    for name in names:
        (folder / name).touch()
    source = HuggingFace(**settings)
    spans = plan_spans(source, folder, TODAY, is_continuing=is_continuing)
    return [span.label for span in spans]


def test_the_first_time_the_last_week_is_asked_for(tmp_path: Path) -> None:
    days = [f"2026-11-{day}" for day in range(23, 30)]
    assert plan(tmp_path) == days
    assert plan(tmp_path / "absent") == days


def test_then_what_is_newer_than_the_newest_file(tmp_path: Path) -> None:
    names = ("hf-daily-2026-11-26.json", "hf-daily-2026-11-27-page-2.json")
    others = (
        "hf-daily-2026-99.json",
        "hf-daily-2026-11-28.json.gz",
        "hf-daily-2026-11-29-b.json",
        "2026-11-29.json",
    )
    days = ["2026-11-27", "2026-11-28", "2026-11-29"]  # the first, as it may lack a page
    assert plan(tmp_path, *names, *others) == days
    assert plan(tmp_path, since="2026") == days
    assert plan(tmp_path, since="2026-11-28", is_continuing=False) == days[1:]
    assert plan(tmp_path, until="2026-11-26") == days[:1]


def test_the_period_of_files_can_be_changed(tmp_path: Path) -> None:
    name = "hf-daily-2026-11-20.json"
    assert plan(tmp_path, name, by="week") == ["2026-11-20", "2026-W47", "2026-W48"]
    source = HuggingFace(by="week")
    parameters = [source.begin(parse_span(label)).parameters for label in plan(tmp_path, by="week")]
    assert [next(iter(each.items())) for each in parameters] == [
        ("date", "2026-11-20"),
        ("week", "2026-W47"),
        ("week", "2026-W48"),
    ]


def test_weeks_and_months_that_are_not_over_wait(tmp_path: Path) -> None:
    assert plan(tmp_path, by="week", since="2026-11-12") == ["2026-W46", "2026-W47", "2026-W48"]
    assert plan(tmp_path, by="month", since="2026-10") == ["2026-10"]
