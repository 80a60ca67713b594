"""Identifiers of papers: arXiv ids, DOIs, and `scheme:value` pairs of catalogues."""

import re
from collections.abc import Iterable
from urllib.parse import unquote

from paperthemes.text.titles import normalise_title

_MAX_ADDRESS_LENGTH = 2_000  # characters; longer texts are no addresses, and slow to search
_ARXIV = re.compile(
    r"(?:^|\b(?:arxiv|ar5iv|alphaxiv)(?:\.org|\.labs\.arxiv\.org)?[:/\s]\s*"
    r"(?:abs/|pdf/|html/|overview/)?|(?:huggingface|hf|hf-mirror)\.com?/papers/"
    r"|10\.48550/arxiv\.|\babs/)"
    r"(\d{2}(?:0[1-9]|1[0-2])\.\d{4,5}(?:v\d+)?|[a-z-]+(?:\.[a-z]{2})?/\d{7}(?:v\d+)?)"
    r"(?:\.pdf)?(?=\.?(?:$|[?#/\s,;)\]]))",
    re.IGNORECASE,
)
_ARXIV_VERSION = re.compile(r"v\d+$")
_DOI = re.compile(
    # At the beginning, after "doi", at doi.org (also by a library's proxy), or in an address.
    r"(?:^<?|\bdoi[\s:/]*|\bdoi[.-]org[\w.-]*/|^https?://[^\s]{1,300}?[/=])(10\.\d{4,9}/\S+)",
    re.IGNORECASE,
)
_NEXT_ID = re.compile(r"[;,|](?=10\.\d{4}|https?:|doi\b)")  # where a second one begins
# What publishers and servers add to the DOI in addresses of pages, such as a version of bioRxiv.
_PAGE_ENDING = re.compile(
    r"(?:[/.](?:full|abstract|pdf|e?pub|epdf|meta|html?|full-?text|summary|references|figures))*$"
)
_BIORXIV_VERSION = re.compile(r"(?<=^10\.1101/)([\d.]+)v\d+$")
# DOIs of preprint servers. A preprint may have another DOI than the published paper. Some servers
# give each version of a preprint a DOI of its own, which ends in `/v2`.
PREPRINT = re.compile(
    r"10\.(?:1101|64898|21203/rs\.|2139/ssrn|20944/preprints|26434/chemrxiv|3121[29]|3123[45]|36227|"
    r"5281/zenodo|22541/au\.|31223|33774|6084/m9\.figshare|32388|12688/f1000research)"
)
_PREPRINT_VERSION = re.compile(r"[/.]?v\d+$")
_VOLUME_SCHEMES = frozenset(("issn", "eissn", "isbn", "eisbn"))  # ids that many papers share
_PAPER_ID = re.compile(r"\A[0-9a-f]{12}\Z")
_SCHEME = re.compile(r"[a-z][a-z0-9]*:\S+")


def find_arxiv_id(text: str) -> str:
    """Return the arXiv id in a text, in lower case, such as `2203.05794v1`; empty if there is none.

    The id must begin the text, follow `arXiv:`, or be in an address or DOI of arXiv or in an
    address of Hugging Face. Only the first `_MAX_ADDRESS_LENGTH` characters are searched.
    """
    match = _ARXIV.search(text.strip()[:_MAX_ADDRESS_LENGTH])
    return match[1].lower() if match else ""


def find_doi(text: str) -> str:
    """Return the first DOI in a text, in lower case; empty if there is none.

    The DOI must begin the text, follow "doi" or be part of an address: at doi.org, at a library's
    proxy for it, or at a publisher, such as `/doi/abs/10.1000/182`. Full stops and the like after
    it are left out. A text of `_MAX_ADDRESS_LENGTH` characters or more counts as one without a DOI.
    """
    text = text.strip()
    # A DOI extends to the next white space. So a text that is too long is skipped, not cut.
    if "10." not in text or len(text) >= _MAX_ADDRESS_LENGTH:
        return ""
    match = _DOI.search(unquote(text) if "%2" in text else text)
    if match is None:
        return ""
    doi = _NEXT_ID.split(match[1].lower())[0]
    if "://" in match[0]:
        doi = re.split("[?#&]", doi)[0]
        if "doi.org" not in match[0]:
            doi = _BIORXIV_VERSION.sub(r"\1", _PAGE_ENDING.sub("", doi))
    doi = doi.rstrip(".,;:'\"\u201d/]}>")
    return doi[:-1].rstrip(".,;:") if doi.endswith(")") and "(" not in doi else doi


def normalise_identifier(identifier: str) -> str:
    """Return an identifier in a form that is the same in all spellings; `""` if it is unusable.

    The scheme is put in lower case, and so is an arXiv id or DOI. An arXiv id or the DOI of a
    preprint server (`PREPRINT`) loses its version number. A DOI with an arXiv id becomes this id,
    such as `arxiv:2203.05794`. An identifier is unusable if it has no value, or if many papers
    share it, such as an ISSN.

    Parameters
    ----------
    identifier
        `scheme:value`, such as `doi:10.1000/182`.
    """
    scheme, _, value = identifier.partition(":")
    scheme, value = scheme.strip().lower(), value.strip()
    if not value or scheme in _VOLUME_SCHEMES:
        return ""
    if scheme == "doi":
        value = value.lower()
        if arxiv_id := find_arxiv_id(value):
            scheme, value = "arxiv", arxiv_id
        elif PREPRINT.match(value):
            value = _PREPRINT_VERSION.sub("", value)
    if scheme == "arxiv":
        value = _ARXIV_VERSION.sub("", value.lower())
    return f"{scheme}:{value}"


def reference_keys(reference: str) -> list[str]:
    """Return the keys by which to look up the paper that a user's reference means.

    The first key that a paper has counts: keys of identifiers come first, that of the title last.

    Parameters
    ----------
    reference
        An arXiv id, a DOI, an address with either of them, `scheme:value` with the scheme in lower
        case, such as `pmid:123`, a `paper_id`, or a title.

    Returns
    -------
    list[str]
        Keys as from `paper_keys`.
    """
    reference = reference.strip()
    if arxiv_id := find_arxiv_id(reference):
        identifiers = [f"arxiv:{arxiv_id}"]
    elif doi := find_doi(reference):
        identifiers = [f"doi:{doi}"]
    else:
        identifiers = [reference] if _SCHEME.fullmatch(reference) else []
    # Any text may be a title, so the key of the title is always among the keys.
    return paper_keys(reference, identifiers, _PAPER_ID.findall(reference))


def paper_keys(title: str, identifiers: Iterable[str], paper_ids: Iterable[str]) -> list[str]:
    """Return the keys by which a paper can be looked up, the most precise first.

    The identifiers come first, in the form of `normalise_identifier`, such as `arxiv:2203.05794`,
    then `paper:` with each of `paper_ids`, then `title:` with the normalised title.

    Parameters
    ----------
    title
        Title of the paper.
    identifiers
        Identifiers of the paper as `scheme:value`, in any spelling. One that many papers share,
        such as an ISSN, gives no key.
    paper_ids
        Ids that the paper has or had in the column `paper_id`.
    """
    return [
        *filter(None, map(normalise_identifier, identifiers)),
        *(f"paper:{paper_id}" for paper_id in paper_ids),
        f"title:{normalise_title(title)}",
    ]
