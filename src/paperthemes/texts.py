"""The text of a paper, as every numeric stage reads it."""

import string

import pandas as pd

TEMPLATE = "{title}. {abstract}"


def text_of(title: str, abstract: str, template: str = TEMPLATE) -> str:
    """Fill a template with a paper's title and abstract.

    An empty one goes, and with it what stands between it and the one before: by the default
    template a paper without an abstract is its title alone.

    Parameters
    ----------
    title, abstract
        What to fill in.
    template
        Text with `{title}` or `{abstract}` in it, or both.
    """
    values = {"title": title, "abstract": abstract}
    filled: list[str] = []
    for index, (before, field, _, _) in enumerate(string.Formatter().parse(template)):
        value = "" if field is None else values[field]
        if value or field is None or index == 0:
            filled += [before, value]
    return "".join(filled)


def texts_of(papers: pd.DataFrame, template: str = TEMPLATE) -> list[str]:
    """Return the text of each paper of a `tables.PAPERS`."""
    pairs = zip(papers.title, papers.abstract, strict=True)
    return [text_of(title, abstract, template) for title, abstract in pairs]
