"""Builder of an ONNX graph for a BERT sentence encoder, with float32 or 8-bit integer weights.

The architecture is the post-norm Transformer encoder of Devlin et al., "BERT" (NAACL 2019),
section 3. Pooling and normalisation are those of Reimers & Gurevych, "Sentence-BERT" (EMNLP 2019),
section 3. The graph takes one text at a time, so it needs neither padding nor an attention mask.
"""

import functools
from dataclasses import dataclass, field

import numpy as np
import onnx
import onnxruntime
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper

from paperthemes.artifacts.vectors import Matrix
from paperthemes.encoders.bert_model import Architecture, Weights

_OPSET = 20  # version of ONNX's operators; the first that has Gelu
_MICROSOFT = "com.microsoft"  # domain of ONNX Runtime's own operators
_PRODUCT_SIZE = 64  # rows of a test matrix; with fewer, ONNX Runtime would choose another kernel


@dataclass
class _Graph:
    """An ONNX graph under construction.

    Every value in the graph has a name: the output of an operator, or a constant. Every method adds
    something and returns the name of the resulting value, to be the input of further operators.
    """

    weights: Weights
    architecture: Architecture
    weight_bits: int | None  # None: float32
    nodes: list[onnx.NodeProto] = field(default_factory=list)
    constants: list[onnx.TensorProto] = field(default_factory=list)

    def add_op(self, op: str, *inputs: str, domain: str = "", **attributes: int | float) -> str:
        """Add an operator, such as `MatMul`, and return the name of its output.

        `inputs` are names of values. The operator is one of ONNX, or of ONNX Runtime if `domain` is
        `_MICROSOFT`.
        """
        output = f"{op}_{len(self.nodes)}"
        node = helper.make_node(op, inputs, [output], name=output, domain=domain)
        for name, value in sorted(attributes.items()):
            node.attribute.append(helper.make_attribute(name, value))
        self.nodes.append(node)
        return output

    def add_constant(self, value: NDArray[np.generic]) -> str:
        """Add an array as a constant of the graph, and return the name of the constant."""
        name = f"constant_{len(self.constants)}"
        # order="C": ONNX stores arrays row by row.
        self.constants.append(numpy_helper.from_array(np.array(value, order="C"), name))
        return name

    def add_weight(self, name: str) -> str:
        """Add a tensor of the model as a constant, and return the name of the constant."""
        return self.add_constant(self.weights[name])

    def add_linear(self, value: str, layer: str) -> str:
        """Add a linear layer of the model, and return the name of its output.

        `value` is the name of the layer's input, `layer` the name of the layer in the model. The
        layer multiplies integers, or float32 if `weight_bits` is `None`.
        """
        # Transposed: a weight in the model has a row per output, the operators need a column.
        kernel, bias = self.weights[f"{layer}.weight"].T, self.add_weight(f"{layer}.bias")
        if self.weight_bits is None:
            return self.add_op("Add", self.add_op("MatMul", value, self.add_constant(kernel)), bias)
        integers, scales = quantise(kernel, self.weight_bits)
        # The integer 0 stands for the weight 0.0, in the column of every output.
        zero_points = self.add_constant(np.zeros(scales.size, np.int8))
        matrix = (self.add_constant(integers), self.add_constant(scales), zero_points)
        return self.add_op("DynamicQuantizeMatMul", value, *matrix, bias, domain=_MICROSOFT)

    def add_norm(self, value: str, layer: str) -> str:
        """Add a layer normalisation of the model, and return the name of its output.

        `value` is the name of the layer's input, `layer` the name of the layer in the model.
        """
        scale, shift = self.add_weight(f"{layer}.weight"), self.add_weight(f"{layer}.bias")
        epsilon = self.architecture.epsilon
        return self.add_op("LayerNormalization", value, scale, shift, epsilon=epsilon)

    def add_activation(self, value: str) -> str:
        """Add the activation function of the model, and return the name of its output.

        `value` is the name of the function's input. With integer weights, GELU is approximated.
        """
        if self.architecture.activation == "relu":
            return self.add_op("Relu", value)
        # With integer weights, GELU is replaced by its tanh approximation, which is faster: the
        # error of the approximation is negligible next to the rounding of the weights.
        if self.architecture.activation == "gelu_tanh" or self.weight_bits is not None:
            return self.add_op("FastGelu", value, domain=_MICROSOFT)
        return self.add_op("Gelu", value)


