"""The sources, one module each; `fetch/source.py` says what a source must have."""

from paperthemes.fetch.source import Source
from paperthemes.fetch.sources.huggingface import HuggingFace

SOURCES: tuple[type[Source], ...] = (HuggingFace,)
