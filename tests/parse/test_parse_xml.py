"""XML of databases, repositories and publishers, read by tables of paths."""

import json
from pathlib import Path

import pytest

from helpers.reading import read
from helpers.xml_samples import (
    ABSTRACT,
    DBLP,
    DC,
    HARVEST,
    JATS,
    MODS,
    PUBMED,
    XML_TEXTS,
    harvest_record,
)

# Title, beginning of the abstract, DOI, ids and arXiv id, date, authors.
PAPERS: dict[str, list[tuple[str, str, str, list[str], str, list[str]]]] = {
    "pubmed-xml": [
        (
            "Sorting Malus by CO2 & colour.",
            f"AIM: {ABSTRACT} RESULT: All p < 0.05.",
            "10.5555/pub.1",
            ["pmid:101", "pmcid:PMC77"],
            "2024-02-03",
            ["Ada B Äpfel Jr", "Orchard Group", "B Ek"],
        ),
        ("[Sorting pears].", "", "10.5555/pub.2", ["pmid:102"], "1998-12", []),
        ("Trier des prunes.", "", "", ["pmid:103"], "2000", []),
        ("Plum Disease", ABSTRACT, "", ["pmid:104"], "2007-09", ["Di Li"]),
    ],
    "endnote-xml": [
        (
            "Sorting Malus by colour",
            ABSTRACT,
            "10.5555/e.1",
            ["pmid:123456"],
            "2021-03-02",
            ["Bo van Ek", "World Fruit Organization"],
        ),
        ("Sorting Pears", "", "", ["arxiv:2005.00001"], "2020-05-06", ["Ada Li"]),
    ],
    "acl-xml": [
        (
            "Apples: x^2 Sorted",
            ABSTRACT,
            "10.5555/acl.1",
            ["acl:2024.fruit-main.1"],
            "2024-08",
            ["Ada Li", "Plato"],
        ),
        ("Sorting Pears", "", "", ["acl:2024.fruit-main.2"], "2024-08", []),
        ("Sorting Plums", "", "", ["acl:2024.fruit-short.1"], "2025", []),
    ],
    "dblp-xml": [
        (
            "Sorting Malus & Pears.",
            "",
            "10.5555/dblp.1",
            ["dblp:journals/fruit/Li20"],
            "2020-05",
            ["Ada Li", "Jürgen Äpfel"],
        ),
        (
            "Sorting Plums.",
            "",
            "",
            ["dblp:conf/fruit/Ek21", "arxiv:2101.00001"],
            "2021",
            ["Bo van Ek"],
        ),
    ],
    "mods-xml": [
        (
            "The Sorting of Apples: A Plain Rule",
            ABSTRACT,
            "10.5555/mods.1",
            [],
            "2024-08",
            ["Ada B Li"],
        ),
        ("Sorting Pears", "", "", [], "2019", ["Bo Ek"]),
    ],
    "jats-xml": [
        (
            "Sorting Malus: A Plain Rule",
            f"Background: We sort. Results: With $$x^2$$ rules. {ABSTRACT}",
            "10.5555/jats.1",
            ["pmid:201", "pmcid:PMC88"],
            "2024-03-05",
            ["Bo van Ek", "Orchard Group"],
        )
    ],
    "crossref-xml": [
        ("Sorting Apples", ABSTRACT, "10.5555/cr.1", [], "2024-01-02", ["Ada Li", "Orchard Group"])
    ],
    "tei-xml": [
        (
            "Sorting Apples",
            ABSTRACT,
            "10.5555/tei.1",
            ["arxiv:2401.00009v1"],
            "2024-01-02",
            ["Ada B Li"],
        )
    ],
    "feed": [
        (
            "Sorting Apples",
            ABSTRACT,
            "10.1101/2024.01.01.1",
            [],
            "2024-01-02",
            ["A. Li", "B. van Ek"],
        ),
        ("Sorting Pears", "", "", [], "", []),
    ],
    "oai-pmh": [
        ("Sorting Apples", ABSTRACT, "10.5555/dc.1", [], "2018", ["Ada Li", "Bo van Ek"]),
        ("Sorting Pears", "", "", [], "2019", ["Bo Ek"]),
    ],
    "datacite-xml": [("Sorting Apples", ABSTRACT, "10.5555/dct.1", [], "2024-01-02", ["Ada Li"])],
}