def build_graph(weights: Weights, architecture: Architecture, weight_bits: int | None) -> bytes:
    """Return the ONNX graph of a BERT sentence encoder, as the bytes of an ONNX model.

    The input of the graph is `ids`, int64 of shape `(1, tokens)`, the token ids of a text. Its
    output is `vector`, float32 of shape `(1, width)`.

    Parameters
    ----------
    weights
        The tensors of the model, under the names of Hugging Face's `BertModel`.
    architecture
        The architecture of the model.
    weight_bits
        Number of bits of a weight in linear layers, 8 or 7, to multiply integers there: the inputs
        of these layers then have 8 bits with dynamic scales (Jacob et al., "Quantization and
        Training of Neural Networks", CVPR 2018, section 2). `None` to multiply in float32.

    Raises
    ------
    KeyError
        If a tensor is missing.
    """
    graph = _Graph(weights, architecture, weight_bits)
    hidden = _add_embeddings(graph)  # the name of a value in the graph: a vector per token
    for layer in range(architecture.layers):
        hidden = _add_layer(graph, hidden, f"encoder.layer.{layer}")
    # `Identity` gives the last value the name of the output.
    graph.nodes.append(helper.make_node("Identity", [_add_pooling(graph, hidden)], ["vector"]))
    ids = helper.make_tensor_value_info("ids", TensorProto.INT64, [1, "tokens"])
    vector = helper.make_tensor_value_info("vector", TensorProto.FLOAT, [1, architecture.width])
    return _serialise(helper.make_graph(graph.nodes, "graph", [ids], [vector], graph.constants))


@functools.cache
def integer_products_are_exact() -> bool:
    """Return whether this processor multiplies the largest 8-bit integers exactly.

    x86 processors that lack VNNI add pairs of products (unsigned times signed bytes) in 16 bits.
    This overflows, because 2 x 255 x 127 is more than 32767. With weights of 7 bits the sum fits
    (ONNX Runtime calls this `reduce_range`). Processors with VNNI, and ARM processors, add in 32
    bits. Virtual machines can hide the features of the processor, so this function does not look
    them up, but multiplies.
    """
    expected = _PRODUCT_SIZE * 255 * 127
    return bool((_multiply_largest_integers() == expected).all())


def _multiply_largest_integers() -> NDArray[np.int32]:
    """Return the product, as this processor computes it, of a matrix of 255s and one of 127s."""
    shape = [_PRODUCT_SIZE, _PRODUCT_SIZE]
    node = helper.make_node("MatMulInteger", ["a", "b"], ["product"])
    a = helper.make_tensor_value_info("a", TensorProto.UINT8, shape)
    b = numpy_helper.from_array(np.full(shape, 127, np.int8), "b")
    product = helper.make_tensor_value_info("product", TensorProto.INT32, shape)
    graph = helper.make_graph([node], "graph", [a], [product], [b])
    session = onnxruntime.InferenceSession(_serialise(graph), providers=["CPUExecutionProvider"])
    return np.asarray(session.run(None, {"a": np.full(shape, 255, np.uint8)})[0])


def _serialise(graph: onnx.GraphProto) -> bytes:
    """Return a graph as the bytes of an ONNX model."""
    # Versions: of the operators of ONNX and of ONNX Runtime, and of the file format (ir_version).
    opsets = [helper.make_opsetid("", _OPSET), helper.make_opsetid(_MICROSOFT, 1)]
    model = helper.make_model(graph, opset_imports=opsets, ir_version=10)
    return bytes(model.SerializeToString())


