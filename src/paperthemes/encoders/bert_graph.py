"""A BERT sentence encoder as an ONNX graph, from its weights.

Architecture: Devlin et al., "BERT" (NAACL 2019), section 3, post-norm Transformer encoder; pooling
and normalisation: Reimers & Gurevych, "Sentence-BERT" (EMNLP 2019), section 3. The graph takes one
text at a time, so it needs neither padding nor an attention mask.
"""

from itertools import starmap

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper

from paperthemes.encoders.bert_model import Architecture, Weights

_OPSET = 20  # the first with Gelu
_MICROSOFT = "com.microsoft"  # operators of ONNX Runtime


class _Graph:
    """A graph under construction; every method returns the name of the value it adds."""

    def __init__(self, weights: Weights, shape: Architecture, bits: int | None) -> None:
        self.nodes: list[onnx.NodeProto] = []
        self.constants: list[onnx.TensorProto] = []
        self.shape = shape
        self.weights = weights
        self._bits = bits

    def op(self, kind: str, *inputs: str, domain: str = "", **attributes: int | float) -> str:
        output = f"{kind}_{len(self.nodes)}"
        node = helper.make_node(kind, inputs, [output], name=output, domain=domain)
        node.attribute.extend(starmap(helper.make_attribute, sorted(attributes.items())))
        self.nodes.append(node)
        return output

    def constant(self, value: NDArray[np.generic]) -> str:
        name = f"constant_{len(self.constants)}"
        self.constants.append(numpy_helper.from_array(np.array(value, order="C"), name))
        return name

    def weight(self, name: str) -> str:
        return self.constant(self.weights[name])

    def linear(self, value: str, layer: str) -> str:
        kernel, bias = self.weights[f"{layer}.weight"].T, self.weight(f"{layer}.bias")
        if self._bits is None:
            return self.op("Add", self.op("MatMul", value, self.constant(kernel)), bias)
        integers, scales = quantise(kernel, self._bits)
        zeros = self.constant(np.zeros(scales.size, np.int8))
        matrix = (self.constant(integers), self.constant(scales), zeros)
        return self.op("DynamicQuantizeMatMul", value, *matrix, bias, domain=_MICROSOFT)

    def norm(self, value: str, layer: str) -> str:
        scale, shift = self.weight(f"{layer}.weight"), self.weight(f"{layer}.bias")
        return self.op("LayerNormalization", value, scale, shift, epsilon=self.shape.epsilon)

    def activation(self, value: str) -> str:
        if self.shape.activation == "relu":
            return self.op("Relu", value)
        # The tanh approximation is faster, and its error negligible beside that of int8.
        if self.shape.activation == "gelu_tanh" or self._bits is not None:
            return self.op("FastGelu", value, domain=_MICROSOFT)
        return self.op("Gelu", value)


def build_graph(weights: Weights, shape: Architecture, bits: int | None) -> bytes:
    """Build the graph: `ids` int64 (1, tokens) in, `vector` float32 (1, width) out.

    Parameters
    ----------
    weights
        The tensors of the model, under the names of Hugging Face's `BertModel`.
    shape
        Its architecture.
    bits
        None to multiply in float32; 8 or 7 to multiply integers: weights of so many bits, and
        activations of 8 bits with dynamic scales (Jacob et al., "Quantization and Training of
        Neural Networks", CVPR 2018, section 2).

    Raises
    ------
    KeyError
        If a tensor is missing.
    """
    graph = _Graph(weights, shape, bits)
    hidden = _embeddings(graph)
    for layer in range(shape.layers):
        hidden = _layer(graph, hidden, f"encoder.layer.{layer}")
    graph.nodes.append(helper.make_node("Identity", [_pooled(graph, hidden)], ["vector"]))
    model = helper.make_model(
        helper.make_graph(
            graph.nodes,
            "bert_sentence_encoder",
            [helper.make_tensor_value_info("ids", TensorProto.INT64, [1, "tokens"])],
            [helper.make_tensor_value_info("vector", TensorProto.FLOAT, [1, shape.width])],
            graph.constants,
        ),
        opset_imports=[helper.make_opsetid("", _OPSET), helper.make_opsetid(_MICROSOFT, 1)],
        ir_version=10,
    )
    return bytes(model.SerializeToString())


def quantise(
    kernel: NDArray[np.float32], bits: int
) -> tuple[NDArray[np.int8], NDArray[np.float32]]:
    """Round a kernel to integers, symmetric about zero, with one scale per output.

    Parameters
    ----------
    kernel
        Shape `(inputs, outputs)`.
    bits
        8 for -127 to 127, 7 for -63 to 63.

    Returns
    -------
    integers, scales
        Shapes `(inputs, outputs)` and `(outputs,)`; their product approximates `kernel`.
    """
    largest = 2 ** (bits - 1) - 1
    scales = np.abs(kernel).max(axis=0) / np.float32(largest)
    scales = np.where(scales == 0, np.float32(1), scales)
    return np.rint(kernel / scales).astype(np.int8), scales


def _embeddings(graph: _Graph) -> str:
    words = graph.op("Gather", graph.weight("embeddings.word_embeddings.weight"), "ids")
    positions = graph.weights["embeddings.position_embeddings.weight"][graph.shape.first_position :]
    segment = graph.weights["embeddings.token_type_embeddings.weight"][0]
    tokens = graph.op("Shape", "ids", start=1)
    start = graph.constant(np.array([0]))
    positioned = graph.op("Slice", graph.constant(positions + segment), start, tokens)
    return graph.norm(graph.op("Add", words, positioned), "embeddings.LayerNorm")


def _layer(graph: _Graph, hidden: str, name: str) -> str:
    attention = f"{name}.attention"
    parts = [graph.linear(hidden, f"{attention}.self.{part}") for part in ("query", "key", "value")]
    heads = graph.shape.heads
    attended = graph.op("MultiHeadAttention", *parts, num_heads=heads, domain=_MICROSOFT)
    attended = graph.linear(attended, f"{attention}.output.dense")
    hidden = graph.norm(graph.op("Add", attended, hidden), f"{attention}.output.LayerNorm")
    inner = graph.activation(graph.linear(hidden, f"{name}.intermediate.dense"))
    outer = graph.linear(inner, f"{name}.output.dense")
    return graph.norm(graph.op("Add", outer, hidden), f"{name}.output.LayerNorm")


def _pooled(graph: _Graph, hidden: str) -> str:
    if graph.shape.pooling == "mean":
        pooled = graph.op("ReduceMean", hidden, graph.constant(np.array([1])), keepdims=0)
    else:
        pooled = graph.op("Gather", hidden, graph.constant(np.array(0)), axis=1)
    if not graph.shape.normalise:
        return pooled
    length = graph.op("ReduceL2", pooled, graph.constant(np.array([1])), keepdims=1)
    return graph.op("Div", pooled, length)
