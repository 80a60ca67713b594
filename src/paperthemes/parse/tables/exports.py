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

To add one, give its signatures, and aliases of the columns that `columns.COMMON_ALIASES` lacks.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from paperthemes.parse.tables import author_lists
from paperthemes.parse.tables.columns import ColumnAliases, normalise_name


@dataclass(frozen=True, slots=True, kw_only=True)
class Export(ColumnAliases):
    """The export of a database: its signatures, and aliases of its own.

    Attributes
    ----------
    name
        Name of its format.
    signatures
        Sets of columns, separated by `|`; a header with all columns of a set is of this export.
    split_authors
        Splits its lists of authors into names.
    quoted
        Whether cells may be quoted.
    """

    name: str
    signatures: tuple[str, ...] = ()
    split_authors: Callable[[str], tuple[str, ...]] = author_lists.split_at_semicolons
    quoted: bool = True

    def matches(self, header: Sequence[str]) -> bool:
        """Check whether a header is of this export."""
        names = set(map(normalise_name, header))
        return any(
            names.issuperset(map(normalise_name, signature.split("|")))
            for signature in self.signatures
        )


GENERIC = Export(name="csv", split_authors=author_lists.split_names)

EXPORTS = (
    Export(
        name="embase-csv",
        signatures=(
            "Title|Author Names|Source|Open URL Link",
            "Title|Author Names|Source|Emtree Medical Index Terms",
            "Title|Author Names|Embase Accession ID",
            "Title|Author Names|PUI",
        ),
        split_authors=author_lists.split_surnames_first,
        fields={
            "url": "Full Text Link|Embase Link",
            "doi": "DOI|Open URL Link|Full Text Link",
            "published": "Date of Publication|Source|Publication Year",
        },
        ids={"pmid": "Medline PMID", "pui": "PUI"},
        extra={"keywords": "Author Keywords|keywords"},
        left_out="Correspondence Address",
    ),
    Export(
        name="scopus-csv",
        signatures=(
            "Title|Source title|EID",
            "Title|Source title|Author(s) ID",
            "Title|Year|Source title|Link|Document Type|Source",
        ),
        fields={"authors": "Author full names|Authors"},
        ids={"eid": "EID"},
        left_out="Author(s) ID|Correspondence Address",
    ),
    Export(
        name="ieee-csv",
        signatures=(
            "Document Title|Authors|PDF Link",
            "Document Title|Authors|Date Added To Xplore",
            "Document Title|Authors|IEEE Terms",
        ),
        extra={"citations": "Article Citation Count"},
    ),
    Export(
        name="springer-csv",
        signatures=("Item Title|Publication Title|Item DOI",),
        split_authors=author_lists.split_without_separator,
    ),
    Export(
        name="wos-tab",
        signatures=("PT|AU|TI|SO", "AU|TI|SO|UT"),
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
        quoted=False,
    ),
    Export(
        name="wos-csv",
        signatures=("Article Title|UT (Unique WOS ID)", "Article Title|UT (Unique ID)"),
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
    Export(
        name="pubmed-csv",
        signatures=("PMID|Title|Citation|Journal/Book", "PMID|Title|Citation|Create Date"),
        split_authors=author_lists.split_surnames_first_sentence,
        fields={"published": "Publication Year|Create Date"},
        left_out="First Author",
    ),
    Export(
        name="dimensions-csv",
        signatures=("Publication ID|Title|PubYear", "Publication ID|Title|Dimensions URL"),
        fields={
            "url": "Source Linkout|Dimensions URL",
            "published": "Publication Date|Publication Date (online)|Publication Date (print)|"
            "PubYear",
        },
        ids={"dimensions": "Publication ID"},
        extra={"venue": "Source title|Source title/Anthology title|Anthology title"},
        left_out="Rank|Authors (Raw Affiliation)|Authors Affiliations",
    ),
    Export(
        name="lens-csv",
        signatures=("Lens ID|Title",),
        fields={"url": "External URL|Source URLs"},
        ids={"lens": "Lens ID"},
        extra={"citations": "Citing Works Count"},
        left_out="#",
    ),
    Export(
        name="zotero-csv",
        signatures=("Key|Item Type|Title|Abstract Note",),
        extra={
            "venue": "Publication Title|Conference Name",
            "keywords": "Manual Tags|Automatic Tags",
        },
        left_out="Key|Date Added|Date Modified|File Attachments|Access Date",
    ),
    Export(
        name="acm-csv",
        signatures=("type|id|author|title|article_no|num_pages",),
        split_authors=author_lists.split_names,
        fields={"published": "issue_date|year"},
    ),
)
