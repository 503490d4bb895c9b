"""The simulated Gemini speech against Google's rules for it."""

from __future__ import annotations

import base64
import io
import json
import wave
from typing import Any

import httpx
import numpy as np
import pytest

from vidpipe.sandbox.gemini.speech import VOICES
from vidpipe.sandbox.keys import KEYS
from vidpipe_tests.integration.sandbox.conftest import Arm

MODEL = "gemini-3.8-flash-tts"
TEXT = "The moon pulls the sea, and the sea answers twice a day."


def _body(text: str = TEXT, *, speech: Any = None, **config: Any) -> dict[str, Any]:
    settings: dict[str, Any] = {"responseModalities": ["AUDIO"], **config}
    if speech is not None:
        settings["speechConfig"] = speech
    return {"contents": [{"role": "user", "parts": [{"text": text}]}], "generationConfig": settings}


def _voice(name: str) -> dict[str, Any]:
    return {"voiceConfig": {"prebuiltVoiceConfig": {"voiceName": name}}}


def _ask(sandbox: httpx.Client, body: object, verb: str = "generateContent", model: str = MODEL) -> httpx.Response:
    path = f"/gemini/v1beta/models/{model}:{verb}"
    return sandbox.post(path, json=body, headers={"x-goog-api-key": KEYS["gemini"]})


def _parts(answer: httpx.Response) -> list[tuple[str, bytes]]:
    assert answer.status_code == 200, answer.text
    parts = [part["inlineData"] for part in answer.json()["candidates"][0]["content"]["parts"]]
    return [(part["mimeType"], base64.b64decode(part["data"])) for part in parts]


def _wav(answer: httpx.Response) -> tuple[wave._wave_params, bytes]:
    ((mime_type, data),) = _parts(answer)
    assert mime_type == "audio/wav"
    with wave.open(io.BytesIO(data)) as track:
        return track.getparams(), track.readframes(track.getnframes())


def test_speech_is_one_whole_wav_that_can_be_heard(sandbox: httpx.Client) -> None:
    answer = _ask(sandbox, _body(speech={"languageCode": "en-US", **_voice("Kore")}))
    params, pcm = _wav(answer)
    assert (params.nchannels, params.sampwidth, params.framerate) == (1, 2, 24_000)
    seconds = params.nframes / 24_000
    assert 2 < seconds < 8
    assert np.abs(np.frombuffer(pcm, "<i2")).max() > 3_000
    usage = answer.json()["usageMetadata"]
    assert usage["candidatesTokenCount"] == round(seconds * 25)
    assert usage["candidatesTokensDetails"] == [{"modality": "AUDIO", "tokenCount": usage["candidatesTokenCount"]}]
    assert answer.json()["candidates"][0]["finishReason"] == "STOP"
    (entry,) = sandbox.get("/__sandbox__/calls").json()
    assert entry["endpoint"] == "generate_speech"
    assert entry["chargeUsd"] > 0


def test_longer_text_is_longer_speech_and_voices_differ(sandbox: httpx.Client) -> None:
    short = _wav(_ask(sandbox, _body("The moon.")))[1]
    long = _wav(_ask(sandbox, _body()))[1]
    assert len(long) > 2 * len(short)
    assert _wav(_ask(sandbox, _body("The moon.", speech=_voice("Puck"))))[1] != short


def test_chinese_is_spoken_too(sandbox: httpx.Client) -> None:
    params, _ = _wav(_ask(sandbox, _body("月亮牽引著大海。", speech={"languageCode": "cmn-TW"})))
    assert 1.2 < params.nframes / 24_000 < 6


def test_a_stream_is_headerless_pcm(sandbox: httpx.Client) -> None:
    answer = _ask(sandbox, _body("The moon."), "streamGenerateContent?alt=sse")
    pieces = [json.loads(line[6:]) for line in answer.text.split("\r\n\r\n") if line]
    parts = [piece["candidates"][0]["content"]["parts"][0]["inlineData"] for piece in pieces]
    assert len(parts) > 1
    assert {part["mimeType"] for part in parts} == {"audio/L16;codec=pcm;rate=24000"}
    pcm = b"".join(base64.b64decode(part["data"]) for part in parts)
    assert pcm == _wav(_ask(sandbox, _body("The moon.")))[1]


