"""What an encoder is, and how settings choose one."""

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from paperthemes.encoders.settings import EmbedSettings
from paperthemes.errors import UserError


class Encoder(Protocol):
    """Turns texts into vectors."""

    @property
    def name(self) -> str:
        """Name of the encoder, as in `embed.encoder` and in the name of its result file."""
        ...

    @property
    def per_text(self) -> bool:
        """Whether a vector depends on its text alone, so that it may be kept and texts divided."""
        ...

    @property
    def fingerprint(self) -> str:
        """SHA-256 of all that decides a vector besides its text: equal ones, equal vectors."""
        ...

    @property
    def dimension(self) -> int:
        """Length of a vector."""
        ...

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return the vectors, shape `(len(texts), dimension)`."""
        ...

    def truncated(self, texts: Sequence[str]) -> NDArray[np.bool_]:
        """Tell which texts are longer than what is read of one, shape `(len(texts),)`."""
        ...


def make_encoder(settings: EmbedSettings, *, threads: int = 1, offline: bool = False) -> Encoder:
    """Build the encoder that `settings` names.

    Parameters
    ----------
    settings
        The section `embed` of the config.
    threads
        Texts worked on at a time.
    offline
        Never try the network.

    Raises
    ------
    UserError
        If the model cannot be had, or is none for this encoder.
    """
    return _ENCODERS[settings.encoder](settings, threads, offline)


def _official(settings: EmbedSettings, offline: bool) -> Path:
    from paperthemes.encoders.sources import minilm_folder

    return minilm_folder(settings.model, offline=offline)


def _named(settings: EmbedSettings, offline: bool) -> Path:
    from paperthemes.encoders.sources import BERT_FILES, model_folder

    if settings.model is None:
        raise UserError(
            f"embed.encoder {settings.encoder} needs embed.model: a folder, or a name on the model "
            "hub (owner/name)"
        )
    return model_folder(settings.model, settings.revision, BERT_FILES, offline=offline)


def _bert(
    settings: EmbedSettings,
    threads: int,
    offline: bool,
    *,
    folder: Callable[[EmbedSettings, bool], Path],
    int8: bool,
) -> Encoder:
    from paperthemes.encoders.bert import BertEncoder
    from paperthemes.encoders.bert_model import Checkpoint

    return BertEncoder(
        settings.encoder,
        Checkpoint.read(folder(settings, offline)),
        int8=int8,
        max_tokens=settings.max_tokens,
        threads=threads,
    )


def _sentence_transformers(settings: EmbedSettings, threads: int, offline: bool) -> Encoder:
    from paperthemes.encoders.sentence_transformers import SentenceTransformersEncoder

    return SentenceTransformersEncoder(settings, threads=threads, offline=offline)


def _lsa(settings: EmbedSettings, threads: int, offline: bool) -> Encoder:
    from paperthemes.encoders.lsa import LsaEncoder

    return LsaEncoder()


_ENCODERS: dict[str, Callable[[EmbedSettings, int, bool], Encoder]] = {
    "minilm-int8": partial(_bert, folder=_official, int8=True),
    "minilm-fp32": partial(_bert, folder=_official, int8=False),
    "bert-int8": partial(_bert, folder=_named, int8=True),
    "bert-fp32": partial(_bert, folder=_named, int8=False),
    "sentence-transformers": _sentence_transformers,
    "lsa": _lsa,
}
