"""Withdrawal notices are no abstracts, and volumes of proceedings are no papers."""

import json
from pathlib import Path

import pytest

from helpers.reading import read
from paperthemes.parse.format import Record
from paperthemes.parse.notices import is_volume, remove_withdrawal_notice


@pytest.mark.parametrize(
    "notice",
    [
        "This paper has been withdrawn by the author, because Table 2 counts boats twice.",
        "The article is withdrawn: harbour 7 was closed.",
        "This submission was temporarily withdrawn.",
        "This article has been retracted: please see the policy of the publisher.",
        "This paper (with 3 figures) has been withdrawn.",
        "Withdrawn by arXiv administrators: the text overlaps with another one on boats.",
        "The above article, published in Harbours on 7 July 2010, has been retracted.",
        "[Withdrawn]",
        "withdrawn due to an error",
        "The authors have withdrawn this manuscript and do not wish it to be cited.",
        "We withdraw this paper, as the tides were wrong.",
    ],
)
def test_a_withdrawal_notice_is_no_abstract(notice: str) -> None:
    record = remove_withdrawal_notice(Record(1, 1, "Boats", notice, extra={"venue": "Harbours"}))
    assert record.abstract == ""
    assert record.extra == {"venue": "Harbours", "withdrawal_notice": notice}


@pytest.mark.parametrize(
    "abstract",
    [
        "",
        "We study papers that have been withdrawn by their authors.",
        "This paper studies why articles are withdrawn.",
        "Withdrawn boats rot in harbours.",
        "Withdrawal of boats from harbours is costly.",
        "This paper shows that the drug was withdrawn by its maker.",
        "The drug was withdrawn from the market in 2004.",
        "This paper has been withdrawn by the author. " + "Its first version is this: " * 40,
    ],
)
def test_other_abstracts_stay(abstract: str) -> None:
    record = Record(1, 1, "Boats", abstract)
    assert remove_withdrawal_notice(record) == record


@pytest.mark.parametrize(
    ("abstract", "extra", "expected"),
    [
        ("The proceedings contain 45 papers. The topics discussed include: boats.", {}, True),
        ("These proceedings contain 1,045 full papers on boats.", {}, True),
        ("This book constitutes the refereed proceedings of the Boat Conference.", {}, True),
        ("", {"entry_type": "proceedings"}, True),
        ("", {"type": "Conference Review"}, True),
        ("The proceedings contain errors, which we count.", {}, False),
        ("", {"entry_type": "inproceedings"}, False),
        ("", {"entry_type": "Proceedings Paper", "venue": "Proceedings"}, False),
    ],
)
def test_volumes_are_known_by_their_type_or_abstract(
    abstract: str, extra: dict[str, str], expected: bool
) -> None:
    assert is_volume(Record(1, 1, "Boats", abstract, extra=extra)) is expected


def test_notices_and_volumes_are_said_in_warnings(tmp_path: Path) -> None:
    bibtex = """
        @proceedings{a, title={Boats of the Year}, year=2024}
        @article{b, title={Boats in Harbours}, abstract={Withdrawn by the author.}}
        @article{c, title={Boats at Sea}}
        @conference{d, title={Boat Conference}, document_type={Conference review}}
        @inproceedings{e, title={Boats on Lakes}, abstract={We row.}}
    """
    records, report = read(tmp_path, bibtex)
    assert records.title.tolist() == ["Boats in Harbours", "Boats at Sea", "Boats on Lakes"]
    assert records.abstract.tolist() == ["", "", "We row."]
    assert json.loads(records.extra[0])["withdrawal_notice"] == "Withdrawn by the author."
    assert report["rejected"] == [] and report["repaired_count"] == 0
    assert report["warnings"] == [
        "volumes of proceedings are no papers, left out: entries 1, 4",
        "a withdrawal notice in place of an abstract, kept with the title alone: entry 2",
        "no abstract, kept with the title alone: entry 3",
    ]
