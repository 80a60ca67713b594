"""Settings of the step describe."""

from collections.abc import Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class LanguageModelSettings:
    """Settings for naming by a language model: the section `naming` of the config.

    Attributes
    ----------
    model
        Name of the model at its service; `None` asks no model.
    base_url
        Address of a service that speaks OpenAI's chat protocol.
    timeout
        Seconds to wait for an answer; a request that fails is repeated once.
    """

    model: str | None = None
    base_url: str = "https://api.openai.com/v1"
    timeout: float = 30.0


@dataclass(frozen=True, slots=True, kw_only=True)
class DescribeSettings:
    """Settings for describing topics; defaults and meaning as in the config schema.

    Attributes
    ----------
    n_themes
        Number of themes; `None` derives it from the number of topics.
    naming
        The language model to ask for names, if any.
    offline
        Never use the network.
    stop_words
        Words that appear in no keyword, and in no name but those that the user gives.
    """

    n_themes: int | None = None
    naming: LanguageModelSettings = field(default_factory=LanguageModelSettings)
    offline: bool = False
    stop_words: Sequence[str] = ()
