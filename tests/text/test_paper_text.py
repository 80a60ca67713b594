"""The text of a paper, made from a template."""

import pytest

from paperthemes.text.paper_text import text_of


@pytest.mark.parametrize(
    ("title", "abstract", "template", "expected"),
    [
        ("A Title", "It is.", "{title}. {abstract}", "A Title. It is."),
        ("A Title", "", "{title}. {abstract}", "A Title"),
        ("A Title", "It is.", "query: {abstract} | {title}!", "query: It is. | A Title!"),
        ("A Title", "", "query: {title}\n{abstract}", "query: A Title"),
        ("A {title}", "{0}", "{title} {abstract}", "A {title} {0}"),
        ("", "It is.", "query: {title}. {abstract}", "query: It is."),
        ("A Title", "", "{title} ({abstract})", "A Title"),
        ("A Title", "It is.", "{title} ({abstract})", "A Title (It is.)"),
        ("A Title", "", "{abstract}", ""),
        ("", "", "query: {title}. {abstract}", "query: "),
    ],
)
def test_empty_fields_are_left_out_with_their_separator(
    title: str, abstract: str, template: str, expected: str
) -> None:
    assert text_of(title, abstract, template) == expected
