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
        """Name of the encoder: a value of the setting `embed.encoder`."""

    @property
    def per_text(self) -> bool:
        """True if a vector depends only on its text (except for rounding), so it can be cached.

        False if a vector also depends on the other texts of the corpus, as with `lsa`.
        """

    @property
    def fingerprint(self) -> str:
        """SHA-256, in hex, of what decides the vector of a text, such as the model and libraries.

        It does not depend on texts. So if `per_text` is False, vectors of one text from different
        corpora differ, although their fingerprints are equal.
        """

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return the vector of each text, shape `(len(texts), dimension)`.

        There may be no texts. If `per_text` is False, `texts` must be the whole corpus.
        """

    def is_truncated(self, texts: Sequence[str]) -> NDArray[np.bool_]:
        """Return for each text whether the encoder reads only its start, shape `(len(texts),)`."""


def make_encoder(settings: EmbedSettings, *, threads: int = 1, offline: bool = False) -> Encoder:
    """Build the encoder that `settings` names.

    Parameters
    ----------
    settings
        The section `embed` of the config.
    threads
        Number of threads for encoding; `lsa` and `model2vec` always use one.
    offline
        Whether the network must not be used.

    Raises
    ------
    UserError
        If the model or the encoder's library is not available, or the encoder does not support the
        model.
    """
    # Lazy imports: the libraries of each encoder take long to load.
    if settings.encoder == "lsa":
        from paperthemes.encoders.lsa import LsaEncoder

        return LsaEncoder()
    if settings.encoder == "sentence-transformers":
        from paperthemes.encoders.sentence_transformers import SentenceTransformersEncoder

        return SentenceTransformersEncoder(settings, threads=threads, offline=offline)
    if settings.encoder == "openai":
        from paperthemes.encoders.openai import OpenAIEncoder

        return OpenAIEncoder(settings, threads=threads, offline=offline)
    from paperthemes.encoders.sources import find_model_folder

    if settings.encoder == "model2vec":
        from paperthemes.encoders.model2vec import Model2VecEncoder

        return Model2VecEncoder(settings, find_model_folder(settings, offline=offline))
    from paperthemes.encoders.bert import BertEncoder

    return BertEncoder(settings, find_model_folder(settings, offline=offline), threads=threads)
