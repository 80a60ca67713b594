"""Records of one work that no identifier and no title shows, and works that only look like one."""

import random
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from helpers.works import ABSTRACT, FOLLOW_UP, TITLE, records
from paperthemes.dedupe import grouping
from paperthemes.dedupe.blocking import candidates
from paperthemes.dedupe.headings import Odds, goes_on, heading_of, odds
from paperthemes.dedupe.plain import abstract_words, words
from paperthemes.dedupe.settings import DedupeSettings
from paperthemes.dedupe.stage import dedupe

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


def joined(*rows: dict) -> bool:
    """Tell whether all records are one paper, in this order and in the other."""
    counts = {len(dedupe(records(*given))[0]) for given in (rows, rows[::-1])}
    assert len(counts) == 1
    return counts == {1}


def record(title: str = TITLE, abstract: str = ABSTRACT, **more: object) -> dict:
    return {"title": title, "abstract": abstract} | more


SAME = {
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


@pytest.mark.parametrize("kind", SAME)
def test_copies_are_one_paper(kind: str) -> None:
    assert joined(record(), SAME[kind])


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (r"Spin Waves in $\alpha$-RuCl$_3$", "Spin waves in α-RuCl₃"),
        (r"Poincar\'e Maps of Schr\"{o}dinger Flows", "Poincaré maps of Schrödinger flows"),
        (r"Bounds of $\mathcal{O}(n \log n)$ for Sorting", "Bounds of O(n log n) for sorting"),
        ("Water (H<sub>2</sub>O) &amp; Ice", "Water (H₂O) & Ice"),
        ("Eﬃcient Flows – a Study", "Efficient Flows -- A Study"),
    ],
)
def test_latex_html_and_unicode_are_the_same_words(one: str, other: str) -> None:
    assert words(one) == words(other)
    assert joined(record(one, ""), record(other, ABSTRACT))


DIFFERENT = {
    "goes on": record(f"{TITLE} and Fog Signals", FOLLOW_UP),
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
    "another beginning, no abstract": record(
        "Discounting Lighthouses from Orbit: A Survey of Coastal Beacons", ""
    ),
}


@pytest.mark.parametrize("kind", DIFFERENT)
def test_neighbours_stay_apart(kind: str) -> None:
    assert not joined(record(), DIFFERENT[kind])


