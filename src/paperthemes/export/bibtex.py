r"""References as BibTeX, for JabRef, Zotero and LaTeX.

Texts stay in Unicode, and what LaTeX would take for a command is escaped: `5\%`. Maths between
dollar signs stays as written. Braces keep the capitals of words such as `{BERT}`.
"""

import re
from collections.abc import Iterable

from paperthemes.export.references import Reference
from paperthemes.text.bibliography import Name

# Type of entry, and the field for the venue, by kind of work.
_TYPES = {
    "article": ("article", "journal"),
    "conference": ("inproceedings", "booktitle"),
    "chapter": ("incollection", "booktitle"),
    "book": ("book", "series"),
    "thesis": ("phdthesis", "school"),
    "report": ("techreport", "institution"),
    "other": ("misc", "organization"),
}
_EXTRA = ("volume", "number", "publisher", "isbn", "issn", "language")
_MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
# The rule of Pandoc: no blank within the dollar signs beside them, no digit after them.
_MATHS = re.compile(r"(\$(?![\s$])[^$%]*[^$%\s\\]\$(?!\d))")
_ESCAPES = str.maketrans(
    {char: f"\\{char}" for char in "%&#_$"}
    | {"\\": r"{\textbackslash}", "~": r"{\textasciitilde}", "^": r"{\textasciicircum}"}
)
_BRACES = str.maketrans({"{": r"\{", "}": r"\}"})
_SINGLE_BRACES = str.maketrans({"{": r"{\textbraceleft}", "}": r"{\textbraceright}"})
_BRACES_IN_ADDRESS = str.maketrans({"{": "%7B", "}": "%7D"})
# Between two signs that LaTeX would make one.
_LIGATURE = re.compile(r"(?<=([-'`,<>]))(?=\1)|(?<=[?!])(?=`)")
_CAPITALS = re.compile(r"(?<![\\\w])[A-Za-z0-9]+[A-Z][A-Za-z0-9]*")


def format_bibtex(references: Iterable[Reference]) -> str:
    """Return references as BibTeX."""
    # Only where it is asked for.
    from bibtexparser import entrypoint, library, model

    entries = library.Library()
    entries.add(
        [
            model.Entry(
                _TYPES[reference.kind][0],
                reference.key,
                [model.Field(name, value) for name, value in _to_fields(reference).items()],
            )
            for reference in references
        ]
    )
    # Without `unparse_stack`, the values would be enclosed in braces, the months too.
    return entrypoint.write_string(entries, unparse_stack=[])


def escape(text: str, *, keeps_capitals: bool = False) -> str:
    """Return a text as LaTeX; with `keeps_capitals`, styles cannot make `BERT` lower case."""
    parts = _MATHS.split(text)  # every second one is maths
    return "".join(
        part if index % 2 and _is_balanced(part) else _escape_words(part, keeps_capitals)
        for index, part in enumerate(parts)
    )


def _escape_words(text: str, keeps_capitals: bool) -> str:
    """Return a text without maths as LaTeX."""
    # Braces must be balanced for BibTeX even if they are escaped.
    braces = _BRACES if _is_balanced(text) else _SINGLE_BRACES
    escaped = _LIGATURE.sub("{}", text.translate({**_ESCAPES, **braces}))
    return _CAPITALS.sub(r"{\g<0>}", escaped) if keeps_capitals else escaped


def _is_balanced(text: str) -> bool:
    """Return whether each brace in a text has its partner."""
    depth = 0
    for char in re.findall("[{}]", text):
        depth += 1 if char == "{" else -1
        if depth < 0:
            return False
    return depth == 0


def _to_fields(reference: Reference) -> dict[str, str]:
    """Return the fields of an entry with their braces, without empty ones."""
    year, *rest = reference.published.split("-")
    extra, ids = reference.extra, reference.ids
    values = {
        "title": escape(reference.title, keeps_capitals=True),
        "author": " and ".join(map(_format_name, reference.authors)),
        _TYPES[reference.kind][1]: escape(reference.venue),
        "year": year,
        "month": _MONTHS[int(rest[0]) - 1] if rest else "",
        "date": reference.published if len(rest) == 2 else "",  # BibTeX has no field for the day
        **{name: escape(extra.get(name, "")) for name in _EXTRA},
        "pages": "--".join(map(escape, filter(None, reference.pages))),
        "doi": reference.doi.translate(_BRACES_IN_ADDRESS),
        "eprint": reference.arxiv_id,
        "archiveprefix": "arXiv" if reference.arxiv_id else "",
        **{name: escape(ids.get(name, "")) for name in ("pmid", "pmcid")},
        "url": reference.url.translate(_BRACES_IN_ADDRESS),
        "keywords": escape(", ".join(reference.keywords)),
        "abstract": escape(reference.abstract),
        "annote": escape(reference.note),
    }
    return {
        name: value if name == "month" else f"{{{value}}}"
        for name, value in values.items()
        if value
    }


def _format_name(name: Name) -> str:
    """Return a name as `Li, Jr., Ada`; that of an organisation in braces."""
    if not name.given:
        return f"{{{escape(name.family)}}}"
    return escape(", ".join(filter(None, (name.family, name.suffix, name.given))))