def quantise(kernel: Matrix, bits: int) -> tuple[NDArray[np.int8], Matrix]:
    """Round the weights of a linear layer to integers, with one scale per output.

    Parameters
    ----------
    kernel
        Shape `(inputs, outputs)`: the weights.
    bits
        Number of bits of an integer: 8 for -127 to 127, 7 for -63 to 63.

    Returns
    -------
    integers, scales
        Shapes `(inputs, outputs)` and `(outputs,)`; their product approximates `kernel`.
    """
    largest_integer = 2 ** (bits - 1) - 1
    scales = np.abs(kernel).max(axis=0) / np.float32(largest_integer)
    # The weights are divided by the scales, so a column of zeros has the scale 1 instead of 0.
    scales = np.where(scales == 0, np.float32(1), scales)
    return np.rint(kernel / scales).astype(np.int8), scales


def _add_embeddings(graph: _Graph) -> str:
    """Add the embeddings of tokens: those of word, position and segment, summed and normalised.

    Return the name of the result, a vector per token. All tokens are in the first segment, so the
    embedding of this segment is added to those of the positions here, and not in the graph.
    """
    words = graph.add_op("Gather", graph.add_weight("embeddings.word_embeddings.weight"), "ids")
    positions = graph.weights["embeddings.position_embeddings.weight"]
    positions = positions[graph.architecture.first_position :]
    segment = graph.weights["embeddings.token_type_embeddings.weight"][0]
    # `ids` has shape (1, tokens), so its shape from axis 1 on is the number of tokens. `Slice` cuts
    # off the embeddings of later positions.
    token_count = graph.add_op("Shape", "ids", start=1)
    first = graph.add_constant(np.array([0]))
    positioned = graph.add_op("Slice", graph.add_constant(positions + segment), first, token_count)
    return graph.add_norm(graph.add_op("Add", words, positioned), "embeddings.LayerNorm")


def _add_layer(graph: _Graph, hidden: str, name: str) -> str:
    """Add a layer of the Transformer, and return the name of its output.

    A layer is attention, then a feed-forward network. The input of each of the two is added to its
    output, and the sum is normalised. `hidden` is the name of the layer's input, a vector per
    token; `name` is the name of the layer in the model.
    """
    attention = f"{name}.attention"
    projections = [
        graph.add_linear(hidden, f"{attention}.self.{role}") for role in ("query", "key", "value")
    ]
    heads = graph.architecture.heads
    attended = graph.add_op("MultiHeadAttention", *projections, num_heads=heads, domain=_MICROSOFT)
    attended = graph.add_linear(attended, f"{attention}.output.dense")
    hidden = graph.add_norm(graph.add_op("Add", attended, hidden), f"{attention}.output.LayerNorm")
    inner = graph.add_activation(graph.add_linear(hidden, f"{name}.intermediate.dense"))
    outer = graph.add_linear(inner, f"{name}.output.dense")
    return graph.add_norm(graph.add_op("Add", outer, hidden), f"{name}.output.LayerNorm")


def _add_pooling(graph: _Graph, hidden: str) -> str:
    """Add the reduction of all token vectors to one vector, and return the name of this vector.

    The vector is the mean, or the vector of the first token. It is scaled to unit length if the
    architecture says so. `hidden` is the name of the token vectors.
    """
    # `hidden` has shape (1, tokens, width), and `pooled` (1, width).
    if graph.architecture.pooling == "mean":
        pooled = graph.add_op("ReduceMean", hidden, graph.add_constant(np.array([1])), keepdims=0)
    else:  # "cls": the vector of the first token
        pooled = graph.add_op("Gather", hidden, graph.add_constant(np.array(0)), axis=1)
    if not graph.architecture.normalise:
        return pooled
    length = graph.add_op("ReduceL2", pooled, graph.add_constant(np.array([1])), keepdims=1)
    return graph.add_op("Div", pooled, length)
