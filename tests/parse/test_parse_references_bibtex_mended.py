"""BibTeX entries with missing keys, braces and quotes are mended; fields are inherited."""

import json
from pathlib import Path

import pytest

from helpers.reading import read

MENDED = "a brace, quote or comma is missing or one too many, mended: check the texts"


@pytest.mark.parametrize(
    "opening", ["@article{", "@article{\n  ", "@article {", "@article(", "@article{,"]
)
def test_entries_without_a_key_are_read(tmp_path: Path, opening: str) -> None:
    closing = ")" if opening.endswith("(") else "}"
    entry = f"{opening}author = {{Li, Ada}}, title = {{Apples}}, year = 2020{closing}\n"
    records, report = read(tmp_path, '@string{j = "J"}\n' + 2 * entry)
    assert records.title.tolist() == ["Apples", "Apples"]
    assert [list(names) for names in records.authors] == [["Ada Li"], ["Ada Li"]]
    assert report["rejected"] == []
    assert all(text.startswith("no abstract") for text in report["warnings"])


@pytest.mark.parametrize(
    "fields",
    [
        'title = "The "best", or "worst" apples", year = "2020", abstract = "We sort."',
        'title = {The "best", or "worst" apples, year = {2020}, abstract = {We sort.}',
        'title = {The "best", or "worst" apples}}, year = {2020}, abstract = {We sort.}',
        'title = {The "best", or "worst" }apples}, year = {2020}, abstract = {We sort.}',
        'title = {The "best", or "worst" {apples}, year = {2020}, abstract = {We sort.}',
        'title = {The "best", or "worst" apples},\n year = {2020},\n abstract = {We sort.\n',
        'title = {The "best", or "worst" apples}, year = "2020, abstract = {We sort.}',
        'year = {2020, title = {The "best", or "worst" apples}, abstract = "{We} sort."',
    ],
)
def test_unbalanced_braces_and_quotes_are_mended(tmp_path: Path, fields: str) -> None:
    good = "@misc{g, title = {Good}, abstract = {We prune.}, year = 2021}\n"
    records, report = read(tmp_path, f"{good}@misc{{k, {fields}}}\n\n{good}")
    assert records.title.tolist() == ["Good", 'The "best", or "worst" apples', "Good"]
    assert records.abstract.tolist() == ["We prune.", "We sort.", "We prune."]
    assert records.published.tolist() == ["2021", "2020", "2021"]
    assert f"{MENDED}: entry 2" in report["warnings"]


def test_an_entry_that_is_cut_off_is_kept_if_its_title_is_whole(tmp_path: Path) -> None:
    text = "@misc{a, year = {2020}, title = {A Whole Title}, abstract = {We sort {apples"
    for end in range(len(text)):
        records, report = read(tmp_path, text[: end + 1], format="bibtex")
        assert records.title.tolist() in ([], ["A Whole Title"])
        assert records.empty or f"{MENDED}: entry 1" in report["warnings"]
    assert records.abstract.tolist() == ["We sort apples"]


def test_good_entries_are_not_mended(tmp_path: Path) -> None:
    fields = (
        'title = "M{\\"u}nchen and {"}apples{"} at @home", month = 1 # "~" # jan, year = "2020"'
    )
    records, report = read(tmp_path, f"@misc{{k, {fields}}}\n")
    assert records.title.tolist() == ['München and "apples" at @home']
    assert records.published.tolist() == ["2020-01-01"]
    assert not any("mended" in text for text in report["warnings"])


@pytest.mark.parametrize("is_parent_first", [True, False])
def test_entries_inherit_from_their_parents(tmp_path: Path, is_parent_first: bool) -> None:
    parents = (
        "@proceedings{Conf20, title = {The 20th Conference}, year = 2020, month = jun,\n"
        " editor = {Om, Cy}, doi = {10.5555/volume}}\n@xdata{press, publisher = {Orchard Press}}\n"
    )
    entries = (
        "@inproceedings{a, title = {Apples}, author = {Li, Ada}, crossref = {conf20}}\n"
        "@inproceedings{b, title = {Pears}, crossref = {Conf20}, xdata = {press}, year = 2021}\n"
        "@inproceedings{c, title = {Plums}, crossref = {unknown}}\n"
    )
    texts = (parents, entries) if is_parent_first else (entries, parents)
    records, report = read(tmp_path, "".join(texts))
    assert records.title.tolist() == ["Apples", "Pears", "Plums"]
    assert records.published.tolist() == ["2020-06", "2021", ""]
    assert [list(names) for names in records.authors] == [["Ada Li"], [], []]
    assert records.doi.tolist() == ["", "", ""]
    extra = [json.loads(text) for text in records.extra]
    assert [item.get("venue") for item in extra] == ["The 20th Conference"] * 2 + [None]
    assert [item.get("publisher") for item in extra] == [None, "Orchard Press", None]
    assert any(text.startswith("no date, and no entry") for text in report["warnings"])
    assert report["rejected"] == []


def test_papers_inherit_from_a_journal_without_a_title(tmp_path: Path) -> None:
    text = (
        "@article{a, crossref = {J}, title = {Sorting Apples}}\n"
        "@article{j, key = {JO}, journal = {Journal of Orders}, year = 2024, month = may}\n"
    )
    records, report = read(tmp_path, text)
    assert records.published.tolist() == ["2024-05"]
    assert json.loads(records.extra[0])["venue"] == "Journal of Orders"
    assert [place["reason"] for place in report["rejected"]] == ["line 2: @article without a title"]


def test_lists_of_authors_with_commas_are_split(tmp_path: Path) -> None:
    for names, expected in {
        "Huey, SL, Mehta, NH, and Om, C": ["SL Huey", "NH Mehta", "C Om"],
        "Ada Li, Bo Ek, Cy Om, others": ["Ada Li", "Bo Ek", "Cy Om"],
        "{Guild, of, All, Sorters} and Smith, Jr., John": [
            "Guild, of, All, Sorters",
            "John Smith Jr.",
        ],
    }.items():
        records, _ = read(tmp_path, f"@misc{{k, title = {{T}}, author = {{{names}}}}}\n")
        assert list(records.authors[0]) == expected


def test_fields_outside_of_any_entry_are_rejected(tmp_path: Path) -> None:
    text = "% 100 = all, of {them}\n@misc{a, title = {Good}}\n\nAnd more, year = {2020}, x = {y}\n"
    records, report = read(
        tmp_path, f"{text}@comment{{x, year = {{2020\n@misc{{b, title = {{Too}}}}\n"
    )
    assert records.title.tolist() == ["Good", "Too"]
    (rejected,) = report["rejected"]
    assert rejected["reason"].startswith("line 4: fields outside of any entry")
    assert not any("mended" in warning for warning in report["warnings"])


def test_many_braces_around_a_title_are_removed_quickly(tmp_path: Path) -> None:
    text = f"@misc{{k, title = {'{' * 50_000}Deep{'}' * 50_000}}}\n"
    records, _ = read(tmp_path, text)
    assert records.title.tolist() == ["Deep"]


@pytest.mark.parametrize("end", [",\n", "\n", " "])
def test_a_comma_missing_after_a_number_loses_no_field(tmp_path: Path, end: str) -> None:
    text = (
        f"@misc{{k, title = {{T}}, year = 2020{end} abstract = {{We sort {{x}} y = {{z}}.}}\n}}\n"
    )
    records, report = read(tmp_path, text)
    assert (records.published[0], records.abstract[0]) == ("2020", "We sort x y = z.")
    assert (f"{MENDED}: entry 1" in report["warnings"]) == ("," not in end)
