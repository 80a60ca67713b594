"""Every table of the workflow: its columns, with their types and meaning."""

import pyarrow as pa

# Re-exported, so that `tables.read(tables.PAPERS, path)` needs one import.
from paperthemes.table import Column as Column
from paperthemes.table import Table as Table
from paperthemes.table import check_same_ids as check_same_ids
from paperthemes.table import make as make
from paperthemes.table import open_writer as open_writer
from paperthemes.table import read as read
from paperthemes.table import rows as rows
from paperthemes.table import to_arrow as to_arrow
from paperthemes.table import write as write

_TEXT = pa.string()
_TEXTS = pa.list_(pa.string())
_INT = pa.int64()
_INTS = pa.list_(pa.int64())
_REAL = pa.float64()
_REALS = pa.list_(pa.float64())
_FLAG = pa.bool_()

UNASSIGNED = -1  # topic number of a paper that is in no topic
UNASSIGNED_NAME = "unassigned"  # grade and topic_name of such a paper
NO_TOPIC = "no_topic"  # key in `extra` of a paper that must stay unassigned
PART_OF_BOOK = "part of a book"  # its value: the reason

_PAPER_ID = Column("paper_id", _TEXT, "12 hex digits that identify a paper: hash of its title")
_TITLE = Column("title", _TEXT, "title as written, white space collapsed")
_BIBLIOGRAPHIC = (
    _TITLE,
    Column("abstract", _TEXT, "abstract as written, white space collapsed; empty if unknown"),
    Column("url", _TEXT, "web address; empty if unknown"),
    Column("arxiv_id", _TEXT, "arXiv id as given, with its version; empty if unknown"),
    Column("doi", _TEXT, "DOI in lower case without resolver; empty if unknown"),
    Column("ids", _TEXTS, "other identifiers as scheme:value, such as openalex:W123, pmid:123"),
    # ISO 8601, truncated; records may also have --MM-DD.
    Column("published", _TEXT, "YYYY-MM-DD, YYYY-MM or YYYY; empty if no year is known"),
    Column("authors", _TEXTS, "names in the order of the dump"),
)
_ALIASES = Column("aliases", _TEXTS, "sorted hashes of its other titles")
_PLACE = (
    Column("x", _REAL, "horizontal position on the map, no unit"),
    Column("y", _REAL, "vertical position on the map, no unit"),
)
_EXTRA = Column("extra", _TEXT, "JSON object: the other fields of the dump, name to text")

RECORDS = Table(
    "records",
    None,
    (
        Column("dump", _TEXT, "name of the dump: its file name, unsafe characters as _"),
        Column("position", _INT, "0-based position of the record in its dump"),
        Column("start", _INT, "first line, row or entry of the record in the dump, from 1"),
        Column("end", _INT, "last line, row or entry, inclusive"),
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
        Column("dumps", _TEXTS, "sorted names of the dumps that list it"),
        _ALIASES,
        _EXTRA,
    ),
)
DUPLICATES = Table(
    "duplicates",
    None,
    (
        Column("dump", _TEXT, "dump of the dropped record"),
        Column("position", _INT, "its 0-based position there"),
        Column("title", _TEXT, "its title"),
        Column("paper_id", _TEXT, "paper that replaces it"),
        Column("paper_title", _TEXT, "title of that paper"),
        Column("rule", _TEXT, "the rule that joined them, as results/README.md lists them"),
        Column("similarity", _REAL, "of the two normalised titles, 0 to 1"),
        Column("kept_dump", _TEXT, "dump of the paper's anchor record"),
        Column("kept_position", _INT, "0-based position of that record there"),
        Column(
            "abstract_similarity", _REAL, "shared word pairs of both abstracts, 0 to 1, or null"
        ),
        Column("taken", _TEXTS, "fields of the paper that it gave or extended"),
        Column("kept_because", _TEXT, "why the anchor is the anchor, and not this record"),
    ),
)
_THEME_OF = (
    Column("theme", _INT, "theme number, 0 has most papers; -1 if the topic stands alone, or none"),
    # Papers in no topic have the name "unassigned".
    Column("theme_name", _TEXT, "name of the theme; empty if the topic stands alone"),
)
_NAMED = (
    Column("name", _TEXT, "field of research or phrase of its papers; unique"),
    Column("size", _INT, "number of papers"),
    Column("keywords", _TEXTS, "most characteristic terms, best first"),
)
_NAMING = (
    Column("field", _TEXT, "field of research that the name states; empty if it is none"),
    Column("field_path", _TEXTS, "the field with the fields that it is part of, widest first"),
    Column("name_source", _TEXT, "field, phrase, mixed, title, config, curation or language model"),
    Column("name_score", _REAL, "how well the name fits, 0 to 1; null if the user gave it"),
    Column("summary", _TEXTS, "up to three sentences of its papers"),
    Column("summary_papers", _TEXTS, "paper_id of the paper of each sentence"),
)
_WEIGHTS = Column("keyword_weights", _REALS, "weight of each keyword, 1 for the best")

