"""Every format gives the right records, and accounts for every line."""

import hashlib
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpers.reading import check_account, read
from helpers.workflow import SAMPLE
from paperthemes.errors import UserError
from paperthemes.parse import fields
from paperthemes.parse.dump import Dump
from paperthemes.parse.formats import FORMATS, recognise
from paperthemes.parse.stage import parse
from paperthemes.text.identifiers import find_arxiv_id

ABSTRACT = "We sort apples by colour and size, and find that a plain rule does as well as any. " * 3
OTHER = "Bridges sing in the wind. We record them for a year and predict their age from the song."
GLUED = f"""\
Get trending papers in your email inbox once a day!
Get trending papers in your email inbox!
SubscribeorchardNet: Sorting Apples
{ABSTRACT}
What Does a Bridge Sound Like? Ageing by Ear
{OTHER}
"""
SPACED = f"""\
new

Get trending papers in your email inbox!

Subscribe

Daily Papers

byAK and the research community

Aug 1

Sorting Apples

{ABSTRACT}

Ageing Bridges by Ear

{OTHER}
"""


# ---- Hugging Face pages as text ----


def test_glued_layout(tmp_path: Path) -> None:
    records, report = read(tmp_path, GLUED)
    assert records.title.tolist() == [
        "orchardNet: Sorting Apples",
        "What Does a Bridge Sound Like? Ageing by Ear",
    ]
    assert records.abstract.tolist() == [ABSTRACT.strip(), OTHER]
    assert records[["start", "end"]].to_numpy().tolist() == [[3, 4], [5, 6]]
    assert (report["format"], report["boilerplate"], report["rejected"]) == ("hf-daily-text", 2, [])
    assert report["warnings"] == []
    assert report["sha256"] == hashlib.sha256(GLUED.encode()).hexdigest()


def test_spaced_layout_keeps_its_date_without_a_year(tmp_path: Path) -> None:
    records, report = read(tmp_path, SPACED)
    assert records.title.tolist() == ["Sorting Apples", "Ageing Bridges by Ear"]
    assert records.published.tolist() == ["--08-01", "--08-01"]
    assert records[["start", "end"]].to_numpy().tolist() == [[13, 15], [17, 19]]
    assert report["warnings"] == []


@pytest.mark.parametrize("ends", ["\r\n", "\r"])
def test_line_ends_of_other_systems(tmp_path: Path, ends: str) -> None:
    records, _ = read(tmp_path, SPACED.replace("\n", ends))
    assert records.start.tolist() == [13, 17]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_byte_order_marks(tmp_path: Path, encoding: str) -> None:
    records, _ = read(tmp_path, GLUED.replace("Bridge", "Brücke").encode(encoding))
    assert records.title[1] == "What Does a Brücke Sound Like? Ageing by Ear"


def test_a_title_may_begin_with_subscribe(tmp_path: Path) -> None:
    text = GLUED.replace("SubscribeorchardNet", "Subscribe\nSubscribe to orchardNet")
    assert read(tmp_path, text)[0].title[0] == "Subscribe to orchardNet: Sorting Apples"


def test_second_paragraphs_do_not_become_titles(tmp_path: Path) -> None:
    extra = f"Our code is public and free to use.\n{OTHER}\n"
    records, report = read(tmp_path, GLUED + extra + f"Last Title\n{ABSTRACT}\n")
    assert records.title.tolist()[2:] == ["Last Title"]
    assert [span["start"] for span in report["rejected"]] == [7, 8]


def test_titles_may_end_in_a_full_stop_or_be_long(tmp_path: Path) -> None:
    titles = ["Sorting Is All That You Need.", "A Title With Nothing Below It", "Long Words " * 19]
    text = f"{titles[1]}\n{titles[0]}\n{ABSTRACT}\n{titles[2]}\n{ABSTRACT}\n"
    records, report = read(tmp_path, GLUED + text)
    assert records.title.tolist()[2:] == [titles[0], titles[2].strip()]
    assert [span["excerpt"] for span in report["rejected"]] == [titles[1]]


