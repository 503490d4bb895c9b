"""The same inputs give the same key, other inputs another."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vidpipe.artifacts import artifacts_in, canonical_json, input_key
from vidpipe.models import Artifact, SceneImage, SceneImagesManifest

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=10,
)


def reversed_keys(value: object) -> object:
    if isinstance(value, dict):
        return {key: reversed_keys(item) for key, item in reversed(value.items())}
    if isinstance(value, list):
        return [reversed_keys(item) for item in value]
    return value


@given(JSON)
def test_the_order_of_keys_does_not_matter(value: object) -> None:
    assert canonical_json(value) == canonical_json(reversed_keys(value))


@given(JSON)
def test_canonical_json_is_json_and_keeps_the_value(value: object) -> None:
    assert json.loads(canonical_json(value)) == value


@given(JSON, JSON)
def test_other_inputs_have_another_key(one: object, other: object) -> None:
    same = canonical_json(one) == canonical_json(other)
    assert (input_key("speech", one) == input_key("speech", other)) == same


def test_a_key_is_the_same_on_every_machine_and_in_every_release() -> None:
    inputs = {"text": "電磁爐 🍳", "voice": None, "speed": 1.0}
    # printf '%s' '{"inputs":{"speed":1.0,"text":"\u96fb\u78c1\u7210 \ud83c\udf73","voice":null},"kind":"speech"}' |
    # sha256sum
    assert input_key("speech", inputs) == "e16d7f6c9932637d292f643f78f2bd80549e0bef9cbdff5cf2b2e5a11c740e32"


def test_the_kind_is_part_of_the_key() -> None:
    assert input_key("speech", {}) != input_key("image", {})


def test_even_a_broken_text_has_a_key() -> None:
    assert len(input_key("speech", "\ud800\0")) == 64


@pytest.mark.parametrize("value", [Path("/a"), float("nan"), {1, 2}, b"x"])
def test_what_json_does_not_have_gets_no_key(value: object) -> None:
    with pytest.raises((TypeError, ValueError)):
        input_key("speech", {"value": value})


def test_artifacts_are_found_however_deep_and_however_written() -> None:
    first, second = (Artifact(sha256=sign * 64, size=1, media_type="image/png") for sign in "ab")
    manifest = SceneImagesManifest(
        provider="cards",
        images=[
            SceneImage(scene=n, image=image, width=2, height=2) for n, image in enumerate((first, second), start=1)
        ],
    )
    assert list(artifacts_in(manifest.model_dump(mode="json"))) == [first, second]
    assert list(artifacts_in(manifest.wire())) == [first, second]
    assert list(artifacts_in({"sha256": "a" * 64, "size": 1})) == []
