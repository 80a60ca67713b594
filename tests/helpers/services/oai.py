"""OAI-PMH as arXiv has it: `ListRecords` with days of modification and resumption tokens."""

from helpers.stand_in_server import Answer
from helpers.stand_in_services import Request, Service, make_arxiv_id, make_titles
from paperthemes.fetch.sources.oai import Oai

_TITLES = make_titles(8)
_DAYS = (*["2026-10-31"] * 3, *["2026-11-01"] * 4, "2026-11-20")
_MOST = 2  # papers of a page
_END = "<resumptionToken completeListSize='7'/>"


def answer(request: Request) -> Answer:
    """Answer with a page of the records that changed on some days."""
    assert request.parameters["verb"] == "ListRecords"
    token = request.parameters.get("resumptionToken")
    if token is None:
        assert request.parameters["metadataPrefix"] == "arXiv"
        assert request.parameters["set"] == "cs"
        first, last, start = request.parameters["from"], request.parameters["until"], 0
    else:
        assert request.parameters.keys() == {"verb", "resumptionToken"}
        first, last, text = token.split("|")
        start = int(text)
    matches = [n for n, day in enumerate(_DAYS) if first <= day <= last]
    if not matches:
        return _make_answer("<error code='noRecordsMatch'>nothing</error>")
    end = start + _MOST
    next_token = f"<resumptionToken>{first}|{last}|{end}</resumptionToken>"
    records = "".join(map(_make_record, matches[start:end]))
    rest = next_token if end < len(matches) else _END * bool(start)
    return _make_answer(f"<ListRecords>{records}{rest}</ListRecords>")


def _make_record(number: int) -> str:
    """Return the record of a paper."""
    return f"""
      <record><header><identifier>oai:arXiv.org:{make_arxiv_id(_TITLES[number])}</identifier>
          <datestamp>{_DAYS[number]}</datestamp></header>
        <metadata><arXiv xmlns="http://arxiv.org/OAI/arXiv/"><id>{make_arxiv_id(_TITLES[number])}</id>
          <created>{_DAYS[number]}</created><title>{_TITLES[number]}</title>
          <authors><author><keyname>Apple</keyname><forenames>Ada</forenames></author></authors>
          <categories>cs.DL</categories><abstract>We describe how it is done.</abstract>
        </arXiv></metadata></record>"""


def _make_answer(content: str) -> Answer:
    """Return an answer of the protocol."""
    text = f"""<?xml version="1.0" encoding="UTF-8"?>
      <OAI-PMH xmlns="http://www.openarchives.org/OAI/2.0/">
      <responseDate>2026-11-30T10:00:00Z</responseDate>{content}</OAI-PMH>"""
    return Answer(body=text.encode(), headers={"Content-Type": "text/xml"})


SERVICE = Service(
    model=Oai,
    settings={"set": "cs", "since": "2026-10-30", "until": "2026-11-03"},
    titles=_TITLES[:7],
    answer=answer,
    failure=_make_answer("<error code='badArgument'>The set is not known.</error>"),
)