ASSIGNMENTS = Table(
    "assignments",
    "paper_id",
    (
        _PAPER_ID,
        _TITLE,
        Column("topic", _INT, "topic number, 0 is the largest; -1 is unassigned"),
        Column("topic_name", _TEXT, "name of the topic; 'unassigned' for -1"),
        Column("grade", _TEXT, "core (clearly in its topic), fringe (less clearly), unassigned"),
        # Lowered for papers that are far from all others.
        Column("confidence", _REAL, "share of its neighbour weight in its (best) topic, 0 to 1"),
        Column("runner_up", _INT, "second-best topic (best, if unassigned); -1 is none"),
        Column("margin", _REAL, "lead of the best topic over the next, 0 to 1"),
        *_THEME_OF,
        Column("nearest_exemplars", _TEXTS, "paper_id of up to two similar exemplars of its topic"),
        Column("shared_terms", _TEXTS, "up to five keywords of its topic that it uses"),
        Column("topic_id", _TEXT, "permanent id of the topic; empty if unassigned"),
        Column("subgroup", _TEXT, "term of the part of its topic that it is in; empty for none"),
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
            "stability", _REAL, "mean best Jaccard index over repeats, 0 to 1; null without any"
        ),
        _WEIGHTS,
        *_THEME_OF,
        *_NAMING,
        Column("former_name", _TEXT, "name in the earlier run, if it no longer fitted; else empty"),
        Column("seeded", _FLAG, "whether seeded_topics of the config asked for it"),
        Column("topic_id", _TEXT, "permanent id: T and a number that no other topic ever gets"),
        Column("hidden", _FLAG, "whether curation hides it in the report"),
        Column("note", _TEXT, "the note of curation; empty if none"),
        Column("subgroups", _TEXTS, "term of each of two or three parts of its papers, or none"),
        Column("subgroup_sizes", _INTS, "number of papers of each part"),
        Column("first_papers", _TEXTS, "paper_id of up to three papers to read first"),
        Column("first_reasons", _TEXTS, "why: survey, most central, most cited or most upvoted"),
        Column("mixes_with", _INTS, "topics that repeats mix it with, the most mixed first"),
        Column("mixing", _REALS, "mean share of each of them in the groups of repeats, 0 to 1"),
    ),
)
THEMES = Table(
    "themes",
    "theme",
    (
        Column("theme", _INT, "theme number, 0 has most papers"),
        *_NAMED,
        _WEIGHTS,
        *_NAMING,
        Column("topics", _INTS, "numbers of its topics, the largest first"),
    ),
)
RELATED_TERMS = Table(
    "related_terms",
    None,  # a term can be a phrase and the name of fields
    (
        Column("term", _TEXT, "phrase of the papers in its most usual spelling"),
        Column("papers", _INT, "number of papers that use it"),
        Column("related", _TEXTS, "phrases of similar meaning, or other names of the field"),
    ),
)
MAP = Table("map", "paper_id", (_PAPER_ID, *_PLACE))
_COLUMNS = {column.name: column for table in (PAPERS, ASSIGNMENTS) for column in table.columns}
# The table for users' own work; columns of `extra` follow.
EXPORT = Table(
    "exported papers",
    "paper_id",
    (
        *(_COLUMNS[name] for name in ("paper_id", "title", "authors")),
        Column("year", _INT, "year of publication, or null"),
        _COLUMNS["published"],
        Column("venue", _TEXT, "journal, conference or the like; empty if unknown"),
        *(_COLUMNS[name] for name in ("doi", "arxiv_id", "ids")),
        Column("url", _TEXT, "web address, else that of its arXiv id or DOI; empty if unknown"),
        *(_COLUMNS[name] for name in ("abstract", "topic_id", "topic_name", "theme_name")),
        *(_COLUMNS[name] for name in ("grade", "confidence", "dumps")),
    ),
)
TRENDS = Table(
    "trends",
    None,
    (
        Column("by", _TEXT, "run or month"),
        Column("period", _TEXT, "number of the run; month as YYYY-MM, or undated"),
        Column("recorded", _TEXT, "time of the run in UTC; empty for this run and for months"),
        Column("unfinished", _FLAG, "whether more papers of the month may come"),
        Column("topic_id", _TEXT, "permanent id of the topic; empty if unassigned"),
        Column("topic_name", _TEXT, "its latest name; 'unassigned' without one"),
        Column("papers", _INT, "number of its papers, 1 or more"),
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
        Column("margin", _REAL, "as in assignments; null in runs of version 0.2 and earlier"),
        *_PLACE,
    ),
)
KNOWN_TOPICS = Table(
    "topics known to a run",
    "topic_id",
    (
        Column("topic_id", _TEXT, "T and a number: never given to another topic"),
        Column("name", _TEXT, "its latest name"),
        Column("own_name", _TEXT, "the same before curation; empty if it was never named"),
        Column("size", _INT, "papers, after curation, in the last run that had it"),
        Column("born", _INT, "number of the run that first had it"),
        Column("last", _INT, "number of the last run that had it; if earlier, it is retired"),
        Column("papers", _TEXTS, "sorted paper_id of its papers in that run, before curation"),
        Column("terms", _TEXTS, "its most characteristic terms, normalised, best first"),
        Column("centre", pa.list_(pa.float32()), "unit vector: mean of its papers' vectors"),
        Column("encoder", _TEXT, "what made that vector; empty if it compares with no other"),
        Column("seeded", _TEXT, "its name in seeded_topics of the config; empty if it has none"),
    ),
)
