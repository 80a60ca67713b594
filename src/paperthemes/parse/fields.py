"""Values of JSON objects as texts, and ids of catalogues in addresses and notes."""

import json
import re
from collections.abc import Callable, Iterable, Mapping
from operator import itemgetter
from typing import Any

from paperthemes.text.titles import collapse_whitespace

_CATALOGUE_IDS = {  # see `find_catalogue_ids`
    "s2": re.compile(r"semanticscholar\.org/paper/(?:[^/\s]+/)?([0-9a-f]{40})\b"),
    "corpusid": re.compile(r"CorpusI[Dd]:\s?(\d+)"),
    "eid": re.compile(r"\beid=(2-s2\.0-\d+)"),
    "pmid": re.compile(r"(?:pubmed\.ncbi\.nlm\.nih\.gov/|nih\.gov/pubmed/|PMID:?\s?)(\d+)"),
    "pmcid": re.compile(r"nih\.gov/(?:pmc/)?articles/(PMC\d+)|PMCID:\s?(PMC\d+)"),
    "openalex": re.compile(r"openalex\.org/(?:works/)?(W\d+)"),
    "acl": re.compile(
        r"(?:aclanthology\.org|aclweb\.org/anthology)/(?:papers/\w/\w+/)?"
        r"([A-Z]\d\d-\d{4}|\d{4}\.[\w-]+\.\d+)"
    ),
    "dblp": re.compile(r"dblp\.(?:org|uni-trier\.de)/rec/(?:bib\d?/|html/)?([\w./-]+)"),
}
_DECODER = json.JSONDecoder(parse_constant=lambda _: None)
_PAGE_ENDING = re.compile(r"\.(?:bib|html|xml|rdf)$")


def parse_json(text: str) -> Any:  # noqa: ANN401 - any JSON value
    """Return the value of a JSON text, with `None` for NaN and Infinity, which only Python writes.

    U+FFFD replaces single halves of surrogate pairs, which cannot be encoded as UTF-8.

    Raises
    ------
    ValueError, RecursionError
        If the text is not JSON, or nested too deep.
    """
    value = _DECODER.decode(text)
    if "\\ud" not in text and "\\uD" not in text:  # such as `\ud83d`
        return value
    # In UTF-16 a half is invalid if it is single; the halves of a pair become one character.
    encoded = json.dumps(value, ensure_ascii=False).encode("utf-16", "surrogatepass")
    return json.loads(encoded.decode("utf-16", "replace"))


def scalar_text(value: object) -> str:
    """Return a JSON text or number as text with collapsed white space; `""` for another value.

    A whole number loses its decimal point (`2` for `2.0`). NaN and booleans count as other values.
    """
    if isinstance(value, str):
        return collapse_whitespace(value)
    # Only NaN is not equal to itself.
    if isinstance(value, bool) or not isinstance(value, int | float) or value != value:
        return ""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return str(value)


def find_texts(value: object, *paths: str) -> list[str]:
    """Return the texts and numbers at the first of `paths` that leads to any.

    A path, such as `author.name`, consists of the keys of nested JSON objects in `value`; the empty
    path leads to `value` itself. In the place of an object or a text, there may be a list of them;
    lists in lists are left out. Blank texts count as none.
    """
    for path in paths:
        if isinstance(value, list):
            items = (item for item in value if not isinstance(item, list))
            texts = [text for item in items for text in find_texts(item, path)]
        elif not path:
            texts = [text] if (text := scalar_text(value)) else []
        else:
            key, _, rest = path.partition(".")
            inner = value.get(key) if isinstance(value, dict) else None
            if isinstance(inner, dict | list):
                texts = find_texts(inner, rest)
            else:
                texts = [text] if not rest and (text := scalar_text(inner)) else []
        if texts:
            return texts
    return []


def get_text(value: object, *paths: str) -> str:
    """Return the first text that `find_texts` finds, or `""`."""
    return next(iter(find_texts(value, *paths)), "")


def find_first(find: Callable[[str], str], texts: Iterable[str]) -> str:
    """Return the first text that `find` returns for one of `texts` and is not empty, or `""`."""
    return next(filter(None, map(find, texts)), "")


def is_inverted_index(value: Mapping[str, Any]) -> bool:
    """Return true if an object has lists of positions by word, as OpenAlex has abstracts."""
    lists = [positions for positions in value.values() if isinstance(positions, list)]
    return 0 < len(value) == len(lists) and all(type(item[0]) is int for item in lists if item)


def rebuild_abstract(index: Mapping[str, Any]) -> tuple[str, list[str]]:
    """Return the abstract of an inverted index, and the messages of warnings about it.

    The index has the positions of each word: `We sort` from `{"We": [0], "sort": [1]}`. Words
    without a position are left out.
    """
    pairs: list[tuple[Any, str]] = [  # of a position, if there is one, and a word
        (position, scalar_text(word))
        for word, positions in index.items()
        for position in (positions if isinstance(positions, list) else [None])
    ]
    placed = [pair for pair in pairs if type(pair[0]) is int and pair[0] >= 0]  # excludes bool
    placed.sort(key=itemgetter(0))  # by position
    position_count = len({position for position, _ in placed})
    warnings = []
    if position_count < len(pairs):
        warnings.append("words of the abstract without a position or in the same position")
    # If no position is missing, the last one is the number of positions minus 1.
    if placed and placed[-1][0] >= position_count:
        warnings.append("words missing in the abstract")
    return collapse_whitespace(" ".join(word for _, word in placed)), warnings


def find_catalogue_ids(*texts: str) -> tuple[str, ...]:
    """Return the catalogue ids in texts, which are web addresses or notes, as `scheme:value`.

    Each id is returned once. They are in the order of the schemes below; in each text, only the
    first id of a scheme is found.

    ::

        https://www.semanticscholar.org/paper/A-Title/<40 hex digits>    s2:<40 hex digits>
        https://api.semanticscholar.org/CorpusID:123                     corpusid:123
        https://www.scopus.com/record/display.uri?eid=2-s2.0-123         eid:2-s2.0-123
        https://pubmed.ncbi.nlm.nih.gov/123/  or  PMID: 123              pmid:123
        https://www.ncbi.nlm.nih.gov/pmc/articles/PMC12/  or  PMCID: PMC12    pmcid:PMC12
        https://openalex.org/W123                                        openalex:W123
        https://aclanthology.org/2024.acl-demos.4/                       acl:2024.acl-demos.4
        https://dblp.org/rec/journals/corr/abs-2405-01234.bib            dblp:journals/corr/...
    """
    if not texts:
        return ()
    ids = (
        f"{scheme}:{_PAGE_ENDING.sub('', match[match.lastindex or 0])}"  # the group that matched
        for scheme, pattern in _CATALOGUE_IDS.items()
        for text in texts
        if (match := pattern.search(text))
    )
    return tuple(dict.fromkeys(ids))
