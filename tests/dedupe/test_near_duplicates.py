"""Near-duplicates are joined, and similar works are kept apart."""

import random
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from helpers.works import ABSTRACT, FOLLOW_UP, TITLE, make_records
from paperthemes.dedupe import grouping
from paperthemes.dedupe.blocking import find_candidates
from paperthemes.dedupe.plain_text import abstract_words, split_words
from paperthemes.dedupe.settings import DedupeSettings
from paperthemes.dedupe.stage import dedupe
from paperthemes.dedupe.title_features import Conflict, parse_title

SENTENCES = ABSTRACT.split(". ")
REVISED = ABSTRACT.replace("97 percent", "98 percent").replace("Most of these", "Many of them")
REWRITTEN = (
    "No register of lighthouses is complete. A small detector is trained on night images of 4,100 "
    "coasts, and volunteers confirm what it finds. It recovers 98 percent of the beacons that "
    "mariners have on their charts and adds 312 that no chart shows, most of them on private "
    "islands, where surveys seldom land. We describe how weather, glare and passing ships mislead "
    "the model, and release the images, the labels and the votes of all volunteers. With our "
    "register one may study how shipping lanes follow the light."
)


def are_joined(*rows: dict) -> bool:
    """Return whether all records are one paper, in either order."""
    counts = {len(dedupe([make_records(*order)])[0]) for order in (rows, rows[::-1])}
    assert len(counts) == 1
    return counts == {1}


def record(title: str = TITLE, abstract: str = ABSTRACT, **more: object) -> dict:
    """Return the cells of a record."""
    return {"title": title, "abstract": abstract} | more


COPIES = {
    "second version": record(TITLE.replace("A Survey", "Surveys"), REVISED),
    "retitled": record("A Register of the World's Beacons by Volunteers", REVISED),
    "subtitle alone": record("A Survey of Coastal Beacons", REVISED),
    "new name in front": record(f"PharosNet: {TITLE}", REVISED),
    "rewritten": record(TITLE.replace("from Orbit", "from an Orbit"), REWRITTEN),
    "typos": record(
        "Countign Lighthouses from Orbt: A Survey of Coastal Beacons",
        ABSTRACT.replace("detector", "detecter").replace("private", "prviate"),
    ),
    "truncated": record("Counting Light-Houses from Orbit", ABSTRACT[:330] + "…"),
    "copyright notice": record(
        f"{TITLE}.", f"Abstract: {ABSTRACT} © 2020 Elsevier B.V. All rights reserved."
    ),
    "hyphens of lines": record(
        "Counting Light- houses from Orbit - A Survey of Coastal Bea- cons",
        ABSTRACT.replace("continents", "conti- nents").replace("volunteers", "volun- teers"),
    ),
    "typo, no abstract": record("Counting Lighthuoses from Orbit: A Survey of Coastal Beacons", ""),
    "withdrawn": record(f"RETRACTED: {TITLE}", ABSTRACT),
}


@pytest.mark.parametrize("kind", COPIES)
def test_copies_are_one_paper(kind: str) -> None:
    assert are_joined(record(), COPIES[kind])


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (r"Spin Waves in $\alpha$-RuCl$_3$", "Spin waves in α-RuCl₃"),
        (r"Poincar\'e Maps of Schr\"{o}dinger Flows", "Poincaré maps of Schrödinger flows"),
        (r"Bounds of $\mathcal{O}(n \log n)$ for Sorting", "Bounds of O(n log n) for sorting"),
        ("Water (H<sub>2</sub>O) &amp; Ice", "Water (H₂O) & Ice"),
        ("Eﬃcient Flows – a Study", "Efficient Flows -- A Study"),
    ],
)
def test_latex_html_and_unicode_give_the_same_words(first: str, second: str) -> None:
    assert split_words(first) == split_words(second)
    assert are_joined(record(first, ""), record(second, ABSTRACT))


SIMILAR_WORKS = {
    "extended title": record(f"{TITLE} and Fog Signals", FOLLOW_UP),
    "extended version": record(
        f"{TITLE} (Extended Version)", ". ".join([*SENTENCES[:4], *FOLLOW_UP.split(". ")[3:]])
    ),
    "part II": record(f"{TITLE}, Part II", REWRITTEN),
    "Roman number alone": record(f"{TITLE} II", ""),
    "second data set": record(
        "Counting Lighthouses from Orbit v2: A Survey of Coastal Beacons", REWRITTEN
    ),
    "sign": record("Counting Lighthouses++ from Orbit: A Survey of Coastal Beacons", REWRITTEN),
    "correction": record(f"Correction to: {TITLE}", ""),
    "reply": record(f"Reply to “{TITLE}”", ABSTRACT),
    "same introduction": record("Listening for Horns: Silence at Sea", FOLLOW_UP),
    "opposite, no abstract": record(
        "Counting Unlighthouses from Orbit: A Survey of Coastal Beacons", ""
    ),
    "other prefix, no abstract": record(
        "Discounting Lighthouses from Orbit: A Survey of Coastal Beacons", ""
    ),
}


