"""Dumps as files: compression, damage, bombs, encodings, lines of any length."""

import bz2
import gzip
import lzma
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpers.reading import read
from paperthemes.errors import UserError
from paperthemes.parse.compression import zstd
from paperthemes.parse.dump import Dump, detect_encoding
from paperthemes.parse.settings import ParseSettings
from paperthemes.parse.stage import parse

ABSTRACT = (
    "We sort apples by colour and by size and find that a plain rule does as well as any. " * 2
)
TABLE = "title,abstract\n" + "".join(f"Sorting Apples {n},{ABSTRACT}{n}\n" for n in range(400))


def write_zip(content: bytes, path: Path, *other_names: str) -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("__MACOSX/._list.csv", b"\0\5\26\7")
        archive.mkdir("folder")
        archive.writestr("folder/list.csv", content)
        for name in other_names:
            archive.writestr(name, content)


PACKERS: dict[str, Callable[[bytes, Path], object]] = {
    "gzip": lambda content, path: path.write_bytes(gzip.compress(content)),
    "bzip2": lambda content, path: path.write_bytes(bz2.compress(content, 1)),  # small blocks
    "xz": lambda content, path: path.write_bytes(lzma.compress(content)),
    "zstd": lambda content, path: path.write_bytes(zstd.compress(content)),
    "zip": write_zip,
}


# ---- compressed files ----


@pytest.mark.parametrize("compression", PACKERS)
def test_compressed_dumps_are_recognised_by_content_and_not_by_name(
    tmp_path: Path, compression: str
) -> None:
    plain, _ = read(tmp_path, TABLE)
    path = tmp_path / "dump"
    PACKERS[compression](TABLE.encode(), path)
    packed, report = parse(path, "dump.txt")
    assert packed.equals(plain)
    assert report["compression"] == compression
    assert report["warnings"] == []


def test_several_compressed_frames_are_one_file(tmp_path: Path) -> None:
    half = TABLE.encode()[:9000], TABLE.encode()[9000:]
    for name, content in {
        "list.gz": b"".join(map(gzip.compress, half)),
        "list.zst": b"".join(map(zstd.compress, half)),
    }.items():
        (tmp_path / name).write_bytes(content)
        assert len(parse(tmp_path / name, name)[0]) == 400


