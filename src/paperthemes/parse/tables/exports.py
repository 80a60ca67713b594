"""Tables that databases export, recognised by their header; each is a row of `EXPORTS`.

::

    Embase          Title,Author Names,Source,Abstract,...,Open URL Link,Copyright
    Scopus          "Authors","Author full names","Title","Year","Source title",...,"EID"
    IEEE Xplore     "Document Title",Authors,...,"Publication Year",...,"Abstract",...,PDF Link
    Springer        Item Title,Publication Title,...,Item DOI,Authors,Publication Year,URL
    Web of Science  PT  AU  ...  TI  SO  ...  AB  ...  DI  ...  UT       (tabs, no quotes)
    PubMed          PMID,Title,Authors,Citation,First Author,Journal/Book,...,DOI
    Dimensions      About the data: ...
                    Rank,Publication ID,DOI,...,Title,Abstract,...,PubYear,...,Dimensions URL

To add one, give its signatures, and aliases for the columns that `columns.COMMON_ALIASES` lacks.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from paperthemes.parse.tables import people
from paperthemes.parse.tables.columns import ColumnAliases, normalise_name


@dataclass(frozen=True, slots=True)
class Export:
    """The export of a database.

    Attributes
    ----------
    name
        Name of its format.
    signatures
        Sets of columns, separated by `|`; a header with all columns of a set is of this export.
    split_authors
        Splits its lists of authors into names.
    aliases
        Its columns where `COMMON_ALIASES` would find none, or others.
    quoted
        Whether cells may be quoted.
    """

    name: str
    signatures: tuple[str, ...]
    split_authors: Callable[[str], tuple[str, ...]]
    aliases: ColumnAliases = field(default_factory=ColumnAliases)
    quoted: bool = True

    def matches(self, header: Sequence[str]) -> bool:
        """Check whether a header is of this export."""
        names = set(map(normalise_name, header))
        return any(
            names.issuperset(map(normalise_name, signature.split("|")))
            for signature in self.signatures
        )


GENERIC = Export("csv", (), people.split_names)

EXPORTS = (
    Export(
        "embase-csv",
        (
            "Title|Author Names|Source|Open URL Link",
            "Title|Author Names|Source|Emtree Medical Index Terms",
            "Title|Author Names|Embase Accession ID",
            "Title|Author Names|PUI",
        ),
        people.split_surnames_first,
        ColumnAliases(
            fields={
                "url": "Full Text Link|Embase Link",
                "doi": "DOI|Open URL Link|Full Text Link",
                "published": "Date of Publication|Source|Publication Year",
            },
            ids={"pmid": "Medline PMID", "pui": "PUI"},
            extra={"keywords": "Author Keywords|keywords"},
            left_out="Correspondence Address",
        ),
    ),
    Export(
        "scopus-csv",
        (
            "Title|Source title|EID",
            "Title|Source title|Author(s) ID",
            "Title|Year|Source title|Link|Document Type|Source",
        ),
        people.split_at_semicolons,
        ColumnAliases(
            fields={"authors": "Author full names|Authors"},
            ids={"eid": "EID"},
            left_out="Author(s) ID|Correspondence Address",
        ),
    ),
    Export(
        "ieee-csv",
        (
            "Document Title|Authors|PDF Link",
            "Document Title|Authors|Date Added To Xplore",
            "Document Title|Authors|IEEE Terms",
        ),
        people.split_at_semicolons,
        ColumnAliases(extra={"citations": "Article Citation Count"}),
    ),
    Export(
        "springer-csv", ("Item Title|Publication Title|Item DOI",), people.split_without_separator
    ),
    Export(
        "wos-tab",
        ("PT|AU|TI|SO", "AU|TI|SO|UT"),
        people.split_at_semicolons,
        ColumnAliases(
            fields={"published": "PY|PD|EA", "authors": "AF|AU"},
            ids={"wos": "UT", "pmid": "PM"},
            extra={
                "venue": "SO",
                "keywords": "DE",
                "citations": "TC",
                "categories": "WC",
                "type": "DT",
                "language": "LA",
            },
            left_out="CR|C1|C3|RP|EM|FX",
        ),
        quoted=False,
    ),
    Export(
        "wos-csv",
        ("Article Title|UT (Unique WOS ID)", "Article Title|UT (Unique ID)"),
        people.split_at_semicolons,
        ColumnAliases(
            fields={
                "url": "DOI Link",
                "published": "Publication Year",
                "authors": "Author Full Names|Authors",
            },
            ids={"wos": "UT (Unique WOS ID)|UT (Unique ID)"},
            extra={
                "citations": "Times Cited, WoS Core|Times Cited, All Databases",
                "categories": "WoS Categories",
            },
            left_out="Addresses|Affiliations|Reprint Addresses|Funding Text",
        ),
    ),
    Export(
        "pubmed-csv",
        ("PMID|Title|Citation|Journal/Book", "PMID|Title|Citation|Create Date"),
        people.split_surnames_first_sentence,
        ColumnAliases(
            fields={"published": "Publication Year|Create Date"}, left_out="First Author"
        ),
    ),
    Export(
        "dimensions-csv",
        ("Publication ID|Title|PubYear", "Publication ID|Title|Dimensions URL"),
        people.split_at_semicolons,
        ColumnAliases(
            fields={
                "url": "Source Linkout|Dimensions URL",
                "published": "Publication Date|Publication Date (online)|Publication Date (print)|"
                "PubYear",
            },
            ids={"dimensions": "Publication ID"},
            extra={"venue": "Source title|Source title/Anthology title|Anthology title"},
            left_out="Rank|Authors (Raw Affiliation)|Authors Affiliations",
        ),
    ),
    Export(
        "lens-csv",
        ("Lens ID|Title",),
        people.split_at_semicolons,
        ColumnAliases(
            fields={"url": "External URL|Source URLs"},
            ids={"lens": "Lens ID"},
            extra={"citations": "Citing Works Count"},
            left_out="#",
        ),
    ),
    Export(
        "zotero-csv",
        ("Key|Item Type|Title|Abstract Note",),
        people.split_at_semicolons,
        ColumnAliases(
            extra={
                "venue": "Publication Title|Conference Name",
                "keywords": "Manual Tags|Automatic Tags",
            },
            left_out="Key|Date Added|Date Modified|File Attachments|Access Date",
        ),
    ),
    Export(
        "acm-csv",
        ("type|id|author|title|article_no|num_pages",),
        people.split_names,
        ColumnAliases(fields={"published": "issue_date|year"}),
    ),
)
