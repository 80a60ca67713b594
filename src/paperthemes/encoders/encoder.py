"""The encoder interface, and the choice of an encoder by the settings."""

from collections.abc import Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from paperthemes.encoders.settings import EmbedSettings


class Encoder(Protocol):
    """Turns texts into vectors."""

    @property
    def name(self) -> str:
        """Name of the encoder, as in `embed.encoder` and in the name of its result file."""

    @property
    def per_text(self) -> bool:
        """True if a vector depends only on its own text, so that it can be cached.

        It is False if a vector also depends on the other texts of the corpus, as with `lsa`.
        """

    @property
    def fingerprint(self) -> str:
        """SHA-256, in hex, of everything that the vector of a given text depends on.

        If `per_text` is False, the vector also depends on the other texts, which are not included.
        """

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return the vector of each text, shape `(len(texts), dimension)`; `texts` may be empty."""

    def is_truncated(self, texts: Sequence[str]) -> NDArray[np.bool_]:
        """Return whether the encoder reads only the start of each text, shape `(len(texts),)`."""


def make_encoder(settings: EmbedSettings, *, threads: int = 1, offline: bool = False) -> Encoder:
    """Build the encoder that `settings` names.

    Parameters
    ----------
    settings
        The section `embed` of the config.
    threads
        Number of texts to encode at the same time.
    offline
        Whether the network must not be used.

    Raises
    ------
    UserError
        If the model is not available, or not supported by this encoder.
    """
    # Lazy imports: the libraries of each encoder take long to load.
    if settings.encoder == "lsa":
        from paperthemes.encoders.lsa import LsaEncoder

        return LsaEncoder()
    if settings.encoder == "sentence-transformers":
        from paperthemes.encoders.sentence_transformers import SentenceTransformersEncoder

        return SentenceTransformersEncoder(settings, threads=threads, offline=offline)
    from paperthemes.encoders.bert import BertEncoder
    from paperthemes.encoders.sources import find_model_folder

    return BertEncoder(settings, find_model_folder(settings, offline=offline), threads=threads)
