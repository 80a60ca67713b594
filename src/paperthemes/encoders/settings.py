"""Settings of step embed: the encoder, and where its vectors are kept."""

from dataclasses import dataclass
from typing import Literal

from paperthemes.text.paper_text import TEMPLATE


@dataclass(frozen=True, slots=True)
class EmbedSettings:
    """What of the config decides the vectors; defaults and meaning as in the config schema."""

    encoder: Literal[
        "minilm-int8", "minilm-fp32", "bert-int8", "bert-fp32", "sentence-transformers", "lsa"
    ] = "minilm-int8"
    model: str | None = None
    revision: str | None = None
    max_tokens: int = 256
    text: str = TEMPLATE
