"""A BERT sentence encoder as an ONNX graph, from its weights.

Architecture: Devlin et al., "BERT" (NAACL 2019), section 3, post-norm Transformer encoder; mean
pooling and normalisation: Reimers & Gurevych, "Sentence-BERT" (EMNLP 2019), section 3. The graph
takes one text at a time, so it needs neither padding nor an attention mask.
"""

import math
import tempfile
from pathlib import Path

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper
from onnxruntime.quantization import QuantType, quantize_dynamic

Weights = dict[str, NDArray[np.float32]]

_OPSET = 20  # the first with Gelu


class _Graph:
    """Collects nodes and constants; every method returns the name of the value it adds."""

    def __init__(self, weights: Weights) -> None:
        self.nodes: list[onnx.NodeProto] = []
        self.constants: list[onnx.TensorProto] = []
        self._weights = weights

    def op(self, kind: str, *inputs: str, **attributes: int | float | list[int]) -> str:
        output = f"{kind}_{len(self.nodes)}"
        self.nodes.append(
            helper.make_node(kind, inputs, [output], output, None, None, None, **attributes)
        )
        return output

    def constant(self, value: NDArray[np.generic]) -> str:
        name = f"constant_{len(self.constants)}"
        self.constants.append(numpy_helper.from_array(np.ascontiguousarray(value), name))
        return name

    def weight(self, name: str) -> str:
        return self.constant(self._weights[name])

    def ints(self, *values: int) -> str:
        return self.constant(np.array(values, np.int64))

    def linear(self, value: str, layer: str) -> str:
        kernel = self.constant(self._weights[f"{layer}.weight"].T)
        return self.op("Add", self.op("MatMul", value, kernel), self.weight(f"{layer}.bias"))

    def norm(self, value: str, layer: str, epsilon: float) -> str:
        return self.op(
            "LayerNormalization",
            value,
            self.weight(f"{layer}.weight"),
            self.weight(f"{layer}.bias"),
            epsilon=epsilon,
        )


def build(weights: Weights, *, heads: int, layers: int, epsilon: float) -> onnx.ModelProto:
    """Build the fp32 graph: `ids` int64 (1, tokens) in, `vector` float32 (1, width) out.

    Parameters
    ----------
    weights
        The tensors of `model.safetensors`, under the names of Hugging Face's `BertModel`.
    heads, layers
        `num_attention_heads` and `num_hidden_layers` of the model's `config.json`.
    epsilon
        Its `layer_norm_eps`.
    """
    graph = _Graph(weights)
    hidden = _embeddings(graph, epsilon)
    for layer in range(layers):
        hidden = _layer(graph, hidden, f"encoder.layer.{layer}", heads, epsilon)
    pooled = graph.op("ReduceMean", hidden, graph.ints(1), keepdims=0)
    length = graph.op("ReduceL2", pooled, graph.ints(1), keepdims=1)
    vector = graph.op("Div", pooled, length)
    graph.nodes.append(helper.make_node("Identity", [vector], ["vector"]))
    width = weights["embeddings.LayerNorm.weight"].size
    model = helper.make_model(
        helper.make_graph(
            graph.nodes,
            "bert_sentence_encoder",
            [helper.make_tensor_value_info("ids", TensorProto.INT64, [1, "tokens"])],
            [helper.make_tensor_value_info("vector", TensorProto.FLOAT, [1, width])],
            graph.constants,
        ),
        opset_imports=[helper.make_opsetid("", _OPSET)],
        ir_version=10,
    )
    onnx.checker.check_model(model)
    return model


def quantise(model: onnx.ModelProto) -> bytes:
    """Return `model` with int8 weights, one scale per output channel, activations as they come.

    Only products with constant weights are quantised (Jacob et al., "Quantization and Training of
    Neural Networks", CVPR 2018, section 2).
    """
    with tempfile.TemporaryDirectory() as folder:
        full, small = Path(folder) / "fp32.onnx", Path(folder) / "int8.onnx"
        onnx.save(model, full)
        quantize_dynamic(
            full,
            small,
            op_types_to_quantize=["MatMul"],
            per_channel=True,
            weight_type=QuantType.QInt8,
            extra_options={"MatMulConstBOnly": True},
        )
        return small.read_bytes()


def _embeddings(graph: _Graph, epsilon: float) -> str:
    words = graph.op("Gather", graph.weight("embeddings.word_embeddings.weight"), "ids")
    tokens = graph.op("Shape", "ids", start=1)
    places = graph.op(
        "Slice", graph.weight("embeddings.position_embeddings.weight"), graph.ints(0), tokens
    )
    segment = graph.constant(graph._weights["embeddings.token_type_embeddings.weight"][0])
    total = graph.op("Add", graph.op("Add", words, places), segment)
    return graph.norm(total, "embeddings.LayerNorm", epsilon)


def _layer(graph: _Graph, hidden: str, name: str, heads: int, epsilon: float) -> str:
    attended = _attention(graph, hidden, f"{name}.attention.self", heads)
    attended = graph.linear(attended, f"{name}.attention.output.dense")
    hidden = graph.norm(
        graph.op("Add", attended, hidden), f"{name}.attention.output.LayerNorm", epsilon
    )
    inner = graph.op("Gelu", graph.linear(hidden, f"{name}.intermediate.dense"))
    outer = graph.linear(inner, f"{name}.output.dense")
    return graph.norm(graph.op("Add", outer, hidden), f"{name}.output.LayerNorm", epsilon)


def _attention(graph: _Graph, hidden: str, name: str, heads: int) -> str:
    split = graph.ints(0, 0, heads, -1)
    query, key, value = (
        graph.op("Reshape", graph.linear(hidden, f"{name}.{part}"), split)
        for part in ("query", "key", "value")
    )
    by_head = {"perm": [0, 2, 1, 3]}
    width = graph._weights[f"{name}.query.weight"].shape[0] // heads
    scale = graph.constant(np.array(1 / math.sqrt(width), np.float32))
    scores = graph.op(
        "MatMul",
        graph.op("Mul", graph.op("Transpose", query, **by_head), scale),
        graph.op("Transpose", key, perm=[0, 2, 3, 1]),
    )
    mixed = graph.op(
        "MatMul", graph.op("Softmax", scores, axis=-1), graph.op("Transpose", value, **by_head)
    )
    return graph.op("Reshape", graph.op("Transpose", mixed, **by_head), graph.ints(0, 0, -1))
