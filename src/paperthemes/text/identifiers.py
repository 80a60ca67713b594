"""Identifiers of papers: arXiv ids, DOIs, and `scheme:value` pairs of catalogues."""

import re
from collections.abc import Iterable

from paperthemes.text.titles import normalise_title


def find_arxiv_id(text: str) -> str:
    """Return the arXiv id in `text` (an id, or an address or DOI that holds one), or `""`."""
    match = _ARXIV.search(text.strip()[:_LONGEST_ADDRESS])
    return match[1].lower() if match else ""


def find_doi(text: str) -> str:
    """Return the DOI in `text` in lower case without its resolver, or `""`."""
    match = _DOI.search(text.strip()) if len(text) < _LONGEST_ADDRESS else None
    return match[1].lower() if match else ""


_ARXIV = re.compile(
    r"(?:^|arxiv(?:\.org)?[:/]\s*(?:abs/|pdf/|html/)?|huggingface\.co/papers/|10\.48550/arxiv\.)"
    r"(\d{2}(?:0[1-9]|1[0-2])\.\d{4,5}(?:v\d+)?|[a-z-]+(?:\.[a-z]{2})?/\d{7}(?:v\d+)?)"
    r"(?:\.pdf)?(?=\.?(?:$|[?#/\s,;)\]]))",
    re.IGNORECASE,
)


_DOI = re.compile(r"(?:^|doi\.org/|doi:\s*)(10\.\d{4,9}/\S+)$", re.IGNORECASE)

_LONGEST_ADDRESS = 2_000


def normalise_identifier(identifier: str) -> str:
    """Bring `scheme:value` to what all versions of a work share; `""` if it names no work."""
    scheme, _, value = (part.strip() for part in identifier.partition(":"))
    scheme = scheme.lower()
    if not value or scheme in _OF_VOLUMES:
        return ""
    if scheme == "doi":
        value = value.lower()
        if inside := find_arxiv_id(value):
            scheme, value = "arxiv", inside
        elif _PREPRINT.match(value):
            value = _PREPRINT_VERSION.sub("", value)
    return f"{scheme}:{_VERSION.sub('', value.lower()) if scheme == 'arxiv' else value}"


_VERSION = re.compile(r"v\d+$")


# Where preprints are kept. Theirs says nothing against the DOI of what was published later, and
# some give each version one: `/v2` at the end.
_PREPRINT = re.compile(
    r"10\.(?:1101|64898|21203/rs\.|2139/ssrn|20944/preprints|26434/chemrxiv|3121[29]|3123[45]|36227|"
    r"5281/zenodo|22541/au\.|31223|33774|6084/m9\.figshare|32388|12688/f1000research)"
)


_PREPRINT_VERSION = re.compile(r"[/.]?v\d+$")


_OF_VOLUMES = frozenset(("issn", "eissn", "isbn", "eisbn"))


_PAPER_ID = re.compile("[0-9a-f]{12}")
_SCHEME = re.compile(r"[a-z][a-z0-9]*:\S+")


def reference_keys(reference: str) -> list[str]:
    """List the keys of papers that a user's reference may mean, the most precise first.

    Parameters
    ----------
    reference
        An arXiv id, a DOI (both also within an address), `scheme:value` (as in `pmid:123`),
        a `paper_id`, or a title.

    Returns
    -------
    list[str]
        Keys as `paper_keys` makes them; the last is always the title.
    """
    reference = reference.strip()
    keys = []
    if arxiv_id := find_arxiv_id(reference):
        keys.append(normalise_identifier(f"arxiv:{arxiv_id}"))
    elif doi := find_doi(reference):
        keys.append(normalise_identifier(f"doi:{doi}"))
    elif _PAPER_ID.fullmatch(reference):
        keys.append(f"paper:{reference}")
    elif _SCHEME.fullmatch(reference):
        keys.append(normalise_identifier(reference))
    return [*filter(None, keys), f"title:{normalise_title(reference)}"]


def paper_keys(title: str, identifiers: Iterable[str], paper_ids: Iterable[str]) -> list[str]:
    """List the keys by which a reference can name a paper, the most precise first.

    Parameters
    ----------
    title
        Its title.
    identifiers
        `scheme:value` pairs, in any spelling.
    paper_ids
        Its `paper_id` and aliases.
    """
    normalised = filter(None, map(normalise_identifier, identifiers))
    return [
        *normalised,
        *(f"paper:{name}" for name in paper_ids),
        f"title:{normalise_title(title)}",
    ]
