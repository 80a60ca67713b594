"""BibTeX entries become records; broken ones are rejected."""

import json
from pathlib import Path

import pytest

from helpers.reading import read
from helpers.reference_samples import BIB


def test_bibtex_entries_have_all_fields(tmp_path: Path) -> None:
    records, report = read(tmp_path, BIB)
    first, second, third = records.itertuples()
    assert report["format"] == "bibtex"
    assert report["rejected"] == []
    assert first.title == "Sorting Apples in München: BERT and $x^2$ Pears"
    assert first.abstract == "We sort 5% of all apples, 6% of pears & some `plums'."
    assert list(first.authors) == [
        *("Ada Li", "Guild of Sorters, Inc.", "Bo van Dam Jr.", "Mette Thunø"),
    ]
    assert (first.published, first.doi) == ("2024-05", "10.5555/ab_1")
    assert first.url == "https://example.org/~li/a_b"
    assert json.loads(first.extra) == {
        "entry_type": "article",
        "citation_key": "li2024",
        "venue": "Journal of Orders",
        "keywords": "apples, pears",
    }
    assert (second.title, second.arxiv_id) == ("A Cut Pear", "2405.01234v2")
    assert second.published == "2024-05-06"
    assert json.loads(second.extra)["categories"] == "cs.LG"
    assert (third.title, list(third.ids)) == ("On Ores: A Study", ["isbn:9783161484100"])
    assert report["units"] == 7  # with the comment in front
    assert report["boilerplate"] == 4


def _entry(fields: str) -> str:
    return "@article{k, title = {A Title of Sorts},\n" + fields + "}\n"


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ("year = 2019", "2019"),
        ("year = {2019}, month = {12}", "2019-12"),
        ("year = {2019}, month = 3, day = 7", "2019-03-07"),
        ('year = "2019", month = 1 # "~" # jan', "2019-01-01"),
        ("year = {2019}, month = {Jan--Feb}", "2019-01"),
        ("year = {2019}, month = {MAY 1}", "2019-05-01"),
        ("year = {2019}, month = jun, day = {9}", "2019-06-09"),
        ("year = {2019}, month = {somewhen}", "2019"),
        ("date = {2019-05-01/2019-05-03}, year = {2018}", "2019-05-01"),
        ("year = {[2019]}", "2019"),
        ("year = {in press}", ""),
    ],
)
def test_bibtex_dates_are_combined_from_date_year_month_and_day(
    tmp_path: Path, fields: str, expected: str
) -> None:
    records, report = read(tmp_path, _entry(fields))
    assert records.published.tolist() == [expected]
    odd = "date not understood, kept in the field extra: entry 1"
    assert (odd in report["warnings"]) == (not expected)


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ("eprint = {2405.01234}", "2405.01234"),
        ("eprint = {arXiv:2405.01234}, eprinttype = {arXiv}", "2405.01234"),
        ("eprint = {24050123}, eprinttype = {pubmed}", ""),
        ("journal = {arXiv preprint arXiv:2405.01234}", "2405.01234"),
        ("journal = {CoRR}, volume = {abs/2405.01234}", "2405.01234"),
        ("number = {arXiv:2405.01234}, publisher = {arXiv}", "2405.01234"),
        ("howpublished = {\\url{https://arxiv.org/abs/2405.01234v1}}", "2405.01234v1"),
        ("doi = {10.48550/arXiv.2405.01234}", "2405.01234"),
        ("note = {arXiv:2405.01234 [cs]}", "2405.01234"),
        ("note = {goes on from arXiv:2405.01234}", ""),
        ("arxivId = {2405.01234}", "2405.01234"),
    ],
)
def test_bibtex_arxiv_ids_are_found_in_every_field(
    tmp_path: Path, fields: str, expected: str
) -> None:
    assert read(tmp_path, _entry(fields))[0].arxiv_id.tolist() == [expected]


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ("note = {PMID: 123}", ["pmid:123"]),
        ("pmid = {123}, pmcid = {PMC9}", ["pmid:123", "pmcid:PMC9"]),
        ("eprint = {123}, eprinttype = {pubmed}", ["pmid:123"]),
        ("url = {https://api.semanticscholar.org/CorpusID:12}", ["corpusid:12"]),
        (f"url = {{https://www.semanticscholar.org/paper/T/{'ab' * 20}}}", [f"s2:{'ab' * 20}"]),
        (
            "url = {https://www.scopus.com/inward/record.uri?eid=2-s2.0-85&doi=10.5555%2f1}",
            ["eid:2-s2.0-85"],
        ),
        ("unique-id = {WOS:000123}", ["wos:000123"]),
        ("url = {https://aclanthology.org/2024.acl-demos.4/}", ["acl:2024.acl-demos.4"]),
        ("biburl = {https://dblp.org/rec/journals/a/B.bib}", ["dblp:journals/a/B"]),
        ("isbn = {978-3-16-148410-0}", []),
    ],
)
def test_bibtex_identifiers_are_found(tmp_path: Path, fields: str, expected: list[str]) -> None:
    assert list(read(tmp_path, _entry(fields))[0].ids[0]) == expected


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        ("Ada Li and Bo Chen and", ["Ada Li", "Bo Chen"]),
        ("Li, A.; Chen, B.", ["A. Li", "B. Chen"]),
        ("Ada Li, Bo Chen, Cy Du, Di Eo", ["Ada Li", "Bo Chen", "Cy Du", "Di Eo"]),
        ("M{\\'a}rton K. and\n   {\\L}ukasz\n  Z.", ["Márton K.", "Łukasz Z."]),
        ("{Simon and Schuster}", ["Simon and Schuster"]),
        ("Li, Ada,", ["Ada Li"]),
        ("", []),
    ],
)
def test_bibtex_authors_are_split(tmp_path: Path, names: str, expected: list[str]) -> None:
    records, _ = read(tmp_path, _entry(f"author = {{{names}}}"))
    assert list(records.authors[0]) == expected