@pytest.mark.parametrize(
    ("one", "other"),
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
def test_known_neighbours_stay_apart_even_if_half_of_the_abstract_is_the_same(
    one: str, other: str
) -> None:
    half = ". ".join(SENTENCES[:2])
    assert not joined(record(one, ABSTRACT), record(other, f"{half}. {FOLLOW_UP[150:]}"))
    assert not joined(record(one, ""), record(other, ""))


@pytest.mark.parametrize(
    ("one", "other", "together"),
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
def test_identifiers_and_authors_are_weighed(one: dict, other: dict, together: bool) -> None:
    assert joined(record(**one), record("Counting Lighthouses", REWRITTEN, **other)) == together


def test_the_same_title_under_two_arxiv_ids_needs_the_same_abstract() -> None:
    ids = [{"arxiv_id": "2401.00001"}, {"arxiv_id": "2402.00001"}]
    assert joined(record(**ids[0]), record(**ids[1]))
    assert not joined(record(**ids[0]), record(abstract=REWRITTEN, **ids[1]))
    assert not joined(record(**ids[0]), record(abstract="", **ids[1]))


@pytest.mark.parametrize(
    ("title", "one", "other", "together"),
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
def test_a_title_that_many_works_have_is_not_enough(
    title: str, one: dict, other: dict, together: bool
) -> None:
    assert joined({"title": title} | one, {"title": title} | other) == together


def test_an_abstract_that_stands_under_many_titles_joins_none() -> None:
    filler = "The full text of this article is available to members of the society on its pages. "
    titles = ["Ants at Dawn", "Growing Leeks", "Rope Bridges in Wind", "Zinc and Its Friends"]
    papers, _ = dedupe(records(*(record(title, 4 * filler) for title in titles)))
    assert len(papers) == 4


def test_a_chain_does_not_join_what_its_ends_keep_apart() -> None:
    both = [*SENTENCES[:6], *FOLLOW_UP.split(". ")[2:6]]
    first, middle, last = (". ".join(both[start : start + 6]) for start in (0, 2, 4))
    titles = ["A Register of Beacons", "Glare and Passing Ships", "Microphones on Forty Buoys"]
    rows = [record(*pair) for pair in zip(titles, (first, middle, last), strict=True)]
    assert joined(rows[0], rows[1])
    assert joined(rows[1], rows[2])
    assert not joined(rows[0], rows[2])
    assert len(dedupe(records(*rows))[0]) == 2


def test_a_record_that_fits_two_works_does_not_join_them() -> None:
    rows = record(arxiv_id="2401.00001"), record(abstract=REWRITTEN, arxiv_id="2402.00002")
    papers, _ = dedupe(records(*rows, record(abstract="")))
    assert sorted(papers.arxiv_id) == ["2401.00001", "2402.00002"]


def test_versions_with_an_identifier_speak_for_each_other() -> None:
    first = record(arxiv_id="2401.00001v1", published="2024")
    third = record("Listening for Horns: Silence at Sea", FOLLOW_UP, arxiv_id="2401.00001v3")
    papers, _ = dedupe(records(first, third, record("Listening for Horns", FOLLOW_UP)))
    assert papers.title.tolist() == [TITLE]


def test_near_duplicates_can_be_left_alone() -> None:
    rows = records(record(), record("A Register of the World's Beacons"), record(TITLE.upper()))
    assert len(dedupe(rows)[0]) == 1
    assert len(dedupe(rows, DedupeSettings(near_duplicates=False))[0]) == 2


def test_thousands_of_the_same_title_are_not_all_compared(monkeypatch: pytest.MonkeyPatch) -> None:
    def words_of(number: int) -> str:
        lot = random.Random(number)
        return " ".join(f"word{lot.randrange(500)}" for _ in range(60))

    compared = []

    def counted(*args: Any) -> NDArray[np.int64]:
        pairs = candidates(*args)
        compared.append(len(pairs))
        return pairs

    monkeypatch.setattr(grouping, "candidates", counted)
    rows = [
        record("Editorial", words_of(number) if number % 2 else "", url=str(number))
        for number in range(5000)
    ]
    papers, duplicates = dedupe(records(*rows, *rows[:100]))
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


@settings(deadline=None, max_examples=60)
@given(st.lists(st.tuples(PARTS, DATES), max_size=9), st.randoms(use_true_random=False))
def test_order_does_not_matter(parts: list[tuple[dict, str]], lot) -> None:
    frame = records(*(part | {"published": date} for part, date in parts))
    order = list(range(len(frame)))
    lot.shuffle(order)
    again = dedupe(frame.iloc[order].reset_index(drop=True))
    assert again[0].paper_id.is_unique
    assert len(again[0]) + len(again[1]) == len(frame)
    for one, other in zip(dedupe(frame), again, strict=True):
        pd.testing.assert_frame_equal(one, other)


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("Waves, Part I", "Waves, Part 1", Odds.NONE),
        ("Waves, Part I", "Waves, Part II", Odds.BOTH),
        ("Waves", "Waves II", Odds.ONE_SIDED),
        ("Two-Stage Sorting", "2-stage sorting", Odds.NONE),
        ("Sorting 10,000 Pears", "Sorting 10000 pears", Odds.NONE),
        ("Level 2.5 Fluctuations", "Level 3.5 Fluctuations", Odds.BOTH),
        ("Eye", "Eye++", Odds.ONE_SIDED),
        ("Learning C", "Learning C++", Odds.ONE_SIDED),
        ("Erratum: Waves", "Waves", Odds.BOTH),
        ("Waves", "Waves (full version)", Odds.ONE_SIDED),
        ("First-Order Logic", "Second-Order Logic", Odds.BOTH),
    ],
)
def test_numbers_signs_and_kinds_tell_titles_apart(one: str, other: str, expected: Odds) -> None:
    assert odds(heading_of(one), heading_of(other)) is expected
    assert odds(heading_of(other), heading_of(one)) is expected


def test_a_title_goes_on_unless_it_is_a_subtitle() -> None:
    short = heading_of("Counting Lighthouses from Orbit")
    assert goes_on(short, heading_of("Counting Lighthouses from Orbit and Fog Horns"))
    assert not goes_on(short, heading_of("Counting Lighthouses from Orbit: Fog and Horns"))


@pytest.mark.parametrize(
    "notice",
    [
        " © 2020 Elsevier B.V. All rights reserved.",
        " (c) 2019 The Authors.",
        " Copyright 2021 IEEE.",
        " All rights reserved.",
    ],
)
def test_a_copyright_notice_is_no_part_of_an_abstract(notice: str) -> None:
    assert abstract_words(ABSTRACT + notice) == abstract_words(ABSTRACT)
    assert abstract_words("Abstract. " + ABSTRACT) == abstract_words(ABSTRACT)
