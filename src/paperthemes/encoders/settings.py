"""Settings of step embed: the encoder, and where its vectors are kept."""

from typing import Annotated, Literal

from pydantic import Field, ValidationInfo, field_validator
from pydantic_core import PydanticCustomError

from paperthemes.settings import Section
from paperthemes.text.paper_text import TEMPLATE

EncoderName = Literal[
    "minilm-int8", "minilm-fp32", "bert-int8", "bert-fp32", "sentence-transformers", "lsa"
]
_MAX_BERT_TOKENS = 512  # number of position embeddings of BERT models


class EmbedSettings(Section):
    """Settings that decide the vectors."""

    encoder: EncoderName = "minilm-int8"
    """the encoder: all-MiniLM-L6-v2 in 8-bit integers (minilm-int8) or float32 (minilm-fp32),
    another model of the BERT family (bert-int8, bert-fp32), any model of the library
    sentence-transformers if that is installed, or the words of the corpus without a model (lsa)"""
    model: Annotated[str, Field(min_length=1)] | None = Field(None, validate_default=True)
    """the model: its folder, or its name on the model hub (owner/name; minilm-* take a folder
    only); null is all-MiniLM-L6-v2, installed or from the hub"""
    revision: Annotated[str, Field(pattern=r"^[0-9a-f]{40}$(?!\n)")] | None = None
    """commit of a model on the hub, 40 hex digits; required for hub models, so that every run uses
    the same"""
    max_tokens: int = Field(256, ge=8, le=8192)
    """tokens (word pieces) of a paper that are read, 8 or more; the rest is cut off; models of the
    BERT family read at most 512"""
    text: str = Field(TEMPLATE, pattern=r"^([^{}]*\{(title|abstract)\})+[^{}]*$")
    """text of a paper that is read: a template with {title} and {abstract}, or one of them; if one
    is empty, it is left out with the text before it"""

    @field_validator("model")
    @classmethod
    def _require_model(cls, value: str | None, info: ValidationInfo) -> str | None:
        """Check that a model is set for the encoders that have no default model."""
        if value is None and info.data.get("encoder") in ("bert-int8", "bert-fp32"):
            raise PydanticCustomError(
                "missing_model",
                "null is not text (bert-int8 and bert-fp32 need a folder, or owner/name on the "
                "model hub)",
            )
        return value

    @field_validator("max_tokens")
    @classmethod
    def _limit_tokens(cls, value: int, info: ValidationInfo) -> int:
        """Check that `max_tokens` is not too large for an encoder of the BERT family."""
        # None: the encoder is not valid, which has a message of its own.
        unlimited = ("sentence-transformers", "lsa", None)
        if value > _MAX_BERT_TOKENS and info.data.get("encoder") not in unlimited:
            raise PydanticCustomError(
                "too_many_tokens",
                f"{value} is more than {_MAX_BERT_TOKENS} (models of the BERT family read no more)",
            )
        return value


class EmbedSection(EmbedSettings):
    """Settings for turning papers into vectors."""

    cache: Annotated[str, Field(min_length=1)] | None = "auto"
    """folder where vectors are kept for later runs: auto is the user's cache folder, null keeps
    none; a relative path starts from the working directory"""
    threads: int = Field(8, ge=1)
    """texts encoded at the same time, at most as many as the run has cores"""
