"""Headers of the entries in arXiv's listing mails; see `mail` for an example.

A header extends from the id to the categories or the last other field above the abstract.
"""

import re

from paperthemes.parse.cleaning import join_lines
from paperthemes.text.identifiers import find_arxiv_id

_ID = re.compile(r"(?:arXiv|Paper) ?(?:\(\*cross-listing\*\))?: ?(\S{1,40})(?=\s|$)")
_REPLACED = re.compile(r"replaced with revised version|(?:figures|part) added", re.IGNORECASE)
_FIELD = re.compile(
    r"(Date|From|Title|Authors?|Categories|Comments|Journal-ref|DOI|Report-no|Subj-class|MSC-class"
    r"|ACM-class|License|Proxy)(?: \(([^)]{1,40})\))?:"
)


def begins_with_id(text: str) -> bool:
    """Return true if a line begins with `arXiv:` or `Paper:`, followed by an arXiv id."""
    match = _ID.match(text)
    return bool(match and find_arxiv_id(match[1]))


def parse_header(lines: list[str]) -> dict[str, str]:
    """Return the fields of an entry's header by name, such as `{"Title": …, "Authors": …}`.

    A line without a name continues the field above it, and so does one with a name that occurred
    before. Five names are not from the mail: `id`, from the line with the arXiv id; `revised` (all
    dates but the first); `note` (other lines above the first field); `crossed`, which only
    cross-listings have, always empty; and `replaced`, which only replacements have, with a date or
    empty.
    """
    fields: dict[str, list[str]] = {}
    name = "note"
    for line in lines:
        text = line.strip()
        # All patterns match lines that are not indented, so `match.end()` is valid in `text` too.
        if (match := _FIELD.match(line)) and match[1] not in fields:
            name, text = match[1], text[match.end() :]
        elif match and match[1] == "Date":  # another date, of a later version
            name, text = "revised", text[match.end() :]
        elif (match := _ID.match(line)) and "id" not in fields:
            fields["id"] = [match[1]]
            if "(*cross-listing*)" in text:
                fields["crossed"] = []
            continue
        elif match := _REPLACED.match(line):
            name, text = "replaced", text[match.end() :]
        fields.setdefault(name, []).append(text)
    return {name: join_lines(texts).strip() for name, texts in fields.items()}
