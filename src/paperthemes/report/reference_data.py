"""Data from which the page makes the references that readers save."""

import functools
import json
from collections.abc import Mapping
from typing import Any

import pandas as pd

from paperthemes import tables
from paperthemes.text.bibliography import find_kind, find_pages, make_keys, split_name

DAY_FIELD = "date_without_year"
# Fields of dumps that saved papers have, beside those that the page has anyway.
_FIELDS = (
    *("keywords", "volume", "number", "publisher", "isbn", "issn", "language"),
    DAY_FIELD,
)


def collect_reference_data(papers: pd.DataFrame, topics: pd.DataFrame) -> dict[str, Any]:
    """Return what the page needs to write papers as step export does.

    - `key` and `kind` have a text per paper. `names` has for each paper one number per author:
      twice the number of words of the given name, and one more if the last word is a suffix.
    - `ids`, `pages` (first and last) and fields of dumps, such as `volume`, have an entry per
      paper, and are left out if no paper has them.
    - `summaries` has a text per topic.
    """
    extras = [json.loads(text) for text in papers.extra]
    rows = [*tables.rows(papers)]
    optional: Mapping[str, list[Any]] = {
        **{name: [str(extra.get(name, "")) for extra in extras] for name in _FIELDS},
        "pages": [[*filter(None, pages)] and [*pages] for pages in map(find_pages, extras)],
        "ids": [list(ids) for ids in papers.ids],
    }
    return {
        "key": make_keys(rows, extras),
        "kind": [find_kind(extra, extra.get("venue", "")) for extra in extras],
        "names": [[*map(_encode_name, names)] for names in papers.authors],
        **{name: values for name, values in optional.items() if any(values)},
        "summaries": [" ".join(sentences) for sentences in topics.summary],
    }


@functools.cache  # authors have several papers
def _encode_name(name: str) -> int:
    """Return the number of an author in `names`, see `collect_reference_data`."""
    parts = split_name(name)
    return 2 * len(parts.given.split()) + bool(parts.suffix)
