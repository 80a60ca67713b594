"""Settings of step describe: themes, and names by a language model."""

from typing import Annotated

from pydantic import Field

from paperthemes.settings import Section


class NamingSettings(Section):
    """Names by a language model instead of those from the papers' own words."""

    model: Annotated[str, Field(min_length=1)] | None = None
    """name of the model, as its service knows it; null uses no model"""
    base_url: str = Field("https://api.openai.com/v1", pattern=r"^https?://\S+$(?!\n)")
    """address of a service with OpenAI's protocol, which may run on this machine"""
    timeout: float = Field(30.0, gt=0)
    """seconds to wait for an answer, more than 0; a failed request is repeated once"""
