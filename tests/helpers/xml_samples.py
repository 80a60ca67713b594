"""Small dumps in the XML formats, with the quirks of the services that write them."""

ABSTRACT = "We sort apples by colour and size, and find that a plain rule does as well as any."

PUBMED = f"""\
<?xml version="1.0" ?>
<!DOCTYPE PubmedArticleSet PUBLIC "-//NLM//DTD PubMedArticle, 1st January 2025//EN"
 "https://dtd.nlm.nih.gov/ncbi/pubmed/out/pubmed_250101.dtd">
<PubmedArticleSet>
<PubmedArticle><MedlineCitation Status="MEDLINE" Owner="NLM"><PMID Version="1">101</PMID>
<DateCompleted><Year>2025</Year><Month>03</Month><Day>04</Day></DateCompleted>
<Article PubModel="Print-Electronic"><Journal><ISSN IssnType="Electronic">1234-5678</ISSN>
<JournalIssue CitedMedium="Internet"><PubDate><Year>2024</Year><Month>Feb</Month><Day>3</Day>
</PubDate></JournalIssue><Title>Journal of orchards</Title></Journal>
<ArticleTitle>Sorting <i>Malus</i> by CO<sub>2</sub> &amp; colour.</ArticleTitle>
<Abstract><AbstractText Label="AIM" NlmCategory="OBJECTIVE">{ABSTRACT}</AbstractText>
<AbstractText Label="RESULT:">All p &lt; 0.05.</AbstractText>
<CopyrightInformation>Copyright 2024</CopyrightInformation></Abstract>
<AuthorList CompleteYN="Y"><Author ValidYN="Y"><LastName>Äpfel</LastName><ForeName>Ada B</ForeName>
<Initials>AB</Initials><Suffix>Jr</Suffix><AffiliationInfo><Affiliation>Farm</Affiliation>
</AffiliationInfo></Author><Author><CollectiveName>Orchard Group</CollectiveName></Author>
<Author><LastName>Ek</LastName><Initials>B</Initials></Author></AuthorList>
<Language>eng</Language><PublicationTypeList><PublicationType UI="D016428">Journal Article
</PublicationType></PublicationTypeList>
<ArticleDate DateType="Electronic"><Year>2024</Year><Month>01</Month><Day>02</Day></ArticleDate>
</Article><MeshHeadingList><MeshHeading><DescriptorName>Fruit</DescriptorName></MeshHeading>
</MeshHeadingList></MedlineCitation>
<PubmedData><ArticleIdList><ArticleId IdType="pubmed">101</ArticleId>
<ArticleId IdType="doi">10.5555/Pub.1</ArticleId><ArticleId IdType="pmc">PMC77</ArticleId>
</ArticleIdList><ReferenceList><Reference><ArticleIdList><ArticleId IdType="doi">10.9999/cited
</ArticleId></ArticleIdList></Reference></ReferenceList></PubmedData></PubmedArticle>
<PubmedArticle><MedlineCitation><PMID Version="1">102</PMID><Article><Journal><JournalIssue>
<PubDate><MedlineDate>1998 Dec-1999 Jan</MedlineDate></PubDate></JournalIssue></Journal>
<ArticleTitle>[Sorting pears].</ArticleTitle><VernacularTitle>Birnen sortieren.</VernacularTitle>
<ELocationID EIdType="pii">S1</ELocationID><ELocationID EIdType="doi">10.5555/pub.2</ELocationID>
</Article></MedlineCitation></PubmedArticle>
<PubmedArticle><MedlineCitation><PMID>103</PMID><Article><Journal><JournalIssue><PubDate>
<MedlineDate>2000-2001</MedlineDate></PubDate></JournalIssue></Journal>
<ArticleTitle>[Not Available].</ArticleTitle><VernacularTitle>Trier des prunes.</VernacularTitle>
</Article></MedlineCitation></PubmedArticle>
<PubmedBookArticle><BookDocument><PMID>104</PMID><ArticleIdList><ArticleId IdType="bookaccession">
NBK1</ArticleId></ArticleIdList><Book><BookTitle>Fruit Reviews</BookTitle><PubDate><Year>1993</Year>
</PubDate><AuthorList Type="editors"><Author><LastName>Om</LastName><ForeName>Cy</ForeName></Author>
</AuthorList></Book><ArticleTitle>Plum Disease</ArticleTitle><AuthorList Type="authors"><Author>
<LastName>Li</LastName><ForeName>Di</ForeName></Author></AuthorList><Abstract><AbstractText>
{ABSTRACT}</AbstractText></Abstract><ContributionDate><Year>2007</Year><Month>09</Month>
</ContributionDate></BookDocument></PubmedBookArticle>
<DeleteCitation><PMID Version="1">9</PMID></DeleteCitation>
</PubmedArticleSet>
"""


