"""The sources, one module each; `fetch/source.py` says what a source must have."""

from typing import Annotated, get_args

from pydantic import Field

from paperthemes.fetch.source import Source
from paperthemes.fetch.sources.arxiv import Arxiv
from paperthemes.fetch.sources.biorxiv import BioRxiv
from paperthemes.fetch.sources.crossref import Crossref
from paperthemes.fetch.sources.feed import Feed
from paperthemes.fetch.sources.huggingface import HuggingFace
from paperthemes.fetch.sources.oai import Oai
from paperthemes.fetch.sources.openalex import OpenAlex
from paperthemes.fetch.sources.pubmed import PubMed
from paperthemes.fetch.sources.semantic_scholar import SemanticScholar

AnySource = Annotated[
    HuggingFace | Arxiv | Oai | OpenAlex | Crossref | SemanticScholar | BioRxiv | PubMed | Feed,
    Field(discriminator="source"),
]
SOURCES: tuple[type[Source], ...] = get_args(get_args(AnySource)[0])
