"""Check whether this processor multiplies 8-bit integers exactly.

x86 processors without VNNI add pairs of products (unsigned by signed bytes) in 16 bits, which
saturates: 2 x 255 x 127 is more than 32767. With weights of 7 bits the sum fits (ONNX Runtime calls
it `reduce_range`). Processors with VNNI, and ARM processors, add in 32 bits. The check multiplies
instead of reading the processor's features, which virtual machines hide.
"""

import functools

import numpy as np
import onnxruntime
from numpy.typing import NDArray
from onnx import TensorProto, helper

_SIZE = 64  # large enough for ONNX Runtime to choose the kernel it uses for real products


@functools.cache
def integer_products_are_exact() -> bool:
    """Return whether the product of the largest integers is right."""
    expected = np.full((_SIZE, _SIZE), _SIZE * 255 * 127)
    return bool(np.array_equal(_product(), expected))


def _product() -> NDArray[np.int32]:
    model = helper.make_model(
        helper.make_graph(
            [helper.make_node("MatMulInteger", ["a", "b"], ["product"])],
            "product",
            [helper.make_tensor_value_info("a", TensorProto.UINT8, [_SIZE, _SIZE])],
            [helper.make_tensor_value_info("product", TensorProto.INT32, [_SIZE, _SIZE])],
            [helper.make_tensor("b", TensorProto.INT8, [_SIZE, _SIZE], [127] * _SIZE**2)],
        ),
        opset_imports=[helper.make_opsetid("", 20)],
        ir_version=10,
    )
    session = onnxruntime.InferenceSession(
        model.SerializeToString(), providers=["CPUExecutionProvider"]
    )
    (product,) = session.run(None, {"a": np.full((_SIZE, _SIZE), 255, np.uint8)})
    return np.asarray(product)