def styled(text: str) -> str:
    return f'<style face="normal" font="default" size="100%">{text}</style>'


ENDNOTE = (
    '<?xml version="1.0" encoding="UTF-8" ?><xml><records><record><database name="My.enl" '
    'path="C:\\My.enl">My.enl</database><source-app name="EndNote" version="21.0">EndNote'
    '</source-app><rec-number>1</rec-number><foreign-keys><key app="EN">1</key></foreign-keys>'
    '<ref-type name="Journal Article">17</ref-type><contributors><authors><author>'
    f"{styled('van Ek, Bo')}</author><author>{styled('World Fruit Organization,')}</author>"
    f"</authors></contributors><titles><title>{styled('Sorting ')}"
    '<style face="italic" font="default" size="100%">Malus</style>'
    f"{styled(' by colour')}</title><secondary-title>{styled('Journal of Orchards')}"
    f"</secondary-title></titles><volume>{styled('7')}</volume><keywords><keyword>"
    f"{styled('fruit')}</keyword><keyword>{styled('colour')}</keyword></keywords><dates><year>"
    f"{styled('2021')}</year><pub-dates><date>{styled('Mar 2')}</date></pub-dates></dates>"
    f"<accession-num>{styled('123456')}</accession-num><abstract>{styled(ABSTRACT + '&#xD;')}"
    f"</abstract><urls><related-urls><url>{styled('https://fruit.example/1?a=1&amp;b=2')}</url>"
    f"</related-urls></urls><electronic-resource-num>{styled('https://doi.org/10.5555/E.1')}"
    f"</electronic-resource-num><remote-database-name>{styled('Medline')}</remote-database-name>"
    # Zotero, Mendeley: no styles
    '</record><record><ref-type name="Conference Paper">47</ref-type><contributors><authors>'
    "<author>Li, Ada</author></authors></contributors><titles><title>Sorting Pears</title></titles>"
    "<dates><year>2020</year><pub-dates><date>2020-05-06</date></pub-dates></dates><urls><web-urls>"
    "<url>https://arxiv.org/abs/2005.00001</url></web-urls></urls></record></records></xml>"
)

ACL = f"""\
<?xml version='1.0' encoding='UTF-8'?>
<collection id="2024.fruit">
  <volume id="main" ingest-date="2024-08-01" type="proceedings">
    <meta><booktitle>Proceedings of the Fruit Meeting</booktitle>
      <editor><first>Cy</first><last>Om</last></editor><month>August</month><year>2024</year></meta>
    <frontmatter><url hash="a">2024.fruit-main.0</url></frontmatter>
    <paper id="1"><title><fixed-case>A</fixed-case>pples: <tex-math>x^2</tex-math> Sorted</title>
      <author id="ada-li"><first>Ada</first><last>Li</last><affiliation>Farm</affiliation></author>
      <author><first/><last>Plato</last></author><pages>1-9</pages><abstract>{ABSTRACT}</abstract>
      <url hash="b">2024.fruit-main.1</url><doi>10.5555/acl.1</doi></paper>
    <paper id="2"><title>Sorting Pears</title></paper>
  </volume>
  <volume id="short"><meta><booktitle>Short Fruit</booktitle><year>2025</year></meta>
    <paper id="1"><title>Sorting Plums</title><url>2024.fruit-short.1</url></paper></volume>
</collection>
"""