def test_title_without_abstract_is_rejected_and_listed(tmp_path: Path) -> None:
    records, report = read(tmp_path, GLUED + "A Lonely Title\n" + "Last Title\n" + ABSTRACT)
    assert records.title.tolist()[-1] == "Last Title"
    assert report["rejected"] == [
        {
            "start": 7,
            "end": 7,
            "reason": "title without an abstract",
            "excerpt": "A Lonely Title",
        }
    ]


def test_abstract_without_title_is_rejected_and_listed(tmp_path: Path) -> None:
    records, report = read(tmp_path, GLUED + ABSTRACT + "\nLast Title\n" + ABSTRACT)
    assert records.title.tolist()[-1] == "Last Title"
    (rejected,) = report["rejected"]
    assert (rejected["start"], rejected["reason"]) == (7, "abstract without a title")
    assert rejected["excerpt"].startswith("We sort apples")


def test_dump_cut_off_after_a_title(tmp_path: Path) -> None:
    _, report = read(tmp_path, GLUED + "The Last Title Before the End")
    assert report["rejected"][0]["reason"] == "title without an abstract (the dump ends here)"


def test_dump_cut_off_within_an_abstract(tmp_path: Path) -> None:
    records, report = read(tmp_path, GLUED + "Last Title\n" + ABSTRACT[:220].strip())
    assert len(records) == 3
    assert report["warnings"] == [
        "the last record may be cut off, its abstract ends with "
        f"“{ABSTRACT[:220].strip()[-40:]}”; it is kept: line 7"
    ]


def test_a_year_may_be_a_title_and_a_later_date_counts_from_there(tmp_path: Path) -> None:
    records, _ = read(tmp_path, f"{GLUED}Aug 2, 2024\n1984\n{ABSTRACT}\n")
    assert records.title.tolist()[-1] == "1984"
    assert records.published.tolist() == ["", "", "2024-08-02"]


def test_page_without_papers(tmp_path: Path) -> None:
    records, report = read(tmp_path, SPACED.split("Sorting")[0])
    assert records.empty
    assert report["format"] == "hf-daily-text"
    assert report["warnings"] == ["no papers in this hf-daily-text dump"]


KNOWN_LINES = [
    *("", "new", "Subscribe", "SubscribeGlued Title", "Daily Papers", "Aug 1", "A Title", OTHER),
    *("Get trending papers in your email inbox!", "byAK and the research community", ABSTRACT),
]
LINES = st.one_of(
    st.sampled_from(KNOWN_LINES),
    st.text(st.characters(exclude_categories=("Cs",)), max_size=300),
)


@given(st.lists(LINES, max_size=30))
def test_any_page_is_accounted_for(tmp_path_factory, lines: list[str]) -> None:
    folder = tmp_path_factory.mktemp("page")
    read(folder, "Get trending papers in your email inbox!\n" + "\n".join(lines))


# ---- bad files ----

