"""Identifiers in any spelling, and references to papers."""

import pytest

from paperthemes.text.identifiers import (
    find_arxiv_id,
    find_doi,
    normalise_identifier,
    paper_keys,
    reference_keys,
)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2401.01234", "2401.01234"),
        ("https://arxiv.org/abs/2401.01234v2", "2401.01234v2"),
        ("https://huggingface.co/papers/2401.01234", "2401.01234"),
        ("10.48550/arXiv.2401.01234", "2401.01234"),
        ("arXiv:math.GT/0309136", "math.gt/0309136"),
        ("arXiv 2401.01234v2 [cs.CV]", "2401.01234v2"),
        ("CoRR, abs/2401.01234", "2401.01234"),
        ("https://www.alphaxiv.org/abs/2401.01234v3", "2401.01234v3"),
        ("https://ar5iv.labs.arxiv.org/html/2401.01234", "2401.01234"),
        ("https://hf.co/papers/2401.01234", "2401.01234"),
        ("2413.01234", ""),
        ("version 2401.01234", ""),
        ("x" * 3_000 + " arXiv:2401.01234", ""),
    ],
)
def test_arxiv_ids_are_found_in_addresses_and_dois(text: str, expected: str) -> None:
    assert find_arxiv_id(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("https://doi.org/10.1000/ABC.1", "10.1000/abc.1"),
        ("doi: 10.1000/abc", "10.1000/abc"),
        ("DOI 10.1000/abc", "10.1000/abc"),
        ("info:doi/10.1000/abc", "10.1000/abc"),
        ("10.1000/abc.", "10.1000/abc"),
        ("(doi:10.1000/abc);", "10.1000/abc"),
        ("10.1016/S0140-6736(20)30183-5", "10.1016/s0140-6736(20)30183-5"),
        ("10.1002/(SICI)1097-4571(1998)49:8<693::AID>3.0.CO;2-O",) * 2,
        ("10.1000/abc; 10.1000/def", "10.1000/abc"),
        ("10.1000/abc;10.1000/def", "10.1000/abc"),
        ("10.1000/abc [doi]", "10.1000/abc"),
        ("https://doi.org/10.1000%2Fabc?utm_source=mail", "10.1000/abc"),
        ("https://doi-org.proxy.example.edu/10.1000/abc", "10.1000/abc"),
        ("http://doi.org.proxy.example.edu/10.1000/abc", "10.1000/abc"),
        ("https://pub.example.org/doi/abs/10.1000/abc#sec1", "10.1000/abc"),
        ("https://pub.example.org/articles/10.1000/abc/full", "10.1000/abc"),
        ("https://pub.example.org/content/10.1000/abc.full.pdf", "10.1000/abc"),
        ("https://pub.example.org/article?id=10.1000/abc&page=2", "10.1000/abc"),
        ("https://www.biorxiv.org/content/10.1101/436288v2.full.pdf", "10.1101/436288"),
        ("see 10.1000/abc", ""),
        ("https://pub.example.org/articles/s41586-020-0001", ""),
    ],
)
def test_dois_are_found_as_people_write_them(text: str, expected: str) -> None:
    assert find_doi(text) == expected.lower()


@pytest.mark.parametrize(
    ("identifier", "expected"),
    [
        ("arXiv:2401.01234v3", "arxiv:2401.01234"),
        ("doi:10.48550/arXiv.2401.01234", "arxiv:2401.01234"),
        ("doi:10.1101/2020.01.01.123456/v2", "doi:10.1101/2020.01.01.123456"),
        ("DOI:10.1000/V2", "doi:10.1000/v2"),
        ("pmid: 123", "pmid:123"),
        ("issn:1234-5678", ""),
        ("nothing", ""),
    ],
)
def test_versions_of_a_paper_share_an_identifier(identifier: str, expected: str) -> None:
    assert normalise_identifier(identifier) == expected


@pytest.mark.parametrize(
    "reference",
    [
        "https://arxiv.org/pdf/2401.01234v1.pdf",
        "10.48550/arxiv.2401.01234",
        "https://doi.org/10.1000/abc",
        "pmid:123",
        "0123456789ab",
        "a survey of pears!",
    ],
)
def test_references_name_papers_in_many_ways(reference: str) -> None:
    keys = paper_keys(
        "A Survey of Pears", ["arxiv:2401.01234", "doi:10.1000/abc", "pmid:123"], ["0123456789ab"]
    )
    assert reference_keys(reference)[0] in keys


def test_a_reference_may_always_be_a_title() -> None:
    assert reference_keys("pmid:123") == ["pmid:123", "title:pmid123"]
    assert reference_keys("Pears") == ["title:pears"]