DBLP = """\
<?xml version="1.0" encoding="ISO-8859-1"?>
<!DOCTYPE dblp SYSTEM "dblp-2024-08-01.dtd">
<dblp>
<www mdate="2009-06-09" key="homepages/l/Li"><author>Ada Li</author><title>Home Page</title></www>
<article mdate="2020-01-01" key="journals/fruit/Li20" publtype="informal"><author>Ada Li 0002
</author><author>J&uuml;rgen &#xC4;pfel</author><title>Sorting <i>Malus</i> &amp; Pears.</title>
<pages>1-9</pages><year>2020</year><month>May</month><volume>7</volume><journal>Fruit</journal>
<ee type="oa">https://doi.org/10.5555/DBLP.1</ee><url>db/journals/fruit/fruit7.html#Li20</url>
</article><inproceedings mdate="2021-01-01" key="conf/fruit/Ek21"><author>Bo van Ek</author>
<title>Sorting Plums.</title><year>2021</year><crossref>conf/fruit/2021</crossref>
<booktitle>FRUIT</booktitle><ee>http://arxiv.org/abs/2101.00001</ee></inproceedings>
<proceedings key="conf/fruit/2021"><editor>Cy Om</editor><title>Proceedings of FRUIT</title>
<year>2021</year></proceedings>
</dblp>
"""

MODS = f"""\
<?xml version="1.0" encoding="UTF-8"?>
<modsCollection xmlns="http://www.loc.gov/mods/v3">
<mods ID="li-2024"><titleInfo><nonSort>The </nonSort><title>Sorting of Apples</title>
<subTitle>A Plain Rule</subTitle></titleInfo><titleInfo type="abbreviated"><title>Sort</title>
</titleInfo><name type="personal"><namePart type="given">Ada</namePart><namePart type="given">B
</namePart><namePart type="family">Li</namePart><role><roleTerm type="text">author</roleTerm></role>
</name><name type="corporate"><namePart>Om, Cy</namePart><role><roleTerm>editor</roleTerm></role>
</name><originInfo><dateIssued>2024-08</dateIssued></originInfo><abstract>{ABSTRACT}</abstract>
<relatedItem type="host"><titleInfo><title>Fruit Meeting</title></titleInfo><identifier type="doi">
10.9999/host</identifier></relatedItem><identifier type="citekey">li-2024</identifier>
<identifier type="doi">10.5555/mods.1</identifier><location><url>https://fruit.example/mods</url>
</location></mods>
<mods:mods xmlns:mods="http://www.loc.gov/mods/v3"><mods:titleInfo><mods:title>Sorting Pears
</mods:title></mods:titleInfo><mods:name><mods:namePart>Ek, Bo</mods:namePart></mods:name>
<mods:relatedItem type="host"><mods:part><mods:date>2019</mods:date></mods:part></mods:relatedItem>
</mods:mods></modsCollection>
"""

