"""Whether this processor multiplies 8-bit integers exactly.

x86 processors without VNNI add pairs of products (unsigned by signed bytes) in 16 bits, which
saturate: 2 x 255 x 127 is more than 32767. With weights of 7 bits the sum fits (ONNX Runtime calls
it `reduce_range`). Processors with VNNI, and ARM's, add in 32 bits. Rather than by names of
processors and their features, which virtual machines hide, it is found out by multiplying.
"""

import functools

import numpy as np
import onnxruntime
from numpy.typing import NDArray
from onnx import TensorProto, helper

_SIDE = 64  # large enough for the same kernel that real products take


@functools.cache
def integer_products_are_exact() -> bool:
    """Multiply the largest integers and tell whether the result is right."""
    expected = np.full((_SIDE, _SIDE), _SIDE * 255 * 127)
    return bool(np.array_equal(_product(), expected))


def _product() -> NDArray[np.int32]:
    model = helper.make_model(
        helper.make_graph(
            [helper.make_node("MatMulInteger", ["a", "b"], ["product"])],
            "product",
            [helper.make_tensor_value_info("a", TensorProto.UINT8, [_SIDE, _SIDE])],
            [helper.make_tensor_value_info("product", TensorProto.INT32, [_SIDE, _SIDE])],
            [helper.make_tensor("b", TensorProto.INT8, [_SIDE, _SIDE], [127] * _SIDE**2)],
        ),
        opset_imports=[helper.make_opsetid("", 20)],
        ir_version=10,
    )
    session = onnxruntime.InferenceSession(
        model.SerializeToString(), providers=["CPUExecutionProvider"]
    )
    product: NDArray[np.int32] = session.run(None, {"a": np.full((_SIDE, _SIDE), 255, np.uint8)})[0]
    return product
