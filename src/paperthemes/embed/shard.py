"""The files of the shards of step embed."""

from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np

from paperthemes.encoders.text_vectors import TextVectors
from paperthemes.files import read_arrays, write_arrays


@dataclass(frozen=True, slots=True, kw_only=True)
class Shard(TextVectors):
    """The result of one shard job: vectors and counts.

    Attributes
    ----------
    per_text
        `Encoder.per_text` of the encoder.
    cached
        Number of vectors from the cache; the others were encoded.
    seconds
        Time that the encoding took.
    """

    per_text: bool
    cached: int
    seconds: float

    def write(self, path: str | Path) -> None:
        """Write the shard to a `.npz` with an array per attribute."""
        write_arrays(path, **{name: np.asarray(value) for name, value in asdict(self).items()})

    @classmethod
    def read(cls, path: str | Path) -> "Shard":
        """Read a file written by `write`."""
        values: dict[str, Any] = dict(read_arrays(path))
        # These were written as arrays without dimensions.
        for name in ("fingerprint", "per_text", "cached", "seconds"):
            values[name] = values[name].item()
        return cls(**values)
