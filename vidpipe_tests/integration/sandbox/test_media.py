"""The sandbox's media are real ones: pictures of the prompt, speech that is heard, films that can be watched."""

from __future__ import annotations

import io
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from vidpipe.errors import VidpipeError
from vidpipe.media.probe import probe
from vidpipe.sandbox.media import AudioFormat, Media, PictureFormat
from vidpipe.sandbox.studio import voices
from vidpipe.sandbox.studio.encoding import decode

TEXT = "The moon pulls the sea, and the sea answers twice a day."


@pytest.fixture(scope="module")
def media() -> Media:
    return Media()


def _pixels(data: bytes) -> np.ndarray[tuple[int, ...], np.dtype[np.uint8]]:
    with Image.open(io.BytesIO(data)) as picture:
        return np.asarray(picture.convert("RGB"))


@pytest.mark.parametrize("form", ["png", "jpeg", "webp"])
@pytest.mark.parametrize(("width", "height"), [(640, 360), (360, 640), (64, 64), (1536, 640)])
def test_a_picture_has_the_format_and_size_asked_for(
    media: Media, form: PictureFormat, width: int, height: int
) -> None:
    data = media.draw_picture("a lighthouse by the sea", width, height, format=form)
    with Image.open(io.BytesIO(data)) as picture:
        assert (picture.format or "").lower() == form
        assert picture.size == (width, height)


def test_a_picture_follows_prompt_and_seed(media: Media) -> None:
    first = media.draw_picture("a lighthouse", 320, 180)
    assert Media().draw_picture("a lighthouse", 320, 180) == first
    assert media.draw_picture("a robot at night", 320, 180) != first
    assert media.draw_picture("a lighthouse", 320, 180, seed=2) != first
    night, day = (_pixels(media.draw_picture(f"a ship, {time}", 320, 180)).mean() for time in ("night", "snow"))
    assert night < day - 40


@pytest.mark.parametrize("prompt", ["", "🎉🎉", "\"';\\n%{text}", "感應爐", "a" * 10_000, "half \ud83c a pair"])
def test_any_prompt_gives_a_picture_that_is_not_flat(media: Media, prompt: str) -> None:
    assert _pixels(media.draw_picture(prompt, 320, 180)).std() > 10


def test_a_filtered_picture_is_blurred(media: Media) -> None:
    def detail(*, blurred: bool) -> float:
        grey = _pixels(media.draw_picture("a robot", 320, 180, blurred=blurred)).mean(axis=2)
        return float(np.abs(np.diff(grey, axis=1)).max())

    assert detail(blurred=True) < detail(blurred=False) / 4


def test_what_is_kept_has_a_limit_that_counts_what_media_were_made_of(monkeypatch: pytest.MonkeyPatch) -> None:
    media = Media()
    sounds = [bytes([number]) * 100_000 for number in range(1, 4)]
    for sound in sounds:
        media.encode_audio(sound, 24_000, "pcm")
    assert media._size == 600_000
    monkeypatch.setattr("vidpipe.sandbox.media.MOST_BYTES", 450_000)
    media.encode_audio(b"\x04" * 100_000, 24_000, "pcm")
    assert media._size == 400_000
    assert len(media._kept) == 2


def test_speech_is_loud_enough_and_its_words_have_times(media: Media) -> None:
    spoken = media.speak(TEXT, voice="Kore", rate=24_000)
    assert [word.text for word in spoken.words] == TEXT.split()
    assert np.abs(np.frombuffer(spoken.pcm, "<i2")).max() > 5_000
    times = [at for word in spoken.words for at in (word.start, word.end)]
    assert times == sorted(times)
    assert 0 < times[0] < times[-1] <= spoken.duration


def test_speed_and_voice_change_the_speech_and_its_times(media: Media) -> None:
    plain = media.speak(TEXT)
    fast = media.speak(TEXT, speed=2.0)
    assert fast.duration == pytest.approx(plain.duration / 2, rel=0.02)
    assert fast.words[-1].end == pytest.approx(plain.words[-1].end / 2, rel=0.02)
    assert len({media.speak("The moon.", voice=name).pcm for name in ("", "Kore", "Puck", "nova")}) == 4


