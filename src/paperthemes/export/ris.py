"""References as RIS, for Zotero, EndNote, Mendeley and JabRef."""

from collections.abc import Iterable

from paperthemes.export.references import Reference

_TYPES = {
    **{"article": "JOUR", "conference": "CONF", "chapter": "CHAP", "book": "BOOK"},
    **{"thesis": "THES", "report": "RPRT", "other": "GEN"},
}
_IDS = ("pmid", "pmcid")  # which programs find in notes
# rispy's names of tags, by the key in `extra`.
_EXTRA = {
    **{"volume": "volume", "number": "number", "publisher": "publisher"},
    **{"language": "language", "issn": "issn"},
}


def format_ris(references: Iterable[Reference]) -> str:
    """Return references as RIS, with one line per field, and a blank line between references."""
    import rispy  # only where it is asked for

    class Writer(rispy.RisWriter):  # type: ignore[misc] # the library has no types
        def set_header(self, count: int) -> str:
            """Return no header: "1." is no line of RIS."""
            return ""

    text: str = rispy.dumps([*map(_to_fields, references)], implementation=Writer)
    return text


def _to_fields(reference: Reference) -> dict[str, str | list[str]]:
    """Return the fields of a reference by rispy's names, without empty ones."""
    ids = [f"{name.upper()}: {reference.ids[name]}" for name in _IDS if name in reference.ids]
    fields: dict[str, str | list[str]] = {
        "type_of_reference": _TYPES[reference.kind],
        "id": reference.key,
        "title": reference.title,
        "authors": [name.inverted for name in reference.authors],
        "year": reference.published[:4],
        "date": _format_date(reference.published),
        "secondary_title": reference.venue,
        **{name: reference.extra.get(key, "") for key, name in _EXTRA.items()},
        "start_page": reference.pages[0],
        "end_page": reference.pages[1],
        "doi": reference.doi,
        "accession_number": f"arXiv:{reference.arxiv_id}" if reference.arxiv_id else "",
        "name_of_database": "arXiv" if reference.arxiv_id else "",
        "urls": [reference.url] if reference.url else [],
        "abstract": reference.abstract,
        "keywords": list(reference.keywords),
        "notes": [reference.note, *ids],
    }
    return {name: value for name, value in fields.items() if value}


def _format_date(published: str) -> str:
    """Return `2024-05-01` as `2024/05/01/`, `2024-05` as `2024/05//`; `""` without a month."""
    year, *rest = published.split("-")
    return "/".join((year, *rest, "", "")[:4]) if rest else ""
