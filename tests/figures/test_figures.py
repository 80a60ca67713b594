"""Figures of the map: content, names without overlaps, hostile text, files that repeat exactly."""

import logging
import re
from itertools import combinations
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import pytest

from helpers.pages import HOSTILE, make_results, with_topic, write_results
from helpers.papers import make_papers
from paperthemes.figures import stage
from paperthemes.figures.content import Group, Labels, MapFigure, make_content
from paperthemes.figures.drawing import draw, save, warn_of_missing_letters
from paperthemes.figures.name_places import assign_slots, make_slots
from paperthemes.figures.text_fitting import break_lines, clean
from paperthemes.report.inputs import Results

LABELS = Labels(title="A <Title> of $x^2$", clustering="mine", run=3, date="2025-11-28")


def content_of(results: Results) -> MapFigure:
    return make_content(results.map, results.assignments, results.topics, labels=LABELS)


def groups(names: list[str]) -> list[Group]:
    angles = np.linspace(0, 6, len(names))
    return [
        Group(name=name, size=5, colour="#137cf1", x=30_000 + 20_000 * x, y=30_000 + 20_000 * y)
        for name, x, y in zip(names, np.cos(angles), np.sin(angles), strict=True)
    ]


def figure_of(topics: list[Group], themes: list[Group] | None = None) -> MapFigure:
    count = max(1, len(topics))
    points = np.array([[int(topic.x), int(topic.y)] for topic in topics] or [[0, 0]])
    return MapFigure(
        **{"title": "Title", "subtitle": "Subtitle", "points": points},
        **{"colours": ["#137cf1"] * count, "symbols": [number % 5 for number in range(count)]},
        **{"opacities": [0.9] * count},
        **{"topics": topics, "themes": themes or []},
    )


def boxes_of(content: MapFigure) -> list:
    """Return the boxes of all texts, in pixels."""
    figure = draw(content)
    return [text.get_window_extent() for text in figure.axes[0].texts if text.get_text()]


@pytest.fixture
def results() -> Results:
    return make_results(make_papers([f"Paper {n}" for n in range(40)]))


def test_content_has_title_counts_date_and_only_topics_that_are_shown(results: Results) -> None:
    content = content_of(with_topic(results, 1, hidden=True))
    assert (
        content.subtitle
        == "40 papers in 6 topics in 3 themes · clustering mine · run 3 · 28 November 2025"
    )
    assert {topic.name for topic in content.topics} == {f"Topic {letter}" for letter in "acdef"}
    sizes = [topic.size for topic in content.topics]
    assert sizes == sorted(sizes, reverse=True)
    assert len(content.points) == len(content.colours) == len(content.opacities) == 40
    assert len({*content.colours}) == 3 + 1  # themes, and unassigned


def test_islands_of_topics_are_named_after_the_topics() -> None:
    results = make_results(make_papers([f"Paper {n}" for n in range(80)]))
    papers = np.flatnonzero(results.assignments.topic == 0)
    results.assignments.loc[papers[:5], "subgroup"] = "pear"
    results.assignments.loc[papers[5:], "subgroup"] = "plum"
    places = results.map
    for part, side in ((papers[:5], -1), (papers[5:], 1)):
        places.loc[part, ["x", "y"]] = places.x.mean() + 3 * side * np.ptp(places.x), 0.0
    topics = content_of(results).topics
    names = [topic.name for topic in topics]
    assert names[:-1] == results.topics.sort_values("size", ascending=False).name.tolist()
    (home,) = [topic for topic in topics if topic.name == results.topics.name[0]]
    sizes = {"Pear": 5, "Plum": len(papers) - 5}
    assert topics[-1].size == sizes[names[-1]]
    assert (topics[-1].colour, topics[-1].symbol) == (home.colour, home.symbol)


@pytest.mark.parametrize("count", [1, 16, 300])
def test_no_text_covers_another(count: int) -> None:
    names = [
        f"A name of topic {n} that is quite long and needs several lines" for n in range(count)
    ]
    boxes = boxes_of(figure_of(groups(names), groups([f"Theme {n} of many" for n in range(30)])))
    assert len(boxes) > min(count, 30)
    assert not [pair for pair in combinations(boxes, 2) if pair[0].overlaps(pair[1])]
    assert all(box.x0 >= 0 and box.x1 <= 1334 and box.y0 >= 0 and box.y1 <= 751 for box in boxes)


