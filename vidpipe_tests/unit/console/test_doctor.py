from __future__ import annotations

import pytest

from vidpipe.console import doctor
from vidpipe.media.film import encoders
from vidpipe.settings import Settings


def told(setting: str) -> list[doctor.Diagnosis]:
    return list(doctor._encoders(Settings.model_validate({"encoder": setting})))


def test_the_encoder_of_every_codec_is_named() -> None:
    found = told("software")
    assert [one.check for one in found] == ["encoder h264", "encoder hevc", "encoder av1"]
    assert all(one.ok and not one.warning for one in found)
    assert found[2].seen.startswith("libsvtav1; works here: ")


def test_a_hardware_that_is_asked_for_and_missing_is_told_with_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(encoders, "is_plausible", lambda _: False)
    encoders._tried.cache_clear()
    h264, hevc, av1 = told("nvenc")
    assert (h264.ok, hevc.ok, av1.ok) == (False, True, True), "without h264 no usual video can be made"
    assert hevc.warning
    assert "this machine has no such device" in h264.seen
    assert "Set VIDPIPE_ENCODER to auto or software" in h264.fix
    encoders._tried.cache_clear()
