"""References as CSL-JSON, for Zotero, Pandoc and citation processors (version 1.0.2)."""

import json
from collections.abc import Iterable
from typing import Any

from paperthemes.export.references import Reference
from paperthemes.text.bibliography import Name

_TYPES = {
    **{"article": "article-journal", "conference": "paper-conference", "chapter": "chapter"},
    **{"book": "book", "thesis": "thesis", "report": "report", "other": "article"},
}
_EXTRA = {
    **{"volume": "volume", "number": "issue", "publisher": "publisher"},
    **{"language": "language", "isbn": "ISBN", "issn": "ISSN"},
}


def format_csl(references: Iterable[Reference]) -> str:
    """Return references as CSL-JSON, one per line."""
    lines = (json.dumps(_to_item(each), ensure_ascii=False) for each in references)
    return "[\n" + ",\n".join(lines) + "\n]\n"


def _to_item(reference: Reference) -> dict[str, Any]:
    """Return the fields of a reference, without empty ones."""
    date = [int(part) for part in reference.published.split("-") if part]
    arxiv_id = f"arXiv: {reference.arxiv_id}" if reference.arxiv_id else ""
    item = {
        "id": reference.key,
        "type": _TYPES[reference.kind],
        "title": reference.title,
        "author": [*map(_to_author, reference.authors)],
        "issued": {"date-parts": [date]} if date else {},
        "container-title": reference.venue,
        **{name: reference.extra.get(key, "") for key, name in _EXTRA.items()},
        "page": "-".join(filter(None, reference.pages)),
        "DOI": reference.doi,
        "PMID": reference.ids.get("pmid", ""),
        "PMCID": reference.ids.get("pmcid", ""),
        "URL": reference.url,
        "abstract": reference.abstract,
        "keyword": ", ".join(reference.keywords),
        # Zotero puts this into its field "Extra", in which it knows the line of the arXiv id.
        "note": "\n".join(filter(None, (arxiv_id, reference.note))),
    }
    return {name: value for name, value in item.items() if value}


def _to_author(name: Name) -> dict[str, str]:
    """Return a name as an object."""
    parts = {"family": name.family, "given": name.given, "suffix": name.suffix}
    return {key: part for key, part in parts.items() if part}
