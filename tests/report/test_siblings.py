"""The other clusterings of the same papers in the report."""

import re
from collections.abc import Iterable

import pandas as pd

from helpers.pages import CONTEXT
from paperthemes.report.inputs import Results
from paperthemes.report.page import render_report
from paperthemes.report.siblings import Sibling, choose_nested, describe_siblings


def clustering(
    topics: list[int], hidden: int = -1, in_theme: tuple[int, ...] = ()
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return assignments and topics; the topics `in_theme` are those of theme 0."""
    topic = pd.Series(topics)
    sizes = topic[topic >= 0].value_counts().sort_index()
    table = {"topic": sizes.index, "name": [f"Topic {number}" for number in sizes.index]}
    table["topic_id"] = [f"T{number + 1:04d}" for number in sizes.index]
    table["theme"], table["theme_name"] = themes_of(sizes.index, in_theme), "Theme"
    hides = sizes.index == hidden
    frame = pd.DataFrame({**table, "size": sizes.to_numpy(), "hidden": hides})
    themes = themes_of(topic, in_theme)
    return pd.DataFrame({"topic": topic, "confidence": 1.0, "theme": themes}), frame


def themes_of(topics: Iterable[int], in_theme: tuple[int, ...]) -> list[int]:
    """Return the theme of each topic."""
    return [0 if topic in in_theme else -1 for topic in topics]


COARSE = clustering([0] * 6 + [1] * 4 + [-1])
FINE = clustering([0] * 4 + [2] * 2 + [1] * 3 + [-1, 1])
OTHER = clustering([0, 1, 2] * 3 + [0, 1])


def test_the_topics_of_a_finer_clustering_are_parts() -> None:
    (fine,) = describe_siblings(COARSE[0], {"fine": FINE})
    assert fine.is_finer
    assert fine.share == 1
    parts = {
        topic: [(part.name, part.papers) for part in fine.counterparts[topic]] for topic in (0, 1)
    }
    assert parts == {0: [("Topic 0", 4), ("Topic 2", 2)], 1: [("Topic 1", 3)]}


def test_a_topic_is_part_of_a_wider_one() -> None:
    (coarse,) = describe_siblings(FINE[0], {"broad": COARSE})
    assert not coarse.is_finer
    names = [[part.name for part in coarse.counterparts[topic]] for topic in range(3)]
    assert names == [["Topic 0"], ["Topic 1"], ["Topic 0"]]
    assert coarse.counterparts[2][0].address == "../broad/report.html#topic-0"
    (coarse,) = describe_siblings(FINE[0], {"broad": clustering(list(COARSE[0].topic), hidden=0)})
    assert coarse.counterparts[2][0].address is None


def test_the_topic_with_most_papers_takes_the_place_of_a_topic_of_another_clustering() -> None:
    (fine,) = describe_siblings(COARSE[0], {"fine": FINE})
    assert fine.successors == {
        "T0001": ("Topic 0", 4, ((0, 4),)),
        "T0002": ("Topic 1", 4, ((1, 3),)),  # and one that is unassigned
        "T0003": ("Topic 2", 2, ((0, 2),)),
    }
    (coarse,) = describe_siblings(FINE[0], {"coarse": COARSE})
    assert [other.parts for other in coarse.successors.values()] == [((0, 4), (2, 2)), ((1, 3),)]
    halves = clustering([0] * 3 + [1] * 3 + [-1] * 4 + [2])
    (other,) = describe_siblings(halves[0], {"coarse": COARSE})  # no paper of its second topic
    assert other.successors == {"T0001": ("Topic 0", 6, ((0, 3), (1, 3)))}


def test_topics_take_the_place_of_a_theme_of_another_clustering() -> None:
    parts = clustering([0] * 4 + [1] * 2 + [2] * 3 + [-1, 1], in_theme=(0, 2))
    (coarse,) = describe_siblings(COARSE[0], {"parts": parts})
    assert coarse.successors["theme-0"] == ("Theme", 7, ((0, 4), (1, 3)))
    (none,) = describe_siblings(clustering([-1] * 11)[0], {"parts": parts})
    assert none.successors == {}


def test_a_clustering_that_groups_papers_differently_has_no_counterparts() -> None:
    siblings = describe_siblings(COARSE[0], {"other": OTHER, "fine": FINE, "same": COARSE})
    assert [sibling.name for sibling in siblings] == ["same", "other", "fine"]
    by_name = {sibling.name: sibling for sibling in siblings}
    assert by_name["other"].share < 0.8
    assert by_name["other"].counterparts == {}
    assert [sibling.name for sibling in choose_nested(siblings)] == ["same"]


def test_papers_without_topics_nest_nowhere() -> None:
    (empty,) = describe_siblings(COARSE[0], {"empty": clustering([-1] * 11)})
    assert (empty.share, empty.counterparts) == (0, {})


def test_the_report_links_to_the_other_clusterings(sample: Results) -> None:
    shared = {"is_finer": False, "share": 0.9, "counterparts": {}, "successors": {}}
    siblings = [
        Sibling(name="broad", topics=2, **shared),
        Sibling(name="finest", topics=20, **{**shared, "share": 0.5, "is_finer": True}),
    ]
    page = render_report(sample, CONTEXT, siblings)
    switch = page[page.index('<nav class="granularity') :]
    links = re.findall(r'href="([^"]+)"|aria-current', switch[: switch.index("</nav>")])
    assert links == ["../broad/report.html", "", "../finest/report.html"]
    assert "these topics are joined; 90% of the papers with a topic in both follow theirs" in page
    assert 'id="granularity"' not in render_report(sample, CONTEXT)