@pytest.mark.parametrize("compression", ["gzip", "bzip2", "xz", "zstd"])
def test_records_before_a_cut_are_kept_with_a_warning(tmp_path: Path, compression: str) -> None:
    # Random words, which hardly compress.
    rows = [
        f"Title {n * 7919 % 10_007},{hash((n, 1)):x} {hash((n, 2)):x} and so on"
        for n in range(6_000)
    ]
    PACKERS[compression](("title,abstract\n" + "\n".join(rows)).encode(), tmp_path / "dump")
    whole = (tmp_path / "dump").read_bytes()
    (tmp_path / "dump").write_bytes(whole[: len(whole) * 2 // 3])
    records, report = parse(tmp_path / "dump", "dump")
    assert 200 < len(records) < 5_800
    assert records.title.tolist() == [row.split(",")[0] for row in rows[: len(records)]]
    (warning,) = [text for text in report["warnings"] if "damaged or cut off after" in text]
    assert "download or compress it again; the records before that are kept" in warning
    with pytest.raises(UserError, match="damaged or cut off after"):
        parse(tmp_path / "dump", "dump", "fail")


def test_a_damaged_gzip_is_detected_by_its_checksum(tmp_path: Path) -> None:
    content = bytearray(gzip.compress(TABLE.encode()))
    content[-8] ^= 1
    (tmp_path / "dump.gz").write_bytes(content)
    assert "CRC" in parse(tmp_path / "dump.gz", "dump.gz")[1]["warnings"][0]


BAD_ZIPS: dict[str, tuple[Callable[[Path], object], str]] = {
    "cut off": (
        lambda path: path.write_bytes(path.read_bytes()[:1000]),
        r"damaged or cut off \(File is not a zip file\)",
    ),
    "several files": (
        lambda path: write_zip(b"x", path, "other.csv", "third.csv"),
        r"a zip file that holds 3 files \(folder/list.csv, other.csv, third.csv\); unpack it",
    ),
    "no file": (
        lambda path: zipfile.ZipFile(path, "w").mkdir("folder"),
        "a zip file that holds no file; unpack it",
    ),
    "a password": (
        lambda path: path.write_bytes(_set_encrypted(path.read_bytes())),
        r"a zip file that cannot be expanded \(.*encrypted, password required.*\); unpack it",
    ),
}


def _set_encrypted(archive: bytes) -> bytes:
    """Set the encrypted flag of every file, in both headers of a zip file."""
    changed = bytearray(archive)
    for header, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = changed.find(header)
        while at >= 0:
            changed[at + offset] |= 1
            at = changed.find(header, at + 1)
    return bytes(changed)


@pytest.mark.parametrize(("damage", "message"), BAD_ZIPS.values(), ids=BAD_ZIPS)
def test_zip_files_without_exactly_one_readable_file_are_skipped(
    tmp_path: Path, damage: Callable[[Path], object], message: str
) -> None:
    path = tmp_path / "dump.zip"
    write_zip(TABLE.encode(), path)
    damage(path)
    records, report = parse(path, "dump.zip")
    assert records.empty
    with pytest.raises(UserError, match=message):
        parse(path, "dump.zip", "fail")
    assert report["warnings"][0].startswith("skipped, no records taken")


@pytest.mark.parametrize("compression", PACKERS)
def test_a_decompression_bomb_is_not_read_beyond_the_limit(
    tmp_path: Path, compression: str
) -> None:
    bomb = TABLE.encode() + b" " * 30_000_000
    PACKERS[compression](bomb, tmp_path / "dump")
    assert (tmp_path / "dump").stat().st_size < 1_000_000
    settings = ParseSettings(max_expanded_gb=0.01)
    records, report = parse(tmp_path / "dump", "dump", "skip", settings)
    assert records.empty
    assert "expands to more than 0.01 GB; if that is intended, raise" in report["warnings"][0]
    assert len(parse(tmp_path / "dump", "dump")[0]) == 400  # within the default limit


# ---- encodings ----

FRENCH = "Étude des systèmes à base de règles, où l'on décrit des modèles appris à l'échelle. " * 3


@pytest.mark.parametrize(
    ("encoding", "mark", "name"),
    [
        ("utf-8", b"", "utf-8"),
        ("utf-8-sig", b"", "utf-8-sig"),
        ("utf-16", b"", "utf-16"),
        ("utf-16-be", b"\xfe\xff", "utf-16"),
        ("utf-32", b"", "utf-32"),
        ("utf-16-le", b"", "utf-16-le"),
        ("utf-16-be", b"", "utf-16-be"),
    ],
)
def test_unicode_with_and_without_a_byte_order_mark(
    tmp_path: Path, encoding: str, mark: bytes, name: str
) -> None:
    table = f'title,abstract\r\nÉtude,"{FRENCH}"\r\n'
    records, report = read(tmp_path, mark + table.encode(encoding))
    assert records.title.tolist() == ["Étude"]
    assert records.abstract.tolist() == [FRENCH.strip()]
    assert report["encoding"] == name


@pytest.mark.parametrize(
    ("encoding", "text"),
    [
        ("latin-1", FRENCH),
        ("cp1252", FRENCH.replace("'", "’")),
        ("cp1252", "Gödel machines, naïve “bridges” and Müller’s method, in English prose."),
        ("cp1250", "Příliš žluťoučký kůň úpěl ďábelské ódy, řešení úlohy učení. " * 3),
        ("shift_jis", "本研究では深層学習を用いた画像認識について述べる。" * 3),
    ],
)
def test_other_encodings_are_guessed_with_a_warning(
    tmp_path: Path, encoding: str, text: str
) -> None:
    records, report = read(tmp_path, f'title,abstract\nA Title,"{text}"\n'.encode(encoding))
    assert records.abstract.tolist() == [text.strip()]
    assert "a guess: check accented letters" in report["warnings"][0]


def test_an_invalid_byte_replaces_only_one_letter(tmp_path: Path) -> None:
    table = f'title,abstract\nÉtude,"{FRENCH}"\nOther,"caf'.encode() + b'\xe9 au lait"\n'
    records, report = read(tmp_path, table)
    assert records.title.tolist() == ["Étude", "Other"]
    assert records.abstract[1] == "caf\ufffd au lait"
    assert "bytes that do not fit the encoding became U+FFFD: line 3" in report["warnings"]


def test_an_invalid_byte_beyond_the_head_is_reported(tmp_path: Path) -> None:
    rows = b"".join(b"Title %d,%s\n" % (n, ABSTRACT.encode()) for n in range(9_000))
    records, report = read(tmp_path, b"title,abstract\n" + rows + b"Last,caf\xe9\n")
    assert records.abstract.iloc[-1] == "caf\ufffd"
    assert report["warnings"] == ["bytes that do not fit the encoding became U+FFFD: line 9002"]


@given(st.binary(max_size=200))
def test_any_bytes_have_an_encoding_or_are_not_text(content: bytes) -> None:
    try:
        encoding = detect_encoding(content)
    except UserError:
        return
    content.decode(encoding.name, "replace")


# ---- lines ----


def test_only_the_beginning_of_a_line_of_30_megabytes_is_read(tmp_path: Path) -> None:
    path = tmp_path / "long.txt"
    with path.open("wb") as file:
        file.write(b"Get trending papers in your email inbox!\n")
        for _ in range(30):
            file.write(b"many words " * 95_326)
    dump = Dump(path)
    assert [len(line) for line in dump.lines()] == [40, 10_000_000]
    records, report = parse(path, "long.txt")
    assert records.empty
    assert report["rejected_count"] == 1
    assert "only the first 10,000,000 characters were read: line 2" in report["warnings"]


@pytest.mark.parametrize("ends", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("last", [True, False])
def test_line_ends_of_all_systems(tmp_path: Path, ends: str, last: bool) -> None:
    path = tmp_path / "x"
    path.write_bytes((ends.join(["one", "", "three"]) + ends * last).encode())
    dump = Dump(path)
    assert list(dump.lines()) == ["one", "", "three"]
    assert (dump.text, dump.line_count) == ("one\n\nthree\n", 3)


def test_file_names_may_have_spaces_accents_and_be_links(tmp_path: Path) -> None:
    path = tmp_path / "a folder" / "Liste é (1).csv"
    path.parent.mkdir()
    path.write_text(TABLE)
    link = tmp_path / "link.csv"
    link.symlink_to(path)
    assert len(parse(path, "x")[0]) == len(parse(link, "x")[0]) == 400


def test_a_folder_is_not_a_dump(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="cannot be opened: Is a directory"):
        parse(tmp_path, "x")
