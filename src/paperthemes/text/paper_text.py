"""Text of a paper, as encoders read it."""

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # the planning of a run needs `TEMPLATE`, but not pandas
    import pandas as pd

TEMPLATE = "{title}. {abstract}"
_FIELD = re.compile(r"\{(title|abstract)\}")


def text_of(title: str, abstract: str, template: str = TEMPLATE) -> str:
    """Return a template filled with a paper's title and abstract.

    Text before the first field always stays. Text before any other field is left out if that field,
    or every field before it, is empty. Text after the last field is left out if that field is
    empty. So with the default template, the text of a paper without an abstract is its title alone.

    Parameters
    ----------
    title, abstract
        Title and abstract of the paper.
    template
        Text that contains `{title}`, `{abstract}` or both.
    """
    # Pieces with an even index are texts; each is followed by the name of the field after it.
    *pieces, suffix = _FIELD.split(template)
    values = {"title": title, "abstract": abstract}
    text = ""
    for before, name in zip(pieces[::2], pieces[1::2], strict=True):
        if values[name]:
            text += before + values[name] if text else values[name]
    return pieces[0] + text + (suffix if values[pieces[-1]] else "")


def texts_of(papers: "pd.DataFrame", template: str = TEMPLATE) -> list[str]:
    """Return the text of each paper, as `text_of` makes it from title and abstract.

    Parameters
    ----------
    papers
        A table with the columns of `tables.PAPERS`.
    template
        Text that contains `{title}`, `{abstract}` or both.
    """
    pairs = zip(papers.title, papers.abstract, strict=True)
    return [text_of(title, abstract, template) for title, abstract in pairs]
