"""The encoders lsa and sentence-transformers."""

import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pytest
from threadpoolctl import threadpool_limits

from helpers.tiny_bert import write_tiny_bert
from paperthemes.encoders.encoder import make_encoder
from paperthemes.encoders.lsa import DIMENSION, lsa_vectors
from paperthemes.encoders.sentence_transformers import SentenceTransformersEncoder
from paperthemes.encoders.settings import EmbedSettings
from paperthemes.errors import UserError

# ---- lsa ----

FRUIT = ["sorting ripe apples", "ripe apples and pears", "sorting pears by colour"]
BRIDGES = ["bridges of steel", "old steel bridges", "wind on old bridges"]


def test_lsa_gives_texts_with_the_same_words_similar_vectors() -> None:
    encoder = make_encoder(EmbedSettings(encoder="lsa"))
    vectors = encoder.encode(FRUIT + BRIDGES)
    assert (vectors.shape, vectors.dtype) == ((6, DIMENSION), np.float32)
    cosines = vectors @ vectors.T
    assert cosines[:3, :3].min() > cosines[:3, 3:].max()
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)
    assert encoder.encode(FRUIT + BRIDGES).tobytes() == vectors.tobytes()
    assert not encoder.per_text
    assert not encoder.is_truncated(FRUIT).any()
    assert encoder.fingerprint == make_encoder(EmbedSettings(encoder="lsa")).fingerprint


def test_lsa_does_not_depend_on_the_number_of_threads() -> None:
    words = np.random.default_rng(0).integers(0, 400, (300, 60))
    texts = [" ".join(f"word{number}" for number in row) for row in words]
    with threadpool_limits(1):
        single = make_encoder(EmbedSettings(encoder="lsa")).encode(texts)
    with threadpool_limits(2):
        double = make_encoder(EmbedSettings(encoder="lsa")).encode(texts)
    assert single.tobytes() == double.tobytes()


@pytest.mark.parametrize(
    "texts", [[], [""], ["one"], ["", ""], ["the and of"], ["🍎", "🍐"], ["x" * 1_000_000, "\0"]]
)
def test_lsa_of_few_texts_or_texts_without_words_is_finite(texts: list[str]) -> None:
    vectors = make_encoder(EmbedSettings(encoder="lsa")).encode(texts)
    assert vectors.shape == (len(texts), 200)
    assert np.isfinite(vectors).all()


def test_lsa_has_no_more_dimensions_than_the_corpus_allows() -> None:
    assert lsa_vectors(FRUIT + BRIDGES, 4).shape == (6, 4)
    assert lsa_vectors(FRUIT, 100).shape == (3, 2)


# ---- sentence-transformers ----

LIBRARY = '''
import numpy as np

class SentenceTransformer:
    """Returns the length of a text, the number of tokens read, and the batch size."""

    def __init__(self, path, local_files_only):
        assert local_files_only
        self.path = path
        self.max_seq_length = 128
        self.device = type("device", (), {"type": DEVICE})

    def encode(self, texts, batch_size, show_progress_bar):
        assert not show_progress_bar
        read = [min(len(text.split()), self.max_seq_length) for text in texts]
        return np.array([(len(t), n, batch_size) for t, n in zip(texts, read)], np.float64)

    class tokenizer:
        model_max_length = 64

        def __new__(cls, texts, truncation, verbose):
            assert not truncation
            return {"input_ids": [text.split() for text in texts]}
'''


def install_stand_in(folder: Path, monkeypatch: pytest.MonkeyPatch, device: str = "cpu") -> None:
    """Install stand-ins for the parts of the library and of torch that the encoder uses."""
    folder.mkdir()
    (folder / "sentence_transformers.py").write_text(LIBRARY.replace("DEVICE", repr(device)))
    (folder / "torch.py").write_text(
        "def set_num_threads(number):\n    global threads\n    threads = number\n"
    )
    for name in ("sentence_transformers", "torch", "transformers"):
        (folder / f"{name}-9.9.dist-info").mkdir()
        (folder / f"{name}-9.9.dist-info/METADATA").write_text(f"Name: {name}\nVersion: 9.9\n")
        monkeypatch.setitem(sys.modules, name, None)  # so that it is removed again afterwards
        del sys.modules[name]
    monkeypatch.syspath_prepend(str(folder))


