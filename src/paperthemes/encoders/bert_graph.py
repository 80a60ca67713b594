"""A BERT sentence encoder as an ONNX graph, from its weights, in float32 or 8-bit integers.

Architecture: Devlin et al., "BERT" (NAACL 2019), section 3, post-norm Transformer encoder; pooling
and normalisation: Reimers & Gurevych, "Sentence-BERT" (EMNLP 2019), section 3. The graph takes one
text at a time, so it needs neither padding nor an attention mask.
"""

import functools
from itertools import starmap

import numpy as np
import onnx
import onnxruntime
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper

from paperthemes.artifacts.vectors import Matrix
from paperthemes.encoders.bert_model import Architecture, Weights

_OPSET = 20  # the first with Gelu
_MICROSOFT = "com.microsoft"  # operators of ONNX Runtime
_PRODUCT_SIZE = 64  # large enough for ONNX Runtime to choose the kernel it uses for real products


class _Graph:
    """A graph under construction; every method returns the name of the value it adds."""

    def __init__(self, weights: Weights, shape: Architecture, bits: int | None) -> None:
        self.nodes: list[onnx.NodeProto] = []
        self.constants: list[onnx.TensorProto] = []
        self.shape = shape
        self.weights = weights
        self._bits = bits

    def add_op(self, kind: str, *inputs: str, domain: str = "", **attributes: int | float) -> str:
        output = f"{kind}_{len(self.nodes)}"
        node = helper.make_node(kind, inputs, [output], name=output, domain=domain)
        node.attribute.extend(starmap(helper.make_attribute, sorted(attributes.items())))
        self.nodes.append(node)
        return output

    def add_constant(self, value: NDArray[np.generic]) -> str:
        name = f"constant_{len(self.constants)}"
        self.constants.append(numpy_helper.from_array(np.array(value, order="C"), name))
        return name

    def add_weight(self, name: str) -> str:
        return self.add_constant(self.weights[name])

    def add_linear(self, value: str, layer: str) -> str:
        kernel, bias = self.weights[f"{layer}.weight"].T, self.add_weight(f"{layer}.bias")
        if self._bits is None:
            return self.add_op("Add", self.add_op("MatMul", value, self.add_constant(kernel)), bias)
        integers, scales = quantise(kernel, self._bits)
        zeros = self.add_constant(np.zeros(scales.size, np.int8))
        matrix = (self.add_constant(integers), self.add_constant(scales), zeros)
        return self.add_op("DynamicQuantizeMatMul", value, *matrix, bias, domain=_MICROSOFT)

    def add_norm(self, value: str, layer: str) -> str:
        scale, shift = self.add_weight(f"{layer}.weight"), self.add_weight(f"{layer}.bias")
        return self.add_op("LayerNormalization", value, scale, shift, epsilon=self.shape.epsilon)

    def add_activation(self, value: str) -> str:
        if self.shape.activation == "relu":
            return self.add_op("Relu", value)
        # The tanh approximation is faster, and its error negligible beside that of int8.
        if self.shape.activation == "gelu_tanh" or self._bits is not None:
            return self.add_op("FastGelu", value, domain=_MICROSOFT)
        return self.add_op("Gelu", value)


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
    hidden = _add_embeddings(graph)
    for layer in range(shape.layers):
        hidden = _add_layer(graph, hidden, f"encoder.layer.{layer}")
    graph.nodes.append(helper.make_node("Identity", [_add_pooling(graph, hidden)], ["vector"]))
    ids = helper.make_tensor_value_info("ids", TensorProto.INT64, [1, "tokens"])
    vector = helper.make_tensor_value_info("vector", TensorProto.FLOAT, [1, shape.width])
    return _serialise(helper.make_graph(graph.nodes, "graph", [ids], [vector], graph.constants))


@functools.cache
def integer_products_are_exact() -> bool:
    """Return whether this processor multiplies the largest 8-bit integers exactly.

    x86 processors without VNNI add pairs of products (unsigned by signed bytes) in 16 bits, which
    saturates: 2 x 255 x 127 is more than 32767. With weights of 7 bits the sum fits (ONNX Runtime
    calls it `reduce_range`). Processors with VNNI, and ARM processors, add in 32 bits. Virtual
    machines hide the processor's features, so it is tried.
    """
    expected = _PRODUCT_SIZE * 255 * 127
    return bool((_multiply_largest_integers() == expected).all())


def _multiply_largest_integers() -> NDArray[np.int32]:
    shape = [_PRODUCT_SIZE, _PRODUCT_SIZE]
    node = helper.make_node("MatMulInteger", ["a", "b"], ["product"])
    a = helper.make_tensor_value_info("a", TensorProto.UINT8, shape)
    b = numpy_helper.from_array(np.full(shape, 127, np.int8), "b")
    product = helper.make_tensor_value_info("product", TensorProto.INT32, shape)
    graph = helper.make_graph([node], "graph", [a], [product], [b])
    session = onnxruntime.InferenceSession(_serialise(graph), providers=["CPUExecutionProvider"])
    return np.asarray(session.run(None, {"a": np.full(shape, 255, np.uint8)})[0])


def _serialise(graph: onnx.GraphProto) -> bytes:
    opsets = [helper.make_opsetid("", _OPSET), helper.make_opsetid(_MICROSOFT, 1)]
    model = helper.make_model(graph, opset_imports=opsets, ir_version=10)
    return bytes(model.SerializeToString())


def quantise(kernel: Matrix, bits: int) -> tuple[NDArray[np.int8], Matrix]:
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


def _add_embeddings(graph: _Graph) -> str:
    words = graph.add_op("Gather", graph.add_weight("embeddings.word_embeddings.weight"), "ids")
    positions = graph.weights["embeddings.position_embeddings.weight"][graph.shape.first_position :]
    segment = graph.weights["embeddings.token_type_embeddings.weight"][0]
    tokens = graph.add_op("Shape", "ids", start=1)
    start = graph.add_constant(np.array([0]))
    positioned = graph.add_op("Slice", graph.add_constant(positions + segment), start, tokens)
    return graph.add_norm(graph.add_op("Add", words, positioned), "embeddings.LayerNorm")


def _add_layer(graph: _Graph, hidden: str, name: str) -> str:
    attention = f"{name}.attention"
    parts = [
        graph.add_linear(hidden, f"{attention}.self.{part}") for part in ("query", "key", "value")
    ]
    heads = graph.shape.heads
    attended = graph.add_op("MultiHeadAttention", *parts, num_heads=heads, domain=_MICROSOFT)
    attended = graph.add_linear(attended, f"{attention}.output.dense")
    hidden = graph.add_norm(graph.add_op("Add", attended, hidden), f"{attention}.output.LayerNorm")
    inner = graph.add_activation(graph.add_linear(hidden, f"{name}.intermediate.dense"))
    outer = graph.add_linear(inner, f"{name}.output.dense")
    return graph.add_norm(graph.add_op("Add", outer, hidden), f"{name}.output.LayerNorm")


def _add_pooling(graph: _Graph, hidden: str) -> str:
    if graph.shape.pooling == "mean":
        pooled = graph.add_op("ReduceMean", hidden, graph.add_constant(np.array([1])), keepdims=0)
    else:
        pooled = graph.add_op("Gather", hidden, graph.add_constant(np.array(0)), axis=1)
    if not graph.shape.normalise:
        return pooled
    length = graph.add_op("ReduceL2", pooled, graph.add_constant(np.array([1])), keepdims=1)
    return graph.add_op("Div", pooled, length)
