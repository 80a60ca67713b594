"""Made-up papers, shown as pages in the styles of tools that save text, are read back."""

import textwrap
from collections.abc import Callable

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from helpers.reading import read

_TITLES = [
    "Pebble Sorting by Bees That Were Trained in the Rain",
    "Humming Bridges Foretell the Wind",
    "Unlit Towers and the Ships That Pass Them by Day: A Count of Wrecks on Eleven Coasts",
    "Learning to tell nine species of animals apart by the gait that they leave in fresh snow",
    "rStone: Moving Rocks With Fewer Hands",
    "Gaits in Snow",
]
_SENTENCES = [
    "We train bees to sort pebbles by colour and measure how long they remember it.",
    "Ten hives learn within a day, and nine of them still sort correctly after a week of rain.",
    "Bridges hum when the wind turns, and the pitch of forty bridges predicts the next hour.",
    "Experiments on ImageNet and COCO demonstrate that snow keeps the tracks of animals.",
    "In contrast to earlier work, our rule needs no labels (and costs a fifth of the others).",
    "A lighthouse that is never lit still guides the ships that know it by day.",
]
_HEAD = ["Get trending papers in your email inbox!", "Subscribe", "Daily Papers", "Oct 2"]
Paper = tuple[str, str]
Style = Callable[[int, Paper, int], list[str]]


def _wrap(text: str, width: int, indent: str = "", later: str | None = None) -> list[str]:
    later = indent if later is None else later
    return textwrap.wrap(
        text,
        width,
        initial_indent=indent,
        subsequent_indent=later,
        break_long_words=False,
        break_on_hyphens=False,
    )


def _pairs(_: int, paper: Paper, __: int) -> list[str]:
    return [*paper]


def _spaced_pairs(_: int, paper: Paper, __: int) -> list[str]:
    return [paper[0], "", paper[1], ""]


def _cards(number: int, paper: Paper, _: int) -> list[str]:
    return [f"{number + 7}", *paper, f"{number + 2} authors", "·", "May 30, 2024", "5"]


def _arxiv_pairs(_: int, paper: Paper, width: int) -> list[str]:
    return [*_wrap(paper[0], width, later="  "), *_wrap(paper[1], width)]


def _arxiv_cards(number: int, paper: Paper, width: int) -> list[str]:
    title, abstract = _wrap(paper[0], width, later="  "), _wrap(paper[1], width)
    return [f"{number + 7}", *title, *abstract, f"{number + 2} authors", "·", "May 30, 2024", "5"]


def _wrapped_pairs(_: int, paper: Paper, width: int) -> list[str]:
    return ["", *_wrap(paper[0], width), "", *_wrap(paper[1], width), ""]


def _indented(number: int, paper: Paper, width: int) -> list[str]:
    abstract = _wrap(paper[1], width, "   ")
    below = [
        "     *",
        "     * ·",
        f"       {number + 2} authors",
        "",
        "   ·",
        "   May 30, 2024",
        "   4",
    ]
    return [f"   {number + 7}", "", *_wrap(paper[0], width), "", *abstract, *below]


def _numbered(number: int, paper: Paper, width: int) -> list[str]:
    first = 3 * number + 1
    abstract = _wrap(f"[{first + 1}]{paper[1]}", width, "   ")
    return [
        f"   [{first}]{number + 7}",
        "",
        *_wrap(f"[{first + 1}]{paper[0]}", width),
        "",
        *abstract,
        "     * ·",
        f"       {number + 2} authors",
        "",
        f"   [{first + 2}]4",
    ]


def _parenthesised(number: int, paper: Paper, width: int) -> list[str]:
    address = f"/papers/2405.{number:05}"
    return [
        f"{number + 7} (/login?next=%2Fpapers%2F2405.{number:05})",
        "",
        *_wrap(f"{paper[0]} ({address})", width),
        "",
        *_wrap(f"{paper[1]} ({address})", width),
        "",
        f"  • · {number + 2} authors",
        f"({address}) 4 ({address}#community)",
    ]


_STYLES: dict[str, Style] = {
    function.__name__.strip("_"): function
    for function in (
        *(_pairs, _spaced_pairs, _cards, _arxiv_pairs, _arxiv_cards),
        *(_wrapped_pairs, _indented, _numbered, _parenthesised),
    )
}