@pytest.mark.parametrize("text", ["月亮牽引著大海。", "Приливы и отливы", "المد والجزر", "潮の満ち引き"])
def test_what_piper_cannot_read_is_sung_word_by_word(media: Media, text: str) -> None:
    spoken = media.speak(text, rate=16_000)
    assert "".join(word.text for word in spoken.words) == text.replace(" ", "")
    assert 0.5 < spoken.duration < 6
    assert np.abs(np.frombuffer(spoken.pcm, "<i2")).max() > 5_000


def test_without_piper_everything_is_sung(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(voices, "engine", lambda: "tones")
    media = Media()
    assert media.speech_engine == "tones"
    assert len(media.speak(TEXT).words) == len(TEXT.split())


def test_half_a_surrogate_pair_does_not_stop_speech(media: Media) -> None:
    assert media.speak("The moon \ud83c rises.").words[-1].text == "rises."


@pytest.mark.parametrize("text", ["🎉", "…", " "])
def test_nothing_to_say_is_a_short_silence(media: Media, text: str) -> None:
    spoken = media.speak(text)
    assert 0.1 < spoken.duration < 1
    assert not np.frombuffer(spoken.pcm, "<i2").any()


@pytest.mark.parametrize(
    ("form", "starts", "codec"),
    [
        ("wav", b"RIFF", "pcm_s16le"),
        ("mp3", (b"ID3", b"\xff"), "mp3float"),
        ("opus", b"OggS", "opus"),
        ("flac", b"fLaC", "flac"),
        ("aac", b"\xff", "aac"),
    ],
)
def test_sound_in_any_format_is_as_long_as_before(
    media: Media, tmp_path: Path, form: AudioFormat, starts: bytes | tuple[bytes, ...], codec: str
) -> None:
    spoken = media.speak(TEXT, rate=24_000)
    data = media.encode_audio(spoken.pcm, 24_000, form)
    assert data.startswith(starts)
    (tmp_path / "sound").write_bytes(data)
    assert probe(tmp_path / "sound").audio[0].codec == codec
    assert len(decode(data, 24_000)) / 48_000 == pytest.approx(spoken.duration, abs=0.12)
    assert media.encode_audio(spoken.pcm, 24_000, "pcm") == spoken.pcm


def test_a_talking_film_is_as_long_as_its_sound(media: Media, tmp_path: Path) -> None:
    spoken = media.speak("The moon pulls the sea.", rate=24_000)
    film = media.talking_film(media.encode_audio(spoken.pcm, 24_000, "mp3"), None, 256)
    (tmp_path / "talk.mp4").write_bytes(film)
    info = probe(tmp_path / "talk.mp4")
    assert (info.video[0].codec, info.video[0].width, info.video[0].height) == ("h264", 256, 256)
    assert info.audio[0].codec == "aac"
    assert info.duration == pytest.approx(spoken.duration, abs=0.15)


def test_a_talking_film_of_no_sound_or_no_face_is_an_error(media: Media) -> None:
    with pytest.raises(VidpipeError) as caught:
        media.talking_film(b"nothing", None, 256)
    assert caught.value.code == "MEDIA_INVALID"
    sound = media.encode_audio(media.speak("Hello.").pcm, 24_000, "wav")
    with pytest.raises(VidpipeError) as caught:
        media.talking_film(sound, b"no picture", 256)
    assert caught.value.code == "PORTRAIT_INVALID"


@pytest.mark.parametrize("with_sound", [True, False])
def test_a_scene_film_moves_and_has_the_size_and_length_asked_for(
    media: Media, tmp_path: Path, with_sound: bool
) -> None:
    film = media.scene_film("a ship on the sea", 320, 180, 2, 24, with_sound=with_sound)
    (tmp_path / "scene.mp4").write_bytes(film)
    info = probe(tmp_path / "scene.mp4")
    video = info.video[0]
    assert (video.codec, video.width, video.height, video.fps, video.frames) == ("h264", 320, 180, 24, 48)
    assert len(info.audio) == int(with_sound)


def test_media_are_remembered(media: Media) -> None:
    assert media.draw_picture("a tree", 320, 180) is media.draw_picture("a tree", 320, 180)