@pytest.mark.parametrize("name", XML_TEXTS)
def test_papers_are_read_with_all_fields(tmp_path: Path, name: str) -> None:
    records, report = read(tmp_path, XML_TEXTS[name])
    assert (report["format"], report["unit"]) == (name, "entry")
    papers = [
        (
            record.title,
            record.abstract,
            record.doi,
            [*record.ids, *(f"arxiv:{record.arxiv_id}" for _ in [0] if record.arxiv_id)],
            record.published,
            list(record.authors),
        )
        for record in records.itertuples()
    ]
    assert papers == PAPERS[name]


def test_extra_fields_are_kept(tmp_path: Path) -> None:
    extra = [
        json.loads(read(tmp_path, XML_TEXTS[name])[0].extra[0])
        for name in ("pubmed-xml", "endnote-xml", "jats-xml")
    ]
    assert [fields["venue"] for fields in extra] == [
        *("Journal of orchards", "Journal of Orchards", "Fruit"),
    ]
    assert [fields["entry_type"] for fields in extra] == [
        *("Journal Article", "Journal Article", "research-article"),
    ]
    assert [fields["keywords"] for fields in extra] == ["Fruit", "fruit; colour", "fruit"]


@pytest.mark.parametrize("name", XML_TEXTS)
@pytest.mark.parametrize("share", [0.3, 0.5, 0.6, 0.75, 0.9])
def test_cut_off_files_keep_whole_papers_and_say_so(
    tmp_path: Path, name: str, share: float
) -> None:
    text = XML_TEXTS[name]
    whole, _ = read(tmp_path, text)
    for cut in (int(share * len(text)), text.rindex("<", 0, int(share * len(text))) + 1):
        records, report = read(tmp_path, text[:cut])
        assert records.astype(str).equals(whole[: len(records)].astype(str))
        assert report["rejected"] or report["warnings"]


def test_endnote_xml_in_capitals_is_read(tmp_path: Path) -> None:
    text = (
        "<XML><RECORDS><RECORD><REFERENCE_TYPE>0</REFERENCE_TYPE><AUTHORS><AUTHOR>Li, Ada</AUTHOR>"
        "<AUTHOR>van Ek, Bo</AUTHOR></AUTHORS><YEAR>2019</YEAR><TITLE>Sorting Apples</TITLE>"
        "<SECONDARY_TITLE>Fruit</SECONDARY_TITLE><URL>10.5555/e.2</URL>"
        f"<ABSTRACT>{ABSTRACT}</ABSTRACT></RECORD></RECORDS></XML>"
    )
    records, report = read(tmp_path, text)
    (paper,) = records.itertuples()
    assert (paper.title, paper.abstract, paper.doi) == ("Sorting Apples", ABSTRACT, "10.5555/e.2")
    assert (paper.published, list(paper.authors)) == ("2019", ["Ada Li", "Bo van Ek"])
    assert (report["format"], report["warnings"]) == ("endnote-xml", [])


def test_homepages_are_ignored_and_volumes_are_left_out(tmp_path: Path) -> None:
    _, report = read(tmp_path, DBLP)
    assert (report["records"], report["boilerplate"], report["rejected_count"]) == (2, 2, 0)
    assert "volumes of proceedings are no papers, left out: entry 4" in report["warnings"]


def test_harvested_records_that_are_deleted_or_in_other_formats_are_counted(tmp_path: Path) -> None:
    _, report = read(tmp_path, HARVEST)
    assert report["boilerplate"] == 2  # a deleted record, and the one within the metadata of MARC
    assert [span["reason"] for span in report["rejected"]] == [
        "metadata in the format record, not oai_dc: harvest with metadataPrefix=oai_dc"
    ]
    empty = HARVEST.replace(harvest_record(DC.format("")), "")
    _, report = read(tmp_path, empty.replace("<dc:title", "<dc:x").replace("</dc:title", "</dc:x"))
    assert report["rejected"][0]["reason"] == "entry without a title"


def test_prefixes_several_documents_and_declared_encodings_do_not_matter(tmp_path: Path) -> None:
    article = JATS[JATS.index("<article ") : JATS.index("</pmc-articleset>")]
    records, report = read(tmp_path, f"{article}\n{article}")
    assert records.doi.tolist() == ["10.5555/jats.1"] * 2
    assert report["warnings"] == []
    declared = PUBMED.replace('version="1.0"', 'version="1.0" encoding="ISO-8859-1"')
    for text in (PUBMED * 2, declared.encode("utf-16"), f"\ufeff{declared}"):
        records, report = read(tmp_path, text)
        assert records.authors[0][0] == "Ada B Äpfel Jr"
        assert report["rejected"] == []
    prefixed = MODS.replace("<mods ", "<m:mods xmlns:m='http://www.loc.gov/mods/v3' ")
    records, _ = read(tmp_path, prefixed.replace("</mods>", "</m:mods>"))
    assert len(records) == 2


