"""The surgery on the voice model, on tiny hand-made models that onnxruntime really runs."""

from __future__ import annotations

import contextlib
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from vidpipe.providers.local.piper_model import NOISE_INPUT, NotAModel, open_model
from vidpipe.providers.local.piper_voice import language_of

onnxruntime = pytest.importorskip("onnxruntime")


def _message(field: int, value: bytes) -> bytes:
    assert len(value) < 1 << 14
    length = bytes([len(value)]) if len(value) < 128 else bytes([len(value) & 127 | 128, len(value) >> 7])
    return bytes([field << 3 | 2]) + length + value


def _value(name: str) -> bytes:
    tensor = b"\x08\x01" + _message(2, _message(1, _message(2, b"rows")) + _message(1, _message(2, b"columns")))
    return _message(1, name.encode()) + _message(2, _message(1, tensor))


def _node(op: str, inputs: list[str], output: str) -> bytes:
    names = b"".join(_message(1, name.encode()) for name in inputs)
    return _message(1, names + _message(2, output.encode()) + _message(3, output.encode()) + _message(4, op.encode()))


def _model(*nodes: bytes) -> bytes:
    graph = b"".join(nodes) + _message(2, b"test") + _message(11, _value("x")) + _message(12, _value("y"))
    return b"\x08\x08" + _message(7, graph) + _message(8, _message(1, b"") + b"\x10\x0d")


RANDOM = _node("RandomNormalLike", ["x"], "noise")
VOICE_LIKE = _model(_node("Ceil", ["x"], "frames"), RANDOM, _node("Add", ["frames", "noise"], "y"))


def _run(content: bytes, **inputs: Any) -> list[Any]:
    session = onnxruntime.InferenceSession(content, providers=["CPUExecutionProvider"])
    return list(session.run(None, inputs))


def test_durations_become_an_output_and_noise_an_input() -> None:
    opened = open_model(VOICE_LIKE)
    assert (opened.has_durations, opened.has_noise) == (True, True)
    x = np.array([[0.2, 1.5, 2.0], [3.1, 4.0, 5.9]], dtype=np.float32)
    noise = np.array([10, 20, 30, 40], dtype=np.float32)
    y, frames = _run(opened.content, x=x, **{NOISE_INPUT: noise})
    assert frames.tolist() == [[1, 2, 2], [4, 4, 6]]
    # The noise is laid out row by row and begins again where it is too short.
    assert (y - frames).tolist() == [[10, 20, 30], [40, 10, 20]]


def test_a_model_without_randomness_or_durations_stays_as_it_is() -> None:
    opened = open_model(_model(_node("Abs", ["x"], "y")))
    assert (opened.has_durations, opened.has_noise) == (False, False)
    assert _run(opened.content, x=np.array([[-1]], dtype=np.float32))[0].tolist() == [[1]]


def test_two_rounded_tensors_leave_the_durations_unknown() -> None:
    model = _model(_node("Ceil", ["x"], "a"), _node("Ceil", ["a"], "y"))
    assert not open_model(model).has_durations


@pytest.mark.parametrize(
    "content", [b"", b"\x08\x08", b"\xff" * 40, VOICE_LIKE[:-20], b"not a model at all", b"\x3a\x00"]
)
def test_what_is_no_model_is_refused(content: bytes) -> None:
    with pytest.raises(NotAModel):
        open_model(content)


@given(st.binary(max_size=60))
def test_no_bytes_break_the_reader(content: bytes) -> None:
    with contextlib.suppress(NotAModel):
        open_model(content)


@pytest.mark.parametrize(
    ("espeak", "language"),
    [
        ("en-us", "en"),
        ("en-gb-x-rp", "en"),
        ("cmn", "zh"),
        ("pt-br", "pt"),
        ("de", "de"),
        ("nb", "no"),
        ("zh_CN", "zh"),
    ],
)
def test_the_language_of_an_espeak_voice(espeak: str, language: str) -> None:
    assert language_of(espeak) == language
