"""The BERT encoders: vectors, processors and fingerprints."""

import hashlib
import json
import logging
import shutil
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from onnx import numpy_helper
from tokenizers import Tokenizer, models, pre_tokenizers, processors

from helpers.tiny_bert import WIDTH, compute_vector, tiny_weights, write_tiny_bert
from helpers.workflow import REPOSITORY
from paperthemes.encoders import bert, bert_graph
from paperthemes.encoders.bert import BertEncoder
from paperthemes.encoders.bert_model import Checkpoint
from paperthemes.encoders.encoder import Encoder, make_encoder
from paperthemes.encoders.settings import EmbedSettings, EncoderName

TEXTS = [
    "Sorting apples by colour. We sort apples by colour and size.",
    "Orchard robots that grade fruit. A robot arm grades apples and pears by their hue.",
    "Bridges that sing. We predict the age of steel bridges from the sound of wind.",
    "",
    "🍎🍐🍊",
    "null\0bytes\0in it",
    "é 数据 $\\mathcal{L}$",
    "long " * 600,
]


@pytest.fixture(scope="module")
def minilm() -> Encoder:
    return make_encoder(EmbedSettings(), threads=2)


@pytest.fixture
def tiny(tmp_path: Path) -> Path:
    return write_tiny_bert(tmp_path / "tiny")


def encoder_of(folder: Path, *, int8: bool = False, max_tokens: int = 32) -> BertEncoder:
    name: EncoderName = "bert-int8" if int8 else "bert-fp32"
    settings = EmbedSettings(encoder=name, model=str(folder), max_tokens=max_tokens)
    return BertEncoder(settings, folder)


def write_json(path: Path, content: object) -> None:
    path.write_text(json.dumps(content))


# ---- vectors ----


@pytest.mark.parametrize(
    ("config", "pooling", "modules", "architecture"),
    [
        ({}, None, ("Transformer", "Pooling", "Normalize"), {}),
        (
            {"hidden_act": "relu"},
            {"pooling_mode": "cls"},
            ("Transformer", "Pooling"),
            {"activation": "relu", "pooling": "cls", "normalise": False},
        ),
        (
            {"hidden_act": "gelu_new", "model_type": "xlm-roberta", "pad_token_id": 1},
            {"pooling_mode_cls_token": True, "pooling_mode_mean_tokens": False},
            ("Transformer", "Pooling", "Normalize"),
            {"activation": "gelu_new", "pooling": "cls", "first_position": 2},
        ),
    ],
    ids=["bert", "relu, first token, any length", "roberta"],
)
def test_the_float32_graph_agrees_with_the_reference_implementation(
    tmp_path: Path,
    config: dict[str, Any],
    pooling: dict[str, Any] | None,
    modules: tuple[str, ...],
    architecture: dict[str, Any],
) -> None:
    weights = tiny_weights()
    prefixed = {f"model.{name}": tensor.astype(np.float16) for name, tensor in weights.items()}
    halves = {name: tensor.astype(np.float16) for name, tensor in weights.items()}
    write_tiny_bert(
        tmp_path / "x", weights=prefixed, config=config, pooling=pooling, modules=modules
    )
    encoder = encoder_of(tmp_path / "x")
    vectors = encoder.encode(TEXTS)
    assert (vectors.shape, vectors.dtype) == ((len(TEXTS), WIDTH), np.float32)
    tokenizer = Checkpoint.read(tmp_path / "x").load_tokenizer(32)
    for text, vector in zip(TEXTS, vectors, strict=True):
        expected_vector = compute_vector(halves, tokenizer.encode(text).ids, **architecture)
        np.testing.assert_allclose(vector, expected_vector, atol=2e-5, rtol=1e-4)


@pytest.mark.parametrize(("int8", "min_cosine"), [(False, 0.9999), (True, 0.99)])
def test_multilingual_models_with_sentence_pieces_are_read(
    tmp_path: Path, int8: bool, min_cosine: float
) -> None:
    config = {"model_type": "xlm-roberta", "pad_token_id": 1}
    folder = write_tiny_bert(tmp_path / "x", config=config)
    pieces = [
        "<s>",
        "<pad>",
        "</s>",
        "<unk>",
        "▁",
        "▁für",
        "ä",
        "日本",
        "語",
        *"abdefghilmnoprstuz",
    ]
    model = models.Unigram([(piece, -len(piece) / 9) for piece in pieces], 3)
    tokenizer = Tokenizer(model)
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace()
    tokenizer.post_processor = processors.TemplateProcessing(
        single="<s> $A </s>", special_tokens=[("<s>", 0), ("</s>", 2)]
    )
    tokenizer.save(str(folder / "tokenizer.json"))
    texts = ["umbau für das haus", "日本語", "émotions"]
    vectors = encoder_of(folder, int8=int8).encode(texts)
    for text, vector in zip(texts, vectors, strict=True):
        ids = tokenizer.encode(text).ids
        assert len(ids) > 3
        expected = compute_vector(tiny_weights(), ids, first_position=2)
        assert vector @ expected > min_cosine


