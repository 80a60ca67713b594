"""Formats are detected by the content of a dump, and can be set in the config."""

import gzip
from pathlib import Path

import pytest

from helpers.reading import read
from helpers.samples import SAMPLES
from helpers.workflow import REPOSITORY
from paperthemes.errors import UserError
from paperthemes.parse.dump import Dump
from paperthemes.parse.formats import FORMATS, detect_format


def test_every_format_has_a_unique_name_a_sample_and_an_entry_in_the_docs() -> None:
    assert list(SAMPLES) == [known.name for known in FORMATS]
    docs = (REPOSITORY / "docs/formats.md").read_text("utf-8")
    assert all(f"`{name}`" in docs for name in SAMPLES)


@pytest.mark.parametrize("name", SAMPLES)
def test_the_format_of_each_sample_is_detected(tmp_path: Path, name: str) -> None:
    (tmp_path / "dump").write_bytes(SAMPLES[name])
    detected, confidence = detect_format(Dump(tmp_path / "dump"))
    assert detected.name == name
    assert 0 < confidence <= 1
    records, report = read(tmp_path, gzip.compress(SAMPLES[name]))
    assert report["format"] == name
    assert len(records) > 0


@pytest.mark.parametrize("name", SAMPLES)
def test_no_reader_fails_on_another_format(tmp_path: Path, name: str) -> None:
    for other in ("arxiv-mail", "csv", "json-table", "hf-daily-html", "parquet"):
        read(tmp_path, SAMPLES[other], format=name)


def test_columns_in_the_config_read_a_file_with_an_unknown_header_as_a_table(
    tmp_path: Path,
) -> None:
    columns = {"title": "Überschrift", "abstract": "Inhalt"}
    csv = "Überschrift;Inhalt;DOI\nSorting Apples;We sort.;10.5555/1\n"
    lines = '{"Überschrift": "Sorting Apples", "Inhalt": "We sort.", "DOI": "10.5555/1"}\n'
    for text, name in ((csv, "csv"), (lines, "json-table")):
        records, report = read(tmp_path, text, columns=columns)
        assert report["format"] == name
        assert report["columns"] == columns | {"doi": "DOI"}
        assert records.title.tolist() == ["Sorting Apples"]
        assert records.abstract.tolist() == ["We sort."]
    with pytest.raises(UserError, match="there is no column 'Uberschrift' for title; did you mean"):
        read(tmp_path, csv, columns={"title": "Uberschrift"})
