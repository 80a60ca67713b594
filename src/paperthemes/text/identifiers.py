"""Identifiers of papers: arXiv ids, DOIs, and `scheme:value` pairs of catalogues."""

import re
from collections.abc import Iterable

from paperthemes.text.titles import normalise_title

_MAX_ADDRESS = 2_000  # characters; longer texts are no addresses, and slow to search
_ARXIV = re.compile(
    r"(?:^|arxiv(?:\.org)?[:/]\s*(?:abs/|pdf/|html/)?|huggingface\.co/papers/|10\.48550/arxiv\.)"
    r"(\d{2}(?:0[1-9]|1[0-2])\.\d{4,5}(?:v\d+)?|[a-z-]+(?:\.[a-z]{2})?/\d{7}(?:v\d+)?)"
    r"(?:\.pdf)?(?=\.?(?:$|[?#/\s,;)\]]))",
    re.IGNORECASE,
)
_ARXIV_VERSION = re.compile(r"v\d+$")
_DOI = re.compile(r"(?:^|doi\.org/|doi:\s*)(10\.\d{4,9}/\S+)$", re.IGNORECASE)
# DOIs of preprint servers. A preprint may have another DOI than the published paper, and some
# servers give each version a DOI of its own, ending in `/v2`.
PREPRINT = re.compile(
    r"10\.(?:1101|64898|21203/rs\.|2139/ssrn|20944/preprints|26434/chemrxiv|3121[29]|3123[45]|36227|"
    r"5281/zenodo|22541/au\.|31223|33774|6084/m9\.figshare|32388|12688/f1000research)"
)
_PREPRINT_VERSION = re.compile(r"[/.]?v\d+$")
_VOLUME_SCHEMES = frozenset(("issn", "eissn", "isbn", "eisbn"))  # shared by many papers
_PAPER_ID = re.compile(r"\A[0-9a-f]{12}\Z")
_SCHEME = re.compile(r"[a-z][a-z0-9]*:\S+")


def find_arxiv_id(text: str) -> str:
    """Return the arXiv id in `text` (an id, or an address or DOI that contains one), or `""`."""
    match = _ARXIV.search(text.strip()[:_MAX_ADDRESS])
    return match[1].lower() if match else ""


def find_doi(text: str) -> str:
    """Return the DOI in `text` in lower case, without the resolver's address, or `""`."""
    match = _DOI.search(text.strip()) if len(text) < _MAX_ADDRESS else None
    return match[1].lower() if match else ""


def normalise_identifier(identifier: str) -> str:
    """Reduce `scheme:value` to the form shared by all versions of a paper.

    Returns `""` if it does not identify a paper. DOIs of arXiv become arXiv ids.
    """
    scheme, _, value = (part.strip() for part in identifier.partition(":"))
    scheme = scheme.lower()
    if not value or scheme in _VOLUME_SCHEMES:
        return ""
    if scheme == "doi":
        value = value.lower()
        if arxiv_id := find_arxiv_id(value):
            scheme, value = "arxiv", arxiv_id
        elif PREPRINT.match(value):
            value = _PREPRINT_VERSION.sub("", value)
    return f"{scheme}:{_ARXIV_VERSION.sub('', value.lower()) if scheme == 'arxiv' else value}"


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
        Keys in the form of `paper_keys`; the last is always the title.
    """
    reference = reference.strip()
    if arxiv_id := find_arxiv_id(reference):
        identifiers = [f"arxiv:{arxiv_id}"]
    elif doi := find_doi(reference):
        identifiers = [f"doi:{doi}"]
    else:
        identifiers = [reference] if _SCHEME.fullmatch(reference) else []
    return paper_keys(reference, identifiers, _PAPER_ID.findall(reference))


def paper_keys(title: str, identifiers: Iterable[str], paper_ids: Iterable[str]) -> list[str]:
    """List the keys by which a reference can name a paper, the most precise first.

    Parameters
    ----------
    title
        The title of the paper.
    identifiers
        Its `scheme:value` pairs, in any spelling.
    paper_ids
        Its `paper_id` and aliases.
    """
    return [
        *filter(None, map(normalise_identifier, identifiers)),
        *(f"paper:{paper_id}" for paper_id in paper_ids),
        f"title:{normalise_title(title)}",
    ]