@st.composite
def _papers(draw: st.DrawFn) -> list[Paper]:
    titles = draw(st.lists(st.sampled_from(_TITLES), min_size=3, unique=True))
    sentences = st.lists(st.sampled_from(_SENTENCES), min_size=3, max_size=6, unique=True)
    return [(title, " ".join(draw(sentences))) for title in titles]


@settings(max_examples=40)
@given(_papers(), st.sampled_from(sorted(_STYLES)), st.integers(40, 100))
def test_every_style_gives_the_same_papers(tmp_path_factory, papers, style, width) -> None:
    # Whether a sentence below a full line is a title, nothing shows.
    assume(style != "arxiv_pairs" or not any(title == _TITLES[3] for title, _ in papers))
    lines = [line for i, paper in enumerate(papers) for line in _STYLES[style](i, paper, width)]
    links = [f"   {n + 1}. https://huggingface.co/{a}" for n, a in enumerate(_addresses(papers))]
    references = ["", "References", "", *links] if style == "numbered" else []
    page = "\n".join([*_HEAD, *lines, *references])
    records, report = read(tmp_path_factory.mktemp("page"), page)
    assert [*zip(records.title, records.abstract, strict=True)] == papers
    assert report["rejected"] == []
    if style in ("numbered", "parenthesised"):
        assert records.arxiv_id.tolist() == [f"2405.{i:05}" for i in range(len(papers))]


def _addresses(papers: list[Paper]) -> list[str]:
    ids = [f"papers/2405.{number:05}" for number in range(len(papers))]
    return [
        f"{prefix}{i}{end}"
        for i in ids
        for prefix, end in [("login?next=%2F", ""), ("", ""), ("", "#community")]
    ]


@pytest.mark.parametrize(
    "title",
    [
        ["Learning to tell nine species of animals apart by the", "gait that they leave"],
        ["Learning to tell nine species of animals by their gaits"],
        ["Learning to tell nine species of animals apart by the", "gait that they leave", "behind"],
    ],
)
def test_a_title_that_may_be_hidden_in_an_abstract_is_told(tmp_path, title: list[str]) -> None:
    lines = [
        "Humming Bridges",
        "Bridges hum when the wind turns, and the pitch of forty",
        "bridges predicts the next hour. Our rule needs no labels.",
        *title,
        "In contrast to earlier work, our rule needs no labels and",
        "costs a fifth of the others. It is free.",
    ]
    records, report = read(tmp_path, "\n".join([*_HEAD, *lines]))
    assert len(records) == 1
    assert report["warnings"] == ["a title may be within an abstract: line 8"]


def test_a_word_of_a_menu_that_may_end_a_title_is_told(tmp_path) -> None:
    abstract = ["Bridges hum when the wind turns, and the pitch of", "forty bridges predicts it."]
    lines = ["Humming Bridges and Their Web-Noisy Sound", "Datasets", *abstract, *abstract]
    _, report = read(tmp_path, "\n".join([*_HEAD, *lines]))
    assert report["warnings"] == ["a title may be within an abstract: line 6"]


def test_sentences_of_wrapped_abstracts_are_no_titles(tmp_path) -> None:
    abstract = [
        "Bridges hum when the wind turns, and the pitch of forty",
        "bridges predicts the next hour, which is then shown.",
        "These Bridges Are Old, and Many Wear Coats of Red Paint.",
        "We count all papers that a hundred bridge keepers have",
        "submitted by the end of May.",
    ]
    lines = ["Humming Bridges", *abstract, "Gaits in Snow", *abstract]
    records, report = read(tmp_path, "\n".join([*_HEAD, *lines]))
    assert records.title.tolist() == ["Humming Bridges", "Gaits in Snow"]
    assert records.abstract.tolist() == [" ".join(abstract)] * 2
    assert report["rejected"] == report["warnings"] == []


def test_an_address_alone_in_a_line_is_that_of_the_title_above(tmp_path) -> None:
    papers = [(title, " ".join(_SENTENCES)) for title in _TITLES[:2]]
    lines = [line for i, paper in enumerate(papers) for line in _parenthesised(i, paper, 40)]
    assert "(/papers/2405.00001)" in lines
    records, _ = read(tmp_path, "\n".join([*_HEAD, *lines]))
    assert records.arxiv_id.tolist() == ["2405.00000", "2405.00001"]
    assert [*zip(records.title, records.abstract, strict=True)] == papers
