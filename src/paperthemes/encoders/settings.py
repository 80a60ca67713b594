"""Settings of step embed: the encoder, and where its vectors are kept."""

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import Field, ValidationInfo, field_validator
from pydantic_core import PydanticCustomError

from paperthemes.openai_service import hide_secrets, is_local
from paperthemes.settings import Section
from paperthemes.text.paper_text import TEMPLATE

EncoderName = Literal[
    "minilm-int8",
    "minilm-fp32",
    "bert-int8",
    "bert-fp32",
    "model2vec",
    "sentence-transformers",
    "openai",
    "lsa",
]
_MAX_BERT_TOKENS = 512  # number of position embeddings of BERT models
_NAMES_OF_MODELS = {  # of the encoders that have no default model
    **dict.fromkeys(("bert-int8", "bert-fp32", "model2vec"), "a folder, or owner/name on the hub"),
    "openai": "the name of a model, as its service knows it",
}
_SERVICE_SETTINGS = ("base_url", "dimensions")  # of the encoder openai only


class EmbedSettings(Section):
    """Settings that decide the vectors."""

    encoder: EncoderName = "minilm-int8"
    """the encoder: all-MiniLM-L6-v2 in 8-bit integers (minilm-int8) or float32 (minilm-fp32),
    another model of the BERT family (bert-int8, bert-fp32), static embeddings (model2vec), any
    model of the library sentence-transformers if that is installed, a model of a service with
    OpenAI's protocol (openai), or the words of the corpus without a model (lsa)"""
    model: Annotated[str, Field(min_length=1)] | None = Field(None, validate_default=True)
    """the model: its folder, or its name on the model hub (owner/name; minilm-* take a folder
    only), or the name by which its service knows it; null is all-MiniLM-L6-v2, installed or from
    the hub"""
    revision: Annotated[str, Field(pattern=r"^[0-9a-f]{40}$(?!\n)")] | None = None
    """commit of a model on the hub, 40 hex digits; required for hub models, so that every run uses
    the same"""
    max_tokens: int = Field(256, ge=8, le=8192)
    """tokens (word pieces) of a paper that are read, 8 or more; the rest is cut off; models of the
    BERT family read at most 512; with openai, 4 characters count as a token"""
    text: str = Field(TEMPLATE, pattern=r"^([^{}]*\{(title|abstract)\})+[^{}]*$")
    """text of a paper that is read: a template with {title} and {abstract}, or one of them; if one
    is empty, it is left out with the text before it"""
    base_url: str = Field("https://api.openai.com/v1", pattern=r"^https?://\S+$(?!\n)")
    """address of the service that the encoder openai asks; it may run on this machine"""
    dimensions: Annotated[int, Field(ge=1)] | None = None
    """length of a vector, for models of the encoder openai that offer several; null is the default
    of the model"""

    @field_validator("model")
    @classmethod
    def _require_model(cls, value: str | None, info: ValidationInfo) -> str | None:
        """Check that a model is set for the encoders that have no default model."""
        encoder = info.data.get("encoder")
        if value is None and encoder in _NAMES_OF_MODELS:
            raise PydanticCustomError(
                "missing_model", f"null is not text ({encoder} needs {_NAMES_OF_MODELS[encoder]})"
            )
        return value

    @field_validator("base_url")
    @classmethod
    def _check_address(cls, value: str) -> str:
        """Check that an address holds no key, and that nobody between can read what is sent."""
        if value != hide_secrets(value):
            raise PydanticCustomError(
                "secret_in_address",
                "must have no password, query or fragment (a key is read from the environment "
                "variable OPENAI_API_KEY)",
            )
        if not value.lower().startswith("https:") and not is_local(value):
            raise PydanticCustomError(
                "unencrypted_address",
                f"{value} is not encrypted (use https, except for a service on this machine)",
            )
        return value

    @field_validator("max_tokens")
    @classmethod
    def _limit_tokens(cls, value: int, info: ValidationInfo) -> int:
        """Check that `max_tokens` is not too large for an encoder of the BERT family."""
        # None: the encoder is not valid, which has a message of its own.
        unlimited = ("model2vec", "sentence-transformers", "openai", "lsa", None)
        if value > _MAX_BERT_TOKENS and info.data.get("encoder") not in unlimited:
            raise PydanticCustomError(
                "too_many_tokens",
                f"{value} is more than {_MAX_BERT_TOKENS} (models of the BERT family read no more)",
            )
        return value


def select_settings(section: Mapping[str, Any]) -> dict[str, Any]:
    """Return the settings that decide the vectors, from the section `embed`, sorted by name.

    The settings of a service are left out unless the encoder uses them.
    """
    unused = () if section["encoder"] == "openai" else _SERVICE_SETTINGS
    return {key: section[key] for key in sorted(EmbedSettings.model_fields) if key not in unused}


class EmbedSection(EmbedSettings):
    """Settings for turning papers into vectors."""

    cache: Annotated[str, Field(min_length=1)] | None = "auto"
    """folder where vectors are kept for later runs: auto is the user's cache folder, null keeps
    none; a relative path starts from the working directory"""
    threads: int = Field(8, ge=1)
    """texts encoded at the same time, at most as many as the run has cores"""