def test_bibtex_entries_that_share_a_key_or_a_line_are_all_kept(tmp_path: Path) -> None:
    text = "@misc{k, title={Apples}} @misc{k, title={Pears}}@misc{k,title={Plums}}\n@misc{k,\n}\n"
    records, report = read(tmp_path, text)
    assert records.title.tolist() == ["Apples", "Pears", "Plums"]
    assert records.start.tolist() == [1, 2, 3]
    (rejected,) = report["rejected"]
    assert rejected["reason"] == "line 2: @misc without a title"
    assert "the same key as an earlier entry, both are kept: entries 2, 3, 4" in report["warnings"]


def test_first_of_repeated_bibtex_fields_is_used(tmp_path: Path) -> None:
    records, report = read(tmp_path, _entry("title = {Another}, url = {https://a.b}"))
    assert records.title.tolist() == ["A Title of Sorts"]
    assert records.url.tolist() == ["https://a.b"]
    assert "a field occurs twice, the first is used: entry 1" in report["warnings"]


def test_broken_bibtex_entries_are_rejected_with_their_line(tmp_path: Path) -> None:
    text = (
        "@article{a, title = {Good}}\n\n"
        "@article{b,\n  title {No equals sign},\n  year = 2019,\n  note = {x}\n}\n"
        "article{c, title = {No sign before me}}\n\n"
        "@article{d, title = {Good Too}}\n"
        "@article{e, year = {2020}, title = {Cut O"
    )
    records, report = read(tmp_path, text)
    assert records.title.tolist() == ["Good", "Good Too"]
    reasons = [span["reason"] for span in report["rejected"]]
    assert len(reasons) == 2
    assert reasons[0].startswith("line 3: not readable as BibTeX (Expected")
    assert reasons[1].startswith("line 11: not readable as BibTeX (Unexpectedly reached end")
    assert report["rejected"][1]["excerpt"].startswith("@article{e, year = {2020}")


def test_missing_commas_between_bibtex_fields_are_tolerated(tmp_path: Path) -> None:
    text = _entry(
        'note = {x {y} z}\n abstract = "We sort {"} apples"\n year = 2019,\n url={http://a} b'
    )
    records, report = read(tmp_path, text)
    (record,) = records.itertuples()
    assert (record.title, record.abstract) == ("A Title of Sorts", 'We sort " apples')
    assert (record.published, record.url) == ("2019", "http://a")
    (warning,) = report["warnings"]
    assert warning.startswith("a brace, quote or comma is missing")


def test_text_after_the_end_of_a_bibtex_value_is_part_of_it(tmp_path: Path) -> None:
    records, _ = read(tmp_path, _entry("url = {http://a} b, abstract = {We sort} {Apples}"))
    assert (records.url[0], records.abstract[0]) == ("http://a", "We sort Apples")


def test_bibtex_entry_without_its_at_sign_is_rejected(tmp_path: Path) -> None:
    text = "@misc{a, title = {Good}}\n\nmisc{b, title = {No Sign}}\n\n@misc{c, title = {Too}}\n"
    records, report = read(tmp_path, text)
    assert records.title.tolist() == ["Good", "Too"]
    assert report["rejected"][0]["reason"].startswith("line 3: fields outside of any entry")


def test_undecodable_latex_is_kept_with_a_warning(tmp_path: Path) -> None:
    deep = "{" * 2_000 + "Deep" + "}" * 2_000
    records, report = read(tmp_path, f"@misc{{a, title = {{{deep} 5\\% Apples}}}}\n")
    assert records.title.tolist() == ["Deep 5\\% Apples"]
    assert any("LaTeX that could not be decoded" in text for text in report["warnings"])


def test_settings_of_styles_are_no_papers(tmp_path: Path) -> None:
    settings = '@IEEEtranBSTCTL{ctl, CTLuse_alt = "yes"}\n@Control{rev, eprint = "yes"}\n'
    records, report = read(
        tmp_path, f"{settings}@misc{{k, title = {{Sorting Apples}}, year = 2024}}"
    )
    assert (len(records), report["rejected"], report["boilerplate"]) == (1, [], 2)


@pytest.mark.parametrize(
    ("tex", "title"),
    [
        (r"M{\"u}ller, Gu{\~g}a", "Müller, Gug̃a"),
        (r"Rock {'n} roll of Ada{'s}", "Rock 'n roll of Ada's"),
        (r"M{\'e}m\'{e}; \={P}ot", "Mémé; P̄ot"),
    ],
)
def test_sound_accents_give_no_warning(tmp_path: Path, tex: str, title: str) -> None:
    records, report = read(
        tmp_path, f"@misc{{k, title = {{{tex}}}, abstract = {{A.}}, year = 2024}}"
    )
    assert (records.title[0], report["warnings"]) == (title, [])


@pytest.mark.parametrize(
    ("tex", "title"),
    [
        (r"Caf{'e}", "Café"),
        (r'M{"u}ller', "Müller"),
        (r"Caf\\'e", "Café"),
        (r"Garc{\a'i}a", "García"),
        (r"M\"ller", "Ml̈ler"),
        (r"Caf\'\e", None),
    ],
)
def test_damaged_accents_are_mended_or_said(tmp_path: Path, tex: str, title: str | None) -> None:
    records, report = read(
        tmp_path, f"@misc{{k, title = {{{tex}}}, abstract = {{A.}}, year = 2024}}"
    )
    assert title in {None, records.title[0]}
    assert report["warnings"][0].startswith("accents in LaTeX are damaged")
