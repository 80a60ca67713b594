"""`paperthemes inspect` shows what would be read, and writes nothing."""

import gzip
from pathlib import Path

import pytest

from paperthemes.cli import main

ABSTRACT = (
    "We sort apples by colour and by size and find that a plain rule does as well as any. " * 2
)
TABLE = (
    "name;title;abstract;date\n"
    f'A;Sorting Apples;"{ABSTRACT}";2024-05-06\n'
    f'B;CafÃ© Colours;"{ABSTRACT}";soon\n'
    'C;;"An abstract";2024\n'
    "D;A Title Alone;;2023-01-02\n"
)


def inspect(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    status = main(["inspect", *arguments])
    out, err = capsys.readouterr()
    return status, out, err


def test_it_shows_the_whole_parse_report(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "list.csv.gz"
    path.write_bytes(gzip.compress(TABLE.encode()))
    status, out, err = inspect(capsys, str(path))
    assert (status, err) == (0, "")
    for line in (
        f"{path}\n  format    csv (likely), gzip, utf-8\n",
        "records   3 in 5 lines; boilerplate: 1 line\n",
        "dates     2 January 2023 to 6 May 2024\n",
        "fields    title, abstract (2), published (2), ",
        "warning   no abstract, kept with the title alone: line 5\n",
        "rejected  line 4: abstract without a title: C | | An abstract | 2024\n",
        "repaired  line 3, title: CafÃ© Colours → Café Colours\n",
        "paper     Sorting Apples\n            We sort apples by colour",
    ):
        assert line in out, line
    assert [*tmp_path.iterdir()] == [path]


def test_dates_without_a_year_are_called_so(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "list.csv"
    days = {"Sorting Apples": "Aug 3", "Counting Clouds": "Aug 1", "Singing Bridges": ""}
    path.write_text("title,authors,date\n" + "".join(f"{t},Ada,{day}\n" for t, day in days.items()))
    _, out, _ = inspect(capsys, str(path))
    assert "dates     1 August (no year) to 3 August (no year)\n" in out
    assert "fields    title, published (no year, 2), authors\n" in out


def test_format_and_columns_can_be_set(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "list.csv"
    path.write_text(TABLE)
    _, out, _ = inspect(capsys, str(path), "--format", "csv", "--column", "title=name")
    assert "format    csv (certain)" in out
    assert "paper     A\n" in out
    for option, value, message in (
        ("--format", "word", "invalid choice: 'word' (choose from"),
        ("--column", "titel=name", "titel=name is not of the form FIELD=COLUMN, where"),
    ):
        with pytest.raises(SystemExit):
            inspect(capsys, str(path), option, value)
        assert message in capsys.readouterr().err


def test_unreadable_files_are_reported(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "diary.txt").write_text("Dear diary, today I read nothing.")
    (tmp_path / "list.csv").write_text(TABLE)
    status, out, _ = inspect(capsys, str(tmp_path / "diary.txt"), str(tmp_path / "list.csv"))
    assert status == 0
    assert "format    not recognised" in out
    assert "warning   skipped, no records taken: begins with 'Dear diary" in out
    assert "paper     Sorting Apples" in out  # of the second file
    status, _, err = inspect(capsys, str(tmp_path / "gone.txt"))
    assert status == 1
    assert "gone.txt: cannot be opened: No such file or directory" in err
