"""PubMed's E-utilities: `esearch.fcgi` with days and history, then `efetch.fcgi` from there."""

from helpers.stand_in_server import Answer
from helpers.stand_in_services import Request, Service, make_titles
from paperthemes.fetch.sources.pubmed import PubMed

_TITLES = make_titles(204)
_DAYS = (*["2026/10/31"] * 2, *["2026/11/02"] * 201, "2026/11/20")
_FOLDER = "/entrez/eutils"


def answer(request: Request) -> Answer:
    """Answer with the result of a search, or with a page of it."""
    parameters = request.parameters
    assert parameters["db"] == "pubmed"
    if request.path == f"{_FOLDER}/esearch.fcgi":
        assert (parameters["term"], parameters["datetype"]) == ("fruit[tiab]", "edat")
        assert parameters["usehistory"] == "y"
        return _make_result(parameters["mindate"], parameters["maxdate"])
    assert request.path == f"{_FOLDER}/efetch.fcgi"
    assert (parameters["query_key"], parameters["retmode"]) == ("1", "xml")
    matches = _find(*parameters["WebEnv"].split("-"))
    start, size = int(parameters["retstart"]), int(parameters["retmax"])
    assert start < len(matches)
    articles = "".join(map(_make_article, matches[start : start + size]))
    return _make_answer(f"<PubmedArticleSet>{articles}</PubmedArticleSet>")


def _find(first: str, last: str) -> list[int]:
    """Return the numbers of the papers that were added on some days."""
    return [number for number, day in enumerate(_DAYS) if first <= day <= last]


def _make_result(first: str, last: str) -> Answer:
    """Return the result of a search; the term that was searched for has its own number."""
    return _make_answer(
        f"""<eSearchResult><Count>{len(_find(first, last))}</Count><RetMax>0</RetMax>
        <QueryKey>1</QueryKey><WebEnv>{first}-{last}</WebEnv><IdList/>
        <TranslationStack><TermSet><Term>fruit[tiab]</Term><Count>12345</Count></TermSet>
        </TranslationStack></eSearchResult>"""
    )


def _make_article(number: int) -> str:
    """Return a paper."""
    year, month, day = _DAYS[number].split("/")
    return f"""
      <PubmedArticle><MedlineCitation Status="Publisher" Owner="NLM"><PMID>{number + 1}</PMID>
          <Article><Journal><JournalIssue><PubDate><Year>{year}</Year><Month>{month}</Month>
            <Day>{day}</Day></PubDate></JournalIssue><Title>Journal of Fruit</Title></Journal>
            <ArticleTitle>{_TITLES[number]}</ArticleTitle>
            <Abstract><AbstractText>We describe how it is done.</AbstractText></Abstract>
            <AuthorList><Author><LastName>Apple</LastName><ForeName>Ada</ForeName></Author>
            </AuthorList></Article></MedlineCitation></PubmedArticle>"""


def _make_answer(content: str) -> Answer:
    """Return an answer in XML."""
    text = f'<?xml version="1.0" encoding="UTF-8" ?>\n{content}'
    return Answer(body=text.encode(), headers={"Content-Type": "text/xml"})


SERVICE = Service(
    model=PubMed,
    settings={"query": "fruit[tiab]", "since": "2026-10-30", "until": "2026-11-03"},
    titles=_TITLES[:-1],
    answer=answer,
    failure=_make_answer("<eSearchResult><ERROR>Search Backend failed</ERROR></eSearchResult>"),
)