def test_cdata_comments_and_instructions_are_no_text(tmp_path: Path) -> None:
    text = PUBMED.replace("by CO", "<?x y?>by<!-- z --> <![CDATA[<b>C</b>]]>O")
    records, _ = read(tmp_path, text)
    assert records.title[0] == "Sorting Malus by CO2 & colour."


RSS = """\
<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/"
 xmlns:prism="http://prismstandard.org/namespaces/basic/2.0/"
 xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel><title>Fruit</title>
<link>https://fruit.example</link><description>Latest</description>
<item>{}</item></channel></rss>
"""


def make_item(link: str, description: str, more: str = "", title: str = "Sorting Apples") -> str:
    """Return a feed with one paper."""
    return RSS.format(
        f"<title>{title}</title><link>{link}</link>"
        f"<description><![CDATA[{description}]]></description>{more}"
    )


# Publisher: feed; abstract, DOI, date, authors.
FEEDS = {
    "PubMed": (
        make_item(
            "https://pubmed.ncbi.nlm.nih.gov/301/?utm_source=x",
            "<p>J Orchard. 2024 Jan 2;1(2):3-4. doi: 10.5555/pm. Online ahead of print.</p>"
            f"<p><b>ABSTRACT</b></p><p>AIM: Apples.</p><p>METHODS: {ABSTRACT}</p>"
            '<p style="color: lightgray">PMID:<a href="x">301</a> | DOI:<a href="y">10.5555/pm</a>',
            "<pubDate>Tue, 02 Jan 2024 06:00:00 -0500</pubDate><dc:creator>Ada Li</dc:creator>"
            "<dc:creator>Bo van Ek</dc:creator><dc:identifier>doi:10.5555/pm</dc:identifier>",
        ),
        (f"AIM: Apples. METHODS: {ABSTRACT}", "10.5555/pm", "2024-01-02", ["Ada Li", "Bo van Ek"]),
    ),
    "PubMed without abstract": (
        make_item(
            "https://pubmed.ncbi.nlm.nih.gov/302/",
            "<p>J Orchard. 2024 Jan 2. doi: 10.5555/pm.</p><p><b>NO ABSTRACT</b></p>"
            '<p style="color: lightgray">PMID:<a href="x">302</a>',
        ),
        ("", "10.5555/pm", "", []),
    ),
    "Elsevier": (
        make_item(
            "https://fruit.example/pii/S1",
            "<p>Publication date: March 2024</p><p><b>Source:</b> Fruit, Volume 12</p>"
            "<p>Author(s): Ada Li, Bo van Ek</p>",
        ),
        ("", "", "2024-03", ["Ada Li", "Bo van Ek"]),
    ),
    "Nature": (
        make_item(
            "https://fruit.example/s1",
            '<p>Fruit, Published online: 02 January 2024; <a href="x">doi:10.5555/n1</a></p>'
            f"{ABSTRACT}",
            "<dc:creator><![CDATA[Ada Li]]></dc:creator>",
        ),
        (ABSTRACT, "10.5555/n1", "2024-01-02", ["Ada Li"]),
    ),
    "Wiley": (
        make_item(
            "https://fruit.example/w1",
            "Fruit, Volume 3, Issue 2, Page 1-9, February 2024. ",
            "<content:encoded>&lt;h2&gt;Abstract&lt;/h2&gt; &lt;h2&gt;Aim&lt;/h2&gt; &lt;p&gt;"
            f"{ABSTRACT}&lt;/p&gt;</content:encoded><dc:creator>\nAda Li, \nBo van Ek</dc:creator>"
            "<dc:date>2024-01-02T03:04:05-08:00</dc:date><prism:doi>10.5555/w1</prism:doi>",
        ),
        (f"Aim: {ABSTRACT}", "10.5555/w1", "2024-01-02", ["Ada Li", "Bo van Ek"]),
    ),
    "MDPI": (
        make_item(
            "https://fruit.example/m1",
            "<p><b>Fruit, Vol. 3, Pages 5: Sorting Apples</b></p>\n<p>Fruit "
            '<a href="x">doi: 10.5555/m1</a></p>\n<p>Authors:\n\tAda Li\n\tBo Ek\n\t</p>'
            f"\n\t<p>{ABSTRACT}</p>",
            "<dc:title>Sorting Apples</dc:title><dc:creator>Ada Li</dc:creator>",
            title="Fruit, Vol. 3, Pages 5: Sorting Apples",
        ),
        (ABSTRACT, "10.5555/m1", "", ["Ada Li"]),
    ),
    "APS": (
        make_item(
            "https://fruit.example/a1",
            f"<p>Author(s): Ada Li and Bo van Ek</p><p>{ABSTRACT}</p><br/>"
            '<img src="x.png" /><br/>[Fruit 1, 2] Published Tue Jan 02, 2024',
            "<dc:date>2024-01-02T10:00:00+00:00</dc:date>",
        ),
        (ABSTRACT, "", "2024-01-02", ["Ada Li", "Bo van Ek"]),
    ),
    "ACS": (
        make_item(
            "http://dx.doi.org/10.5555/acs.1",
            '<div><p><img alt="Graphic" src="x.gif"/></p></div><div><cite>J. Fruit</cite></div>'
            "<div>DOI: 10.5555/acs.1</div>",
            "<author>Ada Li, Bo van Ek, and Cy Om</author>",
            title="[ASAP] Sorting Apples",
        ),
        ("", "10.5555/acs.1", "", ["Ada Li", "Bo van Ek", "Cy Om"]),
    ),
    "IEEE": (
        make_item(
            "http://fruit.example/document/1",
            ABSTRACT,
            "<pubDate>THU, 04 JAN 2024 09:16:34 -0400</pubDate><authors>Ada Li;Bo Ek;</authors>",
        ),
        (ABSTRACT, "", "2024-01-04", ["Ada Li", "Bo Ek"]),
    ),
    "PLoS": (
        '<feed xmlns="http://www.w3.org/2005/Atom"><title>Fruit</title><entry><title>Sorting Apples'
        '</title><link rel="alternate" href="https://fruit.example/p1"/><author><name>Ada Li, Bo '
        "van Ek</name></author><id>10.5555/plos.1</id><updated>2024-01-03T00:00:00Z</updated>"
        '<published>2024-01-02T14:00:00Z</published><content type="html">&lt;p&gt;by Ada Li, Bo '
        f"van Ek&lt;/p&gt; {ABSTRACT}</content></entry></feed>",
        (ABSTRACT, "10.5555/plos.1", "2024-01-02", ["Ada Li", "Bo van Ek"]),
    ),
    "a blog": (
        '<feed xmlns="http://www.w3.org/2005/Atom"><title>Blog</title><entry><title type="html">'
        'Sorting &lt;em&gt;Apples&lt;/em&gt;</title><link href="https://blog.example/1"/>'
        '<updated>2024-01-02T00:00:00Z</updated><content type="xhtml"><div '
        'xmlns="http://www.w3.org/1999/xhtml"><p>Read <a href="https://arxiv.org/abs/2401.00001">'
        "this paper</a>.</p><p>It is good.</p></div></content><author><name>Cy Om</name></author>"
        "</entry></feed>",
        ("Read this paper. It is good.", "", "2024-01-02", ["Cy Om"]),
    ),
}


