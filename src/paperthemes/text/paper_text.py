"""The text of a paper, as all numeric steps read it."""

import string

import pandas as pd

TEMPLATE = "{title}. {abstract}"


def text_of(title: str, abstract: str, template: str = TEMPLATE) -> str:
    """Fill a template with a paper's title and abstract.

    An empty field is left out with the text that joins it to the other field: with the default
    template, a paper without an abstract becomes its title alone.

    Parameters
    ----------
    title, abstract
        The fields.
    template
        Text with `{title}` or `{abstract}` in it, or both.
    """
    values = {"title": title, "abstract": abstract}
    pieces = list(string.Formatter().parse(template))
    fields = [(before, values[field]) for before, field, _, _ in pieces if field is not None]
    prefix, (suffix, last_field) = fields[0][0], pieces[-1][:2]
    filled = [(before, value) for before, value in fields if value]
    text = "".join(before + value for before, value in filled)
    text = prefix + text.removeprefix(filled[0][0]) if filled else prefix
    return text + suffix if last_field is None and fields[-1][1] else text


def texts_of(papers: pd.DataFrame, template: str = TEMPLATE) -> list[str]:
    """Return the text of each paper of a `tables.PAPERS`."""
    pairs = zip(papers.title, papers.abstract, strict=True)
    return [text_of(title, abstract, template) for title, abstract in pairs]
