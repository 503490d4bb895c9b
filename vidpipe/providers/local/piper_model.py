"""Opens up a piper voice model: its phoneme durations become readable and its noise becomes ours.

A piper voice (VITS, https://arxiv.org/abs/2106.06103) computes how long each phoneme lasts but does not output it, and
draws random numbers from a generator that nobody can reset, so that the same text sounds different each time. Both are
changed here in the serialized ONNX graph, without the ``onnx`` package: a model file is a protobuf message
(https://github.com/onnx/onnx/blob/main/onnx/onnx.proto), of which only a handful of fields matter.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

NOISE_INPUT = "vidpipe_noise"
"""Name of the added input: a flat float32 array of standard normal numbers, repeated where it is too short."""

# Field numbers of onnx.proto.
_MODEL_GRAPH = 7
_GRAPH_NODE, _GRAPH_INPUT, _GRAPH_OUTPUT = 1, 11, 12
_NODE_INPUT, _NODE_OUTPUT, _NODE_NAME, _NODE_OP = 1, 2, 3, 4
_VALUE_NAME, _VALUE_TYPE = 1, 2
_FLOAT = 1
_LENGTH_DELIMITED = 2


class NotAModel(ValueError):
    """The bytes are no ONNX model."""


@dataclass(frozen=True, slots=True)
class OpenedModel:
    """A model that takes its noise as an input and, if it can, tells the duration of each phoneme."""

    content: bytes
    has_durations: bool
    """Whether the model's second output is the number of frames per phoneme id."""
    has_noise: bool
    """Whether the model has the input :data:`NOISE_INPUT`."""


def open_model(content: bytes) -> OpenedModel:
    """Return the model with its random nodes replaced by an input and its durations added as an output.

    Raises :class:`NotAModel` when the bytes are no ONNX model.
    """
    try:
        return _open(content)
    except (IndexError, UnicodeDecodeError) as error:
        raise NotAModel("the file ends in the middle or is damaged") from error


def _open(content: bytes) -> OpenedModel:
    before, graph, after = _around_graph(content)
    parts: list[bytes] = []
    durations: list[bytes] = []
    noises = outputs = 0
    for field, raw, start, end in _fields(content, *graph):
        if field == _GRAPH_NODE:
            node = _Node.read(content, start, end)
            if node.op == b"Ceil":
                durations += node.outputs
            if node.op == b"RandomNormalLike":
                raw = _noise_nodes(node, noises)
                noises += 1
        outputs += field == _GRAPH_OUTPUT
        parts.append(raw)
    if not outputs:
        raise NotAModel("the file holds no computation graph")
    if noises:
        parts.append(_message(_GRAPH_INPUT, _flat_float_value(NOISE_INPUT.encode())))
    # Two rounded tensors would be ambiguous; one is the phoneme durations of VITS.
    if len(durations) == 1:
        parts.append(_message(_GRAPH_OUTPUT, _message(_VALUE_NAME, durations[0])))
    opened = b"".join((before, _message(_MODEL_GRAPH, b"".join(parts)), after))
    return OpenedModel(opened, has_durations=len(durations) == 1, has_noise=noises > 0)


@dataclass(frozen=True, slots=True)
class _Node:
    """What matters of a NodeProto."""

    op: bytes
    inputs: list[bytes]
    outputs: list[bytes]

    @classmethod
    def read(cls, content: bytes, start: int, end: int) -> _Node:
        found: dict[int, list[bytes]] = {_NODE_INPUT: [], _NODE_OUTPUT: [], _NODE_OP: []}
        for field, _, value_start, value_end in _fields(content, start, end):
            if field in found:
                found[field].append(content[value_start:value_end])
        return cls(found[_NODE_OP][0] if found[_NODE_OP] else b"", found[_NODE_INPUT], found[_NODE_OUTPUT])


def _noise_nodes(node: _Node, number: int) -> bytes:
    """Nodes that compute ``Reshape(Gather(noise, Range(size) mod len(noise)), shape)`` in place of a random node."""
    like, output = node.inputs[0], node.outputs[0]

    def own(name: str) -> bytes:
        return f"vidpipe_{number}_{name}".encode()

    noise = NOISE_INPUT.encode()
    size, zero, one = own("size"), own("zero"), own("one")
    return b"".join(
        (
            _node("Shape", [like], own("shape")),
            _node("Size", [like], size),
            # The constants 0 and 1, made from a number that is at hand.
            _node("Sub", [size, size], zero),
            _node("Div", [size, size], one),
            _node("Range", [zero, size, one], own("range")),
            _node("Size", [noise], own("length")),
            _node("Mod", [own("range"), own("length")], own("index")),
            _node("Gather", [noise, own("index")], own("values")),
            _node("Reshape", [own("values"), own("shape")], output),
        )
    )


def _node(op: str, inputs: list[bytes], output: bytes) -> bytes:
    fields = [_message(_NODE_INPUT, name) for name in inputs]
    fields += [_message(_NODE_OUTPUT, output), _message(_NODE_NAME, b"make_" + output), _message(_NODE_OP, op.encode())]
    return _message(_GRAPH_NODE, b"".join(fields))


def _flat_float_value(name: bytes) -> bytes:
    """Make a ValueInfoProto: a float tensor of one dimension of any length."""
    shape = _message(1, _message(2, b"noise_length"))
    tensor = bytes((1 << 3, _FLOAT)) + _message(2, shape)
    return _message(_VALUE_NAME, name) + _message(_VALUE_TYPE, _message(1, tensor))


def _around_graph(content: bytes) -> tuple[bytes, tuple[int, int], bytes]:
    """Return what stands before the graph, where its fields start and end, and what stands behind it."""
    position = 0
    for field, raw, start, end in _fields(content, 0, len(content)):
        if field == _MODEL_GRAPH:
            return content[:position], (start, end), content[end:]
        position += len(raw)
    raise NotAModel("the file holds no computation graph")


def _fields(content: bytes, start: int, end: int) -> Iterator[tuple[int, bytes, int, int]]:
    """Yield (field number, the whole field as bytes, start and end of its value) of a protobuf message."""
    position = start
    while position < end:
        field_start = position
        key, position = _varint(content, position)
        value_start = position
        wire_type = key & 7
        if wire_type == _LENGTH_DELIMITED:
            length, value_start = _varint(content, position)
            position = value_start + length
        elif wire_type == 0:
            _, position = _varint(content, position)
        elif wire_type in (1, 5):
            position += 8 if wire_type == 1 else 4
        else:
            raise NotAModel(f"wire type {wire_type} is not of protobuf 3")
        if position > end:
            raise NotAModel("a field is longer than its message")
        yield key >> 3, content[field_start:position], value_start, position


def _varint(content: bytes, position: int) -> tuple[int, int]:
    value = shift = 0
    while True:
        byte = content[position]
        position += 1
        value |= (byte & 0x7F) << shift
        if byte < 0x80:
            return value, position
        shift += 7


def _message(field: int, value: bytes) -> bytes:
    """Encode a length-delimited field."""
    return _encoded(field << 3 | _LENGTH_DELIMITED) + _encoded(len(value)) + value


def _encoded(number: int) -> bytes:
    out = bytearray()
    while number > 0x7F:
        out.append(number & 0x7F | 0x80)
        number >>= 7
    out.append(number)
    return bytes(out)