@pytest.fixture
def model(tmp_path: Path) -> Path:
    return write_tiny_bert(tmp_path / "model")


@pytest.mark.parametrize(("device", "batch"), [("cpu", 1), ("cuda", 32)])
def test_models_of_the_library_read_texts_alone_on_cpus_and_in_batches_on_gpus(
    tmp_path: Path, model: Path, monkeypatch: pytest.MonkeyPatch, device: str, batch: int
) -> None:
    install_stand_in(tmp_path / "library", monkeypatch, device)
    settings = EmbedSettings(encoder="sentence-transformers", model=str(model), max_tokens=8)
    encoder = make_encoder(settings, threads=3, offline=True)
    assert encoder.encode(["a b", "a " * 20]).tolist() == [[3, 2, batch], [40, 8, batch]]
    assert encoder.encode([]).shape == (0, 3)
    assert encoder.is_truncated(["a b", "a " * 20]).tolist() == [False, True]
    assert encoder.is_truncated([]).shape == (0,)
    assert encoder.per_text
    assert sys.modules["torch"].threads == 3


def test_errors_of_the_library_name_the_model(
    tmp_path: Path, model: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    install_stand_in(tmp_path / "library", monkeypatch)
    too_long = make_encoder(
        EmbedSettings(encoder="sentence-transformers", model=str(model), max_tokens=65)
    )
    with pytest.raises(UserError, match=r"reads 64 tokens at most; set embed.max_tokens"):
        too_long.encode(["a"])
    encoder = make_encoder(
        EmbedSettings(encoder="sentence-transformers", model=str(model), max_tokens=8)
    )
    with pytest.raises(
        UserError, match=r"cannot encode texts with the model in .* \(AttributeError"
    ):
        encoder.encode([None])  # type: ignore[list-item]


def test_the_fingerprint_depends_on_model_and_settings(
    tmp_path: Path, model: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    install_stand_in(tmp_path / "library", monkeypatch)
    settings = EmbedSettings(encoder="sentence-transformers", model=str(model), max_tokens=8)
    first = make_encoder(settings).fingerprint
    assert make_encoder(settings).fingerprint == first
    other = EmbedSettings(encoder="sentence-transformers", model=str(model), max_tokens=9)
    assert make_encoder(other).fingerprint != first
    (model / "config.json").write_text("{}")
    assert make_encoder(settings).fingerprint != first
    assert "torch" not in sys.modules  # computing the fingerprint does not load it
    default = EmbedSettings(encoder="sentence-transformers")
    assert len(SentenceTransformersEncoder(default).fingerprint) == 64


def test_pickled_weights_are_refused(
    tmp_path: Path, model: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    install_stand_in(tmp_path / "library", monkeypatch)
    (model / "model.safetensors").rename(model / "pytorch_model.bin")
    with pytest.raises(UserError, match="no weights as safetensors"):
        make_encoder(EmbedSettings(encoder="sentence-transformers", model=str(model)))


@pytest.mark.skipif(bool(find_spec("sentence_transformers")), reason="the library is installed")
def test_without_the_library_the_error_names_the_fix() -> None:
    with pytest.raises(UserError) as caught:
        make_encoder(EmbedSettings(encoder="sentence-transformers"))
    for part in ("pip install sentence-transformers", "minilm-int8", "bert-int8"):
        assert part in str(caught.value)


def test_default_encoder_imports_neither_torch_nor_transformers() -> None:
    program = """
import sys
from paperthemes.encoders.encoder import make_encoder
from paperthemes.encoders.settings import EmbedSettings
make_encoder(EmbedSettings()).encode(["a"])
heavy = {"torch", "transformers", "sentence_transformers", "sklearn", "huggingface_hub"}
print(sorted(heavy & set(sys.modules)))
"""
    result = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert result.stdout == "[]\n"