@pytest.mark.parametrize("kind", SIMILAR_WORKS)
def test_similar_works_are_kept_apart(kind: str) -> None:
    assert not are_joined(record(), SIMILAR_WORKS[kind])


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (
            "Vocabulary-free Image Classification",
            "Vocabulary-free Image Classification and Semantic Segmentation",
        ),
        (
            "CoDeNet: Efficient Deployment of Input-Adaptive Object Detection on Embedded FPGAs",
            "Algorithm-hardware Co-design for Deformable Convolution",
        ),
        (
            "SeiT: Storage-Efficient Vision Training with Tokens Using 1% of Pixel Storage",
            "SeiT++: Masked Token Modeling Improves Storage-efficient Training",
        ),
    ],
)
def test_similar_works_with_half_of_the_abstract_in_common_are_kept_apart(
    first: str, second: str
) -> None:
    half = ". ".join(SENTENCES[:2])
    assert not are_joined(record(first, ABSTRACT), record(second, f"{half}. {FOLLOW_UP[150:]}"))
    assert not are_joined(record(first, ""), record(second, ""))


@pytest.mark.parametrize(
    ("first", "second", "together"),
    [
        ({"arxiv_id": "2401.00001"}, {"arxiv_id": "2402.00001"}, False),
        ({"ids": ["pmid:1"]}, {"ids": ["pmid:2"]}, False),
        ({"doi": "10.1101/1"}, {"doi": "10.5555/2"}, True),
        ({"doi": "10.5555/1"}, {"doi": "10.5555/2"}, True),
        ({"ids": ["openalex:W1"]}, {"ids": ["openalex:W2"]}, True),
        ({"authors": ["Ada Lind"]}, {"authors": ["Lind, A.", "B. Moe"]}, True),
        ({"authors": ["Ada Lind"]}, {"authors": ["Carl Nye"]}, False),
    ],
)
def test_identifiers_and_authors_are_evidence(first: dict, second: dict, together: bool) -> None:
    assert (
        are_joined(record(**first), record("Counting Lighthouses", REWRITTEN, **second)) == together
    )


def test_the_same_title_under_two_arxiv_ids_needs_the_same_abstract() -> None:
    ids = [{"arxiv_id": "2401.00001"}, {"arxiv_id": "2402.00001"}]
    assert are_joined(record(**ids[0]), record(**ids[1]))
    assert not are_joined(record(**ids[0]), record(abstract=REWRITTEN, **ids[1]))
    assert not are_joined(record(**ids[0]), record(abstract="", **ids[1]))


@pytest.mark.parametrize(
    ("title", "first", "second", "together"),
    [
        ("Editorial", {"abstract": ABSTRACT}, {"abstract": FOLLOW_UP}, False),
        ("Editorial", {"abstract": ABSTRACT}, {"abstract": REVISED}, True),
        ("Editorial", {"abstract": ""}, {"abstract": "", "published": "2020"}, False),
        ("Editorial", {"abstract": ""}, {"abstract": "", "dump": "b.txt"}, True),
        ("Introduction", {"authors": ["A. Lind"]}, {"authors": ["Lind"], "url": "u"}, True),
        ("On Light", {"abstract": ABSTRACT}, {"abstract": FOLLOW_UP}, False),
        ("On Light", {"abstract": ABSTRACT}, {"abstract": ""}, True),
        (TITLE, {"abstract": ABSTRACT}, {"abstract": "Ein deutscher Text. " * 20}, True),
    ],
)
def test_a_generic_or_short_title_is_not_enough(
    title: str, first: dict, second: dict, together: bool
) -> None:
    assert are_joined({"title": title} | first, {"title": title} | second) == together


def test_an_abstract_with_many_titles_does_not_join_records() -> None:
    filler = "The full text of this article is available to members of the society on its pages. "
    titles = ["Ants at Dawn", "Growing Leeks", "Rope Bridges in Wind", "Zinc and Its Friends"]
    papers, _ = dedupe([make_records(*(record(title, 4 * filler) for title in titles))])
    assert len(papers) == 4


def test_a_chain_of_similar_records_does_not_join_different_works() -> None:
    both = [*SENTENCES[:6], *FOLLOW_UP.split(". ")[2:6]]
    first, middle, last = (". ".join(both[start : start + 6]) for start in (0, 2, 4))
    titles = ["A Register of Beacons", "Glare and Passing Ships", "Microphones on Forty Buoys"]
    rows = [record(*pair) for pair in zip(titles, (first, middle, last), strict=True)]
    assert are_joined(rows[0], rows[1])
    assert are_joined(rows[1], rows[2])
    assert not are_joined(rows[0], rows[2])
    assert len(dedupe([make_records(*rows)])[0]) == 2


def test_a_record_that_matches_two_works_does_not_join_them() -> None:
    rows = record(arxiv_id="2401.00001"), record(abstract=REWRITTEN, arxiv_id="2402.00002")
    papers, _ = dedupe([make_records(*rows, record(abstract=""))])
    assert sorted(papers.arxiv_id) == ["2401.00001", "2402.00002"]


