"""All formats that dumps are read in, and which of them a dump is in."""

from paperthemes.errors import UserError
from paperthemes.parse import (
    arrow,
    arxiv_atom,
    arxiv_html,
    arxiv_mail,
    arxiv_oai,
    arxiv_snapshot,
    bibtex,
    hf_html,
    hf_json,
    hf_markdown,
    hf_text,
    json_table,
    medline,
    openalex,
    ris,
    semantic_scholar,
    tabular,
    web_of_science,
)
from paperthemes.parse.dump import Dump
from paperthemes.parse.reading import Format

FORMATS: tuple[Format, ...] = (
    arrow.PARQUET,
    arrow.FEATHER,
    arrow.STREAM,
    hf_html.FORMAT,
    hf_json.FORMAT,
    hf_markdown.FORMAT,
    hf_text.FORMAT,
    arxiv_atom.FORMAT,
    arxiv_oai.FORMAT,
    arxiv_snapshot.FORMAT,
    arxiv_mail.FORMAT,
    arxiv_html.FORMAT,
    bibtex.FORMAT,
    ris.FORMAT,
    medline.FORMAT,
    web_of_science.FORMAT,
    openalex.FORMAT,
    semantic_scholar.FORMAT,
    *tabular.DATABASES,
    tabular.CSV,
    json_table.FORMAT,
)
"""Those that are no text first; the first of two that are equally sure is taken."""

EMPTY = Format("empty", lambda dump: float(dump.is_blank), lambda dump, _: iter(()))


def recognise(dump: Dump) -> tuple[Format, float]:
    """Find the format of `dump` by its content, and how sure that is, more than 0 and up to 1.

    Raises
    ------
    UserError
        If it is none of `FORMATS`; the message tells what was seen.
    """
    if dump.is_blank:
        return EMPTY, 1.0
    surest, confidence = EMPTY, 0.0
    for known in FORMATS:
        sure = float(known.recognises(dump))
        if sure > confidence:
            surest, confidence = known, sure
        if sure == 1:  # do not look for text in what is none
            break
    if confidence > 0:
        return surest, confidence
    raise UserError(
        f"begins with {dump.head_text.lstrip()[:60]!r}, which is none of the formats that are read "
        f"({', '.join(known.name for known in FORMATS)}); a table needs a header with a title "
        "column. If it is one of them all the same, say so in the config: "
        "dumps: [{path: ..., format: ...}]"
    )


def named(name: str) -> Format:
    """Return the format of that name.

    Raises
    ------
    UserError
        If there is none.
    """
    for known in FORMATS:
        if known.name == name:
            return known
    raise UserError(
        f"there is no format {name}; known: {', '.join(known.name for known in FORMATS)}"
    )
