"""The stand-ins of all services, one module each."""

from helpers.services import arxiv, feed, huggingface, oai, openalex
from helpers.stand_in_services import Service

SERVICES: tuple[Service, ...] = (
    huggingface.SERVICE,
    arxiv.SERVICE,
    oai.SERVICE,
    openalex.SERVICE,
    feed.SERVICE,
)
