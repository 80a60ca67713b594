"""Identifiers join records unless these are of several works; templates; broken titles."""

from itertools import permutations

import pytest

from helpers.works import ABSTRACT, FOLLOW_UP, TITLE, make_records
from paperthemes.dedupe.stage import dedupe
from paperthemes.text.titles import title_hash

OTHER = (
    "Ropes of hemp and of nylon were hung in six harbours for two winters and pulled until they "
    "broke. Salt weakened hemp by a third, and sun weakened nylon by a half. We give tables for "
    "pilots who must choose a rope, and ask that suppliers print the year of make on every coil."
)
FRENCH = (
    "Les phares marquent le bord des continents, mais aucun registre n'est complet. Nous avons "
    "formé un petit détecteur sur les images de nuit de plusieurs côtes et demandé à des "
    "bénévoles de confirmer ce qu'il trouve. Le détecteur retrouve presque toutes les balises."
)
FULL = {"title": TITLE, "abstract": ABSTRACT, "authors": ["Ada Li", "Bo Ek"], "doi": "10.5555/1"}
ROPES = {"title": "Strength of Ropes in Winter", "abstract": OTHER, "authors": ["Cy Om", "Di Ur"]}


def count_papers(*rows: dict) -> int:
    """Return the number of papers, which must be the same in every order of the records."""
    counts = {len(dedupe([make_records(*order)])[0]) for order in permutations(rows)}
    assert len(counts) == 1
    return counts.pop()


DIFFERENT_WORKS = {
    "all differs": FULL | ROPES,
    "authors are unknown": FULL | ROPES | {"authors": []},
    "no abstract": FULL | ROPES | {"abstract": ""},
    "one common surname": FULL | ROPES | {"authors": ["Bea Li", "Cy Om", "Di Ur", "Ed Aw"]},
    "one common author of many": FULL
    | ROPES
    | {"authors": ["A. Li", *("Om", "Ur", "Aw")]}
    | {"title": "Ropes"},
    "part of a book": FULL | {"title": "Introduction", "abstract": "", "authors": ["Cy Om"]},
    "part of a book, nothing else known": FULL | {"title": "Index", "abstract": "", "authors": []},
}


@pytest.mark.parametrize("other", DIFFERENT_WORKS.values(), ids=DIFFERENT_WORKS)
def test_a_doi_of_different_works_joins_nothing(other: dict, caplog) -> None:
    authors = ["Ada Li", "Bo Ek", "Ev Ha"]
    assert count_papers(FULL | {"authors": authors}, other) == 2
    assert "doi:10.5555/1 (2 records)" in caplog.text


SAME_WORK = {
    "corrected title": FULL | {"title": TITLE.replace("Counting", "Numbering"), "abstract": ""},
    "new title": FULL | {"title": "A Register of Beacons", "authors": []},
    "new title and no abstract": FULL | {"title": "A Register of Beacons", "abstract": ""},
    "translated title": FULL
    | {"title": "Compter les phares", "abstract": "", "authors": ["Li, A."]},
    "translation": FULL | {"title": "Compter les phares", "abstract": FRENCH},
    "translation without authors": FULL
    | {"title": "Compter les phares", "abstract": FRENCH, "authors": []},
    "other alphabet": FULL | {"title": "数灯塔", "abstract": "", "authors": ["李 娜", "王 伟"]},
    "new texts by the same authors": FULL
    | {"title": "Fog", "abstract": FOLLOW_UP, "authors": ["Ek B", "Li A"]},
    "title alone": {"title": "Beacons at night", "abstract": "", "doi": "10.5555/1"},
    "heading with the same abstract": FULL | {"title": "Introduction", "authors": []},
    "initials and middle names": FULL
    | {"title": "Beacons at night", "abstract": "", "authors": ["A. M. Li", "B. Ek"]},
}


@pytest.mark.parametrize("other", SAME_WORK.values(), ids=SAME_WORK)
def test_a_doi_joins_records_that_agree_in_something(other: dict) -> None:
    assert count_papers(FULL, other) == 1


def test_copies_of_papers_that_share_a_doi_are_joined_by_their_titles() -> None:
    ropes = FULL | ROPES
    assert count_papers(FULL, ropes, FULL | {"title": TITLE.upper()}, ropes | {"abstract": ""}) == 2