def test_texts_are_lower_cased_if_the_model_says_so(tmp_path: Path) -> None:
    folder = write_tiny_bert(tmp_path / "x")
    tokenizer = json.loads((folder / "tokenizer.json").read_text())
    write_json(folder / "tokenizer.json", tokenizer | {"normalizer": None})
    lower, upper = encoder_of(folder).encode(["sorting apples", "SORTING APPLES"])
    assert not np.array_equal(lower, upper)
    before = encoder_of(folder).fingerprint
    write_json(folder / "sentence_bert_config.json", {"max_seq_length": 32, "do_lower_case": True})
    lowered = encoder_of(folder)
    assert np.array_equal(*lowered.encode(["sorting apples", "SORTING APPLES"]))
    assert lowered.is_truncated(["X" * 40]).tolist() == [True]
    assert lowered.fingerprint != before


def test_similar_texts_have_similar_unit_vectors(minilm: Encoder) -> None:
    vectors = minilm.encode(TEXTS)
    assert vectors.shape == (8, 384)
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)
    apples, orchard, bridges = vectors[:3]
    assert apples @ orchard > apples @ bridges + 0.1


def test_a_vector_depends_only_on_its_text(minilm: Encoder) -> None:
    together = minilm.encode(TEXTS)
    alone = np.vstack([make_encoder(EmbedSettings()).encode([text]) for text in TEXTS[:2]])
    reversed_order = make_encoder(EmbedSettings(), threads=3).encode(TEXTS[::-1])[::-1]
    assert together[:2].tobytes() == alone.tobytes()
    assert together.tobytes() == np.ascontiguousarray(reversed_order).tobytes()
    assert minilm.encode([]).shape == (0, 384)


@pytest.mark.parametrize("bits", [8, 7])
def test_int8_vectors_are_close_to_float32(bits: int, monkeypatch: pytest.MonkeyPatch) -> None:
    if bits == 8 and not bert_graph.integer_products_are_exact():
        pytest.skip("this processor overflows when it multiplies 8-bit integers")
    monkeypatch.setattr(bert, "integer_products_are_exact", lambda: bits == 8)
    int8 = make_encoder(EmbedSettings()).encode(TEXTS)
    float32 = make_encoder(EmbedSettings(encoder="minilm-fp32")).encode(TEXTS)
    cosines = (int8 * float32).sum(axis=1)
    assert cosines[:3].min() >= 0.985
    assert cosines.min() > 0.95  # texts without words are worse
    assert int8.tobytes() != float32.tobytes()


def test_minilm_agrees_with_sentence_transformers() -> None:
    """Compare with sentence-transformers 6.2.0 on torch 2.13.0, each text alone."""
    expected = np.load(REPOSITORY / "tests/data/minilm_reference.npy")
    texts = [*TEXTS[:3], TEXTS[-1]]
    for encoder, min_cosine in (("minilm-fp32", 0.99999), ("minilm-int8", 0.98)):
        vectors = make_encoder(EmbedSettings(encoder=encoder)).encode(texts)
        assert (vectors * expected).sum(axis=1).min() >= min_cosine


def test_quantised_kernels_are_off_by_half_a_step_at_most() -> None:
    kernel = np.random.default_rng(0).normal(size=(40, 7)).astype(np.float32)
    kernel[:, 3] = 0
    for bits, largest in ((8, 127), (7, 63)):
        integers, scales = bert_graph.quantise(kernel, bits)
        assert np.abs(integers).max() == largest
        assert (np.abs(integers * scales - kernel) <= scales / 2 * 1.001).all()


