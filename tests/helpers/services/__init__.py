"""The stand-ins of all services, one module each."""

from helpers.services import (
    arxiv,
    biorxiv,
    crossref,
    feed,
    huggingface,
    oai,
    openalex,
    pubmed,
    semantic_scholar,
)
from helpers.stand_in_services import Service

SERVICES: tuple[Service, ...] = (
    huggingface.SERVICE,
    arxiv.SERVICE,
    oai.SERVICE,
    openalex.SERVICE,
    crossref.SERVICE,
    semantic_scholar.SERVICE,
    biorxiv.SERVICE,
    pubmed.SERVICE,
    feed.SERVICE,
)
