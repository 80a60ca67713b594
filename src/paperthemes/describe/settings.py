"""Settings of step describe: themes, and names by a language model."""

from typing import Annotated

from pydantic import Field

from paperthemes.lexicon.lexicon import DEFAULT
from paperthemes.settings import Section

NonEmpty = Annotated[str, Field(min_length=1)]


class NamingSettings(Section):
    """The fields of research that topics are named after, and a language model that names them."""

    fields: NonEmpty | list[NonEmpty] | None = DEFAULT
    """tables of fields that topics are named after: `default`, paths of your own CSV files with the
    columns field, parent and aliases, or a list of both; null names topics by phrases alone"""
    model: NonEmpty | None = None
    """name of the model, as its service knows it; null uses no model"""
    base_url: str = Field("https://api.openai.com/v1", pattern=r"^https?://\S+$(?!\n)")
    """address of a service with OpenAI's protocol, which may run on this machine"""
    timeout: float = Field(30.0, gt=0)
    """seconds to wait for an answer, more than 0; a failed request is repeated once"""

    @property
    def field_tables(self) -> list[str]:
        """The tables of fields, as `read_lexicon` takes them."""
        if self.fields is None:
            return []
        return [self.fields] if isinstance(self.fields, str) else self.fields