def test_two_speakers_speak_in_turn(sandbox: httpx.Client) -> None:
    speakers = [{"speaker": "Ann", **_voice("Kore")}, {"speaker": "Bob", **_voice("Puck")}]
    speech = {"multiSpeakerVoiceConfig": {"speakerVoiceConfigs": speakers}}
    both = _wav(_ask(sandbox, _body("Ann: Hello there.\nBob: Good day.", speech=speech)))[1]
    ann = _wav(_ask(sandbox, _body("Hello there.", speech=_voice("Kore"))))[1]
    bob = _wav(_ask(sandbox, _body("Good day.", speech=_voice("Puck"))))[1]
    assert both == ann + bob
    body = _body("Hello there.", speech=speech)
    body["contents"][0]["parts"] = [
        {"text": "Hello there.", "speechMetadata": {"speaker": "Ann"}},
        {"text": "Good day.", "speechMetadata": {"speaker": "Bob", "style": "cheerful"}},
    ]
    assert _wav(_ask(sandbox, body))[1] == ann + bob


TWO = [{"speaker": "Ann", **_voice("Kore")}, {"speaker": "Bob", **_voice("Puck")}]
BAD: list[tuple[dict[str, Any], str]] = [
    (_body(responseModalities=["TEXT"]), "* AUDIO"),
    (_body(responseModalities=["AUDIO", "TEXT"]), "* AUDIO"),
    ({"contents": _body()["contents"]}, "* AUDIO"),
    (_body(temperature=1), "temperature"),
    (_body(topP=0.5), "top_p"),
    (_body(topK=4), "top_k"),
    (_body(speech=_voice("Nobody")), "Nobody is not supported"),
    (_body(speech={"languageCode": "English (US)"}), "language code"),
    (_body(responseMimeType="application/json"), "mime type"),
    (_body("   "), "empty"),
    (_body("a" * 40_000), "8192"),
    (_body(speech={"multiSpeakerVoiceConfig": {"speakerVoiceConfigs": TWO[:1]}}), "must equal 2"),
    (_body(speech={"multiSpeakerVoiceConfig": {"speakerVoiceConfigs": TWO}}), "must match"),
    (_body(speech={**_voice("Kore"), "multiSpeakerVoiceConfig": {"speakerVoiceConfigs": TWO}}), "Only one of"),
    ({**_body(), "systemInstruction": {"parts": [{"text": "Cheerful"}]}}, "Developer instruction"),
]


@pytest.mark.parametrize(("body", "says"), BAD)
def test_what_speech_models_do_not_take_is_400(sandbox: httpx.Client, body: dict[str, Any], says: str) -> None:
    answer = _ask(sandbox, body)
    assert answer.status_code == 400
    assert answer.json()["error"]["status"] == "INVALID_ARGUMENT"
    assert says in answer.json()["error"]["message"]


def test_all_thirty_voices_are_known() -> None:
    assert len(VOICES) == 30


def test_sound_beyond_the_output_tokens_is_cut_and_says_so(sandbox: httpx.Client) -> None:
    answer = _ask(sandbox, _body(maxOutputTokens=25))
    assert _wav(answer)[0].nframes == 24_000
    assert answer.json()["candidates"][0]["finishReason"] == "MAX_TOKENS"


def test_the_previews_are_gone_and_before_that_spoke_headerless(sandbox: httpx.Client) -> None:
    for model in ("gemini-3.1-flash-tts-preview", "gemini-2.5-pro-preview-tts"):
        assert _ask(sandbox, _body(), model=model).status_code == 404


def test_older_forms_of_sound_can_be_had(sandbox: httpx.Client, arm: Arm) -> None:
    right = _wav(_ask(sandbox, _body("The moon.")))[1]
    arm("gemini", "raw_audio", endpoint="generate_speech")
    ((mime_type, data),) = _parts(_ask(sandbox, _body("The moon.")))
    assert (mime_type, data) == ("audio/l16; rate=24000; channels=1", right)
    arm("gemini", "raw_audio_2")
    parts = _parts(_ask(sandbox, _body("The moon.")))
    assert len(parts) == 2
    assert {part[0] for part in parts} == {"Audio/L16;codec=pcm;rate=24000"}
    assert b"".join(part[1] for part in parts) == right


def test_speech_that_fails_fails_as_documented(sandbox: httpx.Client, arm: Arm) -> None:
    arm("gemini", "invalid_audio")
    nothing = _ask(sandbox, _body()).json()["candidates"][0]
    assert nothing["finishReason"] == "OTHER"
    assert "content" not in nothing
    arm("gemini", "text_too_long")
    partial = _ask(sandbox, _body())
    assert partial.json()["candidates"][0]["finishReason"] == "MAX_TOKENS"
    assert _wav(partial)[0].nframes == 12_000
    arm("gemini", "text_instead_of_audio")
    assert "Model tried to generate text" in _ask(sandbox, _body()).json()["error"]["message"]
