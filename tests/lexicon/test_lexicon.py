"""The lexicon: the table that comes with the package, and tables of users."""

from pathlib import Path

import pytest

from paperthemes.errors import UserError
from paperthemes.lexicon.lexicon import DEFAULT, MAX_FIELDS, Lexicon, read_lexicon

HEADER = "field,parent,aliases\n"


def write(folder: Path, rows: str, name: str = "fields.csv", encoding: str = "utf-8") -> str:
    path = folder / name
    path.write_text(rows, encoding=encoding)
    return str(path)


@pytest.fixture(scope="module")
def default() -> Lexicon:
    return read_lexicon([DEFAULT])


def test_the_default_table_has_fields_of_all_sciences(default: Lexicon) -> None:
    assert len(default.names) >= 1500
    roots = {
        name for name, parent in zip(default.names, default.parents, strict=True) if parent < 0
    }
    assert {"physics", "medicine", "humanities", "economics", "computer science"} <= roots
    assert max(len(default.path(field)) for field in range(len(default.names))) == 4
    path = default.path(default.names.index("fine-grained visual recognition"))
    assert [default.names[field] for field in path][:2] == [
        "artificial intelligence",
        "computer vision",
    ]


def test_in_the_default_table_no_field_has_the_name_of_another(default: Lexicon) -> None:
    names = [name.casefold().replace("-", " ").removesuffix("s") for name in default.names]
    assert len(set(names)) == len(names)


def test_parts_are_counted_with_their_parts() -> None:
    lexicon = Lexicon(names=("a", "b", "c", "d"), parents=(-1, 0, 1, 0), aliases=((),) * 4)
    assert lexicon.part_counts == [3, 1, 0, 0]
    assert lexicon.path(2) == [0, 1, 2]
    assert lexicon.path(-1) == []


def test_a_table_of_the_user_adds_fields_and_replaces_some(tmp_path: Path) -> None:
    rows = "orchard robots,robotics,apple pickers; tree climbers\nRobotics,engineering,\n"
    own = write(tmp_path, HEADER + rows)
    lexicon = read_lexicon([DEFAULT, own])
    field = lexicon.names.index("orchard robots")
    assert lexicon.aliases[field] == ("apple pickers", "tree climbers")
    path = [lexicon.names[number] for number in lexicon.path(field)]
    assert path == ["engineering", "Robotics", "orchard robots"]
    assert "robotics" not in lexicon.names


def test_a_table_may_have_a_mark_at_its_start_and_blank_rows(tmp_path: Path) -> None:
    rows = HEADER + 'apples,,\n,,\n"pears, quinces",apples,\n'
    assert read_lexicon([write(tmp_path, rows, encoding="utf-8-sig")]).names == (
        "apples",
        "pears, quinces",
    )
    assert read_lexicon([]).names == ()


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        (HEADER + "apples,fruit,", "line 2: the parent 'fruit' of 'apples' is no field"),
        (HEADER + "a,c,\nb,a,\nc,b,", "fields are part of each other: a > c > b > a"),
        (HEADER + "a,a,", "line 2: fields are part of each other: a > a"),
        (HEADER + "apples,,\npears,,\nApples,,", "line 4: 'Apples' is already in .*line 2"),
        (HEADER + ",,seeds", "line 2: the field has no name"),
        (HEADER + "pears, quinces,,", "line 2: the row must have 3 cells"),
        (HEADER + "pears", "line 2: the row must have 3 cells"),
        (HEADER + 'a,,"x', "line 2: unexpected end of data"),
        ("name;parent;aliases\n", "line 1: the columns are name;parent;aliases; they must be"),
        ("", "line 1: the columns are missing"),
        (HEADER + "\n".join(f"f{n},,".format(n) for n in range(MAX_FIELDS + 1)), "50,001 fields"),
        (HEADER + "\n".join(f"a{n},x,".format(n) for n in range(9)), "… and 4 more"),
    ],
    ids=str,
)
def test_mistakes_are_named_with_their_place(tmp_path: Path, rows: str, message: str) -> None:
    with pytest.raises(UserError, match=message):
        read_lexicon([write(tmp_path, rows)])


def test_other_encodings_and_missing_files_are_named(tmp_path: Path) -> None:
    path = write(tmp_path, HEADER + "Kälte,,\n", encoding="latin-1")
    with pytest.raises(UserError, match=r"fields\.csv, line 2: not UTF-8"):
        read_lexicon([path])
    with pytest.raises(UserError, match=r"No such file or directory; naming\.fields names this"):
        read_lexicon([str(tmp_path / "missing.csv")])