def test_lines_to_names_never_cross() -> None:
    points = np.random.RandomState(0).uniform((3, 1), (10, 6), size=(24, 2))
    slots = make_slots((3, 10), 1, 6, height=0.4)
    ends = slots[assign_slots(points, slots)]

    def side(a: np.ndarray, b: np.ndarray, c: np.ndarray) -> bool:
        return bool((b[0] - a[0]) * (c[1] - a[1]) > (b[1] - a[1]) * (c[0] - a[0]))

    for i, j in combinations(range(24), 2):
        a, b, c, d = points[i], ends[i], points[j], ends[j]
        assert side(a, b, c) == side(a, b, d) or side(c, d, a) == side(c, d, b)


def test_hostile_text_is_text(tmp_path: Path) -> None:
    names = [*HOSTILE, "$\\frac{a}{", "a $ and b $ c", "_^{}\\alpha"]
    with warn_of_missing_letters():
        figure = draw(figure_of(groups(names), groups(names[-3:])))
    save(figure, tmp_path / "map.svg", "svg")
    root = ElementTree.parse(tmp_path / "map.svg").getroot()
    assert {element.tag.split("}")[1] for element in root.iter()} & {"script", "img", "a"} == set()
    texts = "".join(root.itertext())
    assert "<script>document.title" in texts
    assert "a $ and b $ c" in texts
    assert not set("\u202e\u202c\u200b") & set(texts)


def test_letters_without_a_font_are_reported_once(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.WARNING, "paperthemes"), warn_of_missing_letters():
        figure = draw(figure_of(groups(["Letters of Linear B: \U00010000\U00010001", "é"])))
        save(figure, tmp_path / "map.pdf", "pdf")
    assert len(caplog.records) == 1
    assert "has the letters \U00010000\U00010001 of" in caplog.text


def test_long_words_and_texts_are_broken_and_cut() -> None:
    assert break_lines("one two three", 7, len, lines=2) == "one two\nthree"
    assert break_lines("one two three four", 7, len, lines=2) == "one two\nthree…"
    assert break_lines("incomprehensible", 7, len, lines=2) == "incompr\nehensi…"
    assert break_lines("", 7, len, lines=2) == ""
    assert clean(" a\u202e\n\tb\u00a0c ") == "a b\u00a0c"


def test_equal_results_give_equal_bytes_and_other_formats_are_removed(
    results: Results, tmp_path: Path
) -> None:
    results.changes.update(number=3)
    write_results(Results(**{**fields_of(results), "dumps": [{}]}), tmp_path)
    inputs = {name: str(tmp_path / f"{name}.parquet") for name in ("map", "assignments", "topics")}
    inputs["changes"] = str(tmp_path / "changes.json")
    outputs = {format_: str(tmp_path / f"mine-map.{format_}") for format_ in ("svg", "pdf")}
    contents = []
    for _ in range(2):
        stage.run(inputs, outputs, "A π title")
        contents.append([Path(path).read_bytes() for path in outputs.values()])
    assert contents[0] == contents[1]
    assert "<dc:title>A π title</dc:title>" in contents[0][0].decode()
    assert b"/Title" in contents[0][1]
    assert not re.search(rb"20\d\d-\d\d-\d\dT|CreationDate", b"".join(contents[0]))
    stage.run(inputs, {"png": str(tmp_path / "mine-map.png")}, "Title")
    assert [path.name for path in tmp_path.glob("mine-map.*")] == ["mine-map.png"]


def fields_of(results: Results) -> dict:
    return {name: getattr(results, name) for name in Results.__slots__}


def test_no_papers_and_many_papers_are_drawn(tmp_path: Path) -> None:
    empty = content_of(make_results(make_papers([])))
    assert empty.topics == []
    save(draw(empty), tmp_path / "empty.svg", "svg")
    many = figure_of(groups([f"Topic {n}" for n in range(6_000)]))
    save(draw(many), tmp_path / "many.svg", "svg")
    assert (tmp_path / "many.svg").stat().st_size < 3_000_000
    assert "<image" in (tmp_path / "many.svg").read_text("utf-8")
