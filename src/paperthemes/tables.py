"""Every table of the workflow: its columns, their types and meaning."""

import pyarrow as pa

from paperthemes.table import (
    Column,
    Table,
    check_same_ids,
    make,
    read,
    rows,
    to_arrow,
    write,
    writing,
)

__all__ = [
    "ASSIGNMENTS",
    "DUPLICATES",
    "KNOWN_PAPERS",
    "KNOWN_TOPICS",
    "MAP",
    "PAPERS",
    "RECORDS",
    "TEXTS",
    "THEMES",
    "TOPICS",
    "TRENDS",
    "UNASSIGNED",
    "UNASSIGNED_NAME",
    "Column",
    "Table",
    "check_same_ids",
    "make",
    "read",
    "rows",
    "to_arrow",
    "write",
    "writing",
]

_TEXT = pa.string()
_TEXTS = pa.list_(pa.string())
_INT = pa.int64()
_INTS = pa.list_(pa.int64())
_REAL = pa.float64()
_REALS = pa.list_(pa.float64())
_FLAG = pa.bool_()

UNASSIGNED = -1  # what stands for a topic where there is none
UNASSIGNED_NAME = "unassigned"  # as grade and as topic_name

_PAPER_ID = Column("paper_id", _TEXT, "12 hex digits that name a paper: hash of its title")
_TITLE = Column("title", _TEXT, "title as written, white space folded")
_BIBLIOGRAPHIC = (
    _TITLE,
    Column("abstract", _TEXT, "abstract as written, white space folded; empty when unknown"),
    Column("url", _TEXT, "web address; empty when unknown"),
    Column("arxiv_id", _TEXT, "arXiv identifier as given, version included; empty when unknown"),
    Column("doi", _TEXT, "DOI in lower case without resolver; empty when unknown"),
    Column("ids", _TEXTS, "other identifiers, each scheme:value, such as openalex:W123, pmid:123"),
    Column(
        "published",
        _TEXT,
        "date as far as the dump tells it: YYYY-MM-DD, YYYY-MM, YYYY, or --MM-DD when the year is "
        "not known (ISO 8601 truncated); empty when unknown",
    ),
    Column("authors", _TEXTS, "names in the dump's order"),
)
_ALIASES = Column("aliases", _TEXTS, "sorted hashes of its other titles")
_PLACE = (
    Column("x", _REAL, "horizontal place on the map, no unit"),
    Column("y", _REAL, "vertical place on the map, no unit"),
)
_EXTRA = Column("extra", _TEXT, "JSON object: the dump's other fields, name to text")

RECORDS = Table(
    "records",
    None,
    (
        Column("dump", _TEXT, "name of the dump: its file name, unsafe characters as _"),
        Column("position", _INT, "0-based place of the record in its dump"),
        Column("start", _INT, "where it begins: line, row or entry of the dump, from 1"),
        Column("end", _INT, "where it ends, inclusive"),
        *_BIBLIOGRAPHIC,
        _EXTRA,
    ),
)
PAPERS = Table(
    "papers",
    "paper_id",
    (
        _PAPER_ID,
        *_BIBLIOGRAPHIC,
        Column("dumps", _TEXTS, "sorted names of the dumps that hold it"),
        _ALIASES,
        _EXTRA,
    ),
)
DUPLICATES = Table(
    "duplicates",
    None,
    (
        Column("dump", _TEXT, "dump of the dropped record"),
        Column("position", _INT, "its 0-based place there"),
        Column("title", _TEXT, "its title"),
        Column("paper_id", _TEXT, "paper that stands for it"),
        Column("paper_title", _TEXT, "title of that paper"),
        Column(
            "rule",
            _TEXT,
            "why they are one: dedupe.same in the config, same arXiv id, same DOI, same catalogue "
            "id, same title, similar title and abstract, same abstract, similar title",
        ),
        Column("similarity", _REAL, "of the two normalised titles, 0 to 1"),
        Column("kept_dump", _TEXT, "dump of the paper's anchor record"),
        Column("kept_position", _INT, "that record's 0-based place there"),
        Column(
            "abstract_similarity",
            _REAL,
            "of its abstract and the anchor's, 0 to 1: pairs of words that both have; null where "
            "one is not known",
        ),
        Column("taken", _TEXTS, "fields of the paper that it gave or added to"),
        Column("kept_because", _TEXT, "why the anchor is the anchor, and not this record"),
    ),
)
TEXTS = Table(
    "texts",
    "text_id",
    (
        Column("text_id", _TEXT, "SHA-256 of the text, 64 hex digits"),
        Column("text", _TEXT, "what the encoder reads of a paper"),
    ),
)
_THEME = Column("theme", _INT, "theme number, 0 has most papers; -1 is unassigned")
_THEME_OF = (_THEME, Column("theme_name", _TEXT, "name of the theme; 'unassigned' for -1"))
_NAMED = (
    Column("name", _TEXT, "a phrase or two that its papers share; none stands twice"),
    Column("size", _INT, "number of papers"),
    Column("keywords", _TEXTS, "most telling terms, best first"),
)
_WEIGHTS = Column("keyword_weights", _REALS, "how telling each keyword is, 0 to 1 for the best")

