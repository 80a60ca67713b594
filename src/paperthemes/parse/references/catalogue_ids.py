"""Catalogue identifiers, as `scheme:value`, in addresses and notes.

::

    https://www.semanticscholar.org/paper/A-Title/<40 hex digits>    s2:<40 hex digits>
    https://api.semanticscholar.org/CorpusID:123                     corpusid:123
    https://www.scopus.com/record/display.uri?eid=2-s2.0-123         eid:2-s2.0-123
    https://pubmed.ncbi.nlm.nih.gov/123/  or  PMID: 123              pmid:123
    https://openalex.org/W123                                        openalex:W123
    https://aclanthology.org/2024.acl-demos.4/                       acl:2024.acl-demos.4
    https://dblp.org/rec/journals/corr/abs-2405-01234.bib            dblp:journals/corr/...
"""

import re

_PATTERNS = {
    "s2": re.compile(r"semanticscholar\.org/paper/(?:[^/\s]+/)?([0-9a-f]{40})\b"),
    "corpusid": re.compile(r"CorpusI[Dd]:\s?(\d+)"),
    "eid": re.compile(r"\beid=(2-s2\.0-\d+)"),
    "pmid": re.compile(r"(?:pubmed\.ncbi\.nlm\.nih\.gov/|nih\.gov/pubmed/|PMID:?\s?)(\d+)"),
    "pmcid": re.compile(r"nih\.gov/(?:pmc/)?articles/(PMC\d+)|PMCID:\s?(PMC\d+)"),
    "openalex": re.compile(r"openalex\.org/(?:works/)?(W\d+)"),
    "acl": re.compile(
        r"(?:aclanthology\.org|aclweb\.org/anthology)/(?:papers/\w/\w+/)?"
        r"([A-Z]\d\d-\d{4}|\d{4}\.[\w-]+\.\d+)"
    ),
    "dblp": re.compile(r"dblp\.(?:org|uni-trier\.de)/rec/(?:bib\d?/|html/)?([\w./-]+)"),
}
_ENDING = re.compile(r"\.(?:bib|html|xml|rdf)$")


def find_catalogue_ids(*texts: str) -> tuple[str, ...]:
    """Return the distinct identifiers in addresses or notes, in the order of the schemes."""
    ids = (
        f"{scheme}:{_ENDING.sub('', match[match.lastindex or 0])}"
        for scheme, pattern in _PATTERNS.items()
        for match in filter(None, map(pattern.search, texts))
    )
    return tuple(dict.fromkeys(ids))
