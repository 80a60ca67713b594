"""What an encoder is, and how settings choose one."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, Protocol

import numpy as np
from numpy.typing import NDArray


class Encoder(Protocol):
    """Turns texts into vectors; a vector depends on its text alone."""

    @property
    def name(self) -> str:
        """Name of the encoder, as in `embed.encoder` and in the name of its result file."""
        ...

    @property
    def dimension(self) -> int:
        """Length of a vector."""
        ...

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return unit vectors, shape `(len(texts), dimension)`."""
        ...


@dataclass(frozen=True, slots=True)
class EmbedSettings:
    """The section `embed` of the config; defaults and meaning as in the config schema."""

    encoder: Literal["minilm-int8"] = "minilm-int8"
    model: str | None = None
    max_tokens: int = 256


def make_encoder(settings: EmbedSettings, threads: int = 1) -> Encoder:
    """Build the encoder that `settings` names, working on `threads` texts at a time."""
    return _ENCODERS[settings.encoder](settings, threads)


def _minilm(settings: EmbedSettings, threads: int) -> Encoder:
    from paperthemes.embed.minilm import MiniLM

    folder = None if settings.model is None else Path(settings.model)
    return MiniLM(folder, max_tokens=settings.max_tokens, threads=threads)


_ENCODERS: dict[str, Callable[[EmbedSettings, int], Encoder]] = {"minilm-int8": _minilm}