JATS = f"""\
<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE pmc-articleset PUBLIC "-//NLM//DTD ARTICLE SET 2.0//EN" "https://dtd.example/nlm.dtd">
<pmc-articleset><article xmlns:xlink="http://www.w3.org/1999/xlink" article-type="research-article">
<front><journal-meta><journal-title-group><journal-title>Fruit</journal-title></journal-title-group>
</journal-meta><article-meta><article-id pub-id-type="pmid">201</article-id>
<article-id pub-id-type="pmc">88</article-id><article-id pub-id-type="doi">10.5555/jats.1
</article-id><title-group><article-title>Sorting <italic>Malus</italic><xref ref-type="fn"
rid="f"><sup>*</sup></xref></article-title><subtitle>A Plain Rule</subtitle></title-group>
<contrib-group><contrib contrib-type="author"><name><surname>van Ek</surname><given-names>Bo
</given-names></name><xref ref-type="aff"><sup>1</sup></xref></contrib><contrib
contrib-type="author"><collab>Orchard Group</collab></contrib><contrib contrib-type="editor"><name>
<surname>Om</surname><given-names>Cy</given-names></name></contrib></contrib-group>
<pub-date pub-type="collection"><year>2024</year></pub-date><pub-date pub-type="epub"><day>5</day>
<month>3</month><year>2024</year></pub-date><abstract abstract-type="graphical"><p>A picture.</p>
</abstract><abstract><title>Abstract</title><sec><title>Background</title><p>We sort.</p></sec><sec>
<title>Results:</title><p>With <inline-formula><alternatives><tex-math>\\documentclass{{minimal}}
\\begin{{document}}$$x^2$$\\end{{document}}</tex-math><mml:math
xmlns:mml="http://www.w3.org/1998/Math/MathML"><mml:mi>x</mml:mi></mml:math></alternatives>
</inline-formula> rules. {ABSTRACT}</p></sec></abstract><kwd-group><kwd>fruit</kwd></kwd-group>
</article-meta></front><body><sec><title>Introduction</title><p>Apples.</p></sec></body><back><ref>
<article-title>Cited</article-title></ref></back></article></pmc-articleset>
"""

CROSSREF = f"""\
<?xml version="1.0" encoding="UTF-8"?>
<doi_records><doi_record owner="10.5555"><crossref><journal><journal_metadata language="en">
<full_title>Fruit</full_title></journal_metadata><journal_issue><publication_date><year>2023</year>
</publication_date></journal_issue><journal_article><titles><title>Sorting Apples</title></titles>
<contributors><person_name sequence="first" contributor_role="author"><given_name>Ada</given_name>
<surname>Li</surname></person_name><organization contributor_role="author">Orchard Group
</organization><person_name contributor_role="editor"><surname>Om</surname></person_name>
</contributors><jats:abstract xmlns:jats="http://www.ncbi.nlm.nih.gov/JATS1"><jats:p>{ABSTRACT}
</jats:p></jats:abstract><publication_date media_type="online"><month>01</month><day>02</day>
<year>2024</year></publication_date><doi_data><doi>10.5555/cr.1</doi>
<resource>https://fruit.example/cr</resource></doi_data></journal_article></journal></crossref>
</doi_record></doi_records>
"""

TEI = f"""\
<?xml version="1.0" encoding="UTF-8"?>
<TEI xml:space="preserve" xmlns="http://www.tei-c.org/ns/1.0"><teiHeader xml:lang="en"><fileDesc>
<titleStmt><title level="a" type="main">Sorting Apples</title></titleStmt><publicationStmt>
<date type="published" when="2024-01-02">2 January 2024</date></publicationStmt><sourceDesc>
<biblStruct><analytic><author role="corresp"><persName><forename type="first">Ada</forename>
<forename type="middle">B</forename><surname>Li</surname></persName><affiliation key="aff0"/>
</author><title level="a" type="main">Sorting Apples</title></analytic><monogr><title level="j">
Fruit</title><imprint><date type="published" when="2024-01-02"/></imprint></monogr>
<idno type="DOI">10.5555/tei.1</idno><idno type="arXiv">arXiv:2401.00009v1[cs.LG]</idno>
</biblStruct></sourceDesc></fileDesc><profileDesc><abstract><div><p><s>{ABSTRACT}</s></p></div>
</abstract></profileDesc></teiHeader><text><body><div><head>Introduction</head></div></body></text>
</TEI>
"""

