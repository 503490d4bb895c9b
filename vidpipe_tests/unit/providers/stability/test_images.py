from __future__ import annotations

from pathlib import Path

import httpx
import pytest
from PIL import Image

from vidpipe.errors import ProviderError
from vidpipe.providers.ledger import MemoryLedger
from vidpipe.providers.session import Session
from vidpipe.providers.stability.images import StabilityImageProvider
from vidpipe_tests.unit.providers.stability.service import KEY, blurred, config, drawn, encoded, form, make, noise


def test_the_picture_becomes_a_png_of_exactly_the_frames_size_and_the_ledger_knows_its_price(tmp_path: Path) -> None:
    sent: list[httpx.Request] = []
    ledger = MemoryLedger()

    def answer(request: httpx.Request) -> httpx.Response:
        sent.append(request)
        return drawn(encoded(noise(), "WEBP"))

    make(answer, tmp_path / "scene.png", ledger=ledger)

    with Image.open(tmp_path / "scene.png") as picture:
        assert (picture.format, picture.size, picture.mode) == ("PNG", (320, 180), "RGB")
    assert [path.name for path in tmp_path.iterdir()] == ["scene.png"]
    assert str(sent[0].url) == "https://api.stability.ai/v2beta/stable-image/generate/core"
    assert sent[0].headers["authorization"] == f"Bearer {KEY}"
    assert sent[0].headers["accept"] == "application/json"
    assert form(sent[0])["aspect_ratio"] == "16:9"
    [intent], outcome = ledger.intents, ledger.outcomes[1]
    assert (intent.provider, intent.subject, intent.model) == ("stability", "scene 3", "core")
    assert (intent.estimated_usd, intent.units) == (0.03, 3)
    assert "lighthouse" not in str(intent.request)
    assert (outcome.charged, outcome.cost_usd, outcome.response["seed"]) == ("yes", 0.03, "9")


@pytest.mark.parametrize(
    ("model", "path", "fields"),
    [
        ("core", "core", {}),
        ("ultra", "ultra", {}),
        ("sd3.5-large-turbo", "sd3", {"model": "sd3.5-large-turbo", "mode": "text-to-image", "cfg_scale": "5.5"}),
    ],
)
def test_every_model_is_asked_at_its_own_endpoint_with_its_own_fields(
    tmp_path: Path, model: str, path: str, fields: dict[str, str]
) -> None:
    sent: list[httpx.Request] = []

    def answer(request: httpx.Request) -> httpx.Response:
        sent.append(request)
        return drawn(encoded(noise()))

    make(answer, tmp_path / "scene.png", settings={"model": model, "cfg_scale": 5.5})
    assert sent[0].url.path == f"/v2beta/stable-image/generate/{path}"
    asked = form(sent[0])
    assert {name: asked[name] for name in fields} == fields
    assert ("cfg_scale" in asked) == ("cfg_scale" in fields)


def test_bare_bytes_are_taken_as_well_with_the_verdict_in_the_headers(tmp_path: Path) -> None:
    headers = {"content-type": "image/png", "finish-reason": "SUCCESS", "seed": "343940597"}
    make(lambda _: httpx.Response(200, content=encoded(noise()), headers=headers), tmp_path / "scene.png")
    assert (tmp_path / "scene.png").is_file()


@pytest.mark.parametrize(
    "answer",
    [
        drawn(encoded(noise()), "CONTENT_FILTERED"),
        httpx.Response(
            200, content=blurred(), headers={"content-type": "image/png", "finish-reason": "CONTENT_FILTERED"}
        ),
        # A gateway has lost the header: the picture itself tells.
        httpx.Response(200, content=blurred(), headers={"content-type": "image/png"}),
        drawn(blurred(), None),
    ],
)
def test_a_picture_that_the_filter_blurred_is_refused_though_it_comes_as_success(
    tmp_path: Path, answer: httpx.Response
) -> None:
    ledger = MemoryLedger()
    with pytest.raises(ProviderError) as raised:
        make(lambda _: answer, tmp_path / "scene.png", ledger=ledger)
    assert raised.value.code == "STABILITY_CONTENT_POLICY"
    assert list(tmp_path.iterdir()) == []
    assert (ledger.outcomes[1].charged, ledger.outcomes[1].cost_usd) == ("yes", 0.03)


def test_a_soft_picture_that_is_said_to_be_a_success_is_kept(tmp_path: Path) -> None:
    make(lambda _: drawn(blurred()), tmp_path / "scene.png")
    assert (tmp_path / "scene.png").is_file()


@pytest.mark.parametrize(
    "answer",
    [
        drawn(b""),
        drawn(b"<html>"),
        drawn(encoded(noise())[:2_000]),
        drawn(encoded(Image.new("RGB", (384, 216), "#808080"))),
        drawn(encoded(noise()), "ERROR"),
        drawn(encoded(noise(), "BMP")),
        httpx.Response(200, content=b"", headers={"content-type": "image/png"}),
        httpx.Response(200, text="<html>busy</html>", headers={"content-type": "text/html"}),
        httpx.Response(200, json={"image": "not base64!", "finish_reason": "SUCCESS"}),
        httpx.Response(200, json=["image"]),
    ],
    ids=["nothing", "text", "cut", "blank", "verdict", "format", "no body", "page", "base64", "list"],
)
def test_what_is_no_picture_is_an_invalid_answer(tmp_path: Path, answer: httpx.Response) -> None:
    with pytest.raises(ProviderError) as raised:
        make(lambda _: answer, tmp_path / "scene.png")
    assert raised.value.code == "STABILITY_INVALID_RESPONSE"
    assert list(tmp_path.iterdir()) == []


def test_without_a_key_nothing_is_sent_and_the_message_names_the_setting(tmp_path: Path) -> None:
    with pytest.raises(ProviderError, match="VIDPIPE_STABILITY_API_KEY") as raised:
        make(lambda _: pytest.fail("sent"), tmp_path / "scene.png", settings={"api_key": " "})
    assert raised.value.code == "PROVIDER_NOT_CONFIGURED"
    assert "VIDPIPE_STABILITY_API_KEY" in StabilityImageProvider(Session(), config(api_key=None)).problems()[0]


def test_the_fingerprint_follows_what_changes_pictures_and_nothing_else() -> None:
    def fingerprint(**changes: object) -> dict[str, object]:
        return StabilityImageProvider(Session(), config(**changes)).fingerprint()

    assert fingerprint() == fingerprint(api_key="sk-other", base_url="http://127.0.0.1:1", concurrent=1)
    for change in ({"model": "ultra"}, {"look": "ink"}, {"negative_prompt": ""}, {"cfg_scale": 2.0}):
        assert fingerprint(**change) != fingerprint()
    assert KEY not in str(fingerprint())