def test_an_arxiv_id_is_never_that_of_a_volume() -> None:
    first = {"title": TITLE, "abstract": ABSTRACT, "arxiv_id": "2401.00001"}
    assert count_papers(first, first | {"title": "Ropes in Winter", "abstract": OTHER}) == 1
    authors = {"authors": ["Ada Li"]}, {"authors": ["Cy Om"]}
    wrong = first | {"title": "Ropes in Winter", "abstract": OTHER} | authors[1]
    assert count_papers(first | authors[0], wrong) == 2


# ---- templates ----

STATIONS = ("North", "South", "East", "West", "Upper", "Lower", "Inner", "Outer")
LONG = (
    "This report lists the weather, the catch and the visitors of {} in the past year, and thanks"
)


@pytest.mark.parametrize(
    "template",
    [
        "This is the protocol for a review and there is no abstract. The objectives are as "
        "follows: to assess the effects of the {} rope on the comfort of sailors with cold hands.",
        LONG.format("the station") + " all who took part in its work at {}.",
        "The {} station " + LONG.format("its harbour") + " all who took part in its work.",
        LONG.format("the station, {},") + " all who took part in its work there.",
    ],
)
def test_words_of_a_template_are_no_evidence(template: str) -> None:
    rows = [
        {"title": f"Report of the {name} Light", "abstract": template.format(name)}
        for name in STATIONS
    ]
    assert len(dedupe([make_records(*rows)])[0]) == len(rows)
    copies = [row | {"title": row["title"].upper(), "dump": "b.txt"} for row in rows]
    assert len(dedupe([make_records(*rows, *copies)])[0]) == len(rows)


def test_a_common_beginning_is_no_template() -> None:
    start = "Ships have been lost on rocks near the coast since people first went to sea. "
    rows = [{"title": f"Rocks {name}", "abstract": start + OTHER} for name in STATIONS[:4]]
    assert len(dedupe([make_records(*rows[:2])])[0]) == 1


# ---- broken titles ----

GOOD = "Sorting Shells by Colour in Cold Harbours"


@pytest.mark.parametrize(
    "broken",
    [
        "Sorting Shells by Colour in",
        "Sorting Shells by Colour in Co",
        "Sorting Shells by Colour",
        "Sorting Shells by Colour in Cold…",
        "Sorting Shells by Colour in Cold Har...",
        "Abstract",
        "Full text",
        "1. Introduction",
        "Original Article",
        "Sorting Shells by C\ufffdlour in Cold Harbours",
        "Sorting Shells by C?lour in Cold Harbours",
        "A Sorting of Shells by Colour in Cold Harbours – CafÃ© Study",
    ],
)
def test_a_broken_record_never_gives_its_title(broken: str) -> None:
    texts = {"abstract": ABSTRACT, "doi": "10.5555/1"}
    rows = [
        texts | {"title": broken, "published": "2020-01-01", "url": "https://a.example"},
        texts | {"title": GOOD, "published": "2021"},
    ]
    for order in (rows, rows[::-1]):
        papers, duplicates = dedupe([make_records(*order)])
        assert papers.title.tolist() == [GOOD]
        assert papers.paper_id.tolist() == [title_hash(GOOD)]
        assert list(papers.aliases[0]) == [title_hash(broken)]
        assert papers.published.tolist() == ["2020-01-01"]
        assert papers.url.tolist() == ["https://a.example"]
        assert duplicates.kept_because.tolist() == ["its title is whole"]


@pytest.mark.parametrize(
    ("earlier", "later"),
    [
        ("Sorting Shells", "Sorting Shells: a Study in Cold Harbours"),
        ("Sorting Shells", "Sorting Shells (extended version)"),
        ("Sorting Shell", "Sorting Shells"),
        ("Why Shells? A Study", "Why Shells: A Study"),
        ("Abstract", "Abstract"),
        ("Sorting Shells by", "Shells sorted by"),
    ],
)
def test_an_earlier_title_that_is_not_broken_stays(earlier: str, later: str) -> None:
    texts = {"abstract": ABSTRACT, "doi": "10.5555/1"}
    rows = [
        texts | {"title": earlier, "published": "2020"},
        texts | {"title": later, "published": "2021"},
    ]
    assert dedupe([make_records(*rows)])[0].title.tolist() == [earlier]