FEED = f"""\
<?xml version="1.0" encoding="UTF-8" ?>
<rdf:RDF xmlns="http://purl.org/rss/1.0/" xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"
 xmlns:prism="http://purl.org/rss/1.0/modules/prism/" xmlns:dc="http://purl.org/dc/elements/1.1/">
<channel rdf:about="http://biorxiv.org"><title>bioRxiv: Plants</title></channel>
<item rdf:about="http://biorxiv.org/cgi/content/short/1v1?rss=1"><title><![CDATA[Sorting Apples
]]></title><link>http://biorxiv.org/cgi/content/short/1v1?rss=1</link>
<description><![CDATA[{ABSTRACT}]]></description>
<dc:creator><![CDATA[Li, A., van Ek, B.]]></dc:creator><dc:date>2024-01-02</dc:date>
<dc:identifier>doi:10.1101/2024.01.01.1</dc:identifier>
<dc:title><![CDATA[Sorting Apples]]></dc:title></item>
<item><title>Sorting Pears</title><link>http://biorxiv.org/cgi/content/short/2v1</link></item>
</rdf:RDF>
"""


def harvest_record(metadata: str, status: str = "") -> str:
    return (
        f"<record><header{status}><identifier>oai:fruit.example:1</identifier><datestamp>2024-01-02"
        f"</datestamp></header><metadata>{metadata}</metadata></record>"
    )


DC = (
    '<oai_dc:dc xmlns:oai_dc="http://www.openarchives.org/OAI/2.0/oai_dc/" '
    'xmlns:dc="http://purl.org/dc/elements/1.1/">{}</oai_dc:dc>'
)
HARVEST = f"""\
<?xml version="1.0" encoding="UTF-8"?>
<OAI-PMH xmlns="http://www.openarchives.org/OAI/2.0/"><ListRecords>
{harvest_record("", ' status="deleted"')}
{
    harvest_record(
        DC.format(
            '<dc:title xml:lang="de">Äpfel sortieren</dc:title><dc:title xml:lang="en">Sorting '
            "Apples</dc:title><dc:creator>Li, Ada; University of Fruit</dc:creator><dc:creator>van "
            "Ek, Bo, 1970-</dc:creator><dc:description>Includes references (p. 9)</dc:description>"
            f"<dc:description>{ABSTRACT}</dc:description><dc:date>2019-06-01T00:00:00Z</dc:date>"
            "<dc:date>info:eu-repo/date/embargoEnd/2025-01-01</dc:date><dc:date>2018</dc:date>"
            "<dc:identifier>http://hdl.handle.net/1/2</dc:identifier><dc:relation>"
            "info:eu-repo/semantics/altIdentifier/doi/10.5555/dc.1</dc:relation><dc:type>Thesis</dc:type><dc:subject>fruit</dc:subject>"
        )
    )
}
{harvest_record(MODS[MODS.index("<mods:mods") : MODS.index("</modsCollection>")])}
{harvest_record("<marc:record xmlns:marc='http://www.loc.gov/MARC21/slim'/>")}
</ListRecords></OAI-PMH>
"""

DATACITE = f"""\
<?xml version="1.0" encoding="UTF-8"?>
<resource xmlns="http://datacite.org/schema/kernel-4"><identifier identifierType="DOI">10.5555/dct.1
</identifier><creators><creator><creatorName nameType="Personal">Li, Ada</creatorName>
<givenName>Ada</givenName><familyName>Li</familyName></creator></creators><titles>
<title titleType="Subtitle">A Plain Rule</title><title>Sorting Apples</title></titles>
<publisher>Fruit</publisher><publicationYear>2024</publicationYear><dates>
<date dateType="Issued">2024-01-02</date></dates><descriptions>
<description descriptionType="Other">A note.</description>
<description descriptionType="Abstract">&lt;p&gt;{ABSTRACT}&lt;/p&gt;</description></descriptions>
</resource>
"""

XML_TEXTS = {
    "pubmed-xml": PUBMED,
    "endnote-xml": ENDNOTE,
    "acl-xml": ACL,
    "dblp-xml": DBLP,
    "mods-xml": MODS,
    "jats-xml": JATS,
    "crossref-xml": CROSSREF,
    "tei-xml": TEI,
    "feed": FEED,
    "oai-pmh": HARVEST,
    "datacite-xml": DATACITE,
}