def test_truncated_texts_are_reported(tiny: Path) -> None:
    encoder = encoder_of(tiny, max_tokens=16)
    start = "ab " * 7  # two word pieces each, between the first and last token
    texts = [start, start + "one", start + "two", "", "x" * 1_000_000]
    first, second, third = encoder.encode(texts[:3])
    assert encoder.is_truncated(texts).tolist() == [False, True, True, False, False]
    assert np.array_equal(second, third)
    assert np.array_equal(first, second)


def test_only_the_start_of_a_megabyte_of_text_is_read(minilm: Encoder) -> None:
    huge = "We study apples. " * 60_000
    assert len(huge) > 1_000_000
    vector, vector_of_start = minilm.encode([huge, huge[:10_000]])
    assert np.array_equal(vector, vector_of_start)
    assert minilm.is_truncated([huge]).tolist() == [True]


@given(st.lists(st.text(), max_size=5))
@settings(max_examples=30)
def test_any_text_has_a_finite_vector(minilm: Encoder, texts: list[str]) -> None:
    vectors = minilm.encode(texts)
    assert vectors.shape == (len(texts), 384)
    assert np.isfinite(vectors).all()
    assert minilm.is_truncated(texts).shape == (len(texts),)


# ---- processors ----


def test_overflow_is_detected_by_multiplying(monkeypatch: pytest.MonkeyPatch) -> None:
    exact = bert_graph._multiply_largest_integers()
    monkeypatch.setattr(bert_graph, "_multiply_largest_integers", lambda: exact)
    is_exact = bool((exact == 64 * 255 * 127).all())
    assert bert_graph.integer_products_are_exact.__wrapped__() is is_exact
    saturated = np.full_like(exact, 32 * 32767)  # 32 pairs of products, each saturated
    monkeypatch.setattr(bert_graph, "_multiply_largest_integers", lambda: saturated)
    assert bert_graph.integer_products_are_exact.__wrapped__() is False


def test_without_vnni_weights_have_7_bits_with_a_warning(
    tiny: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(bert, "integer_products_are_exact", lambda: True)
    default = encoder_of(tiny, int8=True).fingerprint
    assert not caplog.records
    monkeypatch.setattr(bert, "integer_products_are_exact", lambda: False)
    with caplog.at_level(logging.WARNING):
        other = encoder_of(tiny, int8=True).fingerprint
        encoder_of(tiny)
    assert other != default
    assert [record.levelname for record in caplog.records] == ["WARNING"]
    assert "lacks VNNI" in caplog.text
    assert "7-bit" in caplog.text


# ---- fingerprints ----


def test_the_fingerprint_depends_on_model_and_settings(tiny: Path, tmp_path: Path) -> None:
    copy = Path(shutil.copytree(tiny, tmp_path / "copy"))
    other = write_tiny_bert(tmp_path / "other", weights=tiny_weights(1))
    pooled = write_tiny_bert(tmp_path / "pooled", pooling={"pooling_mode": "cls"})
    default = encoder_of(tiny).fingerprint
    assert encoder_of(copy).fingerprint == default
    others = {
        encoder_of(other).fingerprint,
        encoder_of(pooled).fingerprint,
        encoder_of(tiny, int8=True).fingerprint,
        encoder_of(tiny, max_tokens=31).fingerprint,
    }
    assert len(others | {default}) == 5


def test_the_recipe_number_changes_with_the_graph(tiny: Path) -> None:
    """Cached vectors outlive a release: a new digest needs a new `_RECIPE`."""
    digest = hashlib.sha256()
    for bits in (None, 7, 8):
        serialised = bert_graph.build_graph(
            tiny_weights(), Checkpoint.read(tiny).architecture, bits
        )
        graph = onnx.load_from_string(serialised).graph
        for node in graph.node:
            attributes = {
                attribute.name: onnx.helper.get_attribute_value(attribute)
                for attribute in node.attribute
            }
            wiring = [node.domain, node.op_type, *node.input, "to", *node.output, attributes]
            digest.update(json.dumps(wiring, sort_keys=True).encode())
        for constant in graph.initializer:
            digest.update(numpy_helper.to_array(constant).tobytes())
    assert (bert._RECIPE, digest.hexdigest()[:12]) == (1, "e3e312fc430b")


def test_the_fingerprint_depends_on_the_libraries(
    tiny: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    default = encoder_of(tiny).fingerprint
    for library in ("onnxruntime", "tokenizers"):
        monkeypatch.setattr(
            bert, "version", lambda name, newer=library: "9" if name == newer else version(name)
        )
        assert encoder_of(tiny).fingerprint != default
