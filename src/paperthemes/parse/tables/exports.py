"""Tables that databases export, known by their header; each is a row of `EXPORTS`.

::

    Embase          Title,Author Names,Source,Abstract,...,Open URL Link,Copyright
    Scopus          "Authors","Author full names","Title","Year","Source title",...,"EID"
    IEEE Xplore     "Document Title",Authors,...,"Publication Year",...,"Abstract",...,PDF Link
    Springer        Item Title,Publication Title,...,Item DOI,Authors,Publication Year,URL
    Web of Science  PT  AU  ...  TI  SO  ...  AB  ...  DI  ...  UT       (tabs, no quotes)
    PubMed          PMID,Title,Authors,Citation,First Author,Journal/Book,...,DOI
    Dimensions      About the data: ...
                    Rank,Publication ID,DOI,...,Title,Abstract,...,PubYear,...,Dimensions URL

To add one: its marks, and its columns where `columns.GUESSED` would not find them.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from paperthemes.parse.tables import people
from paperthemes.parse.tables.columns import Wanted, key
from paperthemes.parse.tables.rows import Split


@dataclass(frozen=True, slots=True)
class Export:
    """A database's export.

    Attributes
    ----------
    name
        Of its format.
    marks
        Sets of columns; a header that has all of one set is of this export.
    wanted
        Its columns, where they are not to be guessed.
    split
        Splits its lists of authors.
    quoted
        Whether quotes around a cell are no part of it.
    """

    name: str
    marks: tuple[tuple[str, ...], ...]
    wanted: Wanted
    split: Split
    quoted: bool = True

    def marked(self, header: Sequence[str]) -> bool:
        """Tell whether a header is of this export."""
        keys = {key(name) for name in header}
        return any(keys.issuperset(map(key, marks)) for marks in self.marks)


GENERIC = Export("csv", (), Wanted(), people.names)

EXPORTS = (
    Export(
        "embase-csv",
        (
            ("Title", "Author Names", "Source", "Open URL Link"),
            ("Title", "Author Names", "Source", "Emtree Medical Index Terms"),
            ("Title", "Author Names", "Embase Accession ID"),
            ("Title", "Author Names", "PUI"),
        ),
        Wanted(
            fields={
                "url": ("Full Text Link", "Embase Link"),
                "doi": ("DOI", "Open URL Link", "Full Text Link"),
                "published": ("Date of Publication", "Source", "Publication Year"),
                "authors": ("Author Names",),
            },
            ids={"pmid": ("Medline PMID",), "pui": ("PUI",)},
            extra={"venue": ("Source Title",), "keywords": ("Author Keywords", "keywords")},
            left_out=("Correspondence Address",),
        ),
        people.surnames_first,
    ),
    Export(
        "scopus-csv",
        (
            ("Title", "Source title", "EID"),
            ("Title", "Source title", "Author(s) ID"),
            ("Title", "Year", "Source title", "Link", "Document Type", "Source"),
        ),
        Wanted(
            fields={
                "url": ("Link",),
                "doi": ("DOI",),
                "published": ("Year",),
                "authors": ("Author full names", "Authors"),
            },
            ids={"eid": ("EID",), "pmid": ("PubMed ID",)},
            extra={"venue": ("Source title",), "keywords": ("Author Keywords",)},
            left_out=("Author(s) ID", "Correspondence Address"),
        ),
        people.by_semicolons,
    ),
    Export(
        "ieee-csv",
        (
            ("Document Title", "Authors", "PDF Link"),
            ("Document Title", "Authors", "Date Added To Xplore"),
            ("Document Title", "Authors", "IEEE Terms"),
        ),
        Wanted(
            fields={
                "title": ("Document Title",),
                "url": ("PDF Link",),
                "published": ("Publication Year",),
                "authors": ("Authors",),
            },
            extra={
                "venue": ("Publication Title",),
                "keywords": ("Author Keywords",),
                "citations": ("Article Citation Count",),
            },
        ),
        people.by_semicolons,
    ),
    Export(
        "springer-csv",
        (("Item Title", "Publication Title", "Item DOI"),),
        Wanted(
            fields={
                "title": ("Item Title",),
                "doi": ("Item DOI",),
                "url": ("URL",),
                "published": ("Publication Year",),
                "authors": ("Authors",),
            },
            extra={"venue": ("Publication Title",), "type": ("Content Type",)},
        ),
        people.glued,
    ),
    Export(
        "wos-tab",
        (("PT", "AU", "TI", "SO"), ("AU", "TI", "SO", "UT")),
        Wanted(
            fields={
                "title": ("TI",),
                "abstract": ("AB",),
                "doi": ("DI",),
                "published": ("PY", "PD", "EA"),
                "authors": ("AF", "AU"),
            },
            ids={"wos": ("UT",), "pmid": ("PM",)},
            extra={
                "venue": ("SO",),
                "keywords": ("DE",),
                "citations": ("TC",),
                "categories": ("WC",),
                "type": ("DT",),
                "language": ("LA",),
            },
            left_out=("CR", "C1", "C3", "RP", "EM", "FX"),
        ),
        people.by_semicolons,
        quoted=False,
    ),
    Export(
        "wos-csv",
        (("Article Title", "UT (Unique WOS ID)"), ("Article Title", "UT (Unique ID)")),
        Wanted(
            fields={
                "title": ("Article Title",),
                "doi": ("DOI",),
                "url": ("DOI Link",),
                "published": ("Publication Year",),
                "authors": ("Author Full Names", "Authors"),
            },
            ids={"wos": ("UT (Unique WOS ID)", "UT (Unique ID)"), "pmid": ("Pubmed Id",)},
            extra={
                "venue": ("Source Title",),
                "citations": ("Times Cited, WoS Core", "Times Cited, All Databases"),
                "categories": ("WoS Categories",),
            },
            left_out=("Addresses", "Affiliations", "Reprint Addresses", "Funding Text"),
        ),
        people.by_semicolons,
    ),
    Export(
        "pubmed-csv",
        (
            ("PMID", "Title", "Citation", "Journal/Book"),
            ("PMID", "Title", "Citation", "Create Date"),
        ),
        Wanted(
            fields={"published": ("Publication Year", "Create Date"), "authors": ("Authors",)},
            ids={"pmid": ("PMID",), "pmcid": ("PMCID",)},
            extra={"venue": ("Journal/Book",)},
            left_out=("First Author",),
        ),
        people.surnames_first_undotted,
    ),
    Export(
        "dimensions-csv",
        (("Publication ID", "Title", "PubYear"), ("Publication ID", "Title", "Dimensions URL")),
        Wanted(
            fields={
                "url": ("Source Linkout", "Dimensions URL"),
                "published": (
                    *("Publication Date", "Publication Date (online)"),
                    *("Publication Date (print)", "PubYear"),
                ),
                "authors": ("Authors",),
            },
            ids={"dimensions": ("Publication ID",), "pmid": ("PMID",), "pmcid": ("PMCID",)},
            extra={"venue": ("Source title", "Source title/Anthology title", "Anthology title")},
            left_out=("Rank", "Authors (Raw Affiliation)", "Authors Affiliations"),
        ),
        people.by_semicolons,
    ),
    Export(
        "lens-csv",
        (("Lens ID", "Title"),),
        Wanted(
            fields={
                "url": ("External URL", "Source URLs"),
                "published": ("Date Published", "Publication Year"),
                "authors": ("Author/s",),
            },
            ids={"lens": ("Lens ID",), "pmid": ("PMID",), "pmcid": ("PMCID",)},
            extra={"citations": ("Citing Works Count",)},
            left_out=("#",),
        ),
        people.by_semicolons,
    ),
    Export(
        "zotero-csv",
        (("Key", "Item Type", "Title", "Abstract Note"),),
        Wanted(
            fields={
                "abstract": ("Abstract Note",),
                "published": ("Date", "Publication Year"),
                "authors": ("Author",),
            },
            extra={
                "venue": ("Publication Title", "Conference Name"),
                "keywords": ("Manual Tags", "Automatic Tags"),
                "type": ("Item Type",),
            },
            left_out=("Key", "Date Added", "Date Modified", "File Attachments", "Access Date"),
        ),
        people.by_semicolons,
    ),
    Export(
        "acm-csv",
        (("type", "id", "author", "title", "article_no", "num_pages"),),
        Wanted(
            fields={
                "title": ("title",),
                "doi": ("doi",),
                "published": ("issue_date", "year"),
                "authors": ("author",),
            },
            extra={"venue": ("journal", "booktitle")},
        ),
        people.names,
    ),
)
