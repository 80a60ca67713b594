"""Fields of papers as values: web addresses, and numbers such as those of citations."""

import re
from urllib.parse import quote

WEB_ADDRESS = re.compile(r"https?://[^/\s]", re.IGNORECASE)
_NUMBER = re.compile(r"-?(?:\d{1,15}|\d{1,3}(?:,\d{3}){1,4})(?:\.\d{1,10})?", re.ASCII)


def list_addresses(url: str, arxiv_id: str, doi: str) -> list[tuple[str, str]]:
    """Return the addresses of a paper, as pairs of label and address.

    Its address in the dump, `url`, comes first; it is left out if it is not http or https. Those of
    the arXiv id and of the DOI follow.
    """
    addresses = [("Source", url)] if WEB_ADDRESS.match(url) else []
    if arxiv_id:
        addresses.append(("arXiv", f"https://arxiv.org/abs/{quote(arxiv_id)}"))
    if doi:
        addresses.append(("DOI", f"https://doi.org/{quote(doi)}"))
    return addresses


def find_address(url: str, arxiv_id: str, doi: str) -> str:
    """Return the first of `list_addresses`; `""` if there is none."""
    return next((address for _, address in list_addresses(url, arxiv_id, doi)), "")


def parse_number(text: str) -> float | None:
    """Return a number as it is written in dumps, such as `1,234`; `None` for any other text."""
    if not _NUMBER.fullmatch(text):
        return None
    number = float(text.replace(",", ""))
    return int(number) if number.is_integer() else number
