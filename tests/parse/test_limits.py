"""Dumps that nest deep, double or never end: a place is rejected, and other papers are read."""

import gzip
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from helpers.reading import read
from helpers.samples import SAMPLES
from paperthemes.parse import limits
from paperthemes.parse.format import Format, ReaderItem, Record
from paperthemes.parse.settings import ParseSettings
from paperthemes.text.titles import collapse_whitespace, normalise

RECORD = '{"title": "Herons", "abstract": "We count herons.", "doi": "10.5555/1"}'
ENTRY = "@article{h, title = {Herons}, year = 2024}\n"


def reasons_of(report: dict) -> str:
    return "; ".join(rejected["reason"] for rejected in report["rejected"])


# ---- BibTeX ----


def test_braces_within_braces_are_read_as_text(tmp_path: Path) -> None:
    title = "{" * 9_000 + "\\'a" + "}" * 9_000
    records, report = read(tmp_path, f"@article{{a, title = {{{title}}}}}\n{ENTRY}")
    assert records.title[1] == "Herons"
    assert "LaTeX that could not be decoded" in report["warnings"][0]


def test_abbreviations_that_double_are_rejected(tmp_path: Path) -> None:
    chain = [f"@string{{s{n} = s{n - 1} # s{n - 1}}}\n" for n in range(1, 60)]
    content = "@string{s0 = {Pond}}\n" + "".join(chain) + ENTRY
    records, report = read(tmp_path, content, format="bibtex")
    assert records.title.tolist() == ["Herons"]
    assert reasons_of(report) == ("line 18: its abbreviations give more than 1,000,000 characters")


def test_abbreviations_of_abbreviations_are_read(tmp_path: Path) -> None:
    content = '@string{a = {Pond}}\n@string{b = a # " Life"}\n@misc{h, title = b # {: Herons}}\n'
    assert read(tmp_path, content)[0].title.tolist() == ["Pond Life: Herons"]


# ---- combining marks ----


@pytest.mark.parametrize("form", ["NFC", "NFKC", "NFD"])
def test_marks_over_one_letter_are_divided(form: str) -> None:
    text = normalise(form, "a" + "\u0301\u0323" * 40_000)
    assert text.count("\u0301") + text.count("á") >= 39_999
    assert text.count("\u034f") == 80_000 // 30
    assert normalise(form, text) == text


def test_usual_marks_and_signs_stay() -> None:
    text = "Ho\u0323\u0302 Chi Minh " + "\u2014" * 80
    assert collapse_whitespace(text) == "Hộ Chi Minh " + "\u2014" * 80


def test_a_cell_of_marks_is_read(tmp_path: Path) -> None:
    marks = "\u0301\u0323" * 5_000
    records, _ = read(
        tmp_path, f"title,abstract,doi\na{marks},We.,10.5555/1\nHerons,We.,10.5555/2\n"
    )
    assert records.title[1] == "Herons"


# ---- HTML ----

LISTED = "<dt>arXiv:2401.0000{}</dt><dd><div class='list-title'>Title: Herons {}</div>{}</dd>"


def test_papers_of_a_page_before_elements_nested_too_deep_are_read(tmp_path: Path) -> None:
    page = f"<html><title>arXiv.org</title><dl>{LISTED.format(1, 1, '')}</dl>" + "<div>" * 5_000
    records, report = read(tmp_path, page)
    assert records.title.tolist() == ["Herons 1"]
    assert reasons_of(report) == "cannot be read from here on (Excessive depth in document: 2048)"


def test_entries_within_entries_are_read_once_each(tmp_path: Path) -> None:
    nested = ""
    for number in range(300):
        nested = f"<div><dl>{LISTED.format(1, number, nested)}</dl></div>"
    page = f"<html><title>arXiv.org</title>{nested}" + "<p>We count.</p>" * 3_000
    records, _ = read(tmp_path, page)
    assert records.title.tolist() == [f"Herons {number}" for number in reversed(range(300))]


# ---- JSON ----


@pytest.mark.parametrize("depth", [90, 900, 5_000])
@pytest.mark.parametrize("opening", ["[", '{"title":'])
def test_a_line_of_json_that_nests_deep_is_no_end(tmp_path: Path, depth: int, opening: str) -> None:
    value = opening * depth + "1" + ("]" if opening == "[" else "}") * depth
    entry = RECORD.removesuffix("}")
    lines = [RECORD, value, f'{entry}, "x": {value}, "authors": {value}}}', RECORD]
    records, report = read(tmp_path, "\n".join(lines))
    assert {1, 4} <= {*records.start}
    assert len(records) + report["rejected_count"] == 4


def test_json_after_bytes_that_are_no_utf8_is_read(tmp_path: Path) -> None:
    padding = " " * (1 << 20)  # beyond the part by which the encoding is detected
    late = RECORD.replace("Herons", "Her\udce9ons")
    content = f"[{RECORD},{padding}{late},{RECORD}]".encode("utf-8", "surrogateescape")
    records, report = read(tmp_path, content)
    assert records.title.tolist() == ["Herons", "Her\ufffdons", "Herons"]
    assert "bytes that do not fit the encoding" in report["warnings"][0]


def test_halves_of_surrogate_pairs_become_a_sign(tmp_path: Path) -> None:
    content = f"[{RECORD},{RECORD.replace('Herons', 'Hér?ons é é é')}]".encode()
    records, _ = read(tmp_path, content.replace(b"?", b"\xed\xa0\xbd"))
    assert records.title.tolist() == ["Herons", "Hér\ufffd\ufffd\ufffdons é é é"]