ASSIGNMENTS = Table(
    "assignments",
    "paper_id",
    (
        _PAPER_ID,
        _TITLE,
        Column("topic", _INT, "topic number, 0 is the largest; -1 is unassigned"),
        Column("topic_name", _TEXT, "name of the topic; 'unassigned' for -1"),
        Column("grade", _TEXT, "core (surely in its topic), fringe (less surely), unassigned"),
        Column(
            "confidence",
            _REAL,
            "share of the paper's ties that lead to its topic, less if it is far from all papers; "
            "0 to 1 (if unassigned: of the topic it came nearest to)",
        ),
        Column(
            "runner_up",
            _INT,
            "topic that came next (if unassigned: the one it came nearest to); -1 is none",
        ),
        Column(
            "margin",
            _REAL,
            "how much more of its ties lead to its topic than to the runner-up, 0 to 1 (if "
            "unassigned: to the topic it came nearest to than to the next)",
        ),
        *_THEME_OF,
        Column(
            "nearest_exemplars",
            _TEXTS,
            "why it is here: paper_id of up to two exemplars of its topic, other than itself, that "
            "it is most like; empty if unassigned",
        ),
        Column(
            "shared_terms",
            _TEXTS,
            "why it is here: up to five of its topic's best terms that it has, best first",
        ),
        Column("topic_id", _TEXT, "the topic's permanent id; empty if unassigned"),
    ),
)
TOPICS = Table(
    "topics",
    "topic",
    (
        Column("topic", _INT, "topic number, 0 is the largest"),
        *_NAMED,
        Column("exemplars", _TEXTS, "paper_id of the most central papers, best first"),
        Column(
            "stability",
            _REAL,
            "how much of it comes back on other seeds: mean best Jaccard index, 0 to 1; null where "
            "nothing could be repeated",
        ),
        _WEIGHTS,
        *_THEME_OF,
        Column("seeded", _FLAG, "whether seeded_topics of the config asked for it"),
        Column("topic_id", _TEXT, "permanent id: T and a number that no other topic ever gets"),
        Column("hidden", _FLAG, "whether curation hides it in the report"),
        Column("note", _TEXT, "what curation says of it; empty if nothing"),
    ),
)
THEMES = Table(
    "themes",
    "theme",
    (
        Column("theme", _INT, "theme number, 0 has most papers"),
        *_NAMED,
        _WEIGHTS,
        Column("topics", _INTS, "numbers of its topics, the largest first"),
    ),
)
MAP = Table(
    "map",
    "paper_id",
    (
        _PAPER_ID,
        *_PLACE,
    ),
)
TRENDS = Table(
    "trends",
    None,
    (
        Column("by", _TEXT, "run or month"),
        Column("period", _TEXT, "number of the run; month as YYYY-MM, or undated"),
        Column("recorded", _TEXT, "day of the run, YYYY-MM-DD; empty for this run and for months"),
        Column("unfinished", _FLAG, "whether more papers of the month may come"),
        Column("topic_id", _TEXT, "the topic's permanent id; empty if unassigned"),
        Column("topic_name", _TEXT, "its latest name; 'unassigned' without one"),
        Column("papers", _INT, "how many papers it has, 1 or more"),
    ),
)
KNOWN_PAPERS = Table(
    "papers of a run",
    "paper_id",
    (
        _PAPER_ID,
        _TITLE,
        _ALIASES,
        Column("identified", _TEXT, "topic_id before curation; empty if unassigned"),
        Column("topic_id", _TEXT, "topic_id after curation; empty if unassigned"),
        Column("grade", _TEXT, "core, fringe or unassigned, before curation"),
        *_PLACE,
    ),
)
KNOWN_TOPICS = Table(
    "topics known to a run",
    "topic_id",
    (
        Column("topic_id", _TEXT, "T and a number: for ever this topic's"),
        Column("name", _TEXT, "its latest name"),
        Column("own_name", _TEXT, "the same before curation; empty if that has not been found"),
        Column("size", _INT, "papers, after curation, in the last run that had it"),
        Column("born", _INT, "number of the run that first had it"),
        Column("last", _INT, "number of the last run that had it; if earlier, it is retired"),
        Column("papers", _TEXTS, "sorted paper_id of its papers in that run, before curation"),
        Column("terms", _TEXTS, "its most telling terms, in no spelling, best first"),
        Column("centre", pa.list_(pa.float32()), "unit vector, the mean of its papers'"),
        Column("encoder", _TEXT, "what that was made with; empty if it compares with no other"),
        Column("seeded", _TEXT, "name by which the config asked for it; empty if it was found"),
    ),
)
