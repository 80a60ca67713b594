"""Records that are no papers: volumes of proceedings, parts of books; withdrawal notices."""

import re
from dataclasses import replace

from paperthemes.parse.format import Record
from paperthemes.tables import NO_TOPIC, PART_OF_BOOK
from paperthemes.text.titles import is_part_of_book

# Types of whole volumes, in lower case: of BibTeX and Crossref, and of Scopus.
_VOLUME_TYPES = {"proceedings", "mvproceedings", "conference review"}
_VOLUME = re.compile(
    # Scopus: "The proceedings contain 45 papers. The topics discussed include: ..."
    r"(?:the|these|this) (?:\w+ )?proceedings contains? \d[\d,]* (?:\w+ )?(?:papers|articles)\b"
    # Springer: "This book constitutes the refereed proceedings of the 12th ..."
    # EPTCS: "This volume contains the papers presented at ..."
    r"|(?:this|these|the) (?:[\w-]+ ){0,3}(?:volume|book|set|proceedings)(?: [\w-]+){0,6}? "
    r"(?:constitutes?|contains?|comprises?) (?:[\w-]+ ){0,5}?(?:proceedings of|papers presented)\b",
    re.IGNORECASE,
)
_VOLUME_TITLE = re.compile(r"(?:the )?proceedings (?:of|[-\u2013:]) ", re.IGNORECASE)
_PAPER = (
    r"(?:paper|article|manuscript|submission|preprint|e-?print|publication|work|note|letter|review"
    r"|report|version|draft|chapter|document)"
)
_WITHDRAWN = r"(?:withdrawn|retracted)"
_WITHDRAWAL = re.compile(
    r"\W*(?:"
    # "This paper has been withdrawn by the author due to ...", "The paper is withdrawn; ..."
    r"(?:the full text of )?"
    rf"(?:the|this|our) (?:\w+ )?{_PAPER}(?: \([^)]{{0,60}}\)|,[^;]{{0,150}},)? "
    rf"(?:has been|was|is|is being|had to be) (?:\w+ )?{_WITHDRAWN}\b"
    rf"|this {_PAPER} has been (?:removed|superseded) (?:by|at|from|due|because)\b"
    # "Paper withdrawn.", as a whole
    rf"|{_PAPER} {_WITHDRAWN}(?: by\b|[.:;,\]]|$)"
    rf"|the publisher regrets that this {_PAPER}\b"
    # "Withdrawn by arXiv administrators: ...", "Withdrawn."
    rf"|{_WITHDRAWN}(?: (?:by|due|because|for|as|since|at the request)\b|[.:;,\]]|$)"
    # "The authors have withdrawn their manuscript", "We wish to withdraw this article"
    rf"|(?:(?:the|all) (?:\w+ )?authors?|we|I|\w+rxiv) "
    r"(?:(?:has|have|are|hereby|wish to|would like to|have decided to) )?"
    rf"(?:{_WITHDRAWN}|withdr[ae]w(?:ing)?|retract(?:ing)?) "
    rf"(?:this|the|our|their|his|her) (?:\w+ )?{_PAPER}\b"
    r")",
    re.IGNORECASE,
)
MAX_PART_ABSTRACT = 120  # characters; a part of a book with a longer text is like a paper
_MAX_NOTICE = 1_000  # characters; a longer text also has an abstract


def is_volume(record: Record) -> bool:
    """Return whether a record is a whole volume of proceedings, by its type or its abstract.

    Without an abstract, a title such as "Proceedings of the Boat Conference" is enough.
    """
    types = (text for key, text in record.extra.items() if key.lower().endswith("type"))
    match = _VOLUME.match(record.abstract) if record.abstract else _VOLUME_TITLE.match(record.title)
    return bool(match) or any(text.lower() in _VOLUME_TYPES for text in types)


def remove_withdrawal_notice(record: Record) -> Record:
    """Return a record without an abstract if that is a notice that the paper was withdrawn.

    The notice is kept in `extra` as `withdrawal_notice`.
    """
    notice = record.abstract
    if len(notice) > _MAX_NOTICE or not _WITHDRAWAL.match(notice):
        return record
    return replace(record, abstract="", extra={**record.extra, "withdrawal_notice": notice})


def mark_part_of_book(record: Record) -> Record:
    """Return a record with a mark in `extra` that it gets no topic if it is a part of a book.

    It is one if its title says so, as "Index" does, and it has hardly any abstract.
    """
    if len(record.abstract) > MAX_PART_ABSTRACT or not is_part_of_book(record.title):
        return record
    return replace(record, extra={**record.extra, NO_TOPIC: PART_OF_BOOK})
