"""The text of a paper, as every numeric stage reads it."""

import pandas as pd


def text_of(title: str, abstract: str) -> str:
    """Join title and abstract."""
    return f"{title}. {abstract}" if abstract else title


def texts_of(papers: pd.DataFrame) -> list[str]:
    """Return the text of each paper of a `tables.PAPERS`."""
    return [text_of(*pair) for pair in zip(papers.title, papers.abstract, strict=True)]
