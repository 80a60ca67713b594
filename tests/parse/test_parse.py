"""Dumps that cannot be read are skipped with a warning, or fail; the sample is read completely."""

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpers.reading import check_account, read
from helpers.samples.huggingface import COMPACT_TEXT
from helpers.workflow import SAMPLE
from paperthemes.errors import UserError
from paperthemes.parse.stage import parse

BAD = {
    "a picture": (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", r"byte offset 8: a zero byte"),
    "prose": (b"Dear diary, today I read nothing.", r"begins with 'Dear diary"),
    "another table": (b"name,price\napple,3\n", r"needs a header with a title"),
    "half a parquet": (b"PAR1\x15\x04\x15", r"byte offset 0: begins like a Parquet table"),
}


@pytest.mark.parametrize(("content", "message"), BAD.values(), ids=BAD)
def test_an_unreadable_file_is_skipped_with_a_warning_or_fails(
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


def test_a_missing_file_fails(tmp_path: Path) -> None:
    with pytest.raises(UserError, match=r"gone\.txt: cannot be opened: No such file"):
        parse(tmp_path / "gone.txt", "gone.txt")


@pytest.mark.parametrize("content", [b"", b" \n\n", b"\xef\xbb\xbf", b"\xff\xfe"])
def test_an_empty_file_gives_a_warning(tmp_path: Path, content: bytes) -> None:
    records, report = read(tmp_path, content)
    assert records.empty
    assert report["warnings"] == ["the file is empty"]


def test_a_dump_of_mostly_rejected_places_is_skipped_and_the_warning_says_why(
    tmp_path: Path,
) -> None:
    rows = [f"Shelf {number},oak,{number},3,4" for number in range(12)]
    rows += ["Chair,Made of oak.", "Table,Made of ash."]
    records, report = read(tmp_path, "\n".join(["title,abstract", *rows]))
    assert records.empty
    warning = report["warnings"][0]
    assert "12 rejected places and only 2 records: it must be another format" in warning
    assert "the row has 5 fields, the header 2 (12 places, from line 2)" in warning


def test_papers_between_many_rejected_places_are_kept(tmp_path: Path) -> None:
    furniture = "\n".join(f"* [ Menu {number} ][{number}]" for number in range(30))
    records, report = read(tmp_path, COMPACT_TEXT + furniture)
    assert len(records) == 2
    assert "30 rejected places and only 2 records: is it another format?" in report["warnings"][0]
    assert "title without an abstract (29 places, from line 7)" in report["warnings"][0]


def test_more_rejected_places_than_records_give_a_warning(tmp_path: Path) -> None:
    titles = "\n".join(f"Title Number {number}" for number in range(9))
    _, report = read(tmp_path, COMPACT_TEXT + titles)
    assert "9 rejected places and only 2 records" in report["warnings"][0]


@given(st.binary(max_size=300))
def test_any_bytes_are_skipped_or_read(tmp_path_factory, content: bytes) -> None:
    read(tmp_path_factory.mktemp("bytes"), content)


def test_the_sample_is_read_completely(truth: dict) -> None:
    counts = {}
    for path in sorted(SAMPLE.iterdir()):
        records, report = parse(path, path.name)
        check_account(records, report)
        assert report["rejected"] == report["warnings"] == []
        counts[path.name] = len(records)
    assert sum(counts.values()) == len(truth["themes"]) + len(truth["duplicates"])
    assert len(counts) == 5
