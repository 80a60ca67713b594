"""A small dump in every format, by the name of the format."""

import io
import json

import pyarrow as pa
import pyarrow.feather
import pyarrow.parquet as pq

from helpers import tagged_samples
from helpers.samples import huggingface
from helpers.table_samples import EXPORTED, MARKDOWN_TABLE, OBJECTS, TYPED
from helpers.workbooks import make_xlsx
from helpers.xml_samples import XML_TEXTS
from parse import (
    test_parse_arxiv,
    test_parse_arxiv_text,
    test_parse_catalogues,
    test_parse_feeds,
    test_parse_markdown_tables,
    test_parse_reading_lists,
    test_parse_references,
)


def _parquet() -> bytes:
    file = io.BytesIO()
    pq.write_table(TYPED, file)
    return file.getvalue()


def _feather() -> bytes:
    file = io.BytesIO()
    pyarrow.feather.write_feather(TYPED, file)
    return file.getvalue()


def _stream() -> bytes:
    file = io.BytesIO()
    with pa.ipc.new_stream(file, TYPED.schema) as writer:
        writer.write_table(TYPED)
    return file.getvalue()


def _json_lines(*values: object) -> str:
    return "".join(f"{json.dumps(value)}\n" for value in values)


_TEXTS = {
    "hf-daily-html": huggingface.DAILY_HTML,
    "hf-daily-json": huggingface.JSONS["indented"],
    "hf-daily-markdown": huggingface.FIRECRAWL,
    "hf-daily-text": huggingface.SPACED_TEXT,
    "arxiv-atom": test_parse_feeds.FEED,
    "arxiv-oai": test_parse_feeds.HARVEST,
    "arxiv-snapshot": _json_lines(*[test_parse_arxiv.PAPER] * 2),
    "arxiv-mail": test_parse_arxiv.MAIL,
    "arxiv-html": test_parse_arxiv.LISTED,
    "arxiv-text": test_parse_arxiv_text.LISTING,
    **XML_TEXTS,
    "bibtex": test_parse_references.BIB,
    "ris": test_parse_references.RIS,
    "medline": test_parse_references.NBIB,
    "web-of-science": test_parse_references.WOS,
    "refer": tagged_samples.REFER,
    "refworks": tagged_samples.REFWORKS,
    "cochrane": tagged_samples.COCHRANE,
    "ovid": tagged_samples.OVID,
    "proquest": tagged_samples.PROQUEST,
    "cnki": tagged_samples.CNKI,
    "reading-list": test_parse_reading_lists.READING_LIST,
    "openalex": _json_lines(test_parse_catalogues.WORK, test_parse_catalogues.SECOND),
    "semantic-scholar": _json_lines(test_parse_catalogues.PAPER, test_parse_catalogues.OTHER),
    **EXPORTED,
    "csv": "title,abstract\nSorting Apples,We sort apples by colour.\nSinging Bridges,They sing.\n",
    "markdown-table": MARKDOWN_TABLE,
    "arxiv-daily-json": test_parse_markdown_tables.DAILY_JSON,
    "json-table": json.dumps({"status": "ok", "message": {"items": OBJECTS}}),
}
SAMPLES = {
    "parquet": _parquet(),
    "feather": _feather(),
    "arrow-stream": _stream(),
    "workbook": make_xlsx({"S": [["Title", "Abstract"], ["Sorting Apples", "We sort."]]}),
    **{name: text.encode() for name, text in _TEXTS.items()},
}