BAD = {
    "a picture": (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", r"byte offset 8: a zero byte"),
    "prose": (b"Dear diary, today I read nothing.", r"begins with 'Dear diary"),
    "another table": (b"name,price\napple,3\n", r"needs a header with a title"),
    "half a parquet": (b"PAR1\x15\x04\x15", r"byte offset 0: begins like Parquet"),
}


@pytest.mark.parametrize(("content", "message"), BAD.values(), ids=BAD)
def test_unreadable_file_is_skipped_loudly_or_fails(
    tmp_path: Path, content: bytes, message: str
) -> None:
    records, report = read(tmp_path, content, on_bad_dump="skip")
    assert records.empty
    assert report["format"] is None
    assert re.search(message, report["warnings"][0])
    assert report["warnings"][0].startswith("skipped, no records taken")
    with pytest.raises(UserError, match=message) as caught:
        read(tmp_path, content, on_bad_dump="fail")
    assert str(tmp_path / "dump.txt") in str(caught.value)


def test_file_that_cannot_be_opened(tmp_path: Path) -> None:
    with pytest.raises(UserError, match=r"gone\.txt: cannot be opened: No such file"):
        parse(tmp_path / "gone.txt", "gone.txt")


@pytest.mark.parametrize("content", [b"", b" \n\n", b"\xef\xbb\xbf", b"\xff\xfe"])
def test_empty_file(tmp_path: Path, content: bytes) -> None:
    records, report = read(tmp_path, content)
    assert records.empty
    assert report["warnings"] == ["the file is empty"]


def test_a_page_hardly_understood_gives_nothing(tmp_path: Path) -> None:
    furniture = "\n".join(f"* [ Menu {number} ][{number}]" for number in range(30))
    records, report = read(tmp_path, GLUED + furniture)
    assert records.empty
    assert (
        "30 places made no record against 2 that did: it must be another" in report["warnings"][0]
    )


def test_a_page_mostly_not_understood_says_so(tmp_path: Path) -> None:
    titles = "\n".join(f"Title Number {number}" for number in range(9))
    _, report = read(tmp_path, GLUED + titles)
    assert "9 places made no record against 2 that did" in report["warnings"][0]


@given(st.binary(max_size=300))
def test_any_bytes_are_skipped_or_read(tmp_path_factory, content: bytes) -> None:
    read(tmp_path_factory.mktemp("bytes"), content)


def test_formats_are_told_apart(tmp_path: Path) -> None:
    for content, name in ((GLUED, "hf-daily-text"), ("title,abstract\n", "csv")):
        (tmp_path / "x").write_text(content)
        assert recognise(Dump(tmp_path / "x"))[0].name == name
    assert len({known.name for known in FORMATS}) == len(FORMATS)


# ---- fields ----


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2024-05-06", "2024-05-06"),
        ("2024-05-06T10:00:00Z", "2024-05-06"),
        ("2024-05", "2024-05"),
        ("2024", "2024"),
        ("Aug 1", "--08-01"),
        ("August 1st, 2024", "2024-08-01"),
        ("1 Sept 2024", "2024-09-01"),
        ("Feb 29", "--02-29"),
        ("Feb 30", ""),
        ("May 2024", "2024-05"),
        ("2024 Sep 3", "2024-09-03"),
        ("2024/5/6", "2024-05-06"),
        ("20240506", "2024-05-06"),
        ("6.5.2024", "2024-05-06"),
        ("25/12/2024", "2024-12-25"),
        ("12/25/2024", "2024-12-25"),
        ("1/8/2024", "2024"),
        ("20241301", ""),
        ("Marching 4", ""),
        ("soon", ""),
    ],
)
def test_dates(text: str, expected: str) -> None:
    assert fields.parse_date(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2405.01234v2", "2405.01234v2"),
        ("https://arxiv.org/pdf/2405.01234.pdf", "2405.01234"),
        ("https://huggingface.co/papers/2405.01234", "2405.01234"),
        ("arXiv:hep-th/9901001", "hep-th/9901001"),
        ("arXiv: 2405.01234V2", "2405.01234v2"),
        ("https://arxiv.org/html/2405.01234v1#S2", "2405.01234v1"),
        ("10.48550/arXiv.2405.01234", "2405.01234"),
        ("1234.5678", ""),
        ("17", ""),
        ("https://example.org/2405.01234", ""),
    ],
)
def test_arxiv_ids(text: str, expected: str) -> None:
    assert find_arxiv_id(text) == expected


def test_authors() -> None:
    assert fields.split_authors("Li, A.; Bo, C.") == ("Li, A.", "Bo, C.")
    assert fields.split_authors("Ada Li, Cy Bo and Di Wu") == ("Ada Li", "Cy Bo", "Di Wu")
    assert fields.split_authors("Smith, John and Doe, Jane") == ("Smith, John", "Doe, Jane")
    assert fields.split_authors("Smith, John") == ("Smith, John",)
    assert fields.split_authors("Ada Li") == ("Ada Li",)
    assert fields.split_authors("") == ()


# ---- sample ----


def test_sample_is_read_whole(truth: dict) -> None:
    counts = {}
    for path in sorted(SAMPLE.iterdir()):
        records, report = parse(path, path.name)
        check_account(records, report)
        assert report["rejected"] == report["warnings"] == []
        counts[path.name] = len(records)
    assert sum(counts.values()) == len(truth["themes"]) + len(truth["duplicates"])
    assert len(counts) == 4
