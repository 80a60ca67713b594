"""Addresses of a paper on the web: http and https only, whatever a dump says."""

import re
from urllib.parse import quote

_WEB = re.compile(r"https?://[^/\s]", re.IGNORECASE)
_LONGEST_SEARCH = 200  # characters of a title


def links_of(title: str, url: str, arxiv_id: str, doi: str) -> list[tuple[str, str]]:
    """Return what a paper's links are called and where they lead, the dump's own first.

    Where nothing is known of it, the one link is a search for its title.
    """
    links = [("Source", url)] if _WEB.match(url) else []
    if arxiv_id:
        links.append(("arXiv", f"https://arxiv.org/abs/{quote(arxiv_id)}"))
    if doi:
        links.append(("DOI", f"https://doi.org/{quote(doi)}"))
    if not links:
        search = quote(title[:_LONGEST_SEARCH], safe="")
        address = f"https://arxiv.org/search/?searchtype=title&query={search}"
        links.append(("Look for its title on arXiv", address))
    return links
