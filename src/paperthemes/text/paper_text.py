"""Text of a paper, as encoders read it."""

import re

import pandas as pd

TEMPLATE = "{title}. {abstract}"
_FIELD = re.compile(r"\{(title|abstract)\}")


def text_of(title: str, abstract: str, template: str = TEMPLATE) -> str:
    """Fill a template with a paper's title and abstract.

    An empty field is left out together with the text between the two fields; text before the first
    field stays. Text after the last field stays only if that field is not empty. So with the
    default template, the text of a paper without an abstract is its title alone.

    Parameters
    ----------
    title, abstract
        Title and abstract of the paper.
    template
        Text that contains `{title}`, `{abstract}` or both.
    """
    # The pieces are in turn a text and the name of the field after it.
    *pieces, suffix = _FIELD.split(template)
    values = [{"title": title, "abstract": abstract}[field] for field in pieces[1::2]]
    filled = [(before, value) for before, value in zip(pieces[::2], values, strict=True) if value]
    text = "".join(before + value for before, value in filled)
    prefix = filled[0][0] if filled else ""
    return pieces[0] + text.removeprefix(prefix) + (suffix if values[-1] else "")


def texts_of(papers: pd.DataFrame, template: str = TEMPLATE) -> list[str]:
    """Return the text of each paper.

    Parameters
    ----------
    papers
        A table with the columns of `tables.PAPERS`.
    template
        Text that contains `{title}`, `{abstract}` or both.
    """
    pairs = zip(papers.title, papers.abstract, strict=True)
    return [text_of(title, abstract, template) for title, abstract in pairs]