@pytest.mark.parametrize("publisher", FEEDS)
def test_feeds_of_publishers_give_abstracts_without_the_lines_around_them(
    tmp_path: Path, publisher: str
) -> None:
    feed, expected = FEEDS[publisher]
    records, report = read(tmp_path, feed)
    (paper,) = records.itertuples()
    assert report["format"] == "feed"
    assert paper.title == "Sorting Apples"
    assert (paper.abstract, paper.doi, paper.published, list(paper.authors)) == expected


def test_feed_without_papers_is_a_feed(tmp_path: Path) -> None:
    _, report = read(tmp_path, RSS.replace("<item>{}</item>", ""))
    assert (report["format"], report["warnings"]) == ("feed", ["no papers in this feed dump"])


def test_authors_that_run_into_their_affiliations_are_said_not_read(tmp_path: Path) -> None:
    creator = "<dc:creator>Ada LiBo van Eka Farmb School</dc:creator>"
    text = make_item("https://www.tandfonline.com/doi/full/10.1080/1.2?af=R", "", creator)
    records, report = read(tmp_path, text)
    assert list(records.authors[0]) == []
    assert json.loads(records.extra[0])["authors_as_given"] == "Ada LiBo van Eka Farmb School"
    assert any(warning.startswith("names of authors run") for warning in report["warnings"])