def test_a_record_similar_to_any_version_of_a_work_is_joined() -> None:
    first = record(arxiv_id="2401.00001v1", published="2024")
    third = record("Listening for Horns: Silence at Sea", FOLLOW_UP, arxiv_id="2401.00001v3")
    papers, _ = dedupe([make_records(first, third, record("Listening for Horns", FOLLOW_UP))])
    assert papers.title.tolist() == [TITLE]


def test_near_duplicates_can_be_switched_off() -> None:
    rows = make_records(
        record(), record("A Register of the World's Beacons"), record(TITLE.upper())
    )
    assert len(dedupe([rows])[0]) == 1
    assert len(dedupe([rows], DedupeSettings(near_duplicates=False))[0]) == 2


def test_blocking_bounds_comparisons_of_records_with_the_same_title(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def random_abstract(seed: int) -> str:
        generator = random.Random(seed)
        return " ".join(f"word{generator.randrange(500)}" for _ in range(60))

    compared = []

    def count_candidates(*args: Any) -> NDArray[np.int64]:
        pairs = find_candidates(*args)
        compared.append(len(pairs))
        return pairs

    monkeypatch.setattr(grouping, "find_candidates", count_candidates)
    rows = [
        record("Editorial", random_abstract(number) if number % 2 else "", url=str(number))
        for number in range(5000)
    ]
    papers, duplicates = dedupe([make_records(*rows, *rows[:100])])
    assert compared[0] < 20 * 5000  # of 13 million
    assert len(papers) == 5000
    assert len(duplicates) == 100


PARTS = st.sampled_from(
    [
        record(),
        record(abstract=""),
        record(abstract=REVISED, arxiv_id="2401.00001"),
        record(abstract=FOLLOW_UP, arxiv_id="2401.00002"),
        record(f"{TITLE} II", REVISED),
        record(TITLE.replace("Lighthouses", "Lighthuoses"), FOLLOW_UP),
        record("A Register of Beacons", REVISED, doi="10.5555/1"),
        record("Editorial", "", authors=["A. Lind"]),
        record("Editorial", "", authors=["A. Lind", "B. Moe"], doi="10.5555/1"),
        record("Counting Lighthouses from Orbit", ABSTRACT[:300] + "..."),
    ]
)
DATES = st.sampled_from(["", "2023", "2024-02-01"])


@settings(max_examples=30)
@given(st.lists(st.tuples(PARTS, DATES), max_size=9), st.randoms(use_true_random=False))
def test_order_does_not_matter(parts: list[tuple[dict, str]], generator: random.Random) -> None:
    frame = make_records(*(part | {"published": date} for part, date in parts))
    order = list(range(len(frame)))
    generator.shuffle(order)
    half = len(frame) // 2
    shuffled = dedupe(frame.iloc[part] for part in (order[:half], order[half:]))
    assert shuffled[0].paper_id.is_unique
    assert len(shuffled[0]) + len(shuffled[1]) == len(frame)
    for expected, actual in zip(dedupe([frame]), shuffled, strict=True):
        pd.testing.assert_frame_equal(actual, expected)


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        ("Waves, Part I", "Waves, Part 1", Conflict.NONE),
        ("Waves, Part I", "Waves, Part II", Conflict.MUTUAL),
        ("Waves", "Waves II", Conflict.ONE_SIDED),
        ("Two-Stage Sorting", "2-stage sorting", Conflict.NONE),
        ("Sorting 10,000 Pears", "Sorting 10000 pears", Conflict.NONE),
        ("Level 2.5 Fluctuations", "Level 3.5 Fluctuations", Conflict.MUTUAL),
        ("Eye", "Eye++", Conflict.ONE_SIDED),
        ("Learning C", "Learning C++", Conflict.ONE_SIDED),
        ("Erratum: Waves", "Waves", Conflict.MUTUAL),
        ("Waves", "Waves (full version)", Conflict.ONE_SIDED),
        ("First-Order Logic", "Second-Order Logic", Conflict.MUTUAL),
    ],
)
def test_numbers_signs_and_kinds_distinguish_titles(
    first: str, second: str, expected: Conflict
) -> None:
    assert parse_title(first).conflict(parse_title(second)) is expected
    assert parse_title(second).conflict(parse_title(first)) is expected


def test_a_subtitle_does_not_extend_a_title() -> None:
    short = parse_title("Counting Lighthouses from Orbit")
    assert short.extends(parse_title("Counting Lighthouses from Orbit and Fog Horns"))
    assert not short.extends(parse_title("Counting Lighthouses from Orbit: Fog and Horns"))


@pytest.mark.parametrize(
    "notice",
    [
        " © 2020 Elsevier B.V. All rights reserved.",
        " (c) 2019 The Authors.",
        " Copyright 2021 IEEE.",
        " All rights reserved.",
    ],
)
def test_copyright_notices_are_not_part_of_an_abstract(notice: str) -> None:
    assert abstract_words(ABSTRACT + notice) == abstract_words(ABSTRACT)
    assert abstract_words("Abstract. " + ABSTRACT) == abstract_words(ABSTRACT)
