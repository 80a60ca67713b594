"""All formats that dumps are read in, and which of them a dump is in."""

from paperthemes.errors import ConfigError, UserError
from paperthemes.parse.arxiv import atom, mail, oai, snapshot
from paperthemes.parse.arxiv import html as arxiv_html
from paperthemes.parse.catalogues import openalex, semantic_scholar
from paperthemes.parse.dump import Dump
from paperthemes.parse.format import Format, ReaderOptions
from paperthemes.parse.huggingface import api, markdown
from paperthemes.parse.huggingface import html as hf_html
from paperthemes.parse.huggingface import text as hf_text
from paperthemes.parse.json_values import shape_of
from paperthemes.parse.references import bibtex, medline, ris, web_of_science
from paperthemes.parse.tables import arrow, csv_table, json_table

FORMATS: tuple[Format, ...] = (
    arrow.PARQUET,
    arrow.FEATHER,
    arrow.STREAM,
    hf_html.FORMAT,
    api.FORMAT,
    markdown.FORMAT,
    hf_text.FORMAT,
    atom.FORMAT,
    oai.FORMAT,
    snapshot.FORMAT,
    mail.FORMAT,
    arxiv_html.FORMAT,
    bibtex.FORMAT,
    ris.FORMAT,
    medline.FORMAT,
    web_of_science.FORMAT,
    openalex.FORMAT,
    semantic_scholar.FORMAT,
    *csv_table.DATABASES,
    csv_table.CSV,
    json_table.FORMAT,
)
"""Those that are no text first; the first of two that are equally sure is taken."""

_TABLES = (arrow.PARQUET, arrow.FEATHER, arrow.STREAM, csv_table.CSV, json_table.FORMAT)
EMPTY = Format("empty", lambda dump: float(dump.is_blank), lambda dump, _: iter(()))


def recognise(dump: Dump, options: ReaderOptions | None = None) -> tuple[Format, float]:
    """Find the format of `dump`, and how sure that is, more than 0 and up to 1.

    It is the one that the config names; or a table's, if the config names columns; or the one that
    is surest by the content.

    Raises
    ------
    ConfigError
        If the config names a format that is not known.
    UserError
        If it is none of `FORMATS`; the message tells what was seen.
    """
    options = options or ReaderOptions()
    if options.format:
        return _named(options.format), 1.0
    if dump.is_blank:
        return EMPTY, 1.0
    surest, confidence = EMPTY, 0.0
    for known in FORMATS:
        sure = known.detect(dump)
        if sure > confidence:
            surest, confidence = known, sure
        if sure == 1:  # do not look for text in what is none
            break
    if options.columns and surest not in _TABLES:
        return (json_table.FORMAT if shape_of(dump) else csv_table.CSV), 1.0
    if confidence > 0:
        return surest, confidence
    raise UserError(
        f"begins with {dump.head_text.lstrip()[:60]!r}, which is none of the formats that are read "
        f"({_names()}); a table needs a header with a title column and another of a paper's. If it "
        "is one of them all the same, say so in the config: dumps: [{path: ..., format: ...}]"
    )


def _named(name: str) -> Format:
    for known in FORMATS:
        if known.name == name:
            return known
    raise ConfigError(f"there is no format {name}; known: {_names()}")


def _names() -> str:
    return ", ".join(known.name for known in FORMATS)
