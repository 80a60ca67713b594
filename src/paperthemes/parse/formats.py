"""The known dump formats, and the detection of a dump's format."""

from paperthemes.errors import UserError
from paperthemes.parse.arxiv import html as arxiv_html
from paperthemes.parse.arxiv import listing_text, mail, snapshot
from paperthemes.parse.arxiv import xml as arxiv_xml
from paperthemes.parse.catalogues import openalex, semantic_scholar
from paperthemes.parse.dump import Dump
from paperthemes.parse.format import Format
from paperthemes.parse.huggingface import api, markdown
from paperthemes.parse.huggingface import html as hf_html
from paperthemes.parse.huggingface import text as hf_text
from paperthemes.parse.json_values import json_shape
from paperthemes.parse.references import bibtex, reading_list, tagged
from paperthemes.parse.settings import FORMAT_NAMES, ReaderOptions
from paperthemes.parse.tables import arrow, csv_table, json_table, markdown_table, workbook
from paperthemes.parse.xml import formats as xml_formats

FORMATS: tuple[Format, ...] = (
    *(arrow.PARQUET, arrow.FEATHER, arrow.STREAM, workbook.FORMAT),
    *(hf_html.FORMAT, api.FORMAT, markdown.FORMAT, hf_text.FORMAT),
    *(arxiv_xml.ATOM, arxiv_xml.OAI, snapshot.FORMAT, mail.FORMAT, arxiv_html.FORMAT),
    *(listing_text.FORMAT, *xml_formats.FORMATS),
    *(bibtex.FORMAT, *tagged.FORMATS, reading_list.FORMAT),
    *(openalex.FORMAT, semantic_scholar.FORMAT),
    *(*csv_table.DATABASES, csv_table.CSV, markdown_table.FORMAT, markdown_table.JSON),
    json_table.FORMAT,
)
"""All formats, binary ones first; if two have equal confidence, the first is used."""

# Formats in which the config can name the columns.
_TABLES = (
    *(arrow.PARQUET, arrow.FEATHER, arrow.STREAM, workbook.FORMAT),
    *(csv_table.CSV, markdown_table.FORMAT, markdown_table.JSON),
    *(reading_list.FORMAT, json_table.FORMAT),
)
# The format of a file without content, which no config can name.
EMPTY = Format("empty", lambda dump: float(dump.is_blank), lambda dump, _: iter(()))


def detect_format(dump: Dump, options: ReaderOptions | None = None) -> tuple[Format, float]:
    """Return the format of `dump`, and the confidence in it: more than 0, at most 1.

    `options` are the user's settings for this dump. The first of these that applies is returned:

    1. the format that the options name, with confidence 1;
    2. `EMPTY` for a dump without content, with confidence 1;
    3. the format whose `detect` returns the highest confidence. But if the options name columns,
       which only `_TABLES` use, and that format is not one of them, or no format was detected: the
       JSON table if the dump is JSON, otherwise CSV, with confidence 1.

    Raises
    ------
    UserError
        If no format is detected, or if the dump is neither text nor of a binary format.
    """
    options = options or ReaderOptions()
    if options.format:
        return next(known for known in FORMATS if known.name == options.format), 1.0
    if dump.is_blank:
        return EMPTY, 1.0
    best, confidence = EMPTY, 0.0
    for known in FORMATS:
        score = known.detect(dump)
        if score > confidence:
            best, confidence = known, score
        if score == 1:  # certain; formats after a binary one would decode the dump as text
            break
    if options.columns and best not in _TABLES:
        return (json_table.FORMAT if json_shape(dump) else csv_table.CSV), 1.0
    if confidence > 0:
        return best, confidence
    raise UserError(
        f"begins with {dump.head_text.lstrip()[:60]!r}, which is none of the known formats "
        f"({', '.join(FORMAT_NAMES)}); a table needs a header with a title column and one more "
        "column about papers. To read it as one of these formats, name the format in the config: "
        "dumps: [{path: ..., format: ...}]"
    )