# ---- long lines, texts and records ----


@pytest.mark.parametrize("name", ["bibtex", "csv", "json-table", "ris", "arxiv-mail", "medline"])
def test_papers_around_a_line_that_never_ends_are_read(
    tmp_path: Path, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("paperthemes.parse.dump.MAX_RECORD_LENGTH", 50_000)
    sample = SAMPLES[name].rstrip() + b"\n\n"
    alone = len(read(tmp_path, sample, format=name)[0])
    content = gzip.compress(sample + b"words and so on " * 100_000 + b"\n\n" + sample)
    records, report = read(tmp_path, content, format=name)
    assert len(records) >= 2 * alone - 1  # the line may belong to the record above
    assert any("only the first" in warning for warning in report["warnings"])


@pytest.mark.parametrize(
    ("name", "module", "line"),
    [
        ("ris", "references.tagged_block", "AU  - Rao, Mia\n"),
        ("arxiv-mail", "arxiv.mail", "  and more herons\n"),
        ("arxiv-text", "arxiv.listing_text", "and more herons\n"),
        ("bibtex", "references.bibtex", " herons\n"),
    ],
)
def test_a_record_that_never_ends_is_rejected(
    tmp_path: Path, name: str, module: str, line: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for place in {module, module.removesuffix("_block")}:
        monkeypatch.setattr(f"paperthemes.parse.{place}.MAX_RECORD_LENGTH", 3_000)
    starts = {
        "ris": "TY  - JOUR\nTI  - Herons\n",
        "arxiv-mail": "\\\\\narXiv:2401.00001\nDate: Mon, 1 Jan 2024\n\nTitle: Herons\n\\\\\n",
        "arxiv-text": "[1] arXiv:2401.00001 [pdf]\nTitle: Herons\n",
        "bibtex": "@article{a, title = {Herons\n",
    }
    records, report = read(tmp_path, starts[name] + line * 1_000, format=name)
    assert records.empty
    assert limits.TOO_LONG in reasons_of(report)


def test_xml_in_one_line_is_read_in_parts(tmp_path: Path) -> None:
    entry = "<entry><id>http://arxiv.org/abs/2401.{:05}</id><title>Herons &amp; {}</title></entry>"
    entries = "".join(entry.format(number, "so on " * 50) for number in range(1, 800))
    feed = f'<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom">{entries}</feed>'
    records, report = read(tmp_path, feed * 2)
    assert len(records) == 2 * 799
    assert set(records.title.str[:9]) == {"Herons & "}
    assert report["rejected"] == []


def test_xml_without_the_end_of_an_entry_is_rejected(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("paperthemes.parse.xml_entries.MAX_RECORD_LENGTH", 200_000)
    entry = "<entry><id>http://arxiv.org/abs/2401.00001</id><title>Herons</title></entry>\n"
    content = f'<feed xmlns="http://www.w3.org/2005/Atom">{entry}' + "<x/>\n" * 60_000
    records, report = read(tmp_path, content, format="arxiv-atom")
    assert len(records) == 1
    assert "without the end of an entry" in reasons_of(report)


@pytest.mark.parametrize(
    ("name", "limit", "message"),
    [
        ("hf-daily-text", "MAX_PAGE_LINES", "more than 5 lines"),
        ("arxiv-html", "MAX_PAGE_TAGS", "more than 5 tags"),
    ],
)
def test_a_page_that_takes_much_memory_is_skipped(
    tmp_path: Path, name: str, limit: str, message: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(f"paperthemes.parse.dump.{limit}", 5)
    records, report = read(tmp_path, SAMPLES[name], format=name)
    assert records.empty
    assert message in report["warnings"][0]


# ---- what no limit foresaw ----


@pytest.fixture
def read_with(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """Return a function that reads a dump by a reader that is given."""

    def read_by(reader, **settings):
        def read_items(*_: object) -> Iterator[ReaderItem]:
            yield Record(1, 1, "Herons")
            yield from reader()

        known = Format("csv", lambda dump: 1.0, read_items, "entry")
        monkeypatch.setattr("paperthemes.parse.stage.detect_format", lambda *_: (known, 1.0))
        return read(tmp_path, "title\n", settings=ParseSettings(**settings))

    return read_by


def test_a_record_that_takes_too_long_skips_the_dump(read_with) -> None:
    def read_forever() -> Iterator[ReaderItem]:
        while True:
            try:
                while True:
                    pass
            except ValueError:  # as readers do with broken values
                yield Record(2, 2, "Storks")

    records, report = read_with(read_forever, max_seconds_per_record=0.2)
    assert records.empty
    assert "a single record takes longer than 0.2 seconds to read" in report["warnings"][0]


def test_time_is_counted_for_each_record(read_with) -> None:
    def read_slowly() -> Iterator[ReaderItem]:
        for number in range(2, 8):
            end = time.process_time() + 0.1
            while time.process_time() < end:
                pass
            yield Record(number, number, "Storks")

    records, _ = read_with(read_slowly, max_seconds_per_record=0.4)
    assert len(records) == 7


@pytest.mark.parametrize(
    ("error", "message"),
    [
        (MemoryError(), "too much memory for its reader"),
        (RecursionError(), "too much nesting for its reader"),
        (KeyError("x"), "its reader failed (KeyError: 'x')"),
    ],
)
def test_a_reader_that_fails_skips_the_dump(read_with, error: Exception, message: str) -> None:
    def fail() -> Iterator[ReaderItem]:
        raise error
        yield

    records, report = read_with(fail)
    assert records.empty
    assert message in report["warnings"][0]
